# SPDX-License-Identifier: Apache-2.0
"""/metrics as Prometheus' own client reads it, and as promtool where it is installed; docs/metrics.md names all of it."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import unittest
import urllib.request
import uuid
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from emulator import Emulator, post  # noqa: E402

URL = os.environ["AWS_ENDPOINT_URL_XRAY"]
OPERATION = "xray_emulator_operation_"


def scrape(url=URL):
    with urllib.request.urlopen(f"{url}/metrics", timeout=60) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def families(url=URL):
    return {family.name: family for family in text_string_to_metric_families(scrape(url)[1])}


def values(found, family, **labels):
    """{sample's name and labels beside these: value}"""
    return {(sample.name, tuple(sorted((name, value) for name, value in sample.labels.items() if name not in labels))): sample.value
            for sample in found[family].samples if all(sample.labels.get(name) == value for name, value in labels.items())}


def put_a_trace():
    now = time.time()
    document = f'{{"name":"shop","id":"{uuid.uuid4().hex[:16]}","trace_id":"1-{int(now):08x}-{uuid.uuid4().hex[:24]}",' \
               f'"start_time":{now},"end_time":{now}}}'
    status, answer = post(f"{URL}/TraceSegments", {"TraceSegmentDocuments": [document]})
    assert (status, answer["UnprocessedTraceSegments"]) == (200, []), answer


class Metrics(unittest.TestCase):
    def test_every_family_has_a_help_a_type_and_samples_of_its_own(self):
        content_type, text = scrape()
        self.assertEqual(content_type, "text/plain; version=0.0.4; charset=utf-8")
        found = list(text_string_to_metric_families(text))
        self.assertEqual(len({family.name for family in found}), len(found))
        for family in found:
            with self.subTest(family=family.name):
                self.assertIn(family.type, ("counter", "gauge", "histogram"))
                self.assertTrue(family.documentation)
                keys = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in family.samples]
                self.assertEqual(len(set(keys)), len(keys))
                self.assertTrue(family.name.startswith("xray_emulator_"))

    def test_labels_are_operations_and_nothing_that_a_client_sends(self):
        post(f"{URL}/TraceSegments", {"TraceSegmentDocuments": ["[]"]})
        post(f"{URL}/NoSuchOperation/{uuid.uuid4().hex}", {})
        for family in families().values():
            for sample in family.samples:
                expected = {"version", "build"} if family.name.endswith("build_info") else {"operation", "le"}
                self.assertLessEqual(set(sample.labels), expected, sample)
        operations = {labels[0][1] for _, labels in values(families(), OPERATION + "requests")}
        self.assertEqual(len(operations), 38)

    def test_calls_and_their_times_count_up_together(self):
        put_a_trace()
        before = families()
        for _ in range(3):
            put_a_trace()
        after = families()
        sample = (OPERATION + "requests_total", ())
        self.assertEqual(values(after, OPERATION + "requests", operation="PutTraceSegments")[sample] -
                         values(before, OPERATION + "requests", operation="PutTraceSegments")[sample], 3)
        first, second = (values(one, OPERATION + "duration_seconds", operation="PutTraceSegments") for one in (before, after))
        name = OPERATION + "duration_seconds"
        self.assertEqual(second[name + "_count", ()] - first[name + "_count", ()], 3)
        self.assertGreater(second[name + "_sum", ()], first[name + "_sum", ()])
        buckets = [(float(labels[0][1]), value) for (sample, labels), value in second.items() if sample.endswith("_bucket")]
        self.assertEqual(buckets, sorted(buckets))
        self.assertEqual([count for _, count in buckets], sorted(count for _, count in buckets))
        self.assertEqual(buckets[-1], (float("inf"), second[name + "_count", ()]))

    def test_the_page_about_metrics_names_each_and_no_other(self):
        page = (ROOT / "docs" / "metrics.md").read_text()
        named = set(re.findall(r"^\| `(xray_emulator_\w+)`", page, re.MULTILINE))
        with Emulator(os.environ["XRAY_EMULATOR"], "--forward", "http://127.0.0.1:9") as forwarding:
            everything = families(forwarding.http)
        found = {name + ("_total" if family.type == "counter" else "") for name, family in everything.items()}
        self.assertEqual(named, found)
        put_a_trace()
        bounds = [labels[0][1] for name, labels in values(families(), OPERATION + "duration_seconds", operation="PutTraceSegments")
                  if name.endswith("_bucket")]
        self.assertIn(", ".join(bounds[:-1]), page)

    def test_the_dashboard_asks_for_what_is_there(self):
        board = json.loads((ROOT / "deploy" / "grafana" / "xray-emulator.json").read_text())
        put_a_trace()
        there = {sample.name for family in families().values() for sample in family.samples}
        expressions = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
        expressions += [variable["query"]["query"] for variable in board["templating"]["list"] if variable["type"] == "query"]
        self.assertGreater(len(expressions), 20)
        for expression in expressions:
            asked = re.findall(r"xray_emulator_\w+", expression)
            self.assertTrue(asked, expression)
            self.assertLessEqual(set(asked), there, expression)

    def test_panels_of_the_dashboard_lie_beside_each_other(self):
        board = json.loads((ROOT / "deploy" / "grafana" / "xray-emulator.json").read_text())
        self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
        taken = set()
        for panel in board["panels"]:
            at = panel["gridPos"]
            self.assertLessEqual(at["x"] + at["w"], 24, panel["title"])
            cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed (Debian's package prometheus)")
    def test_promtool_has_nothing_to_say(self):
        put_a_trace()
        result = subprocess.run(["promtool", "check", "metrics"], input=scrape()[1], capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
