# SPDX-License-Identifier: Apache-2.0
"""The files of the repository, as the tests of its architecture look at them."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In the order of the arrows: a folder includes itself and what stands to its left.
LAYERS = ["core", "storage", "api", "emulator"]

NOT_OURS = {"build", "node_modules", "dist", "__pycache__"}

_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def files(*endings):
    """All files of the tree that end so, built and fetched ones left out; paths from the root, sorted."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.startswith("."))
        found += [(Path(folder) / name).relative_to(ROOT) for name in sorted(names) if name.endswith(endings)]
    return found


def cpp_files(*folders):
    """Sources and headers below the named folders, or of the whole tree."""
    return [path for path in files(".cpp", ".hpp") if not folders or path.parts[0] in folders]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def includes(path):
    """What a file includes, as written between the brackets or quotes."""
    return _INCLUDE.findall(read(path))
