# SPDX-License-Identifier: Apache-2.0
"""The AWS CLI against the emulator, pointed there by AWS_ENDPOINT_URL_XRAY alone."""

import json
import secrets
import subprocess
import time
import unittest


def aws(operation, *arguments):
    """Runs `aws xray OPERATION` and returns its decoded output; raises CalledProcessError when it fails."""
    command = ["aws", "xray", operation, "--output", "json", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    result.check_returncode()
    return json.loads(result.stdout) if result.stdout.strip() else None


class AwsCli(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.now = int(time.time())
        cls.trace_id = f"1-{cls.now:08x}-{secrets.token_hex(12)}"
        shop, call, payments = (secrets.token_hex(8) for _ in range(3))
        cls.ids = {"shop": shop, "call": call, "payments": payments}
        documents = [
            {
                "name": "shop", "id": shop, "trace_id": cls.trace_id,
                "start_time": cls.now, "end_time": cls.now + 1.5,
                "http": {"request": {"method": "GET", "url": "http://shop.example.com/"}, "response": {"status": 200}},
                "annotations": {"customer": "alice"},
                "subsegments": [
                    {"name": "payments", "id": call, "namespace": "remote",
                     "start_time": cls.now + 0.125, "end_time": cls.now + 1.25},
                ],
            },
            {
                "name": "payments", "id": payments, "trace_id": cls.trace_id, "parent_id": call,
                "start_time": cls.now + 0.25, "end_time": cls.now + 1.25, "error": True,
            },
            {"name": "nameless trace", "id": secrets.token_hex(8), "start_time": cls.now, "end_time": cls.now + 1},
        ]  # fmt: skip
        cls.rejected = documents[-1]["id"]
        texts = [json.dumps(document) for document in documents]
        cls.put = aws("put-trace-segments", "--trace-segment-documents", *texts)

    def window(self):
        return ["--start-time", str(self.now - 60), "--end-time", str(self.now + 60)]

    def test_put_trace_segments_names_what_it_refused(self):
        (entry,) = self.put["UnprocessedTraceSegments"]
        self.assertEqual((entry["Id"], entry["ErrorCode"]), (self.rejected, "MissingTraceId"))

    def test_get_trace_summaries(self):
        answer = aws("get-trace-summaries", *self.window())
        (summary,) = answer["TraceSummaries"]
        self.assertEqual(summary["Id"], self.trace_id)
        self.assertEqual((summary["Duration"], summary["ResponseTime"]), (1.5, 1.5))
        self.assertEqual(summary["Annotations"]["customer"][0]["AnnotationValue"], {"StringValue": "alice"})
        self.assertEqual(summary["Http"]["HttpURL"], "http://shop.example.com/")
        self.assertEqual(answer["TracesProcessedCount"], 1)

    def test_batch_get_traces(self):
        unknown = f"1-{self.now:08x}-{'0' * 24}"
        answer = aws("batch-get-traces", "--trace-ids", self.trace_id, unknown)
        (trace,) = answer["Traces"]
        self.assertEqual({segment["Id"] for segment in trace["Segments"]}, {self.ids["shop"], self.ids["payments"]})
        self.assertEqual(answer["UnprocessedTraceIds"], [])
        self.assertEqual(trace["Duration"], 1.5)

    def test_get_service_graph(self):
        services = {(s["Name"], s.get("Type")): s for s in aws("get-service-graph", *self.window())["Services"]}
        self.assertEqual(set(services), {("shop", "client"), ("shop", None), ("payments", None)})
        payments = services["payments", None]["SummaryStatistics"]
        self.assertEqual((payments["TotalCount"], payments["ErrorStatistics"]["OtherCount"]), (1, 1))
        self.assertEqual(payments["TotalResponseTime"], 1.0)
        (edge,) = services["shop", None]["Edges"]
        self.assertEqual(edge["SummaryStatistics"]["TotalResponseTime"], 1.125)

    def test_get_trace_graph(self):
        services = aws("get-trace-graph", "--trace-ids", self.trace_id)["Services"]
        self.assertEqual([service["Name"] for service in services], ["payments", "shop", "shop"])

    def test_query_option_finds_slow_traces(self):
        ids = aws("get-trace-summaries", *self.window(), "--query", "TraceSummaries[?ResponseTime > `1`].Id")
        self.assertEqual(ids, [self.trace_id])

    def test_get_sampling_rules(self):
        rules = {
            r["SamplingRule"]["RuleName"]: r["SamplingRule"] for r in aws("get-sampling-rules")["SamplingRuleRecords"]
        }
        default = rules["Default"]
        self.assertEqual((default["Priority"], default["FixedRate"], default["ReservoirSize"]), (10000, 0.05, 1))
        self.assertEqual((default["ResourceARN"], default["Version"], default["Attributes"]), ("*", 1, {}))

    def test_sampling_rules_are_made_changed_and_deleted(self):
        rule = {
            "RuleName": "cli", "Priority": 50, "FixedRate": 0.5, "ReservoirSize": 2, "ServiceName": "shop",
            "ServiceType": "*", "Host": "*", "HTTPMethod": "GET", "URLPath": "/a/*", "ResourceARN": "*", "Version": 1,
        }  # fmt: skip
        made = aws("create-sampling-rule", "--sampling-rule", json.dumps(rule))["SamplingRuleRecord"]["SamplingRule"]
        self.assertEqual({key: made[key] for key in rule}, rule)
        change = json.dumps({"RuleName": "cli", "FixedRate": 0.25})
        changed = aws("update-sampling-rule", "--sampling-rule-update", change)["SamplingRuleRecord"]["SamplingRule"]
        self.assertEqual((changed["FixedRate"], changed["URLPath"]), (0.25, "/a/*"))
        listed = [r["SamplingRule"]["RuleName"] for r in aws("get-sampling-rules")["SamplingRuleRecords"]]
        self.assertEqual(listed.count("cli"), 1)
        aws("delete-sampling-rule", "--rule-name", "cli")
        left = {r["SamplingRule"]["RuleName"] for r in aws("get-sampling-rules")["SamplingRuleRecords"]}
        self.assertIn("Default", left)
        self.assertNotIn("cli", left)

    def test_groups_are_made_listed_and_deleted(self):
        aws("create-group", "--group-name", "unhappy", "--filter-expression", 'service("payments") { error }')
        groups = {group["GroupName"]: group.get("FilterExpression") for group in aws("get-groups")["Groups"]}
        self.assertEqual(groups["unhappy"], 'service("payments") { error }')
        aws("delete-group", "--group-name", "unhappy")

    def test_filter_expression(self):
        def matching(expression):
            answer = aws("get-trace-summaries", *self.window(), "--filter-expression", expression)
            return [summary["Id"] for summary in answer["TraceSummaries"]]

        self.assertEqual(matching('annotation.customer = "alice" AND responsetime > 1'), [self.trace_id])
        self.assertEqual(matching('service("payments") { error }'), [self.trace_id])
        # An edge is asked in the caller's view, and the caller saw no error.
        self.assertEqual(matching('edge("shop", "payments") { error }'), [])
        self.assertEqual(matching('edge("shop", "payments") { responsetime > 1 }'), [self.trace_id])
        self.assertEqual(matching("fault"), [])

    def test_get_sampling_targets(self):
        document = {
            "RuleName": "Default", "ClientID": secrets.token_hex(12), "Timestamp": self.now,
            "RequestCount": 10, "SampledCount": 1, "BorrowCount": 1,
        }  # fmt: skip
        answer = aws("get-sampling-targets", "--sampling-statistics-documents", json.dumps([document]))
        (target,) = answer["SamplingTargetDocuments"]
        self.assertEqual((target["RuleName"], target["FixedRate"]), ("Default", 0.05))
        self.assertEqual(answer["UnprocessedStatistics"], [])

    def test_put_telemetry_records(self):
        record = {"Timestamp": self.now, "SegmentsReceivedCount": 2, "SegmentsSentCount": 2}
        aws("put-telemetry-records", "--telemetry-records", json.dumps([record]), "--hostname", "laptop")

    def test_an_error_is_the_services_own(self):
        too_many = [f"1-{self.now:08x}-{index:024x}" for index in range(6)]
        with self.assertRaises(subprocess.CalledProcessError) as raised:
            aws("batch-get-traces", "--trace-ids", *too_many)
        self.assertIn("InvalidRequestException", raised.exception.stderr)
        self.assertIn("Exceeding maximum query size: 5", raised.exception.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
