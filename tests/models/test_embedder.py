"""The bundled embedder, with its real files."""

from __future__ import annotations

import shutil
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import ModelError
from companion.models.embedder import WINDOW_TOKENS, MiniLM
from companion.models.protocols import Embedder, Vectors

FOLDER = Path(__file__).parents[2] / "resources" / "embedder"


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM(FOLDER)


def test_it_is_an_embedder(model: MiniLM) -> None:
    embedder: Embedder = model
    assert embedder.dimension == 384
    assert "MiniLM" in embedder.id


def test_vectors_have_length_one_and_know_meaning(model: MiniLM) -> None:
    rows = model.embed(["My cat is ill.", "The kitten is sick.", "Interest rates rose again."])
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3


def test_a_text_has_the_same_vector_alone_and_in_company(model: MiniLM) -> None:
    texts = ["short", "a rather longer line about the sea and the weather " * 12, ""] + ["filler words"] * 40
    together = model.embed(texts)
    alone = np.vstack([model.embed([text]) for text in texts[:4]])
    assert np.allclose(together[:4], alone, atol=1e-5)


def test_no_texts_and_empty_texts_are_safe(model: MiniLM) -> None:
    assert model.embed([]).shape == (0, 384)
    assert np.allclose(np.linalg.norm(model.embed(["", "   "]), axis=1), 1, atol=1e-5)
    assert model.windows("") == [""]
    assert model.count_tokens("") == 0


def test_words_after_the_128th_token_still_count(model: MiniLM) -> None:
    start = "the road went on and on " * 25
    rows = model.embed([start, start + "until the elephants came to dance"])
    assert 128 < model.count_tokens(start) < WINDOW_TOKENS
    assert rows[0] @ rows[1] < 0.999


def test_a_short_text_is_one_window(model: MiniLM) -> None:
    assert model.windows("Two words") == ["Two words"]


def test_a_long_text_is_cut_into_windows_that_share_their_edges(model: MiniLM) -> None:
    text = " ".join(f"word{number}" for number in range(700))
    pieces = model.windows(text)
    assert len(pieces) > 3
    assert all(model.count_tokens(piece) <= WINDOW_TOKENS - 2 for piece in pieces)
    assert pieces[0].startswith("word0 ")
    assert pieces[-1].endswith("word699")
    assert all(set(one.split()) & set(two.split()) for one, two in pairwise(pieces))
    assert {word for piece in pieces for word in piece.split()} >= set(text.split())


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="ab é東\n.", min_size=0, max_size=3000))
def test_windows_lose_nothing_and_all_fit(model: MiniLM, text: str) -> None:
    pieces = model.windows(text)
    position = 0
    for piece in pieces:
        found = text.find(piece)
        assert found != -1
        assert model.count_tokens(piece) <= WINDOW_TOKENS
        position = max(position, found + len(piece))
    assert text.startswith(pieces[0])
    assert text.endswith(pieces[-1])
    assert sum(map(len, pieces)) >= len(text)


def test_many_threads_may_ask_at_once() -> None:
    model = MiniLM(FOLDER)
    results: list[Vectors] = []
    threads = [threading.Thread(target=lambda: results.append(model.embed(["hello"]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(np.array_equal(result, results[0]) for result in results)


@pytest.mark.parametrize("text", ["hello", "One thing leads to another. " * 30])
def test_a_vector_does_not_depend_on_how_many_threads_made_it(text: str) -> None:
    assert np.array_equal(MiniLM(FOLDER, threads=1).embed([text]), MiniLM(FOLDER, threads=2).embed([text]))


def test_the_constructor_touches_no_file(tmp_path: Path) -> None:
    model = MiniLM(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="missing") as caught:
        model.load()
    assert caught.value.next_step
    assert not caught.value.retryable


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "embedder"))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_refused(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        MiniLM(copied).embed(["hello"])


def test_a_spoilt_list_of_checksums_is_refused(copied: Path) -> None:
    (copied / "SHA256SUMS").write_text("nonsense\n")
    with pytest.raises(ModelError, match="checksums"):
        MiniLM(copied).load()
