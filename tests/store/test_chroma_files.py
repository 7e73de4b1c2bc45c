"""What Chroma's graph files hold beside vectors is cleared, and what it does not know is left alone."""

from __future__ import annotations

import struct
import uuid
from pathlib import Path

import numpy as np

from companion.store.chroma_files import clear_padding, drop_strays
from companion.store.vectors import VectorIndex, VectorRow
from tests.hashing_embedder import HashingEmbedder


def graph(folder: Path, room: int, elements: int, data: bytes, version: int = 1) -> Path:
    folder.mkdir(parents=True)
    (folder / "header.bin").write_bytes(struct.pack("<iQQQQ", version, 0, room, elements, 4))
    (folder / "data_level0.bin").write_bytes(data)
    return folder / "data_level0.bin"


def test_only_what_lies_behind_the_last_vector_is_cleared(tmp_path: Path) -> None:
    data = graph(tmp_path / "one", 4, 1, b"keepGONEGO\0\0" + bytes(4))
    lengths = data.with_name("length.bin")
    lengths.write_bytes(b"leng" + b"What was said".ljust(12)[:12])
    assert clear_padding(tmp_path) == 6 + 12
    assert data.read_bytes() == b"keep" + bytes(12)
    assert lengths.read_bytes() == b"leng" + bytes(12)
    assert clear_padding(tmp_path) == 0


def test_lengths_that_are_all_there_are_left_alone(tmp_path: Path) -> None:
    lengths = graph(tmp_path / "one", 4, 2, bytes(16)).with_name("length.bin")
    lengths.write_bytes(b"12345678")
    assert clear_padding(tmp_path) == 0
    assert lengths.read_bytes() == b"12345678"


def test_what_chroma_lays_out_at_first_holds_none_of_the_memory_of_the_process(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, "test", 4)
    index.open()
    index.put([VectorRow(n, 0, row, False, 1.0, 0.0) for n, row in enumerate(np.eye(4, dtype=np.float32))])
    index.close()
    graphs = [header.parent for header in (tmp_path / "chroma").glob("*/header.bin")]
    assert graphs
    for name in ("length.bin", "data_level0.bin"):
        assert all((folder / name).stat().st_size and not any((folder / name).read_bytes()) for folder in graphs)


def test_what_is_laid_out_otherwise_is_left_alone(tmp_path: Path) -> None:
    others = [
        graph(tmp_path / "version", 2, 0, b"12345678", version=2),
        graph(tmp_path / "size", 3, 0, b"12345678"),
        graph(tmp_path / "count", 2, 3, b"12345678"),
    ]
    (tmp_path / "short").mkdir()
    (tmp_path / "short" / "header.bin").write_bytes(b"\1")
    assert clear_padding(tmp_path) == 0
    assert {other.read_bytes() for other in others} == {b"12345678"}


def test_an_index_finds_the_same_after_its_padding_was_cleared(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    vectors = embedder.embed([f"the number {number}" for number in range(1100)])
    index = VectorIndex(tmp_path, embedder.id, embedder.dimension)
    index.open()
    index.put([VectorRow(n, 0, row, False, 1.0, 0.0) for n, row in enumerate(vectors)])
    before = index.query(vectors[7], 5, dormant=False)
    index.close()
    clear_padding(tmp_path / "chroma")
    for data in (tmp_path / "chroma").glob("*/data_level0.bin"):
        head = struct.unpack("<iQQQQ", data.with_name("header.bin").read_bytes()[:36])
        assert set(data.read_bytes()[head[3] * head[4] :]) <= {0}
    index.open()
    assert index.query(vectors[7], 5, dormant=False) == before
    index.close()


def test_only_graphs_that_chroma_does_not_know_are_removed(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, "test", 4)
    index.open()
    index.put([VectorRow(n, 0, np.eye(4, dtype=np.float32)[n % 4], False, 1.0, 0.0) for n in range(1100)])
    index.close()
    known = {found.name for found in (tmp_path / "chroma").iterdir()}
    stray, other = tmp_path / "chroma" / str(uuid.uuid4()), tmp_path / "chroma" / "notes"
    for folder in (stray, other):
        folder.mkdir()
        (folder / "header.bin").write_bytes(b"x")
    assert drop_strays(tmp_path / "chroma") == 1
    assert {found.name for found in (tmp_path / "chroma").iterdir()} == known | {"notes"}


def test_what_is_not_chromas_is_left_to_chroma_to_complain_about(tmp_path: Path) -> None:
    assert drop_strays(tmp_path) == 0
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database, but long enough to be looked at" * 40)
    stray = tmp_path / str(uuid.uuid4())
    stray.mkdir()
    assert drop_strays(tmp_path) == 0
    assert stray.is_dir()
