#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packs once more, from a second link of each binary, and sees that nothing differs. Run by ./dev dist --check."""

import subprocess
import sys
import tempfile
from pathlib import Path

from dist_folder import ARCHITECTURES, DIST, ROOT


def main():
    for architecture in ARCHITECTURES:
        binary = ROOT / "build" / architecture.preset / "bin" / "xray-emulator"
        binary.unlink()
        subprocess.run(["cmake", "--build", "--preset", architecture.preset], cwd=ROOT, check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder, "dist")
        subprocess.run([sys.executable, "-B", ROOT / "packaging" / "dist.py", "--out", again], check=True,
                       capture_output=True)
        first, second = ((one / "SHA256SUMS").read_text().splitlines() for one in (DIST, again))
    different = sorted({line.split()[1] for line in set(first) ^ set(second)})
    if different:
        sys.exit("not the same as before: " + ", ".join(different))
    print(f"reproducible: {len(first)} files are the same a second time")


if __name__ == "__main__":
    main()
