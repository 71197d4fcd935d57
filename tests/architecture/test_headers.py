# SPDX-License-Identifier: Apache-2.0
"""Every header compiles by itself.

Compiling all of them takes a minute or more. A header whose text, and that of all it includes from the tree, has
compiled before is not compiled again: what was compiled is remembered as hashes beside the build.
"""

import concurrent.futures
import hashlib
import os
import subprocess
import unittest
from pathlib import Path

import source_tree

COMPILER = os.environ.get("XRAY_CXX", "c++")
STATE = Path(os.environ.get("XRAY_STATE_DIR", source_tree.ROOT / "build")) / "headers-that-compile.txt"
OPTIONS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-pragma-once-outside-header",
           "-DBOOST_ASIO_SEPARATE_COMPILATION", "-DBOOST_BEAST_SEPARATE_COMPILATION", "-x", "c++"]


def closure(path, seen):
    """A header and everything of the tree that it includes, directly or not."""
    if path in seen:
        return
    seen.add(path)
    for header in source_tree.includes(path):
        if (source_tree.ROOT / header).is_file():
            closure(Path(header), seen)


def fingerprint(path):
    texts = set()
    closure(path, texts)
    digest = hashlib.sha256(" ".join([COMPILER, *OPTIONS]).encode())
    for text in sorted(texts):
        digest.update(str(text).encode() + b"\0" + source_tree.read(text).encode() + b"\0")
    return digest.hexdigest()


def compile_alone(path):
    """The compiler's complaint; empty if there is none."""
    command = [COMPILER, *OPTIONS, "-I", str(source_tree.ROOT), "-"]
    unit = f'#include "{path}"\n'
    done = subprocess.run(command, input=unit, capture_output=True, text=True, check=False)
    return f"{path}:\n{done.stderr}" if done.returncode != 0 else ""


class Headers(unittest.TestCase):
    def test_every_header_compiles_alone(self):
        headers = [path for path in source_tree.cpp_files(*source_tree.LAYERS) if path.suffix == ".hpp"]
        known = set(STATE.read_text(encoding="utf-8").split()) if STATE.is_file() else set()
        marks = {path: fingerprint(path) for path in headers}
        unknown = [path for path in headers if marks[path] not in known]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            complaints = dict(zip(unknown, pool.map(compile_alone, unknown)))
        good = sorted(marks[path] for path in headers if not complaints.get(path))
        STATE.parent.mkdir(parents=True, exist_ok=True)
        STATE.write_text("\n".join(good) + "\n", encoding="utf-8")
        self.assertEqual([text for text in complaints.values() if text], [])

    def test_every_header_is_included_once(self):
        headers = [path for path in source_tree.cpp_files() if path.suffix == ".hpp"]
        self.assertEqual([str(path) for path in headers if "#pragma once" not in source_tree.read(path)], [])


if __name__ == "__main__":
    unittest.main()
