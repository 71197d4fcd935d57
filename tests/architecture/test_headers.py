# SPDX-License-Identifier: Apache-2.0
"""Every header compiles by itself.

A header with a source of the same name is that source's first include, so the build proves it. The few others are
compiled here.
"""

import concurrent.futures
import os
import shutil
import subprocess
import unittest
from pathlib import Path

import source_tree

BUILD = Path(os.environ.get("XRAY_BUILD_DIR", source_tree.ROOT / "build" / "test"))
# What has not changed since it last compiled need not be compiled again.
COMPILER = [*filter(None, [shutil.which("ccache")]), os.environ.get("XRAY_CXX", "c++")]
OPTIONS = ["-std=c++20", "-Wall", "-Wextra", "-Werror", "-I."]
ENVIRONMENT = {**os.environ, "CCACHE_BASEDIR": str(source_tree.ROOT), "CCACHE_NOHASHDIR": "1"}


def headers():
    return [path for path in source_tree.cpp_files(*source_tree.LAYERS) if path.suffix == ".hpp"]


def source_of(header):
    return header.with_suffix(".cpp")


def has_source(header):
    return (source_tree.ROOT / source_of(header)).is_file()


def compile_alone(path):
    """The compiler's complaint; empty if there is none."""
    unit = BUILD / "headers" / path.with_suffix(".cpp")
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text(f'#include "{path}"\n')
    command = [*COMPILER, *OPTIONS, "-c", os.path.relpath(unit, source_tree.ROOT), "-o", str(unit.with_suffix(".o"))]
    done = subprocess.run(command, cwd=source_tree.ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return f"{path}:\n{done.stderr}" if done.returncode != 0 else ""


class Headers(unittest.TestCase):
    def test_a_source_includes_its_header_first(self):
        wrong = [str(path) for path in headers() if has_source(path)
                 and source_tree.includes(source_of(path))[:1] != [str(path)]]
        self.assertEqual(wrong, [])

    def test_headers_without_a_source_compile_alone(self):
        alone = [path for path in headers() if not has_source(path)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            complaints = list(pool.map(compile_alone, alone))
        self.assertEqual([text for text in complaints if text], [])

    def test_every_header_has_its_guard(self):
        wrong = [path for path in source_tree.cpp_files()
                 if path.suffix == ".hpp" and "#pragma once" not in source_tree.read(path)]
        self.assertEqual([str(path) for path in wrong], [])


if __name__ == "__main__":
    unittest.main()
