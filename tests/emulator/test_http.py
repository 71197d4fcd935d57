# SPDX-License-Identifier: Apache-2.0
"""What the HTTP server makes of the ways in which clients speak to it."""

import email.utils
import gzip
import http.client
import json
import os
import socket
import time
import unittest

from emulator_process import (
    DEADLINE, SANITIZED, Emulator, EmulatorTest, new_trace_id, read_response, segment, wait_until)

PUT = "/TraceSegments"


def put_body(*documents):
    return json.dumps({"TraceSegmentDocuments": list(documents)}).encode()


def raw_put(body, *headers):
    lines = [f"POST {PUT} HTTP/1.1", "Host: localhost", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Requests(EmulatorTest):
    def assert_put(self, response):
        self.assertEqual(response.status, 200, response.body)
        self.assertEqual(response.json()["UnprocessedTraceSegments"], [])

    def exchange(self, data):
        with self.emulator.connect() as connection:
            connection.sendall(data)
            with connection.makefile("rb") as stream:
                return read_response(stream)

    def test_many_requests_on_one_connection(self):
        before = self.emulator.health()["segments"]
        connection = http.client.HTTPConnection(self.emulator.host, self.emulator.port, timeout=DEADLINE)
        connection.connect()
        address = connection.sock.getsockname()
        for _ in range(300):
            connection.request("POST", PUT, put_body(segment()))
            answer = connection.getresponse()
            self.assertEqual(answer.getheader("Connection"), "keep-alive")
            self.assertEqual(json.loads(answer.read())["UnprocessedTraceSegments"], [])
            self.assertEqual(connection.sock.getsockname(), address)
        connection.close()
        self.assertEqual(self.emulator.health()["segments"], before + 300)

    def test_pipelined_requests_are_answered_in_order(self):
        unknown = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
        put = put_body(segment())
        known = raw_put(put, f"Content-Length: {len(put)}")
        with self.emulator.connect() as connection:
            connection.sendall((unknown + known) * 5)
            with connection.makefile("rb") as stream:
                statuses = [read_response(stream).status for _ in range(10)]
        self.assertEqual(statuses, [404, 200] * 5)

    def test_request_in_single_bytes(self):
        body = put_body(segment())
        with self.emulator.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in raw_put(body, f"Content-Length: {len(body)}"):
                connection.sendall(bytes([byte]))
            with connection.makefile("rb") as stream:
                self.assert_put(read_response(stream))

    def test_expect_continue(self):
        body = put_body(segment())
        with self.emulator.connect() as connection:
            connection.sendall(raw_put(b"", f"Content-Length: {len(body)}", "Expect: 100-continue"))
            with connection.makefile("rb") as stream:
                self.assertEqual(read_response(stream).status, 100)
                connection.sendall(body)
                self.assert_put(read_response(stream))

    def test_expect_continue_with_the_body_at_once(self):
        body = put_body(segment())
        with self.emulator.connect() as connection:
            connection.sendall(raw_put(body, f"Content-Length: {len(body)}", "expect: 100-Continue"))
            with connection.makefile("rb") as stream:
                response = read_response(stream)
                if response.status == 100:
                    response = read_response(stream)
                self.assert_put(response)

    def test_expect_continue_without_body(self):
        response = self.exchange(
            b"POST /GetSamplingRules HTTP/1.1\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n")
        self.assertEqual(response.status, 200)

    def test_chunked_body(self):
        body = put_body(segment())
        pieces = [body[:1], body[1:50], body[50:]]
        chunked = b"".join(f"{len(piece):x};note=1\r\n".encode() + piece + b"\r\n" for piece in pieces)
        self.assert_put(self.exchange(raw_put(chunked + b"0\r\nTrailer: x\r\n\r\n", "Transfer-Encoding: chunked")))

    def test_gzip_body(self):
        body = gzip.compress(put_body(segment()))
        self.assert_put(self.exchange(raw_put(body, f"Content-Length: {len(body)}", "Content-Encoding: gzip")))

    def test_gzip_chunked_body(self):
        body = gzip.compress(put_body(segment()))
        chunked = f"{len(body):X}\r\n".encode() + body + b"\r\n0\r\n\r\n"
        self.assert_put(self.exchange(raw_put(chunked, "transfer-encoding: chunked", "content-encoding: gzip")))

    def test_header_names_in_any_case(self):
        body = put_body(segment())
        for name in ("content-length", "CONTENT-LENGTH", "cOnTeNt-LeNgTh"):
            with self.subTest(name=name):
                self.assert_put(self.exchange(raw_put(body, f"{name}:{len(body)}")))

    def test_content_type_and_signature_do_not_matter(self):
        for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-amz-json-1.1"},
                        {"Content-Type": "application/json; charset=utf-8"}, {"Authorization": "nonsense"},
                        {"Authorization": "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0",
                         "X-Amz-Date": "20200101T000000Z"}):
            with self.subTest(headers=headers):
                self.assert_put(self.emulator.request("POST", PUT, put_body(segment()), headers))

    def test_no_host_header(self):
        body = put_body(segment())
        self.assert_put(self.exchange(f"POST {PUT} HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body))

    def test_empty_body_is_an_empty_object(self):
        for headers in ("Content-Length: 0\r\n", ""):
            with self.subTest(headers=headers):
                response = self.exchange(f"POST /GetSamplingRules HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
                self.assertEqual(response.status, 200)
                self.assertIn("SamplingRuleRecords", response.json())

    def test_absolute_target(self):
        for target in ("http://xray.us-east-1.amazonaws.com/GetSamplingRules", "https://localhost/GetSamplingRules"):
            with self.subTest(target=target):
                response = self.exchange(f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
                self.assertEqual(response.status, 200)

    def test_http_1_0_closes_unless_asked_to_keep(self):
        body = put_body(segment())
        answer = self.emulator.exchange(f"POST {PUT} HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        self.assertTrue(answer.startswith(b"HTTP/1.0 200 OK\r\n"), answer)
        self.assertIn(b"\r\nConnection: close\r\n", answer)
        kept = b"GET /_emulator/health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        with self.emulator.connect() as connection, connection.makefile("rb") as stream:
            for _ in range(2):
                connection.sendall(kept)
                self.assertEqual(read_response(stream).headers["Connection"], "keep-alive")

    def test_connection_close_is_honoured(self):
        answer = self.emulator.exchange(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer)
        self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_head_has_the_headers_of_get_and_no_body(self):
        with self.emulator.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(b"HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
            head = read_response(stream, is_head=True)
            self.assertEqual(head.status, 200)
            self.assertGreater(int(head.headers["Content-Length"]), 0)
            self.assertEqual(read_response(stream).status, 200)

    def test_every_answer_has_date_length_and_connection(self):
        for path in ("/_emulator/health", "/nowhere", "/metrics"):
            with self.subTest(path=path):
                # Whole seconds, and read from the clock once in a while.
                earliest = time.time() - 2
                response = self.emulator.request("GET", path)
                date = email.utils.parsedate_to_datetime(response.headers["Date"]).timestamp()
                self.assertLessEqual(earliest, date)
                self.assertLessEqual(date, time.time())
                self.assertEqual(int(response.headers["Content-Length"]), len(response.body))
                self.assertIn("Connection", response.headers)

    def test_half_closed_client_still_gets_its_answer(self):
        answer = self.emulator.exchange(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n", half_close=True)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer)

    def test_large_body_within_the_limit(self):
        documents = [segment(new_trace_id(), metadata={"default": {"text": "x" * 60000}}) for _ in range(50)]
        self.assert_put(self.emulator.request("POST", PUT, put_body(*documents)))

    def test_many_connections_at_once(self):
        connections = [self.emulator.connect() for _ in range(200)]
        request = b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n"
        for connection in connections:
            connection.sendall(request)
        for connection in connections:
            with connection.makefile("rb") as stream:
                self.assertEqual(read_response(stream).status, 200)
            connection.close()

    def test_client_that_leaves_before_the_answer(self):
        body = put_body(segment())
        for _ in range(20):
            with self.emulator.connect() as connection:
                connection.sendall(raw_put(body, f"Content-Length: {len(body)}"))
        self.assert_still_works()

    def test_connections_without_a_word_leave_no_trace_in_the_log(self):
        log = self.emulator.log()
        for _ in range(50):
            self.emulator.connect().close()
        self.assert_still_works()
        self.assertEqual(self.emulator.log(), log)

    def test_half_open_connections_do_not_hurt(self):
        silent = [self.emulator.connect() for _ in range(300)]
        for number, connection in enumerate(silent):
            if number % 2:
                connection.sendall(b"POST /TraceSegments HTTP/1.1\r\nContent-Le")
        self.assert_still_works()
        memory = self.emulator.resident_kib()
        for connection in silent:
            connection.close()
        self.assert_still_works()
        # 150 partial headers in buffers of 64 KiB, hardly touched.
        if not SANITIZED:
            self.assertLess(memory, 60 * 1024)


class Descriptors(unittest.TestCase):
    def test_closed_connections_are_forgotten(self):
        # An emulator of its own: connections that other tests have closed would still be in the first count.
        with Emulator() as emulator:
            def descriptors():
                return len(os.listdir(f"/proc/{emulator.process.pid}/fd"))
            before = descriptors()
            connections = [emulator.connect() for _ in range(100)]
            wait_until(lambda: descriptors() >= before + 100, "100 connections accepted")
            for connection in connections:
                connection.close()
            wait_until(lambda: descriptors() <= before, "their descriptors closed")


class DescriptorShortage(unittest.TestCase):
    def test_it_recovers_and_says_so_once(self):
        with Emulator(descriptors=64) as emulator:
            connections = [emulator.connect() for _ in range(100)]
            wait_until(lambda: "cannot accept connections for now" in emulator.log(), "a warning")
            for connection in connections:
                connection.close()
            self.assertEqual(emulator.health()["status"], "ok")
            self.assertEqual(emulator.log().count("cannot accept connections for now"), 1)


if __name__ == "__main__":
    unittest.main()
