# SPDX-License-Identifier: Apache-2.0
"""The commands that show and move traces: traces, trace, graph, tail, export, import, diff, doctor; runs."""

import json
import subprocess
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from emulator_process import BINARY, Emulator, clean_environment, new_trace_id, segment
from test_expect import CHECKOUT, CommandTest


class Show(CommandTest):
    def test_traces(self):
        self.assertEqual(self.run_command("traces").stdout, "no traces\n")
        trace_id = self.put_checkout()
        self.put(segment(start_time=20, end_time=21))
        lines = self.run_command("traces").stdout.splitlines()
        self.assertEqual(lines[1], f"1970-01-01 00:00:10    0.500 s  {trace_id}  fault 500 POST /checkout  shop")
        self.assertEqual(len(self.run_command("traces", "fault").stdout.splitlines()), 1)
        self.assertEqual(len(json.loads(self.run_command("traces", "--json").stdout)["TraceSummaries"]), 2)
        self.assertEqual(self.run_command("traces", "--most", "1").stdout.splitlines()[1:], ["and more (--most N)"])
        self.assertEqual(self.run_command("traces", "fault AND").returncode, 2)

    def test_trace(self):
        trace_id = self.put_checkout()
        result = self.run_command("trace", trace_id)
        head, shop, payments = result.stdout.splitlines()
        self.assertEqual(head, f"{trace_id}  0.500 s")
        self.assertRegex(shop, r"^shop +\|=+\| 0\.500 s  segment POST /checkout 500 fault$")
        self.assertRegex(payments, r"^  payments +\|=+ +\| 0\.250 s  remote ok$")
        self.assertEqual(json.loads(self.run_command("trace", trace_id, "--json").stdout)["Id"], trace_id)
        self.assertEqual(self.run_command("trace", new_trace_id()).returncode, 3)
        self.assertEqual(self.run_command("trace", "nonsense").returncode, 2)

    def test_graph(self):
        self.put_checkout()
        self.assertIn("shop -> payments  1 call, 0.250 s\n", self.run_command("graph").stdout)
        dot = self.run_command("graph", "--dot").stdout
        self.assertTrue(dot.startswith("digraph services {\n") and dot.endswith("}\n"), dot)
        mermaid = self.run_command("graph", "--mermaid").stdout
        self.assertTrue(mermaid.startswith("graph LR\n"), mermaid)
        self.assertIn('((\"client\"))', mermaid)
        self.assertEqual(len(json.loads(self.run_command("graph", "--json").stdout)["Services"]), 3)
        self.assertEqual(self.run_command("graph", "--json", "--dot").returncode, 2)

    def test_where_only_six_hours_can_be_asked_for(self):
        with Emulator("--strict") as strict:
            trace_id = new_trace_id()
            strict.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id)]})
            where = ("--endpoint", strict.ready["http"])
            self.assertIn(trace_id, self.run_command("traces", *where, endpoint=False).stdout)
            self.assertIn("shop", self.run_command("graph", *where, endpoint=False).stdout)

    def test_tail(self):
        process = subprocess.Popen([BINARY, "tail", "fault", "--most", "1", "--endpoint", self.url],
                                   env=clean_environment(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        trace_id = new_trace_id()
        # Until it listens nobody hears; what it hears first ends it.
        while process.poll() is None:
            self.put(segment(trace_id, start_time=10, end_time=10.5, http=CHECKOUT, fault=True))
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        self.assertEqual(process.returncode, 0)
        self.assertTrue(process.stdout.read().startswith(f"{trace_id}  POST /checkout 500 fault"))

    def test_misspelt_command(self):
        self.assertEqual(self.run_command("expct", endpoint=False).returncode, 2)

    def test_each_command_has_help(self):
        for name in ("run", "expect", "traces", "trace", "tail", "graph", "snapshot", "diff", "export", "import",
                     "doctor", "licenses"):
            with self.subTest(name=name):
                result = self.run_command(name, "--help", endpoint=False)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertIn(f"xray-emulator {name}", result.stdout)
                self.assertIn(name, self.run_command("--help", endpoint=False).stdout)
                self.assertEqual(self.run_command(name, "--version", endpoint=False).returncode, 0)


class ExportAndImport(CommandTest):
    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "traces.jsonl")

    def fill(self):
        """Traces with all that the service's own form leaves out; returns their ids."""
        ids = [self.put_checkout(), new_trace_id(), new_trace_id(), new_trace_id()]
        self.put(segment(ids[1], unknown={"member": [1, 2]}, metadata={"a": {"b": None}}),
                 # An orphan, a segment in progress, and a call that says traced.
                 segment(ids[2], type="subsegment", parent_id="00000000000000aa", name="orphan"),
                 json.dumps({"trace_id": ids[3], "id": "00000000000000bb", "name": "open", "start_time": 30.25,
                             "in_progress": True}),
                 segment(ids[3], start_time=30, end_time=31, subsegments=[
                     {"id": "00000000000000cc", "name": "stock", "namespace": "remote", "start_time": 30,
                      "end_time": 30.5, "http": {"request": {"traced": True}}}]))
        return ids

    def state(self, emulator, ids):
        traces = emulator.post("/Traces", {"TraceIds": ids[:5]}).json()["Traces"]
        graph = emulator.post("/ServiceGraph", {"StartTime": 0, "EndTime": 4102444800}).json()["Services"]
        summaries = emulator.post("/TraceSummaries", {"StartTime": 0, "EndTime": 4102444800}).json()["TraceSummaries"]
        exported = emulator.request("GET", "/_emulator/export").body
        return sorted(traces, key=lambda trace: trace["Id"]), graph, summaries, exported

    def test_lossless(self):
        ids = self.fill()
        before = self.state(self.emulator, ids)
        self.assertEqual(self.run_command("export", "-o", str(self.file)).returncode, 0)
        lines = [json.loads(line) for line in self.file.read_text().splitlines()]
        self.assertEqual({line["Id"] for line in lines}, set(ids))
        for line in lines:
            answer = next(trace for trace in before[0] if trace["Id"] == line["Id"])
            self.assertEqual({name: line[name] for name in answer}, answer)
        with Emulator() as other:
            result = self.run_command("import", str(self.file), "--endpoint", other.ready["http"], endpoint=False)
            self.assertEqual((result.returncode, result.stdout), (0, "4 traces, 5 documents\n"))
            self.assertEqual(self.state(other, ids), before)

    def test_selection(self):
        ids = self.fill()
        def exported(*arguments):
            return [json.loads(line)["Id"] for line in self.run_command("export", *arguments).stdout.splitlines()]
        self.assertEqual(exported("fault"), [ids[0]])
        self.assertEqual(exported("--trace", ids[1], "--trace", ids[0]), [ids[1], ids[0]])
        self.assertEqual(exported("--trace", new_trace_id()), [])
        self.assertEqual(self.run_command("export", "--run", "nobody").returncode, 2)
        self.assertEqual(self.run_command("export", "fault AND").returncode, 2)

    def test_takes_what_the_aws_cli_prints(self):
        trace_id = self.put_checkout()
        answer = self.emulator.post("/Traces", {"TraceIds": [trace_id]}).json()
        self.file.write_text(json.dumps(answer, indent=4))
        self.emulator.post("/_emulator/reset", {})
        self.assertEqual(self.run_command("import", str(self.file)).returncode, 0)
        again = self.emulator.post("/Traces", {"TraceIds": [trace_id]}).json()
        self.assertEqual(again, answer)

    def test_what_is_refused_is_told(self):
        self.file.write_text(json.dumps({"Id": new_trace_id(), "Segments": [{"Id": "1", "Document": "{}"}]}))
        result = self.run_command("import", str(self.file))
        self.assertEqual((result.returncode, result.stdout), (3, "1 trace, 0 documents\n"))
        self.assertIn("1 document refused: ", result.stderr)
        for text in ("nonsense", "[1]", '{"Traces": 1}', '{"Id":"1-2-3","Segments":[]}'):
            with self.subTest(text=text):
                self.file.write_text(text)
                self.assertEqual(self.run_command("import", str(self.file)).returncode, 2)
                answer = self.emulator.request("POST", "/_emulator/import", text)
                self.assertEqual(answer.status, 400)
                self.assertIn("Message", answer.json())
        self.assertEqual(self.run_command("import", "no-such-file").returncode, 2)


class RunsAndDiff(CommandTest):
    def begin(self, name):
        answer = self.emulator.post("/_emulator/runs", {"name": name})
        self.assertEqual(answer.status, 200)
        return answer.json()

    def two_runs(self):
        self.put_checkout()
        first = self.begin("before")
        self.assertEqual((first["name"], first["end"], first["traces"]), ("before", None, 0))
        self.put_checkout()
        self.begin("after")
        self.put_checkout(calls=2)
        self.put(segment(name="shop", subsegments=[{"id": "53995c3f42cd8ad8", "name": "stock", "namespace": "remote",
                                                    "start_time": 10, "end_time": 11}]))

    def test_runs(self):
        self.two_runs()
        runs = self.emulator.request("GET", "/_emulator/runs").json()["runs"]
        self.assertEqual([(run["name"], run["traces"]) for run in runs], [("before", 1), ("after", 2)])
        self.assertEqual((runs[0]["end"], runs[1]["end"]), (runs[1]["begin"], None))
        for body in ({}, {"name": ""}, {"name": 1}, {"name": "x" * 201}, {"name": "a", "other": 1}):
            self.assertEqual(self.emulator.post("/_emulator/runs", body).status, 400)
        self.emulator.post("/_emulator/reset", {})
        self.assertEqual(self.emulator.request("GET", "/_emulator/runs").json(), {"runs": []})

    def test_diff_of_runs(self):
        self.two_runs()
        result = self.run_command("diff", "before", "after")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stdout.splitlines()[:4],
                         ["1 traces before, 2 after", "new service: stock", "new edge: shop -> stock",
                          "faults of shop: 100 % -> 50 %"])
        self.assertEqual(self.run_command("diff", "before", "nobody").returncode, 2)

    def test_diff_of_files_and_budgets(self):
        self.two_runs()
        with TemporaryDirectory() as folder:
            files = [str(Path(folder, name)) for name in ("before", "after")]
            for file in files:
                self.assertEqual(self.run_command("export", "--run", Path(file).name, "-o", file).returncode, 0)

            def diff(*arguments, order=1):
                return self.run_command("diff", *files[::order], *arguments, endpoint=False)
            body = json.loads(diff("--json").stdout)
            self.assertEqual(body["edges"], {"new": [{"from": "shop", "to": "stock"}], "lost": []})
            self.assertEqual(diff("--max-new-edges", "1").returncode, 0)
            broken = diff("--max-new-edges", "0")
            self.assertEqual(broken.returncode, 3)
            self.assertIn("--max-new-edges 0 is broken: it is 1\n", broken.stderr)
            self.assertEqual(diff("--max-lost-edges", "0", order=-1).returncode, 3)
            self.assertEqual(diff("--max-fault-increase", "10").returncode, 0)
            self.assertEqual(diff("--max-fault-increase", "10", order=-1).returncode, 3)
            same = self.run_command("diff", files[0], files[0], endpoint=False)
            self.assertEqual(same.stdout.splitlines()[1:], ["no difference"])
        self.assertEqual(self.run_command("diff", "no-such-file", "other", endpoint=False).returncode, 2)


class Doctor(CommandTest):
    def findings(self):
        answer = self.emulator.request("GET", "/_emulator/doctor")
        self.assertEqual(answer.status, 200)
        return {finding["code"]: finding for finding in answer.json()["findings"]}

    def test_nothing_to_find(self):
        self.put(segment())
        self.assertEqual(self.findings(), {})
        self.assertEqual(self.run_command("doctor").stdout, "nothing found\n")

    def test_nothing_heard(self):
        with Emulator() as silent:
            findings = silent.request("GET", "/_emulator/doctor").json()["findings"]
        self.assertEqual([finding["code"] for finding in findings], ["nothing-heard"])
        self.assertIn(silent.ready["daemon"], findings[0]["fix"])

    def test_mistakes_in_documents(self):
        cases = {
            "times-in-milliseconds": {"start_time": 1790000000000, "end_time": 1790000000100},
            "end-before-start": {"start_time": 20, "end_time": 10},
            "time-in-future": {"start_time": 9e9, "end_time": 9e9},
            "missing-parent": {"parent_id": "00000000000000aa"},
            "annotation-key": {"annotations": {"a b": 1}},
            "missing-callee": {"subsegments": [{"id": "00000000000000cc", "name": "stock", "namespace": "remote",
                                                "start_time": 1, "end_time": 2, "traced": True}]},
        }
        for code, members in cases.items():
            with self.subTest(code=code):
                self.emulator.post("/_emulator/reset", {})
                trace_id = new_trace_id()
                self.put(segment(trace_id, **members))
                finding = self.findings().pop(code)
                self.assertEqual((finding["traceId"], finding["count"], finding["severity"]), (trace_id, 1, "warning"))
                self.assertTrue(finding["fix"] and finding["message"] and finding["lastSeen"])
                self.assertIn(f"  code: {code}\n", self.run_command("doctor").stdout)

    def test_metrics_and_logs(self):
        with Emulator() as emulator:
            for signal in ("metrics", "logs"):
                answer = emulator.request("POST", f"/v1/{signal}", "{}", {"Content-Type": "application/json"})
                self.assertEqual(answer.status, 200)
            findings = emulator.request("GET", "/_emulator/doctor").json()["findings"]
        self.assertEqual([(finding["code"], finding["severity"]) for finding in findings],
                         [("metrics-posted", "info"), ("logs-posted", "info"), ("nothing-heard", "info")])
        self.assertIn("OTEL_METRICS_EXPORTER=none", findings[0]["fix"])

    def test_what_is_wrong_with_a_trace_id(self):
        for trace_id, flaw in (("1-5759e988-bd862e3fe1be46a99427279", "its last part has 23 digits instead of 24"),
                               ("2-5759e988-bd862e3fe1be46a994272793", "its version is not 1"),
                               ("bd862e3fe1be46a9", "it has 16 characters and no dashes")):
            with self.subTest(trace_id=trace_id):
                self.emulator.post("/_emulator/reset", {})
                self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id)]})
                finding = self.findings().pop("refused-InvalidTraceId")
                self.assertEqual((finding["severity"], finding["count"]), ("error", 1))
                self.assertIn(flaw, finding["fix"])


if __name__ == "__main__":
    unittest.main()
