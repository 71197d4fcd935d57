#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Loads the emulator with everything at once for a given time, and looks whether it leaves something behind.

Datagrams, segments and spans over HTTP, every kind of reading, waits, resets, a short retention, a clock that is moved,
connections that idle, dribble or vanish, and hostile input. Health must answer all the while. At the end memory,
descriptors and threads are what they were after the warm-up, and the books balance: what was received was stored, was a
repeat, was refused, or is counted as dropped.
"""

import argparse
import concurrent.futures
import contextlib
import http.client
import json
import os
import random
import re
import socket
import statistics
import sys
import tempfile
import threading
import time

import emulator_process
from emulator_process import DEADLINE, SANITIZED, Emulator, datagram, segment, wait_until
from test_bad_input import BAD_DATAGRAMS, BAD_REQUESTS

RETENTION = 10
# Between two of its steps each kind of load pauses so long on average: the load is even, whatever the machine.
PAUSE = 0.02
WARM_UP = 1 / 3
MIB = 1 << 20
RULE = {"ResourceARN": "*", "Priority": 7, "FixedRate": 0.1, "ReservoirSize": 5, "ServiceName": "*", "ServiceType": "*",
        "Host": "*", "HTTPMethod": "*", "URLPath": "*", "Version": 1}


class Client:
    """A kept-alive connection that is made anew when the emulator has closed it."""

    def __init__(self, emulator):
        self._http = http.client.HTTPConnection(emulator.host, emulator.port, timeout=DEADLINE)

    def call(self, path, value=None, method="POST", expected=(200,)):
        body = None if value is None else json.dumps(value)
        try:
            self._http.request(method, path, body, {"Content-Type": "application/json"})
            answer = self._http.getresponse()
            text = answer.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            self._http.close()
            return None
        # 503: the emulator had no room for it just then, and said so.
        if answer.status not in (*expected, 503):
            raise AssertionError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return answer.status, text


def new_segment(choose, **members):
    members |= {"annotations": {"customer": choose.choice(("alice", "bob", "carol")), "order": choose.randrange(10**6)}}
    if choose.random() < 0.1:
        members["fault"] = True
    call = {"id": f"{choose.getrandbits(64):016x}", "name": "payments", "namespace": "remote",
            "start_time": time.time() - 0.05, "end_time": time.time()}
    return segment(name=choose.choice(("shop", "stock", "mail")), subsegments=[call], **members)


def otlp_request(choose):
    now = time.time_ns()
    spans = [{"traceId": f"{int(time.time()):08x}{choose.getrandbits(96):024x}", "name": "GET /", "kind": 2,
              "spanId": f"{choose.getrandbits(64):016x}", "startTimeUnixNano": str(now - 10**7),
              "endTimeUnixNano": str(now)} for _ in range(5)]
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "spans"}}]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}


class Load:
    """The kinds of load; each method does one step of its kind."""

    def __init__(self, emulator, seed):
        self.emulator = emulator
        self.choose = random.Random(seed)
        self.clients = {}

    def call(self, *arguments, **options):
        """By a connection of the calling thread's own."""
        client = self.clients.setdefault(threading.get_ident(), None) or Client(self.emulator)
        self.clients[threading.get_ident()] = client
        return client.call(*arguments, **options)

    def window(self):
        now = time.time()
        return {"StartTime": int(now) - 600, "EndTime": int(now) + 60}

    def send_datagrams(self):
        self.emulator.send(*[datagram(new_segment(self.choose)) for _ in range(20)])

    def put_segments(self):
        documents = [new_segment(self.choose) for _ in range(10)]
        self.call("/TraceSegments", {"TraceSegmentDocuments": [*documents, documents[0], "{}"]})

    def put_spans(self):
        self.call("/v1/traces", otlp_request(self.choose))

    def read_graphs(self):
        self.call("/ServiceGraph", self.window())
        self.call("/TimeSeriesServiceStatistics", {**self.window(), "Period": 60})

    def read_traces(self):
        expression = self.choose.choice(('service("shop")', "fault", "annotation.order > 5", "duration >= 0", ""))
        _, text = self.call("/TraceSummaries", {**self.window(), "FilterExpression": expression}) or (0, b"{}")
        ids = [summary["Id"] for summary in json.loads(text).get("TraceSummaries", [])[:5]]
        if ids:
            self.call("/Traces", {"TraceIds": ids})
            # By now they may be forgotten.
            self.call("/TraceGraph", {"TraceIds": ids}, expected=(200, 400))

    def read_the_rest(self):
        for path in ("/GetSamplingRules", "/Groups", "/SamplingStatisticSummaries", "/EncryptionConfig"):
            self.call(path, {})
        for path in ("/_emulator/stats", "/metrics", "/_emulator/clock"):
            self.call(path, method="GET")
        self.call("/InsightSummaries", {**self.window(), "GroupName": "Default"}, expected=(200, 400))

    def change_settings(self):
        name = f"soak-{self.choose.randrange(5)}"
        self.call("/CreateSamplingRule", {"SamplingRule": {**RULE, "RuleName": name}}, expected=(200, 400))
        self.call("/CreateGroup", {"GroupName": name, "FilterExpression": "fault"}, expected=(200, 400))
        statistics_of = {"RuleName": name, "ClientID": f"{self.choose.getrandbits(96):024x}",
                         "Timestamp": int(time.time()), "RequestCount": 9, "SampledCount": 5, "BorrowCount": 1}
        self.call("/SamplingTargets", {"SamplingStatisticsDocuments": [statistics_of]})
        if self.choose.random() < 0.5:
            self.call("/DeleteSamplingRule", {"RuleName": name}, expected=(200, 400))
            self.call("/DeleteGroup", {"GroupName": name}, expected=(200, 400))

    def wait_for_traces(self):
        expression = self.choose.choice(('service("shop")', 'service("nobody")'))
        self.call("/_emulator/wait", {"FilterExpression": expression, "TimeoutSeconds": self.choose.random()},
                  expected=(200, 408))

    def move_clock(self):
        self.call("/_emulator/clock", self.choose.choice((
            {"action": "freeze"}, {"action": "advance", "seconds": RETENTION / 2}, {"action": "follow"})))
        time.sleep(0.5)  # rarely, beside the rest

    def reset(self):
        time.sleep(1)
        self.call("/_emulator/reset", {"all": self.choose.random() < 0.3})

    def idle_and_slow_connections(self):
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(self.emulator.connect()) for _ in range(10)]
            for byte in b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n":
                for connection in connections[:5]:
                    with contextlib.suppress(OSError):
                        connection.send(bytes([byte]))
                time.sleep(0.002)  # this is what slow means

    def hostile_input(self):
        name, request, *_ = self.choose.choice(BAD_REQUESTS)
        with contextlib.suppress(OSError):
            self.emulator.exchange(request, half_close=True)
        self.emulator.send(self.choose.choice(BAD_DATAGRAMS)[1], self.choose.randbytes(self.choose.randrange(1, 2000)))

    def vanish(self):
        """Asks for something and is gone before the answer."""
        body = json.dumps(self.window()).encode()
        with contextlib.suppress(OSError), self.emulator.connect() as connection:
            connection.sendall(b"POST /ServiceGraph HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def ask_health(self):
        status, text = self.call("/_emulator/health", method="GET") or (0, b"")
        assert (status, json.loads(text or b"{}").get("status")) == (200, "ok"), f"health: {status} {text!r}"

    KINDS = (send_datagrams, put_segments, put_spans, read_graphs, read_traces, read_the_rest, change_settings,
             wait_for_traces, move_clock, reset, idle_and_slow_connections, hostile_input, vanish, ask_health)


def repeat(step, load, over, steps):
    """Steps of one kind until `over`; the first failure ends them all."""
    try:
        while not over.wait(load.choose.random() * 2 * PAUSE):
            step(load)
            steps[step.__name__] = steps.get(step.__name__, 0) + 1
    finally:
        over.set()


def counters_of(emulator):
    """Every counter since the start, which resets in between do not touch."""
    text = emulator.request("GET", "/metrics").body.decode()
    return {name: int(count) for name, count in re.findall(r"^xray_emulator_(\w+)_total (\d+)$", text, re.MULTILINE)}


class Sample:
    def __init__(self, emulator, began):
        status = open(f"/proc/{emulator.process.pid}/status", encoding="ascii").read()
        self.seconds = time.monotonic() - began
        self.memory = int(re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)[1]) * 1024
        self.threads = int(re.search(r"^Threads:\s+(\d+)", status, re.MULTILINE)[1])
        self.descriptors = len(os.listdir(f"/proc/{emulator.process.pid}/fd"))
        self.counters = counters_of(emulator)

    def line(self):
        return (f"{self.seconds:7.0f} s {self.memory / MIB:8.1f} MiB {self.descriptors:5} descriptors "
                f"{self.threads:4} threads  " +
                " ".join(f"{self.counters[name]:9}" for name in
                         ("documents_received", "documents_stored", "documents_rejected", "documents_dropped")))


def check_flat(samples, what, of, factor, allowance):
    """The median of the last part is about that of the part after the warm-up."""
    warm = samples[int(len(samples) * WARM_UP):]
    half = len(warm) // 2
    before, after = (statistics.median(of(sample) for sample in part) for part in (warm[:half], warm[half:]))
    print(f"{what}: {before:.1f} after the warm-up, {after:.1f} at the end")
    assert after <= before * factor + allowance, f"{what} grew from {before:.1f} to {after:.1f}"


def check_books(emulator):
    def balance():
        now = counters_of(emulator)
        return now["documents_received"] == sum(
            now[f"documents_{what}"] for what in ("stored", "duplicate", "rejected", "dropped"))
    wait_until(balance, "received = stored + repeats + refused + dropped")


def soak(emulator, seconds, seed):
    over, steps, began, samples = threading.Event(), {}, time.monotonic(), []
    idle = Sample(emulator, began)
    load = Load(emulator, seed)
    print(" " * 51 + "received    stored   refused   dropped")
    every = max(seconds / 60, 0.5)
    with concurrent.futures.ThreadPoolExecutor(len(Load.KINDS)) as pool:
        work = [pool.submit(repeat, step, load, over, steps) for step in Load.KINDS]
        try:
            while time.monotonic() - began < seconds and not over.wait(every):
                samples.append(Sample(emulator, began))
                if len(samples) % 6 == 0:
                    print(samples[-1].line(), flush=True)
        finally:
            over.set()
        for one in work:
            one.result()
    print("steps: " + ", ".join(f"{name} {count}" for name, count in sorted(steps.items())))
    assert len(samples) >= 12, f"{len(samples)} samples in {seconds} s are too few to compare"
    silent = [step.__name__ for step in Load.KINDS if not steps.get(step.__name__)]
    assert not silent, f"no step of {silent}"
    check_books(emulator)
    if not SANITIZED:
        check_flat(samples, "memory in MiB", lambda sample: sample.memory / MIB, 1.2, 16)
    check_flat(samples, "threads", lambda sample: sample.threads, 1, 2)
    check_flat(samples, "descriptors", lambda sample: sample.descriptors, 1.1, 10)
    load.clients.clear()
    # Readers of the database are opened when they are first needed, and stay.
    wait_until(lambda: Sample(emulator, began).descriptors <= idle.descriptors + 40, "the connections' descriptors closed")


def seconds_of(text):
    number, unit = re.fullmatch(r"(\d+)([smh]?)", text).groups()
    return int(number) * {"s": 1, "": 1, "m": 60, "h": 3600}[unit]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("duration", nargs="?", type=seconds_of, default="30m", help="such as 60s or 30m")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--binary", help="the emulator (XRAY_EMULATOR_BIN)")
    options = parser.parse_args()
    if options.binary:
        emulator_process.BINARY = os.path.abspath(options.binary)
    print(f"{options.duration} s, --seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="xray-soak-") as folder:
        with Emulator("--db", f"{folder}/traces.db", "--retention", f"{RETENTION}s") as emulator:
            soak(emulator, options.duration, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
