# SPDX-License-Identifier: Apache-2.0
"""The files that are written for others to read: where, how, and what they do not do to other files."""

import json
import os
import pathlib
import stat
import subprocess
import tempfile
import unittest

from emulator_process import BINARY, Emulator, clean_environment, wait_until


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, script, *arguments):
        """Runs a shell script that ends in the emulator, which keeps the shell's process id."""
        process = subprocess.Popen(
            ["sh", "-c", script + '; exec "$@"', "sh", BINARY, "--port", "0", *arguments], env=clean_environment(),
            stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_planted_links_are_not_followed(self):
        victim = self.folder / "victim"
        victim.write_text("precious")
        ready = self.folder / "ready.json"
        plant = f"for name in '{ready}.tmp' '{ready}.'$$ '{ready}.'$$.tmp; do ln -s '{victim}' \"$name\"; done"
        self.start(plant, "--ready-file", str(ready))
        wait_until(ready.exists, "ready")
        self.assertIn("http", json.loads(ready.read_text()))
        self.assertEqual(victim.read_text(), "precious")

    def test_link_in_the_place_of_the_file_is_replaced(self):
        victim = self.folder / "victim"
        victim.write_text("precious")
        ready = self.folder / "ready.json"
        ready.symlink_to(victim)
        self.start("true", "--ready-file", str(ready))
        wait_until(lambda: not ready.is_symlink(), "ready")
        self.assertIn("http", json.loads(ready.read_text()))
        self.assertEqual(victim.read_text(), "precious")

    def test_nothing_but_the_files_is_left(self):
        with Emulator("--tls-self-signed", "--tls-cert-out", str(self.folder / "trust.pem")) as emulator:
            self.assertEqual(sorted(os.listdir(self.folder)), ["trust.pem"])
            self.assertEqual(sorted(os.listdir(emulator.folder)), ["log", "ready.json"])
            for path in (self.folder / "trust.pem", emulator.ready_file):
                self.assertEqual(stat.S_IMODE(path.stat().st_mode) & ~0o644, 0)
                self.assertNotIn("PRIVATE KEY", path.read_text())

    def test_file_that_cannot_be_written_leaves_nothing_behind(self):
        place = self.folder / "ready.json"
        place.mkdir()
        (place / "full").touch()
        process = self.start("true", "--ready-file", str(place))
        self.assertEqual(process.wait(20), 1)
        self.assertEqual(os.listdir(self.folder), ["ready.json"])


if __name__ == "__main__":
    unittest.main()
