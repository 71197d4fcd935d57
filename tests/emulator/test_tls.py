# SPDX-License-Identifier: Apache-2.0
"""TLS on the port of plain HTTP: certificates of one's own and made on demand, and clients that misbehave."""

import http.client
import json
import os
import pathlib
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
import time
import unittest
import warnings

from emulator_process import (DEADLINE, SANITIZED, Emulator, datagram, quickest, read_to_end, run_binary, segment,
                              wait_until)

TLS_HANDSHAKE = b"\x16\x03\x01"


def trusting(certificate):
    """A client's context that trusts this certificate file and no other."""
    return ssl.create_default_context(cafile=str(certificate))


def open_descriptors(emulator):
    return len(os.listdir(f"/proc/{emulator.process.pid}/fd"))


class TlsEmulator(Emulator):
    """An emulator with a certificate made on demand."""

    def __init__(self, *arguments, **options):
        super().__init__("--tls-self-signed", *arguments, **options)
        self.certificate = pathlib.Path(f"{self.ready_file}.pem")

    def connect_tls(self, name="localhost", context=None):
        context = context or trusting(self.certificate)
        return context.wrap_socket(self.connect(), server_hostname=name)

    def https(self, context=None):
        return http.client.HTTPSConnection(
            self.host, self.port, timeout=DEADLINE, context=context or trusting(self.certificate))


def call(connection, method, path, body=None):
    connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


class BothOnOnePort(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = TlsEmulator()
        cls.addClassCleanup(cls.emulator.__exit__, None, None, None)

    def test_ready_file_names_both(self):
        ready = self.emulator.ready
        self.assertEqual(set(ready), {"http", "https", "daemon", "otlpGrpc", "pid", "version"})
        self.assertEqual(ready["https"], ready["http"].replace("http:", "https:"))
        self.assertIn(ready["https"], self.emulator.log())
        self.assertIn(str(self.emulator.certificate), self.emulator.log())

    def test_put_over_https_get_over_both(self):
        document = json.loads(segment())
        connection = self.emulator.https()
        put = call(connection, "POST", "/TraceSegments", {"TraceSegmentDocuments": [json.dumps(document)]})
        self.assertEqual(put, (200, {"UnprocessedTraceSegments": []}))
        encrypted = call(connection, "POST", "/Traces", {"TraceIds": [document["trace_id"]]})
        plain = self.emulator.post("/Traces", {"TraceIds": [document["trace_id"]]})
        self.assertEqual(encrypted, (200, plain.json()))
        self.assertEqual(plain.json()["Traces"][0]["Id"], document["trace_id"])
        connection.close()

    def test_keep_alive(self):
        connection = self.emulator.https()
        connection.connect()
        first = connection.sock
        for _ in range(20):
            self.assertEqual(call(connection, "GET", "/_emulator/health")[0], 200)
            self.assertIs(connection.sock, first)
        connection.close()

    def test_requests_sent_ahead_are_answered_in_order(self):
        with self.emulator.connect_tls() as connection:
            connection.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n"
                               b"GET /_emulator/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                               b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            received = read_to_end(connection)
        statuses = [int(part.split()[0]) for part in received.split(b"HTTP/1.1 ")[1:]]
        self.assertEqual(statuses[::2], [200, 200])
        self.assertNotEqual(statuses[1], 200)

    def test_request_byte_by_byte(self):
        with self.emulator.connect_tls() as connection:
            for byte in b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":
                connection.sendall(bytes([byte]))
            self.assertTrue(read_to_end(connection).startswith(b"HTTP/1.1 200 "))

    def test_large_bodies_both_ways(self):
        documents = [segment(metadata={"m": {"k": "x" * 60_000}}) for _ in range(50)]
        ids = [json.loads(document)["trace_id"] for document in documents]
        connection = self.emulator.https()
        put = call(connection, "POST", "/TraceSegments", {"TraceSegmentDocuments": documents})
        self.assertEqual(put, (200, {"UnprocessedTraceSegments": []}))
        status, answer = call(connection, "POST", "/Traces", {"TraceIds": ids[:5]})
        self.assertEqual((status, len(answer["Traces"])), (200, 5))
        connection.close()

    def test_end_of_the_stream_is_told(self):
        """Without the closing alert clients report a truncated answer."""
        with self.emulator.connect_tls() as connection:
            connection.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            self.assertIn(b"200", read_to_end(connection))
            self.assertEqual(connection.recv(1), b"")  # ssl.SSLEOFError if the alert were missing

    def test_refusal_reaches_a_client_that_still_sends(self):
        with self.emulator.connect_tls() as connection:
            connection.sendall(b"POST /Traces HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 100_000)
            self.assertTrue(read_to_end(connection).startswith(b"HTTP/1.1 413 "))

    def test_udp_is_untouched(self):
        before = self.emulator.health()["segments"]
        self.emulator.send(datagram(segment()))
        self.emulator.wait_for_segments(before + 1)

    def test_health_command(self):
        result = run_binary("health", "--endpoint", self.emulator.ready["http"])
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_old_protocols_are_refused(self):
        context = trusting(self.emulator.certificate)
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(ssl.SSLError) as refused:
            self.emulator.connect_tls(context=context)
        self.assertIn("ALERT_PROTOCOL_VERSION", str(refused.exception))

    def test_new_protocols_are_spoken(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = trusting(self.emulator.certificate)
            context.minimum_version = context.maximum_version = version
            with self.emulator.connect_tls(context=context) as connection:
                self.assertEqual(connection.version().replace(".", "_"), version.name)


class MadeOnDemand(unittest.TestCase):
    def names(self, emulator):
        with emulator.connect_tls() as connection:
            return sorted(value for _, value in connection.getpeercert()["subjectAltName"])

    def test_verifies_for_loopback_names(self):
        with TlsEmulator() as emulator:
            for name in ("localhost", "127.0.0.1", "::1"):
                with emulator.connect_tls(name) as connection:
                    self.assertEqual(connection.getpeercert()["subject"], ((("commonName", "xray-emulator"),),))
            with self.assertRaises(ssl.SSLCertVerificationError):
                emulator.connect_tls("example.com")

    def test_verifies_for_the_bind_address(self):
        with TlsEmulator("--bind", "127.0.0.2") as emulator:
            self.assertIn("127.0.0.2", self.names(emulator))
            with emulator.connect_tls("127.0.0.2"):
                pass

    def test_verifies_for_names_that_are_asked_for(self):
        with TlsEmulator("--tls-name", "xray", "--tls-name", "10.0.0.7", "--tls-name", "localhost") as emulator:
            self.assertEqual(self.names(emulator), ["0:0:0:0:0:0:0:1", "10.0.0.7", "127.0.0.1", "localhost", "xray"])
            for name in ("xray", "10.0.0.7"):
                with emulator.connect_tls(name):
                    pass

    def test_wildcard_address_is_no_name(self):
        with TlsEmulator("--bind", "0.0.0.0") as emulator:
            self.assertEqual(self.names(emulator), ["0:0:0:0:0:0:0:1", "127.0.0.1", "localhost"])

    def test_nobody_else_trusts_it(self):
        with TlsEmulator() as emulator:
            with self.assertRaises(ssl.SSLCertVerificationError):
                emulator.connect_tls(context=ssl.create_default_context())

    @unittest.skipUnless(shutil.which("openssl"), "needs the openssl command")
    def test_cannot_sign_others(self):
        with TlsEmulator() as emulator:
            text = subprocess.run(
                ["openssl", "x509", "-in", emulator.certificate, "-noout", "-text"], capture_output=True, text=True,
                check=True).stdout
            self.assertIn("CA:FALSE", text)
            self.assertNotIn("Certificate Sign", text)

    def test_every_start_has_its_own(self):
        certificates = set()
        for _ in range(2):
            with TlsEmulator() as emulator:
                certificates.add(emulator.certificate.read_text())
        self.assertEqual(len(certificates), 2)

    def test_named_file_gets_the_certificate_and_never_the_key(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "trust.pem"
            with TlsEmulator("--tls-cert-out", str(path)) as emulator:
                self.assertFalse(emulator.certificate.exists())
                text = path.read_text()
                self.assertEqual(text.count("-----BEGIN"), 1)
                self.assertTrue(text.startswith("-----BEGIN CERTIFICATE-----"))
                with emulator.connect_tls(context=trusting(path)):
                    pass
            self.assertEqual(os.listdir(folder), ["trust.pem"])
            self.assertTrue(path.stat().st_mode & stat.S_IROTH)

    def test_a_start_that_fails_replaces_nothing(self):
        with TlsEmulator() as first:
            before = first.certificate.read_text()
            result = run_binary("--port", str(first.port), "--tls-self-signed", "--tls-cert-out", str(first.certificate))
            self.assertEqual(result.returncode, 1)
            self.assertEqual(first.certificate.read_text(), before)

    def test_place_that_cannot_be_written(self):
        result = run_binary("--port", "0", "--tls-self-signed", "--tls-cert-out", "/nonexistent/trust.pem")
        self.assertEqual(result.returncode, 1)
        self.assertIn("/nonexistent/trust.pem", result.stderr)

    def test_from_the_environment(self):
        with Emulator(env={"XRAY_EMULATOR_TLS_SELF_SIGNED": "true"}) as emulator:
            self.assertIn("https", emulator.ready)

    def test_off_by_default(self):
        with Emulator() as emulator:
            with self.assertRaises(ssl.SSLError):
                ssl.create_default_context().wrap_socket(emulator.connect(), server_hostname="localhost")
            self.assertEqual(emulator.health()["status"], "ok")


@unittest.skipUnless(shutil.which("openssl"), "needs the openssl command")
class OwnCertificate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.ca, cls.ca_key = cls.make("ca", "/CN=test authority", "basicConstraints=critical,CA:TRUE")
        cls.inner, cls.inner_key = cls.make(
            "inner", "/CN=inner authority", "basicConstraints=critical,CA:TRUE", signer=(cls.ca, cls.ca_key))
        cls.certificate, cls.key = cls.make(
            "server", "/CN=xray.test", "subjectAltName=DNS:xray.test", signer=(cls.inner, cls.inner_key))
        cls.chain = cls.folder / "chain.pem"
        cls.chain.write_text(cls.certificate.read_text() + cls.inner.read_text())

    @classmethod
    def make(cls, name, subject, extension, signer=None):
        certificate, key = cls.folder / f"{name}.pem", cls.folder / f"{name}.key"
        signed = ["-CA", signer[0], "-CAkey", signer[1]] if signer else []
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", subject, "-addext",
             extension, "-keyout", key, "-out", certificate, *signed],
            check=True, capture_output=True)
        return certificate, key

    def test_chain_is_shown_whole(self):
        with Emulator("--tls-cert", str(self.chain), "--tls-key", str(self.key)) as emulator:
            with trusting(self.ca).wrap_socket(emulator.connect(), server_hostname="xray.test") as connection:
                self.assertEqual(connection.getpeercert()["subject"], ((("commonName", "xray.test"),),))
            self.assertEqual(emulator.health()["status"], "ok")
            self.assertEqual([f.name for f in emulator.folder.iterdir() if f.suffix == ".pem"], [])

    def test_from_the_environment(self):
        names = {"XRAY_EMULATOR_TLS_CERT": str(self.chain), "XRAY_EMULATOR_TLS_KEY": str(self.key)}
        with Emulator(env=names) as emulator:
            self.assertIn("https", emulator.ready)

    def assert_refused(self, *arguments, mentions):
        result = run_binary("--port", "0", *arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for text in mentions:
            self.assertIn(str(text), result.stderr)

    def test_wrong_files_are_refused(self):
        empty, garbage = self.folder / "empty", self.folder / "garbage"
        empty.write_text("")
        garbage.write_text("-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n")
        weak, weak_key = self.folder / "weak.pem", self.folder / "weak.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=weak", "-keyout", weak_key, "-out",
             weak], check=True, capture_output=True)
        encrypted = self.folder / "encrypted.key"
        subprocess.run(
            ["openssl", "pkey", "-in", self.key, "-aes256", "-passout", "pass:secret", "-out", encrypted],
            check=True, capture_output=True)
        missing = self.folder / "missing"
        for certificate, key, mentions in (
                (missing, self.key, ["--tls-cert", missing, "cannot be read"]),
                (self.certificate, missing, ["--tls-key", missing, "cannot be read"]),
                (self.folder, self.key, ["--tls-cert", self.folder, "cannot be read"]),
                (empty, self.key, ["--tls-cert", empty, "no PEM certificate"]),
                (garbage, self.key, ["--tls-cert", garbage, "no PEM certificate"]),
                (self.key, self.key, ["--tls-cert", self.key, "no PEM certificate"]),
                (weak, weak_key, ["--tls-cert", weak, "too small"]),
                (self.certificate, empty, ["--tls-key", empty]),
                (self.certificate, self.certificate, ["--tls-key", self.certificate]),
                (self.certificate, encrypted, ["--tls-key", encrypted, "encrypted"]),
                (self.certificate, self.ca_key, ["--tls-key", self.ca_key, self.certificate, "mismatch"])):
            with self.subTest(certificate=certificate.name, key=key.name):
                self.assert_refused("--tls-cert", str(certificate), "--tls-key", str(key), mentions=mentions)

    def test_options_that_do_not_go_together(self):
        certificate, key = ("--tls-cert", str(self.certificate)), ("--tls-key", str(self.key))
        self.assert_refused(*certificate, mentions=["--tls-cert", "--tls-key"])
        self.assert_refused(*key, mentions=["--tls-cert", "--tls-key"])
        self.assert_refused(*certificate, *key, "--tls-self-signed", mentions=["--tls-cert", "--tls-self-signed"])
        self.assert_refused("--tls-cert-out", "x.pem", mentions=["--tls-cert-out", "--tls-self-signed"])


class Misbehaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = TlsEmulator("--log-level", "debug")
        cls.addClassCleanup(cls.emulator.__exit__, None, None, None)

    def setUp(self):
        self.emulator.health()
        self.before = open_descriptors(self.emulator)

    def assert_all_closed(self):
        wait_until(lambda: open_descriptors(self.emulator) <= self.before, "every connection closed")
        self.assertEqual(self.emulator.health()["status"], "ok")

    def client_hello(self):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="localhost")
        with self.assertRaises(ssl.SSLWantReadError):
            client.do_handshake()
        return outgoing.read()

    def test_garbage_after_the_first_byte(self):
        for garbage in (b"\x16" + b"\xff" * 500, TLS_HANDSHAKE + b"\x00\x05hello", b"\x16\x03\x03\x00\x00" * 100,
                        b"\x16GET / HTTP/1.1\r\n\r\n", b"\x16" + os.urandom(2000)):
            with self.subTest(garbage=garbage[:8]):
                answer = self.emulator.exchange(garbage, half_close=True)
                self.assertNotIn(b"HTTP/1.1 200", answer)
        self.assert_all_closed()
        self.assertIn("a TLS handshake failed", self.emulator.log())

    def test_handshakes_cut_off_anywhere(self):
        hello = self.client_hello()
        for end in range(1, len(hello), 29):
            self.emulator.exchange(hello[:end], half_close=True)
        self.assert_all_closed()

    def test_garbage_after_the_handshake(self):
        connection = self.emulator.connect_tls()
        raw = socket.socket(fileno=connection.detach())
        raw.sendall(b"GET / HTTP/1.1\r\n\r\n" + os.urandom(1000))
        raw.settimeout(DEADLINE)
        self.assertNotIn(b"HTTP", read_to_end(raw))
        raw.close()
        self.assert_all_closed()

    def test_clients_that_vanish(self):
        for _ in range(50):
            connection = self.emulator.connect_tls()
            connection.sendall(b"POST /Traces HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf")
            socket.socket(fileno=connection.detach()).close()
        self.assert_all_closed()

    def test_half_open_handshakes_hinder_nobody_and_are_given_up(self):
        hello = self.client_hello()
        silent = [self.emulator.connect() for _ in range(100)]
        for index, connection in enumerate(silent):
            connection.sendall(hello[:1] if index % 2 else hello)
        connection = self.emulator.https()

        def ask():
            began = time.monotonic()
            self.assertEqual(call(connection, "GET", "/_emulator/health")[0], 200)
            self.assertEqual(self.emulator.health()["status"], "ok")
            return time.monotonic() - began
        self.assertLess(quickest(ask, 1), 1)
        connection.close()
        for peer in silent:
            read_to_end(peer)  # the emulator ends it, long before the client would
            peer.close()
        self.assert_all_closed()

    @unittest.skipIf(SANITIZED, "memory then says nothing about the product")
    def test_connections_leave_nothing_behind(self):
        context = trusting(self.emulator.certificate)

        def connect_often(times):
            for _ in range(times):
                connection = self.emulator.https(context)
                call(connection, "GET", "/_emulator/health")
                connection.close()
            self.assert_all_closed()
            return self.emulator.resident_kib()

        connect_often(200)
        before = connect_often(100)

        def growth():
            """Of 500 connections, in KiB. Threads that have not worked before take memory once; a leak goes on."""
            nonlocal before
            start, before = before, connect_often(500)
            return before - start
        self.assertLess(quickest(growth, 2048, tries=5), 2048)

    def test_stop_with_open_connections(self):
        def stop():
            with TlsEmulator() as emulator:
                idle, begun = emulator.connect_tls(), emulator.connect()
                begun.sendall(b"\x16")
                began = time.monotonic()
                self.assertEqual(emulator.stop(), 0)
                duration = time.monotonic() - began
                idle.close()
                begun.close()
                return duration
        self.assertLess(quickest(stop, 4), 4)


if __name__ == "__main__":
    unittest.main()
