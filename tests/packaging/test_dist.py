#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What lies in dist/ is complete, and each package is well formed. Skipped (4) where `./dev dist` has made nothing."""

import base64
import csv
import gzip
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import dist_folder
from dist_folder import ARCHITECTURES, DIST, Elf, Packed

SKIPPED = 4
ALLOWED_SIZE = 20_000_000


def read(name):
    return (DIST / name).read_bytes()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def release():
    """The version of what lies there."""
    (found,) = DIST.glob("xray-emulator-[0-9]*.tgz")
    return found.name.removeprefix("xray-emulator-").removesuffix(".tgz")


class Dist(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.release = release()
        cls.licenses = read("THIRD-PARTY-LICENSES")

    def packed(self, name_of, architecture):
        return Packed(read(name_of(self.release, architecture)))

    def binaries(self, architecture):
        """{kind of package: (mode, the binary in it)}"""
        image = self.packed(dist_folder.oci, architecture)
        return {
            "tar": self.packed(dist_folder.tarball, architecture).only("/xray-emulator"),
            "deb": dist_folder.deb_files(DIST / dist_folder.deb(self.release, architecture)).only("bin/xray-emulator"),
            "wheel": self.packed(dist_folder.wheel, architecture).only("bin/xray-emulator"),
            "jar": Packed(read(f"xray-emulator-{self.release}.jar")).files[
                f"xray-emulator/linux-{architecture.wheel}/xray-emulator"],
            "npm": self.packed(dist_folder.platform_tgz, architecture).only("bin/xray-emulator"),
            "image": dist_folder.layer_of(image).only("bin/xray-emulator"),
        }

    def test_everything_is_there(self):
        self.assertEqual(sorted(file.name for file in DIST.iterdir()), sorted([*dist_folder.names(self.release), "SHA256SUMS"]))

    def test_sums(self):
        sums = dict(line.split("  ")[::-1] for line in read("SHA256SUMS").decode().splitlines())
        self.assertEqual(sums, {name: sha256(read(name)) for name in dist_folder.names(self.release)})

    def test_the_binary_needs_nothing_and_is_the_same_everywhere(self):
        for architecture in ARCHITECTURES:
            with self.subTest(architecture=architecture.debian):
                binaries = self.binaries(architecture)
                self.assertEqual({mode for mode, _ in binaries.values()}, {0o755})
                self.assertEqual(len({sha256(data) for _, data in binaries.values()}), 1, binaries.keys())
                elf = Elf(binaries["tar"][1])
                self.assertEqual(elf.machine, dist_folder.MACHINES[architecture.debian])
                self.assertEqual((elf.type, elf.needed, elf.has_symbols), (Elf.PIE, [], False))
                self.assertNotIn(Elf.INTERP, elf.segments)

    def test_licences_come_along(self):
        for architecture in ARCHITECTURES:
            image = self.packed(dist_folder.oci, architecture)
            deb = dist_folder.deb_files(DIST / dist_folder.deb(self.release, architecture))
            for packed in (self.packed(dist_folder.tarball, architecture), self.packed(dist_folder.wheel, architecture),
                           self.packed(dist_folder.platform_tgz, architecture), dist_folder.layer_of(image)):
                self.assertEqual(packed.only("/THIRD-PARTY-LICENSES")[1], self.licenses)
            self.assertEqual(deb.text("usr/share/doc/xray-emulator/THIRD-PARTY-LICENSES.gz").encode(), self.licenses)

    def test_the_binary_of_this_machine(self):
        (mine,) = [one for one in ARCHITECTURES if one.wheel == platform.machine()]
        with tempfile.TemporaryDirectory() as folder:
            binary = Path(folder, "xray-emulator")
            binary.write_bytes(self.packed(dist_folder.tarball, mine).only("/xray-emulator")[1])
            binary.chmod(0o755)
            version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True, env={}).stdout
            licenses = subprocess.run([binary, "licenses"], check=True, capture_output=True, env={}).stdout
        self.assertEqual(version.splitlines()[0], f"xray-emulator {self.release}")
        self.assertEqual(licenses, self.licenses)

    def test_tarball(self):
        for architecture in ARCHITECTURES:
            packed = self.packed(dist_folder.tarball, architecture)
            root = dist_folder.tarball(self.release, architecture).removesuffix(".tar.gz")
            self.assertEqual({member.name.split("/")[0] for member in packed.members}, {root})
            self.assertEqual({(member.uid, member.gid, member.mtime) for member in packed.members},
                             {(0, 0, packed.members[0].mtime)})
            self.assertIn(".TH XRAY", packed.text(f"{root}/xray-emulator.1"))

    def test_deb(self):
        for architecture in ARCHITECTURES:
            path = DIST / dist_folder.deb(self.release, architecture)
            fields = subprocess.run(["dpkg-deb", "-f", path], check=True, capture_output=True, text=True).stdout
            self.assertIn(f"\nVersion: {self.release}\n", fields)
            self.assertIn(f"\nArchitecture: {architecture.debian}\n", fields)
            self.assertNotIn("Depends:", fields)
            files = dist_folder.deb_files(path)
            page = files.text("usr/share/man/man1/xray-emulator.1.gz")
            for section in ("NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS"):
                self.assertIn(f"\n.SH {section}\n", page)
            self.assertIn("ExecStart=/usr/bin/xray-emulator serve", files.text("lib/systemd/system/xray-emulator.service"))
            self.assertIn("License: Apache-2.0", files.text("usr/share/doc/xray-emulator/copyright"))

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_finds_nothing(self):
        for architecture in ARCHITECTURES:
            result = subprocess.run(
                ["lintian", "--allow-root", "--fail-on", "warning,error", DIST / dist_folder.deb(self.release, architecture)],
                capture_output=True, text=True)
            self.assertEqual((result.returncode, re.findall(r"^[EW]: .*", result.stdout, re.MULTILINE)), (0, []))

    def test_wheel(self):
        for architecture in ARCHITECTURES:
            packed = self.packed(dist_folder.wheel, architecture)
            info = f"xray_emulator-{self.release}.dist-info"
            rows = {row[0]: row[1:] for row in csv.reader(packed.text(f"{info}/RECORD").splitlines())}
            self.assertEqual(set(rows), set(packed.files))
            for path, (digest, size) in rows.items():
                if path.endswith("/RECORD"):
                    continue
                data = packed.files[path][1]
                self.assertEqual(int(size), len(data))
                self.assertEqual(digest, "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("="))
            tags = re.findall(r"^Tag: py3-none-(\w+)$", packed.text(f"{info}/WHEEL"), re.MULTILINE)
            self.assertEqual(f"xray_emulator-{self.release}-py3-none-{'.'.join(tags)}.whl",
                             dist_folder.wheel(self.release, architecture))
            self.assertIn(f"\nVersion: {self.release}\n", packed.text(f"{info}/METADATA"))
            self.assertIn("[pytest11]", packed.text(f"{info}/entry_points.txt"))

    def test_npm(self):
        main = Packed(read(f"xray-emulator-{self.release}.tgz"))
        manifest = main.json("package/package.json")
        self.assertEqual(manifest["version"], self.release)
        self.assertEqual({f"{name}-{version}.tgz" for name, version in manifest["optionalDependencies"].items()},
                         {dist_folder.platform_tgz(self.release, one) for one in ARCHITECTURES})
        for name in [*manifest["files"], manifest["main"], manifest["types"], *manifest["bin"].values()]:
            self.assertIn(f"package/{name}", main.files)
        for architecture in ARCHITECTURES:
            platform_manifest = self.packed(dist_folder.platform_tgz, architecture).json("package/package.json")
            self.assertEqual((platform_manifest["version"], platform_manifest["os"], platform_manifest["cpu"]),
                             (self.release, ["linux"], [architecture.node]))

    def test_jar(self):
        jar = Packed(read(f"xray-emulator-{self.release}.jar"))
        self.assertEqual(next(iter(jar.files)), "META-INF/MANIFEST.MF")
        self.assertIn(f"Implementation-Version: {self.release}\r\n", jar.text("META-INF/MANIFEST.MF"))
        pom = jar.text("META-INF/maven/dev.xray-emulator/xray-emulator/pom.xml")
        self.assertEqual(re.search(r"<version>(.*?)</version>", pom)[1], self.release)
        self.assertIn("dev/xrayemulator/XrayEmulatorExtension.class", jar.files)
        self.assertEqual(jar.files["META-INF/THIRD-PARTY-LICENSES"][1], self.licenses)
        # What the classes need is in the pom, for Maven and Gradle.
        self.assertIn("<artifactId>gson</artifactId>", pom)

    def test_go_module(self):
        module = Packed(read(f"xray-emulator-go-{self.release}.zip"))
        root = f"xray-emulator.dev/go@v{self.release}/"
        self.assertEqual({path for path in module.files if not path.startswith(root)}, set())
        self.assertLessEqual({root + name for name in ("go.mod", "emulator.go", "LICENSE")}, set(module.files))
        self.assertIn("module xray-emulator.dev/go\n", module.text(root + "go.mod"))

    def test_image(self):
        for architecture in ARCHITECTURES:
            with self.subTest(architecture=architecture.debian):
                data = read(dist_folder.oci(self.release, architecture))
                self.assertLess(len(data), ALLOWED_SIZE)
                self.check_image(Packed(data), architecture)

    def check_image(self, image, architecture):
        for path, (_, data) in image.files.items():
            if path.startswith("blobs/"):
                self.assertEqual(path, "blobs/sha256/" + sha256(data))
        self.assertEqual(image.json("oci-layout"), {"imageLayoutVersion": "1.0.0"})
        descriptors = image.json("index.json")["manifests"]
        manifest = image.json(dist_folder.blob(descriptors[0]["digest"]))
        config_path = dist_folder.blob(manifest["config"]["digest"])
        config = image.json(config_path)
        for descriptor in [*descriptors, manifest["config"], *manifest["layers"]]:
            self.assertEqual(descriptor["size"], len(image.files[dist_folder.blob(descriptor["digest"])][1]))
        self.assertEqual((config["os"], config["architecture"]), ("linux", architecture.debian))
        self.assertEqual({"os": "linux", "architecture": architecture.debian}, descriptors[0]["platform"])

        # What docker reads.
        (docker,) = image.json("manifest.json")
        self.assertEqual((docker["Config"], docker["Layers"]),
                         (config_path, [dist_folder.blob(one["digest"]) for one in manifest["layers"]]))
        self.assertEqual(docker["RepoTags"], [f"xray-emulator:{self.release}", "xray-emulator:latest"])

        (packed_layer,) = docker["Layers"]
        self.assertEqual(config["rootfs"]["diff_ids"], ["sha256:" + sha256(gzip.decompress(image.files[packed_layer][1]))])
        settings = config["config"]
        self.assertRegex(settings["User"], r"^[1-9]\d*:[1-9]\d*$")
        self.assertEqual(settings["Healthcheck"]["Test"], ["CMD", "xray-emulator", "health"])
        self.assertIn("XRAY_EMULATOR_BIND=0.0.0.0", settings["Env"])
        owners = {member.name: member.uid for member in dist_folder.layer_of(image).members}
        self.assertEqual({str(owners["data"])}, {settings["User"].split(":")[0]})
        self.assertEqual({owner for name, owner in owners.items() if name != "data"}, {0})

    def test_the_image_is_what_the_dockerfile_makes(self):
        text = (dist_folder.ROOT / "Dockerfile").read_text()
        image = self.packed(dist_folder.oci, ARCHITECTURES[0])
        manifest = image.json(dist_folder.blob(image.json("index.json")["manifests"][0]["digest"]))
        settings = image.json(dist_folder.blob(manifest["config"]["digest"]))["config"]
        final = text[text.rindex("\nFROM "):]
        self.assertIn("\nFROM scratch\n", text)
        self.assertIn(f"\nUSER {settings['User']}\n", final)
        self.assertIn(f"\nENTRYPOINT {json.dumps(settings['Entrypoint'])}", final)
        self.assertIn(f"CMD {json.dumps(settings['Healthcheck']['Test'][1:])}", final)
        self.assertEqual(set(settings["ExposedPorts"]), set(" ".join(re.findall(r"^EXPOSE (.+)$", final, re.MULTILINE)).split()))
        self.assertEqual(set(settings["Env"]), set(" ".join(re.findall(r"^ENV (.+)$", final, re.MULTILINE)).split()))

    def test_list_of_parts(self):
        document = json.loads(read("sbom.spdx.json"))
        self.assertEqual((document["spdxVersion"], document["dataLicense"], document["SPDXID"]),
                         ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
        self.assertRegex(document["documentNamespace"], r"^https://\S+$")
        self.assertRegex(document["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        ids = [package["SPDXID"] for package in document["packages"]]
        self.assertEqual(len(ids), len(set(ids)))
        for package in document["packages"]:
            self.assertRegex(package["SPDXID"], r"^SPDXRef-[A-Za-z0-9.-]+$")
            self.assertTrue(package["name"] and package["versionInfo"] and package["downloadLocation"])
        linked = {}
        for relation in document["relationships"]:
            self.assertIn(relation["relatedSpdxElement"], ids)
            linked.setdefault(relation["spdxElementId"], set()).add(relation["relatedSpdxElement"])
        for architecture in ARCHITECTURES:
            binary = self.binaries(architecture)["tar"][1]
            (package,) = [one for one in document["packages"] if one["SPDXID"] == f"SPDXRef-Binary-{architecture.debian}"]
            self.assertEqual(package["checksums"], [{"algorithm": "SHA256", "checksumValue": sha256(binary)}])
            names = {one["name"] for one in document["packages"] if one["SPDXID"] in linked[package["SPDXID"]]}
            self.assertLessEqual({"SQLite", "OpenSSL", "Boost", "zlib", "nghttp2", "GNU C Library"}, names)


if __name__ == "__main__":
    if not DIST.exists():
        print("SKIPPED: ./dev dist has made nothing here")
        sys.exit(SKIPPED)
    os.chdir(Path(__file__).parent)
    unittest.main()
