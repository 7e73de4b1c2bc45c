"""What Chroma leaves in its folder: graphs of collections that are gone, and room that holds no vector.

It fills that room with whatever its memory held before: perhaps vectors that were deleted, or not yet turned. The
layout is hnswlib's (`persistHeader`): a version, then as 64-bit numbers the offset, the room for elements, the
elements there are, and the bytes of each. Beside the elements it keeps the length of every vector, in four bytes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import struct
import uuid
from pathlib import Path

_HEADER = struct.Struct("<iQQQQ")
_VERSION = 1
_LENGTH = 4
_CHUNK = 1 << 20


def clear_padding(folder: Path) -> int:
    """Write zeros over the padding of every graph below `folder`; how many bytes were not zero.

    Only while nobody has the files open. What is not laid out as expected is left alone. Blocking.
    """
    return sum(_clear(header) for header in folder.glob("*/header.bin"))


def _clear(header: Path) -> int:
    head = header.read_bytes()[: _HEADER.size]
    if len(head) < _HEADER.size:
        return 0
    version, _, room, elements, size = _HEADER.unpack(head)
    if version != _VERSION or elements > room:
        return 0
    files = (("data_level0.bin", size), ("length.bin", _LENGTH))
    return sum(_clear_behind(header.with_name(name), elements * each, room * each) for name, each in files)


def _clear_behind(path: Path, end: int, whole: int) -> int:
    """Write zeros from `end` on in a file of `whole` bytes."""
    if not path.is_file() or path.stat().st_size != whole:
        return 0
    cleared = 0
    with path.open("r+b") as file:
        file.seek(end)
        while chunk := file.read(_CHUNK):
            stray = len(chunk) - chunk.count(0)
            if stray:
                cleared += stray
                file.seek(-len(chunk), os.SEEK_CUR)
                file.write(bytes(len(chunk)))
    return cleared


def drop_strays(folder: Path) -> int:
    """Remove the graphs of collections that Chroma no longer knows; how many there were. Blocking.

    Chroma leaves them when a collection is deleted. Nobody may be making a collection meanwhile.
    """
    if not (folder / "chroma.sqlite3").is_file():
        return 0
    try:
        with contextlib.closing(sqlite3.connect(f"{(folder / 'chroma.sqlite3').as_uri()}?mode=ro", uri=True)) as con:
            known = {row[0] for row in con.execute("select id from segments")}
    except sqlite3.Error:
        return 0  # not what Chroma writes: it will say so itself when it is opened
    strays = [found for found in folder.iterdir() if found.is_dir() and _is_id(found.name) and found.name not in known]
    for stray in strays:
        shutil.rmtree(stray)
    return len(strays)


def _is_id(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
