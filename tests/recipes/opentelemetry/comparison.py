# SPDX-License-Identifier: Apache-2.0
"""What differs between the exports of two runs: of their documents, and of the summaries that the emulator makes of them."""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from emulator import Emulator, post  # noqa: E402
from markdown import ROOT  # noqa: E402

# What is never the same in two runs, whoever sent it.
RANDOM = {"id", "Id", "trace_id", "parent_id", "start_time", "end_time", "StartTime", "Duration", "ResponseTime"}
# Follows from how long things took.
TIMED = {"ResponseTimeRootCauses"}
PORT = re.compile(r"(?<=localhost:)\d+")
LATENCY = re.compile(r"^p\d\d of ")


def members(value, path=""):
    """(path, value) of everything in a JSON value that is neither an object nor a list, empty ones excepted."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            if name not in RANDOM | TIMED and not (name == "subsegments" and not path):
                yield from members(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from members(inner, f"{path}[]")
    else:
        yield path, PORT.sub("PORT", value) if isinstance(value, str) else value


def entities(document, above=""):
    """(name, document) of a segment and all below it; a name is the way from the segment, in lower case."""
    name = f"{above}/{document['name']}{' inferred' if document.get('inferred') else ''}".lower()
    yield name, document
    for subsegment in document.get("subsegments", []):
        yield from entities(subsegment, name)


def by_member(named):
    """{(name, path): values in order} of (name, object)."""
    found = {}
    for name, content in named:
        for path, value in members(content):
            found.setdefault((name, path), []).append(value)
    return found


def differences(before, after):
    """{path: (values before, values after)} of what is not the same in two lists of (name, object)."""
    first, second = by_member(before), by_member(after)
    found = {}
    for key in first.keys() | second.keys():
        left, right = (sorted(side.get(key, []), key=str) for side in (first, second))
        if left != right or [type(one) for one in left] != [type(one) for one in right]:
            values = found.setdefault(key[1], (set(), set()))
            values[0].update(map(as_text, left))
            values[1].update(map(as_text, right))
    return found


def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)


class Side:
    """One run, as an emulator tells it that has taken in its export."""

    def __init__(self, binary, export):
        with Emulator(binary) as emulator:
            traces = [json.loads(line) for line in export.read_text().splitlines()]
            status, answer = post(f"{emulator.http}/_emulator/import", {"Traces": traces})
            assert status == 200 and answer["Refused"] == 0, answer
            _, answer = post(f"{emulator.http}/_emulator/wait", {"Count": len(traces), "Partial": True})
            # The one that ended well and the one that did not.
            self.summaries = [("fault" if one["HasFault"] else "ok", one) for one in answer["TraceSummaries"]]
            _, answer = post(f"{emulator.http}/Traces", {"TraceIds": [one["Id"] for _, one in self.summaries]})
        documents = [json.loads(segment["Document"]) for trace in answer["Traces"] for segment in trace["Segments"]]
        self.entities = [(name + self.outcome(answer, document), inner) for document in documents
                         for name, inner in entities(document)]

    def outcome(self, answer, document):
        """Tells the entities of the two traces apart."""
        faulty = {one["Id"] for kind, one in self.summaries if kind == "fault"}
        trace = next(t["Id"] for t in answer["Traces"] if any(s["Id"] == document["id"] for s in t["Segments"]))
        return " of the fault" if trace in faulty else ""


def rows(page, heading):
    """The rows of the first table behind a line of a page, as lists of cells."""
    text = (ROOT / page).read_text()
    assert heading in text, f"{page} has no {heading!r}"
    table = re.search(r"(?:^\|.*\n)+", text.split(heading, 1)[1], re.MULTILINE)[0]
    return [[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in table.splitlines()[2:]]


def anchors(document):
    """The anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", (ROOT / document).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def check_table(table, found):
    """Every difference has a row that names its member, every row a difference; a value that a row quotes was there, a
    side without a value has none, and each row says by which part of otlp.md."""
    named = {}
    for member, before, after, why in table:
        for path in re.findall(r"`([^`]+)`", member):
            named[path] = (before, after)
        links = re.findall(r"\]\(\.\./otlp\.md#([^)]+)\)", why)
        assert links and set(links) <= anchors("docs/otlp.md"), f"{member}: {links or why} is no part of otlp.md"
    assert set(found) == set(named), (
        f"not on the page: { {k: found[k] for k in set(found) - set(named)} }\nno difference: {set(named) - set(found)}")
    for path, cells in named.items():
        for cell, values in zip(cells, found[path]):
            quoted = set(re.findall(r"`([^`]+)`", cell))
            assert quoted <= values, f"{path}: the page says {quoted}, it was {values}"
            assert (cell == "—") == (not values), f"{path}: the page says {cell!r}, it was {values}"
