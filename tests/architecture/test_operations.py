# SPDX-License-Identifier: Apache-2.0
"""Every operation of the published service model has a row in the table of routes, at the model's path."""

import gzip
import json
import re
import unittest
from pathlib import Path

import source_tree

TABLE = "api/routes.cpp"
_ROW = re.compile(r'operation\(\s*"(\w+)",\s*"(/[^"]*)",\s*operations::(\w+)\b')


def model_file():
    """The X-Ray model that botocore carries; None where botocore is not installed."""
    try:
        import botocore
    except ImportError:
        return None
    folder = Path(botocore.__file__).parent / "data" / "xray" / "2016-04-12"
    found = [folder / name for name in ("service-2.json", "service-2.json.gz") if (folder / name).is_file()]
    return found[0] if found else None


def read_model(path):
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def snake_case(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Operations(unittest.TestCase):
    def setUp(self):
        self.rows = _ROW.findall(source_tree.read(TABLE))

    def test_rows_are_there_once_and_in_order(self):
        names = [name for name, _, _ in self.rows]
        self.assertEqual(len(names), 38)
        self.assertEqual(names, sorted(set(names)))
        self.assertEqual(len({path for _, path, _ in self.rows}), len(names))

    def test_functions_are_named_after_operations(self):
        self.assertEqual([row for row in self.rows if row[2] != snake_case(row[0])], [])

    def test_rows_agree_with_the_model(self):
        path = model_file()
        if path is None:
            self.skipTest("botocore is not installed, so its model of the service cannot be read")
        modelled = {name: operation["http"] for name, operation in read_model(path)["operations"].items()}
        ours = {name: path for name, path, _ in self.rows}
        # An older botocore knows fewer operations; what it knows must be there.
        wrong = {name: http["requestUri"] for name, http in modelled.items() if ours.get(name) != http["requestUri"]}
        self.assertEqual(wrong, {})
        self.assertEqual({http["method"] for http in modelled.values()}, {"POST"})


if __name__ == "__main__":
    unittest.main()
