# SPDX-License-Identifier: Apache-2.0
"""What the log says, and in which form."""

import json
import pathlib
import re
import socket
import tempfile
import unittest

from emulator_process import Emulator, datagram, new_trace_id, run_binary, segment, unclaimed_port, wait_until


class Log(unittest.TestCase):
    def test_start_says_what_and_where(self):
        with Emulator() as emulator:
            lines = emulator.log().splitlines()
            address = emulator.ready["daemon"]
            for line in (f"export AWS_XRAY_DAEMON_ADDRESS={address}", f"export AWS_ENDPOINT_URL_XRAY=http://{address}",
                         f"export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://{address}/v1/traces",
                         "export OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf",
                         "export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test"):
                self.assertIn(line, lines)
            self.assertRegex(lines[0], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d \[info\] xray-emulator \d")
            self.assertIn("database :memory:", lines[0])
            buffer = int(re.search(r"receive buffer of (\d+) KiB", lines[0]).group(1))
            self.assertGreaterEqual(buffer, 208)

    def test_start_names_what_is_bound(self):
        for bind, shown in (("0.0.0.0", "0.0.0.0"), ("::", "[::]")):
            with self.subTest(bind=bind), Emulator("--bind", bind) as emulator:
                lines = emulator.log().splitlines()
                self.assertIn(f"UDP {shown}:{emulator.port} ", lines[0])
                self.assertTrue(lines[0].endswith(f"HTTP {shown}:{emulator.port}"), lines[0])
                warning = "[warning] whoever reaches UDP "
                self.assertTrue(any(warning in line and "over the network can read" in line for line in lines), lines)
                # For this machine, for others, and in the ready file the address that this machine can use.
                self.assertIn(f"export AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:{emulator.port}", lines)
                self.assertIn(f"export AWS_XRAY_DAEMON_ADDRESS={socket.gethostname()}:{emulator.port}", lines)
                self.assertIn(f"export AWS_ENDPOINT_URL_XRAY=http://{socket.gethostname()}:{emulator.port}", lines)
                self.assertEqual(emulator.ready["http"], f"http://127.0.0.1:{emulator.port}")

    def test_start_on_loopback_warns_of_nothing(self):
        with Emulator() as emulator:
            self.assertNotIn("warning", emulator.log())
            self.assertEqual(emulator.log().count("export AWS_XRAY_DAEMON_ADDRESS="), 1)

    def test_daemon_line_is_true(self):
        with Emulator(port_option=("-b", f"0.0.0.0:{unclaimed_port()}")) as emulator:
            self.assertIn(f"Starting proxy http server on 0.0.0.0:{emulator.port}", emulator.log())

    def test_start_names_the_database(self):
        with tempfile.TemporaryDirectory() as folder:
            path = str(pathlib.Path(folder) / "t.db")
            with Emulator("--db", path) as emulator:
                self.assertIn(f"database {path}", emulator.log())

    def test_json_lines(self):
        with Emulator("--log-format", "json", "--region", 'a"b\\c') as emulator:
            events = [json.loads(line) for line in emulator.log().splitlines()]
            for event in events:
                self.assertEqual(set(event), {"time", "level", "message"})
                self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertTrue(any('AWS_REGION=a"b\\c' in event["message"] for event in events))

    def test_nothing_that_is_written_speaks_to_the_terminal(self):
        hostile = b"https://a\xc2\x9b31m\xc2\x85\xe2\x80\xae\xe2\x81\xa6\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80z\xc3\xa9"
        shown = r"https://a\u009b31m\u0085\u202e\u2066\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80zé"
        region = "a\x1b[31m\n2026 [error] forged\r\t\x07\x7f"
        for log_format in ("text", "json"):
            with self.subTest(format=log_format), Emulator("--log-format", log_format, "--region", region) as emulator:
                emulator.exchange(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + hostile + b"\r\n\r\n")
                log = wait_until(lambda: "--cors-origin" in emulator.log() and emulator.log(), "a line")
                written = [json.loads(line)["message"] for line in log.splitlines()] if log_format == "json" else [log]
                self.assertTrue(any(shown in text for text in written), log)
                self.assertTrue(any(r"a\x1b[31m\n2026 [error] forged\r\t\x07\x7f" in text for text in written), log)
                for character in log.replace("\n", ""):
                    self.assertTrue(character.isprintable(), f"{character!r} in {log}")

    def test_messages_about_options_do_not_speak_to_the_terminal(self):
        for given, shown in (("\x1b]0;x\x07", r"\x1b]0;x\x07"), ("\u202e1", r"\u202e1"), ("\u200b", r"\u200b"),
                             ("\u00e9\u4e2d\U0001f600", "\u00e9\u4e2d\U0001f600"), (b"\xff", r"\xff"),
                             ("\u2028", r"\u2028"), ("\U000e0041", r"\ue0041"), ("a\\x1b", "a\\x1b")):
            with self.subTest(given=given):
                result = run_binary(b"--port=" + (given if isinstance(given, bytes) else given.encode()))
                self.assertEqual(result.returncode, 2)
                self.assertIn(f"'{shown}' is not a port", result.stderr)

    def test_refusal_is_told_with_member_sender_and_reason(self):
        with Emulator() as emulator:
            document = segment(name="")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.bind(("127.0.0.1", 0))
                sender.sendto(b"no header at all", emulator.daemon)
                sender.sendto(datagram(document), emulator.daemon)
                address = f"UDP 127.0.0.1:{sender.getsockname()[1]}"
                for line in (f"[warning] refused from {address}: MissingHeader: no newline: the header line is missing",
                             f"[warning] refused from {address}: MissingName: name is empty"):
                    wait_until(lambda line=line: line in emulator.log(), line)
            entries = emulator.request("GET", "/_emulator/stats").json()["last_rejected"]
            self.assertEqual([f"UDP {entry['sender']}" for entry in entries], [address, address])
            emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(start_time="noon")]})
            line = ("refused from PutTraceSegments: ParseError: start_time must be a number: seconds since 1970, "
                    'but is "noon"')
            wait_until(lambda: line in emulator.log(), line)

    def test_flood_of_refusals_is_no_flood_of_lines(self):
        with Emulator() as emulator:
            emulator.send(*[b"bad"] * 101)
            emulator.send(datagram(segment()))
            emulator.wait_for_segments(1)
            self.assertEqual(emulator.stop(), 0)
            log = emulator.log()
            told = log.count("refused from UDP")
            more = sum(int(count) for count in re.findall(r"(\d+) more documents? refused", log))
            self.assertEqual(told + more, 101)
            # Ten at once, and ten more for each ten seconds that a busy machine has needed.
            self.assertLess(told, 50)
            self.assertGreaterEqual(log.count("more are counted only"), 1)

    def test_one_is_not_many(self):
        with Emulator() as emulator:
            emulator.send(*[b"bad"] * 11)
            wait_until(lambda: "1 more document refused" in emulator.log(), "the eleventh")

    def test_arrivals_are_told_at_debug_only(self):
        for level, told in (("debug", True), ("info", False)):
            with self.subTest(level=level), Emulator("--log-level", level) as emulator:
                trace_id = new_trace_id()
                emulator.send(datagram(segment(trace_id, name="by-datagram")))
                emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id, name="by-call")]})
                emulator.wait_for_segments(2)
                log = emulator.log()
                self.assertEqual(bool(re.search(
                    rf'received from UDP 127\.0\.0\.1:\d+: trace {trace_id}, [0-9a-f]{{16}} "by-datagram"', log)), told, log)
                self.assertEqual(bool(re.search(
                    rf'received from PutTraceSegments: trace {trace_id}, [0-9a-f]{{16}} "by-call"', log)), told, log)

    def test_flood_of_arrivals_is_no_flood_of_lines(self):
        with Emulator("--log-level", "debug") as emulator:
            documents = [segment() for _ in range(1000)]
            self.assertEqual(emulator.post("/TraceSegments", {"TraceSegmentDocuments": documents}).status, 200)
            log = emulator.log()
            self.assertLess(log.count("received from PutTraceSegments"), 1000)
            self.assertIn("others within this second have no line", log)

    def test_what_is_hardly_meant_is_told(self):
        with Emulator() as emulator:
            emulator.post("/TraceSegments", {"TraceSegmentDocuments": [
                segment(name="clocky", start_time=1790000000123, end_time=1790000000456)]})
            line = "start_time 1790000000123.0 looks like milliseconds; X-Ray counts in seconds"
            wait_until(lambda: line in emulator.log(), line)
            self.assertIn("[warning] taken from PutTraceSegments, but is that meant? trace ", emulator.log())
            self.assertIn('"clocky"', emulator.log())

    def test_trace_tells_every_request_and_debug_does_not(self):
        for level, told in (("trace", True), ("debug", False)):
            with self.subTest(level=level), Emulator("--log-level", level) as emulator:
                emulator.request("GET", "/nowhere?x=1")
                self.assertEqual("[trace] GET /nowhere?x=1" in emulator.log(), told)

    def test_silent_while_all_is_well(self):
        with Emulator() as emulator:
            log = emulator.log()
            emulator.send(datagram(segment()))
            emulator.wait_for_segments(1)
            emulator.request("GET", "/nowhere")
            self.assertEqual(emulator.log(), log)


if __name__ == "__main__":
    unittest.main()
