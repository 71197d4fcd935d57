# SPDX-License-Identifier: Apache-2.0
"""What the tests of this folder rely on: an emulator that dies or reports a finding fails the test it is used in."""

import os
import signal
import unittest

from emulator_process import Emulator, assert_no_finding, quickest


class TheProcess(unittest.TestCase):
    def test_an_orderly_end_and_a_wanted_death_are_well(self):
        with Emulator():
            pass
        with Emulator() as emulator:
            self.assertEqual(emulator.stop(), 0)
        with Emulator() as emulator:
            emulator.kill()

    def test_a_death_that_nobody_asked_for_fails(self):
        with self.assertRaisesRegex(AssertionError, "exit code -6"), Emulator() as emulator:
            os.kill(emulator.process.pid, signal.SIGABRT)
            emulator.process.wait()

    def test_findings_of_sanitizers_fail(self):
        for line in ("==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1", "==7==ERROR: LeakSanitizer: x",
                     "WARNING: ThreadSanitizer: data race (pid=7)",
                     "core/number.cpp:3:5: runtime error: signed integer overflow"):
            with self.subTest(line=line), self.assertRaisesRegex(AssertionError, "sanitizer"):
                with Emulator() as emulator:
                    with open(emulator.folder / "log", "a", encoding="ascii") as log:
                        print(line, file=log)
        assert_no_finding("[warning] 3 documents rejected; the latest, from HTTP: ParseError")

    def test_quickest_asks_again_until_it_is_quick_enough(self):
        self.assertEqual(quickest(iter((9, 3, 1, 0)).__next__, 2), 1)
        self.assertEqual(quickest(iter((9, 3, 4, 0)).__next__, 2, tries=3), 3)


if __name__ == "__main__":
    unittest.main()
