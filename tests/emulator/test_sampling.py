# SPDX-License-Identifier: Apache-2.0
"""What sampling rules an emulator starts with: `--sampling` and `--rules`."""

import json
import pathlib
import tempfile
import unittest

from emulator_process import Emulator, run_binary


def rule(name, rate):
    return {"RuleName": name, "ResourceARN": "*", "Priority": 10, "FixedRate": rate, "ReservoirSize": 0,
            "ServiceName": "*", "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*", "Version": 1}


def rates(emulator):
    records = emulator.post("/GetSamplingRules", {}).json()["SamplingRuleRecords"]
    return {record["SamplingRule"]["RuleName"]: record["SamplingRule"]["FixedRate"] for record in records}


class DefaultRule(unittest.TestCase):
    def rate(self, *arguments, env=None):
        with Emulator(*arguments, env=env) as emulator:
            return rates(emulator)["Default"]

    def test_every_request_unless_asked_otherwise(self):
        self.assertEqual(self.rate(), 1.0)
        self.assertEqual(self.rate("--sampling", "all"), 1.0)
        self.assertEqual(self.rate("--sampling", "aws"), 0.05)
        self.assertEqual(self.rate(env={"XRAY_EMULATOR_SAMPLING": "aws"}), 0.05)

    def test_strict_samples_as_aws_does_unless_asked_otherwise(self):
        self.assertEqual(self.rate("--strict"), 0.05)
        self.assertEqual(self.rate("--strict", "--sampling", "all"), 1.0)

    def test_daemon_command_line(self):
        with Emulator("-o", port_option=("-b", "127.0.0.1:0")) as emulator:
            self.assertEqual(rates(emulator)["Default"], 1.0)

    def test_a_change_stays_over_restarts_and_ends_with_a_reset(self):
        with tempfile.TemporaryDirectory() as folder:
            database = ("--db", str(pathlib.Path(folder) / "x.db"))
            with Emulator(*database) as emulator:
                emulator.post("/UpdateSamplingRule", {"SamplingRuleUpdate": {"RuleName": "Default", "FixedRate": 0.5}})
            for options in ((), ("--sampling", "aws"), ("--strict",)):
                with Emulator(*database, *options) as emulator:
                    self.assertEqual(rates(emulator), {"Default": 0.5})
            with Emulator(*database) as emulator:
                self.assertEqual(emulator.post("/_emulator/reset", {"all": True}).status, 200)
                self.assertEqual(rates(emulator), {"Default": 1.0})


class RulesFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "rules.json"
        self.database = ("--db", str(pathlib.Path(folder.name) / "x.db"))

    def write(self, *rules):
        self.file.write_text(json.dumps({"SamplingRuleRecords": [{"SamplingRule": entry} for entry in rules]}))

    def test_are_there_from_the_start_and_after_a_reset(self):
        self.write(rule("checkout", 0.25), rule("Default", 0.125))
        with Emulator("--rules", str(self.file)) as emulator:
            expected = {"checkout": 0.25, "Default": 0.125}
            self.assertEqual(rates(emulator), expected)
            emulator.post("/DeleteSamplingRule", {"RuleName": "checkout"})
            emulator.post("/_emulator/reset", {"all": True})
            self.assertEqual(rates(emulator), expected)

    def test_answer_of_another_emulator_is_such_a_file(self):
        with Emulator("--sampling", "aws") as emulator:
            emulator.post("/CreateSamplingRule", {"SamplingRule": rule("checkout", 0.25)})
            self.file.write_bytes(emulator.post("/GetSamplingRules", {}).body)
        with Emulator(env={"XRAY_EMULATOR_RULES": str(self.file)}) as emulator:
            self.assertEqual(rates(emulator), {"checkout": 0.25, "Default": 0.05})

    def test_changes_stay_over_a_restart_until_the_file_changes(self):
        self.write(rule("checkout", 0.25))
        options = (*self.database, "--rules", str(self.file))
        with Emulator(*options) as emulator:
            emulator.post("/UpdateSamplingRule", {"SamplingRuleUpdate": {"RuleName": "checkout", "FixedRate": 0.5}})
        with Emulator(*options) as emulator:
            self.assertEqual(rates(emulator)["checkout"], 0.5)
        self.write(rule("checkout", 0.75))
        with Emulator(*options) as emulator:
            self.assertEqual(rates(emulator)["checkout"], 0.75)

    def assert_refused(self, mention):
        result = run_binary("--rules", str(self.file))
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn(f"--rules: {self.file}: {mention}", result.stderr)

    def test_bad_files_are_refused_with_rule_and_member(self):
        self.assert_refused("cannot be read")
        self.file.write_text("{")
        self.assert_refused("is no JSON")
        self.write({**rule("checkout", 0.25), "FixedRate": "high"})
        self.assert_refused('rule "checkout" (SamplingRuleRecords[0]): FixedRate must be a number')


if __name__ == "__main__":
    unittest.main()
