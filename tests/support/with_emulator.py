#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one client test against an emulator of its own.

Prepares the clients asked for, starts the emulator on free ports, and runs the command with the environment that
points SDKs there. {python}, {node}, {node_dir}, {go_tests}, {java} and {class_path} in the command stand for what was
prepared; built Go programs are found through the variable GO_PROGRAMS, the browser through CHROMIUM, and applications
in Node.js, by the names of their folders, through NODE_APPLICATIONS, which is JSON. Exits with the command's code, or with 4
(skipped) when a client cannot be installed because no package registry can be reached or its toolchain is missing;
XRAY_TEST_NO_SKIP=1 makes that a failure.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from emulator import Emulator  # noqa: E402
from toolbox import Toolbox, Unavailable  # noqa: E402

SKIPPED = 4


def main():
    options = parse(sys.argv[1:])
    try:
        names, environment = prepare(options, Toolbox(options.clients))
    except Unavailable as reason:
        if os.environ.get("XRAY_TEST_NO_SKIP") == "1":
            raise
        print(f"SKIPPED: a client of this test cannot be installed here.\n{reason}")
        return SKIPPED
    command = [part.format(**names) for part in options.command]
    with Emulator(options.emulator, *(["--sampling", options.sampling] if options.sampling else [])) as emulator:
        environment.update(emulator.environment())
        environment["XRAY_EMULATOR"] = str(options.emulator.resolve())
        code = subprocess.run(command, env=environment).returncode
        if code != 0:
            print(f"--- the emulator's log ---\n{emulator.log()}")
        ended = emulator.stop()
    if ended != 0:
        print(f"the emulator ended with {ended} on SIGTERM")
    return code or ended


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--emulator", type=Path, required=True, help="the built binary")
    parser.add_argument("--clients", type=Path, required=True, help="where installed clients are kept")
    parser.add_argument("--sampling", metavar="MODE", help="as the emulator's option")
    parser.add_argument("--python", type=Path, metavar="REQUIREMENTS")
    parser.add_argument("--node", type=Path, metavar="FOLDER")
    parser.add_argument("--node-applications", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--browser", action="store_true", help="the command drives Chromium")
    parser.add_argument("--go", nargs="+", metavar=("MODULE", "PACKAGE"))
    parser.add_argument("--go-tests", nargs="+", metavar=("MODULE", "PACKAGE"))
    parser.add_argument("--java", type=Path, metavar="FOLDER", help="of a Maven project")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


def prepare(options, toolbox):
    names = {"python": sys.executable}
    environment = dict(os.environ, XRAY_EMULATOR_BIN=str(options.emulator))
    if options.python:
        python = toolbox.python(options.python)
        names["python"] = str(python)
        environment["PATH"] = f"{python.parent}{os.pathsep}{environment['PATH']}"
    if options.node:
        node, folder = toolbox.node(options.node)
        names.update(node=str(node), node_dir=str(folder))
    if options.node_applications:
        folders = {folder.name: str(toolbox.node(folder)[1]) for folder in options.node_applications}
        environment["NODE_APPLICATIONS"] = json.dumps(folders)
    if options.browser:
        environment["CHROMIUM"] = str(toolbox.browser())
    if options.go:
        environment["GO_PROGRAMS"] = str(toolbox.go_programs(options.go[0], options.go[1:]))
    if options.go_tests:
        names["go_tests"] = str(toolbox.go_tests(options.go_tests[0], options.go_tests[1:]))
    if options.java:
        java, class_path = toolbox.java(options.java)
        names.update(java=java, class_path=class_path)
    return names, environment


if __name__ == "__main__":
    sys.exit(main())
