# SPDX-License-Identifier: Apache-2.0
"""A small order service, instrumented with the X-Ray SDK for Python as its guide shows.

It works through a handful of orders and prints a journal as JSON: for every trace what the application did, in the
application's own terms, so that a reader can hold it against what X-Ray shows.
"""

import contextlib
import http.server as http_server
import json
import sqlite3
import sys
import threading
import time

import boto3
from aws_xray_sdk.core import patch, xray_recorder
from aws_xray_sdk.core.models import http

SERVICE = "orders"
PAYMENTS = "payments"
MAIL = "mail.example.com"
TABLE = "order-archive"
BULK_ITEMS = 100
# A service of which a rule says that nothing is sampled.
QUIET = "quiet-orders"
EVERYDAY = "everyday"  # no rule but Default is for it

CART = {"lines": [{"sku": "kettle", "count": 2}, {"sku": "café cup", "count": 1}], "total": 61.5}
SHOPPER = {"customer": "alice", "items": 3, "gift": True, "discount": 0.25}


class Journal:
    """What was done, as a tree of names and ids for every trace."""

    def __init__(self):
        self.traces = {}
        self._open = threading.local()

    @contextlib.contextmanager
    def segment(self, story, name, traceid=None, parent_id=None, **request):
        """A segment for one request, always sampled; `request` is its http data without the status."""
        with xray_recorder.in_segment(name, traceid=traceid, parent_id=parent_id, sampling=1) as entity:
            for key, value in request.items():
                entity.put_http_meta(key, value)
            trace = self.traces.setdefault(story, {"trace_id": entity.trace_id, "segments": {}})
            trace["segments"][name] = node = {"id": entity.id, "parent_id": parent_id, "children": []}
            self._open.stack = [node]
            yield entity

    @contextlib.contextmanager
    def step(self, name, namespace="local"):
        """A subsegment of whatever is open on this thread."""
        with xray_recorder.in_subsegment(name, namespace=namespace) as entity:
            node = {"id": entity.id, "name": name, "children": []}
            self._open.stack[-1]["children"].append(node)
            self._open.stack.append(node)
            try:
                yield entity
            finally:
                self._open.stack.pop()


def wait_for_sampling_rules(deadline=120.0):
    """Asks for sampling decisions, as a web framework would, until one names a rule that came from X-Ray."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        segment = xray_recorder.begin_segment(SERVICE)
        rule = getattr(segment, "aws", {}).get("xray", {}).get("sampling_rule_name")
        segment.sampled = False
        xray_recorder.end_segment()
        if rule:
            return rule
        time.sleep(0.05)
    raise TimeoutError("no sampling decision named a rule")


def decide(service):
    """One sampling decision for a request to a service that has no other traces; nothing is sent for it."""
    segment = xray_recorder.begin_segment(service)
    sampled = bool(segment.sampled)
    segment.sampled = False
    xray_recorder.end_segment()
    return sampled


def look_up(journal):
    """A query through the patched sqlite3."""
    with journal.segment("look up", SERVICE, url="http://orders.example.com/stock", method="GET") as segment:
        with contextlib.closing(sqlite3.connect(":memory:")) as stock:
            stock.execute("SELECT 7")
        segment.put_http_meta(http.STATUS, 200)


def check_out(journal):
    """A good order: nested steps, a call to a traced service, and a call to one that is not traced."""
    with journal.segment(
        "check out", SERVICE, url="http://orders.example.com/checkout?step=2", method="POST",
        user_agent="till/1.0", client_ip="192.0.2.17",
    ) as segment:  # fmt: skip
        segment.set_user("alice")
        for key, value in SHOPPER.items():
            segment.put_annotation(key, value)
        segment.put_metadata("cart", CART, "shop")
        with journal.step("validate"), journal.step("check-stock") as check:
            check.put_annotation("warehouse", "north")
            check.put_metadata("shelves", [4, 7])
        with journal.step(PAYMENTS, namespace="remote") as call:
            call.put_http_meta(http.URL, "http://payments.example.com/charge")
            call.put_http_meta(http.METHOD, "POST")
            service = threading.Thread(target=charge, args=(journal, segment.trace_id, call.id))
            service.start()
            service.join()
            call.put_http_meta(http.STATUS, 200)
        with journal.step(MAIL, namespace="remote") as call:
            call.put_http_meta(http.URL, f"https://{MAIL}/send")
            call.put_http_meta(http.METHOD, "PUT")
            call.put_http_meta(http.STATUS, 202)
        segment.put_http_meta(http.STATUS, 200)


def charge(journal, trace_id, caller):
    """The payment service; a thread stands for its process."""
    with journal.segment(
        "check out", PAYMENTS, traceid=trace_id, parent_id=caller,
        url="http://payments.example.com/charge", method="POST",
    ) as segment:  # fmt: skip
        with journal.step("ledger"):
            pass
        segment.put_http_meta(http.STATUS, 200)


def refuse_card(journal):
    """A fault: an exception passes through two steps and ends as a 500."""
    with journal.segment("refuse card", SERVICE, url="http://orders.example.com/checkout", method="POST") as segment:
        with contextlib.suppress(ValueError), journal.step("pay"), journal.step("read-card"):
            raise ValueError("card number has 15 digits")
        segment.put_http_meta(http.STATUS, 500)


def answer(journal, story, status):
    """A request that ends with the given status and nothing else."""
    with journal.segment(story, SERVICE, url="http://orders.example.com/orders/7", method="GET") as segment:
        segment.put_http_meta(http.STATUS, status)


def archive(journal, table):
    """An AWS call through the patched SDK."""
    with journal.segment("archive", SERVICE, url="http://orders.example.com/archive", method="POST") as segment:
        table.put_item(TableName=TABLE, Item={"id": {"S": "7"}})
        segment.put_http_meta(http.STATUS, 200)


def import_many(journal):
    """So many steps that the SDK sends finished ones ahead of their segment."""
    with journal.segment("import", SERVICE, url="http://orders.example.com/import", method="POST") as segment:
        for index in range(BULK_ITEMS):
            with journal.step(f"item-{index}") as item, journal.step("parse"):
                item.put_annotation("index", index)
        segment.put_http_meta(http.STATUS, 200)


class EmptyTable(http_server.BaseHTTPRequestHandler):
    """Stands for DynamoDB: says yes to everything."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("x-amzn-RequestId", "R4EQ3Q2K8M6S0T1V")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def dynamodb():
    """A DynamoDB client whose calls end at a server of this process."""
    server = http_server.HTTPServer(("127.0.0.1", 0), EmptyTable)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main():
    xray_recorder.configure(service=SERVICE, context_missing="RUNTIME_ERROR")
    patch(["botocore", "sqlite3"])
    journal = Journal()
    rule = wait_for_sampling_rules()
    check_out(journal)
    refuse_card(journal)
    answer(journal, "not found", 404)
    answer(journal, "too many", 429)
    with dynamodb() as table:
        archive(journal, table)
    import_many(journal)
    look_up(journal)
    quiet = [decide(QUIET) for _ in range(50)]
    everyday = [decide(EVERYDAY) for _ in range(50)]
    json.dump({"sampling_rule": rule, "traces": journal.traces, "quiet": quiet, "everyday": everyday}, sys.stdout)


if __name__ == "__main__":
    main()
