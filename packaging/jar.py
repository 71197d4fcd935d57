# SPDX-License-Identifier: Apache-2.0
"""xray-emulator-VERSION.jar: clients/java with the binaries where it looks for them, compiled by Maven and packed here, so
that it is the same each time."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from archives import Entry, zip_file
from product import ROOT, Product

CLIENT = ROOT / "clients" / "java"
BUILD = ROOT / "build" / "java-client"
QUIETLY = ["--batch-mode", "--quiet", "--no-transfer-progress", "-Dstyle.color=never"]


def _pom(product: Product) -> bytes:
    """With the project's version; the first one in it is its own."""
    return re.sub(r"<version>[^<]*</version>", f"<version>{product.version}</version>",
                  (CLIENT / "pom.xml").read_text(), count=1).encode()


def _compile(product: Product) -> Path:
    shutil.rmtree(BUILD, ignore_errors=True)
    shutil.copytree(CLIENT / "src" / "main", BUILD / "src" / "main")
    (BUILD / "pom.xml").write_bytes(_pom(product))
    subprocess.run(["mvn", *QUIETLY, "compiler:compile"], cwd=BUILD, check=True)
    return BUILD / "target" / "classes"


def write(product: Product) -> None:
    classes = _compile(product)
    manifest = (f"Manifest-Version: 1.0\r\nAutomatic-Module-Name: dev.xrayemulator\r\n"
                f"Implementation-Title: xray-emulator\r\nImplementation-Version: {product.version}\r\n\r\n")
    entries = [
        Entry("META-INF/MANIFEST.MF", manifest.encode()),
        Entry("META-INF/LICENSE", product.text("LICENSE")),
        Entry("META-INF/THIRD-PARTY-LICENSES", product.licenses),
        Entry("META-INF/maven/dev.xray-emulator/xray-emulator/pom.xml", _pom(product)),
        *(Entry(file.relative_to(classes).as_posix(), file.read_bytes()) for file in sorted(classes.rglob("*.class"))),
        *(Entry(f"xray-emulator/linux-{one.wheel}/xray-emulator", path.read_bytes(), 0o755)
          for one, path in product.binaries.items()),
    ]
    (product.out / f"xray-emulator-{product.version}.jar").write_bytes(zip_file(entries, product.epoch))
