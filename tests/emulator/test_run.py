# SPDX-License-Identifier: Apache-2.0
"""`run`: a command with an emulator of its own. Exit codes, environment, reports, and that nothing is left behind."""

import base64
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from tempfile import TemporaryDirectory

from emulator_process import BINARY, DEADLINE, clean_environment, run_binary, wait_until

# Sends a segment, by UDP, as an application does; further arguments are members of the document.
SEND = r"""
import json, os, secrets, socket, sys, time
host, port = os.environ["AWS_XRAY_DAEMON_ADDRESS"].rsplit(":", 1)
now = time.time()
document = {"trace_id": "1-%08x-%s" % (int(now), secrets.token_hex(12)), "id": secrets.token_hex(8), "name": "shop",
            "start_time": now - 0.1, "end_time": now}
for argument in sys.argv[1:]:
    document.update(json.loads(argument))
packet = b'{"format":"json","version":1}\n' + json.dumps(document).encode()
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(packet, (host, int(port)))
"""


def heed_signals():
    """A shell cannot trap what whoever runs the tests (nohup, a job in the background) ignores."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def alive(process):
    """Whether a process is there that is no zombie."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


class RunTest(unittest.TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_it(self, *arguments, env=None):
        return run_binary("run", *arguments, env={"GITHUB_STEP_SUMMARY": "", "CI": "", **(env or {})})

    def send(self, *options, members=(), env=None):
        texts = [json.dumps(member) for member in members]
        return self.run_it(*options, "--", sys.executable, "-c", SEND, *texts, env=env)


class ExitCodes(RunTest):
    def test_that_of_the_command(self):
        for code in (0, 1, 42):
            self.assertEqual(self.run_it("--", "sh", "-c", f"exit {code}").returncode, code)
        self.assertEqual(self.run_it("--", "sh", "-c", "kill -TERM $$").returncode, 128 + signal.SIGTERM)
        self.assertEqual(self.run_it("--", "sh", "-c", "kill -KILL $$").returncode, 128 + signal.SIGKILL)

    def test_a_command_that_cannot_be_started(self):
        missing = self.run_it("--", "no-such-command-here")
        self.assertEqual(missing.returncode, 127)
        self.assertIn("cannot start no-such-command-here: No such file or directory", missing.stderr)
        file = self.folder / "plain"
        file.write_text("text")
        self.assertEqual(self.run_it("--", str(file)).returncode, 126)

    def test_misuse_begins_nothing(self):
        mark = self.folder / "mark"
        for arguments in (["--expect", "fault AND"], ["--count", "1"], ["--expect", "ok", "--count", "x"],
                          ["--expect", "ok", "--count", "1", "--exactly", "1"], ["--forbid", "ok", "--count", "1"],
                          ["--expect", "ok", "--calls", "a b"], ["--within", "soon"], ["--update"],
                          ["--nonsense"], ["--port", "x"]):
            with self.subTest(arguments=arguments):
                result = self.run_it(*arguments, "--", "touch", str(mark))
                self.assertEqual((result.returncode, result.stdout), (2, ""))
                self.assertTrue(result.stderr.startswith("xray-emulator: "), result.stderr)
        self.assertEqual(self.run_it("--quiet").returncode, 2)
        self.assertEqual(self.run_it("--").returncode, 2)
        self.assertFalse(mark.exists())

    def test_expectations(self):
        met = self.send("--expect", 'service("shop")', "--exactly", "1", "--forbid", "fault")
        self.assertEqual((met.returncode, met.stderr), (0, "xray-emulator: 2 of 2 expectations met\n"))
        quiet = self.send("--quiet", "--expect", "ok")
        self.assertEqual((quiet.returncode, quiet.stderr), (0, ""))
        failed = self.send("--within", "600ms", "--forbid", "fault", "--expect", 'service("shpo")', "--expect", "ok",
                           members=[{"fault": True}])
        self.assertEqual(failed.returncode, 3)
        self.assertIn("xray-emulator: not met: fault, --forbid\nexpected exactly 0 traces that match: fault\n",
                      failed.stderr)
        self.assertIn('did you mean "shop"? there is no "shpo"\n', failed.stderr)
        self.assertTrue(failed.stderr.endswith("xray-emulator: 0 of 3 expectations met\n"))

    def test_the_command_s_code_comes_first(self):
        result = self.run_it("--within", "0", "--expect", "fault", "--", "sh", "-c", "exit 7")
        self.assertEqual(result.returncode, 7)
        self.assertIn("not met: fault\n", result.stderr)
        self.assertIn("nothing arrived on UDP 127.0.0.1:", result.stderr)

    def test_waits_for_what_comes_late(self):
        script = self.folder / "send.py"
        script.write_text(SEND)
        late = f"(sleep 0.3; exec {sys.executable} {script}) &"
        self.assertEqual(self.run_it("--expect", 'service("shop")', "--", "sh", "-c", late).returncode, 0)


class Surroundings(RunTest):
    def environment(self, **env):
        result = self.run_it("--", sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))", env=env)
        self.assertEqual(result.returncode, 0)
        return json.loads(result.stdout)

    def test_environment(self):
        env = self.environment(AWS_REGION="eu-west-1", OTEL_TRACES_SAMPLER="xray", OTEL_LOGS_EXPORTER="otlp")
        address = env["AWS_XRAY_DAEMON_ADDRESS"]
        self.assertRegex(address, r"^127\.0\.0\.1:[0-9]+$")
        url = f"http://{address}"
        expected = {
            "AWS_ENDPOINT_URL_XRAY": url, "XRAY_EMULATOR_URL": url,
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": url + "/v1/traces",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf", "OTEL_TRACES_SAMPLER_ARG": "endpoint=" + url,
            "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "OTEL_METRICS_EXPORTER": "none",
            "OTEL_LOGS_EXPORTER": "otlp", "OTEL_BSP_SCHEDULE_DELAY": "100"}
        self.assertEqual({name: env.get(name) for name in expected}, expected)
        self.assertTrue(env["AWS_ACCESS_KEY_ID"] and env["AWS_SECRET_ACCESS_KEY"])
        self.assertNotIn("OTEL_TRACES_SAMPLER_ARG", self.environment())

    def test_input_output_and_arguments_are_the_command_s(self):
        result = subprocess.run([BINARY, "run", "--", "sh", "-c", 'cat; echo "$1" >&2', "sh", "a  b"], input="in",
                                env=clean_environment(), capture_output=True, text=True, timeout=DEADLINE, check=False)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "in", "a  b\n"))

    def test_several_at_once(self):
        runs = [subprocess.Popen([BINARY, "run", "--quiet", "--expect", "ok", "--exactly", "1", "--", sys.executable, "-c",
                                  SEND], env=clean_environment()) for _ in range(4)]
        self.assertEqual([run.wait(DEADLINE) for run in runs], [0] * 4)

    def test_database_is_kept(self):
        database = self.folder / "traces.db"
        self.assertEqual(self.send("--db", str(database), "--expect", "ok").returncode, 0)
        self.assertTrue(database.exists())


class Signals(RunTest):
    def start(self, script, *options):
        """Starts a run of a shell script, and gives it when the script has written its own id."""
        ids = self.folder / "ids"
        process = subprocess.Popen([BINARY, "run", *options, "--", "sh", "-c", f"echo $$ > {ids}.new; {script}"],
                                   env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=heed_signals)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process, ids

    def ids_of(self, file):
        return wait_until(lambda: file.exists() and [int(word) for word in file.read_text().split()], "ids")

    def test_are_passed_on(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number=number):
                (self.folder / "ids").unlink(missing_ok=True)
                script = (f"trap 'exit 9' {number.name[3:]}; mv {self.folder}/ids.new {self.folder}/ids;"
                          " while :; do sleep 0.05; done")
                process, ids = self.start(script)
                self.ids_of(ids)
                process.send_signal(number)
                self.assertEqual(process.wait(DEADLINE), 9)

    @unittest.skipIf("XRAY_PORTABLE" in os.environ, "only Linux gives the guard what its descendants leave behind")
    def test_nothing_is_left_when_the_command_ends(self):
        script = f"sleep 1000 & echo $! >> {self.folder}/ids.new; mv {self.folder}/ids.new {self.folder}/ids"
        process, ids = self.start(script)
        self.assertEqual(process.wait(DEADLINE), 0)
        wait_until(lambda: not any(alive(one) for one in self.ids_of(ids)), "all have ended")

    def test_nothing_is_left_when_the_runner_is_killed(self):
        script = (f"sleep 1000 & echo $! >> {self.folder}/ids.new; mv {self.folder}/ids.new {self.folder}/ids; wait")
        process, ids = self.start(script)
        processes = self.ids_of(ids)
        guard = int(Path(f"/proc/{processes[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
        process.kill()
        process.wait(DEADLINE)
        wait_until(lambda: not any(alive(one) for one in [guard, *processes]), "all have ended")

    @unittest.skipIf("XRAY_PORTABLE" in os.environ, "only Linux kills a process with its parent")
    def test_nothing_is_left_when_the_guard_is_killed(self):
        script = f"mv {self.folder}/ids.new {self.folder}/ids; exec sleep 1000"
        process, ids = self.start(script)
        processes = self.ids_of(ids)
        guard = int(Path(f"/proc/{processes[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
        os.kill(guard, signal.SIGKILL)
        self.assertNotEqual(process.wait(DEADLINE), 0)
        wait_until(lambda: not alive(processes[0]), "the command has ended")


class Reports(RunTest):
    def file(self, name):
        return self.folder / name

    def test_junit(self):
        file = self.file("junit.xml")
        self.send("--within", "0", "--junit", str(file), "--expect", 'annotation.a = "<&>"', "--forbid", "fault")
        suites = ElementTree.parse(file).getroot()
        self.assertEqual((suites.tag, suites.get("tests"), suites.get("failures")), ("testsuites", "2", "1"))
        failed, met = suites.iter("testcase")
        self.assertEqual(failed.get("name"), 'annotation.a = "<&>"')
        self.assertIn('annotation.a = "<&>": there is none', failed.find("failure").text)
        self.assertEqual(list(met), [])

    def test_junit_of_a_command_that_failed(self):
        file = self.file("junit.xml")
        self.run_it("--junit", str(file), "--", "sh", "-c", "exit 4")
        case, = ElementTree.parse(file).getroot().iter("testcase")
        self.assertIn("exit code 4", case.find("failure").text)

    def test_html_is_the_console_with_the_traces_in_it(self):
        file = self.file("report.html")
        hostile = "</script><script>alert(1)</script>"
        result = self.send("--within", "0", "--html", str(file), "--expect", 'service("shop")', "--forbid",
                           f'annotation.a = "{hostile}"')
        self.assertEqual(result.returncode, 0, result.stderr)
        page = file.read_text(encoding="utf-8")
        self.assertNotIn("@XRAY_REPORT_DATA@", page)
        packed = re.search(r'<script type="text/plain" id="xray-report-data">([A-Za-z0-9+/=]+)</script>', page).group(1)
        data = json.loads(gzip.decompress(base64.b64decode(packed)))
        self.assertEqual((data["version"], data["exitCode"], data["left_out"]), (1, 0, 0))
        self.assertEqual([one["met"] for one in data["expectations"]], [True, True])
        self.assertIn(hostile, data["expectations"][1]["text"])
        self.assertNotIn(hostile, page)
        ids = [summary["Id"] for summary in data["TraceSummaries"]]
        self.assertEqual([trace["Id"] for trace in data["Traces"]], ids)
        self.assertEqual(len(ids), 1)
        self.assertIn("shop", [service["Name"] for service in data["Services"]])
        # Nothing in it comes from elsewhere.
        self.assertIsNone(re.search(r'(src|href)="(?!data:|#)', page))

    def test_markdown_also_for_github(self):
        file, summary = self.file("report.md"), self.file("summary.md")
        summary.write_text("before\n")
        members = [{"fault": True}]
        self.send("--within", "0", "--markdown", str(file), "--forbid", "fault", members=members,
                  env={"GITHUB_STEP_SUMMARY": str(summary)})
        text = file.read_text()
        self.assertIn("| fault, --forbid | **failed** |", text)
        self.assertIn("```mermaid\ngraph LR\n", text)
        self.assertIn("0 of 1 expectations met", text)
        self.assertRegex(text, r"- 1-[0-9a-f-]+ fault")
        self.assertEqual(summary.read_text(), "before\n" + text + "\n")
        self.send("--no-summary", env={"GITHUB_STEP_SUMMARY": str(summary)})
        self.assertEqual(summary.read_text(), "before\n" + text + "\n")

    def test_export(self):
        file = self.file("traces.jsonl")
        self.assertEqual(self.send("--export", str(file)).returncode, 0)
        self.assertEqual(len([json.loads(line) for line in file.read_text().splitlines()]), 1)

    def test_snapshot(self):
        file = self.file("shape.txt")
        self.assertEqual(self.send("--snapshot", str(file)).returncode, 0)
        self.assertEqual(file.read_text(), "shop segment ok\n")
        changed = self.send("--snapshot", str(file), members=[{"fault": True}])
        self.assertEqual(changed.returncode, 3)
        self.assertIn("-shop segment ok\n+shop segment fault\n", changed.stderr)
        self.assertEqual(self.send("--snapshot", str(file), "--update", members=[{"fault": True}]).returncode, 0)
        self.assertEqual(file.read_text(), "shop segment fault\n")

    def test_a_report_that_cannot_be_written(self):
        result = self.send("--junit", str(self.folder / "no" / "such" / "folder.xml"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("folder.xml", result.stderr)


if __name__ == "__main__":
    unittest.main()
