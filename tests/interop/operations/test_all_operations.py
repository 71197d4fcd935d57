# SPDX-License-Identifier: Apache-2.0
"""All 38 operations through boto3 and the AWS CLI, every paginator of boto3, and a restart in the middle."""

import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

import callers
import traffic
from story import Story, state

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import Emulator, wait_until  # noqa: E402

# The only paginator of boto3 behind which the service has pages: elsewhere it refuses a token or answers everything.
IN_PAGES = "GetTraceSummaries"


class AllOperations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        database = str(Path(folder) / "xray.db")
        # Whole minutes, the last of which is over.
        cls.begin = int(time.time()) // 60 * 60 - (traffic.MINUTES + 5) * 60
        with Emulator(os.environ["XRAY_EMULATOR"], "--db", database) as emulator, callers.environment(emulator):
            cls.boto3 = callers.Boto3(emulator.http)
            traffic.send(cls.boto3.client, cls.begin)
            Story(cls(), cls.boto3, cls.begin, wait_until).play()
            cls.before = state(cls.boto3, cls.begin)
            cls.ended = emulator.stop()
        cls.emulator = cls.enterClassContext(Emulator(os.environ["XRAY_EMULATOR"], "--db", database))
        cls.enterClassContext(callers.environment(cls.emulator))
        cls.boto3_again = callers.Boto3(cls.emulator.http)
        cls.after = state(cls.boto3_again, cls.begin)
        cls.cli = callers.AwsCli(cls.emulator.http)
        Story(cls(), cls.cli, cls.begin, wait_until).play()

    def test_the_emulator_ended_well_in_the_middle(self):
        self.assertEqual(self.ended, 0)

    def test_every_operation_was_called_with_both_clients(self):
        self.assertEqual(len(callers.operations()), 38)
        self.assertEqual(sorted(self.boto3.called), callers.operations())
        self.assertEqual(sorted(self.cli.called), callers.operations())

    def test_everything_is_as_before_the_restart(self):
        for what, value in self.before.items():
            with self.subTest(what):
                self.assertEqual(self.after[what], value)
        self.assertEqual(len(self.before["insights"]), 2)
        self.assertEqual([group["GroupName"] for group in self.before["groups"]], ["Default", "boto3"])

    def test_both_clients_read_the_same(self):
        ours = state(self.boto3_again, self.begin)
        for what, value in state(self.cli, self.begin).items():
            with self.subTest(what):
                self.assertEqual(value, ours[what])

    def requests_of_paginators(self):
        window = {"StartTime": self.begin, "EndTime": self.begin + traffic.MINUTES * 60}
        group = self.boto3_again("GetGroup", GroupName="boto3")["Group"]["GroupARN"]
        ids = [traffic.trace_id(self.begin, number) for number in range(5)]
        return {
            "BatchGetTraces": {"TraceIds": ids},
            "GetServiceGraph": window,
            "GetTraceGraph": {"TraceIds": ids},
            "GetTraceSummaries": window,
            "GetTimeSeriesServiceStatistics": {**window, "EndTime": int(time.time())},
            "ListTagsForResource": {"ResourceARN": group},
        }

    def test_every_paginator_comes_to_its_end(self):
        requests = self.requests_of_paginators()
        for operation, key in callers.paginators().items():
            with self.subTest(operation):
                pages = self.boto3_again.pages(operation, **requests.get(operation, {}))
                if operation != IN_PAGES:
                    self.assertEqual(len(pages), 1)
                    whole = self.boto3_again(operation, **requests.get(operation, {}))
                    self.assertEqual(pages[0][key], whole[key])

    def test_summaries_come_in_pages_each_trace_once(self):
        pages = self.boto3_again.pages("GetTraceSummaries", **self.requests_of_paginators()["GetTraceSummaries"])
        self.assertEqual([len(page["TraceSummaries"]) for page in pages], [1000, 200])
        ids = [summary["Id"] for page in pages for summary in page["TraceSummaries"]]
        self.assertEqual(len(set(ids)), traffic.MINUTES * traffic.PER_MINUTE)

    def test_the_cli_pages_by_itself(self):
        answer = self.cli(
            "GetTraceSummaries", "--start-time", str(self.begin), "--end-time", str(self.begin + traffic.MINUTES * 60)
        )
        self.assertEqual(len(answer["TraceSummaries"]), traffic.MINUTES * traffic.PER_MINUTE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
