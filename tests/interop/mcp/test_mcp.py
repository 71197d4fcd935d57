# SPDX-License-Identifier: Apache-2.0
"""The official Python client of the Model Context Protocol, over stdio and HTTP."""

import asyncio
import json
import os
import secrets
import time
import unittest
import urllib.request

from mcp import Client, StdioServerParameters

URL = os.environ["AWS_ENDPOINT_URL_XRAY"]


def put_trace(**members):
    now = time.time()
    trace_id = f"1-{int(now):08x}-{secrets.token_hex(12)}"
    document = {"trace_id": trace_id, "id": secrets.token_hex(8), "name": "shop", "start_time": now - 0.25,
                "end_time": now, **members}
    body = json.dumps({"TraceSegmentDocuments": [json.dumps(document)]}).encode()
    urllib.request.urlopen(urllib.request.Request(URL + "/TraceSegments", body, method="POST")).close()
    return trace_id


async def text_of(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    return result.content[0].text, result.is_error


class OfficialClient(unittest.IsolatedAsyncioTestCase):
    async def talk(self, server):
        async with Client(server) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            self.assertEqual(tools["read_trace"].input_schema["required"], ["trace_id"])
            fault = put_trace(fault=True)
            text, is_error = await text_of(client, "find_traces", filter="fault", limit=1)
            self.assertTrue(text.startswith(fault), text)
            self.assertFalse(is_error)
            self.assertIn("shop", (await text_of(client, "read_trace", trace_id=fault))[0])
            text, is_error = await text_of(client, "read_trace", trace_id="1-00000000-000000000000000000000000")
            self.assertTrue(is_error)
            self.assertIn("There is no trace", text)
            waiting = asyncio.create_task(
                text_of(client, "wait_for_traces", filter='annotation.step = "later"', seconds=30))
            await asyncio.sleep(0)
            later = await asyncio.to_thread(put_trace, annotations={"step": "later"})
            self.assertEqual(await waiting, (f"1 matched\n{later}\n", False))
            await text_of(client, "reset")
            self.assertIn("no traces", (await text_of(client, "find_traces"))[0])

    async def test_over_stdio(self):
        await self.talk(StdioServerParameters(
            command=os.environ["XRAY_EMULATOR_BIN"], args=["mcp", "--endpoint", URL]))

    async def test_over_http(self):
        await self.talk(URL + "/_emulator/mcp")


if __name__ == "__main__":
    unittest.main()
