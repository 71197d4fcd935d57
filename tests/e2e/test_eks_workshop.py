# SPDX-License-Identifier: Apache-2.0
"""The EKS workshop's two services as they are, traced into the emulator and read back by boto3 and plain HTTP.

client -> x-ray-sample-front-k8s -> x-ray-sample-back-k8s: three plain requests, a slow one, and one that makes the
front service call the back twenty times, which makes the X-Ray SDK for Go stream subsegments.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import time
import unittest
import urllib.request
from pathlib import Path

import boto3

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
from emulator import post, wait_until  # noqa: E402
from markdown import blocks  # noqa: E402

FRONT = "x-ray-sample-front-k8s"
BACK = "x-ray-sample-back-k8s"
RULE = "workshop-everything"
REPEAT = 20
SLOW_SECONDS = 0.5
# Durations are summed exactly and shown with three decimals.
ROUNDING = 0.0011


class Service:
    """One of the two programs, on a free port."""

    def __init__(self, program, **variables):
        path = Path(os.environ["GO_PROGRAMS"]) / program
        self._process = subprocess.Popen(
            [str(path)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PORT": "0", **variables}
        )
        for line in self._process.stdout:
            entry = json.loads(line)
            if entry["msg"] == "listening":
                self.url = f"http://127.0.0.1:{entry['port']}"
                return
        raise RuntimeError(f"{program} ended with {self._process.wait()} before it listened")

    def stop(self):
        self._process.terminate()
        code = self._process.wait(15)
        self._process.stdout.close()
        return code


def call(url, header):
    """GETs a traced route; returns its decoded answer and the trace header of the answer as a dict."""
    request = urllib.request.Request(url, headers={"X-Amzn-Trace-Id": header})
    with urllib.request.urlopen(request, timeout=300) as response:
        pairs = (part.partition("=") for part in response.headers["X-Amzn-Trace-Id"].split(";"))
        return json.load(response), {key: value for key, _, value in pairs}


def new_trace_id():
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def documents(trace):
    return [json.loads(segment["Document"]) for segment in trace["Segments"]]


def named(entities, name):
    return [entity for entity in entities if entity["name"] == name]


def remote_calls(segment):
    return [sub for sub in segment.get("subsegments", []) if sub.get("namespace") == "remote"]


def seconds(entity):
    return entity["end_time"] - entity["start_time"]


class EksWorkshop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.xray = boto3.client("xray")
        cls.endpoint = os.environ["AWS_ENDPOINT_URL_XRAY"]
        cls.xray.create_sampling_rule(
            SamplingRule={
                "RuleName": RULE, "Priority": 1, "FixedRate": 1.0, "ReservoirSize": 0, "ServiceName": FRONT,
                "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*", "ResourceARN": "*", "Version": 1,
            }
        )  # fmt: skip
        cls.back = Service("back")
        cls.addClassCleanup(cls.back.stop)
        cls.front = Service("front", BACK_URL=cls.back.url)
        cls.addClassCleanup(cls.front.stop)

        cls.rule_in_use = cls.wait_for_sampling_rule()
        post(f"{cls.endpoint}/_emulator/reset", {})

        cls.began = time.time()
        cls.plain = [cls.traced_call("") for _ in range(3)]
        cls.slow = cls.traced_call("?slow=true")
        cls.repeat = cls.traced_call("?repeat=true")
        cls.calls = {**dict.fromkeys([*cls.plain, cls.slow], 1), cls.repeat: REPEAT}
        cls.traces = {trace_id: cls.wait_for_trace(trace_id, count) for trace_id, count in cls.calls.items()}

    @classmethod
    def traced_call(cls, query):
        trace_id = new_trace_id()
        call(f"{cls.front.url}/api{query}", f"Root={trace_id};Sampled=1")
        return trace_id

    @classmethod
    def wait_for_trace(cls, trace_id, back_calls):
        """The documents of a trace, once the front's segment and all of the back's have arrived."""

        def complete():
            traces = cls.xray.batch_get_traces(TraceIds=[trace_id])["Traces"]
            found = documents(traces[0]) if traces else []
            return found if len(named(found, FRONT)) == 1 and len(named(found, BACK)) == back_calls else None

        return wait_until(complete, what=f"trace {trace_id}")

    @classmethod
    def wait_for_sampling_rule(cls):
        """Leaves the decision to the front's SDK until it has fetched the rules; returns the rule it then names."""

        def rule_of_next_call():
            _, header = call(f"{cls.front.url}/api", f"Root={new_trace_id()};Sampled=?")
            if header.get("Sampled") != "1":
                return None
            (segment,) = named(cls.wait_for_trace(header["Root"], 1), FRONT)
            return segment["aws"]["xray"].get("sampling_rule_name")

        return wait_until(rule_of_next_call, what="the SDK's first poll of the sampling rules")

    def window(self):
        return {"StartTime": self.began - 60, "EndTime": time.time() + 60}

    def service_graph(self):
        services = self.xray.get_service_graph(**self.window())["Services"]
        return {(service["Name"], service.get("Type")): service for service in services}

    def edge(self, services, source, target):
        reference = services[target]["ReferenceId"]
        (edge,) = [edge for edge in services[source]["Edges"] if edge["ReferenceId"] == reference]
        return edge

    def test_sampling_rule_reaches_the_sdk(self):
        self.assertEqual(self.rule_in_use, RULE)

    def test_service_graph_shows_client_front_and_back(self):
        services = self.service_graph()
        self.assertEqual(set(services), {(FRONT, "client"), (FRONT, None), (BACK, None)})
        self.assertTrue(services[FRONT, None]["Root"])
        self.assertEqual(services[FRONT, None]["State"], "active")
        self.assertEqual(services[BACK, None]["State"], "active")
        self.assertEqual(services[FRONT, "client"]["State"], "unknown")
        self.assertEqual(services[BACK, None]["Edges"], [])

    def test_service_graph_counts_every_request_once(self):
        services = self.service_graph()
        total = len(self.calls)
        back_total = sum(self.calls.values())
        for statistics, count in [
            (self.edge(services, (FRONT, "client"), (FRONT, None))["SummaryStatistics"], total),
            (services[FRONT, None]["SummaryStatistics"], total),
            (self.edge(services, (FRONT, None), (BACK, None))["SummaryStatistics"], back_total),
            (services[BACK, None]["SummaryStatistics"], back_total),
        ]:
            self.assertEqual(statistics["TotalCount"], count)
            self.assertEqual(statistics["OkCount"], count)
            self.assertEqual(statistics["FaultStatistics"]["TotalCount"], 0)
            self.assertEqual(statistics["ErrorStatistics"]["TotalCount"], 0)

    def test_edge_has_the_callers_view_and_node_the_callees(self):
        everything = [document for trace in self.traces.values() for document in trace]
        callers = sum(seconds(sub) for front in named(everything, FRONT) for sub in remote_calls(front))
        callees = sum(seconds(back) for back in named(everything, BACK))
        self.assertGreater(callers, callees)
        services = self.service_graph()
        edge = self.edge(services, (FRONT, None), (BACK, None))
        self.assertAlmostEqual(edge["SummaryStatistics"]["TotalResponseTime"], callers, delta=ROUNDING)
        node = services[BACK, None]["SummaryStatistics"]
        self.assertAlmostEqual(node["TotalResponseTime"], callees, delta=ROUNDING)

    def test_service_graph_over_plain_http(self):
        status, body = post(f"{self.endpoint}/ServiceGraph", self.window())
        self.assertEqual(status, 200)
        self.assertEqual([service["Name"] for service in body["Services"]], [BACK, FRONT, FRONT])
        self.assertEqual([service["Type"] for service in body["Services"]], [None, None, "client"])
        self.assertIsNone(body["NextToken"])

    def test_trace_summaries(self):
        pages = self.xray.get_paginator("get_trace_summaries").paginate(**self.window())
        summaries = {summary["Id"]: summary for page in pages for summary in page["TraceSummaries"]}
        self.assertEqual(set(summaries), set(self.calls))
        for trace_id, summary in summaries.items():
            (front,) = named(self.traces[trace_id], FRONT)
            self.assertFalse(summary["HasFault"] or summary["HasError"] or summary["HasThrottle"])
            self.assertFalse(summary["IsPartial"])
            self.assertAlmostEqual(summary["ResponseTime"], seconds(front), delta=ROUNDING)
            self.assertEqual(summary["EntryPoint"]["Name"], FRONT)
            self.assertEqual(summary["Http"]["HttpMethod"], "GET")
            self.assertEqual(summary["Http"]["HttpStatus"], 200)
            self.assertEqual(summary["Http"]["HttpURL"], f"{self.front.url}/api")
            nodes = {(node["Name"], node.get("Type")) for node in summary["ServiceIds"]}
            self.assertEqual(nodes, {(FRONT, "client"), (FRONT, None), (BACK, None)})
        self.assertGreaterEqual(summaries[self.slow]["ResponseTime"], SLOW_SECONDS)

    def test_back_segment_hangs_below_fronts_remote_call(self):
        for trace_id in [*self.plain, self.slow]:
            trace = self.traces[trace_id]
            (front,), (back,) = named(trace, FRONT), named(trace, BACK)
            (remote,) = remote_calls(front)
            self.assertNotIn("parent_id", front)
            self.assertEqual(back["parent_id"], remote["id"])
            self.assertEqual(remote["name"], self.back.url.removeprefix("http://"))
            self.assertEqual(remote["http"]["response"]["status"], 200)
            (generator,) = named(back["subsegments"], f"{BACK}-gen")
            self.assertLess(generator["metadata"]["default"]["value"], 1000)
            self.assertLessEqual(back["start_time"], generator["start_time"])
            self.assertLessEqual(generator["end_time"], back["end_time"])

    def test_slow_request_spent_its_time_in_the_generator(self):
        (back,) = named(self.traces[self.slow], BACK)
        (generator,) = named(back["subsegments"], f"{BACK}-gen")
        self.assertGreaterEqual(seconds(generator), SLOW_SECONDS)

    def test_streamed_subsegments_are_back_in_their_places(self):
        trace = self.traces[self.repeat]
        (front,) = named(trace, FRONT)
        remotes = remote_calls(front)
        self.assertEqual(len(remotes), REPEAT)
        self.assertEqual({back["parent_id"] for back in named(trace, BACK)}, {sub["id"] for sub in remotes})
        for remote in remotes:
            children = {child["name"] for child in remote["subsegments"]}
            self.assertLessEqual({"request", "response"}, children)
            for child in remote["subsegments"]:
                self.assertNotIn("parent_id", child)
        self.assertEqual(len(trace), 1 + REPEAT, "streamed subsegments must not stay behind as entries of their own")

    def test_trace_graph_of_one_trace(self):
        services = self.xray.get_trace_graph(TraceIds=[self.repeat])["Services"]
        counts = {
            (service["Name"], service.get("Type")): service.get("SummaryStatistics", {}).get("TotalCount")
            for service in services
        }
        self.assertEqual(counts, {(FRONT, "client"): None, (FRONT, None): 1, (BACK, None): REPEAT})

    def durations(self, name):
        return [seconds(entity) for trace in self.traces.values() for entity in named(trace, name)]

    def test_console_map_transactions_per_minute_and_average_latency(self):
        services = self.service_graph()
        for name in (FRONT, BACK):
            statistics = services[name, None]["SummaryStatistics"]
            average = statistics["TotalResponseTime"] / statistics["TotalCount"]
            expected = self.durations(name)
            self.assertAlmostEqual(average, sum(expected) / len(expected), delta=ROUNDING)
            points = self.xray.get_time_series_service_statistics(
                **self.window(), Period=60, EntitySelectorExpression=f'service("{name}")'
            )["TimeSeriesServiceStatistics"]
            per_minute = [point["ServiceSummaryStatistics"]["TotalCount"] for point in points]
            self.assertEqual(sum(per_minute), len(expected))
            self.assertEqual({point["Timestamp"].second for point in points}, {0})

    def test_console_trace_list_by_url(self):
        url = f"{self.front.url}/api"
        answer = self.xray.get_trace_summaries(**self.window(), FilterExpression=f'http.url = "{url}"')
        self.assertEqual({summary["Id"] for summary in answer["TraceSummaries"]}, set(self.calls))
        answer = self.xray.get_trace_summaries(**self.window(), FilterExpression=f'http.url != "{url}"')
        self.assertEqual(answer["TraceSummaries"], [])

    def test_console_timeline_nests(self):
        for trace_id in [*self.plain, self.slow]:
            (front,), (back,) = named(self.traces[trace_id], FRONT), named(self.traces[trace_id], BACK)
            nested = [front, remote_calls(front)[0], back, named(back["subsegments"], f"{BACK}-gen")[0]]
            starts = [entity["start_time"] for entity in nested]
            ends = [entity["end_time"] for entity in nested]
            self.assertEqual(starts, sorted(starts))
            self.assertEqual(ends, sorted(ends, reverse=True))

    def test_commands_of_the_kubernetes_guide(self):
        commands = blocks("deploy/kubernetes/README.md", between="read")
        mark = "--- next ---"
        script = f"\necho '{mark}'\n".join(["set -euo pipefail", *(block.text for block in commands)])
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=300)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        _, service_map, callers, minutes, trace_list, timeline, plain_http = result.stdout.split(f"{mark}\n")

        for name in (FRONT, BACK):
            rate, latency = re.search(
                rf"^{name}: ([\d.]+) transactions per minute, average latency ([\d.]+) ms$", service_map, re.MULTILINE
            ).groups()
            expected = self.durations(name)
            self.assertAlmostEqual(float(rate), len(expected) / 5, delta=0.06)
            self.assertAlmostEqual(float(latency), 1000 * sum(expected) / len(expected), delta=1)
        nodes = {name: (number, edges) for number, name, _, *edges in (line.split("\t") for line in callers.splitlines())
                 if _ != "client"}  # fmt: skip
        self.assertIn(nodes[BACK][0], nodes[FRONT][1])
        self.assertEqual(sum(int(line.split("\t")[1]) for line in minutes.splitlines()), len(self.calls))
        listed = [line.split("\t") for line in trace_list.splitlines()]
        self.assertEqual({line[3] for line in listed}, set(self.calls))
        self.assertEqual({(line[0], line[1]) for line in listed}, {(f"{self.front.url}/api", "200")})
        self.assertRegex(timeline.splitlines()[0], rf"^ +0\.00 ms +[\d.]+ ms  {FRONT}$")
        self.assertRegex(timeline, rf"(?m)^ +[\d.]+ ms +[\d.]+ ms    {BACK}-gen$")
        graph, _, summaries = plain_http.partition("}{")
        self.assertIn(f'"Name":"{FRONT}"', graph)
        self.assertEqual(len(json.loads("{" + summaries)["TraceSummaries"]), len(self.calls))

    def test_untraced_routes_leave_no_trace(self):
        with urllib.request.urlopen(f"{self.front.url}/", timeout=300) as page:
            self.assertIn("text/html", page.headers["Content-Type"])
            self.assertIsNone(page.headers["X-Amzn-Trace-Id"])
        with urllib.request.urlopen(f"{self.back.url}/healthz", timeout=300) as health:
            self.assertEqual(json.load(health), {"status": "ok"})
            self.assertIsNone(health.headers["X-Amzn-Trace-Id"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
