# SPDX-License-Identifier: Apache-2.0
"""Runs the order service (X-Ray SDK for Python) and holds what boto3 reads back against the service's own journal."""

import json
import os
import subprocess
import sys
import time
import unittest
from pathlib import Path

import boto3

import orders

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import get, wait_until  # noqa: E402

RULE = "orders-everything"
HERE = Path(__file__).resolve().parent


def tree(entity):
    """Names and ids of a document's subsegments, in an order that does not depend on when they arrived."""
    children = entity.get("subsegments", entity.get("children", []))
    return sorted((child["name"], child["id"], tree(child)) for child in children)


def count(entity):
    return sum(1 + count(child) for child in entity["children"])


def find(entity, name):
    for child in entity.get("subsegments", []):
        found = child if child["name"] == name else find(child, name)
        if found:
            return found
    return None


class Orders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.xray = boto3.client("xray")
        cls.create_rule("orders-nothing", 9, 0.0, orders.QUIET)
        cls.create_rule(RULE, 10, 1.0, orders.SERVICE)
        cls.began = time.time()
        run = subprocess.run([sys.executable, str(HERE / "orders.py")], stdout=subprocess.PIPE, timeout=300)
        if run.returncode != 0:
            raise RuntimeError(f"the order service ended with {run.returncode}")
        cls.journal = json.loads(run.stdout)
        cls.traces = cls.journal["traces"]
        cls.documents = {story: cls.wait_for(trace) for story, trace in cls.traces.items()}

    @classmethod
    def create_rule(cls, name, priority, rate, service):
        cls.xray.create_sampling_rule(
            SamplingRule={
                "RuleName": name, "Priority": priority, "FixedRate": rate, "ReservoirSize": 0, "ServiceName": service,
                "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*", "ResourceARN": "*", "Version": 1,
            }
        )  # fmt: skip

    @classmethod
    def wait_for(cls, trace):
        """The real segments of a trace by name, once all that the journal names has arrived."""

        def complete():
            traces = cls.xray.batch_get_traces(TraceIds=[trace["trace_id"]])["Traces"]
            found = [json.loads(segment["Document"]) for trace in traces for segment in trace["Segments"]]
            real = {document["name"]: document for document in found if not document.get("inferred")}
            arrived = set(trace["segments"]) <= set(real) and all(
                len(str(tree(real[name]))) >= len(str(tree(node))) for name, node in trace["segments"].items()
            )
            return real if arrived else None

        return wait_until(complete, what=f"trace {trace['trace_id']}")

    def window(self):
        return {"StartTime": self.began - 60, "EndTime": time.time() + 60}

    def summaries(self):
        pages = self.xray.get_paginator("get_trace_summaries").paginate(**self.window())
        by_id = {summary["Id"]: summary for page in pages for summary in page["TraceSummaries"]}
        return {story: by_id[trace["trace_id"]] for story, trace in self.traces.items()}

    def test_sampling_rule_was_polled_and_used(self):
        self.assertEqual(self.journal["sampling_rule"], RULE)
        records = [r for page in self.xray.get_paginator("get_sampling_rules").paginate()
                   for r in page["SamplingRuleRecords"]]  # fmt: skip
        self.assertLessEqual({RULE, "Default"}, {record["SamplingRule"]["RuleName"] for record in records})

    def test_a_rule_that_samples_nothing_is_followed(self):
        self.assertEqual(self.journal["quiet"], [False] * 50)

    def test_every_request_is_sampled_where_no_rule_says_otherwise(self):
        self.assertEqual(self.journal["everyday"], [True] * 50)

    def test_query_is_a_remote_call_with_its_database(self):
        (query,) = [sub for sub in self.documents["look up"][orders.SERVICE]["subsegments"] if "sql" in sub]
        self.assertEqual((query["name"], query["namespace"]), (":memory:", "remote"))
        self.assertEqual(query["sql"]["database_type"], "sqlite3")

    def test_every_segment_has_the_ids_the_sdk_gave(self):
        for story, trace in self.traces.items():
            for name, node in trace["segments"].items():
                document = self.documents[story][name]
                with self.subTest(story=story, segment=name):
                    self.assertEqual(document["id"], node["id"])
                    self.assertEqual(document["trace_id"], trace["trace_id"])
                    self.assertEqual(document.get("parent_id"), node["parent_id"])
                    self.assertGreaterEqual(document["end_time"], document["start_time"])

    def test_subsegments_nest_as_they_were_opened(self):
        for story, trace in self.traces.items():
            if story in ("archive", "look up"):
                continue
            for name, node in trace["segments"].items():
                with self.subTest(story=story, segment=name):
                    self.assertEqual(tree(self.documents[story][name]), tree(node))

    def test_http_annotations_metadata_and_user(self):
        segment = self.documents["check out"][orders.SERVICE]
        self.assertEqual(
            segment["http"]["request"],
            {
                "url": "http://orders.example.com/checkout?step=2",
                "method": "POST",
                "user_agent": "till/1.0",
                "client_ip": "192.0.2.17",
            },
        )
        self.assertEqual(segment["http"]["response"], {"status": 200})
        self.assertEqual(segment["annotations"], orders.SHOPPER)
        self.assertIs(segment["annotations"]["gift"], True)
        self.assertEqual(segment["metadata"]["shop"]["cart"], orders.CART)
        self.assertEqual(segment["user"], "alice")
        self.assertEqual(segment["aws"]["xray"]["sdk"], "X-Ray for Python")
        self.assertEqual(segment["service"]["runtime"], "CPython")
        check = find(segment, "check-stock")
        self.assertEqual(check["annotations"], {"warehouse": "north"})
        self.assertEqual(check["metadata"]["default"]["shelves"], [4, 7])

    def test_exception_is_kept_where_it_was_raised(self):
        segment = self.documents["refuse card"][orders.SERVICE]
        self.assertTrue(segment["fault"])
        inner = find(segment, "read-card")
        self.assertTrue(inner["fault"])
        (exception,) = inner["cause"]["exceptions"]
        self.assertEqual((exception["type"], exception["message"]), ("ValueError", "card number has 15 digits"))
        self.assertEqual(exception["stack"][-1]["label"], "refuse_card")
        self.assertEqual(find(segment, "pay")["cause"], exception["id"])

    def test_aws_call_names_operation_and_table(self):
        segment = self.documents["archive"][orders.SERVICE]
        (call,) = segment["subsegments"]
        self.assertEqual((call["name"].lower(), call["namespace"]), ("dynamodb", "aws"))
        self.assertEqual((call["aws"]["operation"], call["aws"]["table_name"]), ("PutItem", orders.TABLE))
        self.assertEqual(call["aws"]["request_id"], "R4EQ3Q2K8M6S0T1V")

    def test_many_subsegments_arrive_though_streamed(self):
        segment = self.documents["import"][orders.SERVICE]
        self.assertEqual(count(self.traces["import"]["segments"][orders.SERVICE]), 2 * orders.BULK_ITEMS)
        items = {child["annotations"]["index"]: child for child in segment["subsegments"]}
        self.assertEqual(set(items), set(range(orders.BULK_ITEMS)))
        self.assertTrue(all(item["subsegments"][0]["name"] == "parse" for item in items.values()))

    def test_untraced_call_becomes_an_inferred_segment(self):
        trace_id = self.traces["check out"]["trace_id"]
        (trace,) = self.xray.batch_get_traces(TraceIds=[trace_id])["Traces"]
        inferred = [d for d in (json.loads(s["Document"]) for s in trace["Segments"]) if d.get("inferred")]
        (mail,) = inferred
        call = find(self.documents["check out"][orders.SERVICE], orders.MAIL)
        self.assertEqual((mail["name"], mail["parent_id"]), (orders.MAIL, call["id"]))
        self.assertEqual(mail["http"]["response"]["status"], 202)

    def test_summaries_show_outcome_and_request(self):
        expected = {
            "check out": (False, False, False, 200),
            "refuse card": (True, False, False, 500),
            "not found": (False, True, False, 404),
            "too many": (False, False, True, 429),  # a throttled root counts as throttled, not as an error as well
            "archive": (False, False, False, 200),
            "import": (False, False, False, 200),
            "look up": (False, False, False, 200),
        }
        for story, summary in self.summaries().items():
            with self.subTest(story=story):
                self.assertEqual(
                    (summary["HasFault"], summary["HasError"], summary["HasThrottle"], summary["Http"]["HttpStatus"]),
                    expected[story],
                )
                segment = self.documents[story][orders.SERVICE]
                self.assertAlmostEqual(
                    summary["ResponseTime"], segment["end_time"] - segment["start_time"], delta=0.0011
                )

    def test_summary_lists_annotations_users_and_services(self):
        summary = self.summaries()["check out"]
        values = {
            key: [next(iter(entry["AnnotationValue"].values())) for entry in entries]
            for key, entries in summary["Annotations"].items()
        }
        self.assertEqual(values, {key: [value] for key, value in {**orders.SHOPPER, "warehouse": "north"}.items()})
        self.assertEqual([user["UserName"] for user in summary["Users"]], ["alice"])
        services = {(service["Name"], service.get("Type")) for service in summary["ServiceIds"]}
        self.assertEqual(
            services,
            {(orders.SERVICE, "client"), (orders.SERVICE, None), (orders.PAYMENTS, None), (orders.MAIL, "remote")},
        )

    def test_service_graph(self):
        services = {
            (service["Name"], service.get("Type")): service
            for service in self.xray.get_service_graph(**self.window())["Services"]
        }
        self.assertEqual(
            set(services),
            {
                (orders.SERVICE, "client"),
                (orders.SERVICE, None),
                (orders.PAYMENTS, None),
                (orders.MAIL, "remote"),
                (orders.TABLE, "AWS::DynamoDB::Table"),
                (":memory:", "Database::SQL"),
            },
        )
        statistics = services[orders.SERVICE, None]["SummaryStatistics"]
        self.assertEqual(statistics["TotalCount"], len(self.traces))
        self.assertEqual(statistics["FaultStatistics"]["TotalCount"], 1)
        self.assertEqual(statistics["ErrorStatistics"], {"ThrottleCount": 1, "OtherCount": 1, "TotalCount": 2})
        self.assertEqual(statistics["OkCount"], 4)
        targets = {edge["ReferenceId"] for edge in services[orders.SERVICE, None]["Edges"]}
        names = {s["Name"] for s in services.values() if s["ReferenceId"] in targets}
        self.assertEqual(names, {orders.PAYMENTS, orders.MAIL, orders.TABLE, ":memory:"})

    def test_trace_graph_holds_one_trace_only(self):
        services = self.xray.get_trace_graph(TraceIds=[self.traces["archive"]["trace_id"]])["Services"]
        self.assertEqual(
            {(service["Name"], service.get("Type")) for service in services},
            {(orders.SERVICE, "client"), (orders.SERVICE, None), (orders.TABLE, "AWS::DynamoDB::Table")},
        )

    def test_nothing_was_rejected(self):
        _, health = get(f"{os.environ['AWS_ENDPOINT_URL_XRAY']}/_emulator/health")
        self.assertEqual(health["traces"], len(self.traces))


if __name__ == "__main__":
    unittest.main(verbosity=2)
