# SPDX-License-Identifier: Apache-2.0
"""Archives that are the same whenever they are made: sorted, of one time, owned by root."""

from __future__ import annotations

import gzip
import io
import tarfile
import time
import zipfile
from dataclasses import dataclass
from typing import Iterable


@dataclass(frozen=True)
class Entry:
    """A file, or with data None a folder."""

    path: str
    data: bytes | None
    mode: int = 0o644
    owner: int = 0


def folder(path: str, mode: int = 0o755, owner: int = 0) -> Entry:
    return Entry(path, None, mode, owner)


def program(path: str, data: bytes) -> Entry:
    return Entry(path, data, 0o755)


def tar(entries: Iterable[Entry], epoch: int) -> bytes:
    """In the order given: some readers want certain files first."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for entry in entries:
            member = tarfile.TarInfo(entry.path)
            member.mode, member.mtime = entry.mode, epoch
            member.uid = member.gid = entry.owner
            if entry.data is None:
                member.type = tarfile.DIRTYPE
                archive.addfile(member)
            else:
                member.size = len(entry.data)
                archive.addfile(member, io.BytesIO(entry.data))
    return buffer.getvalue()


def compress(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)


def zip_file(entries: Iterable[Entry], epoch: int) -> bytes:
    # The format knows no time before 1980.
    moment = max(time.gmtime(epoch)[:6], (1980, 1, 1, 0, 0, 0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry in entries:
            member = zipfile.ZipInfo(entry.path, moment)
            member.compress_type = zipfile.ZIP_DEFLATED
            # A regular file, made on Unix.
            member.create_system, member.external_attr = 3, (0o100000 | entry.mode) << 16
            archive.writestr(member, entry.data or b"")
    return buffer.getvalue()
