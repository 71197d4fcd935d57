# SPDX-License-Identifier: Apache-2.0
"""A system that gives too little: threads, memory, descriptors, disk."""

import contextlib
import functools
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import unittest

from emulator_process import (
    BINARY, DEADLINE, SANITIZED, Emulator, clean_environment, datagram, segment, wait_until)

NOBODY = 65534


def run_limited(kind, value, *arguments, user=None):
    """Runs the binary under a limit to its end, or to its ready file and a SIGTERM; (exit code, log)."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        ready = pathlib.Path(folder) / "ready"
        log = pathlib.Path(folder) / "log"

        def limit():
            resource.setrlimit(kind, (value, value))
            if user is not None:
                os.setuid(user)
        with open(log, "wb") as output:
            process = subprocess.Popen(
                [BINARY, "--port", "0", "--ready-file", str(ready), *arguments], env=clean_environment(),
                stdout=output, stderr=output, preexec_fn=limit)
        try:
            wait_until(lambda: ready.exists() or process.poll() is not None, "it starts or says why not")
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            return process.wait(DEADLINE), log.read_text()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


@unittest.skipIf(SANITIZED, "a sanitizer needs threads and address space of its own")
class Start(unittest.TestCase):
    @unittest.skipUnless(os.geteuid() == 0, "the limit does not count for the user who runs this")
    def test_too_few_threads(self):
        failed = 0
        for threads in (1, 3, 5, 9, 15):
            with self.subTest(threads=threads):
                code, log = run_limited(resource.RLIMIT_NPROC, threads, user=NOBODY)
                self.assertIn(code, (0, 1), log)
                if code == 1:
                    failed += 1
                    self.assertIn("cannot start threads", log)
        self.assertGreater(failed, 0)

    def test_too_little_address_space(self):
        for mib in (24, 32, 48, 64, 80, 120, 200):
            with self.subTest(mib=mib):
                code, log = run_limited(resource.RLIMIT_AS, mib << 20)
                # Below what the program itself needs the loader ends it.
                self.assertIn(code, (0, 1, 127), log)
                if code == 1:
                    self.assertRegex(log, "cannot|memory|alloc")


@unittest.skipIf(SANITIZED, "a sanitizer needs address space of its own")
class Memory(unittest.TestCase):
    def test_a_request_that_finds_no_memory_harms_no_other(self):
        with Emulator() as emulator:
            with open(f"/proc/{emulator.process.pid}/statm", encoding="ascii") as statm:
                used = int(statm.read().split()[0]) * resource.getpagesize()
            _, most = resource.prlimit(emulator.process.pid, resource.RLIMIT_AS)
            resource.prlimit(emulator.process.pid, resource.RLIMIT_AS, (used + (16 << 20), most))
            body = b'{"TraceSegmentDocuments":["' + b"x" * (24 << 20) + b'"]}'
            for _ in range(5):
                with contextlib.suppress(OSError):
                    self.assertIn(emulator.request("POST", "/TraceSegments", body).status, (200, 500, 503))
                with contextlib.suppress(OSError):
                    emulator.send(*[datagram(segment())] * 200)
                self.assertIsNone(emulator.process.poll(), emulator.log())
            resource.prlimit(emulator.process.pid, resource.RLIMIT_AS, (most, most))
            self.assertEqual(emulator.health()["status"], "ok")
            self.assertEqual(
                emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]}).status, 200)
            emulator.send(datagram(segment()))


class FullDisk(unittest.TestCase):
    def test_sigterm_ends_it_all_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            emulator = Emulator("--db", str(pathlib.Path(folder) / "t.db"))
            try:
                # No file may grow any more: to the database that is a full disk.
                resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE, (1 << 20,) * 2)
                for _ in range(40):
                    with contextlib.suppress(OSError):
                        emulator.post("/TraceSegments", {"TraceSegmentDocuments": [
                            segment(metadata={"default": {"x": os.urandom(30_000).hex()}})]})
                self.assertEqual(emulator.stop(), 0, emulator.log())
                self.assertFalse(emulator.ready_file.exists())
            finally:
                if emulator.process.poll() is None:
                    emulator.kill()


if __name__ == "__main__":
    unittest.main()
