# SPDX-License-Identifier: Apache-2.0
"""xray_emulator-VERSION-py3-none-PLATFORMS.whl: clients/python with the binary in it, for glibc and for musl.

The binary needs neither; the tags are the oldest that installers know.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib

from archives import Entry, program, zip_file
from product import ROOT, Architecture, Product

CLIENT = ROOT / "clients" / "python"

LAUNCHER = b"""# SPDX-License-Identifier: Apache-2.0
\"\"\"The command `xray-emulator`.\"\"\"

import os
import sys
from pathlib import Path


def main() -> None:
    binary = str(Path(__file__).parent / "bin" / "xray-emulator")
    os.execv(binary, [binary, *sys.argv[1:]])
"""


def _metadata(product: Product, project: dict) -> bytes:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {product.version}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        "License-File: LICENSE",
        "License-File: THIRD-PARTY-LICENSES",
        f"Requires-Python: {project['requires-python']}",
        f"Keywords: {','.join(project['keywords'])}",
        *(f"Classifier: {one}" for one in project["classifiers"]),
        "Description-Content-Type: text/markdown",
    ]
    return ("\n".join(lines) + "\n\n" + (CLIENT / "README.md").read_text()).encode()


def _entry_points(project: dict) -> bytes:
    lines = ["[console_scripts]", "xray-emulator = xray_emulator.launcher:main"]
    for group, points in project["entry-points"].items():
        lines += ["", f"[{group}]", *(f"{name} = {target}" for name, target in points.items())]
    return ("\n".join(lines) + "\n").encode()


def _record(entries: list[Entry], path: str) -> Entry:
    lines = []
    for entry in entries:
        digest = base64.urlsafe_b64encode(hashlib.sha256(entry.data).digest()).rstrip(b"=").decode()
        lines.append(f"{entry.path},sha256={digest},{len(entry.data)}")
    return Entry(path, ("\n".join([*lines, f"{path},,"]) + "\n").encode())


def write(product: Product, architecture: Architecture) -> None:
    project = tomllib.loads((CLIENT / "pyproject.toml").read_text())["project"]
    machine = architecture.wheel
    platforms = [f"manylinux_2_17_{machine}", f"manylinux2014_{machine}", f"musllinux_1_1_{machine}"]
    wheel = "".join(f"Tag: py3-none-{platform}\n" for platform in platforms)
    info = f"xray_emulator-{product.version}.dist-info"
    sources = sorted(path for path in (CLIENT / "xray_emulator").iterdir() if path.suffix == ".py" or path.name == "py.typed")
    entries = [
        *(Entry(f"xray_emulator/{path.name}", path.read_bytes()) for path in sources),
        Entry("xray_emulator/launcher.py", LAUNCHER),
        program("xray_emulator/bin/xray-emulator", product.binaries[architecture].read_bytes()),
        Entry(f"{info}/licenses/LICENSE", product.text("LICENSE")),
        Entry(f"{info}/licenses/THIRD-PARTY-LICENSES", product.licenses),
        Entry(f"{info}/METADATA", _metadata(product, project)),
        Entry(f"{info}/WHEEL",
              f"Wheel-Version: 1.0\nGenerator: xray-emulator\nRoot-Is-Purelib: false\n{wheel}".encode()),
        Entry(f"{info}/entry_points.txt", _entry_points(project)),
    ]
    entries.append(_record(entries, f"{info}/RECORD"))
    name = f"xray_emulator-{product.version}-py3-none-{'.'.join(platforms)}.whl"
    (product.out / name).write_bytes(zip_file(entries, product.epoch))
