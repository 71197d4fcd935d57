# SPDX-License-Identifier: Apache-2.0
"""Includes follow the arrows emulator -> api -> storage -> core, and libraries stay where they belong."""

import unittest

import source_tree

# A header's beginning, and where alone it may be included; tests and benchmarks may include anything.
CONFINED = {
    "boost/asio": ("emulator/",),
    "boost/beast": ("emulator/",),
    "sqlite3.h": ("storage/sqlite/",),
    "CLI/": ("emulator/config",),
    "spdlog/": ("emulator/",),
    "fmt/": ("emulator/",),
}


class Includes(unittest.TestCase):
    def test_nothing_is_included_upwards(self):
        wrong = []
        for path in source_tree.cpp_files(*source_tree.LAYERS):
            allowed = source_tree.LAYERS[: source_tree.LAYERS.index(path.parts[0]) + 1]
            for header in source_tree.includes(path):
                layer = header.split("/")[0]
                if layer in source_tree.LAYERS + ["tests"] and layer not in allowed:
                    wrong.append(f"{path} includes {header}")
        self.assertEqual(wrong, [])

    def test_libraries_stay_in_their_folder(self):
        wrong = []
        for path in source_tree.cpp_files(*source_tree.LAYERS):
            for header in source_tree.includes(path):
                for beginning, places in CONFINED.items():
                    if header.startswith(beginning) and not str(path).startswith(places):
                        wrong.append(f"{path} includes {header}")
        self.assertEqual(wrong, [])

    def test_own_headers_are_named_from_the_root(self):
        wrong = []
        for path in source_tree.cpp_files(*source_tree.LAYERS):
            for header in source_tree.includes(path):
                beside = source_tree.ROOT / path.parent / header
                if beside.is_file() and not (source_tree.ROOT / header).is_file():
                    wrong.append(f"{path} includes {header}")
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
