# SPDX-License-Identifier: Apache-2.0
"""What a flood of datagrams may do to readers: little. And to the books: nothing."""

import http.client
import json
import multiprocessing
import secrets
import socket
import statistics
import tempfile
import threading
import time
import unittest

from emulator_process import HEADER, SANITIZED, Emulator, segment, wait_until

SENDERS = 2
FLOOD_SECONDS = 4.0
# What half of the answers must keep; by itself health takes milliseconds, and a page less than a second. On a busy
# machine a single one may be late by as much as the machine is.
HEALTH_SECONDS = 1.0
PAGE_SECONDS = 3.0
LATEST_SECONDS = 30.0
PATIENCE = 180.0


def send_flood(address, seconds, trace_id, most):
    """Sends documents as fast as it can: each of a trace of its own, or all of one trace; `most` at most."""
    head, _, tail = segment("1-00000000-" + "0" * 24).partition("1-00000000-" + "0" * 24)
    document_id = json.loads(head + "x" + tail)["id"]
    before, _, after = tail.partition(document_id)
    epoch = f"{int(time.time()):08x}"
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.connect(address)
        end = time.monotonic() + seconds
        while time.monotonic() < end and most > 0:
            most -= 100
            for _ in range(100):
                trace = trace_id or f"1-{epoch}-{secrets.token_hex(12)}"
                packet = HEADER + (head + trace + before + secrets.token_hex(8) + after).encode()
                try:
                    sender.send(packet)
                except OSError:
                    pass  # the machine has no room for it: not sent


class Flood:
    """Senders for as long as the `with` lasts."""

    def __init__(self, emulator, trace_id=None, most=10 ** 9):
        context = multiprocessing.get_context("fork")
        arguments = (emulator.daemon, FLOOD_SECONDS, trace_id, most / SENDERS)
        self.senders = [context.Process(target=send_flood, args=arguments) for _ in range(SENDERS)]

    def __enter__(self):
        for sender in self.senders:
            sender.start()
        return self

    def __exit__(self, *_):
        for sender in self.senders:
            sender.join()

    def goes_on(self):
        return any(sender.is_alive() for sender in self.senders)


class Watch(threading.Thread):
    """Asks the same again and again while a flood goes on; keeps how long the answers took."""

    def __init__(self, emulator, flood, ask):
        super().__init__()
        self.emulator, self.flood, self.ask = emulator, flood, ask
        self.times, self.failures = [], []

    def run(self):
        # A busy machine may be done with the flood before the second answer.
        while self.flood.goes_on() or len(self.times) < 2:
            began = time.monotonic()
            try:
                if self.ask(self.emulator).status != 200:
                    self.failures.append("a bad answer")
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            self.times.append(time.monotonic() - began)


def health(emulator):
    return emulator.request("GET", "/_emulator/health")


def page(emulator):
    now = time.time()
    return emulator.post("/TraceSummaries", {"StartTime": now - 60, "EndTime": now + 60})


def put(emulator):
    return emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]})


@unittest.skipIf(SANITIZED, "its bounds speak of time")
class Floods(unittest.TestCase):
    def stats(self, emulator):
        return emulator.request("GET", "/_emulator/stats").json()

    def flood(self, emulator, *what):
        with Flood(emulator, *what) as flood:
            watches = [Watch(emulator, flood, ask) for ask in (health, page, put)]
            for watch in watches:
                watch.start()
        for watch in watches:
            watch.join()
        return watches

    def assert_calm(self, emulator):
        """Everything is accounted for and digested, and what is put is seen."""
        wait_until(lambda: self.stats(emulator)["documents_undigested"] == 0, "no backlog", PATIENCE)

        def balance():
            now = self.stats(emulator)
            fates = ("documents_stored", "documents_duplicate", "documents_rejected", "documents_dropped")
            return now["documents_received"] == sum(now[fate] for fate in fates)
        wait_until(balance, "the books balance", PATIENCE)
        now = self.stats(emulator)
        self.assertEqual(
            now["documents_dropped"], now["documents_dropped_queue_full"] + now["documents_dropped_backlog_full"])
        self.assertEqual(emulator.health()["segments"], now["documents_stored"])

    def assert_bounded(self, watches):
        for watch, bound in zip(watches, (HEALTH_SECONDS, PAGE_SECONDS, PAGE_SECONDS)):
            self.assertEqual(watch.failures, [])
            self.assertLess(statistics.median(watch.times), bound, watch.ask.__name__)
            self.assertLess(max(watch.times), LATEST_SECONDS, watch.ask.__name__)

    def test_readers_go_on(self):
        with tempfile.TemporaryDirectory(prefix="xray-emulator-test-") as folder:
            for arguments in ((), ("--db", f"{folder}/x.db")):
                with self.subTest(arguments), Emulator(*arguments) as emulator:
                    self.assert_bounded(self.flood(emulator))
                    self.assert_calm(emulator)

    def test_one_trace_that_grows_does_not_stop_the_others(self):
        trace_id = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
        with Emulator() as emulator:
            self.assert_bounded(self.flood(emulator, trace_id, 20_000))
            self.assert_calm(emulator)
            answer = page(emulator).json()["TraceSummaries"]
            self.assertIn(trace_id, [summary["Id"] for summary in answer])

    def test_what_was_put_is_seen_in_the_middle_of_a_flood(self):
        with Emulator() as emulator, Flood(emulator) as flood:
            rounds = 0
            while flood.goes_on() or rounds == 0:
                annotation = secrets.token_hex(8)
                document = segment(annotations={"round": annotation})
                self.assertEqual(
                    emulator.post("/TraceSegments", {"TraceSegmentDocuments": [document]}).status, 200)
                now = time.time()
                answer = emulator.post("/TraceSummaries", {
                    "StartTime": now - 60, "EndTime": now + 60, "FilterExpression": f'annotation.round = "{annotation}"'})
                ids = [summary["Id"] for summary in answer.json()["TraceSummaries"]]
                self.assertEqual(ids, [json.loads(document)["trace_id"]])
                rounds += 1


if __name__ == "__main__":
    unittest.main()
