#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The version has one place, the project() of CMakeLists.txt. What must name it as well names the same."""

import json
import re
import unittest

from dist_folder import ROOT, version


def text(path):
    return (ROOT / path).read_text()


class Version(unittest.TestCase):
    def test_the_version_is_semantic(self):
        self.assertRegex(version(), r"^\d+\.\d+\.\d+$")

    def test_published_manifests_get_it_when_they_are_packed(self):
        self.assertIn('\nversion = "0.0.0"\n', text("clients/python/pyproject.toml"))
        self.assertEqual(json.loads(text("clients/node/package.json"))["version"], "0.0.0")

    def test_maven_and_its_recipe_name_it(self):
        (own, *_) = re.findall(r"<version>(.*?)</version>", text("clients/java/pom.xml"))
        (_, recipe) = re.search(r"<artifactId>(xray-emulator)</artifactId>\s*<version>(.*?)</version>",
                                text("docs/recipes/junit.md")).groups()
        self.assertEqual((own, recipe), (version(), version()))


if __name__ == "__main__":
    unittest.main()
