# SPDX-License-Identifier: Apache-2.0
"""`expect` and `snapshot` as processes: exit codes, and the words of a failure."""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from emulator_process import EmulatorTest, new_trace_id, run_binary, segment, unclaimed_port

CHECKOUT = {"request": {"method": "POST", "url": "http://shop:8080/checkout?id=1"}, "response": {"status": 500}}


class CommandTest(EmulatorTest):
    def setUp(self):
        self.emulator.post("/_emulator/reset", {})
        self.url = self.emulator.ready["http"]

    def put(self, *documents):
        answer = self.emulator.post("/TraceSegments", {"TraceSegmentDocuments": documents})
        self.assertEqual(answer.json()["UnprocessedTraceSegments"], [])

    def put_checkout(self, trace_id=None, calls=1, **members):
        trace_id = trace_id or new_trace_id()
        subsegments = [{"id": f"53995c3f42cd8a{n:02x}", "name": "payments", "namespace": "remote", "start_time": 10,
                        "end_time": 10.25} for n in range(calls)]
        self.put(segment(trace_id, id="70de5b6f19ff9a0a", start_time=10, end_time=10.5, http=CHECKOUT, fault=True,
                         annotations={"customer": "alice"}, subsegments=subsegments, **members))
        return trace_id

    def run_command(self, name, *arguments, env=None, endpoint=True):
        where = ("--endpoint", self.url) if endpoint else ()
        return run_binary(name, *arguments, *where, env=env)

    def expect(self, *arguments, **options):
        return self.run_command("expect", *arguments, **options)


class Expect(CommandTest):
    def test_met(self):
        self.put_checkout()
        for arguments in (["fault"], [], ['service("shop") AND fault', "--count", "1"], ["--exactly", "1"],
                          ["--at-most", "1"], ["ok", "--forbid"], ["--calls", "shop -> payments = 1"],
                          ["--calls", '"shop"->"payments">=1', "--calls", "payments -> shop < 1"]):
            with self.subTest(arguments=arguments):
                result = self.expect(*arguments)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertRegex(result.stdout, r"^[01] traces? match(es)?\n$")

    def test_not_met(self):
        trace_id = self.put_checkout()
        result = self.expect('service("shpo") AND responsetime < 0.2', "--within", "0")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr, f"""\
expected at least 1 trace that matches: service("shpo") AND responsetime < 0.2
0 of 1 trace matches
closest: {self.url}/traces/{trace_id}
  POST /checkout 500 fault 0.5 s: shop -> payments
  service("shpo"): the services are "shop" and "payments"
  responsetime < 0.2: it was 0.5
did you mean "shop"? there is no "shpo"
""")

    def test_forbidden(self):
        trace_id = self.put_checkout()
        result = self.expect("fault", "--forbid")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(result.stderr, f"""\
expected exactly 0 traces that match: fault
1 of 1 trace matches
matches: {self.url}/traces/{trace_id}
  POST /checkout 500 fault 0.5 s: shop -> payments
""")

    def test_nothing_arrived(self):
        result = self.expect("fault", "--within", "100ms")
        self.assertEqual(result.returncode, 3)
        self.assertIn(f"nothing arrived on UDP {self.emulator.ready['daemon']}", result.stderr)

    def test_waits_for_trace_ids(self):
        trace_id = self.put_checkout()
        w3c = trace_id.replace("-", "")[1:]
        self.assertEqual(self.expect("--trace", w3c).returncode, 0)
        other = new_trace_id()
        result = self.expect("--trace", trace_id, "--trace", other, "--within", "0")
        self.assertEqual(result.returncode, 3)
        self.assertIn(f"nothing has come of trace {other}\n", result.stderr)

    def test_an_unsettled_trace(self):
        self.put_checkout(parent_id="00000000000000aa")
        result = self.expect('service("shop")', "--within", "0")
        self.assertEqual(result.returncode, 3)
        self.assertIn('  waits: the parent 00000000000000aa of "shop" has not arrived\n', result.stderr)
        self.assertEqual(self.expect('service("shop")', "--within", "0", "--partial").returncode, 0)

    def test_json_is_the_answer(self):
        self.put_checkout()
        met = json.loads(self.expect("fault", "--json").stdout)
        self.assertEqual((met["Matched"], len(met["TraceSummaries"])), (1, 1))
        failed = self.expect("ok", "--json", "--within", "0")
        self.assertEqual(json.loads(failed.stdout)["Explanation"], failed.stderr)

    def test_misuse(self):
        for arguments in (["fault AND"], ["--within", "soon"], ["--count", "-1"], ["--calls", "shop - payments"],
                          ["--calls", "shop -> payments < 0"], ["--exactly", "1", "--count", "1"],
                          ["--forbid", "--count", "1"], ["--update"], ["--trace", "1-2-3"], ["--nonsense"],
                          ["a", "b"]):
            with self.subTest(arguments=arguments):
                result = self.expect(*arguments)
                self.assertEqual((result.returncode, result.stdout), (2, ""))
                self.assertTrue(result.stderr.startswith("xray-emulator: "), result.stderr)

    def test_no_emulator_there(self):
        url = f"http://127.0.0.1:{unclaimed_port()}"
        result = self.expect("fault", "--endpoint", url, endpoint=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"no emulator answers at {url}: ", result.stderr)
        by_variable = self.expect("fault", endpoint=False, env={"AWS_ENDPOINT_URL_XRAY": url})
        self.assertEqual(by_variable.stderr, result.stderr)
        self.assertEqual(self.expect("fault", "--endpoint", "ftp://x", endpoint=False).returncode, 2)


class Snapshot(CommandTest):
    EXPECTED = """\
shop segment POST /checkout 500 fault customer="alice"
  payments remote ok ×2
"""

    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "checkout.txt")

    def test_the_shape(self):
        self.put_checkout(calls=2)
        self.assertEqual(self.run_command("snapshot").stdout, self.EXPECTED)
        result = self.run_command("snapshot", "fault", "-o", str(self.file))
        self.assertEqual((result.returncode, result.stdout), (0, ""))
        self.assertEqual(self.file.read_text(), self.EXPECTED)

    def test_is_made_then_compared(self):
        self.put_checkout(calls=2)
        self.assertEqual(self.expect("fault", "--snapshot", str(self.file)).returncode, 0)
        self.assertEqual(self.file.read_text(), self.EXPECTED)
        self.assertEqual(self.expect("fault", "--snapshot", str(self.file)).returncode, 0)
        self.emulator.post("/_emulator/reset", {})
        self.put_checkout(calls=3)
        changed = self.expect("fault", "--snapshot", str(self.file))
        self.assertEqual(changed.returncode, 3)
        self.assertIn("\n-  payments remote ok ×2\n+  payments remote ok ×3\n", changed.stderr)
        self.assertEqual(self.expect("fault", "--snapshot", str(self.file), "--update").returncode, 0)
        self.assertEqual(self.file.read_text(), self.EXPECTED.replace("×2", "×3"))

    def test_is_not_made_where_ci_is_set(self):
        self.put_checkout()
        result = self.expect("fault", "--snapshot", str(self.file), env={"CI": "true"})
        self.assertEqual(result.returncode, 3)
        self.assertFalse(self.file.exists())
        self.assertEqual(self.expect("--snapshot", str(self.file), "--update", env={"CI": "true"}).returncode, 0)
        self.assertTrue(self.file.exists())


if __name__ == "__main__":
    unittest.main()
