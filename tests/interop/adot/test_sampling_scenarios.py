# SPDX-License-Identifier: Apache-2.0
"""Centralized sampling, scenario by scenario: the rules as X-Ray hands them out, the decisions as ADOT's sampler takes
them. What a rule is about, which of several counts, and what a reservoir lets through."""

import os
import sys
import time
import unittest
from pathlib import Path

import boto3
from amazon.opentelemetry.distro.sampler.aws_xray_remote_sampler import AwsXRayRemoteSampler
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import RandomIdGenerator
from opentelemetry.trace import SpanKind

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import wait_until  # noqa: E402

EMULATOR = os.environ["AWS_ENDPOINT_URL_XRAY"]
RESERVOIR = 7
EVERYTHING = {"ServiceName": "*", "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*",
              "ResourceARN": "*", "Version": 1}  # fmt: skip

# name: (priority, rate, reservoir, what the rule is about)
RULES = {
    "one-host": (10, 0, 0, {"Host": "internal.*"}),
    "one-method": (11, 0, 0, {"HTTPMethod": "DELETE"}),
    "one-attribute": (12, 0, 0, {"Attributes": {"tier": "bronze"}}),
    "another-service": (13, 0, 0, {"ServiceName": "payments"}),
    "first-of-two": (20, 1, 0, {"URLPath": "/important/*"}),
    "second-of-two": (21, 0, 0, {"URLPath": "/important/*"}),
    "one-character": (22, 0, 0, {"URLPath": "/item-?"}),
    "reservoir-alone": (23, 0, RESERVOIR, {"URLPath": "/reservoir"}),
    "the-rest": (100, 1, 0, {}),
}


class Scenarios(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        xray = boto3.client("xray")
        for name, (priority, rate, reservoir, about) in RULES.items():
            xray.create_sampling_rule(SamplingRule={
                **EVERYTHING, "RuleName": name, "Priority": priority, "FixedRate": rate, "ReservoirSize": reservoir,
                **about})  # fmt: skip
        resource = Resource.create({"service.name": "shop"})
        cls.sampler = AwsXRayRemoteSampler(resource, endpoint=EMULATOR, polling_interval=10)
        # Until the rules are there the sampler decides by a rule of its own: one a second and few others.
        wait_until(lambda: all(cls.sampled() for _ in range(20)), what="sampling by the rules")

    @classmethod
    def sampled(cls, path="/", method="GET", host="shop.example.com", **attributes):
        attributes.update({"http.method": method, "http.target": path, "http.host": host})
        decision = cls.sampler.should_sample(
            None, RandomIdGenerator().generate_trace_id(), "request", SpanKind.SERVER, attributes)
        return decision.decision.is_sampled()

    def holds(self, wanted, **request):
        self.assertEqual({self.sampled(**request) for _ in range(50)}, {wanted}, request)

    def test_what_no_other_rule_is_about(self):
        self.holds(True, path="/anything")

    def test_host(self):
        self.holds(False, host="internal.example.com")

    def test_method(self):
        self.holds(False, method="DELETE")

    def test_attribute(self):
        self.holds(False, tier="bronze")
        self.holds(True, tier="gold")

    def test_the_lower_priority_number_counts(self):
        self.holds(True, path="/important/order")

    def test_one_character(self):
        self.holds(False, path="/item-7")
        self.holds(True, path="/item-77")

    def test_reservoir(self):
        """Before its lease the sampler takes one a second; with it as many as the reservoir holds, and never more."""
        def burst():
            # A burst empties the sampler's bucket, which fills by one a second, with a lease by the reservoir.
            time.sleep(0.5)
            begin = time.time()
            taken = sum(self.sampled(path="/reservoir") for _ in range(100))
            seconds = int(time.time()) - int(begin) + 1
            self.assertLessEqual(taken, RESERVOIR * (seconds + 1))
            return taken > 1

        wait_until(burst, what="a lease of the reservoir")


if __name__ == "__main__":
    unittest.main(verbosity=2)
