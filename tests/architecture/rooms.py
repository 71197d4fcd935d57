# SPDX-License-Identifier: Apache-2.0
"""The rooms of the house, from the bottom up: the one table of what may include what.

A file may include files of its own room and of the rooms above its own in this list, nothing below. A room is a folder,
without the folders in it that are rooms themselves, or a single header with its source.
"""

ROOMS = [
    "core/text",
    "core/base",
    "core/json",
    "core/segment",
    "core/trace",
    "core/digest",
    "core/filter/syntax",
    "core/filter",
    "core/insights",
    "core/graph",
    "core/sampling",
    "core/otlp/wire",
    "core/otlp/to_segment",
    "core/otlp/to_span",
    "core/views",
    "storage/types",
    "storage/sqlite",
    "storage/schema",
    "storage/compression",
    "storage/traces",
    "storage/control",
    "storage/writer",
    "storage",
    "api/http",
    "api/request",
    "api/faults",
    "api/context",
    "api/resources",
    "api/answers",
    "api/ingest",
    "api/groups",
    "api/sampling",
    "api/operations",
    "api/transfer",
    "api/kit",
    "api/emulator_api",
    "api/mcp",
    "api",
    "emulator/version",
    "emulator/config/endpoint",
    "emulator/forward/target",
    "emulator/config",
    "emulator/system",
    "emulator/process",
    "emulator/http",
    "emulator/http2",
    "emulator/client",
    "emulator/forward",
    "emulator/udp_listener",
    "emulator/app",
    "emulator/run",
    "emulator/commands",
    "emulator",
]

# Files that one can take in at a glance.
MOST_FILES = 25


def room_of(path):
    """The room in which a file lies, given by its path from the root as text; None if it is in none."""
    for place in (path.rsplit(".", 1)[0], path.rsplit("/", 1)[0]):
        if place in ROOMS:
            return place
    return None
