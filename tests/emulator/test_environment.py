# SPDX-License-Identifier: Apache-2.0
"""A database whose disk is full, that another process has locked or wants, or that is deleted: reading goes on,
nothing acknowledged is lost, and what is wrong is told."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest

from emulator_process import Emulator, datagram, run_binary, segment, wait_until

FILLING = "x" * 20_000


def large_segment():
    return segment(metadata={"default": {"filling": FILLING}})


def ids_of(emulator):
    now = time.time()
    answer = emulator.post("/TraceSummaries", {"StartTime": now - 600, "EndTime": now + 600})
    assert answer.status == 200, answer
    return {summary["Id"] for summary in answer.json()["TraceSummaries"]}


def put(emulator, document):
    return emulator.post("/TraceSegments", {"TraceSegmentDocuments": [document]})


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("mount"), "needs to mount a small disk")
class FullDisk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="xray-emulator-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", self.folder], check=False,
                                 capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("this machine does not let us mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "-l", self.folder], check=True)

    def fill(self, emulator):
        """Puts until there is no room; the ids of the traces that were acknowledged, and the refusal."""
        acknowledged = set()
        for _ in range(2000):
            document = large_segment()
            answer = put(emulator, document)
            if answer.status != 200:
                return acknowledged, answer
            acknowledged.add(json.loads(document)["trace_id"])
        self.fail("the disk does not become full")

    def test_reading_goes_on_and_a_reset_makes_room(self):
        with Emulator("--db", f"{self.folder}/x.db") as emulator:
            acknowledged, refusal = self.fill(emulator)
            self.assertEqual(refusal.status, 500)
            self.assertIn("full", refusal.json()["message"])
            health = emulator.health()
            self.assertEqual(health["status"], "ok")
            self.assertIn("full", health["storage"])
            self.assertGreater(len(ids_of(emulator) & acknowledged), 0)
            traces = emulator.post("/Traces", {"TraceIds": sorted(acknowledged)[:5]}).json()
            self.assertEqual(len(traces["Traces"]), 5)

            for _ in range(3):
                self.assertEqual(emulator.post("/_emulator/reset", {}).status, 200)
                self.assertEqual(ids_of(emulator), set())
                again, _ = self.fill(emulator)
                self.assertGreater(len(again), len(acknowledged) // 4)

    def test_the_end_is_clean(self):
        with Emulator("--db", f"{self.folder}/x.db") as emulator:
            acknowledged, _ = self.fill(emulator)
            self.assertEqual(emulator.stop(), 0)
        with Emulator("--db", f"{self.folder}/x.db") as emulator:
            for trace in sorted(acknowledged):
                self.assertEqual(len(emulator.documents(trace)), 1)


class ForeignLock(unittest.TestCase):
    def test_reading_goes_on_and_datagrams_wait(self):
        with tempfile.TemporaryDirectory(prefix="xray-emulator-test-") as folder:
            path = f"{folder}/x.db"
            with Emulator("--db", path) as emulator:
                before = segment()
                self.assertEqual(put(emulator, before).status, 200)
                wait_until(lambda: ids_of(emulator), "the first trace is seen")
                other = sqlite3.connect(path, isolation_level=None)
                other.execute("BEGIN IMMEDIATE")
                datagrams = [segment() for _ in range(200)]
                for document in datagrams:
                    emulator.send(datagram(document))
                self.assertEqual(emulator.health()["status"], "ok")
                self.assertEqual(ids_of(emulator), {json.loads(before)["trace_id"]})
                self.assertEqual(emulator.post("/GetSamplingRules", {}).status, 200)
                refusal = put(emulator, segment())
                self.assertEqual(refusal.status, 500)
                self.assertIn("locked", refusal.json()["message"])
                other.execute("COMMIT")
                other.close()
                expected = {json.loads(document)["trace_id"] for document in datagrams}
                wait_until(lambda: expected <= ids_of(emulator), "the datagrams are stored")


class TwoProcesses(unittest.TestCase):
    def test_the_second_is_refused_and_the_first_goes_on(self):
        with tempfile.TemporaryDirectory(prefix="xray-emulator-test-") as folder:
            path = f"{folder}/x.db"
            with Emulator("--db", path) as emulator:
                self.assertEqual(put(emulator, segment()).status, 200)
                second = run_binary("serve", "--db", path, "--port", "0")
                self.assertEqual(second.returncode, 1)
                self.assertIn(f"cannot open database {path}: another process is using it", second.stderr)
                self.assertEqual(put(emulator, segment()).status, 200)
                self.assertEqual(len(ids_of(emulator)), 2)
                self.assertNotIn("storage", emulator.health())


class DeletedFile(unittest.TestCase):
    def test_it_is_told_and_work_goes_on(self):
        with tempfile.TemporaryDirectory(prefix="xray-emulator-test-") as folder:
            path = f"{folder}/data/x.db"
            with Emulator("--db", path) as emulator:
                self.assertEqual(put(emulator, segment()).status, 200)
                self.assertEqual(len(ids_of(emulator)), 1)
                shutil.rmtree(f"{folder}/data")
                health = emulator.health()
                self.assertEqual(health["status"], "ok")
                self.assertIn(f"{path} was deleted", health["storage"])
                self.assertEqual(put(emulator, segment()).status, 200)
                self.assertEqual(len(ids_of(emulator)), 2)
                emulator.send(datagram(segment()))
                wait_until(lambda: len(ids_of(emulator)) == 3, "the datagram is stored")


if __name__ == "__main__":
    unittest.main()
