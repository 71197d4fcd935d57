# SPDX-License-Identifier: Apache-2.0
"""POST /_emulator/wait over sockets: long polls that keep no thread, clients that leave, the end of the process."""

import concurrent.futures
import json
import os
import threading
import time
import unittest

from emulator_process import (DEADLINE, Emulator, EmulatorTest, datagram, new_trace_id, quickest, read_response,
                              segment, wait_until)


def ask(emulator, **question):
    return emulator.post("/_emulator/wait", question)


def request_text(**question):
    body = json.dumps(question).encode()
    return b"POST /_emulator/wait HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def open_sockets(emulator):
    """How many sockets the process holds."""
    folder = f"/proc/{emulator.process.pid}/fd"
    count = 0
    for name in os.listdir(folder):
        try:
            count += os.readlink(f"{folder}/{name}").startswith("socket:")
        except FileNotFoundError:
            pass
    return count


class Wait(EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sockets_without_clients = open_sockets(cls.emulator)

    def setUp(self):
        self.emulator.post("/_emulator/reset", {})

    def test_answers_what_is_there(self):
        trace_id = new_trace_id()
        self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id)]})
        answer = ask(self.emulator, FilterExpression='service("shop")')
        self.assertEqual(answer.status, 200)
        self.assertEqual([s["Id"] for s in answer.json()["TraceSummaries"]], [trace_id])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")

    def test_answers_when_it_comes_by_datagram(self):
        trace_id = new_trace_id()
        with self.emulator.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(request_text(FilterExpression="annotation.n = 2", TimeoutSeconds=DEADLINE))
            self.emulator.send(datagram(segment(annotations={"n": 1})),
                               datagram(segment(trace_id, annotations={"n": 2})))
            answer = read_response(stream)
            self.assertEqual(answer.status, 200)
            self.assertEqual([s["Id"] for s in answer.json()["TraceSummaries"]], [trace_id])
            # The connection serves on.
            connection.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertEqual(read_response(stream).status, 200)

    def test_time_is_up(self):
        self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]})
        began = time.monotonic()
        answer = ask(self.emulator, FilterExpression='service("shop") AND fault', TimeoutSeconds=0.3)
        self.assertGreaterEqual(time.monotonic() - began, 0.3)
        self.assertEqual(answer.status, 408)
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        closest = answer.json()["Closest"][0]
        self.assertEqual(closest["FailedClause"], "fault")
        self.assertEqual(ask(self.emulator, FilterExpression="fault", TimeoutSeconds=0).status, 408)

    def test_an_upper_bound_is_judged_when_it_is_quiet(self):
        trace_id = new_trace_id()
        self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id)]})
        began = time.monotonic()
        answer = ask(self.emulator, FilterExpression='service("shop")', Exactly=1, QuietSeconds=0.6,
                     TimeoutSeconds=DEADLINE)
        self.assertEqual((answer.status, answer.json()["Matched"]), (200, 1))
        self.assertGreaterEqual(time.monotonic() - began, 0.5)

    def test_more_than_the_upper_bound_ends_the_wait(self):
        with self.emulator.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(request_text(FilterExpression="fault", Exactly=0, QuietSeconds=DEADLINE,
                                            TimeoutSeconds=DEADLINE))
            self.emulator.send(datagram(segment()), datagram(segment(fault=True)))
            answer = read_response(stream)
        self.assertEqual(answer.status, 409)
        self.assertIn("expected exactly 0 traces that match: fault\n", answer.json()["Explanation"])

    def test_a_trace_counts_once_nothing_more_comes_of_it(self):
        trace_id = new_trace_id()
        with self.emulator.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(request_text(TraceIds=[trace_id], QuietSeconds=0.3, TimeoutSeconds=DEADLINE))
            began = time.monotonic()
            self.emulator.send(datagram(segment(trace_id)))
            answer = read_response(stream)
        self.assertEqual(answer.status, 200)
        self.assertGreaterEqual(time.monotonic() - began, 0.25)

    def test_hundreds_wait_at_once_and_nobody_else_does(self):
        waits = 300
        connections = [self.emulator.connect() for _ in range(waits)]
        try:
            for number, connection in enumerate(connections):
                connection.sendall(
                    request_text(FilterExpression=f"annotation.n = {number}", TimeoutSeconds=DEADLINE * 5))
            trace_ids = [new_trace_id() for _ in range(waits)]
            documents = [segment(t, annotations={"n": n}) for n, t in enumerate(trace_ids)]
            # More parked requests than worker threads, and still these are served.
            answer = self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": documents})
            self.assertEqual(answer.json()["UnprocessedTraceSegments"], [])
            for connection, trace_id in zip(connections, trace_ids):
                with connection.makefile("rb") as stream:
                    answer = read_response(stream)
                self.assertEqual(answer.status, 200)
                self.assertEqual([s["Id"] for s in answer.json()["TraceSummaries"]], [trace_id])
        finally:
            for connection in connections:
                connection.close()

    def test_a_client_that_leaves_ends_its_wait(self):
        before = self.sockets_without_clients
        connections = [self.emulator.connect() for _ in range(20)]
        for connection in connections:
            connection.sendall(request_text(TimeoutSeconds=3600))
        wait_until(lambda: open_sockets(self.emulator) == before + 20, "20 connections")
        for connection in connections:
            connection.close()
        wait_until(lambda: open_sockets(self.emulator) == before, "the connections closed")
        self.assert_still_works()

    def test_a_request_sent_ahead_is_answered_after_the_wait(self):
        with self.emulator.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(request_text(TimeoutSeconds=DEADLINE))
            connection.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n")
            self.emulator.send(datagram(segment()))
            self.assertEqual(len(read_response(stream).json()["TraceSummaries"]), 1)
            self.assertEqual(read_response(stream).json()["status"], "ok")

    def test_waits_while_a_lot_flows_in(self):
        done = threading.Event()

        def flood():
            while not done.is_set():
                self.emulator.send(*[datagram(segment(name="noise")) for _ in range(20)])

        with concurrent.futures.ThreadPoolExecutor(9) as pool:
            flooding = pool.submit(flood)
            try:
                names = [f"wanted-{number}" for number in range(8)]
                waits = [pool.submit(ask, self.emulator, FilterExpression=f'service("{name}")',
                                     TimeoutSeconds=DEADLINE) for name in names]
                for name in names:
                    self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(name=name)]})
                for wait in waits:
                    self.assertEqual(wait.result().status, 200)
            finally:
                done.set()
                flooding.result()


class WaitAtTheEnd(unittest.TestCase):
    def test_shutdown_ends_waits_at_once(self):
        def stop():
            with Emulator() as emulator, emulator.connect() as connection, connection.makefile("rb") as stream:
                connection.sendall(request_text(TimeoutSeconds=3600))
                # What was asked later is answered: the wait is under way.
                emulator.health()
                began = time.monotonic()
                self.assertEqual(emulator.stop(), 0)
                duration = time.monotonic() - began
                self.assertEqual(read_response(stream).status, 503)
                return duration
        self.assertLess(quickest(stop, 4), 4)

    def test_indexing_delay_holds_for_waits(self):
        with Emulator("--indexing-delay", "300ms") as emulator:
            began = time.monotonic()
            emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]})
            self.assertEqual(ask(emulator, TimeoutSeconds=DEADLINE).status, 200)
            self.assertGreaterEqual(time.monotonic() - began, 0.3)


if __name__ == "__main__":
    unittest.main()
