# SPDX-License-Identifier: Apache-2.0
"""What a client may send beside a body, how a body's length may be told, and what it all may hold in memory."""

import contextlib
import json
import select
import threading
import unittest

from emulator_process import DEADLINE, SANITIZED, Emulator, EmulatorTest, send_all, read_to_end, segment, wait_until

CHUNKED = b"POST /TraceSegments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
SENT_AT_MOST = 64 << 20
PIECE = 1 << 20
MIB = 1024  # KiB

# name, what follows the headers of a chunked request, without end where it is repeated
ENDLESS = (
    ("chunk size", b"", b"0"),
    ("chunk size behind a chunk", b"1\r\nx\r\n", b"0"),
    ("chunk extension", b"5;", b"a"),
    ("chunk extension's value", b'5;a="', b"x"),
    ("trailer", b"0\r\nX: ", b"y"),
    ("trailer's name", b"0\r\n", b"y"),
    ("number of trailers", b"0\r\n", b"X: y\r\n"),
    ("number of extensions", b"", b"1;" + b"e" * 1000 + b"\r\nx\r\n"),
)

# name, everything behind the request line, the answer's status
FRAMINGS = (
    ("unknown coding", b"Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
    ("coding behind chunked", b"Host: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 501),
    ("coding before chunked", b"Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    ("identity", b"Host: x\r\nTransfer-Encoding: identity\r\n\r\n", 501),
    ("empty coding", b"Host: x\r\nTransfer-Encoding:\r\n\r\n", 501),
    ("two codings", b"Host: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
    ("coding and length", b"Host: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}", 400),
    ("chunks and length", b"Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}", 400),
    ("two equal lengths", b"Host: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
    ("two hosts", b"Host: x\r\nHost: y\r\nContent-Length: 2\r\n\r\n{}", 400),
    ("two equal hosts", b"Host: x\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 400),
)


class BesideTheBody(EmulatorTest):
    def send_without_end(self, connection, repeated):
        """Sends until the other side takes no more, or a lot."""
        piece = repeated * (PIECE // len(repeated))
        sent = 0
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while sent < SENT_AT_MOST:
                connection.sendall(piece)
                sent += len(piece)

    def assert_refused_and_closed(self, answer, status):
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertRegex(head, rb"^HTTP/1\.1 %d " % status)
        self.assertIn(b"\r\nConnection: close", head)
        ((member, _),) = json.loads(body).items()
        self.assertEqual(member.lower(), "message")
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1, answer)

    def test_what_never_ends_is_cut(self):
        for name, begin, repeated in ENDLESS:
            with self.subTest(name):
                memory = self.emulator.resident_kib()
                with self.emulator.connect() as connection:
                    connection.sendall(CHUNKED + begin)
                    connection.sendall(repeated * (200_000 // len(repeated)))
                    answer = connection.recv(65536)
                    self.assertRegex(answer, rb"^HTTP/1\.1 4(31|00) ")
                    self.send_without_end(connection, repeated)
                if not SANITIZED:
                    self.assertLess(self.emulator.resident_kib() - memory, 8 * MIB)
                self.assert_still_works()

    def test_long_trailers(self):
        for length in (65_000, 65_520, 65_526, 65_533, 65_534, 65_535, 65_536, 70_000):
            for begin, end in ((b"0\r\nX: ", b"\r\n\r\n"), (b"0\r\n", b": x\r\n\r\n")):
                with self.subTest(length=length, begin=begin):
                    answer = self.emulator.exchange(CHUNKED + begin + b"y" * length + end, half_close=True)
                    # Those that fit reach the operation, which wants a body.
                    self.assertRegex(answer, rb"^HTTP/1\.1 (200|400|431) ")
                    if length >= 65_534:
                        self.assert_refused_and_closed(answer, 431)
        self.assert_still_works()

    def test_long_header_names_and_values(self):
        for length in (65_000, 65_533, 65_534, 65_536, 100_000):
            for field in (b"X: " + b"y" * length, b"y" * length + b": x"):
                with self.subTest(length=length):
                    answer = self.emulator.exchange(b"GET / HTTP/1.1\r\nHost: x\r\n" + field + b"\r\n\r\n", True)
                    self.assertRegex(answer, rb"^HTTP/1\.1 (200|431) ")
        self.assert_still_works()

    def test_a_large_body_in_small_chunks_is_no_abuse(self):
        body = json.dumps({"TraceSegmentDocuments": [segment(metadata={"default": {"x": "x" * 300_000}})]}).encode()
        chunks = b"".join(b"10\r\n" + body[i:i + 16].ljust(16) + b"\r\n" for i in range(0, len(body), 16))
        with self.emulator.connect() as connection:
            connection.sendall(CHUNKED + chunks + b"0\r\n\r\n")
            self.assertRegex(connection.recv(65536), rb"^HTTP/1\.1 200 ")

    def test_a_length_told_in_a_doubtful_way_ends_the_connection(self):
        hidden = b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n"
        for name, rest, status in FRAMINGS:
            with self.subTest(name):
                request = b"POST /GetSamplingRules HTTP/1.1\r\n" + rest
                self.assert_refused_and_closed(self.emulator.exchange(request + hidden, half_close=True), status)

    def test_no_failure_was_met(self):
        self.emulator.exchange(CHUNKED + b"0\r\nX: " + b"y" * 65_534 + b"\r\n\r\n", half_close=True)
        self.assertEqual(self.emulator.request("GET", "/_emulator/stats").json()["failures"], 0)


@unittest.skipIf(SANITIZED, "memory then says nothing about the product")
class Memory(unittest.TestCase):
    BODY = 32 << 20
    UNFINISHED = 60

    def test_unfinished_bodies_share_a_budget_which_is_returned(self):
        head = b"POST /TraceSegments HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % self.BODY
        with Emulator() as emulator, contextlib.ExitStack() as stack:
            before = emulator.resident_kib()
            connections = [stack.enter_context(emulator.connect()) for _ in range(self.UNFINISHED)]
            content = memoryview(b"x" * (self.BODY - 1))
            unsent = dict.fromkeys(connections, content)
            for connection in connections:
                connection.sendall(head)
                connection.setblocking(False)
            refused = set()

            def pour():
                for connection in connections:
                    with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                        if connection.recv(65536).startswith(b"HTTP/1.1 503 "):
                            refused.add(connection)
                    with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                        sent = connection.send(unsent[connection][:1 << 20])
                        unsent[connection] = unsent[connection][sent:]
                self.assertLess(emulator.resident_kib() - before, 450 * MIB)
                return len(refused) >= self.UNFINISHED // 2
            # Those that get no room are refused after a while; meanwhile everybody else is served.
            wait_until(pour, "those beyond the budget are refused", 60)
            self.assertEqual(emulator.health()["status"], "ok")
            self.assertGreater(emulator.request("GET", "/_emulator/stats").json()["http_overload"], 0)
            stack.close()
            wait_until(lambda: emulator.resident_kib() - before < 60 * MIB, "the memory is given back")

    def test_the_refusal_says_when_to_come_again(self):
        head = b"POST /TraceSegments HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % self.BODY
        with Emulator() as emulator, contextlib.ExitStack() as stack:
            # One more than the budget has room for: whichever the server reads last is refused.
            connections = [stack.enter_context(emulator.connect()) for _ in range(9)]
            senders = [threading.Thread(target=send_all, args=(connection, head + b"x" * (self.BODY - 1)))
                       for connection in connections]
            for sender in senders:
                sender.start()
            answered, _, _ = select.select(connections, [], [], DEADLINE)
            for sender in senders:
                sender.join()
            answer = read_to_end(answered[0])
            self.assertRegex(answer, rb"^HTTP/1\.1 503 ")
            self.assertIn(b"\r\nRetry-After: 1", answer)
            self.assertIn(b"\r\nConnection: close", answer)


if __name__ == "__main__":
    unittest.main()
