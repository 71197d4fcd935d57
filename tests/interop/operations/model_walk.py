# SPDX-License-Identifier: Apache-2.0
"""Requests that keep and break every constraint of the published service model."""

import copy
import dataclasses

VALID_BY_PATTERN = {
    "[0-9a-fA-F]{8}": "01234567-89ab-4def-8123-456789abcdef",
    "[\\w+=,.@-]+": "name",
}
BROKEN_BY_PATTERN = {
    "[0-9a-fA-F]{8}": "01234567-89ab-4def-8123-456789abcdeg",
    "[\\w+=,.@-]+": "na me",
}
# The service was seen to tell the values of this enum in another order than the model's.
TOLD_ORDER = {("PartialScan", "FixedRate"): ("FixedRate", "PartialScan")}
# The model says required; the service was seen to do without (docs/fidelity.md).
NOT_REQUIRED = {
    f"samplingStatisticsDocuments.1.member.{count}" for count in ("requestCount", "sampledCount")
}
WRONG_TYPES = {
    "string": [7, True, [], {}],
    "integer": ["x", True, [], {}],
    "long": ["x", True, [], {}],
    "double": ["x", True, [], {}],
    "boolean": ["x", 7, [], {}],
    "timestamp": ["x", True, [], {}],
    "list": ["x", 7, {}],
    "map": ["x", 7, []],
    "structure": ["x", 7, []],
}


@dataclasses.dataclass
class Place:
    """Where a value stands: keys and indexes in the request, its shape, and its path in the service's messages."""

    keys: list
    shape: dict
    path: str
    required: bool = False
    shown_at_parent: bool = False  # a text in a list or map: messages tell of the whole


class Walk:
    def __init__(self, model):
        self._shapes = model["shapes"]

    def shape(self, reference):
        return self._shapes[reference["shape"]]

    def input_of(self, operation):
        return self.shape(operation["input"]) if "input" in operation else {"type": "structure", "members": {}}

    def valid(self, shape, number=0):
        """A value that breaks nothing. Texts in lists and keys of maps differ by their number."""
        kind = shape["type"]
        if kind == "structure":
            return {name: self.valid(self.shape(member), number) for name, member in shape["members"].items()}
        if kind == "list":
            return [self.valid(self.shape(shape["member"]))]
        if kind == "map":
            return {self.valid(self.shape(shape["key"])): self.valid(self.shape(shape["value"]))}
        if kind == "string":
            return self._valid_text(shape, number)
        if kind == "boolean":
            return True
        if kind == "timestamp":
            return 1790000000.5
        return max(shape.get("min", 0), 1) if kind in ("integer", "long") else float(shape.get("min", 0))

    def _valid_text(self, shape, number):
        if "enum" in shape:
            return shape["enum"][0]
        if "pattern" in shape:
            return by_pattern(VALID_BY_PATTERN, shape)
        text = f"x{number}" if number else "x"
        return text.ljust(shape.get("min", 0), "a")

    def sized(self, shape, size):
        """A text, list, map or number of that size; nothing if there is none."""
        kind = shape["type"]
        if kind == "string":
            return None if size < 0 else "a" * size
        if kind == "list":
            return None if size < 0 else [self.valid(self.shape(shape["member"]), i) for i in range(size)]
        if kind == "map":
            return {f"k{i}": self.valid(self.shape(shape["value"])) for i in range(size)}
        return size

    def places(self, shape, keys=(), path=""):
        """Every value below a structure, the elements of its lists and maps included."""
        for name, member in shape.get("members", {}).items():
            inner = self.shape(member)
            at = (f"{path}." if path else "") + name[0].lower() + name[1:]
            required = name in shape.get("required", []) and at not in NOT_REQUIRED
            yield Place([*keys, name], inner, at, required)
            yield from self._below(inner, [*keys, name], at)

    def _below(self, shape, keys, path):
        kind = shape["type"]
        if kind == "structure":
            yield from self.places(shape, keys, path)
        elif kind == "list":
            element = self.shape(shape["member"])
            if element["type"] == "structure":
                yield from self.places(element, [*keys, 0], f"{path}.1.member")
                yield Place([*keys, 0], element, f"{path}.1.member")
            else:
                yield Place([*keys, 0], element, path, shown_at_parent=True)
        elif kind == "map":
            key = self.valid(self.shape(shape["key"]))
            yield Place([*keys, key], self.shape(shape["value"]), path, shown_at_parent=True)


def by_pattern(table, shape):
    return next(text for start, text in table.items() if shape["pattern"].startswith(start))


def changed(request, keys, value):
    """A copy of the request with another value at one place; without it where the value is None."""
    result = copy.deepcopy(request)
    holder = result
    for key in keys[:-1]:
        holder = holder[key]
    if value is None:
        del holder[keys[-1]]
    else:
        holder[keys[-1]] = value
    return result


def breaks(walk, place):
    """(value, text of the constraint) for every way in which the value at a place can break its shape."""
    shape = place.shape
    if place.required:
        yield None, "Member must not be null"
    measure = "value" if shape["type"] in ("integer", "long", "double") else "length"
    if "enum" in shape:
        values = TOLD_ORDER.get(tuple(shape["enum"]), shape["enum"])
        yield "no-such-value", f"Member must satisfy enum value set: [{', '.join(values)}]"
        return  # lengths of enums are never told: the set says more
    if "pattern" in shape:
        yield by_pattern(BROKEN_BY_PATTERN, shape), "Member must satisfy regular expression pattern: "
    if "max" in shape:
        yield walk.sized(shape, shape["max"] + 1), f"Member must have {measure} less than or equal to {shape['max']}"
    if "min" in shape and (measure == "value" or shape["min"] > 0):
        yield walk.sized(shape, shape["min"] - 1), f"Member must have {measure} greater than or equal to {shape['min']}"


def bounds(walk, shape):
    """The values at the bounds of a shape."""
    if "enum" in shape:
        yield from shape["enum"]
    elif "pattern" not in shape:
        yield from (walk.sized(shape, shape[bound]) for bound in ("min", "max") if bound in shape)
