# SPDX-License-Identifier: Apache-2.0
"""What AWS's own tests of OpenTelemetry expect to read back from X-Ray, of the applications that they run.

The applications are played by spans of the same form, and the function's surroundings by what Lambda and API Gateway
send. Each trace is held against what is written here, and against AWS's own template where that lies beside the
repository (shared/samples/otel/expected-traces).
"""

import json
import os
import re
import time
import unittest
import urllib.request
from pathlib import Path

import boto3
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = [beside / "shared/samples/otel/expected-traces" for beside in (ROOT.parent, ROOT.parent.parent)]
ENDPOINT = "http://sample.example.com"
FUNCTION = "serverlessrepo-aot-py38-sar-function-1a2b"

OUTGOING_CALL = [{
    "http": {"request": {"url": f"{ENDPOINT}/outgoing-http-call", "method": "GET"}, "response": {"status": 200}},
    "metadata": {"default": {"otel.resource.telemetry.sdk.name": "opentelemetry"}},
    "subsegments": [{"namespace": "remote", "http": {"request": {"url": "https://aws.amazon.com/", "method": "GET"},
                                                     "response": {"status": 200}}}]}]
AWS_CALL = [
    {"http": {"request": {"url": f"{ENDPOINT}/aws-sdk-call", "method": "GET"}, "response": {"status": 200}},
     "subsegments": [{"name": "S3", "namespace": "aws", "aws": {"operation": "ListBuckets"},
                      "http": {"response": {"status": 200}}}]},
    {"name": "S3", "inferred": True, "origin": "AWS::S3", "aws": {"operation": "ListBuckets"}}]
LAMBDA = [
    {"origin": "AWS::ApiGateway::Stage", "subsegments": [{"name": "Lambda", "namespace": "aws"}]},
    {"origin": "AWS::Lambda", "name": FUNCTION, "http": {"response": {"status": 200}}},
    {"origin": "AWS::Lambda::Function", "name": FUNCTION, "subsegments": [
        {"name": "Invocation", "subsegments": [{"name": "lambda_function.lambda_handler"}]}, {"name": "Overhead"}]},
    {"name": "HTTP GET", "inferred": True, "http": {"request": {"url": "http://httpbin.org/", "method": "GET"}}},
    {"name": "S3", "inferred": True, "aws": {"operation": "ListBuckets"}}]


def template(name):
    """AWS's own, with patterns for texts; nothing where it is not there."""
    for folder in TEMPLATES:
        if (folder / name).exists():
            return json.loads((folder / name).read_text().replace("{{endpoint}}", ENDPOINT))
    return []


def matches(wanted, found, exact):
    """Whether all of `wanted` is in `found`; texts are patterns unless `exact`. Each entry of a list matches some entry."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            name in found and matches(value, found[name], exact) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(matches(one, other, exact) for other in found) for one in wanted)
    if isinstance(wanted, str) and not exact:
        return isinstance(found, str) and re.fullmatch(wanted, found) is not None
    return wanted == found


class ExpectedTraces(unittest.TestCase):
    def setUp(self):
        self.xray = boto3.client("xray")
        # The version of the SDK that AWS's template of the function names.
        resource = Resource.create({"service.name": "sample", "telemetry.sdk.version": "0.16b1"})
        self.provider = TracerProvider(resource=resource)
        self.provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
        self.addCleanup(self.provider.shutdown)
        self.tracer = self.provider.get_tracer("sample")

    def call_http(self, url):
        attributes = {"http.method": "GET", "http.url": url, "http.status_code": 200}
        self.tracer.start_span("HTTP GET", kind=SpanKind.CLIENT, attributes=attributes).end()

    def list_buckets(self):
        attributes = {"rpc.system": "aws-api", "rpc.service": "S3", "rpc.method": "ListBuckets", "http.status_code": 200}
        self.tracer.start_span("S3.ListBuckets", kind=SpanKind.CLIENT, attributes=attributes).end()

    def serve(self, path, work):
        """A request to the sample application; its X-Ray trace id."""
        attributes = {"http.method": "GET", "http.url": ENDPOINT + path, "http.status_code": 200}
        with self.tracer.start_as_current_span("GET", kind=SpanKind.SERVER, attributes=attributes) as span:
            work()
        digits = f"{span.get_span_context().trace_id:032x}"
        return f"1-{digits[:8]}-{digits[8:]}"

    def hold(self, trace_id, expected, template_name):
        (answer,) = self.xray.batch_get_traces(TraceIds=[trace_id])["Traces"]
        documents = [json.loads(segment["Document"]) for segment in answer["Segments"]]
        for wanted, exact in [(one, True) for one in expected] + [(one, False) for one in template(template_name)]:
            self.assertTrue(any(matches(wanted, document, exact) for document in documents),
                            f"{wanted}\nis in none of\n{json.dumps(documents, indent=1)}")

    def test_outgoing_http_call(self):
        trace_id = self.serve("/outgoing-http-call", lambda: self.call_http("https://aws.amazon.com/"))
        self.hold(trace_id, OUTGOING_CALL, "otelSDKexpectedHTTPTrace.json")

    def test_aws_sdk_call(self):
        self.hold(self.serve("/aws-sdk-call", self.list_buckets), AWS_CALL, "otelSDKexpectedAWSSDKTrace.json")

    def test_function_behind_api_gateway(self):
        root, caller, invocation = f"{int(time.time()):08x}{os.urandom(12).hex()}", os.urandom(8), os.urandom(8)
        trace_id = f"1-{root[:8]}-{root[8:]}"
        start = time.time()
        parent = trace.SpanContext(int(root, 16), int.from_bytes(invocation, "big"), True, trace.TraceFlags(1))
        within = trace.set_span_in_context(trace.NonRecordingSpan(parent))
        with self.tracer.start_as_current_span("lambda_function.lambda_handler", context=within):
            self.call_http("http://httpbin.org/")
            self.list_buckets()
        stage = {"name": "sample/Prod", "id": os.urandom(8).hex(), "trace_id": trace_id, "start_time": start,
                 "end_time": time.time(), "origin": "AWS::ApiGateway::Stage",
                 "subsegments": [{"name": "Lambda", "id": caller.hex(), "namespace": "aws", "start_time": start,
                                  "end_time": time.time()}]}
        self.xray.put_trace_segments(TraceSegmentDocuments=[json.dumps(stage)])
        told = {"FunctionName": FUNCTION, "CallerId": caller.hex(), "StartTime": start, "EndTime": time.time(),
                "TraceHeader": f"Root={trace_id};Parent={invocation.hex()};Sampled=1"}
        urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL_XRAY']}/_emulator/lambda-invocation",
                               json.dumps(told).encode()).close()
        self.hold(trace_id, LAMBDA, "lambdaExpectedTrace.json")


if __name__ == "__main__":
    unittest.main(verbosity=2)
