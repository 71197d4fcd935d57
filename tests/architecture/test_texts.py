# SPDX-License-Identifier: Apache-2.0
"""What every text of the tree has, and what none has."""

import re
import unittest

import source_tree

LICENCE = "// SPDX-License-Identifier: Apache-2.0"

# Put together here, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")

TEXTS = (".cpp", ".hpp", ".py", ".md", ".txt", ".cmake", ".sql", ".sh", ".ts", ".tsx", ".go", ".java", ".mjs", ".cjs",
         "dev")  # fmt: skip


class Texts(unittest.TestCase):
    def test_every_cpp_file_begins_with_its_licence(self):
        wrong = [path for path in source_tree.cpp_files() if source_tree.read(path).split("\n", 1)[0] != LICENCE]
        self.assertEqual([str(path) for path in wrong], [])

    def test_nothing_is_marked_as_unfinished(self):
        wrong = []
        for path in source_tree.files(*TEXTS):
            for number, line in enumerate(source_tree.read(path).splitlines(), 1):
                if UNFINISHED.search(line):
                    wrong.append(f"{path}:{number}: {line.strip()}")
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
