# SPDX-License-Identifier: Apache-2.0
"""What web pages can make a browser send, and what becomes of it, over real sockets."""

import http.client
import json
import pathlib
import socket
import tempfile
import unittest

from emulator_process import DEADLINE, Emulator, EmulatorTest, datagram, new_trace_id, read_response, run_binary, segment

FIREFOX = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"


def exchange(emulator, method, target, *headers, body=b""):
    """Sends a request with exactly these headers and a length; returns its answer."""
    lines = [f"{method} {target} HTTP/1.1", *headers, f"Content-Length: {len(body)}"]
    with emulator.connect() as connection:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        with connection.makefile("rb") as stream:
            return read_response(stream, method == "HEAD")


class Pages(EmulatorTest):
    def here(self):
        return f"Host: localhost:{self.emulator.port}"

    def test_foreign_pages_change_nothing(self):
        trace_id = new_trace_id()
        put = self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id)]})
        self.assertEqual(put.status, 200)
        frozen = b'{"action":"freeze","at":1000}'
        forms = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
        for content_type in forms:
            for target, body in (("/_emulator/reset", b'{"all":true}'), ("/_emulator/clock", frozen),
                                 ("/DeleteGroup", b'{"GroupName":"Default"}'), ("/TraceSegments", b"{}"),
                                 ("/v1/traces", b"{}")):
                with self.subTest(target=target, content_type=content_type):
                    answer = exchange(self.emulator, "POST", target, self.here(), f"Content-Type: {content_type}",
                                      "Origin: https://evil.example", "Sec-Fetch-Site: cross-site", FIREFOX, body=body)
                    self.assertEqual(answer.status, 403)
                    self.assertIn("evil.example", answer.json()["Message"])
                    self.assertIsNone(answer.headers["Access-Control-Allow-Origin"])
        self.assertEqual(len(self.emulator.documents(trace_id)), 1)
        self.assertEqual(self.emulator.request("GET", "/_emulator/clock").json()["mode"], "system")

    def test_rebound_name_reads_nothing(self):
        for target in ("/", "/metrics", "/_emulator/stats", "/_emulator/health"):
            with self.subTest(target=target):
                rebound = f"Host: evil.example:{self.emulator.port}"
                self.assertEqual(exchange(self.emulator, "GET", target, rebound, FIREFOX).status, 403)
                self.assertEqual(exchange(self.emulator, "GET", target, rebound, "Accept: */*").status, 200)

    def test_nothing_goes_round(self):
        foreign = "Origin: https://evil.example"
        for lines in (
                ("GET", "/_emulator/health", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
                ("GET", "/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
                ("OPTIONS", "*"), ("TRACE", "/"), ("PROPFIND", "/_emulator/reset"), ("DELETE", "/"),
                ("POST", "http://localhost/_emulator/reset"), ("POST", "//_emulator/reset"),
                ("POST", "/_emulator/reset?x=/"), ("POST", "/_emulator/reset", "X-HTTP-Method-Override: GET")):
            with self.subTest(lines=lines):
                method, target, *more = lines
                answer = exchange(self.emulator, method, target, self.here(), foreign, *more, body=b"{}")
                self.assertEqual(answer.status, 403)

    def test_own_pages_work(self):
        origin = f"http://localhost:{self.emulator.port}"
        for headers in ((f"Origin: {origin}", "Sec-Fetch-Site: same-origin", FIREFOX), (f"Referer: {origin}/", FIREFOX),
                        ("Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", FIREFOX)):
            with self.subTest(headers=headers):
                self.assertEqual(exchange(self.emulator, "GET", "/", self.here(), *headers).status, 200)
                answer = exchange(self.emulator, "POST", "/GetSamplingRules", self.here(), *headers, body=b"{}")
                self.assertEqual(answer.status, 200)

    def test_machine_and_bind_names_are_allowed(self):
        name = socket.gethostname()
        self.assertEqual(exchange(self.emulator, "GET", "/", f"Host: {name}", FIREFOX).status, 200)

    def test_counted(self):
        before = self.emulator.request("GET", "/_emulator/stats").json()["requests_refused_as_foreign"]
        exchange(self.emulator, "GET", "/", self.here(), "Origin: null")
        after = self.emulator.request("GET", "/_emulator/stats").json()["requests_refused_as_foreign"]
        self.assertEqual(after, before + 1)

    def test_no_answer_forces_https(self):
        for method, target in (("GET", "/favicon.ico"), ("GET", "/"), ("POST", "/GetSamplingRules"), ("GET", "/metrics")):
            with self.subTest(target=target):
                answer = self.emulator.request(method, target, b"{}" if method == "POST" else None)
                self.assertIsNone(answer.headers["Strict-Transport-Security"])


class Options(unittest.TestCase):
    def status(self, emulator, host):
        return exchange(emulator, "GET", "/", f"Host: {host}", FIREFOX).status

    def test_allowed_hosts_from_each_source(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "emulator.toml"
            file.write_text('allow-host = ["one.example", "Two.Example"]\n')
            for arguments, env in ((("--allow-host", "one.example", "--allow-host", "Two.Example"), {}),
                                   (("--allow-host=one.example,two.example",), {}),
                                   ((), {"XRAY_EMULATOR_ALLOW_HOST": "one.example, two.example"}),
                                   (("--config", str(file)), {}),
                                   (("-o", "--allow-host", "one.example", "--allow-host", "two.example"), {})):
                with self.subTest(arguments=arguments, env=env), Emulator(*arguments, env=env) as emulator:
                    self.assertEqual(self.status(emulator, "one.example:1"), 200)
                    self.assertEqual(self.status(emulator, "two.example"), 200)
                    self.assertEqual(self.status(emulator, "three.example"), 403)

    def test_bind_name_is_allowed(self):
        with Emulator("--bind", "localhost") as emulator:
            self.assertEqual(self.status(emulator, "localhost"), 200)

    def test_cors_origin(self):
        with Emulator("--cors-origin", "https://Shop.example/", "--cors-origin", "http://localhost:3000") as emulator:
            here = f"Host: localhost:{emulator.port}"
            for origin in ("https://shop.example", "http://localhost:3000"):
                preflight = exchange(emulator, "OPTIONS", "/v1/traces", here, f"Origin: {origin}",
                                     "Access-Control-Request-Method: POST",
                                     "Access-Control-Request-Headers: content-type")
                self.assertEqual(preflight.status, 204)
                sent = exchange(emulator, "POST", "/v1/traces", here, f"Origin: {origin}",
                                "Content-Type: application/json", body=b"{}")
                self.assertEqual(sent.status, 200)
                for answer in (preflight, sent):
                    self.assertEqual(answer.headers["Access-Control-Allow-Origin"], origin)
                    self.assertEqual(answer.headers["Vary"], "Origin")
                self.assertEqual(exchange(emulator, "POST", "/_emulator/reset", here, f"Origin: {origin}").status, 403)
            self.assertEqual(exchange(emulator, "POST", "/v1/traces", here, "Origin: https://evil.example").status, 403)

    def test_log_tells_who_was_refused_and_how_to_allow(self):
        with Emulator() as emulator:
            for _ in range(20):
                exchange(emulator, "POST", "/_emulator/reset", "Host: localhost", "Origin: https://evil.example")
                self.assertEqual(self.status(emulator, "xray.corp.example"), 403)
            warnings = [line for line in emulator.log().splitlines() if "[warning]" in line]
            self.assertEqual(len(warnings), 2, warnings)
            self.assertIn("https://evil.example", warnings[0])
            self.assertIn("xray.corp.example", warnings[1])
            self.assertIn("--allow-host", warnings[1])

    def test_misuse(self):
        for option, value in (("allow-host", "http://a"), ("allow-host", "a:1"), ("allow-host", "a b"),
                              ("cors-origin", "shop.example"), ("cors-origin", "ftp://a"),
                              ("cors-origin", "https://a/b"), ("cors-origin", "https://a,*.b")):
            with self.subTest(option=option, value=value):
                result = run_binary(f"--{option}={value}")
                self.assertEqual(result.returncode, 2)
                self.assertIn(f"--{option}", result.stderr)


if __name__ == "__main__":
    unittest.main()
