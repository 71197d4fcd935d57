# SPDX-License-Identifier: Apache-2.0
"""AWS's distribution of OpenTelemetry (ADOT) for Python: spans and metrics over UDP, sampling by X-Ray's rules."""

import json
import os
import sys
import time
import unittest
from pathlib import Path

import boto3
from amazon.opentelemetry.distro.otlp_udp_exporter import OTLPUdpMetricExporter, OTLPUdpSpanExporter
from amazon.opentelemetry.distro.sampler.aws_xray_remote_sampler import AwsXRayRemoteSampler
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.sdk.extension.aws.trace import AwsXRayIdGenerator
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import get, post, wait_until  # noqa: E402

EMULATOR = os.environ["AWS_ENDPOINT_URL_XRAY"]
DAEMON = os.environ["AWS_XRAY_DAEMON_ADDRESS"]
LOUD = "shop-loud"
QUIET = "shop-quiet"
QUERY = "SELECT count FROM stock"
STEPS = 40
X_RAY = AwsXRayPropagator()


def stats():
    return get(f"{EMULATOR}/_emulator/stats")[1]


def x_ray_id(context):
    text = f"{context.trace_id:032x}"
    return f"1-{text[:8]}-{text[8:]}"


class Shop:
    """A service whose spans leave in datagrams, as in a Lambda function."""

    def __init__(self):
        resource = Resource.create({"service.name": "shop", "service.version": "1.4"})
        self.sampler = AwsXRayRemoteSampler(resource, endpoint=EMULATOR, polling_interval=10)
        self.provider = TracerProvider(resource=resource, sampler=self.sampler, id_generator=AwsXRayIdGenerator())
        self.provider.add_span_processor(BatchSpanProcessor(OTLPUdpSpanExporter(endpoint=DAEMON)))
        self.tracer = self.provider.get_tracer("test")

    def request(self, path, work=lambda span, context: None):
        """Serves one request; returns its span context."""
        attributes = {"http.request.method": "POST", "http.method": "POST", "url.scheme": "http", "url.path": path,
                      "http.target": path, "server.address": "shop.example.com", "http.response.status_code": 200}
        with self.tracer.start_as_current_span(f"POST {path}", kind=SpanKind.SERVER, attributes=attributes) as span:
            work(span, set_span_in_context(span))
            return span.get_span_context()

    def sampled(self, path):
        return self.request(path).trace_flags.sampled

    def check_out(self, root, context):
        root.set_attributes({"enduser.id": "alice", "customer": "gold", "items": 3,
                             "aws.xray.annotations": ["customer"]})  # fmt: skip
        database = {"db.system": "postgresql", "db.name": "stock", "db.user": "reader", "db.statement": QUERY}
        with self.tracer.start_as_current_span("price", context=context):
            self.tracer.start_span("SELECT stock", kind=SpanKind.CLIENT, attributes=database).end()
        for index in range(STEPS):
            self.tracer.start_span(f"step-{index}", context=context).end()
        table = {"rpc.system": "aws-api", "rpc.service": "DynamoDB", "rpc.method": "PutItem",
                 "aws.region": "us-east-1", "http.status_code": 200}  # fmt: skip
        self.tracer.start_span("DynamoDB.PutItem", context=context, kind=SpanKind.CLIENT, attributes=table).end()
        with self.tracer.start_as_current_span("pay", context=context) as span:
            headers = {}
            X_RAY.inject(headers)
            self.header = headers["X-Amzn-Trace-Id"]
            try:
                raise ValueError("card number has 15 digits")
            except ValueError as error:
                span.record_exception(error)
                span.set_status(Status(StatusCode.ERROR, "no card"))


class Adot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.xray = boto3.client("xray")
        cls.create_rule(QUIET, 1, 0.0, "/quiet")
        cls.create_rule(LOUD, 2, 1.0, "*")
        cls.shop = Shop()
        # Until the rules are there the sampler decides by a rule of its own: one a second and few others.
        wait_until(lambda: all(cls.shop.sampled("/loud") for _ in range(20)), what="sampling by the rules")
        context = cls.shop.request("/checkout", cls.shop.check_out)
        cls.shop.provider.force_flush(10_000)
        cls.trace_id = x_ray_id(context)
        cls.documents = wait_until(lambda: cls.complete(cls.trace_id), what="the trace")
        cls.root = cls.documents["shop"]

    @classmethod
    def tearDownClass(cls):
        cls.shop.provider.shutdown()

    @classmethod
    def create_rule(cls, name, priority, rate, path):
        cls.xray.create_sampling_rule(
            SamplingRule={
                "RuleName": name, "Priority": priority, "FixedRate": rate, "ReservoirSize": 0, "ServiceName": "shop",
                "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": path, "ResourceARN": "*", "Version": 1,
            }
        )  # fmt: skip

    @classmethod
    def complete(cls, trace_id):
        """The documents of a trace by name, once all steps are there."""
        traces = cls.xray.batch_get_traces(TraceIds=[trace_id])["Traces"]
        found = [json.loads(segment["Document"]) for trace in traces for segment in trace["Segments"]]
        by_name = {("inferred " if one.get("inferred") else "") + one["name"]: one for one in found}
        return by_name if len(by_name.get("shop", {}).get("subsegments", [])) == STEPS + 3 else None

    def child(self, entity, name):
        (found,) = [one for one in entity["subsegments"] if one["name"] == name]
        return found

    def move_clock(self, **action):
        status, answer = post(f"{EMULATOR}/_emulator/clock", action)
        self.assertEqual(status, 200, answer)

    def summaries(self, filter_expression):
        now = time.time()
        pages = self.xray.get_paginator("get_trace_summaries").paginate(
            StartTime=now - 60, EndTime=now + 60, FilterExpression=filter_expression
        )
        return [summary for page in pages for summary in page["TraceSummaries"]]

    def test_a_request_over_udp(self):
        self.assertEqual(self.root["http"]["request"]["url"], "http://shop.example.com/checkout")
        self.assertEqual(self.root["http"]["response"]["status"], 200)
        self.assertEqual(self.root["user"], "alice")
        self.assertEqual(self.root["annotations"], {"customer": "gold"})
        self.assertEqual(self.root["metadata"]["default"]["items"], 3)
        query = self.child(self.child(self.root, "price"), "stock")
        self.assertEqual((query["namespace"], query["sql"]["sanitized_query"]), ("remote", QUERY))
        table = self.child(self.root, "DynamoDB")
        self.assertEqual((table["namespace"], table["aws"]["operation"]), ("aws", "PutItem"))
        self.assertEqual(self.documents["inferred DynamoDB"]["parent_id"], table["id"])
        pay = self.child(self.root, "pay")
        self.assertEqual(pay["cause"]["exceptions"][0]["message"], "card number has 15 digits")
        self.assertEqual(self.shop.header, f"Root={self.trace_id};Parent={pay['id']};Sampled=1")
        (summary,) = self.summaries('annotation.customer = "gold"')
        self.assertEqual(summary["Id"], self.trace_id)

    def test_unsampled_spans_and_metrics_are_counted_and_not_stored(self):
        before = stats()
        provider = TracerProvider(resource=Resource.create({"service.name": "unsampled"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPUdpSpanExporter(endpoint=DAEMON, sampled=False)))
        provider.get_tracer("test").start_span("nobody sees this").end()
        provider.shutdown()
        reader = PeriodicExportingMetricReader(OTLPUdpMetricExporter(endpoint=DAEMON))
        meters = MeterProvider(metric_readers=[reader])
        meters.get_meter("test").create_counter("orders").add(1)
        meters.shutdown()
        wait_until(lambda: stats()["otlp_spans_unsampled"] == before["otlp_spans_unsampled"] + 1, what="the span")
        wait_until(lambda: stats()["otlp_metrics_dropped"] > before["otlp_metrics_dropped"], what="the metric")
        self.assertEqual(self.summaries('service("unsampled")'), [])
        self.assertEqual(stats()["documents_rejected"], before["documents_rejected"])

    def test_rule_that_samples_nothing(self):
        contexts = [self.shop.request("/quiet") for _ in range(50)]
        self.assertFalse(any(context.trace_flags.sampled for context in contexts))

    def test_rules_that_change_are_followed_and_statistics_told(self):
        # Statistics are told by windows of ten seconds that are over. The clock stands, so each step of ten seconds
        # closes the window with all that was reported since the step before: no report is missed.
        self.move_clock(action="freeze")
        self.addCleanup(self.move_clock, action="follow")

        def told():
            self.move_clock(action="advance", seconds=10)
            answer = self.xray.get_sampling_statistic_summaries()["SamplingStatisticSummaries"]
            (summary,) = [one for one in answer if one["RuleName"] == LOUD]
            return summary["RequestCount"] and summary

        self.assertTrue(self.shop.sampled("/loud"))
        report = wait_until(told, what="a report of the sampler")
        self.assertEqual(report["SampledCount"], report["RequestCount"])
        self.xray.update_sampling_rule(SamplingRuleUpdate={"RuleName": LOUD, "FixedRate": 0.0})
        wait_until(lambda: not self.shop.sampled("/loud"), what="the end of sampling")


if __name__ == "__main__":
    unittest.main(verbosity=2)
