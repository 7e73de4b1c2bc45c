"""Vectors from an Ollama server: of length 1, in order, also of what is empty or long; errors in plain words."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import ModelError
from companion.models import ollama_embedder
from companion.models.ollama_embedder import CHARACTERS_PER_TOKEN, OllamaEmbedder, probe
from companion.models.ollama_library import OllamaLibrary
from tests.engines import run
from tests.ollama_replies import MODELS, ServedModel
from tests.ollama_server import OllamaServer

MODEL = "nomic-embed-text:latest"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    made = OllamaServer()
    made.start_in_thread()
    yield made
    made.stop_thread()


@pytest.fixture
def embedder(server: OllamaServer) -> Iterator[OllamaEmbedder]:
    made = OllamaEmbedder(server.host, MODEL, 64, 128)
    yield made
    made.close()


def test_every_text_has_a_vector_of_length_one_in_its_order(embedder: OllamaEmbedder) -> None:
    texts = ["the harbour at night", "", "   ", "a boat", "the harbour at night"]
    vectors = embedder.embed(texts)
    assert vectors.shape == (5, 64)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(vectors[0], vectors[4])
    assert not np.allclose(vectors[0], vectors[3])
    assert np.allclose(embedder.embed(["a boat"])[0], vectors[3])
    assert embedder.embed([]).shape == (0, 64)


def test_it_can_be_asked_from_any_thread(embedder: OllamaEmbedder) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(embedder.embed(["one", "two"])))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2, 2, 2, 2]


def test_the_space_is_named_by_model_and_dimension(embedder: OllamaEmbedder) -> None:
    assert embedder.id == "ollama/nomic-embed-text:latest/64"
    assert embedder.dimension == 64


@given(st.text(max_size=3000))
def test_long_text_is_cut_into_pieces_that_fit_and_lose_nothing(text: str) -> None:
    pieces = OllamaEmbedder("localhost", "m", 8, 128).windows(text)
    assert all(len(piece) <= 128 * CHARACTERS_PER_TOKEN for piece in pieces)
    at = 0
    for piece in pieces:
        found = text.find(piece, max(at - len(piece), 0)) if piece else 0
        assert found >= 0
        assert found <= at
        at = max(at, found + len(piece))
    assert at == len(text)


@pytest.mark.parametrize(
    ("host", "model", "code"),
    [("127.0.0.1:1", MODEL, "not_running"), ("", "nothing:1b", "not_found"), ("", "llama3.2:3b", "unable")],
)
def test_what_goes_wrong_is_said(server: OllamaServer, host: str, model: str, code: str) -> None:
    embedder = OllamaEmbedder(host or server.host, model, 64)
    with pytest.raises(ModelError) as wrong:
        embedder.embed(["hello"])
    assert wrong.value.code == code
    embedder.close()


def test_other_vectors_than_before_are_refused(server: OllamaServer) -> None:
    embedder = OllamaEmbedder(server.host, MODEL, 32)
    with pytest.raises(ModelError) as wrong:
        embedder.embed(["hello"])
    assert wrong.value.code == "vectors"
    embedder.close()


def test_a_host_that_never_answers_is_given_up(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ollama_embedder, "EMBED_SECONDS", 0.2)
    server.script.hold_embed = True
    embedder = OllamaEmbedder(server.host, MODEL, 64)
    with pytest.raises(ModelError) as wrong:
        embedder.embed(["hello"])
    assert wrong.value.code == "timeout"
    embedder.close()


def test_closing_ends_what_is_being_asked(server: OllamaServer) -> None:
    server.script.hold_embed = True
    embedder = OllamaEmbedder(server.host, MODEL, 64)
    wrong: list[str] = []

    def ask() -> None:
        try:
            embedder.embed(["hello"])
        except ModelError as error:
            wrong.append(error.code)

    asking = threading.Thread(target=ask)
    asking.start()
    assert server.wait_for(lambda: any(request.path == "/api/embed" for request in server.requests))
    embedder.close()
    asking.join(5)
    assert wrong == ["closed"]
    with pytest.raises(ModelError):
        embedder.embed(["hello"])


def test_a_model_is_asked_what_it_is_before_it_is_used() -> None:
    async def go() -> None:
        async with OllamaServer(models=(*MODELS, ServedModel("e:1b", capabilities=("embedding",)))) as server:
            library = OllamaLibrary(server.host)
            await library.start()
            assert await probe(library, "nomic-embed-text") == (MODEL, 64, 128)
            for name, code in (("llama3.2:3b", "unable"), ("nothing", "not_found")):
                with pytest.raises(ModelError) as wrong:
                    await probe(library, name)
                assert wrong.value.code == code
            await library.close()

    run(go())
