# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 without TLS, byte by byte: what clients do that no library of gRPC would."""

import struct
import unittest

from emulator_process import Emulator, run_binary, unclaimed_port, wait_until

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 6, 7, 9
END_STREAM, END_HEADERS = 1, 4
# The value 4 of grpc-status as HPACK writes it: a length of one, and the digit.
DEADLINE_EXCEEDED = b"\x014"
TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def length(size):
    """An HPACK integer with a prefix of seven bits."""
    if size < 127:
        return bytes((size,))
    size -= 127
    out = b"\x7f"
    while size >= 128:
        out += bytes((size % 128 + 128,))
        size //= 128
    return out + bytes((size,))


def block(*headers):
    """Headers as HPACK literals that nobody remembers."""
    out = b""
    for name, value in headers:
        out += b"\x00" + length(len(name)) + name.encode() + length(len(value)) + value.encode()
    return out


def request(method="POST", path=TRACES, *more):
    return block((":method", method), (":scheme", "http"), (":path", path), (":authority", "localhost"), *more)


GRPC = ("content-type", "application/grpc")


class Client:
    """A connection that has said hello."""

    def __init__(self, emulator):
        self.socket = emulator.connect()
        self._received = b""

    def send(self, *parts):
        """False where the emulator has closed the connection."""
        try:
            self.socket.sendall(b"".join(parts))
            return True
        except OSError:
            return False

    def hello(self):
        self.send(PREFACE, frame(SETTINGS, 0, 0))
        return self

    def _read(self, size):
        while len(self._received) < size:
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionError:
                more = b""
            if not more:
                return None
            self._received += more
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def next_frame(self, *kinds):
        """The next frame of one of these kinds: (kind, flags, stream, payload); None at the connection's end."""
        while True:
            head = self._read(9)
            if head is None:
                return None
            payload = self._read(int.from_bytes(head[:3], "big"))
            if payload is None:
                return None
            if not kinds or head[3] in kinds:
                return head[3], head[4], int.from_bytes(head[5:9], "big"), payload

    def is_closed(self):
        """Reads to the end, which must come."""
        while self.next_frame() is not None:
            pass
        return True

    def close(self):
        self.socket.close()


class Http2(unittest.TestCase):
    def setUp(self):
        self.emulator = Emulator()
        self.addCleanup(self.emulator.__exit__, None, None, None)

    def client(self):
        client = Client(self.emulator)
        self.addCleanup(client.close)
        return client

    def is_well(self):
        return self.emulator.health()["status"] == "ok"

    def export(self, client, stream=1):
        """An empty export; the frames that end it."""
        client.send(frame(HEADERS, END_HEADERS, stream, request("POST", TRACES, GRPC)),
                    frame(DATA, END_STREAM, stream, bytes(5)))
        while True:
            answer = client.next_frame(HEADERS, DATA, RST_STREAM)
            self.assertIsNotNone(answer)
            self.assertNotEqual(answer[0], RST_STREAM)
            self.assertEqual(answer[2], stream)
            if answer[1] & END_STREAM:
                return answer

    def test_the_preface_may_come_in_pieces(self):
        client = self.client()
        for byte in PREFACE + frame(SETTINGS, 0, 0):
            client.send(bytes((byte,)))
        self.assertIsNotNone(client.next_frame(SETTINGS))
        self.export(client)

    def test_what_only_begins_like_the_preface_is_refused(self):
        for sent in (b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", b"PRIX / HTTP/1.1\r\n\r\n", b"PRI / HTTP/1.1\r\n\r\n"):
            client = self.client()
            client.send(sent)
            self.assertTrue(client.socket.recv(16).startswith(b"HTTP/1.1 "), sent)

    def test_one_connection_serves_many_calls_in_turn(self):
        client = self.client().hello()
        for stream in range(1, 401, 2):
            self.export(client, stream)

    def test_another_request_gets_an_answer_and_a_line_in_the_log(self):
        client = self.client().hello()
        client.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, request("GET", "/_emulator/health")))
        self.assertEqual(client.next_frame(HEADERS)[1] & END_STREAM, END_STREAM)
        self.export(client, 3)
        wait_until(lambda: "over gRPC only; refused: GET /_emulator/health" in self.emulator.log(),
                   "the line in the log")

    def test_a_client_that_resets_streams_without_end_loses_its_connection(self):
        client = self.client().hello()
        opened = request("POST", TRACES, GRPC)
        for stream in range(1, 200_001, 2):
            if not client.send(frame(HEADERS, END_HEADERS, stream, opened),
                               frame(RST_STREAM, 0, stream, struct.pack(">I", 8))):
                break
        self.assertTrue(client.is_closed())
        self.assertTrue(self.is_well())

    def test_a_client_that_pings_and_does_not_read_loses_its_connection(self):
        client = self.client().hello()
        pings = frame(PING, 0, 0, bytes(8)) * 1000
        sent = 0
        while sent < 10_000 and client.send(pings):
            sent += 1
        self.assertLess(sent, 10_000)
        self.assertTrue(self.is_well())

    def test_headers_without_end_are_bounded(self):
        client = self.client().hello()
        large = block(*((f"x-{i}", "x" * 16_000) for i in range(1)))
        client.send(frame(HEADERS, 0, 1, request("POST", TRACES, GRPC)))
        for _ in range(10_000):
            if not client.send(frame(CONTINUATION, 0, 1, large)):
                break
        self.assertTrue(client.is_closed())
        self.assertTrue(self.is_well())

    def test_broken_frames_end_the_connection_only(self):
        for sent in (frame(HEADERS, END_HEADERS, 1, b"\xff" * 20), frame(DATA, 0, 0, b"x"),
                     frame(SETTINGS, 0, 0, b"12345"), b"\x00" * 100, b"\xff" * 100):
            client = self.client().hello()
            client.send(sent)
            self.assertTrue(client.is_closed(), sent)
        self.assertTrue(self.is_well())

    def test_a_message_in_another_form_is_refused_and_the_connection_goes_on(self):
        client = self.client().hello()
        for stream, body in ((1, b""), (3, bytes(4)), (5, b"\x00\x00\x00\x00\x09x"), (7, b"\x01\x00\x00\x00\x01x")):
            client.send(frame(HEADERS, END_HEADERS, stream, request("POST", TRACES, GRPC)),
                        frame(DATA, END_STREAM, stream, body))
            answer = client.next_frame(HEADERS)
            self.assertEqual((answer[1] & END_STREAM, answer[2]), (END_STREAM, stream))
        self.export(client, 9)

    def test_a_deadline_that_has_passed_is_told_so(self):
        client = self.client().hello()
        client.send(frame(HEADERS, END_HEADERS, 1, request("POST", TRACES, GRPC, ("grpc-timeout", "1n"))),
                    frame(DATA, END_STREAM, 1, bytes(5)))
        answer = client.next_frame(HEADERS)
        self.assertEqual((answer[1] & END_STREAM, answer[2]), (END_STREAM, 1))
        self.assertIn(DEADLINE_EXCEEDED, answer[3])
        self.export(client, 3)

    def test_it_ends_in_order_with_connections_open(self):
        idle, unfinished = self.client().hello(), self.client().hello()
        unfinished.send(frame(HEADERS, END_HEADERS, 1, request("POST", TRACES, GRPC)))
        self.export(idle)
        self.assertEqual(self.emulator.stop(), 0)
        self.assertIsNotNone(idle.next_frame(GOAWAY))
        self.assertTrue(unfinished.is_closed())


class OtlpGrpcPort(unittest.TestCase):
    def test_a_port_of_its_own_takes_what_the_other_takes(self):
        port = unclaimed_port()
        with Emulator("--otlp-grpc-port", str(port)) as emulator:
            self.assertEqual(emulator.ready["otlpGrpc"], f"http://127.0.0.1:{port}")
            self.assertNotEqual(emulator.port, port)
            emulator.port = port
            self.assertEqual(emulator.health()["status"], "ok")
            client = Client(emulator).hello()
            self.addCleanup(client.close)
            self.assertIsNotNone(client.next_frame(SETTINGS))

    def test_without_one_the_ready_file_names_the_port_of_all(self):
        for arguments in ((), ("--otlp-grpc-port", "0")):
            with Emulator(*arguments) as emulator:
                self.assertEqual(emulator.ready["otlpGrpc"], emulator.ready["http"])

    def test_one_that_is_asked_for_and_taken_is_told(self):
        with Emulator() as other:
            refused = run_binary("--port", "0", "--otlp-grpc-port", str(other.port))
            self.assertEqual(refused.returncode, 1)
            self.assertIn(f"cannot listen on TCP 127.0.0.1:{other.port}", refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
