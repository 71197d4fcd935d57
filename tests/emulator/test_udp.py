# SPDX-License-Identifier: Apache-2.0
"""The daemon's protocol over UDP."""

import contextlib
import json
import os
import re
import signal
import statistics
import time
import unittest

from emulator_process import HEADER, EmulatorTest, datagram, new_trace_id, quickest, segment, wait_until


class Datagrams(EmulatorTest):
    def stats(self):
        return self.emulator.request("GET", "/_emulator/stats").json()

    @contextlib.contextmanager
    def stopped(self):
        """The emulator gets no processor meanwhile."""
        self.emulator.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.emulator.process.send_signal(signal.SIGCONT)

    def test_datagram_is_visible_at_once(self):
        def delay():
            trace_id = new_trace_id()
            self.emulator.send(datagram(segment(trace_id)))
            sent = time.monotonic()
            wait_until(lambda: self.emulator.documents(trace_id), "the trace is visible")
            return time.monotonic() - sent

        def usual_delay():
            return statistics.median(delay() for _ in range(21))
        self.assertLess(quickest(usual_delay, 0.05), 0.05)

    def test_datagram_is_found_by_time(self):
        trace_id = new_trace_id()
        now = time.time()
        self.emulator.send(datagram(segment(trace_id)))
        query = {"StartTime": now - 60, "EndTime": now + 60}

        def found():
            summaries = self.emulator.post("/TraceSummaries", query).json()["TraceSummaries"]
            return [summary for summary in summaries if summary["Id"] == trace_id]
        wait_until(found, "a summary of the trace")

    def test_header_in_every_spelling(self):
        headers = (b'{"format":"json","version":1}', b'{"format": "json", "version": 1}',
                   b' { "version" : 1 , "format" : "json" } ', b'{"format":"json","version":1}\r',
                   b'{"FORMAT":"JSON","Version":1,"extra":[1,{"a":null}]}')
        for header in headers:
            for ending in (b"", b"\n", b"\r\n "):
                with self.subTest(header=header, ending=ending):
                    trace_id = new_trace_id()
                    self.emulator.send(header + b"\n" + segment(trace_id).encode() + ending)
                    wait_until(lambda trace_id=trace_id: self.emulator.documents(trace_id), "the trace is visible")

    def test_largest_datagram_arrives_whole(self):
        trace_id = new_trace_id()
        short = segment(trace_id, metadata={"default": {"text": ""}})
        padding = 65507 - len(HEADER) - len(short)
        document = json.loads(short)
        document["metadata"]["default"]["text"] = "x" * padding
        packet = datagram(json.dumps(document))
        self.assertEqual(len(packet), 65507)
        self.emulator.send(packet)
        stored = wait_until(lambda: self.emulator.documents(trace_id), "the trace is visible")
        self.assertEqual(stored[0]["metadata"]["default"]["text"], "x" * padding)

    def test_pretty_printed_document(self):
        trace_id = new_trace_id()
        self.emulator.send(HEADER + json.dumps(json.loads(segment(trace_id)), indent=4).encode())
        wait_until(lambda: self.emulator.documents(trace_id), "the trace is visible")

    def test_burst_is_taken_whole(self):
        """What the receive buffer holds is not lost, though the emulator has no time to read for a while."""
        before = self.emulator.health()["segments"]
        buffer = int(re.search(r"receive buffer of (\d+) KiB", self.emulator.log())[1]) * 1024
        # The kernel counts a small datagram with what it keeps beside it, together less than this.
        burst = min(1500, buffer // 2048)
        with self.stopped():
            self.emulator.send(*(datagram(segment()) for _ in range(burst)))
        self.emulator.wait_for_segments(before + burst)

    @unittest.skipIf("XRAY_PORTABLE" in os.environ, "only Linux tells")
    def test_what_the_kernel_drops_is_counted(self):
        before = self.stats()
        sent = 60000
        with self.stopped():
            self.emulator.send(*[datagram(" " * 1500)] * sent)

        def accounted():
            now = self.stats()
            return sum(now[name] - before[name] for name in ("datagrams_received", "datagrams_lost_in_kernel"))
        wait_until(lambda: accounted() == sent, "all accounted for")
        self.assertGreater(self.stats()["datagrams_lost_in_kernel"], before["datagrams_lost_in_kernel"])
        wait_until(lambda: "lost because the receive buffer was full" in self.emulator.log(), "a warning")

    def test_empty_datagrams_are_no_harm(self):
        self.emulator.send(b"", b"", b"")
        self.assert_still_works()


if __name__ == "__main__":
    unittest.main()
