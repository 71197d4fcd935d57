# SPDX-License-Identifier: Apache-2.0
"""A Django application with the X-Ray SDK's application and middleware, which trace requests, queries and templates."""

import json
import os
import sys
import unittest
from pathlib import Path

import boto3
import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["aws_xray_sdk.ext.django"],
    MIDDLEWARE=["aws_xray_sdk.ext.django.middleware.XRayMiddleware"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    XRAY_RECORDER={"AWS_XRAY_TRACING_NAME": "bookshop", "AUTO_INSTRUMENT": True, "SAMPLING": False},
)
django.setup()

from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import post  # noqa: E402

EMULATOR = os.environ["AWS_ENDPOINT_URL_XRAY"]


def show(request, number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s + 1", [number])
        (following,) = cursor.fetchone()
    return HttpResponse(engines["django"].from_string("after {{ n }}").render({"n": following}, request))


def fail(request):
    raise LookupError("no such book")


urlpatterns = [path("books/<int:number>", show), path("lost", fail)]


class Django(unittest.TestCase):
    def request(self, target, status):
        """The segment of a request, and the trace's other documents."""
        client = Client(raise_request_exception=False)
        self.assertEqual(client.get(target).status_code, status)
        _, answer = post(f"{EMULATOR}/_emulator/wait",
                         {"FilterExpression": f'http.url ENDSWITH "{target}"', "TimeoutSeconds": 60})
        (summary,) = answer["TraceSummaries"]
        xray = boto3.client("xray")
        (trace,) = xray.batch_get_traces(TraceIds=[summary["Id"]])["Traces"]
        documents = [json.loads(segment["Document"]) for segment in trace["Segments"]]
        (segment,) = [one for one in documents if not one.get("inferred")]
        return segment, [one for one in documents if one.get("inferred")]

    def test_a_request_with_a_query_and_a_template(self):
        segment, inferred = self.request("/books/7", 200)
        self.assertEqual(segment["name"], "bookshop")
        self.assertEqual(segment["http"]["request"]["method"], "GET")
        self.assertEqual(segment["http"]["request"]["url"], "http://testserver/books/7")
        self.assertEqual(segment["http"]["response"]["status"], 200)
        parts = {part.get("namespace", "local"): part for part in segment["subsegments"]}
        self.assertEqual(parts["remote"]["sql"]["database_type"], "sqlite")
        self.assertEqual([one["parent_id"] for one in inferred], [parts["remote"]["id"]])
        self.assertEqual(inferred[0]["origin"], "Database::SQL")

    def test_a_request_that_fails(self):
        segment, _ = self.request("/lost", 500)
        self.assertIs(segment["fault"], True)
        (exception,) = segment["cause"]["exceptions"]
        self.assertEqual((exception["type"], exception["message"]), ("LookupError", "no such book"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
