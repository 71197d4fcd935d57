#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the emulator at random moments while it writes, and holds it to what it had acknowledged.

While several connections put segments, one changes sampling rules and groups and datagrams come in, the process gets a
SIGKILL. The database as it then lies there must pass SQLite's integrity check. After each restart every acknowledged
segment, rule and group is there, and graph, summaries and time series equal those that another emulator works out
afresh from the documents alone.
"""

import argparse
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import random
import secrets
import shutil
import socket
import sqlite3
import sys
import tempfile
import threading
import time

import emulator_process
from emulator_process import DEADLINE, Emulator, datagram, wait_until

WRITERS = 4
ATONCE = 5  # traces that BatchGetTraces gives in one call
SERVICES = ("shop", "payments", "stock", "mail")
NAMES = [f"crash-{number}" for number in range(8)]
RULE = {"ResourceARN": "*", "Priority": 100, "ReservoirSize": 1, "ServiceName": "*", "ServiceType": "*", "Host": "*",
        "HTTPMethod": "*", "URLPath": "*", "Version": 1}


class Refused(Exception):
    """An answer other than 200: nothing was acknowledged."""


class Connection:
    """One kept-alive connection. Its calls raise OSError or HTTPException once the emulator is gone."""

    def __init__(self, emulator):
        self._http = http.client.HTTPConnection(emulator.host, emulator.port, timeout=DEADLINE)

    def call(self, path, value):
        self._http.request("POST", path, json.dumps(value), {"Content-Type": "application/json"})
        answer = self._http.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Refused(f"{path}: {answer.status} {body[:200]!r}")
        return json.loads(body)


def new_segment(choose, trace_id, parent=None, **members):
    now = time.time()
    document = {"trace_id": trace_id, "id": secrets.token_hex(8), "name": choose.choice(SERVICES),
                "start_time": now - choose.random(), "end_time": now, **members}
    if parent:
        document["parent_id"] = parent
    if choose.random() < 0.1:
        document["fault"] = True
    if choose.random() < 0.3:
        document["annotations"] = {"customer": choose.choice(("alice", "bob", "carol"))}
    return document


def new_trace(choose):
    """The documents of one trace in the order in which they are sent, in one or several calls."""
    trace_id = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    root = new_segment(choose, trace_id)
    calls = [[root]]
    if choose.random() < 0.5:
        begun = {key: value for key, value in root.items() if key not in ("end_time", "fault")}
        calls.insert(0, [{**begun, "in_progress": True}])
    call = {"id": secrets.token_hex(8), "name": choose.choice(SERVICES), "namespace": "remote",
            "start_time": root["start_time"], "end_time": root["end_time"]}
    root["subsegments"] = [call]
    for _ in range(choose.randrange(3)):
        calls.append([new_segment(choose, trace_id, parent=call["id"])])
    return calls if choose.random() < 0.5 else [[document for call in calls for document in call]]


class Documents:
    """Puts traces by one connection until it breaks, and notes which segments were acknowledged."""

    def __init__(self, choose):
        self.choose = choose
        self.acknowledged = {}  # trace id: segment ids

    def put_until_gone(self, emulator):
        connection = Connection(emulator)
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                for documents in new_trace(self.choose):
                    body = {"TraceSegmentDocuments": [json.dumps(document) for document in documents]}
                    with contextlib.suppress(Refused):
                        unprocessed = connection.call("/TraceSegments", body)["UnprocessedTraceSegments"]
                        if unprocessed:
                            raise AssertionError(f"refused: {unprocessed}")
                        for document in documents:
                            self.acknowledged.setdefault(document["trace_id"], set()).add(document["id"])


class Settings:
    """Changes sampling rules and groups by one connection until it breaks.

    `known` is what was acknowledged: {(kind, name): value}. The change under way when the process died may or may not
    have been made; `in_doubt` is (key, value) of it.
    """

    def __init__(self, choose):
        self.choose = choose
        self.known = {}
        self.in_doubt = None

    def change_until_gone(self, emulator):
        connection = Connection(emulator)
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                key = self.choose.choice(("rule", "group")), self.choose.choice(NAMES)
                value = None if key in self.known and self.choose.random() < 0.3 else self.choose.randrange(1, 100)
                self.in_doubt = key, value
                connection.call(*self.request(key, value))
                self.note(key, value)
                self.in_doubt = None

    def request(self, key, value):
        kind, name = key
        verb = "Delete" if value is None else "Update" if key in self.known else "Create"
        if kind == "group":
            body = {"GroupName": name} if value is None else {
                "GroupName": name, "FilterExpression": f"duration > {value}"}
            return f"/{verb}Group", body
        if value is None:
            return "/DeleteSamplingRule", {"RuleName": name}
        if verb == "Update":
            return "/UpdateSamplingRule", {"SamplingRuleUpdate": {"RuleName": name, "FixedRate": value / 100}}
        return "/CreateSamplingRule", {"SamplingRule": {**RULE, "RuleName": name, "FixedRate": value / 100}}

    def note(self, key, value):
        if value is None:
            self.known.pop(key, None)
        else:
            self.known[key] = value

    def check(self, emulator):
        connection = Connection(emulator)
        found = {}
        for record in connection.call("/GetSamplingRules", {})["SamplingRuleRecords"]:
            rule = record["SamplingRule"]
            if rule["RuleName"] in NAMES:
                found["rule", rule["RuleName"]] = round(rule["FixedRate"] * 100)
        for group in connection.call("/Groups", {})["Groups"]:
            if group["GroupName"] in NAMES:
                found["group", group["GroupName"]] = int(group["FilterExpression"].split()[-1])
        possible = [dict(self.known)]
        if self.in_doubt:
            self.note(*self.in_doubt)
            possible.append(dict(self.known))
        assert found in possible, f"rules and groups are {found}, acknowledged were {possible}"
        self.known, self.in_doubt = found, None


def flood(emulator, choose, over):
    """Datagrams, in bursts with pauses, until `over` is set. Nobody acknowledges them."""
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        while not over.is_set():
            with contextlib.suppress(OSError):
                for calls in [new_trace(choose) for _ in range(choose.randrange(1, 20))]:
                    for document in [document for documents in calls for document in documents]:
                        sender.sendto(datagram(json.dumps(document)), emulator.daemon)
            over.wait(choose.random() * 0.05)


def ids_below(entity):
    found, waiting = set(), [entity]
    while waiting:
        entity = waiting.pop()
        found.add(entity["id"])
        waiting += entity.get("subsegments", [])
    return found


def check_documents(emulator, acknowledged):
    """Every acknowledged segment is there; {trace id: segment ids}."""
    connection = Connection(emulator)
    wanted = list(acknowledged)
    for first in range(0, len(wanted), ATONCE):
        traces = connection.call("/Traces", {"TraceIds": wanted[first:first + ATONCE]})["Traces"]
        stored = {trace["Id"]: set().union(*(ids_below(json.loads(one["Document"])) for one in trace["Segments"]))
                  for trace in traces}
        for trace_id in wanted[first:first + ATONCE]:
            lost = acknowledged[trace_id] - stored.get(trace_id, set())
            assert not lost, f"acknowledged and gone: segments {sorted(lost)} of {trace_id}"


def copy_database(path, folder):
    """The files of the database as they lie there, in another folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in path.parent.glob(path.name + "*"):
        shutil.copy2(file, folder / file.name)
    return folder / path.name


def check_integrity(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        (result,) = database.execute("PRAGMA integrity_check").fetchone()
    assert result == "ok", f"PRAGMA integrity_check: {result}"


def forget_what_is_derived(path):
    """At its next opening the store takes what it has worked out for outdated, and works it out from the documents."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE store_state SET digest_basis = ''")


def answers(emulator, start, end):
    """Graph, summaries and time series of a range of time, without what differs from call to call."""
    connection = Connection(emulator)
    window = {"StartTime": start, "EndTime": end}
    found = {"graph": connection.call("/ServiceGraph", window)["Services"],
             "series": connection.call("/TimeSeriesServiceStatistics", {**window, "Period": 60})[
                 "TimeSeriesServiceStatistics"],
             "summaries": []}
    token = None
    while True:
        page = connection.call("/TraceSummaries", {**window, **({"NextToken": token} if token else {})})
        found["summaries"] += page["TraceSummaries"]
        token = page.get("NextToken")
        if not token:
            return found


def first_difference(what, ours, afresh):
    if isinstance(ours, list) and isinstance(afresh, list) and len(ours) == len(afresh):
        for index, (one, other) in enumerate(zip(ours, afresh)):
            if one != other:
                return f"{what}[{index}]:\n{json.dumps(one)}\nafresh:\n{json.dumps(other)}"
    size = [len(value) if isinstance(value, list) else value for value in (ours, afresh)]
    return f"{what}: {size[0]} against {size[1]}"


def check_answers(emulator, copy, start, end):
    """Over whole minutes, which the store answers from what it has added up."""
    start, end = start // 60 * 60, end // 60 * 60 + 60
    forget_what_is_derived(copy)
    with Emulator("--db", str(copy)) as other:
        ours, afresh = answers(emulator, start, end), answers(other, start, end)
    for what in ours:
        assert ours[what] == afresh[what], first_difference(what, ours[what], afresh[what])
    return len(ours["summaries"])


class Crashes:
    def __init__(self, seed, folder):
        self.choose = random.Random(seed)
        self.path = pathlib.Path(folder) / "traces.db"
        self.copy = pathlib.Path(folder) / "copy"
        self.settings = Settings(random.Random(self.choose.random()))
        self.acknowledged = {}
        self.began = time.time()

    def load_and_kill(self, emulator):
        """Loads the emulator, kills it at some moment, and returns what was acknowledged."""
        writers = [Documents(random.Random(self.choose.random())) for _ in range(WRITERS)]
        over = threading.Event()
        with concurrent.futures.ThreadPoolExecutor(WRITERS + 2) as pool:
            work = [pool.submit(writer.put_until_gone, emulator) for writer in writers]
            work.append(pool.submit(self.settings.change_until_gone, emulator))
            work.append(pool.submit(flood, emulator, random.Random(self.choose.random()), over))
            try:
                wait_until(lambda: any(writer.acknowledged for writer in writers) or any(one.done() for one in work),
                           "the first acknowledgement")
                time.sleep(self.choose.random() * 0.4)  # the moment of the kill is what is random here
            finally:
                emulator.kill()
                over.set()
            for one in work:
                one.result()
        acknowledged = {}
        for writer in writers:
            acknowledged |= writer.acknowledged
        return acknowledged

    def round(self):
        begun = time.time()
        emulator = Emulator("--db", str(self.path))
        with emulator:
            acknowledged = self.load_and_kill(emulator)
        copy = copy_database(self.path, self.copy)
        check_integrity(copy)
        self.acknowledged |= acknowledged
        with Emulator("--db", str(self.path)) as again:
            check_documents(again, acknowledged)
            self.settings.check(again)
            compared = check_answers(again, copy, begun - 5, time.time() + 1)
        return len(acknowledged), compared

    def check_all(self):
        """What all rounds have left, after an orderly end."""
        with Emulator("--db", str(self.path)) as emulator:
            check_documents(emulator, self.acknowledged)
        copy = copy_database(self.path, self.copy)
        check_integrity(copy)
        with Emulator("--db", str(self.path)) as emulator:
            return check_answers(emulator, copy, self.began - 5, time.time() + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--binary", help="the emulator (XRAY_EMULATOR_BIN)")
    options = parser.parse_args()
    if options.binary:
        emulator_process.BINARY = os.path.abspath(options.binary)
    print(f"{options.kills} kills, --seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="xray-crash-") as folder:
        crashes = Crashes(options.seed, folder)
        for number in range(1, options.kills + 1):
            acknowledged, compared = crashes.round()
            print(f"kill {number}: {acknowledged} traces acknowledged and there, {compared} summaries the same afresh",
                  flush=True)
        compared = crashes.check_all()
    print(f"{len(crashes.acknowledged)} traces acknowledged in all and there, {compared} summaries the same afresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
