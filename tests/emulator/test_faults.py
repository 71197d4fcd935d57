# SPDX-License-Identifier: Apache-2.0
"""Faults that a test asks for, as clients meet them."""

import json
import time
import unittest

from emulator_process import Emulator, datagram, new_trace_id, segment, wait_until


class Faults(unittest.TestCase):
    def setUp(self):
        self.emulator = Emulator()
        self.addCleanup(self.emulator.__exit__, None, None, None)

    def set_faults(self, *faults):
        answer = self.emulator.request("PUT", "/_emulator/faults", json.dumps({"faults": faults}).encode())
        self.assertEqual(answer.status, 200, answer.body)

    def put(self):
        return self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]})

    def stats(self):
        return self.emulator.request("GET", "/_emulator/stats").json()

    def test_a_call_fails_as_often_as_was_asked_for(self):
        self.set_faults({"operation": "PutTraceSegments", "error": "ThrottledException", "count": 1})
        answer = self.put()
        self.assertEqual((answer.status, answer.headers["x-amzn-errortype"]), (429, "ThrottledException"))
        self.assertEqual(self.put().status, 200)
        self.assertEqual(self.stats()["faults_injected"], 1)

    def test_an_answer_comes_late(self):
        self.set_faults({"operation": "PutTraceSegments", "delayMs": 700, "count": 1})
        begin = time.monotonic()
        self.assertEqual(self.put().status, 200)
        self.assertGreaterEqual(time.monotonic() - begin, 0.7)

    def test_an_end_does_not_wait_for_a_late_answer(self):
        self.set_faults({"operation": "*", "delayMs": 300_000})
        with self.emulator.connect() as connection:
            connection.sendall(b"POST /Groups HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
            wait_until(lambda: self.stats()["faults_injected"] == 1, "the call was met")
            self.assertEqual(self.emulator.stop(), 0)

    def test_datagrams_are_dropped(self):
        self.set_faults({"operation": "UDP", "drop": True, "count": 2})
        ids = [new_trace_id() for _ in range(3)]
        for trace_id in ids:
            self.emulator.send(datagram(segment(trace_id)))
        self.emulator.wait_for_segments(1)
        found = self.emulator.post("/Traces", {"TraceIds": ids}).json()
        self.assertEqual([trace["Id"] for trace in found["Traces"]], ids[2:])
        stats = self.stats()
        self.assertEqual((stats["datagrams_dropped_by_fault"], stats["datagrams_received"]), (2, 1))


if __name__ == "__main__":
    unittest.main()
