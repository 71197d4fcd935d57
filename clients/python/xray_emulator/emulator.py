# SPDX-License-Identifier: Apache-2.0
"""An emulator, started for this process or found at a URL, and what a test asks of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Iterable, Mapping, Optional, Sequence, Union

from .binary import find_binary

# How long an emulator may take to listen. It takes some milliseconds; a machine may be busy.
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0

# What a request may take beyond the time that it is asked to wait.
_PATIENCE_SECONDS = 60.0

_CALL = re.compile(r'^\s*(?P<caller>"[^"]*"|.+?)\s*->\s*(?P<callee>"[^"]*"|.+?)\s*(?P<operator><=|>=|=|<|>)\s*(?P<number>\d+)\s*$')


class EmulatorError(RuntimeError):
    """The emulator could not be started or reached, or refused what it was asked: a mistake of the test's, not a failed
    expectation."""


class Trace:
    """One trace with its segments, as `BatchGetTraces` answers it."""

    def __init__(self, answer: Mapping[str, Any]):
        self.id: str = answer["Id"]
        self.duration: Optional[float] = answer.get("Duration")
        self.segments: list[dict[str, Any]] = [json.loads(segment["Document"]) for segment in answer["Segments"]]

    def segment(self, name: str) -> dict[str, Any]:
        """The one segment of that name that a service sent. LookupError where there is none, or more than one."""
        found = [one for one in self.segments if one.get("name") == name and not one.get("inferred")]
        if len(found) != 1:
            names = sorted({one.get("name", "") for one in self.segments})
            raise LookupError(f"{len(found)} segments are called {name!r}; there are {', '.join(names)}")
        return found[0]

    def __repr__(self) -> str:
        return f"Trace({self.id!r}, {[one.get('name') for one in self.segments]!r})"


class Emulator:
    """A running emulator. Made by start() or connect(); a context manager that ends what start() has started."""

    def __init__(self, url: str, daemon_address: str, process: Optional[subprocess.Popen] = None):
        self.url = url.rstrip("/")
        self.daemon_address = daemon_address
        self._process = process
        self._has_faults = False

    @classmethod
    def start(cls, *options: str) -> "Emulator":
        """Starts one on free ports of this machine, with an empty database in memory. It ends with close(), and with
        this process, however that ends. `options` are options of `xray-emulator serve`."""
        try:
            binary = find_binary()
        except FileNotFoundError as missing:
            raise EmulatorError(str(missing)) from None
        with tempfile.TemporaryDirectory(prefix="xray-emulator-") as folder:
            ready, log = Path(folder, "ready.json"), Path(folder, "log")
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [binary, "serve", "--port", "0", "--ready-file", str(ready), "--exit-with-parent", *options],
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_clean_environment())
            end = time.monotonic() + _START_SECONDS
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > end:
                    process.kill()
                    process.wait()
                    raise EmulatorError(f"{binary} did not start: {log.read_text(errors='replace').strip()}")
                time.sleep(0.002)
            addresses = json.loads(ready.read_text())
        return cls(addresses["http"], addresses["daemon"], process)

    @classmethod
    def connect(cls, url: str) -> "Emulator":
        """One that runs already. Traces over UDP go to the same host and port."""
        return cls(url, url.split("://", 1)[-1].rstrip("/"))

    def close(self) -> None:
        """Ends it, if start() has started it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point X-Ray SDKs, AWS SDKs, the AWS CLI and OpenTelemetry SDKs here."""
        return {
            "AWS_XRAY_DAEMON_ADDRESS": self.daemon_address,
            "AWS_ENDPOINT_URL_XRAY": self.url,
            "XRAY_EMULATOR_URL": self.url,
            "AWS_REGION": os.environ.get("AWS_REGION", "us-east-1"),
            "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
            "AWS_ACCESS_KEY_ID": os.environ.get("AWS_ACCESS_KEY_ID", "test"),
            "AWS_SECRET_ACCESS_KEY": os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{self.url}/v1/traces",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
            "OTEL_BSP_SCHEDULE_DELAY": os.environ.get("OTEL_BSP_SCHEDULE_DELAY", "100"),
            "OTEL_METRICS_EXPORTER": os.environ.get("OTEL_METRICS_EXPORTER", "none"),
            "OTEL_LOGS_EXPORTER": os.environ.get("OTEL_LOGS_EXPORTER", "none"),
        }

    def expect(
        self,
        filter: str = "",
        *,
        traces: Iterable[str] = (),
        count: Optional[int] = None,
        exactly: Optional[int] = None,
        at_most: Optional[int] = None,
        calls: Sequence[str] = (),
        within: float = 5.0,
        quiet: Optional[float] = None,
        partial: bool = False,
    ) -> list[dict[str, Any]]:
        """Waits until traces match, and returns their summaries as `GetTraceSummaries` answers them.

        filter: a filter expression; none: every trace. traces: ids, of which all must match.
        count, exactly, at_most: how many must match (at least one).
        calls: 'front -> back = 2', with =, <, >, <=, >=: how often one service calls another within each trace.
        within, quiet: seconds to wait, and for which nothing more must have come.
        partial: count traces too of which something is missing.

        Raises AssertionError, which says what there was instead, when time is up or too many match; EmulatorError for
        an expression that does not parse.
        """
        request: dict[str, Any] = {"TimeoutSeconds": within, "Partial": partial}
        if filter:
            request["FilterExpression"] = filter
        if ids := list(traces):
            request["TraceIds"] = ids
        for name, value in (("Count", count), ("Exactly", exactly), ("AtMost", at_most), ("QuietSeconds", quiet)):
            if value is not None:
                request[name] = value
        if calls:
            request["Calls"] = [_call(text) for text in calls]
        status, answer = self._request("POST", "/_emulator/wait", request, within)
        if status in (408, 409):
            raise AssertionError(answer["Explanation"])
        if status != 200:
            raise EmulatorError(_message(answer))
        return answer["TraceSummaries"]

    def forbid(self, filter: str = "", *, within: float = 5.0, quiet: Optional[float] = None) -> None:
        """Asserts that no trace matches, once nothing has come for `quiet` seconds (half a second)."""
        self.expect(filter, exactly=0, within=within, quiet=quiet)

    def trace(self, trace_id: str, *, within: float = 5.0) -> Trace:
        """A trace by its id, once nothing of it is missing."""
        self.expect(traces=[trace_id], within=within)
        status, answer = self._request("POST", "/Traces", {"TraceIds": [trace_id]})
        if status != 200:
            raise EmulatorError(_message(answer))
        return Trace(answer["Traces"][0])

    def snapshot(self, file: Union[str, os.PathLike], filter: str = "", *, update: bool = False) -> None:
        """Compares the shape of the traces that match with a file, which it writes where it is not there (but not where
        CI is set) or `update` says so. AssertionError with the differences otherwise."""
        command = [find_binary(), "expect", "--endpoint", self.url, "--snapshot", os.fspath(file)]
        if update:
            command.append("--update")
        if filter:
            command.append(filter)
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode == 3:
            raise AssertionError(result.stdout)
        if result.returncode != 0:
            raise EmulatorError(result.stdout.strip())

    def faults(self, *faults: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Has calls of the X-Ray API fail, come late, or datagrams be lost, until the next reset():

            emulator.faults({"operation": "PutTraceSegments", "error": "ThrottledException", "count": 1})

        Each has an `operation` (a name, "*" or "UDP"), one of `error`, `delayMs` and `drop`, and `count` or `share`.
        They replace those that there were; none ends them. Returns what the emulator has made of them.
        """
        status, answer = self._request("PUT", "/_emulator/faults", {"faults": list(faults)})
        if status != 200:
            raise EmulatorError(_message(answer))
        self._has_faults = bool(faults)
        return answer["faults"]

    def reset(self, *, all: bool = False) -> None:
        """Forgets all traces, and ends faults(); with `all` sampling rules, groups, policies and tags too."""
        if self._has_faults:
            self.faults()
        status, answer = self._request("POST", "/_emulator/reset", {"all": all})
        if status != 200:
            raise EmulatorError(_message(answer))

    def _request(self, method: str, path: str, body: Any, wait: float = 0.0) -> tuple[int, Any]:
        request = urllib.request.Request(
            self.url + path, data=json.dumps(body).encode(), method=method,
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=wait + _PATIENCE_SECONDS) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")
        except OSError as error:
            raise EmulatorError(f"there is no emulator at {self.url}: {error}") from error


def _clean_environment() -> dict[str, str]:
    """What would configure the emulator otherwise than it is started here."""
    return {name: value for name, value in os.environ.items() if not name.startswith("XRAY_EMULATOR_")}


def _message(answer: Any) -> str:
    if isinstance(answer, dict):
        return str(answer.get("Message") or answer.get("message") or answer)
    return str(answer)


def _call(text: str) -> dict[str, Any]:
    """'front -> back >= 2' as the emulator takes it."""
    match = _CALL.match(text)
    if match is None:
        raise EmulatorError(f"{text!r} is not of the form 'front -> back = 2'")
    call: dict[str, Any] = {"From": match["caller"].strip('"'), "To": match["callee"].strip('"')}
    number = int(match["number"])
    operator = match["operator"]
    if operator == "=":
        call["Exactly"] = number
    elif operator in (">", ">="):
        call["AtLeast"] = number + (operator == ">")
    elif operator == "<" and number == 0:
        raise EmulatorError(f"{text!r} cannot be: there are no fewer calls than none")
    else:
        call["AtMost"] = number - (operator == "<")
    return call
