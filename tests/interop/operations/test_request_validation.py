# SPDX-License-Identifier: Apache-2.0
"""The emulator's checks of requests against the service model that botocore ships: nothing forgotten, nothing added."""

import json
import os
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import callers
from model_walk import WRONG_TYPES, Walk, bounds, breaks, changed

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import Emulator  # noqa: E402

BAD_BODIES = [b"{", b"[]", b"7", b'"x"', b"nonsense", b"\xff\xfe", b"{}{}", b'{"a":1,}', b"{'a':1}", b"[" * 100000]
# The service itself fails over a cooldown of no minutes, and so do we (docs/fidelity.md).
FAILS_AT_BOUND = {"cooldownWindowMinutes"}
# It fails over an update whose boost lacks what the model requires.
FAILS_WITHOUT = {
    "samplingRuleUpdate.samplingRateBoost.maxRate",
    "samplingRuleUpdate.samplingRateBoost.cooldownWindowMinutes",
}


def shown(value):
    """A value as messages have it; of lists and maps, only how it begins."""
    if value is None:
        return "Value null at"
    if isinstance(value, str):
        return f"Value '{value}' at"
    return "Value '" + ("[" if isinstance(value, list) else "{" if isinstance(value, dict) else str(value))


class RequestValidation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Strict: documented limits hold that are otherwise left to the clients' kindness.
        cls.emulator = cls.enterClassContext(Emulator(os.environ["XRAY_EMULATOR"], "--strict"))
        model = callers.service_model()
        cls.walk = Walk(model)
        cls.operations = model["operations"]

    def send(self, operation, body):
        """(status, error type, message) of an operation's answer to a body."""
        url = self.emulator.http + self.operations[operation]["http"]["requestUri"]
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=300) as response:
                response.read()
                return response.status, None, None
        except urllib.error.HTTPError as error:
            answer = json.loads(error.read())
            return error.code, error.headers["x-amzn-errortype"], answer.get("message", answer.get("Message"))

    def requests(self):
        """Each operation with its input's shape and a request that is valid by the model."""
        for operation in sorted(self.operations):
            shape = self.walk.input_of(self.operations[operation])
            yield operation, shape, self.walk.valid(shape)

    def assert_model_is_kept(self, operation, request):
        status, kind, message = self.send(operation, request)
        self.assertNotIn(kind, ("ValidationException", "SerializationException"), message)
        self.assertLess(status, 500, message)

    def test_every_operation_takes_a_request_that_breaks_nothing(self):
        for operation, _, request in self.requests():
            with self.subTest(operation):
                self.assert_model_is_kept(operation, request)

    def test_every_constraint_is_enforced_and_named(self):
        checked = 0
        for operation, shape, request in self.requests():
            for place in self.walk.places(shape):
                for value, constraint in breaks(self.walk, place):
                    if value is None and place.path in FAILS_WITHOUT:
                        continue
                    checked += 1
                    with self.subTest(operation, at=place.path, constraint=constraint):
                        status, kind, message = self.send(operation, changed(request, place.keys, value))
                        self.assertEqual((status, kind), (400, "ValidationException"), message)
                        self.assertIn(f"at '{place.path}' failed to satisfy constraint", message)
                        self.assertIn(constraint, message)
                        if not place.shown_at_parent:
                            self.assertIn(shown(value), message)
        self.assertGreater(checked, 200)

    def test_values_at_their_bounds_pass(self):
        checked = 0
        for operation, shape, request in self.requests():
            for place in self.walk.places(shape):
                if place.path.rpartition(".")[2] in FAILS_AT_BOUND:
                    continue
                for value in bounds(self.walk, place.shape):
                    checked += 1
                    with self.subTest(operation, at=place.path, value=str(value)[:40]):
                        self.assert_model_is_kept(operation, changed(request, place.keys, value))
        self.assertGreater(checked, 100)

    def test_members_that_are_not_required_may_be_left_out(self):
        for operation, shape, request in self.requests():
            for place in self.walk.places(shape):
                if place.required or not isinstance(place.keys[-1], str):
                    continue
                with self.subTest(operation, at=place.path):
                    self.assert_model_is_kept(operation, changed(request, place.keys, None))

    def test_values_of_wrong_types_are_refused(self):
        for operation, shape, request in self.requests():
            for place in self.walk.places(shape):
                for value in WRONG_TYPES[place.shape["type"]]:
                    with self.subTest(operation, at=place.path, value=value):
                        status, kind, message = self.send(operation, changed(request, place.keys, value))
                        self.assertEqual((status, kind), (400, "SerializationException"), message)

    def test_unknown_members_are_passed_over(self):
        for operation, _, request in self.requests():
            with self.subTest(operation):
                self.assert_model_is_kept(operation, {**request, "NoSuchMember": [{}]})

    def test_bodies_that_are_no_json_object_are_refused(self):
        for operation, _, _ in self.requests():
            for body in BAD_BODIES:
                with self.subTest(operation, body=body[:12]):
                    status, kind, message = self.send(operation, body)
                    self.assertEqual((status, kind), (400, "SerializationException"), message)

    def test_no_body_is_a_request_without_members(self):
        for operation, shape, _ in self.requests():
            with self.subTest(operation):
                status, kind, _ = self.send(operation, b"")
                if shape.get("required"):
                    self.assertEqual((status, kind), (400, "ValidationException"))
                else:
                    self.assertNotIn(kind, ("ValidationException", "SerializationException"))
                self.assertLess(status, 500)


if __name__ == "__main__":
    unittest.main(verbosity=1)
