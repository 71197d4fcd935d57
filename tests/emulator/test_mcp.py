# SPDX-License-Identifier: Apache-2.0
"""`xray-emulator mcp`: the Model Context Protocol on stdin and stdout."""

import json
import subprocess
import unittest

from emulator_process import BINARY, DEADLINE, Emulator, clean_environment, new_trace_id, run_binary, segment


def request(number, method, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def converse(endpoint, *messages):
    """Sends messages, each a line, and returns what was answered when the input has ended."""
    lines = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in messages)
    done = subprocess.run([BINARY, "mcp", "--endpoint", endpoint], input=lines, capture_output=True, text=True,
                          timeout=DEADLINE, env=clean_environment(None), check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def text_of(answer):
    return answer["result"]["content"][0]["text"], answer["result"]["isError"]


class Mcp(unittest.TestCase):
    def test_a_session(self):
        with Emulator() as emulator:
            trace_id = new_trace_id()
            emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment(trace_id, "shop", fault=True)]})
            answers = converse(
                emulator.ready["http"],
                request(1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "test"}),
                {"jsonrpc": "2.0", "method": "notifications/initialized"},
                request(2, "tools/list"),
                request(3, "tools/call", name="find_traces", arguments={"filter": "fault"}),
                request("four", "tools/call", name="wait_for_traces", arguments={"count": 2, "seconds": 0.2}))
        self.assertEqual([answer["id"] for answer in answers], [1, 2, 3, "four"])
        self.assertEqual(answers[0]["result"]["protocolVersion"], "2025-06-18")
        self.assertIn("doctor", [tool["name"] for tool in answers[1]["result"]["tools"]])
        text, is_error = text_of(answers[2])
        self.assertTrue(text.startswith(trace_id), text)
        self.assertFalse(is_error)
        text, is_error = text_of(answers[3])
        self.assertIn("expected at least 2 traces", text)
        self.assertTrue(is_error)

    def test_where_no_emulator_is_the_agent_is_told(self):
        answers = converse("http://127.0.0.1:9", request(1, "initialize"), request(2, "tools/call", name="doctor"))
        self.assertIn("serverInfo", answers[0]["result"])
        text, is_error = text_of(answers[1])
        self.assertIn("http://127.0.0.1:9", text)
        self.assertIn("xray-emulator serve", text)
        self.assertTrue(is_error)

    def test_bad_lines_do_not_end_it(self):
        answers = converse("http://127.0.0.1:9", "{", "x" * 3_000_000, "[" * 100_000, "", request(1, "ping"))
        self.assertEqual([answer.get("error", {}).get("code") for answer in answers], [-32700] * 3 + [None])
        self.assertEqual(answers[-1]["id"], 1)

    def test_misuse(self):
        result = run_binary("mcp", "--endpoint", "nowhere:")
        self.assertEqual(result.returncode, 2, result.stderr)


if __name__ == "__main__":
    unittest.main()
