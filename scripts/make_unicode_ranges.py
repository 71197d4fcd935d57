#!/usr/bin/env python3
"""Writes core/text/unicode_ranges.inc: the non-ASCII code points that X-Ray allows in segment names.

The developer guide allows Unicode letters, digits and white space, which are the categories L, N and Z.
Run from the repository root when a newer Unicode version is wanted.
"""
import sys
import unicodedata


def allowed(code_point):
    return unicodedata.category(chr(code_point))[0] in "LNZ"


def ranges():
    start = None
    for code_point in range(0x80, 0x110000 + 1):
        inside = code_point < 0x110000 and allowed(code_point)
        if inside and start is None:
            start = code_point
        elif not inside and start is not None:
            yield start, code_point - 1
            start = None


def main():
    rows = [f"{{{first:#x}, {last:#x}}}" for first, last in ranges()]
    with open("core/text/unicode_ranges.inc", "w", encoding="ascii") as out:
        out.write(f"// Written by scripts/make_unicode_ranges.py, Unicode {unicodedata.unidata_version}.\n")
        for i in range(0, len(rows), 5):
            out.write(", ".join(rows[i:i + 5]) + ",\n")
    print(len(rows), "ranges", file=sys.stderr)


if __name__ == "__main__":
    main()
