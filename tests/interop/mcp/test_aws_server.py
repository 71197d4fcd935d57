# SPDX-License-Identifier: Apache-2.0
"""AWS's own server of the Model Context Protocol for Application Signals, pointed here as the README says."""

import json
import os
import secrets
import sys
import time
import unittest
import urllib.request
from pathlib import Path

from mcp import Client, StdioServerParameters

URL = os.environ["AWS_ENDPOINT_URL_XRAY"]
SERVER = Path(sys.executable).with_name("awslabs.cloudwatch-applicationsignals-mcp-server")


def put_trace():
    """A request that fails in DynamoDB; its id, as X-Ray writes it."""
    now = time.time()
    trace_id = f"1-{int(now):08x}-{secrets.token_hex(12)}"
    call = {"id": secrets.token_hex(8), "name": "DynamoDB", "namespace": "aws", "start_time": now - 0.2,
            "end_time": now - 0.1, "fault": True, "aws": {"operation": "GetItem", "table_name": "orders"}}
    document = {"trace_id": trace_id, "id": secrets.token_hex(8), "name": "shop", "start_time": now - 0.25,
                "end_time": now, "fault": True, "subsegments": [call]}
    body = json.dumps({"TraceSegmentDocuments": [json.dumps(document)]}).encode()
    urllib.request.urlopen(urllib.request.Request(URL + "/TraceSegments", body, method="POST")).close()
    return trace_id


class AwsServer(unittest.IsolatedAsyncioTestCase):
    async def test_it_reads_traces(self):
        trace_id = put_trace()
        environment = {**os.environ, "MCP_XRAY_ENDPOINT": URL, "MCP_APPLICATIONSIGNALS_ENDPOINT": URL}
        async with Client(StdioServerParameters(command=str(SERVER), args=[], env=environment)) as client:
            for written in (trace_id, "0x" + trace_id[2:].replace("-", "")):
                result = await client.call_tool("get_xray_trace", {"trace_ids": written})
                self.assertFalse(result.is_error, result)
                answer = json.loads(result.content[0].text)
                (trace,) = answer["traces"]
                self.assertEqual((trace["trace_id"], trace["has_faults"], answer["unprocessed_trace_ids"]),
                                 (trace_id, True, []))
                shop = next(segment for segment in trace["segments"] if segment["name"] == "shop")
                self.assertEqual([call["name"] for call in shop["subsegments"]], ["DynamoDB"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
