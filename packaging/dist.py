#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packs the built binaries: python3 packaging/dist.py [--out dist]. `./dev dist` builds them first.

The same binaries, commit and compressors give the same bytes, whenever and wherever it runs.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shutil
from pathlib import Path

import deb
import go_module
import jar
import man_page
import npm
import oci
import product
import sbom
import tarball
import wheel


def write_sums(folder: Path) -> None:
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
             for file in sorted(folder.iterdir()) if file.name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(lines))


def native_binary(binaries: dict[product.Architecture, Path]) -> str:
    """The one that runs here."""
    found = [path for one, path in binaries.items() if one.wheel == platform.machine()]
    if not found:
        raise SystemExit("dist: none of the binaries runs on this machine")
    return str(found[0])


def main() -> None:
    parser = argparse.ArgumentParser(description="Packs the built binaries.")
    parser.add_argument("--out", type=Path, default=product.ROOT / "dist")
    parser.add_argument("--arch", action="append", choices=[one.debian for one in product.ARCHITECTURES],
                        help="only for this architecture; repeatable")
    arguments = parser.parse_args()
    out = arguments.out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)

    binaries = {one: product.ROOT / "build" / one.preset / "bin" / "xray-emulator" for one in product.ARCHITECTURES
                if not arguments.arch or one.debian in arguments.arch}
    ours = product.Product(product.version(), product.epoch(), out, binaries)
    page = man_page.make(ours, native_binary(binaries))
    for architecture in binaries:
        tarball.write(ours, architecture, page)
        deb.write(ours, architecture, page)
        wheel.write(ours, architecture)
        npm.write_platform(ours, architecture)
        oci.write(ours, architecture)
    npm.write(ours)
    jar.write(ours)
    go_module.write(ours)
    (out / "THIRD-PARTY-LICENSES").write_bytes(ours.licenses)
    sbom.write(ours)
    write_sums(out)
    for file in sorted(out.iterdir()):
        print(f"{file.stat().st_size / 1e6:6.1f} MB  {file.name}")


if __name__ == "__main__":
    main()
