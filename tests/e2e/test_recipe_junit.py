# SPDX-License-Identifier: Apache-2.0
"""Compiles and runs the JUnit recipe as it stands, with the packages that the tests of the Java clients are pinned to."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from markdown import files, unpack  # noqa: E402

PAGE = "docs/recipes/junit.md"
JAVA, CLASS_PATH = sys.argv[1:3]
BINARY = Path(os.environ["XRAY_EMULATOR"])
# What no recipe may need: it has to bring its own addresses and credentials.
FOREIGN = ("AWS_", "OTEL_", "XRAY_")


class JunitRecipe(unittest.TestCase):
    def test_versions_told_are_those_tested(self):
        pom = (ROOT / "tests/interop/java/pom.xml").read_text()
        told = {entry.findtext("artifactId"): entry.findtext("version")
                for entry in ElementTree.fromstring(f"<all>{files(PAGE)['pom.xml']}</all>")}
        self.assertEqual(set(told), {"aws-xray-recorder-sdk-core", "xray", "junit-jupiter"})
        self.assertIn(f"<xray.sdk>{told['aws-xray-recorder-sdk-core']}</xray.sdk>", pom)
        self.assertIn(f"<aws.sdk>{told['xray']}</aws.sdk>", pom)
        # JUnit 5.N comes with version 1.N of its platform.
        platform = re.search(r"junit-platform-console-standalone</artifactId>\s*<version>([\d.]+)<", pom)[1]
        self.assertEqual(told["junit-jupiter"], f"5{platform.removeprefix('1')}")

    def test_both_tests_pass(self):
        environment = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
        environment["PATH"] = f"{BINARY.parent}{os.pathsep}{environment['PATH']}"
        with tempfile.TemporaryDirectory() as folder:
            sources = [name for name in unpack(PAGE, folder) if name.endswith(".java")]
            compiler = Path(JAVA).with_name("javac")
            subprocess.run([compiler, "-Xlint:all,-processing", "-cp", CLASS_PATH, *sources], cwd=folder, check=True)
            runner = [JAVA, "-cp", f"{folder}{os.pathsep}{CLASS_PATH}", "org.junit.platform.console.ConsoleLauncher"]
            result = subprocess.run(
                [*runner, "execute", "--scan-classpath", folder, "--disable-banner"], cwd=folder, env=environment,
                capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("[         2 tests successful      ]", result.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
