# SPDX-License-Identifier: Apache-2.0
"""`serve --forward` to the OpenTelemetry Collector, built from its Go modules, and stopped and started in between.

The collector prints what its OTLP receiver has understood (collector/main.go).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
from emulator import Emulator, get, post, wait_until  # noqa: E402
from ports import unclaimed_port  # noqa: E402

COLLECTOR = Path(os.environ["GO_PROGRAMS"]) / "collector"
CONFIGURATION = """\
receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:{port}
exporters:
  print:
service:
  telemetry:
    metrics:
      level: none
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [print]
"""


class Collector:
    """The collector on a port of its own; it can be started again after it was stopped."""

    def __init__(self, folder):
        self.port = unclaimed_port()
        self.configuration = Path(folder) / "collector.yaml"
        self.configuration.write_text(CONFIGURATION.format(port=self.port), encoding="utf-8")
        self.output = Path(folder) / "spans.jsonl"
        self.log = Path(folder) / "collector.log"
        self.process = None

    def start(self):
        with self.output.open("ab") as output, self.log.open("ab") as log:
            self.process = subprocess.Popen([COLLECTOR, "--config", self.configuration], stdout=output, stderr=log)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def spans(self):
        """What has arrived, by span id: the span in OTLP's JSON form, with its resource and scope."""
        text = self.output.read_text(encoding="utf-8") if self.output.exists() else ""
        spans = {}
        # The last line may be in the writing.
        for line in text[:text.rfind("\n") + 1].splitlines():
            for group in json.loads(line)["resourceSpans"]:
                for scope_spans in group["scopeSpans"]:
                    for span in scope_spans["spans"]:
                        spans[span["spanId"]] = {**span, "resource": attributes(group["resource"]),
                                                 "scope": scope_spans["scope"]}
        return spans


def attributes(holder):
    """OTLP's list of attributes as a dictionary."""
    return {one["key"]: next(iter(one["value"].values()), None) for one in holder.get("attributes", [])}


def listed(values):
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]


def trace_id_of(number):
    return f"{int(time.time()):08x}{number:024x}"


def x_ray_id(trace_id):
    return f"1-{trace_id[:8]}-{trace_id[8:]}"


class Forwarding(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="collector-")
        self.addCleanup(folder.cleanup)
        self.collector = Collector(folder.name)
        self.addCleanup(self.collector.stop)
        self.emulator = Emulator(os.environ["XRAY_EMULATOR"], "--forward", f"otlp+http://127.0.0.1:{self.collector.port}")
        self.addCleanup(self.emulator.__exit__)

    def forwarding(self):
        return get(f"{self.emulator.http}/_emulator/stats")[1]["forwarding"][0]

    def put(self, *documents):
        status, answer = post(f"{self.emulator.http}/TraceSegments",
                              {"TraceSegmentDocuments": [json.dumps(one) for one in documents]})
        self.assertEqual((status, answer), (200, {"UnprocessedTraceSegments": []}))

    def wait_for_spans(self, count):
        return wait_until(lambda: len(found := self.collector.spans()) >= count and found, what=f"{count} spans")

    def test_documents_arrive_as_spans(self):
        self.collector.start()
        trace_id = trace_id_of(1)
        self.put({"trace_id": x_ray_id(trace_id), "id": "70de5b6f19ff9a0a", "name": "shop", "start_time": 1790000000.25,
                  "end_time": 1790000001.5, "fault": True, "annotations": {"customer": "alice"},
                  "cause": {"exceptions": [{"id": "1111111111111111", "type": "Lost", "message": "no stock"}]},
                  "http": {"request": {"method": "POST", "url": "http://shop.example.com/checkout"},
                           "response": {"status": 500}},
                  "subsegments": [{"id": "53995c3f42cd8ad8", "name": "payments", "namespace": "remote",
                                   "start_time": 1790000000.5, "end_time": 1790000001}]},
                 {"trace_id": x_ray_id(trace_id), "id": "ad4ef6c1a7e43a10", "name": "payments",
                  "parent_id": "53995c3f42cd8ad8", "start_time": 1790000000.6, "end_time": 1790000000.9},
                 # In progress: OTLP has no place for it.
                 {"trace_id": x_ray_id(trace_id), "id": "bd4ef6c1a7e43a10", "name": "later", "start_time": 1790000000.6,
                  "in_progress": True})
        spans = self.wait_for_spans(3)
        told = {span_id: (span["traceId"], span.get("parentSpanId", ""), span["name"], span["kind"],
                          span["resource"]["service.name"]) for span_id, span in spans.items()}
        self.assertEqual(told, {
            "70de5b6f19ff9a0a": (trace_id, "", "POST /checkout", 2, "shop"),
            "53995c3f42cd8ad8": (trace_id, "70de5b6f19ff9a0a", "payments", 3, "shop"),
            "ad4ef6c1a7e43a10": (trace_id, "53995c3f42cd8ad8", "payments", 2, "payments")})
        root = spans["70de5b6f19ff9a0a"]
        self.assertEqual((root["startTimeUnixNano"], root["endTimeUnixNano"]),
                         ("1790000000250000000", "1790000001500000000"))
        self.assertEqual(root["status"], {"message": "no stock", "code": 2})
        found = attributes(root)
        self.assertEqual((found["customer"], found["http.request.method"], found["http.response.status_code"],
                          found["url.full"]), ("alice", "POST", "500", "http://shop.example.com/checkout"))
        (event,) = root["events"]
        self.assertEqual((event["name"], attributes(event)["exception.type"]), ("exception", "Lost"))
        wait_until(lambda: self.forwarding()["forwarded"] == 2, what="the answer, which comes after the spans")
        self.assertEqual(self.forwarding()["forward_dropped"], 0)

    def test_spans_arrive_as_they_came(self):
        self.collector.start()
        sent = {"traceId": trace_id_of(2), "spanId": "53995c3f42cd8ad8", "parentSpanId": "70de5b6f19ff9a0a",
                "name": "GET /stock", "kind": 3, "startTimeUnixNano": "1790000000123456789",
                "endTimeUnixNano": "1790000000987654321", "attributes": listed({"http.request.method": "GET", "a": "b"}),
                "events": [{"timeUnixNano": "1790000000200000001", "name": "cache miss", "attributes": listed({"k": "v"})}],
                "links": [{"traceId": trace_id_of(3), "spanId": "1111111111111111", "attributes": listed({"why": "queue"})}],
                "status": {"code": 2, "message": "lost"}}
        resource = {"service.name": "shop", "host.name": "shop-1"}
        status, _ = post(f"{self.emulator.http}/v1/traces", {"resourceSpans": [
            {"resource": {"attributes": listed(resource)},
             "scopeSpans": [{"scope": {"name": "io.shop", "version": "1.2"}, "spans": [sent]}]}]})
        self.assertEqual(status, 200)
        came = self.wait_for_spans(1)["53995c3f42cd8ad8"]
        self.assertEqual(came.pop("resource"), resource)
        self.assertEqual(came.pop("scope"), {"name": "io.shop", "version": "1.2"})
        self.assertEqual({name: came[name] for name in sent}, sent)

    def test_a_collector_that_comes_and_goes(self):
        def documents(first, count):
            return [{"trace_id": x_ray_id(trace_id_of(number)), "id": f"{number:016x}", "name": f"service-{number}",
                     "parent_id": f"{number + 1000:016x}", "start_time": 1790000000, "end_time": 1790000001}
                    for number in range(first, first + count)]

        self.put(*documents(1, 20))
        wait_until(lambda: not self.forwarding()["reachable"], what="the failure")
        self.collector.start()
        self.wait_for_spans(20)
        self.collector.stop()
        for first in range(21, 121, 10):
            self.put(*documents(first, 10))
        wait_until(lambda: not self.forwarding()["reachable"], what="the second failure")
        self.assertEqual(self.forwarding()["forward_backlog"], 100)
        self.collector.start()
        spans = self.wait_for_spans(120)
        for number in range(1, 121):
            span = spans[f"{number:016x}"]
            self.assertEqual((span["name"], span["parentSpanId"], span["traceId"][8:]),
                             (f"service-{number}", f"{number + 1000:016x}", f"{number:024x}"))
        wait_until(lambda: self.forwarding()["forwarded"] == 120, what="the last answer")
        told = self.forwarding()
        self.assertEqual((told["forward_dropped"], told["forward_backlog"], told["reachable"]), (0, 0, True))
        self.assertGreater(told["forward_retries"], 0)
        self.assertEqual(self.emulator.log().count("works again after"), 2, self.emulator.log())


if __name__ == "__main__":
    unittest.main()
