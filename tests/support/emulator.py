# SPDX-License-Identifier: Apache-2.0
"""Starts the built emulator as a process of its own and talks to it over plain HTTP."""

import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

# How long to wait for what must come, on a machine that has other things to do. A test that passes never waits so long,
# so nothing is gained by less.
PATIENCE = 120.0


def wait_until(condition, timeout=PATIENCE, what="the condition"):
    """Returns the first true value of condition(); raises TimeoutError when there is none within the timeout."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come about within {timeout:g} s (last value: {value!r})")
        time.sleep(0.02)


def post(url, body):
    """POSTs JSON; returns (status, decoded body). An HTTP error status is an answer, not an exception."""
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    return _answer(request)


def get(url):
    """GETs JSON; returns (status, decoded body)."""
    return _answer(urllib.request.Request(url))


def _answer(request):
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            status, text = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text else None


class Emulator:
    """One emulator on free ports with an in-memory database; use as a context manager."""

    def __init__(self, binary, *options):
        self._folder = tempfile.TemporaryDirectory(prefix="xray-emulator-")
        self._ready_file = Path(self._folder.name) / "ready.json"
        self._log_path = Path(self._folder.name) / "log.txt"
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [str(binary), "serve", "--port", "0", "--ready-file", str(self._ready_file), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={k: v for k, v in os.environ.items() if not k.startswith("XRAY_EMULATOR_")},
            )
        try:
            wait_until(self._is_ready, PATIENCE, "the emulator's ready file")
        except Exception:
            self.stop()
            raise
        ready = json.loads(self._ready_file.read_text())
        self.http = ready["http"]
        self.daemon = ready["daemon"]

    def _is_ready(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"the emulator ended with {self._process.returncode}:\n{self.log()}")
        return self._ready_file.exists()

    def log(self):
        """What the emulator wrote to its standard output and error so far."""
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""

    def environment(self):
        """The variables that point X-Ray SDKs, AWS SDKs, the AWS CLI and OpenTelemetry here, with credentials that mean nothing."""
        return {
            "AWS_XRAY_DAEMON_ADDRESS": self.daemon,
            "AWS_ENDPOINT_URL_XRAY": self.http,
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{self.http}/v1/traces",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_PAGER": "",
        }

    def stop(self):
        """Asks the emulator to end and returns its exit code; kills it when it does not."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return self._process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self._folder.cleanup()
