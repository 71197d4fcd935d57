#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts `run` many times, some of it at once, and kills every third runner at a random moment.

Whatever ended first, nothing may be left behind afterwards: no process that a run has started, and so no port that is
listened on, and no file. A run that was not killed ends with its command's own code, and its expectation has been met.
"""

import argparse
import concurrent.futures
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from emulator_process import DEADLINE, assert_no_finding, clean_environment, wait_until

# Sends a segment by UDP, tells that it has, and works on for as long as it is told.
COMMAND = r"""
import json, os, secrets, socket, sys, time
host, port = os.environ["AWS_XRAY_DAEMON_ADDRESS"].rsplit(":", 1)
now = time.time()
document = {"trace_id": "1-%08x-%s" % (int(now), secrets.token_hex(12)), "id": secrets.token_hex(8), "name": "shop",
            "start_time": now - 0.1, "end_time": now}
packet = b'{"format":"json","version":1}\n' + json.dumps(document).encode()
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(packet, (host, int(port)))
with open(sys.argv[1], "w") as told:
    told.write("sent")
time.sleep(float(sys.argv[2]))
sys.exit(int(sys.argv[3]))
"""


def processes_with(mark):
    """The processes that are there, zombies left out, whose environment has the mark."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark.encode() in (folder / "environ").read_bytes() and " Z " not in (folder / "stat").read_text():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


class Flood:
    def __init__(self, binary, folder):
        self.binary = binary
        self.told = Path(folder) / "told"
        self.temporary = Path(folder) / "tmp"
        self.told.mkdir()
        self.temporary.mkdir()
        self.mark = f"RUN_FLOOD={secrets.token_hex(16)}"
        name, value = self.mark.split("=")
        self.environment = clean_environment({name: value, "TMPDIR": str(self.temporary)})

    def run(self, number):
        """One run, killed where its number is a multiple of three."""
        chance = random.Random(number)
        told, code = self.told / str(number), chance.choice((0, 0, 5))
        killed = number % 3 == 0
        work = chance.uniform(0, 0.3)
        runner = subprocess.Popen(
            [self.binary, "run", "--expect", 'service("shop")', "--within", "60s", "--", sys.executable, "-c", COMMAND,
             str(told), str(60 if killed else work), str(code)],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if killed:
            time.sleep(work)
            runner.kill()
        _, said = runner.communicate(timeout=DEADLINE)
        assert_no_finding(said)
        wanted = -signal.SIGKILL if killed else code
        if runner.returncode != wanted:
            raise AssertionError(f"run {number} ended with {runner.returncode}, not {wanted}: {said}")

    def check_nothing_is_left(self):
        wait_until(lambda: not processes_with(self.mark), f"no process is left: {processes_with(self.mark)}")
        if not any(self.told.iterdir()):
            raise AssertionError("no command has run")
        files = sorted(self.temporary.rglob("*"))
        if files:
            raise AssertionError(f"files are left: {files}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=2 * (os.cpu_count() or 1))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xray-emulator-flood-") as folder:
        flood = Flood(options.binary, folder)
        with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
            for outcome in [pool.submit(flood.run, number) for number in range(options.runs)]:
                outcome.result()
        flood.check_nothing_is_left()
    print(f"{options.runs} runs, {(options.runs + 2) // 3} of them killed: nothing is left")


if __name__ == "__main__":
    main()
