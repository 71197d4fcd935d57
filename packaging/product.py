# SPDX-License-Identifier: Apache-2.0
"""What is packed: the version, the moment, and the binary of each architecture."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Architecture:
    """One machine under the names that the package formats have for it."""

    debian: str  # Go and OCI call it the same
    wheel: str
    node: str
    preset: str


ARCHITECTURES = (
    Architecture(debian="amd64", wheel="x86_64", node="x64", preset="dist"),
    Architecture(debian="arm64", wheel="aarch64", node="arm64", preset="dist-arm64"),
)


@dataclass(frozen=True)
class Product:
    version: str
    # Seconds since 1970: the time of every file in every package.
    epoch: int
    out: Path
    binaries: dict[Architecture, Path] = field(default_factory=dict)

    def text(self, name: str) -> bytes:
        """A file of the repository."""
        return (ROOT / name).read_bytes()

    @property
    def licenses(self) -> bytes:
        return self.text("api/assets/licenses.txt")


def version() -> str:
    """The version's one place is the project() of the top CMakeLists.txt."""
    found = re.search(r"^project\(xray-emulator VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE)
    if not found:
        raise SystemExit("CMakeLists.txt tells no version")
    return found[1]


def epoch() -> int:
    """SOURCE_DATE_EPOCH, else the time of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    log = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True, capture_output=True, text=True)
    return int(log.stdout)
