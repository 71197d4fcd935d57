# SPDX-License-Identifier: Apache-2.0
"""OTLP over gRPC without TLS, the default of OpenTelemetry's SDKs: their own exporters, and calls that go wrong."""

import os
import sys
import unittest
import urllib.request
from pathlib import Path

import grpc
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import post  # noqa: E402

EMULATOR = os.environ["AWS_ENDPOINT_URL_XRAY"]
ADDRESS = EMULATOR.removeprefix("http://")
TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"


def metric(name):
    """A counter of /metrics."""
    with urllib.request.urlopen(f"{EMULATOR}/metrics") as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith(f"xray_emulator_{name} "):
                return float(line.rsplit(" ", 1)[1])
    raise AssertionError(f"there is no metric {name}")


def call(channel, method, message, **options):
    """One unary call with the message as bytes; the answer as bytes."""
    return channel.unary_unary(method, request_serializer=bytes, response_deserializer=bytes)(message, **options)


def traces_of(service):
    status, answer = post(f"{EMULATOR}/_emulator/wait",
                          {"FilterExpression": f'service("{service}")', "TimeoutSeconds": 60})
    assert status == 200, answer
    return answer["TraceSummaries"]


class Grpc(unittest.TestCase):
    def setUp(self):
        self.channel = grpc.insecure_channel(ADDRESS)
        self.addCleanup(self.channel.close)

    def refused(self, code, method, message, **options):
        with self.assertRaises(grpc.RpcError) as raised:
            call(self.channel, method, message, **options)
        self.assertEqual(raised.exception.code(), code, raised.exception.details())
        return raised.exception.details()

    def export(self, service, spans, **options):
        """Sends spans as an application would; they have arrived when it returns."""
        provider = TracerProvider(resource=Resource.create({"service.name": service}))
        exporter = OTLPSpanExporter(endpoint=EMULATOR, insecure=True, **options)
        provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=spans, max_export_batch_size=spans))
        tracer = provider.get_tracer("test")
        with tracer.start_as_current_span("request", kind=SpanKind.SERVER):
            for number in range(spans - 1):
                with tracer.start_as_current_span(f"step {number}"):
                    pass
        self.assertTrue(provider.force_flush(60_000), "the exporter could not deliver")
        provider.shutdown()

    def test_spans_arrive(self):
        self.export("grpc-plain", 3)
        self.assertEqual(len(traces_of("grpc-plain")), 1)

    def test_compressed_spans_arrive(self):
        self.export("grpc-gzip", 3, compression=grpc.Compression.Gzip)
        self.assertEqual(len(traces_of("grpc-gzip")), 1)

    def test_a_batch_larger_than_any_window_arrives_whole(self):
        before = metric("otlp_spans_received_total")
        self.export("grpc-large", 20_000)
        self.assertEqual(metric("otlp_spans_received_total") - before, 20_000)

    def test_calls_at_once_on_one_connection(self):
        calls = [
            self.channel.unary_unary(TRACES, request_serializer=bytes, response_deserializer=bytes).future(b"")
            for _ in range(300)
        ]
        self.assertEqual({one.result(timeout=60) for one in calls}, {b""})

    def test_metrics_and_logs_are_taken_counted_and_not_kept(self):
        before = metric("otlp_metrics_requests_total"), metric("otlp_logs_requests_total")
        exporter = OTLPMetricExporter(endpoint=EMULATOR, insecure=True)
        provider = MeterProvider([PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)])
        provider.get_meter("test").create_counter("requests").add(1)
        self.assertTrue(provider.force_flush(60_000))
        provider.shutdown()
        self.assertEqual(call(self.channel, LOGS, b""), b"")
        self.assertGreater(metric("otlp_metrics_requests_total"), before[0])
        self.assertEqual(metric("otlp_logs_requests_total"), before[1] + 1)

    def test_another_method_is_unimplemented(self):
        told = self.refused(grpc.StatusCode.UNIMPLEMENTED, "/grpc.health.v1.Health/Check", b"")
        self.assertIn("/grpc.health.v1.Health/Check", told)

    def test_what_is_no_message_of_otlp_is_an_invalid_argument(self):
        self.assertTrue(self.refused(grpc.StatusCode.INVALID_ARGUMENT, TRACES, b"\xff\xff\xff"))

    def test_a_message_over_the_limit_is_told_so(self):
        self.refused(grpc.StatusCode.RESOURCE_EXHAUSTED, TRACES, bytes(33 << 20))
        # The connection goes on.
        self.assertEqual(call(self.channel, TRACES, b""), b"")

    def test_a_cancelled_call_leaves_the_connection_in_order(self):
        future = self.channel.unary_unary(TRACES, request_serializer=bytes, response_deserializer=bytes).future(
            bytes(8 << 20))
        future.cancel()
        self.assertEqual(call(self.channel, TRACES, b"", timeout=60), b"")


if __name__ == "__main__":
    unittest.main(verbosity=2)
