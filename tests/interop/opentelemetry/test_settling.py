# SPDX-License-Identifier: Apache-2.0
"""Waiting for the traces of two services with the OpenTelemetry SDK, whose batches leave after random delays.

Each run makes one trace of five spans, in five batches or fewer and in any order, and waits for it by what the last span
of either service says: the fault of one, an annotation of the other. (A span of kind CLIENT does not tell whether its
callee is traced, so the name of the callee alone is there before the callee is.) The answer must come, and must not
come before everything is there. XRAY_RUNS sets how many runs (40).
"""

import concurrent.futures
import json
import os
import random
import sys
import time
import unittest
from pathlib import Path

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.extension.aws.trace import AwsXRayIdGenerator
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import SpanKind, Status, StatusCode

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import post  # noqa: E402

ENDPOINT = os.environ["AWS_ENDPOINT_URL_XRAY"]
RUNS = int(os.environ.get("XRAY_RUNS", "40"))
AT_ONCE = 8
LONGEST_DELAY = 0.3
# How long an answer may take on a machine that does other things as well; one that comes is not held up by it.
PATIENCE = 60


class LateExporter(SpanExporter):
    """Hands each batch on after a random delay, as a slow network or a collector between does."""

    def __init__(self, chance):
        self.chance = chance
        self.exporter = OTLPSpanExporter()

    def export(self, spans):
        time.sleep(self.chance.uniform(0, LONGEST_DELAY))
        return self.exporter.export(spans)

    def shutdown(self):
        self.exporter.shutdown()

    def force_flush(self, timeout_millis=30_000):
        return self.exporter.force_flush(timeout_millis)


class Service:
    def __init__(self, name, chance):
        self.provider = TracerProvider(resource=Resource.create({"service.name": name}),
                                       id_generator=AwsXRayIdGenerator())
        self.provider.add_span_processor(BatchSpanProcessor(
            LateExporter(chance), schedule_delay_millis=chance.randint(1, 200),
            max_export_batch_size=chance.choice((1, 2, 512))))
        self.tracer = self.provider.get_tracer("test")


def request(shop, payments, chance, fault_in):
    """A request to shop, which calls payments; one of the two fails, which its last span tells. Returns the trace's id."""
    with shop.tracer.start_as_current_span("POST /checkout", kind=SpanKind.SERVER) as root:
        shop.tracer.start_span("price").end()
        with shop.tracer.start_as_current_span("POST", kind=SpanKind.CLIENT, attributes={"peer.service": "payments"}):
            with payments.tracer.start_as_current_span("POST /pay", kind=SpanKind.SERVER) as called:
                payments.tracer.start_span("book").end()
                time.sleep(chance.uniform(0, 0.02))
                end(called, fault_in == "payments")
        end(root, fault_in == "shop")
        return f"{root.get_span_context().trace_id:032x}"


def end(span, is_fault):
    if is_fault:
        span.set_attribute("http.response.status_code", 500)
        span.set_status(Status(StatusCode.ERROR))
    else:
        span.set_attribute("outcome", "done")
        span.set_attribute("aws.xray.annotations", ["outcome"])


def real_documents(trace_id):
    _, answer = post(f"{ENDPOINT}/Traces", {"TraceIds": [f"1-{trace_id[:8]}-{trace_id[8:]}"]})
    (found,) = answer["Traces"]
    documents = [json.loads(segment["Document"]) for segment in found["Segments"]]
    return [document for document in documents if not document.get("inferred")]


def one_run(number):
    """What was wrong with one run; None where nothing was."""
    chance = random.Random(number)
    fault_in = chance.choice(("shop", "payments"))
    shop, payments = Service("shop", chance), Service("payments", chance)
    try:
        trace_id = request(shop, payments, chance, fault_in)
        wanted = {"TraceIds": [trace_id], "TimeoutSeconds": PATIENCE,
                  "FilterExpression": f'service("{fault_in}") {{fault}} AND annotation.outcome = "done"'}
        status, answer = post(f"{ENDPOINT}/_emulator/wait", wanted)
        if status != 200 or answer["Matched"] != 1:
            return f"run {number}: {status} {answer.get('Explanation', answer)}"
        documents = real_documents(trace_id)
        names = sorted(part["name"] for document in documents
                       for part in (document, *document.get("subsegments", [])))
        if names != ["book", "payments", "payments", "price", "shop"]:
            return f"run {number}: answered when only {names} were there"
        (summary,) = answer["TraceSummaries"]
        if summary["HasFault"] != (fault_in == "shop") or summary["IsPartial"]:
            return f"run {number}: answered with {summary}"
    finally:
        shop.provider.shutdown()
        payments.provider.shutdown()
    return None


class Settling(unittest.TestCase):
    def test_it_is_neither_early_nor_late(self):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            wrong = [found for found in pool.map(one_run, range(RUNS)) if found]
        self.assertEqual(wrong, [], f"{len(wrong)} of {RUNS} runs")


if __name__ == "__main__":
    unittest.main(verbosity=2)
