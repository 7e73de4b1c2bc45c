"""Chroma as the index: ids to vectors in two collections, disposable, turned by a secret in encrypted profiles."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.store.search import Vectors
from companion.store.vectors import BATCH, SPARE, Side, VectorIndex, VectorRow, rotation

DIMENSION = 24
KEY = bytes(range(32))


def unit(seed: int) -> Vectors:
    vector = np.random.Generator(np.random.PCG64(seed)).standard_normal(DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def row(memory: int, piece: int = 0, *, dormant: bool = False, seed: int | None = None) -> VectorRow:
    return VectorRow(memory, piece, unit(memory if seed is None else seed), dormant, 5.0, 0.0)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    made = VectorIndex(tmp_path / "index", "test", DIMENSION)
    made.open()
    yield made
    made.close()


def test_nothing_is_asked_of_a_closed_index(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path / "index", "test", DIMENSION)
    assert not index.is_open
    assert not (tmp_path / "index").exists()
    with pytest.raises(RuntimeError):
        index.query(unit(1), 3, dormant=False)
    index.close()


def test_what_was_put_is_found_by_its_cosine_and_kept(index: VectorIndex, tmp_path: Path) -> None:
    index.put([row(n) for n in range(1, 60)])
    index.set_revision(7)
    expected = {n: float(unit(n) @ unit(100)) for n in range(1, 60)}
    best = sorted(expected, key=lambda n: -expected[n])[:5]
    found = index.query(unit(100), 5, dormant=False)
    assert list(found) == best
    assert all(found[n] == pytest.approx(expected[n], abs=1e-5) for n in best)
    index.close()
    again = VectorIndex(tmp_path / "index", "test", DIMENSION)
    again.open()
    assert again.query(unit(100), 5, dormant=False) == pytest.approx(found, abs=1e-5)
    assert again.revision == 7
    assert again.count() == 59
    again.close()


def test_an_empty_side_finds_nothing(index: VectorIndex) -> None:
    index.put([row(1)])
    assert index.query(unit(1), 5, dormant=True) == {}
    assert index.ids(dormant=True) == set()


def test_a_memory_counts_once_with_its_nearest_piece(index: VectorIndex) -> None:
    index.put([row(1, 0, seed=10), row(1, 1, seed=11), row(2, 0, seed=12)])
    found = index.query(unit(11), 10, dormant=False)
    assert next(iter(found)) == 1
    assert found[1] == pytest.approx(1.0, abs=1e-5)
    assert len(found) == 2
    assert index.ids(dormant=False) == {"1:0", "1:1", "2:0"}


def test_a_moved_row_lies_on_one_side_only(index: VectorIndex) -> None:
    index.put([row(n) for n in range(1, 4)])
    index.move([row(2, dormant=True)])
    assert index.ids(dormant=False) == {"1:0", "3:0"}
    assert index.ids(dormant=True) == {"2:0"}
    assert list(index.query(unit(2), 1, dormant=True)) == [2]
    index.move([row(2)])
    assert index.ids(dormant=False) == {"1:0", "2:0", "3:0"}
    assert index.ids(dormant=True) == set()


def test_more_rows_than_a_batch_come_and_go(index: VectorIndex) -> None:
    many = [row(n, dormant=n % 3 == 0) for n in range(1, 3 * BATCH + 8)]
    index.move(many)
    assert index.count() == len(many)
    index.remove([f"{n}:0" for n in range(1, 3 * BATCH + 8)], dormant=False)
    assert index.ids(dormant=False) == set()
    assert index.count() == len([r for r in many if r.dormant])


def test_no_write_is_larger_than_a_batch(index: VectorIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma holds the GIL while it writes: a larger one would freeze the window."""
    sizes: list[int] = []
    upsert = Side._upsert

    def seen(self: Side, rows: list[VectorRow]) -> None:
        sizes.append(len(rows))
        upsert(self, rows)

    monkeypatch.setattr(Side, "_upsert", seen)
    index.move([row(1, piece) for piece in range(2 * BATCH + 1)])
    assert sizes == [BATCH, BATCH, 1]


def test_removing_what_is_not_there_changes_nothing(index: VectorIndex) -> None:
    index.put([row(1)])
    index.remove(["7:0"], dormant=False)
    index.remove(["1:0"], dormant=True)
    index.remove([], dormant=False)
    assert index.ids(dormant=False) == {"1:0"}


def test_another_embedder_has_collections_of_its_own(index: VectorIndex, tmp_path: Path) -> None:
    index.put([row(1)])
    index.close()
    other = VectorIndex(tmp_path / "index", "other", DIMENSION * 2)
    other.open()
    assert other.count() == 0
    other.close()


def test_a_destroyed_index_opens_new_and_empty(index: VectorIndex, tmp_path: Path) -> None:
    index.put([row(n) for n in range(1, 30)])
    index.set_revision(3)
    index.destroy()
    assert not (tmp_path / "index").exists()
    assert not index.is_open
    index.open()
    assert index.count() == 0
    assert index.revision == -1
    index.put([row(1)])
    assert list(index.query(unit(1), 5, dormant=False)) == [1]


@pytest.mark.parametrize("text", ["", "seven", "\x00\xff"])
def test_a_spoilt_revision_is_unknown(index: VectorIndex, tmp_path: Path, text: str) -> None:
    (tmp_path / "index" / "revision").write_text(text, encoding="latin-1")
    assert index.revision == -1


# the secret turn


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**32), st.integers(0, 2**32))
def test_turning_keeps_every_cosine_and_hides_the_vector(key: bytes, first: int, second: int) -> None:
    turn = rotation(key, DIMENSION)
    assert np.allclose(turn @ turn.T, np.eye(DIMENSION), atol=1e-5)
    a, b = unit(first), unit(second)
    assert float((a @ turn) @ (b @ turn)) == pytest.approx(float(a @ b), abs=1e-5)
    assert not np.allclose(a @ turn, a, atol=1e-2)
    assert np.array_equal(turn, rotation(key, DIMENSION))


def test_another_key_turns_another_way() -> None:
    assert not np.allclose(rotation(KEY, DIMENSION), rotation(KEY[::-1], DIMENSION), atol=0.1)


def test_an_encrypted_index_answers_alike_and_shows_other_vectors(tmp_path: Path) -> None:
    secret, plain = (VectorIndex(tmp_path / name, "test", DIMENSION, key) for name, key in (("b", KEY), ("a", None)))
    for index in (secret, plain):
        index.open()
        index.put([row(n) for n in range(1, 30)])
    assert secret.query(unit(50), 9, dormant=False) == pytest.approx(plain.query(unit(50), 9, dormant=False), abs=1e-4)
    stored = secret.side(False).collection.get(ids=[f"{n}:0" for n in range(1, 30)], include=["embeddings"])
    vectors = stored["embeddings"]
    assert vectors is not None
    for name, vector in zip(stored["ids"], vectors, strict=True):
        assert not np.allclose(vector, unit(int(name.partition(":")[0])), atol=0.05)
    for index in (secret, plain):
        index.close()
    # Only Chroma's database: its graph files are padded with whatever memory held, plain vectors too (security.md).
    shown, hidden = (b"".join(f.read_bytes() for f in (tmp_path / n).rglob("chroma.sqlite3*")) for n in ("a", "b"))
    assert all(unit(n).tobytes() in shown for n in range(1, 30))
    assert not any(unit(n).tobytes() in hidden for n in range(1, 30))


def test_a_side_is_worn_when_more_has_left_it_than_is_there(index: VectorIndex, tmp_path: Path) -> None:
    index.put([row(n) for n in range(1, 40)])
    assert index.worn == []
    index.side(False).gone = SPARE + 39
    assert index.worn == []
    index.remove(["1:0"], dormant=False)
    assert index.worn == [False]
    index.set_revision(3)
    index.close()
    again = VectorIndex(tmp_path / "index", "test", DIMENSION)
    again.open()
    assert again.worn == [False]
    again.close()


def test_names_that_are_not_there_do_not_make_a_side_seem_empty(index: VectorIndex) -> None:
    index.put([row(1)])
    index.remove([f"{n}:0" for n in range(2, 50)], dormant=False)
    assert list(index.query(unit(1), 3, dormant=False)) == [1]


def test_a_side_that_was_written_anew_takes_the_place_of_the_old_one(index: VectorIndex, tmp_path: Path) -> None:
    index.put([row(n) for n in range(1, 1200)])  # enough for Chroma to write a graph to a folder
    index.remove([f"{n}:0" for n in range(6, 1200)], dormant=False)
    index.set_revision(1)
    before = index.query(unit(3), 9, dormant=False)
    fresh = index.fresh(False)
    fresh.put([row(n) for n in range(1, 6)])
    index.replace(False, fresh)
    assert index.side(False).gone == 0
    assert index.query(unit(3), 9, dormant=False) == pytest.approx(before, abs=1e-5)
    index.put([row(7)])
    index.close()
    again = VectorIndex(tmp_path / "index", "test", DIMENSION)
    again.open()
    assert again.ids(dormant=False) == {f"{n}:0" for n in (1, 2, 3, 4, 5, 7)}
    assert again.side(False).gone == 0
    again.close()
    folders = [found for found in (tmp_path / "index" / "chroma").iterdir() if found.is_dir()]
    assert len(folders) <= 2, "the graph of the old one is gone"


def test_what_a_crash_left_of_a_side_written_anew_is_gone_at_the_next_start(index: VectorIndex, tmp_path: Path) -> None:
    index.put([row(1)])
    index.fresh(False).put([row(n) for n in range(1, 1200)])
    index.close()
    again = VectorIndex(tmp_path / "index", "test", DIMENSION)
    again.open()
    assert again.ids(dormant=False) == {"1:0"}
    again.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "index" / "chroma" / "chroma.sqlite3")) as con:
        assert con.execute("select count(*) from collections").fetchone() == (2,)
