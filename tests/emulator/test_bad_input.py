# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no good request or datagram: the exact answer to each, and a server that works afterwards."""

import json
import random
import unittest

from emulator_process import HEADER, EmulatorTest, datagram, segment, wait_until

CLOSED = None  # no answer, the connection just ends

# name, bytes (the client then closes its side), the status of the answer, text that its message holds
BAD_REQUESTS = (
    ("nothing at all", b"", CLOSED, ""),
    ("only a line end", b"\r\n", 400, "bad method"),
    ("spaces for a request line", b"     \r\n\r\n", 400, "bad method"),
    ("no target", b"GET\r\n\r\n", 400, "bad method"),
    ("no version", b"GET /\r\n\r\n", 400, "bad target"),
    ("empty target", b"GET  HTTP/1.1\r\n\r\n", 400, "bad target"),
    ("unknown protocol", b"GET / SPDY/1.1\r\n\r\n", 400, "bad version"),
    ("HTTP/0.9", b"GET / HTTP/0.9\r\n\r\n", 400, "bad version"),
    ("HTTP/1.2", b"GET / HTTP/1.2\r\n\r\n", 400, "bad version"),
    ("version in letters", b"GET / HTTP/x.y\r\n\r\n", 400, "bad version"),
    ("lower-case protocol", b"GET / http/1.1\r\n\r\n", 400, "bad version"),
    ("two spaces before the version", b"GET /  HTTP/1.1\r\n\r\n", 400, "bad version"),
    ("text behind the version", b"GET / HTTP/1.1 x\r\n\r\n", 400, "bad version"),
    ("method with a forbidden character", b"G(T / HTTP/1.1\r\n\r\n", 400, "bad method"),
    ("method with a zero byte", b"G\0T / HTTP/1.1\r\n\r\n", 400, "bad method"),
    ("target with a control character", b"GET /\x01 HTTP/1.1\r\n\r\n", 400, "bad target"),
    ("TLS", bytes.fromhex("1603010200010001fc0303") + b"\0" * 200, 400, "bad method"),
    ("an X-Ray datagram", datagram(segment()), 400, "bad method"),
    ("header without a colon", b"GET / HTTP/1.1\r\nHost\r\n\r\n", 400, "bad field"),
    ("header without a name", b"GET / HTTP/1.1\r\n: x\r\n\r\n", 400, "bad field"),
    ("space in a header name", b"GET / HTTP/1.1\r\nA b: x\r\n\r\n", 400, "bad field"),
    ("control character in a header", b"GET / HTTP/1.1\r\nA: x\x01y\r\n\r\n", 400, "bad value"),
    ("length in letters", b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400, "bad Content-Length"),
    ("negative length", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "bad Content-Length"),
    ("fractional length", b"POST / HTTP/1.1\r\nContent-Length: 1.5\r\n\r\n", 400, "bad Content-Length"),
    ("two different lengths", b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400,
     "multiple Content-Length"),
    ("length beyond 64 bits", b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400,
     "bad Content-Length"),
    ("length and chunks", b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
     "bad Transfer-Encoding"),
    ("chunk size in letters", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "bad chunk"),
    ("chunk without its line end", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400,
     "bad chunk"),
    ("huge chunk size", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n", 400,
     "bad chunk"),
    ("end within the request line", b"POST /TraceSeg", 400, "partial message"),
    ("end within the headers", b"POST /TraceSegments HTTP/1.1\r\nContent-Le", 400, "partial message"),
    ("end within the body", b"POST /TraceSegments HTTP/1.1\r\nContent-Length: 100\r\n\r\n{", 400, "partial message"),
    ("end within a chunk", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc", 400, "partial message"),
    ("announced body beyond the limit", b"POST / HTTP/1.1\r\nContent-Length: 33554433\r\n\r\n", 413, "32 MiB"),
    ("chunk beyond the limit", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2000001\r\nabc", 413, "32 MiB"),
    ("body beyond the limit, and expected to be",
     b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n", 413, "32 MiB"),
    ("one endless header", b"GET / HTTP/1.1\r\nA: " + b"x" * 100000 + b"\r\n\r\n", 431, "64 KiB"),
    ("endless headers", b"GET / HTTP/1.1\r\n" + b"A: x\r\n" * 20000 + b"\r\n", 431, "64 KiB"),
    ("endless target", b"GET /" + b"x" * 100000 + b" HTTP/1.1\r\n\r\n", 431, "64 KiB"),
    ("endless method", b"G" * 100000, 431, "64 KiB"),
)

# name, request, the status of the answer; these are HTTP, so the connection stays
WELL_FORMED = (
    ("method nobody knows", b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    ("method in lower case", b"get /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n", 200),
    ("operation by GET", b"GET /TraceSegments HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    ("nothing there", b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("bytes above 127 in the target", b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("body that is no JSON", b"POST /TraceSegments HTTP/1.1\r\nContent-Length: 3\r\n\r\n{{{", 400),
    ("body that is no gzip",
     b"POST /TraceSegments HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 400),
    ("body of zero bytes", b"POST /TraceSegments HTTP/1.1\r\nContent-Length: 4\r\n\r\n\0\0\0\0", 400),
)

# name, datagram, the reason it is counted under
BAD_DATAGRAMS = (
    ("text", b"hello", "MissingHeader"),
    ("only a document", segment().encode(), "MissingHeader"),
    ("only a header", b'{"format":"json","version":1}', "MissingHeader"),
    ("header and nothing behind it", HEADER, "EmptyBody"),
    ("no format", b'{"version":1}\n{}', "InvalidHeader"),
    ("wrong format", b'{"format":"xml","version":1}\n{}', "InvalidHeader"),
    ("wrong version", b'{"format":"json","version":2}\n{}', "InvalidHeader"),
    ("version as text", b'{"format":"json","version":"1"}\n{}', "InvalidHeader"),
    ("version as fraction", b'{"format":"json","version":1.0}\n{}', "InvalidHeader"),
    ("header of an array", b"[]\n{}", "InvalidHeader"),
    ("header over two lines", b'{"format":"json",\n"version":1}\n{}', "InvalidHeader"),
    ("HTTP", b"GET / HTTP/1.1\r\n\r\n", "InvalidHeader"),
    ("zero bytes", b"\0" * 1000, "MissingHeader"),
    ("65,507 bytes of nothing", b"x" * 65507, "MissingHeader"),
)


class BadRequests(EmulatorTest):
    def test_each_gets_its_answer_and_does_no_harm(self):
        for name, data, status, message in BAD_REQUESTS:
            with self.subTest(name):
                answer = self.emulator.exchange(data, half_close=True)
                self.assert_refusal(answer, status, message)
                self.assert_still_works()

    def assert_refusal(self, answer, status, message):
        if status is CLOSED:
            self.assertEqual(answer, b"")
            return
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertRegex(head, rb"^HTTP/1\.[01] %d " % status)
        self.assertIn(b"\r\nConnection: close", head)
        self.assertIn(b"\r\nContent-Type: application/json", head)
        self.assertIn(b"\r\nContent-Length: %d" % len(body), head)
        ((member, told),) = json.loads(body).items()
        self.assertEqual(member.lower(), "message")
        self.assertIn(message, told)

    def test_well_formed_ones_keep_their_connection(self):
        for name, data, status in WELL_FORMED:
            with self.subTest(name):
                answer = self.emulator.exchange(data + b"GET /_emulator/health HTTP/1.1\r\nConnection: close\r\n\r\n")
                self.assertRegex(answer, rb"^HTTP/1\.1 %d " % status)
                self.assertEqual(answer.count(b"HTTP/1.1 "), 2, answer)
                self.assert_still_works()

    def test_body_of_64_mib_is_refused_and_the_client_told(self):
        for head in (b"Content-Length: 67108864\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n4000000\r\n"):
            with self.subTest(head=head):
                request = b"POST /TraceSegments HTTP/1.1\r\nHost: x\r\n" + head + b"x" * (64 << 20)
                self.assert_refusal(self.emulator.exchange(request), 413, "32 MiB")
                self.assert_still_works()

    def test_body_of_64_mib_from_an_ordinary_client(self):
        answer = self.emulator.request("POST", "/TraceSegments", b"x" * (64 << 20))
        self.assertEqual(answer.status, 413)
        self.assertIn("32 MiB", answer.json()["message"])

    def test_body_beyond_1_mib_is_for_the_paths_that_bring_traces(self):
        size = (1 << 20) + 1
        for path in ("/TraceSummaries", "/_emulator/reset", "/", "/v1/tracesx"):
            for head in (b"Content-Length: %d\r\n\r\n" % size, b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size):
                with self.subTest(path=path, head=head):
                    request = b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\n" + head + b" " * size
                    self.assert_refusal(self.emulator.exchange(request), 413, "larger than 1 MiB")
        self.assertEqual(self.emulator.request("POST", "/GetSamplingRules", b" " * (1 << 20)).status, 200)
        for path in ("/TraceSegments", "//TraceSegments?x=1"):
            answer = self.emulator.request("POST", path, b'{"TraceSegmentDocuments":["' + b"x" * size + b'"]}')
            self.assertEqual(answer.status, 200)

    def test_body_of_many_small_chunks_beyond_the_limit(self):
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        request = b"POST /TraceSegments HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 520
        self.assert_refusal(self.emulator.exchange(request), 413, "32 MiB")
        self.assert_still_works()

    def test_refusals_are_counted(self):
        def errors():
            return self.emulator.request("GET", "/_emulator/stats").json()["http_errors"]
        before = errors()
        self.emulator.exchange(b"nonsense\r\n\r\n")
        self.assertEqual(errors(), before + 1)

    def test_random_bytes(self):
        source = random.Random(20160412)
        for _ in range(200):
            data = source.randbytes(source.randrange(1, 3000))
            answer = self.emulator.exchange(data, half_close=True)
            self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1."), answer[:80])
        self.assert_still_works()

    def test_damaged_good_requests(self):
        source = random.Random(20160412)
        body = json.dumps({"TraceSegmentDocuments": [segment()]}).encode()
        good = b"POST /TraceSegments HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        for _ in range(300):
            data = bytearray(good)
            for _ in range(source.randrange(1, 5)):
                data[source.randrange(len(data))] = source.randrange(256)
            answer = self.emulator.exchange(bytes(data), half_close=True)
            self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1."), answer[:80])
        self.assert_still_works()


class BadDatagrams(EmulatorTest):
    def rejected(self):
        return self.emulator.request("GET", "/_emulator/stats").json()["rejected_by_reason"]

    def test_each_is_counted_by_its_reason_and_does_no_harm(self):
        for name, data, reason in BAD_DATAGRAMS:
            with self.subTest(name):
                before = self.rejected().get(reason, 0)
                self.emulator.send(data)
                wait_until(lambda reason=reason, count=before + 1: self.rejected().get(reason) == count,
                           f"counted as {reason}", 5)
                self.assert_still_works()

    def test_random_bytes(self):
        source = random.Random(20160412)
        self.emulator.send(*(source.randbytes(source.randrange(0, 9000)) for _ in range(300)))
        self.emulator.send(*(HEADER + source.randbytes(source.randrange(0, 9000)) for _ in range(300)))
        self.assert_still_works()

    def test_damaged_good_datagrams(self):
        source = random.Random(20160412)
        for _ in range(300):
            data = bytearray(datagram(segment()))
            data[source.randrange(len(data))] = source.randrange(256)
            self.emulator.send(bytes(data))
        self.assert_still_works()


if __name__ == "__main__":
    unittest.main()
