# SPDX-License-Identifier: Apache-2.0
"""Writes api/assets/licenses.txt: the licence of each library that is linked into the binary, each text once.

    python3 packaging/licenses.py

Run it, and commit what it writes, when a library comes or goes. The texts are those of the installed Debian packages, and
of console/node_modules for what the web console is bundled with.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSET = ROOT / "api" / "assets" / "licenses.txt"
COMMON = Path("/usr/share/common-licenses")
DOC = Path("/usr/share/doc")

# Name, home, SPDX expression, Debian package, copyright. The package is the one that is compiled or linked against.
LIBRARIES = [
    ("Boost", "https://www.boost.org", "BSL-1.0", "libboost1.81-dev", "Boost project contributors"),
    ("CLI11", "https://github.com/CLIUtils/CLI11", "BSD-3-Clause", "libcli11-dev",
     "2017-2022 University of Cincinnati, developed by Henry Schreiner under NSF AWARD 1414736"),
    ("fmt", "https://github.com/fmtlib/fmt", "MIT", "libfmt-dev", "2012-present Victor Zverovich and fmt contributors"),
    ("GNU C Library", "https://www.gnu.org/software/libc/", "LGPL-2.1-or-later", "libc6-dev",
     "1991-2022 Free Software Foundation, Inc."),
    ("GNU libstdc++ and libgcc", "https://gcc.gnu.org", "GPL-3.0-or-later WITH GCC-exception-3.1", "libstdc++-12-dev",
     "1986-2022 Free Software Foundation, Inc."),
    ("JSON for Modern C++", "https://github.com/nlohmann/json", "MIT", "nlohmann-json3-dev",
     "2013-2022 Niels Lohmann; 2009 Florian Loitsch; 2008-2009 Bjoern Hoehrmann"),
    ("nghttp2", "https://nghttp2.org", "MIT", "libnghttp2-dev", "2012-2016 Tatsuhiro Tsujikawa and nghttp2 contributors"),
    ("OpenSSL", "https://www.openssl.org", "Apache-2.0", "libssl-dev",
     "1998-2023 The OpenSSL Project Authors; 1995-1998 Eric A. Young, Tim J. Hudson"),
    ("protozero", "https://github.com/mapbox/protozero", "BSD-2-Clause AND Apache-2.0", "libprotozero-dev",
     "Mapbox; Facebook, Inc. (varint decoding, taken from folly)"),
    ("spdlog", "https://github.com/gabime/spdlog", "MIT", "libspdlog-dev", "2016-present Gabi Melman"),
    ("SQLite", "https://www.sqlite.org", "blessing", "libsqlite3-dev", "none: in the public domain"),
    ("tl::expected", "https://github.com/TartanLlama/expected", "CC0-1.0", "libexpected-dev",
     "none: Sy Brand, to the extent possible under law, has waived all rights"),
    ("zlib", "https://zlib.net", "Zlib", "zlib1g-dev", "1995-2022 Jean-loup Gailly and Mark Adler"),
    ("Zstandard", "https://facebook.github.io/zstd/", "BSD-3-Clause AND MIT", "libzstd-dev",
     "Meta Platforms, Inc. and affiliates; 2003-2008 Yuta Mori (divsufsort)"),
]

BLESSING = """\
The author disclaims copyright to this source code. In place of a legal notice, here is a blessing:

May you do good and not evil.
May you find forgiveness for yourself and forgive others.
May you share freely, never taking more than you give.
"""


def stanza(package, name):
    """The text of a licence in a Debian copyright file, without the file's own markup."""
    text = (DOC / package / "copyright").read_text()
    found = re.search(rf"^License: {re.escape(name)}\n((?: .*\n?)+)", text, re.MULTILINE)
    if not found:
        sys.exit(f"licenses.py: {DOC / package}/copyright has no licence {name}")
    lines = [line[1:].rstrip() for line in found[1].splitlines()]
    return "\n".join("" if line == "." else line for line in lines) + "\n"


def between(package, begin, end):
    text = (DOC / package / "copyright").read_text()
    first = text.index(begin)
    return text[first : text.index(end, first)].rstrip() + "\n"


def texts():
    """(heading, text) of each licence, in the order of the headings."""
    return [
        ("Apache License 2.0", (COMMON / "Apache-2.0").read_text()),
        ("BSD 2-Clause License", stanza("libprotozero-dev", "BSD-2-Clause")),
        ("BSD 3-Clause License", stanza("libcli11-dev", "BSD-3-clause")),
        ("Boost Software License 1.0", stanza("libprotozero-dev", "BSL-1.0")),
        ("Creative Commons Zero 1.0", (COMMON / "CC0-1.0").read_text()),
        ("GNU General Public License 3", (COMMON / "GPL-3").read_text()),
        ("GCC Runtime Library Exception 3.1",
         between("gcc-12-base", "GCC RUNTIME LIBRARY EXCEPTION", "libquadmath/")),
        ("GNU Lesser General Public License 2.1", (COMMON / "LGPL-2.1").read_text()),
        ("Parts of the GNU C Library under other licences", (DOC / "libc6-dev" / "copyright").read_text()),
        ("MIT License", stanza("libspdlog-dev", "Expat")),
        ("SQLite blessing", BLESSING),
        ("zlib License", stanza("zlib1g-dev", "Zlib")),
    ]


def console_packages():
    """(place, name, version, licence) of each npm package that the web console is bundled with."""
    lock = ROOT / "console" / "package-lock.json"
    if not lock.exists():
        return []
    found = []
    for place, package in sorted(json.loads(lock.read_text())["packages"].items()):
        if place and not package.get("dev") and not package.get("devOptional"):
            name = place.rsplit("node_modules/", 1)[-1]
            found.append((place, name, package["version"], package.get("license", "NOASSERTION")))
    return found


def console_texts():
    """[(names, text)]: each licence text of the console's packages, with the packages that it came with."""
    grouped = {}
    for place, name, _, licence in console_packages():
        folder = ROOT / "console" / place
        if not folder.exists():
            sys.exit(f"licenses.py: {folder} is not there (npm ci in console/ first)")
        files = sorted(file for file in folder.iterdir() if re.match(r"licen[cs]e", file.name, re.IGNORECASE))
        # Some packages name their licence and do not bring its text.
        text = files[0].read_text().strip() if files else f"Published under the licence {licence}."
        names = grouped.setdefault(text, [])
        if name not in names:
            names.append(name)
    return [(names, text) for text, names in grouped.items()]


def heading(text):
    return f"{'=' * 80}\n{text}\n{'=' * 80}\n\n"


def document():
    parts = ["xray-emulator is under the Apache License 2.0. Its binary contains what follows; the texts of the licences\n"
             "are below. The GNU C Library is linked statically: whoever wants another version of it can link the\n"
             "published source of xray-emulator anew.\n\n"]
    for name, home, licence, _, copyright_of in LIBRARIES:
        parts.append(f"{name}\n  {home}\n  Copyright: {copyright_of}\n  Licence: {licence}\n\n")
    for name, licence in sorted({(name, licence) for _, name, _, licence in console_packages()}):
        parts.append(f"{name}, in the web console\n  https://www.npmjs.com/package/{name}\n  Licence: {licence}\n\n")
    for title, text in texts():
        parts.append(heading(title) + text.strip("\n") + "\n\n")
    for names, text in console_texts():
        parts.append(heading(", ".join(names)) + text + "\n\n")
    # Pages of paper are none of a terminal.
    return "".join(parts).replace("\f", "").rstrip("\n") + "\n"


if __name__ == "__main__":
    ASSET.write_text(document())
