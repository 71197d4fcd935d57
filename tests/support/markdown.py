# SPDX-License-Identifier: Apache-2.0
"""Reads the code blocks of the project's documents, so that tests can run what the documents tell people to run."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A line such as "`conftest.py`, beside the tests:" names the file that the block behind it is.
FILE_NAME = re.compile(r"^`([^`\n]+)`[^`\n]*:\n\n\Z", re.MULTILINE)


@dataclass
class Block:
    language: str
    text: str
    file: str  # the name that the line before gives it; empty if none


def blocks(document, between=None):
    """The code blocks of a document (a path from the root), of the part between <!-- NAME: begin --> and end if named."""
    text = (ROOT / document).read_text()
    if between:
        text = text.split(f"<!-- {between}: begin -->")[1].split(f"<!-- {between}: end -->")[0]
    found = []
    for match in BLOCK.finditer(text):
        name = FILE_NAME.search(text[: match.start()])
        found.append(Block(match[1], match[2], name[1] if name else ""))
    return found


def files(document):
    """The blocks of a document that are files, as {name: content}."""
    return {block.file: block.text for block in blocks(document) if block.file}


def unpack(document, folder):
    """Writes a document's files below a folder; returns their names."""
    content = files(document)
    for name, text in content.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(content)
