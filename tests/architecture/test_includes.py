# SPDX-License-Identifier: Apache-2.0
"""Includes follow the arrows emulator -> api -> storage -> core and those between rooms; libraries stay where they
belong."""

import collections
import unittest

import rooms
import source_tree

# A header's beginning, and where alone it may be included; tests and benchmarks may include anything.
CONFINED = {
    "boost/asio": ("emulator/",),
    "boost/beast": ("emulator/",),
    "sqlite3.h": ("storage/sqlite/",),
    "CLI/": ("emulator/config/", "emulator/client/", "emulator/run/", "emulator/commands/"),
    "spdlog/": ("emulator/",),
    "fmt/": ("emulator/",),
}


class Includes(unittest.TestCase):
    def test_every_source_is_in_a_room(self):
        homeless = [str(p) for p in source_tree.cpp_files(*source_tree.LAYERS) if not rooms.room_of(str(p))]
        self.assertEqual(homeless, [])

    def test_every_room_is_there(self):
        found = {rooms.room_of(str(path)) for path in source_tree.cpp_files(*source_tree.LAYERS)}
        self.assertEqual(sorted(set(rooms.ROOMS) - found), [])

    def test_rooms_follow_the_layers(self):
        layers = [source_tree.LAYERS.index(room.split("/")[0]) for room in rooms.ROOMS]
        self.assertEqual(layers, sorted(layers))

    def test_nothing_is_included_upwards(self):
        wrong = []
        for path in source_tree.cpp_files(*source_tree.LAYERS):
            floor = rooms.ROOMS.index(rooms.room_of(str(path)))
            for header in source_tree.includes(path):
                if header.split("/")[0] not in source_tree.LAYERS + ["tests"]:
                    continue
                room = rooms.room_of(header)
                if room is None or rooms.ROOMS.index(room) > floor:
                    wrong.append(f"{path} includes {header}")
        self.assertEqual(wrong, [])

    def test_no_folder_is_crowded(self):
        sizes = collections.Counter(str(path.parent) for path in source_tree.cpp_files(*source_tree.LAYERS))
        crowded = {folder: size for folder, size in sizes.items() if size > rooms.MOST_FILES}
        self.assertEqual(crowded, {})

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
