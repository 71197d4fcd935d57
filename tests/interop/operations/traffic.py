# SPDX-License-Identifier: Apache-2.0
"""Traces of a shop for the operations to work on: enough of them for every page, with two incidents in their past."""

import json

MINUTES = 100
PER_MINUTE = 12
INCIDENTS = [range(30, 34), range(75, 79)]  # minutes in which most payments fail
DOCUMENTS_PER_CALL = 400


def trace_id(begin, number):
    return f"1-{begin:08x}-{number:024x}"


def documents(begin):
    """Segment documents of MINUTES minutes from an epoch second on, in the order of their times."""
    for number in range(MINUTES * PER_MINUTE):
        minute, place = divmod(number, PER_MINUTE)
        at = begin + minute * 60 + place * 4 + 0.25
        fault = place % 4 != 0 and any(minute in incident for incident in INCIDENTS)
        trace = trace_id(begin, number)
        front = {
            "trace_id": trace, "id": f"a{number:015x}", "name": "front", "start_time": at, "end_time": at + 0.5,
            "fault": fault, "annotations": {"number": number},
            "http": {"request": {"method": "GET", "url": "http://shop.example.com/cart"}, "response": {"status": 200}},
            "subsegments": [
                {"id": f"b{number:015x}", "name": "payments", "namespace": "remote", "start_time": at + 0.125,
                 "end_time": at + 0.375, "fault": fault},
            ],
        }  # fmt: skip
        if number == 1:
            front["links"] = [
                {"trace_id": trace_id(begin, 0), "id": f"a{0:015x}",
                 "attributes": {"aws.xray.reserved.reference_type": "parent"}},
            ]  # fmt: skip
        yield front
        yield {
            "trace_id": trace, "id": f"c{number:015x}", "parent_id": f"b{number:015x}", "name": "payments",
            "start_time": at + 0.1875, "end_time": at + 0.3125, "fault": fault,
        }  # fmt: skip


def send(client, begin):
    """Sends all of it through PutTraceSegments of a boto3 client."""
    texts = [json.dumps(document) for document in documents(begin)]
    for first in range(0, len(texts), DOCUMENTS_PER_CALL):
        answer = client.put_trace_segments(TraceSegmentDocuments=texts[first : first + DOCUMENTS_PER_CALL])
        if answer["UnprocessedTraceSegments"]:
            raise RuntimeError(f"refused: {answer['UnprocessedTraceSegments'][:3]}")
