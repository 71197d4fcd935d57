# SPDX-License-Identifier: Apache-2.0
"""Runs the README's try-out word for word; only the port differs, since the tests do not take a fixed one."""

import json
import os
import re
import subprocess
import unittest
from pathlib import Path

README = Path(__file__).resolve().parents[3] / "README.md"
TRY_OUT = re.compile(r"<!-- try-out: begin -->(.*?)<!-- try-out: end -->", re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


class ReadmeTryOut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        port = os.environ["AWS_XRAY_DAEMON_ADDRESS"].rpartition(":")[2]
        text = TRY_OUT.search(README.read_text()).group(1)
        script = "\n".join(BLOCK.findall(text))
        script = re.sub(r"\b127\.0\.0\.1([:/])2000\b", rf"127.0.0.1\g<1>{port}", script)
        # Nothing but what the README says may point the commands at the emulator.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environment.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_PAGER="")
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], env=environment, capture_output=True, text=True, timeout=300
        )
        if result.returncode != 0:
            raise RuntimeError(f"the try-out ended with {result.returncode}:\n{result.stderr}")
        cls.answers = cls.decode(result.stdout)

    @staticmethod
    def decode(text):
        """The JSON values that the commands printed one after the other."""
        decoder, answers = json.JSONDecoder(), []
        while text := text.strip():
            answer, end = decoder.raw_decode(text)
            answers.append(answer)
            text = text[end:]
        return answers

    def answer(self, key):
        (found,) = [answer for answer in self.answers if key in answer]
        return found[key]

    def test_segment_was_accepted(self):
        self.assertEqual(self.answer("UnprocessedTraceSegments"), [])

    def test_both_ways_in_are_one_trace(self):
        (summary,) = self.answer("TraceSummaries")
        self.assertTrue(summary["HasFault"])
        (trace,) = self.answer("Traces")
        self.assertEqual(trace["Id"], summary["Id"])
        names = {json.loads(segment["Document"])["name"] for segment in trace["Segments"]}
        self.assertEqual(names, {"shop", "payments"})

    def test_graph_has_both_services(self):
        names = [service["Name"] for service in self.answer("Services")]
        self.assertEqual(sorted(names), ["payments", "shop", "shop"])

    def test_health(self):
        self.assertEqual(self.answer("status"), "ok")


if __name__ == "__main__":
    unittest.main(verbosity=2)
