# SPDX-License-Identifier: Apache-2.0
"""Two real clients behind one face: call(operation, **parameters) gives the decoded answer."""

import contextlib
import datetime
import io
import json
import os
from unittest import mock

import awscli.clidriver
import boto3
import botocore
import botocore.loaders


def service_model():
    """The X-Ray service model as botocore ships it."""
    return botocore.loaders.Loader().load_service_model("xray", "service-2")


def operations():
    return sorted(service_model()["operations"])


def paginators():
    """The operations that botocore knows how to page through, with the member that each page adds to."""
    pages = botocore.loaders.Loader().load_service_model("xray", "paginators-1")["pagination"]
    return {operation: rule["result_key"] for operation, rule in pages.items()}


def plain(value):
    """An answer with its times as seconds, so that what boto3 and the CLI decode can be compared."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.timestamp() if isinstance(value, datetime.datetime) else value


class Boto3:
    """boto3's client. `called` is the set of operations that went out, told by botocore itself."""

    name = "boto3"

    def __init__(self, endpoint):
        self.called = set()
        self.client = boto3.client("xray", endpoint_url=endpoint)
        self.client.meta.events.register("before-call.xray", lambda model, **_: self.called.add(model.name))

    def __call__(self, operation, **parameters):
        return plain(getattr(self.client, botocore.xform_name(operation))(**parameters))

    def pages(self, operation, **parameters):
        """The pages of boto3's own paginator."""
        paginator = self.client.get_paginator(botocore.xform_name(operation))
        return [plain(page) for page in paginator.paginate(**parameters)]


class AwsCli:
    """The AWS CLI's own program, within this process: its start takes longer than its work."""

    name = "aws-cli"

    def __init__(self, endpoint):
        self.called = set()
        self._driver = awscli.clidriver.create_clidriver()
        self._endpoint = endpoint

    def __call__(self, operation, *options, **parameters):
        command = botocore.xform_name(operation, "-")
        arguments = ["xray", command, "--endpoint-url", self._endpoint, "--output", "json", *options]
        if parameters:
            arguments += ["--cli-input-json", json.dumps(parameters)]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = self._driver.main(arguments)
        if code != 0:
            raise RuntimeError(f"aws {' '.join(arguments)} ended with {code}: {err.getvalue()}")
        self.called.add(operation)
        # Times come as texts with the offset of the local zone.
        answer = json.loads(out.getvalue()) if out.getvalue().strip() else {}
        return _with_seconds(answer)


TIMES = {
    "CreatedAt", "ModifiedAt", "StartTime", "EndTime", "Timestamp", "LastUpdatedTime", "LastRuleModification",
    "MatchedEventTime", "EventTime", "LastUpdateTime", "ApproximateTime", "ServiceGraphStartTime",
    "ServiceGraphEndTime", "ReservoirQuotaTTL", "BoostRateTTL",
}  # fmt: skip


def _with_seconds(value, key=None):
    if isinstance(value, dict):
        return {name: _with_seconds(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_seconds(item, key) for item in value]
    if key in TIMES and isinstance(value, str):
        return datetime.datetime.fromisoformat(value).timestamp()
    return value


@contextlib.contextmanager
def environment(emulator):
    """Credentials that mean nothing, for as long as it lasts."""
    with mock.patch.dict(os.environ, emulator.environment()):
        yield
