# SPDX-License-Identifier: Apache-2.0
"""Short requests beside long ones, clients that leave, and more connections than there is room for."""

import contextlib
import json
import resource
import socket
import threading
import time
import unittest

from emulator_process import (
    DEADLINE, SANITIZED, Emulator, read_response, run_binary, segment, wait_until)

TRACES = 20_000
HEALTH = b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n"


def fill(emulator, count):
    for begin in range(0, count, 1000):
        documents = [segment(name=f"s{i % 50}") for i in range(begin, min(begin + 1000, count))]
        emulator.post("/TraceSegments", {"TraceSegmentDocuments": documents})
    emulator.wait_for_segments(count)


def heavy_query():
    """A query of many conditions that no trace satisfies."""
    now = time.time()
    clauses = " OR ".join(f'service("none{i}") {{ responsetime > {i} }}' for i in range(400))
    body = json.dumps({"StartTime": now - 3000, "EndTime": now + 60, "FilterExpression": clauses}).encode()
    return b"POST /TraceSummaries HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class LongQueries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        fill(cls.emulator, TRACES)

    @classmethod
    def tearDownClass(cls):
        cls.emulator.__exit__(None, None, None)

    def stats(self):
        return self.emulator.request("GET", "/_emulator/stats").json()

    def test_short_requests_do_not_wait_for_them(self):
        query = heavy_query()
        with contextlib.ExitStack() as stack:
            for _ in range(16):
                stack.enter_context(self.emulator.connect()).sendall(query)
            for method, path, body in (("GET", "/_emulator/health", None), ("GET", "/_emulator/stats", None),
                                       ("GET", "/metrics", None), ("GET", "/_emulator/clock", None),
                                       ("POST", "/GetSamplingRules", b"{}"),
                                       ("POST", "/TraceSegments", json.dumps(
                                           {"TraceSegmentDocuments": [segment()]}).encode())):
                with self.subTest(path=path):
                    begin = time.monotonic()
                    self.assertEqual(self.emulator.request(method, path, body).status, 200)
                    self.assertLess(time.monotonic() - begin, 5)

    def test_a_query_ends_when_its_client_has_left(self):
        query = heavy_query()
        before = self.stats()["http_abandoned"]

        def abandoned():
            for _ in range(8):
                with self.emulator.connect() as connection:
                    connection.sendall(query)
            return self.stats()["http_abandoned"] >= before + 2
        # The server looks after its clients once a second; a fast machine is done with a query or two by then.
        wait_until(abandoned, "queries are given up", 60)
        now = time.time()

        def answered():
            answer = self.emulator.post("/TraceSummaries", {"StartTime": now - 1, "EndTime": now})
            # Until the server has looked after the last ones that left, they may fill the lane's queue.
            self.assertIn(answer.status, (200, 503))
            return answer.status == 200
        wait_until(answered, "the lane is free again: an easy query gets through", DEADLINE)
        self.assertEqual(self.stats()["failures"], 0)


class TooManyConnections(unittest.TestCase):
    def test_the_longest_idle_one_makes_room(self):
        with Emulator(descriptors=128) as emulator, contextlib.ExitStack() as stack:
            for _ in range(300):
                connection = stack.enter_context(socket.socket())
                connection.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    connection.connect((emulator.host, emulator.port))
            self.assertEqual(emulator.health()["status"], "ok")
            result = run_binary("health", "--endpoint", emulator.ready["http"])
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_busy_one_stays(self):
        with Emulator(descriptors=128) as emulator, contextlib.ExitStack() as stack:
            waiting = stack.enter_context(emulator.connect())
            body = b'{"Count":1,"TimeoutSeconds":60}'
            waiting.sendall(
                b"POST /_emulator/wait HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            for _ in range(200):
                connection = stack.enter_context(socket.socket())
                connection.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    connection.connect((emulator.host, emulator.port))
            self.assertEqual(emulator.post(
                "/TraceSegments", {"TraceSegmentDocuments": [segment()]}).status, 200)
            with waiting.makefile("rb") as stream:
                self.assertEqual(read_response(stream).status, 200)

    def test_health_among_slow_ones_and_idle_ones(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        count = 10_000 if hard >= 10_500 and not SANITIZED else 400
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        with Emulator() as emulator, contextlib.ExitStack() as stack:
            for number in range(count):
                connection = stack.enter_context(socket.create_connection((emulator.host, emulator.port), DEADLINE))
                if number % 20 == 0:
                    connection.sendall(b"POST /TraceSegments HTTP/1.1\r\nContent-Le")
            begin = time.monotonic()
            result = run_binary("health", "--endpoint", emulator.ready["http"])
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertLess(time.monotonic() - begin, 5)


class Unread(unittest.TestCase):
    def test_many_requests_at_once_are_all_answered(self):
        with Emulator() as emulator:
            statuses = []

            def ask():
                statuses.append(emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]}).status)
            threads = [threading.Thread(target=ask) for _ in range(100)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(statuses, [200] * 100)

    def test_readers_of_exports_that_do_not_read_hold_up_nobody(self):
        with Emulator() as emulator, contextlib.ExitStack() as stack:
            documents = [segment(metadata={"large": "x" * 60_000}) for _ in range(15)]
            for _ in range(20):
                emulator.post("/TraceSegments", {"TraceSegmentDocuments": documents})
            for _ in range(60):
                stack.enter_context(emulator.connect()).sendall(b"GET /_emulator/export HTTP/1.1\r\nHost: x\r\n\r\n")
            now = time.time()
            self.assertEqual(emulator.health()["status"], "ok")
            self.assertEqual(emulator.post("/_emulator/wait", {"TimeoutSeconds": 5, "Partial": True}).status, 200)
            answer = emulator.post("/TraceSummaries", {"StartTime": now - 60, "EndTime": now + 60})
            self.assertEqual(answer.status, 200)
            self.assertLess(time.time() - now, 20)


if __name__ == "__main__":
    unittest.main()
