# SPDX-License-Identifier: Apache-2.0
"""The calls of Grafana's X-Ray data source, one query type after the other, and what it takes for granted of the answers.

Grafana is not started: the requests are written anew from what the plug-in sends (grafana-x-ray-datasource, its Go code for
the server and its TypeScript for the browser), and go out by boto3. What it reads without looking whether it is there must
be there, for a missing member ends its process or empties its panel.
"""

import json
import os
import re
import sys
import time
import unittest
from pathlib import Path

import boto3
import yaml

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "tests" / "interop" / "operations")]
import traffic  # noqa: E402
from emulator import wait_until  # noqa: E402
from markdown import files  # noqa: E402

URL = os.environ["AWS_ENDPOINT_URL_XRAY"]
BEGIN = int(time.time()) // 60 * 60 - traffic.MINUTES * 60
# Grafana's time range: it ends now.
RANGE = {"StartTime": BEGIN, "EndTime": BEGIN + traffic.MINUTES * 60}
TRACES = traffic.MINUTES * traffic.PER_MINUTE
GROUP = "payments"
PLAIN = "plain"  # a trace without HTTP, exceptions or annotations
FAILED = "failed"  # traces with exceptions of every kind


def pages(operation, member, **parameters):
    """As the SDK's paginators do: until there is no token."""
    found = []
    while True:
        page = getattr(CLIENT, operation)(**parameters)
        found += page[member]
        if not page.get("NextToken"):
            return found
        parameters["NextToken"] = page["NextToken"]


def segment(number, name, **members):
    at = BEGIN + 30 + number
    return json.dumps({"trace_id": f"1-{BEGIN + 1:08x}-{number:024x}", "id": f"d{number:015x}", "name": name,
                       "start_time": at, "end_time": at + 0.125, "origin": "AWS::ECS::Container", **members})


def setUpModule():
    global CLIENT
    CLIENT = boto3.client("xray", endpoint_url=URL)
    CLIENT.create_group(GroupName=GROUP, FilterExpression='service("front")',
                        InsightsConfiguration={"InsightsEnabled": True, "NotificationsEnabled": False})
    traffic.send(CLIENT, BEGIN)
    exception = {"exceptions": [{"id": "e" * 16, "type": "OutOfStock", "message": "no more tea"}]}
    call = {"id": "f" * 16, "name": "stock", "start_time": BEGIN + 32, "end_time": BEGIN + 32.125, "namespace": "remote"}
    CLIENT.put_trace_segments(TraceSegmentDocuments=[
        segment(1, PLAIN),
        segment(2, FAILED, fault=True, cause=exception, user="ann", subsegments=[{**call, "fault": True, "cause": exception}],
                http={"request": {"method": "POST", "url": "http://shop.example.com/pay", "client_ip": "10.1.2.3"},
                      "response": {"status": 500}}),
        segment(3, FAILED, error=True, cause=exception, http={"response": {"status": 404}}),
        segment(4, FAILED, error=True, throttle=True, http={"response": {"status": 429}}),
        segment(5, FAILED, fault=True),
    ])
    wait_until(lambda: CLIENT.get_insight_summaries(GroupName=GROUP, **RANGE)["InsightSummaries"], what="the insights")


class Health(unittest.TestCase):
    def test_save_and_test_asks_for_the_groups(self):
        self.assertIn("Groups", CLIENT.get_groups())

    def test_groups(self):
        groups = pages("get_groups", "Groups")
        self.assertEqual({group["GroupName"] for group in groups}, {"Default", GROUP})
        # The browser joins a group's expression and the query.
        for group in groups:
            self.assertIsInstance(group.get("FilterExpression", ""), str)

    def test_accounts(self):
        for group in ("Default", ""):
            services = pages("get_service_graph", "Services", GroupName=group, **RANGE) if group else pages(
                "get_service_graph", "Services", **RANGE)
            self.assertLessEqual({service.get("AccountId", "all") for service in services}, {"000000000000", "all"})


class ServiceMap(unittest.TestCase):
    def check(self, services, of_a_trace=False):
        by_id = {service["ReferenceId"]: service for service in services}
        for service in services:
            source = service if "SummaryStatistics" in service else service["Edges"][0]
            self.check_statistics(source["SummaryStatistics"])
            self.assertIn("Name", service)
            self.assertGreaterEqual(sum(entry["Count"] for entry in source["ResponseTimeHistogram"]), 1)
            for edge in service["Edges"]:
                self.assertIn(edge["ReferenceId"], by_id)
                # A link between traces has no statistics: on AWS, and here.
                if edge.get("EdgeType") == "link":
                    continue
                self.check_statistics(edge["SummaryStatistics"])
                # For transactions per minute; a trace's map shows requests instead.
                self.assertTrue(of_a_trace or edge["EndTime"] > edge["StartTime"])
                self.assertIn("ResponseTimeHistogram", edge)
        return by_id

    def check_statistics(self, statistics):
        self.assertGreater(statistics["TotalCount"], 0)
        self.assertIn("OkCount", statistics)
        self.assertIn("TotalResponseTime", statistics)
        self.assertLessEqual({"ThrottleCount", "TotalCount", "OtherCount"}, statistics["ErrorStatistics"].keys())
        self.assertIn("TotalCount", statistics["FaultStatistics"])

    def test_service_map_of_a_group(self):
        for group, names in (("Default", {"front", "payments", PLAIN, FAILED}), (GROUP, {"front", "payments"})):
            services = pages("get_service_graph", "Services", GroupName=group, **RANGE)
            self.check(services)
            self.assertLessEqual(names, {service["Name"] for service in services})
        self.assertNotIn(PLAIN, {service["Name"] for service in services})

    def test_links_of_nodes_and_edges_are_filters(self):
        services = pages("get_service_graph", "Services", GroupName="Default", **RANGE)
        by_id = self.check(services)
        for service in services:
            name, kind = service["Name"], service.get("Type")
            links = [f'service(id(name: "{name}", type: "{kind}"))'] if kind else []
            if kind != "client":
                links += [f'edge("{name}", "{by_id[edge["ReferenceId"]]["Name"]}")' for edge in service["Edges"]]
            for expression in links:
                with self.subTest(expression=expression):
                    self.assertTrue(CLIENT.get_trace_summaries(FilterExpression=expression, **RANGE)["TraceSummaries"])

    def test_trace_and_its_map(self):
        (wanted,) = CLIENT.get_trace_summaries(FilterExpression="annotation.number = 7", **RANGE)["TraceSummaries"]
        # A W3C id is written as X-Ray's before it is asked for.
        (trace,) = CLIENT.batch_get_traces(TraceIds=[wanted["Id"]])["Traces"]
        documents = [json.loads(one["Document"]) for one in trace["Segments"]]
        self.assertTrue(all({"id", "name", "start_time"} <= document.keys() for document in documents))
        self.check(pages("get_trace_graph", "Services", TraceIds=[wanted["Id"]]), of_a_trace=True)

    def test_a_trace_that_is_not_there(self):
        self.assertEqual(CLIENT.batch_get_traces(TraceIds=["1-00000001-000000000000000000000001"])["Traces"], [])


class TraceList(unittest.TestCase):
    def test_list_pages_and_has_http_for_every_trace(self):
        found = pages("get_trace_summaries", "TraceSummaries", **RANGE)
        self.assertEqual(len({summary["Id"] for summary in found}), len(found))
        self.assertGreaterEqual(len(found), 1000)
        for summary in found:
            self.assertIsInstance(summary["Http"], dict)
            self.assertIsInstance(summary["Annotations"], dict)
            self.assertIn("StartTime", summary)

    def test_filter_of_group_and_query_together(self):
        expression = f'service("{FAILED}") AND http.status = 429'
        summaries = pages("get_trace_summaries", "TraceSummaries", FilterExpression=expression, **RANGE)
        self.assertEqual([summary["Http"]["HttpStatus"] for summary in summaries], [429])


class Statistics(unittest.TestCase):
    COLUMNS = (("ErrorStatistics", "ThrottleCount"), ("ErrorStatistics", "TotalCount"), ("FaultStatistics", "TotalCount"),
               ("OkCount",), ("TotalCount",), ("TotalResponseTime",))

    def test_time_series_of_all_services_a_service_and_an_edge(self):
        for expression in (None, 'service("payments")', 'edge("front", "payments")'):
            for period in (60, 300):
                with self.subTest(expression=expression, period=period):
                    parameters = {"EntitySelectorExpression": expression} if expression else {}
                    # Series are by the time of receipt, which may be a minute later than that of the traffic.
                    parameters.update({**RANGE, "EndTime": time.time()})
                    series = pages("get_time_series_service_statistics", "TimeSeriesServiceStatistics", Period=period,
                                   **parameters)
                    self.assertTrue(series)
                    for point in series:
                        statistics = point.get("EdgeSummaryStatistics") or point.get("ServiceSummaryStatistics")
                        for path in self.COLUMNS:
                            value = statistics
                            for part in path:
                                value = value[part]
                            self.assertIsInstance(value, (int, float))
                        self.assertIn("Timestamp", point)


class Analytics(unittest.TestCase):
    """Four quarters of the range at once, page after page, each with a rate of sampling."""

    def quarters(self, rate):
        quarter = (RANGE["EndTime"] - RANGE["StartTime"]) / 4
        return [dict(StartTime=BEGIN + quarter * i, EndTime=BEGIN + quarter * (i + 1), TimeRangeType="Event", Sampling=True,
                     SamplingStrategy={"Name": "FixedRate", "Value": rate}) for i in range(4)]

    def collect(self, rate):
        found = []
        for request in self.quarters(rate):
            found += pages("get_trace_summaries", "TraceSummaries", **request)
        return found

    def test_count_that_the_rate_is_worked_out_from(self):
        for group in ({}, {"GroupName": "Default"}, {"GroupName": GROUP}):
            series = pages("get_time_series_service_statistics", "TimeSeriesServiceStatistics", Period=60, **group, **RANGE)
            count = sum((point.get("ServiceSummaryStatistics") or point["EdgeSummaryStatistics"])["TotalCount"] for point in series)
            # One of them goes on from another by a link, so no client asked for it.
            self.assertGreaterEqual(count, TRACES - 1)

    def all_received(self):
        """By the time of their receipt, which is what the range type Event goes by: the last minutes have all of them."""
        now = time.time()
        return dict(StartTime=now - 1800, EndTime=now + 60)

    def event(self, rate, **more):
        request = dict(self.all_received(), TimeRangeType="Event", Sampling=True,
                       SamplingStrategy={"Name": "FixedRate", "Value": rate}, **more)
        return pages("get_trace_summaries", "TraceSummaries", **request)

    def test_quarters_are_answered_page_by_page(self):
        found = self.collect(1.0)
        self.assertEqual(len({summary["Id"] for summary in found}), len(found))
        self.assertEqual(len(self.event(1.0)), TRACES + 5)

    def test_a_fixed_rate_takes_a_share(self):
        half = self.event(0.5)
        self.assertTrue(0.35 * TRACES < len(half) < 0.65 * TRACES, len(half))
        self.assertLessEqual({summary["Id"] for summary in half}, {summary["Id"] for summary in self.event(1.0)})

    def test_the_rate_may_change_from_page_to_page(self):
        request = dict(self.all_received(), TimeRangeType="Event", Sampling=True,
                       SamplingStrategy={"Name": "FixedRate", "Value": 1.0})
        first = CLIENT.get_trace_summaries(**request)
        request.update(NextToken=first["NextToken"], SamplingStrategy={"Name": "FixedRate", "Value": 0.5})
        rest = pages("get_trace_summaries", "TraceSummaries", **request)
        self.assertTrue(0 < len(rest) < TRACES - len(first["TraceSummaries"]))

    def test_causes_have_the_names_that_its_tables_show(self):
        found = self.event(1.0)
        counted = {"ResponseTimeRootCauses": 0, "ErrorRootCauses": 0, "FaultRootCauses": 0}
        for summary in found:
            for kind in counted:
                for cause in summary[kind]:
                    counted[kind] += 1
                    for service in cause["Services"]:
                        # It needs a type as well, which only segments with an origin have: on AWS, and here.
                        self.assertTrue({"Name", "Type"} <= service.keys() or service["Name"] not in (FAILED, "stock"), service)
                        self.assertGreaterEqual(len(service["EntityPath"]), 1)
                        self.assertTrue(all("Name" in entity for entity in service["EntityPath"]))
                    self.assertGreaterEqual(len(cause["Services"]), 1)
        self.assertTrue(all(counted.values()), counted)
        exceptions = {exception["Name"] for summary in found for cause in summary["FaultRootCauses"]
                      for service in cause["Services"] for entity in service["EntityPath"] for exception in entity["Exceptions"]}
        self.assertIn("OutOfStock", exceptions)

    def test_users_urls_and_statuses(self):
        found = self.event(1.0, FilterExpression=f'service("{FAILED}")')
        self.assertIn("ann", [user["UserName"] for summary in found for user in summary["Users"]])
        self.assertIn("http://shop.example.com/pay", [summary["Http"].get("HttpURL") for summary in found])
        self.assertLessEqual({500, 404, 429}, {summary["Http"].get("HttpStatus") for summary in found})


class Insights(unittest.TestCase):
    def test_insights_of_every_group_in_any_state(self):
        found = []
        for group in pages("get_groups", "Groups"):
            found += CLIENT.get_insight_summaries(GroupName=group["GroupName"], **RANGE)["InsightSummaries"]
        self.assertEqual(len(found), len(traffic.INCIDENTS))
        for insight in found:
            self.assertEqual(insight["RootCauseServiceId"]["Name"], "payments")
            self.assertTrue(insight["TopAnomalousServices"][0]["ServiceId"]["Name"])
            self.assertEqual(insight["Categories"], ["FAULT"])
            # Of a closed insight it shows the second sentence.
            self.assertGreaterEqual(len(insight["Summary"].split(".")), 2)
            self.assertTrue(insight["Summary"].split(".")[1].strip())

    def test_states(self):
        for state, number in (("CLOSED", len(traffic.INCIDENTS)), ("ACTIVE", 0)):
            found = CLIENT.get_insight_summaries(GroupName=GROUP, States=[state], **RANGE)["InsightSummaries"]
            self.assertEqual(len(found), number)


class Recipe(unittest.TestCase):
    def test_the_data_source_points_to_the_emulator(self):
        page = files("docs/recipes/grafana.md")
        services = yaml.safe_load(page["compose.yaml"])["services"]
        self.assertIn("2000:2000/tcp", services["xray"]["ports"])
        (source,) = yaml.safe_load(page["datasources.yaml"])["datasources"]
        self.assertEqual(source["type"], "grafana-x-ray-datasource")
        self.assertEqual(services["grafana"]["environment"]["GF_PLUGINS_PREINSTALL"], source["type"])
        settings = source["jsonData"]
        self.assertEqual((settings["authType"], settings["endpoint"]), ("keys", "http://xray:2000"))
        self.assertTrue({"accessKey", "secretKey"} <= source["secureJsonData"].keys())
        mounted = [volume.split(":")[0] for volume in services["grafana"]["volumes"]]
        self.assertEqual(mounted, ["./datasources.yaml"])

    def test_the_operations_of_the_recipe_are_those_that_are_sent_here(self):
        told = set(re.findall(r"`((?:Get|BatchGet)\w+)`", (ROOT / "docs/recipes/grafana.md").read_text()))
        sent = {word.title().replace("_", "") for word in re.findall(r"\b(?:get|batch_get)_[a-z_]+", Path(__file__).read_text())}
        self.assertEqual(told, sent)


if __name__ == "__main__":
    unittest.main(verbosity=2)
