# SPDX-License-Identifier: Apache-2.0
"""What the Catch2 programs of the tests tell ctest with their exit codes."""

import os
import subprocess
import sys
import unittest

PROGRAM = os.environ["XRAY_EXIT_CODES"]
PASSED, FAILED, SKIPPED = 0, 1, 4


def run(*cases, no_skip="0"):
    environment = {**os.environ, "XRAY_TEST_NO_SKIP": no_skip}
    return subprocess.run([PROGRAM, *cases], env=environment, capture_output=True, text=True, timeout=60, check=False)


class ExitCodes(unittest.TestCase):
    def test_what_passes(self):
        self.assertEqual(run("passes").returncode, PASSED)

    def test_as_many_failures_as_the_code_of_skipping(self):
        self.assertEqual(run("fails four times").returncode, FAILED)
        self.assertEqual(run("fails four times,skips").returncode, FAILED)

    def test_a_case_that_skips(self):
        for cases in ("skips", "skips twice", "skips,skips twice"):
            with self.subTest(cases=cases):
                answer = run(cases)
                self.assertEqual(answer.returncode, SKIPPED)
                self.assertIn("SKIPPED: nothing to compare with", answer.stdout)

    def test_one_that_skips_beside_one_that_passes(self):
        self.assertEqual(run("skips,passes").returncode, PASSED)

    def test_skipping_may_be_forbidden(self):
        answer = run("skips", no_skip="1")
        self.assertEqual(answer.returncode, FAILED)
        self.assertIn("nothing to compare with", answer.stdout)
        self.assertEqual(run("passes", no_skip="1").returncode, PASSED)

    def test_names_are_listed_for_ctest(self):
        self.assertIn("fails four times", run("--list-test-names-only").stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
