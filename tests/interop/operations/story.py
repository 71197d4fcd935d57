# SPDX-License-Identifier: Apache-2.0
"""All 38 operations in an order in which each has something to do, with what each must answer."""

import json

import traffic

WAIT = 120.0
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "xray:PutTraceSegments",
             "Resource": "*"},
        ],
    }
)  # fmt: skip


def rule(name):
    return {
        "RuleName": name, "ResourceARN": "*", "Priority": 77, "FixedRate": 0.25, "ReservoirSize": 3,
        "ServiceName": "shop", "ServiceType": "*", "Host": "*.example.com", "HTTPMethod": "GET", "URLPath": "/cart",
        "Version": 1, "Attributes": {"tier": "gold"},
        "SamplingRateBoost": {"MaxRate": 0.5, "CooldownWindowMinutes": 5},
    }  # fmt: skip


class Story:
    """Plays through one client. What it leaves behind is named after the client."""

    def __init__(self, test, call, begin, wait_until):
        self.test, self.call, self.begin, self.wait_until = test, call, begin, wait_until
        self.equal = test.assertEqual
        self.name = call.name
        self.range = {"StartTime": begin, "EndTime": begin + traffic.MINUTES * 60}
        self.ids = [traffic.trace_id(begin, number) for number in range(12)]

    def play(self):
        self.groups_and_tags()
        self.sampling()
        self.policies()
        self.settings()
        self.segments()
        self.traces()
        self.graphs()
        self.insights()
        self.retrieval()

    def groups_and_tags(self):
        call, name = self.call, self.name
        tags = [{"Key": "team", "Value": "shop"}, {"Key": "stage", "Value": "test"}]
        insights = {"InsightsEnabled": True, "NotificationsEnabled": False}
        made = call("CreateGroup", GroupName=name, FilterExpression="fault", Tags=tags)["Group"]
        changed = call("UpdateGroup", GroupName=name, FilterExpression='service("front")', InsightsConfiguration=insights)
        self.equal(changed["Group"]["GroupARN"], made["GroupARN"])
        self.equal(call("GetGroup", GroupARN=made["GroupARN"])["Group"]["FilterExpression"], 'service("front")')
        self.test.assertIn(name, [group["GroupName"] for group in call("GetGroups")["Groups"]])
        call("TagResource", ResourceARN=made["GroupARN"], Tags=[{"Key": "owner", "Value": name}])
        call("UntagResource", ResourceARN=made["GroupARN"], TagKeys=["stage", "none"])
        listed = call("ListTagsForResource", ResourceARN=made["GroupARN"])["Tags"]
        self.equal({tag["Key"]: tag["Value"] for tag in listed}, {"team": "shop", "owner": name})
        call("CreateGroup", GroupName=f"{name}-gone", FilterExpression="error")
        call("DeleteGroup", GroupName=f"{name}-gone")
        self.test.assertNotIn(f"{name}-gone", [group["GroupName"] for group in call("GetGroups")["Groups"]])

    def sampling(self):
        call, name = self.call, self.name
        made = call("CreateSamplingRule", SamplingRule=rule(name), Tags=[{"Key": "team", "Value": "shop"}])
        record = made["SamplingRuleRecord"]
        self.equal({key: record["SamplingRule"][key] for key in rule(name)}, rule(name))
        update = {"RuleName": name, "FixedRate": 0.5, "SamplingRateBoost": rule(name)["SamplingRateBoost"]}
        changed = call("UpdateSamplingRule", SamplingRuleUpdate=update)["SamplingRuleRecord"]
        self.equal(changed["SamplingRule"]["FixedRate"], 0.5)
        call("CreateSamplingRule", SamplingRule=rule(f"{name}-gone"))
        call("DeleteSamplingRule", RuleName=f"{name}-gone")
        listed = [r["SamplingRule"]["RuleName"] for r in call("GetSamplingRules")["SamplingRuleRecords"]]
        self.equal((listed.count(name), listed.count(f"{name}-gone")), (1, 0))
        report = {
            "RuleName": name, "ClientID": (name * 24).encode().hex()[:24], "Timestamp": self.begin,
            "RequestCount": 20, "SampledCount": 10, "BorrowCount": 1,
        }  # fmt: skip
        first, second = (call("GetSamplingTargets", SamplingStatisticsDocuments=[report]) for _ in range(2))
        self.test.assertIsNone(first["SamplingTargetDocuments"][0].get("ReservoirQuota"))
        self.equal(second["SamplingTargetDocuments"][0]["ReservoirQuota"], 3)
        call("GetSamplingStatisticSummaries")

    def policies(self):
        call, name = self.call, self.name
        self.equal(call("PutResourcePolicy", PolicyName=name, PolicyDocument=POLICY)["ResourcePolicy"]["PolicyRevisionId"], "1")
        call("PutResourcePolicy", PolicyName=f"{name}-gone", PolicyDocument=POLICY)
        call("DeleteResourcePolicy", PolicyName=f"{name}-gone")
        self.equal(call("ListResourcePolicies")["ResourcePolicies"][-1]["PolicyName"], name)

    def settings(self):
        call = self.call
        key = "arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012"
        self.equal(call("PutEncryptionConfig", Type="KMS", KeyId=key)["EncryptionConfig"]["Status"], "UPDATING")
        self.wait_until(lambda: call("GetEncryptionConfig")["EncryptionConfig"]["Status"] == "ACTIVE", WAIT)
        percentage = {"Probabilistic": {"DesiredSamplingPercentage": 12.5}}
        call("UpdateIndexingRule", Name="Default", Rule=percentage)
        (indexing,) = call("GetIndexingRules")["IndexingRules"]
        self.equal(indexing["Rule"]["Probabilistic"]["DesiredSamplingPercentage"], 12.5)
        other = {"XRay": "CloudWatchLogs", "CloudWatchLogs": "XRay"}[call("GetTraceSegmentDestination")["Destination"]]
        self.equal(call("UpdateTraceSegmentDestination", Destination=other)["Status"], "PENDING")
        self.wait_until(lambda: call("GetTraceSegmentDestination")["Status"] == "ACTIVE", WAIT)
        self.equal(call("GetTraceSegmentDestination")["Destination"], other)

    def segments(self):
        nameless = json.dumps({"trace_id": self.ids[0], "id": "aaaaaaaaaaaaaaaa", "start_time": 1, "end_time": 2})
        (refused,) = self.call("PutTraceSegments", TraceSegmentDocuments=[nameless])["UnprocessedTraceSegments"]
        self.equal(refused["Id"], "aaaaaaaaaaaaaaaa")
        record = {"Timestamp": self.begin, "SegmentsReceivedCount": 2, "BackendConnectionErrors": {"TimeoutCount": 1}}
        self.call("PutTelemetryRecords", TelemetryRecords=[record], Hostname="laptop")

    def traces(self):
        traces = self.call("BatchGetTraces", TraceIds=self.ids[:5])["Traces"]
        self.equal([trace["Id"] for trace in traces], self.ids[:5])
        first_minute = {"StartTime": self.begin, "EndTime": self.begin + 60, "FilterExpression": "annotation.number < 7"}
        found = self.call("GetTraceSummaries", **first_minute)["TraceSummaries"]
        self.equal(sorted(summary["Id"] for summary in found), self.ids[:7])

    def graphs(self):
        services = self.call("GetServiceGraph", **self.range)["Services"]
        self.equal([(s["Name"], s.get("Type")) for s in services], [("front", None), ("front", "client"), ("payments", None)])
        self.equal(services[2]["SummaryStatistics"]["TotalCount"], traffic.MINUTES * traffic.PER_MINUTE)
        services = self.call("GetTraceGraph", TraceIds=self.ids[:1])["Services"]
        self.equal([service["Name"] for service in services], ["front", "front", "payments"])
        now = self.begin + (traffic.MINUTES + 60) * 60
        selected = {"StartTime": self.begin, "EndTime": now, "EntitySelectorExpression": 'service("payments")'}
        series = self.call("GetTimeSeriesServiceStatistics", Period=300, **selected)["TimeSeriesServiceStatistics"]
        self.equal(sum(entry["ServiceSummaryStatistics"]["TotalCount"] for entry in series), traffic.MINUTES * traffic.PER_MINUTE)

    def insights(self):
        found = []
        page = {"NextToken": None}
        pages = 0
        while "NextToken" in page and pages < 9:
            token = {"NextToken": page["NextToken"]} if page["NextToken"] else {}
            page = self.call("GetInsightSummaries", GroupName=self.name, MaxResults=1, **self.range, **token)
            page = {key: value for key, value in page.items() if value is not None}
            found += page["InsightSummaries"]
            pages += 1
        self.equal((pages, len(found)), (2, 2))
        insight = self.call("GetInsight", InsightId=found[0]["InsightId"])["Insight"]
        self.equal((insight["State"], insight["RootCauseServiceId"]["Name"]), ("CLOSED", "payments"))
        events = self.call("GetInsightEvents", InsightId=insight["InsightId"], MaxResults=1)
        self.equal(len(events["InsightEvents"]), 1)
        more = self.call("GetInsightEvents", InsightId=insight["InsightId"], NextToken=events["NextToken"])
        self.test.assertGreater(len(more["InsightEvents"]), 0)
        graph = self.call("GetInsightImpactGraph", InsightId=insight["InsightId"], **self.range)
        self.test.assertIn("payments", [service["Name"] for service in graph["Services"]])

    def retrieval(self):
        call = self.call
        token = call("StartTraceRetrieval", TraceIds=self.ids, **self.range)["RetrievalToken"]
        for trace_format in ("XRAY", "OTEL"):
            found = []
            page = {}
            for _ in range(3):
                more = {"NextToken": page["NextToken"]} if page else {}
                page = call("ListRetrievedTraces", RetrievalToken=token, TraceFormat=trace_format, **more)
                found += page["Traces"]
            self.test.assertIsNone(page.get("NextToken"))
            self.equal([trace["Id"] for trace in found], self.ids)
            parts = [len(trace["Spans"]) for trace in found]
            self.equal(set(parts), {2} if trace_format == "XRAY" else {3})
        graph = call("GetRetrievedTracesGraph", RetrievalToken=token)
        links = {(s["Service"]["Name"], s["Service"].get("Type")): s["Links"] for s in graph["Services"]}
        expected = {"ReferenceType": "parent", "SourceTraceId": self.ids[1], "DestinationTraceIds": [self.ids[0]]}
        self.equal(links["front", None], [expected])
        call("CancelTraceRetrieval", RetrievalToken=token)
        self.equal(call("ListRetrievedTraces", RetrievalToken=token)["RetrievalStatus"], "CANCELLED")


def state(call, begin):
    """Everything that has to survive a restart."""
    groups = call("GetGroups")["Groups"]
    rules = call("GetSamplingRules")["SamplingRuleRecords"]
    tagged = [group["GroupARN"] for group in groups if group["GroupName"] != "Default"]
    tagged += [r["SamplingRule"]["RuleARN"] for r in rules if r["SamplingRule"]["RuleName"] != "Default"]
    ids = [traffic.trace_id(begin, number) for number in range(5)]
    window = {"StartTime": begin, "EndTime": begin + traffic.MINUTES * 60}
    return {
        "groups": groups,
        "rules": rules,
        "tags": {arn: call("ListTagsForResource", ResourceARN=arn)["Tags"] for arn in tagged},
        "policies": call("ListResourcePolicies")["ResourcePolicies"],
        "encryption": call("GetEncryptionConfig"),
        "indexing": call("GetIndexingRules"),
        "destination": call("GetTraceSegmentDestination"),
        "traces": call("BatchGetTraces", TraceIds=ids),
        "graph": call("GetServiceGraph", **window),
        "insights": call("GetInsightSummaries", GroupName="boto3", **window)["InsightSummaries"],
    }
