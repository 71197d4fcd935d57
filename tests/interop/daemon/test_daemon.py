# SPDX-License-Identifier: Apache-2.0
"""AWS's X-Ray daemon between an application and the emulator: documents, sampling and telemetry pass through it.

No package registry offers the daemon, so the test takes the program that XRAY_DAEMON names and is skipped without it.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import boto3
from botocore.config import Config

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
sys.path.insert(0, str(HERE.parent / "python"))
import test_orders  # noqa: E402
from emulator import get, post, wait_until  # noqa: E402
from ports import unclaimed_port  # noqa: E402

EMULATOR = os.environ["AWS_ENDPOINT_URL_XRAY"]
SKIPPED = 4
STOP_TIMEOUT = 120
HEADER = b'{"format": "json", "version": 1}\n'
CONFIGURATION = """\
Version: 2
Region: us-east-1
Endpoint: "{endpoint}"
LocalMode: true
NoVerifySSL: true
TotalBufferSizeMB: 16
Socket:
  UDPAddress: "{address}"
  TCPAddress: "{address}"
Logging:
  LogRotation: false
  LogLevel: debug
  LogPath: "{log}"
"""


class Daemon:
    """The daemon in front of the emulator, on a free port and set up by a configuration file alone."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="xray-daemon-")
        folder = Path(self._folder.name)
        self.address = f"127.0.0.1:{unclaimed_port()}"
        self._log = folder / "daemon.log"
        configuration = folder / "cfg.yaml"
        configuration.write_text(
            CONFIGURATION.format(endpoint=EMULATOR, address=self.address, log=self._log), encoding="utf-8"
        )
        # The endpoint must come from the file, so the AWS SDK inside the daemon may not see the variable for it.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_ENDPOINT_URL")}
        self._process = subprocess.Popen([os.environ["XRAY_DAEMON"], "-c", str(configuration)], env=environment)
        wait_until(self._listens, what="the daemon's sockets")

    def _listens(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"the daemon ended with {self._process.returncode}:\n{self.log()}")
        host, port = self.address.split(":")
        with socket.socket() as probe:
            return probe.connect_ex((host, int(port))) == 0

    def send(self, document):
        """Sends one datagram with this text as its document."""
        host, port = self.address.split(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(HEADER + document.encode(), (host, int(port)))

    def log(self):
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def stop(self):
        """Asks the daemon to end, which flushes what it holds, and returns its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise

    def forget(self):
        self._folder.cleanup()


def document(name="shop", **members):
    now = time.time()
    trace_id = f"1-{int(now):08x}-{secrets.token_hex(12)}"
    return {"name": name, "id": secrets.token_hex(8), "trace_id": trace_id,
            "start_time": now - 0.5, "end_time": now, **members}  # fmt: skip


def stats():
    return get(f"{EMULATOR}/_emulator/stats")[1]


class WithDaemon(unittest.TestCase):
    """A daemon for every test, and none of the others' traces."""

    def setUp(self):
        post(f"{EMULATOR}/_emulator/reset", {"all": True})
        self.daemon = Daemon()
        self.addCleanup(self.daemon.forget)
        self.addCleanup(self.daemon.stop)
        self.xray = boto3.client("xray")

    def wait_for(self, trace_id):
        return wait_until(lambda: self.xray.batch_get_traces(TraceIds=[trace_id])["Traces"], what=f"trace {trace_id}")


class Forwarding(WithDaemon):
    def test_segments_come_in_batches(self):
        before = stats()
        documents = [document(f"service-{index}") for index in range(120)]
        for one in documents:
            self.daemon.send(json.dumps(one))
        wait_until(lambda: stats()["documents_stored"] == before["documents_stored"] + 120, what="all documents")
        self.assertEqual(stats()["datagrams_received"], before["datagrams_received"])
        self.assertIn("Successfully sent batch of 50 segments", self.daemon.log())
        (trace,) = self.wait_for(documents[7]["trace_id"])
        found = json.loads(trace["Segments"][0]["Document"])
        self.assertEqual((found["name"], found["id"]), ("service-7", documents[7]["id"]))

    def test_a_refused_document_is_named_to_the_daemon(self):
        nameless = document(name="")
        # The daemon finds ids in documents by pattern, without a space after the colon.
        self.daemon.send(json.dumps(nameless, separators=(",", ":")))
        wait_until(
            lambda: f"Unprocessed trace {nameless['trace_id']}, segment" in self.daemon.log(), what="the daemon's word"
        )
        self.assertEqual([one["reason"] for one in stats()["last_rejected"]], ["MissingName"])

    def test_documents_that_are_none_do_not_stop_the_daemon(self):
        before = stats()
        for text in ("not json", "[]", '{"id": 7}', json.dumps(document(id="short"))):
            self.daemon.send(text)
        good = document()
        self.daemon.send(json.dumps(good))
        self.wait_for(good["trace_id"])
        wait_until(lambda: stats()["documents_rejected"] == before["documents_rejected"] + 4, what="the refusals")
        wait_until(lambda: "Received nil unprocessed segment id" in self.daemon.log(), what="the daemon's word")
        later = document()
        self.daemon.send(json.dumps(later))
        self.wait_for(later["trace_id"])

    def test_what_the_daemon_refuses_itself_does_not_arrive(self):
        before = stats()
        host, port = self.daemon.address.split(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b'{"format": "json", "version": 2}\n' + json.dumps(document()).encode(), (host, int(port)))
        good = document()
        self.daemon.send(json.dumps(good))
        self.wait_for(good["trace_id"])
        self.assertEqual(stats()["documents_received"], before["documents_received"] + 1)

    def test_telemetry_arrives_at_shutdown(self):
        before = stats()
        last = document()
        self.daemon.send(json.dumps(last))
        wait_until(lambda: stats()["documents_stored"] > before["documents_stored"], what="the segment")
        self.daemon.stop()
        self.assertGreater(stats()["telemetry_records"], before["telemetry_records"])
        self.assertEqual(stats()["http_errors"], before["http_errors"])


class Proxy(WithDaemon):
    def setUp(self):
        super().setUp()
        self.proxied = boto3.client(
            "xray", endpoint_url=f"http://{self.daemon.address}", config=Config(retries={"max_attempts": 1})
        )

    def test_rules_and_targets(self):
        rule = {"RuleName": "through-the-daemon", "Priority": 3, "FixedRate": 0.25, "ReservoirSize": 4,
                "ServiceName": "*", "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*",
                "ResourceARN": "*", "Version": 1}  # fmt: skip
        self.xray.create_sampling_rule(SamplingRule=rule)
        records = self.proxied.get_sampling_rules()["SamplingRuleRecords"]
        self.assertEqual({record["SamplingRule"]["RuleName"] for record in records}, {"through-the-daemon", "Default"})
        statistics = {"RuleName": "through-the-daemon", "ClientID": secrets.token_hex(12), "Timestamp": time.time(),
                      "RequestCount": 10, "SampledCount": 5, "BorrowCount": 1}  # fmt: skip
        self.proxied.get_sampling_targets(SamplingStatisticsDocuments=[statistics])
        answer = self.proxied.get_sampling_targets(SamplingStatisticsDocuments=[statistics])
        (target,) = answer["SamplingTargetDocuments"]
        self.assertEqual((target["FixedRate"], target["ReservoirQuota"]), (0.25, 4))
        self.assertEqual(answer["UnprocessedStatistics"], [])

    def test_an_error_keeps_its_form(self):
        with self.assertRaises(self.xray.exceptions.InvalidRequestException):
            self.proxied.get_trace_summaries(StartTime=2, EndTime=1)


class OrdersThroughDaemon(test_orders.Orders):
    """The order service of the Python test, all of it, with the daemon between."""

    @classmethod
    def setUpClass(cls):
        post(f"{EMULATOR}/_emulator/reset", {"all": True})
        before = stats()
        daemon = Daemon()
        cls.addClassCleanup(daemon.forget)
        cls.addClassCleanup(daemon.stop)
        os.environ["AWS_XRAY_DAEMON_ADDRESS"] = daemon.address
        super().setUpClass()
        cls.datagrams = stats()["datagrams_received"] - before["datagrams_received"]

    def test_nothing_came_around_the_daemon(self):
        self.assertEqual(self.datagrams, 0)


if __name__ == "__main__":
    if not os.access(os.environ.get("XRAY_DAEMON", ""), os.X_OK):
        print("SKIPPED: XRAY_DAEMON does not name the program of the X-Ray daemon.")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
