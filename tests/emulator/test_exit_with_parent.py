# SPDX-License-Identifier: Apache-2.0
"""`--exit-with-parent`: nothing is left behind, however the process that started the emulator ends."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from emulator_process import BINARY, Emulator, clean_environment, wait_until

# Stands for a test runner: starts the emulator, from a thread that ends at once, and goes on.
RUNNER = """
import subprocess, sys, threading, time
thread = threading.Thread(target=lambda: subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE))
thread.start()
thread.join()
time.sleep(600)
"""


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as status:
            return status.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class ExitWithParent(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.ready = pathlib.Path(folder.name) / "ready.json"
        self.pid_file = pathlib.Path(folder.name) / "pid"
        self.command = [BINARY, "serve", "--port", "0", "--ready-file", str(self.ready), "--exit-with-parent"]

    def start_runner(self):
        runner = subprocess.Popen([sys.executable, "-c", RUNNER, *self.command], env=clean_environment())
        self.addCleanup(runner.kill)
        wait_until(self.ready.exists, "ready")
        children = pathlib.Path(f"/proc/{runner.pid}/task/{runner.pid}/children")
        return runner, int(wait_until(lambda: children.read_text().split() and children.read_text(), "a child").split()[0])

    def test_ends_when_the_runner_is_killed(self):
        for kind in (signal.SIGKILL, signal.SIGTERM):
            with self.subTest(kind=kind):
                runner, pid = self.start_runner()
                self.assertTrue(is_alive(pid))
                runner.send_signal(kind)
                runner.wait()
                wait_until(lambda pid=pid: not is_alive(pid), "the emulator's end")
                # In order: who reads its log is gone as well, and that is no reason to break off.
                self.assertFalse(self.ready.exists())

    def test_ends_soon(self):
        runner, pid = self.start_runner()
        runner.kill()
        runner.wait()
        began = time.monotonic()
        wait_until(lambda: not is_alive(pid), "the emulator's end")
        self.assertLess(time.monotonic() - began, 10)

    def test_outlives_the_thread_that_started_it(self):
        emulators = []
        thread = threading.Thread(target=lambda: emulators.append(Emulator("--exit-with-parent")))
        thread.start()
        thread.join()
        with emulators[0] as emulator:
            # Longer than several looks at the parent take.
            time.sleep(1)
            self.assertEqual(emulator.health()["status"], "ok")

    def test_does_not_begin_when_the_runner_has_gone_already(self):
        # A session of its own, so that whoever adopts the emulator is of another one.
        script = f'(echo $BASHPID > "{self.pid_file}"; sleep 0.3; exec "$@") & kill -KILL $$'
        starter = subprocess.Popen(["bash", "-c", script, "bash", *self.command], env=clean_environment(),
                                   start_new_session=True, stderr=subprocess.DEVNULL)
        starter.wait()
        pid = int(wait_until(lambda: self.pid_file.exists() and self.pid_file.read_text(), "a pid"))
        wait_until(lambda: not is_alive(pid), "the emulator's end")
        self.assertFalse(self.ready.exists())

    def test_without_it_the_emulator_stays(self):
        self.command.remove("--exit-with-parent")
        self.command += ["--log-level", "off"]
        runner, pid = self.start_runner()
        runner.kill()
        runner.wait()
        time.sleep(1)
        self.assertTrue(is_alive(pid))
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not is_alive(pid), "its end")


if __name__ == "__main__":
    unittest.main()
