# SPDX-License-Identifier: Apache-2.0
"""Starts and stops the built binary for the tests of this folder, and speaks to it."""

import functools
import http.client
import json
import os
import pathlib
import re
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from ports import unclaimed_port  # noqa: E402, F401

BINARY = os.environ.get("XRAY_EMULATOR_BIN", "")
HEADER = b'{"format":"json","version":1}\n'
# How long to wait for what must come, on a machine that has other things to do; a test that passes never does.
DEADLINE = 60.0
SANITIZED = bool(os.environ.get("XRAY_SANITIZE"))  # memory then says nothing about the product


def wait_until(condition, what, deadline=DEADLINE):
    """Returns the condition's first true value; fails when `deadline` seconds have passed without one."""
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"after {deadline} s still not: {what}")
        time.sleep(0.002)


def quickest(measure, bound, tries=20):
    """The smallest of several measurements, at the latest when one is below the bound.

    What a promise about time says holds when nothing else has the processor. A busy machine delays some tries; a
    program that is too slow is so every time.
    """
    best = measure()
    while best >= bound and (tries := tries - 1) > 0:
        best = min(best, measure())
    return best


def clean_environment(extra=None):
    """The environment without what would configure the emulator or its commands, plus `extra`."""
    kept = {name: value for name, value in os.environ.items()
            if name != "CI" and not name.startswith(("XRAY_", "AWS_", "OTEL_", "GITHUB_"))}
    return {**kept, **(extra or {})}


_FINDING = re.compile(r"(ERROR|WARNING|SUMMARY): \w+Sanitizer|: runtime error: ")


def assert_no_finding(text):
    """Fails when a sanitizer has reported something in what the emulator wrote, whatever its exit code was."""
    if _FINDING.search(text):
        raise AssertionError(f"a sanitizer has found something:\n{text}")


def run_binary(*arguments, env=None, name=None, cwd=None):
    """Runs the binary to its end, under another argv[0] if `name` is given."""
    result = subprocess.run(
        [name or BINARY, *arguments], executable=BINARY, env=clean_environment(env), cwd=cwd, capture_output=True,
        text=True, timeout=DEADLINE, check=False)
    assert_no_finding(result.stderr)
    return result


def new_trace_id():
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def segment(trace_id=None, name="shop", **members):
    """One finished segment document, as text."""
    now = time.time()
    document = {"trace_id": trace_id or new_trace_id(), "id": secrets.token_hex(8), "name": name,
                "start_time": now - 0.1, "end_time": now, **members}
    return json.dumps(document)


def datagram(document):
    return HEADER + document.encode()


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Emulator:
    """A running emulator on a free port, with at most `descriptors` open files if that is given.

    Use as a context manager: its end is a SIGTERM and must be an exit code 0. One that has ended before, other than by
    kill() or with 0, and one in which a sanitizer has found something fail the test.
    """

    def __init__(self, *arguments, env=None, name=None, port_option=("--port", "0"), cwd=None, descriptors=None):
        self._folder = tempfile.TemporaryDirectory(prefix="xray-emulator-test-")
        self.folder = pathlib.Path(self._folder.name)
        self.ready_file = self.folder / "ready.json"
        self._log = self.folder / "log"
        self._killed = False
        command = [name or BINARY, *arguments, *port_option, "--ready-file", str(self.ready_file)]
        with open(self._log, "ab") as log:
            limit = descriptors and functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE, (descriptors,) * 2)
            self.process = subprocess.Popen(
                command, executable=BINARY, env=clean_environment(env), cwd=cwd, stdout=log, stderr=log,
                preexec_fn=limit)
        try:
            wait_until(lambda: self.ready_file.exists() or self.process.poll() is not None, "ready")
            if not self.ready_file.exists():
                raise AssertionError(f"exit code {self.process.returncode}: {self.log()}")
        except BaseException:
            self.kill()
            raise
        self.ready = json.loads(self.ready_file.read_text())
        self.host, port = self.ready["http"].removeprefix("http://").rsplit(":", 1)
        self.port = int(port)
        daemon_host, daemon_port = self.ready["daemon"].rsplit(":", 1)
        self.daemon = (daemon_host, int(daemon_port))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            code = self.stop() if self.process.poll() is None else self.process.returncode
            log = self.log()
            assert_no_finding(log)
            if kind is None and code != 0 and not self._killed:
                raise AssertionError(f"ended with exit code {code}: {log}")
        finally:
            self._folder.cleanup()

    def log(self):
        return self._log.read_text(errors="replace")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    def kill(self):
        self._killed = True
        self.process.kill()
        self.process.wait(DEADLINE)

    def connect(self):
        return socket.create_connection((self.host, self.port), timeout=DEADLINE)

    def resident_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def send(self, *packets):
        family = socket.AF_INET6 if ":" in self.daemon[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as sender:
            for packet in packets:
                sender.sendto(packet, self.daemon)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=DEADLINE)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def post(self, path, value):
        return self.request("POST", path, json.dumps(value), {"Content-Type": "application/json"})

    def exchange(self, data, half_close=False):
        """Sends raw bytes and returns all that comes back until the other side closes."""
        with self.connect() as connection:
            send_all(connection, data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return read_to_end(connection)

    def health(self):
        return self.request("GET", "/_emulator/health").json()

    def wait_for_segments(self, count):
        wait_until(lambda: self.health()["segments"] >= count, f"{count} segments stored")

    def documents(self, trace_id):
        """The documents of a trace that BatchGetTraces gives, parsed."""
        traces = self.post("/Traces", {"TraceIds": [trace_id]}).json()["Traces"]
        return [json.loads(s["Document"]) for trace in traces for s in trace["Segments"]]


def send_all(connection, data):
    """Sends as much as the other side takes; one that has answered and closed takes no more."""
    try:
        connection.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        pass


def read_to_end(connection):
    received = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return received
        if not piece:
            return received
        received += piece


def read_response(stream, is_head=False):
    """Reads one response of a keep-alive connection from a binary file over its socket."""
    status = int(stream.readline().split()[1])
    headers = http.client.parse_headers(stream)
    length = 0 if is_head or status in (100, 204) else int(headers["Content-Length"])
    return Response(status, headers, stream.read(length))


class EmulatorTest(unittest.TestCase):
    """A test case whose tests share one emulator; every test ends with a check that it still works."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator(*cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.emulator.__exit__(None, None, None)

    def assert_still_works(self):
        before = self.emulator.health()["segments"]
        answer = self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json()["UnprocessedTraceSegments"], [])
        self.emulator.send(datagram(segment()))
        self.emulator.wait_for_segments(before + 2)
