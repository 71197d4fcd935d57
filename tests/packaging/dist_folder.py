# SPDX-License-Identifier: Apache-2.0
"""The folder that `./dev dist` has filled, and what its packages hold."""

import gzip
import io
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
sys.path.insert(0, str(ROOT / "packaging"))
from product import ARCHITECTURES, version  # noqa: E402

MACHINES = {"amd64": 62, "arm64": 183}


def names(release):
    """Every file that a release has, SHA256SUMS apart."""
    found = ["THIRD-PARTY-LICENSES", "sbom.spdx.json", f"xray-emulator-{release}.jar", f"xray-emulator-{release}.tgz",
             f"xray-emulator-go-{release}.zip"]
    for one in ARCHITECTURES:
        found += [tarball(release, one), deb(release, one), wheel(release, one), platform_tgz(release, one),
                  oci(release, one)]
    return sorted(found)


def tarball(release, architecture):
    return f"xray-emulator-{release}-linux-{architecture.debian}.tar.gz"


def deb(release, architecture):
    return f"xray-emulator_{release}_{architecture.debian}.deb"


def wheel(release, architecture):
    machine = architecture.wheel
    return f"xray_emulator-{release}-py3-none-manylinux_2_17_{machine}.manylinux2014_{machine}.musllinux_1_1_{machine}.whl"


def platform_tgz(release, architecture):
    return f"xray-emulator-linux-{architecture.node}-{release}.tgz"


def oci(release, architecture):
    return f"xray-emulator-{release}-oci-{architecture.debian}.tar"


class Packed:
    """The files of an archive: {path: (mode, bytes)}."""

    def __init__(self, data):
        self.files = {}
        self.members = []
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    self.files[member.filename] = (member.external_attr >> 16 & 0o777, archive.read(member))
            return
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            self.members = archive.getmembers()
            for member in self.members:
                if member.isfile():
                    self.files[member.name.removeprefix("./")] = (member.mode, archive.extractfile(member).read())

    def json(self, path):
        return json.loads(self.files[path][1])

    def text(self, path):
        data = self.files[path][1]
        return (gzip.decompress(data) if path.endswith(".gz") else data).decode()

    def only(self, suffix):
        (found,) = [path for path in self.files if path.endswith(suffix)]
        return self.files[found]


def deb_files(path):
    return Packed(subprocess.run(["dpkg-deb", "--fsys-tarfile", path], check=True, capture_output=True).stdout)


def layer_of(image):
    """The files of the one layer of an OCI archive."""
    manifest = image.json(blob(image.json("index.json")["manifests"][0]["digest"]))
    return Packed(image.files[blob(manifest["layers"][0]["digest"])][1])


def blob(digest):
    return "blobs/sha256/" + digest.removeprefix("sha256:")


class Elf:
    """What of a 64-bit little-endian ELF file tells where it runs."""

    INTERP, DYNAMIC, NEEDED, PIE = 3, 2, 1, 3

    def __init__(self, data):
        assert data[:6] == b"\x7fELF\x02\x01"
        self.type, self.machine = struct.unpack_from("<HH", data, 16)
        offset, sections = struct.unpack_from("<QQ", data, 32)
        size, number = struct.unpack_from("<HH", data, 54)
        section_size, section_number = struct.unpack_from("<HH", data, 58)
        headers = [struct.unpack_from("<IIQQQQQQ", data, offset + size * n) for n in range(number)]
        self.segments = [header[0] for header in headers]
        self.needed = [tag for kind, _, at, _, _, length, _, _ in headers if kind == self.DYNAMIC
                       for tag, _ in struct.iter_unpack("<QQ", data[at:at + length]) if tag == self.NEEDED]
        types = [struct.unpack_from("<I", data, sections + section_size * n + 4)[0] for n in range(section_number)]
        self.has_symbols = 2 in types


__all__ = ["ARCHITECTURES", "DIST", "MACHINES", "ROOT", "Elf", "Packed", "blob", "deb", "deb_files", "layer_of", "names",
           "oci", "platform_tgz", "tarball", "version", "wheel"]
