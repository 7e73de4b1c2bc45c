"""What may say the same in other words is offered before a forget, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from companion.engine import Engine
from companion.errors import ModelError
from companion.memory import paraphrases
from companion.models.embedder import MiniLM
from companion.models.protocols import Vectors
from companion.paths import Home
from companion.terminal import agreed
from tests.engines import opened, run, tell
from tests.hashing_embedder import HashingEmbedder

PAIRS = (
    ("I am afraid of flying.", "Being on a plane terrifies me."),
    ("My daughter failed her exam.", "My girl did not pass the test."),
    ("My dad drinks too much.", "My father is an alcoholic."),
)
OTHERS = ("I bought new running shoes.", "I play chess on Fridays.", "The garden needs water in this heat.")

SET_ON = (
    ("I was diagnosed with epilepsy in March", "The doctors say I have a seizure disorder"),
    ("My brother got divorced last year", "My sibling's marriage ended"),
    ("I lost my job at the bakery", "They let me go from where I baked bread"),
    ("I am afraid of flying", "Being on a plane terrifies me"),
    ("I owe my uncle four thousand euros", "There is a large debt to a relative that I have to pay back"),
    ("I stopped drinking in June", "I have been sober since the summer"),
    ("My daughter failed her exam", "My girl did not pass the test"),
    ("I am pregnant", "I'm expecting a baby"),
    ("We are moving to Lisbon", "Soon we will live in the capital of Portugal"),
    ("I had an affair with a colleague", "I cheated on my wife with someone from work"),
    ("I play the cello", "I make music on a string instrument"),
    ("My cat died on Sunday", "Our pet passed away at the weekend"),
    ("I earn sixty thousand a year", "My salary is 60k"),
    ("I voted for the Greens", "At the election I chose the ecological party"),
    ("I can't have children", "I am infertile"),
    ("My dad drinks too much", "My father is an alcoholic"),
)
"""Statements and paraphrases that share hardly a word."""
APART = (
    "I had soup for lunch today",
    "The train to work was late again",
    "I want to learn Spanish this winter",
    "My sister keeps bees in her garden",
    "We watched a film about space",
    "I bought new running shoes",
    "The garden needs water in this heat",
    "My boss gave me a new project",
    "I like tea more than coffee",
    "Our neighbours have a loud dog",
    "I am reading a book about Rome",
    "My mother called on Sunday",
    "I failed to fix the bike",
    "My brother lives in Ghent",
    "The doctor said my knee is fine",
    "I started drinking more water",
    "My daughter plays football",
    "We flew to Crete last summer",
    "I play chess on Fridays",
    "My cat sleeps on the sofa",
    "My uncle sold his boat",
    "A colleague had her birthday",
    "I saved four hundred euros",
    "We are painting the hall",
)
"""Of which many are about the same people and things."""


class Failing(HashingEmbedder):
    """An embedder that stops to answer."""

    broken = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise ModelError("It does not answer.")
        return super().embed(texts)


async def offered(engine: Engine, text: str) -> list[str]:
    return [memory.text for memory in (await engine.preview_forget(containing=text)).alike]


def test_a_paraphrase_is_offered_and_stays(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with opened(Home(tmp_path), embedder=minilm, encrypt=False, model_offline=True) as engine:
            await tell(engine, *(text for pair in PAIRS for text in pair), *OTHERS)
            for said, again in PAIRS:
                assert set(await offered(engine, said.rstrip("."))) == {again}
            assert await offered(engine, "running shoes") == []
            said, again = PAIRS[0]
            forgetting = await engine.forget_containing(said.rstrip("."), grace=0)
            await engine.finish_forgetting(forgetting.id)
            assert again in [hit.memory.text for hit in (await engine.recall(again)).hits]
            again_forgotten = await engine.forget_containing(PAIRS[1][1].rstrip("."))
            assert again_forgotten.memory_ids
            assert await offered(engine, PAIRS[1][0].rstrip(".")) == []  # what is out of sight is not shown

    run(work())


def test_the_bar_lies_between_paraphrases_and_what_is_merely_about_the_same_things(minilm: MiniLM) -> None:
    first, second = (minilm.embed(texts) for texts in zip(*SET_ON, strict=True))
    same = (first @ second.T) >= paraphrases.ALIKE
    assert same.diagonal().sum() >= 14
    assert (same & ~np.eye(len(SET_ON), dtype=bool)).sum() + (
        first @ minilm.embed(APART).T >= paraphrases.ALIKE
    ).sum() <= 3


def test_a_forget_needs_no_embedder(tmp_path: Path) -> None:
    async def work() -> None:
        model = Failing()
        async with opened(Home(tmp_path), embedder=model, encrypt=False, model_offline=True) as engine:
            await tell(engine, *OTHERS)
            model.broken = True
            preview = await engine.preview_forget(containing="chess")
            assert (preview.messages, preview.alike) == (1, ())

    run(work())


def test_the_terminal_shows_them_apart(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.readline", lambda: "n\n")
    found = {"words": ["One."], "memories": 1, "messages": 1, "replies": 0, "summaries": 0, "alike": ["Another."]}
    assert not agreed({"found": found})
    printed = capsys.readouterr().err
    assert printed.index("One.") < printed.index("in other words, and would stay") < printed.index("Another.")
    found["alike"] = []
    assert not agreed({"found": found})
    assert "would stay" not in capsys.readouterr().err
