# SPDX-License-Identifier: Apache-2.0
"""Two services with the OpenTelemetry SDK for Python, X-Ray's ids and X-Ray's trace header.

What boto3 reads back is held against the spans they made.
"""

import json
import os
import sys
import time
import unittest
from pathlib import Path

import boto3
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.sdk.extension.aws.trace import AwsXRayIdGenerator
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, format_span_id

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import get  # noqa: E402

X_RAY = AwsXRayPropagator()
STEPS = 120
QUERY = "SELECT count FROM stock"


def x_ray_id(context):
    text = f"{context.trace_id:032x}"
    return f"1-{text[:8]}-{text[8:]}"


class Service:
    """One service with a provider of its own; its exporter takes its address from the environment."""

    def __init__(self, name, compression):
        resource = Resource.create({"service.name": name, "service.version": "1.4"})
        self.provider = TracerProvider(resource=resource, id_generator=AwsXRayIdGenerator())
        self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(compression=compression)))
        self.tracer = self.provider.get_tracer("test")

    def flush(self):
        assert self.provider.force_flush(10_000), "the exporter could not deliver"


def checkout(shop, payments):
    """A request to shop, which works a little and calls payments, which fails."""
    spans = {}
    request = {"http.request.method": "POST", "url.scheme": "http", "server.address": "shop.example.com",
               "url.path": "/checkout", "client.address": "192.0.2.17", "http.response.status_code": 200}
    with shop.tracer.start_as_current_span("POST /checkout", kind=SpanKind.SERVER, attributes=request) as root:
        spans["root"] = root.get_span_context()
        root.set_attribute("enduser.id", "alice")
        root.set_attribute("customer", "gold")
        root.set_attribute("items", 3)
        root.set_attribute("aws.xray.annotations", ["customer"])
        with shop.tracer.start_as_current_span("price (cart)") as inner:
            spans["inner"] = inner.get_span_context()
            query_stock(shop)
        for index in range(STEPS):
            shop.tracer.start_span(f"step-{index}").end()
        put_item(shop)
        call = {"http.request.method": "POST", "url.full": "http://payments/pay", "server.address": "payments",
                "peer.service": "payments", "http.response.status_code": 500}
        with shop.tracer.start_as_current_span("POST", kind=SpanKind.CLIENT, attributes=call) as client:
            spans["client"] = client.get_span_context()
            headers = {}
            X_RAY.inject(headers)
            spans["server"] = pay(payments, headers)
            client.set_status(Status(StatusCode.ERROR))
    return spans


def query_stock(shop):
    attributes = {"db.system": "postgresql", "db.name": "stock", "db.user": "reader", "db.statement": QUERY}
    shop.tracer.start_span("SELECT stock", kind=SpanKind.CLIENT, attributes=attributes).end()


def put_item(shop):
    """Stands for a call of DynamoDB, as the instrumentation of the AWS SDK describes it."""
    attributes = {"rpc.system": "aws-api", "rpc.service": "DynamoDB", "rpc.method": "PutItem",
                  "aws.region": "us-east-1", "aws.dynamodb.table_names": ["order-archive"], "http.status_code": 200}
    shop.tracer.start_span("DynamoDB.PutItem", kind=SpanKind.CLIENT, attributes=attributes).end()


def pay(payments, headers):
    attributes = {"http.request.method": "POST", "url.path": "/pay", "http.response.status_code": 500}
    with payments.tracer.start_as_current_span("POST /pay", context=X_RAY.extract(headers), kind=SpanKind.SERVER,
                                               attributes=attributes) as span:
        try:
            raise ValueError("card number has 15 digits")
        except ValueError as error:
            span.record_exception(error)
            span.set_status(Status(StatusCode.ERROR, "no card"))
        return span.get_span_context()


class OpenTelemetry(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.began = time.time()
        shop = Service("shop", Compression.Gzip)
        payments = Service("payments", Compression.NoCompression)
        cls.spans = checkout(shop, payments)
        shop.flush()
        payments.flush()
        cls.xray = boto3.client("xray")
        cls.trace_id = x_ray_id(cls.spans["root"])
        (trace,) = cls.xray.batch_get_traces(TraceIds=[cls.trace_id])["Traces"]
        cls.documents = {d["id"]: d for d in (json.loads(s["Document"]) for s in trace["Segments"])}

    def document(self, span):
        return self.documents[format_span_id(self.spans[span].span_id)]

    def window(self):
        return {"StartTime": self.began - 60, "EndTime": time.time() + 60}

    def child(self, entity, name):
        (found,) = [one for one in entity["subsegments"] if one["name"] == name]
        return found

    def test_the_id_tells_the_time(self):
        age = time.time() - int(self.trace_id.split("-")[1], 16)
        self.assertTrue(0 <= age < 60, self.trace_id)

    def test_two_segments_joined_by_the_call(self):
        shop, payments = self.document("root"), self.document("server")
        self.assertEqual((shop["name"], payments["name"]), ("shop", "payments"))
        self.assertEqual(payments["parent_id"], format_span_id(self.spans["client"].span_id))
        real = [document for document in self.documents.values() if not document.get("inferred")]
        self.assertEqual(len(real), 2)
        self.assertEqual(self.child(shop, "price cart")["id"], format_span_id(self.spans["inner"].span_id))
        call = self.child(shop, "payments")
        self.assertEqual(call["id"], format_span_id(self.spans["client"].span_id))
        self.assertEqual((call["namespace"], call["fault"]), ("remote", True))
        self.assertEqual(call["http"]["request"]["url"], "http://payments/pay")

    def test_steps_query_and_aws_call(self):
        shop = self.document("root")
        names = {child["name"] for child in shop["subsegments"]}
        self.assertLessEqual({f"step-{index}" for index in range(STEPS)}, names)
        query = self.child(self.child(shop, "price cart"), "stock")
        self.assertEqual(query["namespace"], "remote")
        sql = {"sanitized_query": QUERY, "database_type": "postgresql", "user": "reader"}
        self.assertEqual({key: query["sql"][key] for key in sql}, sql)
        call = self.child(shop, "DynamoDB")
        self.assertEqual((call["namespace"], call["aws"]["operation"]), ("aws", "PutItem"))
        inferred = [document for document in self.documents.values() if document.get("parent_id") == call["id"]]
        self.assertEqual([document["inferred"] for document in inferred], [True])

    def test_request_annotations_metadata_and_user(self):
        shop = self.document("root")
        self.assertEqual(shop["http"]["request"]["method"], "POST")
        self.assertEqual(shop["http"]["request"]["url"], "http://shop.example.com/checkout")
        self.assertEqual(shop["http"]["request"]["client_ip"], "192.0.2.17")
        self.assertEqual(shop["http"]["response"]["status"], 200)
        self.assertEqual(shop["annotations"], {"customer": "gold"})
        self.assertEqual(shop["metadata"]["default"]["items"], 3)
        self.assertEqual(shop["metadata"]["default"]["otel.resource.service.name"], "shop")
        self.assertEqual(shop["user"], "alice")
        self.assertEqual(shop["service"]["version"], "1.4")
        self.assertEqual(shop["aws"]["xray"]["sdk"], "opentelemetry for python")

    def test_exception_with_its_stack(self):
        payments = self.document("server")
        self.assertTrue(payments["fault"])
        (exception,) = payments["cause"]["exceptions"]
        self.assertEqual((exception["type"], exception["message"]), ("ValueError", "card number has 15 digits"))
        self.assertEqual(exception["stack"][0]["label"], "pay")
        self.assertTrue(exception["stack"][0]["path"].endswith("test_otlp.py"))

    def test_summary_is_found_by_annotation_and_service(self):
        answer = self.xray.get_trace_summaries(
            **self.window(), FilterExpression='annotation.customer = "gold" AND service("payments") { fault }')
        (summary,) = answer["TraceSummaries"]
        self.assertEqual(summary["Id"], self.trace_id)
        self.assertEqual(summary["Http"]["HttpStatus"], 200)

    def test_service_graph(self):
        services = {(s["Name"], s.get("Type")): s for s in self.xray.get_service_graph(**self.window())["Services"]}
        self.assertLessEqual({("shop", "client"), ("shop", None), ("payments", None)}, set(services))
        payments = services["payments", None]["ReferenceId"]
        (edge,) = [edge for edge in services["shop", None]["Edges"] if edge["ReferenceId"] == payments]
        self.assertEqual(edge["SummaryStatistics"]["FaultStatistics"]["TotalCount"], 1)

    def test_every_span_was_taken(self):
        _, stats = get(f"{os.environ['AWS_ENDPOINT_URL_XRAY']}/_emulator/stats")
        spans = 6 + STEPS
        self.assertEqual(
            (stats["otlp_spans_received"], stats["documents_stored"], stats["documents_rejected"]), (spans, spans, 0)
        )


if __name__ == "__main__":
    unittest.main(verbosity=2)
