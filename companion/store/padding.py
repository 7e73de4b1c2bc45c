"""The part of Chroma's graph files that holds no vector: Chroma fills it with whatever its memory held before.

That may be vectors that were deleted, or not yet turned. The layout is hnswlib's (`persistHeader`): a version, then as
64-bit numbers the offset, the room for elements, the elements there are, and the bytes of each.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

_HEADER = struct.Struct("<iQQQQ")
_VERSION = 1
_CHUNK = 1 << 20


def clear_padding(folder: Path) -> int:
    """Write zeros over the padding of every graph below `folder`; how many bytes were not zero.

    Only while nobody has the files open. What is not laid out as expected is left alone. Blocking.
    """
    return sum(_clear(header, header.with_name("data_level0.bin")) for header in folder.glob("*/header.bin"))


def _clear(header: Path, data: Path) -> int:
    head = header.read_bytes()[: _HEADER.size]
    if len(head) < _HEADER.size or not data.is_file():
        return 0
    version, _, room, elements, size = _HEADER.unpack(head)
    if version != _VERSION or elements > room or room * size != data.stat().st_size:
        return 0
    cleared = 0
    with data.open("r+b") as file:
        file.seek(elements * size)
        while chunk := file.read(_CHUNK):
            stray = len(chunk) - chunk.count(0)
            if stray:
                cleared += stray
                file.seek(-len(chunk), os.SEEK_CUR)
                file.write(bytes(len(chunk)))
    return cleared
