# SPDX-License-Identifier: Apache-2.0
"""Start, end, restart and sudden death."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from emulator_process import (BINARY, DEADLINE, SANITIZED, Emulator, clean_environment, datagram, new_trace_id, quickest, run_binary, segment,
                              unclaimed_port, wait_until)


class Start(unittest.TestCase):
    def test_ready_file_says_where(self):
        with Emulator() as emulator:
            self.assertEqual(set(emulator.ready), {"http", "daemon", "otlpGrpc", "pid", "version"})
            self.assertEqual(emulator.ready["pid"], emulator.process.pid)
            self.assertRegex(emulator.ready["version"], r"^\d+\.\d+\.\d+$")
            self.assertEqual(emulator.host, "127.0.0.1")
            self.assertEqual([f.name for f in emulator.folder.iterdir() if "ready" in f.name], ["ready.json"])

    def test_port_0_gives_one_number_for_both(self):
        for _ in range(10):
            with Emulator() as emulator:
                self.assertEqual(emulator.ready["http"], "http://" + emulator.ready["daemon"])
                self.assertNotEqual(emulator.port, 0)

    def test_a_given_port_is_used(self):
        port = unclaimed_port()
        with Emulator(port_option=("--port", str(port))) as emulator:
            self.assertEqual(emulator.port, port)
            emulator.send(datagram(segment()))
            emulator.wait_for_segments(1)

    def test_it_is_ready_soon(self):
        def start():
            begin = time.monotonic()
            with Emulator():
                return time.monotonic() - begin
        self.assertLess(quickest(start, 0.5), 0.5)

    @unittest.skipIf(SANITIZED, "a sanitizer needs more")
    def test_idle_memory_is_small(self):
        with Emulator() as emulator:
            emulator.health()
            self.assertLess(emulator.resident_kib(), 25 * 1024)

    def test_ready_file_that_cannot_be_written(self):
        result = run_binary("--port", "0", "--ready-file", "/nonexistent/folder/ready")
        self.assertEqual(result.returncode, 1)
        self.assertIn("/nonexistent/folder/ready", result.stderr)


class PortInUse(unittest.TestCase):
    def test_second_instance_gives_up(self):
        with Emulator() as first:
            result = run_binary("--port", str(first.port))
            self.assertEqual(result.returncode, 1)
            self.assertIn(f"127.0.0.1:{first.port}", result.stderr)
            self.assertIn("in use; is an X-Ray daemon or another emulator running? (--port 0 takes a free port)",
                          result.stderr)
            self.assertEqual(first.health()["status"], "ok")

    def test_either_socket_taken_is_enough(self):
        for kind, protocol in ((socket.SOCK_STREAM, "TCP"), (socket.SOCK_DGRAM, "UDP")):
            with self.subTest(protocol=protocol), socket.socket(type=kind) as other:
                other.bind(("127.0.0.1", 0))
                if kind == socket.SOCK_STREAM:
                    other.listen()
                result = run_binary("--port", str(other.getsockname()[1]))
                self.assertEqual(result.returncode, 1)
                self.assertIn(f"cannot listen on {protocol}", result.stderr)

    def test_address_of_another_machine(self):
        result = run_binary("--port", "0", "--bind", "192.0.2.1")
        self.assertEqual(result.returncode, 1)
        self.assertIn("192.0.2.1", result.stderr)


class Database(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = str(pathlib.Path(folder.name) / "traces.db")

    def test_folder_of_somebody_else_is_told_with_the_user(self):
        if os.geteuid() != 0:
            self.skipTest("only root can run the emulator as somebody else")
        folder = os.path.dirname(self.path)
        os.chmod(folder, 0o755)
        result = subprocess.run([BINARY, "--port", "0", "--db", self.path], user=10001, env=clean_environment(),
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, r"Permission denied \(the emulator runs as uid 10001\)")

    def test_refused_database(self):
        pathlib.Path(self.path).write_bytes(b"this is no database" * 1000)
        for path in (self.path, os.path.dirname(self.path), "/proc/nowhere/x.db"):
            with self.subTest(path=path):
                result = run_binary("--port", "0", "--db", path)
                self.assertEqual(result.returncode, 1)
                self.assertIn(path, result.stderr)

    def test_end_stores_what_has_arrived(self):
        for end in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=end):
                ids = [new_trace_id() for _ in range(150)]  # the smallest receive buffer holds them
                with Emulator("--db", self.path) as emulator:
                    emulator.send(*(datagram(segment(trace_id)) for trace_id in ids))
                    emulator.process.send_signal(end)
                    self.assertEqual(emulator.process.wait(DEADLINE), 0)
                    self.assertFalse(emulator.ready_file.exists())
                with Emulator("--db", self.path) as emulator:
                    for trace_id in ids:
                        self.assertEqual(len(emulator.documents(trace_id)), 1)

    def test_sudden_death_keeps_what_was_acknowledged(self):
        with Emulator("--db", self.path) as emulator:
            acknowledged = []

            def put():
                while True:
                    trace_id = new_trace_id()
                    try:
                        answer = emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id)]})
                    except OSError:
                        return
                    if answer.status == 200:
                        acknowledged.append(trace_id)
            writers = [threading.Thread(target=put) for _ in range(4)]
            for writer in writers:
                writer.start()
            wait_until(lambda: len(acknowledged) >= 200, "200 acknowledged puts")
            emulator.kill()
            for writer in writers:
                writer.join()
        with Emulator("--db", self.path) as emulator:
            for trace_id in acknowledged:
                self.assertEqual(len(emulator.documents(trace_id)), 1)


class End(unittest.TestCase):
    def test_open_connections_do_not_delay_it(self):
        def stop():
            with Emulator() as emulator:
                connections = [emulator.connect() for _ in range(20)]
                emulator.health()
                begin = time.monotonic()
                self.assertEqual(emulator.stop(), 0)
                duration = time.monotonic() - begin
                for connection in connections:
                    self.assertEqual(connection.recv(1), b"")
                    connection.close()
                return duration
        self.assertLess(quickest(stop, 3), 3)

    def test_request_under_way_is_bounded(self):
        with Emulator() as emulator, emulator.connect() as connection:
            connection.sendall(b"POST /TraceSegments HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
            emulator.health()
            # Its rest never comes, and the emulator ends.
            self.assertEqual(emulator.stop(), 0)

    def test_request_in_its_last_bytes_is_answered(self):
        body = json.dumps({"TraceSegmentDocuments": [segment()]}).encode()
        with Emulator() as emulator, emulator.connect() as connection:
            head = f"POST /TraceSegments HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            connection.sendall(head + body[:-1])
            emulator.health()
            emulator.process.send_signal(signal.SIGTERM)
            wait_until(lambda: "shutdown" in emulator.log(), "the signal is seen")
            connection.sendall(body[-1:])
            answer = connection.recv(65536)
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer)
            self.assertIn(b"\r\nConnection: close\r\n", answer)
            self.assertEqual(emulator.process.wait(DEADLINE), 0)

    def test_flood_does_not_prevent_it(self):
        with Emulator() as emulator:
            going = threading.Event()
            going.set()
            packet = datagram(segment())

            def flood():
                with socket.socket(type=socket.SOCK_DGRAM) as sender:
                    while going.is_set():
                        sender.sendto(packet, emulator.daemon)
            thread = threading.Thread(target=flood)
            thread.start()
            try:
                self.assertEqual(emulator.stop(), 0)
            finally:
                going.clear()
                thread.join()


if __name__ == "__main__":
    unittest.main()
