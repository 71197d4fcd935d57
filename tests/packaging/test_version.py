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


class Homebrew(unittest.TestCase):
    """The formula, which no machine here can run, against what the build asks for."""

    # The formula of each library that the build looks for; the rest comes with the system.
    FORMULAE = {
        "Boost": "boost", "CLI11": "cli11", "fmt": "fmt", "spdlog": "spdlog", "nlohmann_json": "nlohmann-json",
        "OpenSSL": "openssl@3", "ZLIB": "zlib", "tl-expected": "tl-expected", "nghttp2/nghttp2.h": "libnghttp2",
        "sqlite3.h": "sqlite", "protozero/pbf_reader.hpp": "protozero", "protozero/types.hpp": "protozero",
        "zstd.h": "zstd", "zdict.h": "zstd",
    }

    def setUp(self):
        self.formula = text("packaging/homebrew/xray-emulator.rb")

    def test_it_depends_on_every_library_that_the_build_looks_for(self):
        named = set(re.findall(r'(?:depends_on|uses_from_macos) "([^"]+)"', self.formula)) - {"cmake", "ninja", "gcc"}
        wanted = set()
        for folder in ("core", "storage", "api", "emulator"):
            cmake = text(f"{folder}/CMakeLists.txt")
            wanted |= set(re.findall(r"find_package\((\S+)", cmake)) | set(re.findall(r"find_path\(\S+ (\S+)", cmake))
        self.assertEqual(named, {self.FORMULAE[name] for name in wanted} | {"protozero"})

    def test_its_options_and_target_are_those_of_the_build(self):
        for option in re.findall(r"-D(XRAY_\w+)=", self.formula):
            self.assertIn(f"option({option} ", text("CMakeLists.txt"))
        self.assertIn("add_executable(xray-emulator ", text("emulator/CMakeLists.txt"))
        self.assertIn('license "Apache-2.0"', self.formula)


if __name__ == "__main__":
    unittest.main()
