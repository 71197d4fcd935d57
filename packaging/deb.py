# SPDX-License-Identifier: Apache-2.0
"""xray-emulator_VERSION_ARCH.deb: binary, man page, systemd unit (neither enabled nor started), copyright."""

from __future__ import annotations

import email.utils
import os
import subprocess
import tempfile
from pathlib import Path

from archives import compress
from product import ROOT, Architecture, Product

MAINTAINER = "xray-emulator maintainers <maintainers@xray-emulator.dev>"
FILES = ROOT / "packaging" / "debian"


def _control(product: Product, architecture: Architecture, size: int) -> str:
    return (FILES / "control").read_text().format(
        version=product.version, architecture=architecture.debian, maintainer=MAINTAINER, size=(size + 1023) // 1024)


def _changelog(product: Product) -> bytes:
    moment = email.utils.formatdate(product.epoch)
    return compress(f"""xray-emulator ({product.version}) stable; urgency=medium

  * Version {product.version}; what it changes is in CHANGELOG.md.

 -- {MAINTAINER}  {moment}
""".encode())


def _lay(root: Path, path: str, data: bytes, mode: int = 0o644) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    file.chmod(mode)


def write(product: Product, architecture: Architecture, man_page: bytes) -> None:
    doc = "usr/share/doc/xray-emulator"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "root")
        _lay(root, "usr/bin/xray-emulator", product.binaries[architecture].read_bytes(), 0o755)
        _lay(root, "usr/share/man/man1/xray-emulator.1.gz", compress(man_page))
        _lay(root, "lib/systemd/system/xray-emulator.service", (FILES / "xray-emulator.service").read_bytes())
        _lay(root, "usr/share/lintian/overrides/xray-emulator", (FILES / "lintian-overrides").read_bytes())
        _lay(root, f"{doc}/copyright", (FILES / "copyright").read_bytes())
        _lay(root, f"{doc}/changelog.gz", _changelog(product))
        _lay(root, f"{doc}/THIRD-PARTY-LICENSES.gz", compress(product.licenses))
        files = sorted(path for path in root.rglob("*") if path.is_file())
        _lay(root, "DEBIAN/control", _control(product, architecture, sum(f.stat().st_size for f in files)).encode())
        _lay(root, "DEBIAN/md5sums", _sums(root, files))
        for script in ("prerm", "postrm"):
            _lay(root, f"DEBIAN/{script}", (FILES / script).read_bytes(), 0o755)
        for path in [root, *root.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root,
             product.out / f"xray-emulator_{product.version}_{architecture.debian}.deb"],
            check=True, stdout=subprocess.DEVNULL,
            # More threads would cut the archive otherwise on each machine.
            env={**os.environ, "SOURCE_DATE_EPOCH": str(product.epoch), "DPKG_DEB_THREADS_MAX": "1"})


def _sums(root: Path, files: list[Path]) -> bytes:
    lines = subprocess.run(["md5sum", *(str(path.relative_to(root)) for path in files)], cwd=root, check=True,
                           capture_output=True)
    return lines.stdout
