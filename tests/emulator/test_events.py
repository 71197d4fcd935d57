# SPDX-License-Identifier: Apache-2.0
"""GET /_emulator/events over sockets: what is told, clients that leave or do not read, the end of the process."""

import http.client
import itertools
import json
import socket
import ssl
import time
import unittest
import urllib.parse

from emulator_process import (DEADLINE, Emulator, EmulatorTest, datagram, new_trace_id, quickest, segment, wait_until)

MOST_STREAMS = 100


class Stream:
    """A client of the stream: reads its events one by one."""

    def __init__(self, emulator, query="", headers=(), version="1.1", receive_buffer=None):
        self.socket = socket.socket(socket.AF_INET)
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(DEADLINE)
        self.socket.connect((emulator.host, emulator.port))
        lines = [f"GET /_emulator/events{query} HTTP/{version}", "Host: localhost", *headers]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = http.client.parse_headers(self.file)
        self.is_chunked = self.headers["Transfer-Encoding"] == "chunked"
        self.text = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def read_piece(self):
        """The next bytes; none at the end, which must be a chunk of its own where there are chunks."""
        if not self.is_chunked:
            return self.file.read1()
        size = int(self.file.readline(), 16)
        piece = self.file.read(size)
        self.file.readline()
        return piece

    def next_event(self):
        """{field: value} of the next event, comments left out; None at the end of the stream."""
        while True:
            while b"\n\n" not in self.text:
                piece = self.read_piece()
                if not piece:
                    return None
                self.text += piece
            block, self.text = self.text.split(b"\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if not line.startswith(":"))
            if fields:
                return fields

    def next_trace(self):
        event = self.next_event()
        data = json.loads(event["data"])
        return event["event"], data["Id"], data["Revision"]

    def next_trace_of(self, trace_id):
        """The next event of that trace. A new stream may still be told of what came just before it."""
        while True:
            told = self.next_trace()
            if told[1] == trace_id:
                return told


def put(emulator, *documents):
    return emulator.post("/TraceSegments", {"TraceSegmentDocuments": list(documents)})


def many_segments(first, count):
    """Small documents of as many traces, numbered from `first`."""
    now = int(time.time())
    return [f'{{"trace_id":"1-{now:08x}-{n:024x}","id":"{n:016x}","name":"a","start_time":{now},"end_time":{now}}}'
            for n in range(first, first + count)]


def metric(emulator, name):
    text = emulator.request("GET", "/metrics").body.decode()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(f"xray_emulator_{name} "))


class Events(EmulatorTest):
    def wait_for_listeners(self, count):
        wait_until(lambda: metric(self.emulator, "event_streams") == count, f"{count} event streams")

    def tearDown(self):
        self.wait_for_listeners(0)
        self.assert_still_works()

    def test_traces_are_told_as_they_come_and_change(self):
        trace_id = new_trace_id()
        with Stream(self.emulator) as stream:
            self.assertEqual(stream.status, 200)
            self.assertEqual(stream.headers["Content-Type"], "text/event-stream; charset=utf-8")
            self.assertEqual(stream.headers["X-Content-Type-Options"], "nosniff")
            self.assertIsNone(stream.headers["Content-Length"])
            self.emulator.send(datagram(segment(trace_id)))
            self.assertEqual(stream.next_trace_of(trace_id), ("trace", trace_id, 1))
            # The second change comes within the quarter of a second in which nothing more is told of the trace.
            put(self.emulator, segment(trace_id))
            put(self.emulator, segment(trace_id))
            while stream.next_trace() != ("trace", trace_id, 3):
                pass

    def test_filter(self):
        with Stream(self.emulator, "?" + urllib.parse.urlencode({"filter": 'service("rare") AND fault'})) as stream:
            trace_id = new_trace_id()
            put(self.emulator, segment(), segment(name="rare"), segment(trace_id, "rare", fault=True))
            self.assertEqual(stream.next_trace(), ("trace", trace_id, 1))

    def test_misuse(self):
        for query, words in (("?filter=fault+AND", "line 1"), ("?filtre=x", "filtre"), ("?filter=%x", "'%'")):
            answer = self.emulator.request("GET", "/_emulator/events" + query)
            self.assertEqual(answer.status, 400)
            self.assertIn(words.lower(), answer.json()["Message"].lower())

    def test_rejected(self):
        with Stream(self.emulator) as stream:
            self.emulator.send(b"no header")
            event = stream.next_event()
            while event["event"] != "rejected":
                event = stream.next_event()
            self.assertEqual(json.loads(event["data"])["Source"], "UDP")

    def test_whoever_comes_back_misses_nothing(self):
        seen, missed = new_trace_id(), new_trace_id()
        with Stream(self.emulator) as stream:
            put(self.emulator, segment(seen))
            event = stream.next_event()
            while seen not in event["data"]:
                event = stream.next_event()
        self.wait_for_listeners(0)
        put(self.emulator, segment(missed))
        with Stream(self.emulator, headers=[f"Last-Event-ID: {event['id']}"]) as stream:
            while stream.next_trace() != ("trace", missed, 1):
                pass
        with Stream(self.emulator, headers=["Last-Event-ID: of another emulator"]) as stream:
            self.assertEqual(stream.next_event()["event"], "gap")

    def test_foreign_pages_hear_nothing(self):
        for headers in (["Origin: https://evil.example"], ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"]):
            with Stream(self.emulator, headers=headers) as stream:
                self.assertEqual(stream.status, 403)
        with Stream(self.emulator, headers=["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"]) as stream:
            self.assertEqual(stream.status, 200)

    def test_http_1_0_has_no_chunks(self):
        trace_id = new_trace_id()
        with Stream(self.emulator, version="1.0") as stream:
            self.assertFalse(stream.is_chunked)
            put(self.emulator, segment(trace_id))
            self.assertEqual(stream.next_trace_of(trace_id), ("trace", trace_id, 1))

    def test_head_ends_at_once(self):
        answer = self.emulator.request("HEAD", "/_emulator/events")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "text/event-stream; charset=utf-8")

    def test_a_client_that_leaves_ends_its_stream(self):
        streams = [Stream(self.emulator) for _ in range(20)]
        self.wait_for_listeners(20)
        for stream in streams:
            stream.close()
        self.wait_for_listeners(0)

    def test_many_listen_and_nobody_else_waits(self):
        streams = [Stream(self.emulator) for _ in range(MOST_STREAMS)]
        try:
            with Stream(self.emulator) as one_more:
                self.assertEqual(one_more.status, 429)
            trace_id = new_trace_id()
            put(self.emulator, segment(trace_id))
            for stream in streams:
                self.assertEqual(stream.next_trace_of(trace_id), ("trace", trace_id, 1))
        finally:
            for stream in streams:
                stream.close()


class EventsOfOneEmulatorEach(unittest.TestCase):
    def test_who_does_not_read_is_cut_off_and_counted(self):
        numbers = itertools.count(1, 5000)
        # A small window keeps the kernel from taking much in the client's place.
        with Emulator() as emulator, Stream(emulator, receive_buffer=4096):

            def put_more():
                put(emulator, *many_segments(next(numbers), 5000))
                return metric(emulator, "event_streams_cut_total") > 0

            wait_until(put_more, "the stream cut off")
            wait_until(lambda: metric(emulator, "event_streams") == 0, "the stream's end")

    def test_shutdown_ends_streams_at_once(self):
        def stop():
            with Emulator() as emulator, Stream(emulator) as stream:
                began = time.monotonic()
                self.assertEqual(emulator.stop(), 0)
                duration = time.monotonic() - began
                self.assertIsNone(stream.next_event())
                return duration
        self.assertLess(quickest(stop, 4), 4)

    def test_tls(self):
        with Emulator("--tls-self-signed") as emulator:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection(emulator.host, emulator.port, timeout=DEADLINE, context=context)
            connection.request("GET", "/_emulator/events")
            with connection.getresponse() as answer:
                put(emulator, segment())
                self.assertEqual(answer.readline(), b"event: trace\n")
            connection.close()


if __name__ == "__main__":
    unittest.main()
