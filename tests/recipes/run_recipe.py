#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one recipe of docs/recipes as it stands: its files are taken out of the page and its tests run with the real
test runner, against the built emulator on the PATH.

Exits with 4 (skipped) when what the recipe needs cannot be installed here; XRAY_TEST_NO_SKIP=1 makes that a failure.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
sys.path.insert(0, str(HERE / "opentelemetry"))
import comparison  # noqa: E402
from markdown import blocks, unpack  # noqa: E402
from toolbox import NO_NETWORK, Toolbox, Unavailable  # noqa: E402

SKIPPED = 4
CLIENT_OF_GO = "./xray-emulator/clients/go"
CLIENT_OF_JAVA = "./xray-emulator/clients/java"
CLIENT_OF_NODE = "./xray-emulator/clients/node"
CLIENT_OF_PYTHON = "./xray-emulator/clients/python"
# Classes that run side by side, as JUnit is told of it.
SIDE_BY_SIDE = """\
junit.jupiter.execution.parallel.enabled = true
junit.jupiter.execution.parallel.mode.classes.default = concurrent
"""
# An attribute that OpenTelemetry makes up for each process.
OF_THE_PROCESS = "metadata.default.otel.resource.service.instance.id"
# What no recipe may need: it has to bring its own addresses and credentials.
FOREIGN = re.compile(r"^(AWS_|OTEL_|XRAY_EMULATOR)")


def run(command, folder, environment, tests_passed):
    """Runs the recipe's tests; the output must say that its two tests passed, so that a run of none is a failure."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
    )
    print(result.stdout)
    assert result.returncode == 0, f"{command} ended with {result.returncode}"
    assert re.search(tests_passed, result.stdout), f"no {tests_passed!r} in the output"


def install_line(page):
    """The first sh block of the page: the packages that the reader is told to install."""
    return next(block.text for block in blocks(page) if block.language == "sh")


def run_pytest(page, folder, toolbox, environment):
    run_in_python(page, folder, toolbox, environment, HERE / "requirements.txt", "test_shop.py")


def run_lambda(page, folder, toolbox, environment):
    run_in_python(page, folder, toolbox, environment, HERE / "lambda" / "requirements.txt", "test_price.py")


def run_in_python(page, folder, toolbox, environment, pins, test):
    """The page's one test file, with the packages that it tells to install."""
    python = toolbox.python(pins)
    pinned = pins.read_text().splitlines()
    packages = install_line(page).splitlines()[0].split()[2:]
    assert packages.pop() == CLIENT_OF_PYTHON, "the page does not install the plugin"
    for package in packages:
        assert package in pinned, f"{package} is not what is tested"
    install_client(python, folder, environment)
    unpack(page, folder)
    run([python, "-m", "pytest", "-v", "-p", "no:cacheprovider", test], folder, environment, r"\b2 passed")


def install_client(python, folder, environment):
    """Installs the plugin out of a clone beside the project, as the page says, where only this run sees it."""
    shutil.copytree(HERE.parents[1] / "clients" / "python", folder / CLIENT_OF_PYTHON)
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "site"),
         CLIENT_OF_PYTHON],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    if installed.returncode != 0:
        raise Unavailable(installed.stdout)
    environment["PYTHONPATH"] = str(folder / "site")


def run_python_client(_, folder, toolbox, environment):
    """The plugin's own tests, against the plugin as it is installed."""
    python = toolbox.python(HERE / "requirements.txt")
    install_client(python, folder, environment)
    run([python, "-m", "pytest", "-v", "-p", "no:cacheprovider", folder / CLIENT_OF_PYTHON / "tests"], folder,
        environment, r"\b11 passed")


def run_opentelemetry(page, folder, toolbox, environment):
    """Both suites as the page has them, and all that differs between what they sent against what the page says of it."""
    pins = HERE / "opentelemetry" / "requirements.txt"
    python = toolbox.python(pins)
    packages = [name for line in install_lines(page, "pip install") for name in line.split()[2:]]
    packages.remove(CLIENT_OF_PYTHON)
    assert set(packages) <= set(pins.read_text().splitlines()), f"{packages} is not what is tested"
    install_client(python, folder, environment)
    unpack(page, folder)
    environment["PATH"] = f"{python.parent}{os.pathsep}{environment['PATH']}"
    emulator = shutil.which("xray-emulator", path=environment["PATH"])

    def run_suite(command):
        where, *words = command.split()
        paths = f"{folder / where.removeprefix('PYTHONPATH=')}{os.pathsep}{folder / 'site'}"
        run([*words, "-p", "no:cacheprovider"], folder, {**environment, "PYTHONPATH": paths}, r"\b2 passed")

    before, after, compare = install_lines(page, "PYTHONPATH=", "xray-emulator diff")
    run_suite(before)
    run_suite(after)
    told = subprocess.run(compare.split(), cwd=folder, env=environment, capture_output=True, text=True, check=True)
    shown = next(block.text for block in blocks(page) if block.language == "text").splitlines()
    assert [line for line in told.stdout.splitlines() if not comparison.LATENCY.match(line)] == shown, told.stdout
    sides = [comparison.Side(emulator, folder / f"{side}.jsonl") for side in ("before", "after")]
    for heading, part in (("members of documents differ", "entities"), ("In summaries", "summaries")):
        found = comparison.differences(*(getattr(side, part) for side in sides))
        comparison.check_table(comparison.rows(page, heading), found)

    # The other way to index: one line in the place of another, and nothing in the spans.
    service = folder / "after" / "shop.py"
    (line,) = [block.text.strip() for block in blocks(page) if block.text.startswith("resource = ")]
    lines = ["" if "aws.xray.annotations" in one else one for one in service.read_text().splitlines()]
    service.write_text("\n".join(line if one.startswith("resource = ") else one for one in lines))
    run_suite(after)
    again = comparison.Side(emulator, folder / "after.jsonl")
    left = comparison.differences(sides[1].entities, again.entities).keys() - {OF_THE_PROCESS}
    changed = {path: comparison.differences(sides[1].entities, again.entities)[path] for path in left}
    assert not left, f"indexed by the resource, these are otherwise: {changed}"


def install_lines(page, *beginnings):
    """The lines of the page's sh blocks that begin so."""
    lines = [line for block in blocks(page) if block.language == "sh" for line in block.text.splitlines()]
    return [line for line in lines if line.startswith(beginnings)]


def run_go(page, folder, toolbox, environment):
    """Every command of the page, in an empty folder with the clone that it speaks of."""
    unpack(page, folder)
    shutil.copytree(HERE.parents[1] / "clients" / "go", folder / CLIENT_OF_GO)
    environment["PATH"] = f"{toolbox.go_program().parent}{os.pathsep}{environment['PATH']}"
    commands = ["go mod init shop", *install_line(page).splitlines()]
    assert commands.pop() == "go test -v ."
    for command in commands:
        done = subprocess.run(command.split(), cwd=folder, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=300)
        if done.returncode != 0:
            raise Unavailable(f"{command}: {done.stdout}")
    run(["go", "test", "-v", "."], folder, environment, r"(?s)--- PASS: .*--- PASS: .*\nPASS\n")


def run_go_client(_, folder, toolbox, environment):
    """The client's own tests."""
    environment["PATH"] = f"{toolbox.go_program().parent}{os.pathsep}{environment['PATH']}"
    shutil.copytree(HERE.parents[1] / "clients" / "go", folder / CLIENT_OF_GO)
    run(["go", "test", "-v", "-count=1", "."], folder / CLIENT_OF_GO, environment, r"(?s)(--- PASS: .*){4}\nPASS\n")


def link_packages(modules, folder):
    """Puts installed packages and the client into a project, as npm links what it installs from a folder."""
    (folder / "package.json").write_text("{}")
    shutil.copytree(HERE.parents[1] / "clients" / "node", folder / CLIENT_OF_NODE)
    (folder / "node_modules").mkdir()
    for installed in (modules / "node_modules").iterdir():
        (folder / "node_modules" / installed.name).symlink_to(installed)
    (folder / "node_modules" / "xray-emulator").symlink_to(folder / CLIENT_OF_NODE)


def run_jest(page, folder, toolbox, environment):
    node, modules = toolbox.node(HERE / "jest")
    pinned = json.loads((HERE / "jest" / "package.json").read_text())["devDependencies"]
    packages = install_line(page).split()[3:]
    assert packages.pop() == CLIENT_OF_NODE, "the page does not install the client"
    told = dict(package.rsplit("@", 1) for package in packages)
    assert told == pinned, f"{told} is not what is tested: {pinned}"
    unpack(page, folder)
    link_packages(modules, folder)
    jest = folder / "node_modules" / "jest" / "bin" / "jest.js"
    run([node, jest, "--rootDir", folder, "shop.test.js"], folder, environment, r"Tests: +2 passed, 2 total")


def run_node_client(_, folder, toolbox, environment):
    """The client's own tests."""
    node, _ = toolbox.node(HERE / "jest")
    run([node, "--test", "--test-reporter=spec", HERE.parents[1] / "clients" / "node" / "test"], folder, environment,
        r"pass 9\b")


def install_client_of_java(command, folder, environment):
    """Installs the client out of a clone beside the project, with the command of the page."""
    shutil.copytree(HERE.parents[1] / "clients" / "java", folder / CLIENT_OF_JAVA,
                    ignore=shutil.ignore_patterns("target"))
    installed = subprocess.run(command.split(), cwd=folder, env=environment, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, timeout=300)
    if installed.returncode != 0 and NO_NETWORK.search(installed.stdout):
        raise Unavailable(installed.stdout)
    assert installed.returncode == 0, f"{command} ended with {installed.returncode}: {installed.stdout}"


def run_junit(page, folder, toolbox, environment):
    """Every command of the page, in an empty folder with the clone that it speaks of; then with classes side by side."""
    unpack(page, folder)
    install, test = install_line(page).splitlines()
    with toolbox.maven(environment) as environment:
        install_client_of_java(install, folder, environment)
        run(test.split(), folder, environment, r"Tests run: 2, Failures: 0, Errors: 0, Skipped: 0\b")
        tests = folder / "src" / "test"
        for name in ("Shop2Test", "Shop3Test", "Shop4Test"):
            text = (tests / "java" / "ShopTest.java").read_text()
            (tests / "java" / f"{name}.java").write_text(text.replace("class ShopTest", f"class {name}"))
        (tests / "resources").mkdir()
        (tests / "resources" / "junit-platform.properties").write_text(SIDE_BY_SIDE)
        run(test.split(), folder, environment, r"Tests run: 8, Failures: 0, Errors: 0, Skipped: 0\b")


def run_java_client(_, folder, toolbox, environment):
    """The client's own tests."""
    with toolbox.maven(environment) as environment:
        # Warnings depend on the compiler, so only here, and not where somebody builds a clone, are they errors.
        no_warnings = "-Dmaven.compiler.failOnWarning=true"
        install_client_of_java(f"mvn -q -f {CLIENT_OF_JAVA} install -DskipTests {no_warnings}", folder, environment)
        run(["mvn", "-B", "test", no_warnings], folder / CLIENT_OF_JAVA, environment,
            r"Tests run: 38, Failures: 0, Errors: 0, Skipped: 0\b")


# What stands in a test that is copied out of the console in place of the code under test.
TO_BE_TRACED = "what is to be traced"


def copied(name, line):
    """A test as the console gives it to be copied, with `line` where it says what is to be traced."""
    text = (HERE / "copied" / f"{name}.txt").read_text()
    lines = [re.sub(r"(//|#) " + TO_BE_TRACED, lambda _: line, one) for one in text.splitlines(keepends=True)]
    assert lines != text.splitlines(keepends=True), f"no place for what is to be traced in {name}.txt"
    return "".join(lines)


def check_out():
    """The body of PutTraceSegments for a check-out of the shop and the services that it calls."""
    trace = {"trace_id": f"1-{int(time.time()):08x}-{os.urandom(12).hex()}"}

    def entity(name, **more):
        now = time.time()
        return {"id": os.urandom(8).hex(), "name": name, "start_time": now - 1, "end_time": now, **more}

    calls = [entity(name, namespace="remote") for name in ("pay ments", "pay ments", "stock")]
    request = {"request": {"method": "POST", "url": "http://shop.local/check-out"}}
    documents = [entity("shop", http=request, subsegments=calls, **trace)]
    documents += [entity(call["name"], parent_id=call["id"], **trace) for call in calls]
    return json.dumps({"TraceSegmentDocuments": [json.dumps(one) for one in documents]})


def run_copied_pytest(_, folder, toolbox, environment):
    python = toolbox.python(HERE / "requirements.txt")
    install_client(python, folder, environment)
    (folder / "check_out.json").write_text(check_out())
    line = "from urllib.request import urlopen; urlopen(xray.url + '/TraceSegments', open('check_out.json', 'rb').read())"
    (folder / "test_copied.py").write_text(copied("pytest", line))
    run([python, "-m", "pytest", "-v", "-p", "no:cacheprovider", "test_copied.py"], folder, environment, r"\b1 passed")


def node_project(folder, toolbox, source):
    """Makes a project with the packages of `source`, the client and something to trace; gives Node.js."""
    node, modules = toolbox.node(source)
    link_packages(modules, folder)
    (folder / "check_out.json").write_text(check_out())
    return node


SEND_IN_NODE = "await fetch(`${xray.url}/TraceSegments`, { method: 'POST', body: %s('node:fs')%s.readFileSync('check_out.json') });"


def run_copied_jest(_, folder, toolbox, environment):
    node = node_project(folder, toolbox, HERE / "jest")
    (folder / "copied.test.js").write_text(copied("jest", SEND_IN_NODE % ("require", "")))
    jest = folder / "node_modules" / "jest" / "bin" / "jest.js"
    run([node, jest, "--rootDir", folder, "copied.test.js"], folder, environment, r"Tests: +1 passed, 1 total")


def run_copied_vitest(_, folder, toolbox, environment):
    node = node_project(folder, toolbox, HERE / "vitest")
    (folder / "copied.test.mjs").write_text(copied("vitest", SEND_IN_NODE % ("(await import", ")")))
    vitest = folder / "node_modules" / "vitest" / "vitest.mjs"
    run([node, vitest, "run", "--root", folder, "copied"], folder, {**environment, "NO_COLOR": "1"},
        r"Tests +1 passed \(1\)")


def run_copied_go(_, folder, toolbox, environment):
    environment["PATH"] = f"{toolbox.go_program().parent}{os.pathsep}{environment['PATH']}"
    shutil.copytree(HERE.parents[1] / "clients" / "go", folder / CLIENT_OF_GO)
    (folder / "check_out.json").write_text(check_out())
    (folder / "send_test.go").write_text(SEND_IN_GO)
    (folder / "copied_test.go").write_text(copied("go", "checkOut(t, x.URL)"))
    module = "xray-emulator.dev/go"
    for command in ("go mod init shop", f"go mod edit -require={module}@v0.0.0 -replace={module}={CLIENT_OF_GO}"):
        subprocess.run(command.split(), cwd=folder, env=environment, check=True, timeout=300)
    run(["go", "test", "-v", "."], folder, environment, r"--- PASS: TestItIsTraced")


SEND_IN_GO = """\
package shop

import (
	"net/http"
	"os"
	"testing"
)

func checkOut(t *testing.T, url string) {
	body, err := os.Open("check_out.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := http.Post(url+"/TraceSegments", "application/json", body); err != nil {
		t.Fatal(err)
	}
}
"""


def run_copied_junit(_, folder, toolbox, environment):
    page = "docs/recipes/junit.md"
    unpack(page, folder)
    tests = folder / "src" / "test" / "java"
    for test in tests.iterdir():
        test.unlink()
    (folder / "check_out.json").write_text(check_out())
    (tests / "Shop.java").write_text(SEND_IN_JAVA)
    (tests / "TracedTest.java").write_text(copied("junit", "Shop.checkOut(xray.url());"))
    install, test = install_line(page).splitlines()
    with toolbox.maven(environment) as environment:
        install_client_of_java(install, folder, environment)
        run(test.split(), folder, environment, r"Tests run: 1, Failures: 0, Errors: 0, Skipped: 0\b")


SEND_IN_JAVA = """\
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

class Shop {
    static void checkOut(String url) {
        try {
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url + "/TraceSegments"))
                .POST(HttpRequest.BodyPublishers.ofFile(Path.of("check_out.json"))).build(),
                HttpResponse.BodyHandlers.discarding());
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
"""


RECIPES = {"pytest": run_pytest, "python-client": run_python_client, "opentelemetry": run_opentelemetry, "go": run_go,
           "go-client": run_go_client, "jest": run_jest, "node-client": run_node_client, "junit": run_junit,
           "java-client": run_java_client, "lambda": run_lambda,
           "copied-go": run_copied_go, "copied-jest": run_copied_jest, "copied-junit": run_copied_junit,
           "copied-pytest": run_copied_pytest, "copied-vitest": run_copied_vitest}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--emulator", type=Path, required=True, help="the built binary")
    parser.add_argument("--clients", type=Path, required=True, help="where installed clients are kept")
    parser.add_argument("recipe", choices=RECIPES)
    options = parser.parse_args()
    environment = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
    environment["PATH"] = f"{options.emulator.resolve().parent}{os.pathsep}{environment['PATH']}"
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    with tempfile.TemporaryDirectory(prefix="recipe-") as folder:
        page = f"docs/recipes/{options.recipe}.md"
        try:
            RECIPES[options.recipe](page, Path(folder), Toolbox(options.clients), environment)
        except Unavailable as reason:
            if os.environ.get("XRAY_TEST_NO_SKIP") == "1":
                raise
            print(f"SKIPPED: what this recipe needs cannot be installed here.\n{reason}")
            return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
