# SPDX-License-Identifier: Apache-2.0
"""Every file of tests is run by ctest: a test that nobody runs guards nothing."""

import json
import os
import re
import subprocess
import unittest
from pathlib import Path

import source_tree

BUILD = Path(os.environ.get("XRAY_BUILD_DIR", source_tree.ROOT / "build" / "test"))
CTEST = os.environ.get("XRAY_CTEST", "ctest")

_PYTHON = re.compile(r"test_\w+\.py|run_\w+\.py")
_JAVA_TEST = re.compile(r"^\s*@(Test|ParameterizedTest|TestFactory)\b", re.MULTILINE)
_NOT_BUILT = re.compile(r"_NOT_BUILT(-\w+)?$")


def test_files():
    """The files that hold tests or stand for a test program, as paths from the root."""
    candidates = [path for path in source_tree.files(".py", ".cpp", ".mjs", ".go", ".java")
                  if path.parts[0] == "tests" or path.parts[:2] == ("console", "e2e")]
    return [path for path in candidates if holds_tests(path)]


def holds_tests(path):
    if path.suffix == ".py":
        return path.name.startswith("test_")
    if path.suffix == ".java":
        return bool(_JAVA_TEST.search(source_tree.read(path)))
    return path.name.endswith("test.mjs") or path.stem.endswith(("_test", "_fuzz"))


def programs_of_tests():
    """{test: program} as CMake has written them for ctest, which does not tell programs that are not built yet."""
    pattern = re.compile(r'^add_test\(\[=\[(.+?)\]=\] "([^"]+)"', re.MULTILINE)
    files = (BUILD / "tests").rglob("CTestTestfile.cmake")
    return dict(found for file in files for found in pattern.findall(file.read_text()))


def ctest_tests():
    """(command, working folder) of each test that ctest knows."""
    programs = programs_of_tests()
    listing = subprocess.run([CTEST, "--show-only=json-v1"], cwd=BUILD, capture_output=True, text=True, check=True)
    found = []
    for test in json.loads(listing.stdout)["tests"]:
        properties = {one["name"]: one["value"] for one in test.get("properties", [])}
        # A Catch2 program that is not built yet is one test, by that name.
        command = test.get("command") or [programs.get(test["name"]) or _NOT_BUILT.sub("", test["name"])]
        found.append((command, properties.get("WORKING_DIRECTORY", "")))
    return found


def compiled_sources():
    """(source, program) of all that the build compiles; both as the build's list of commands has them."""
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    return [(Path(one["file"]), re.search(r"CMakeFiles/([^/]+)\.dir/", one["command"])[1]) for one in commands]


def option(command, name):
    """What stands behind an option of a command, up to the next option."""
    if name not in command:
        return []
    values = command[command.index(name) + 1:]
    return values[:next((n for n, value in enumerate(values) if value.startswith("-")), len(values))]


def files_of_command(command, folder):
    """The test files that one command runs, as absolute paths."""
    found = {Path(folder, f"{word}.py") for word in command if word.startswith("test_")}
    found |= {Path(word) for word in command if _PYTHON.fullmatch(Path(word).name)}
    for module in option(command, "--node"):
        inside = "{node_dir}/"
        found |= {Path(module, word.removeprefix(inside)) for word in command if word.startswith(inside)}
    module, *packages = option(command, "--go-tests") or [""]
    for package in packages:
        if f"{{go_tests}}/{package}.test" in command:
            found |= set(Path(module, package).glob("*_test.go"))
    for folder_of_java in option(command, "--java"):
        for package in option(command, "--select-package"):
            found |= set(Path(folder_of_java, "src", *package.split(".")).rglob("*.java"))
    return found


def files_run(tests, sources):
    """All test files that these tests run, as paths from the root."""
    programs = {Path(command[0]).name for command, _ in tests}
    found = {source for source, program in sources if program in programs}
    for command, folder in tests:
        found |= files_of_command(command, folder)
    return {file.resolve().relative_to(source_tree.ROOT) for file in found
            if file.resolve().is_relative_to(source_tree.ROOT)}


def without(tests, file):
    """The tests but those that run this file."""
    return [(command, folder) for command, folder in tests
            if source_tree.ROOT / file not in files_of_command(command, folder)]


class Registration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tests = ctest_tests()
        cls.sources = compiled_sources()

    def missing(self, tests, sources):
        run = files_run(tests, sources)
        return [str(path) for path in test_files() if path not in run]

    def test_every_test_file_is_run(self):
        self.assertEqual(self.missing(self.tests, self.sources), [], "run by no test; see the CMakeLists.txt beside it")

    def test_a_file_that_is_left_out_is_named(self):
        scripts = ("tests/emulator/test_wait.py", "tests/interop/python/test_orders.py", "tests/interop/node/test.mjs",
                   "tests/interop/go/orders/orders_test.go", "console/e2e/work.test.mjs",
                   "tests/interop/java/src/interop/orders/OrdersTest.java")
        for file in scripts:
            with self.subTest(file=file):
                self.assertEqual(self.missing(without(self.tests, file), self.sources), [file])
        file = "tests/api/kit/clock_test.cpp"
        sources = [(source, program) for source, program in self.sources if source != source_tree.ROOT / file]
        self.assertEqual(self.missing(self.tests, sources), [file])

    def test_a_program_that_no_test_starts_leaves_its_files_out(self):
        tests = [(command, folder) for command, folder in self.tests if "conformance_test" not in command[0]]
        self.assertIn("tests/conformance/live_traces_test.cpp", self.missing(tests, self.sources))

    def test_a_script_runs_its_tests(self):
        """A Python file that is started by its path must call unittest.main()."""
        started = {Path(word) for command, _ in self.tests for word in command if word.endswith(".py")}
        silent = [str(file) for file in started if file.name.startswith("test_") and "__main__" not in file.read_text()]
        self.assertEqual(silent, [])


if __name__ == "__main__":
    unittest.main()
