"""The offline model: it quotes with dates, says what it does not know, listens, and never fails."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import ModelError
from companion.language.words import listed
from companion.models.offline import Offline, answer
from companion.models.protocols import Delta, Finish
from companion.records import Kind, Provenance
from tests.prompts import memory, prompt, recalled

MAY = dt.date(2026, 5, 3)
LATER = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)


class TestQuoting:
    @pytest.mark.parametrize(
        ("more", "quote"),
        [
            ({}, "You told me on 3 May 2026: “The key is blue.”"),
            ({"provenance": Provenance.COMPANION, "speaker": "Mira"}, "I told you on 3 May 2026: “The key is blue.”"),
            ({"provenance": Provenance.IMPORTED, "speaker": "Linda"}, "Linda said on 3 May 2026: “The key is blue.”"),
            ({"kind": Kind.EVENT}, "On 3 May 2026: The key is blue."),
        ],
    )
    def test_says_whose_words_they_were_and_when(self, more: dict[str, object], quote: str) -> None:
        hit = recalled(memory(1, "The key is blue.", MAY, **more))
        assert answer(prompt("Which colour is the key?", hit, now=LATER)) == quote

    def test_how_long_ago_is_answered_in_days_with_the_date(self) -> None:
        hit = recalled(memory(1, "I bought the cello.", MAY))
        said = answer(prompt("How long ago did I buy the cello?", hit, now=LATER))
        assert said == "You told me 29 days ago (on 3 May 2026): “I bought the cello.”"

    def test_of_two_things_the_earlier_is_quoted_first(self) -> None:
        hits = [recalled(memory(n, f"Event {n}.", MAY + dt.timedelta(days))) for n, days in ((1, 9), (2, 0), (3, 4))]
        lines = answer(prompt("What came first: the choir or the cello?", *hits, now=LATER)).split("\n\n")
        assert [line[-9:] for line in lines] == ["Event 2.”", "Event 1.”"]

    def test_of_today_it_says_today(self) -> None:
        hit = recalled(memory(1, "The key is blue.", MAY))
        assert answer(prompt("Which colour is the key?", hit)) == "You told me today: “The key is blue.”"

    def test_only_what_answers_is_quoted_once_and_at_most_three_times(self) -> None:
        hits = [recalled(memory(n, f"Fact {n % 5}.", MAY), answers=n > 0) for n in range(12)]
        lines = answer(prompt("What are the facts?", *hits, now=LATER)).split("\n\n")
        assert [line[-8:] for line in lines] == ["Fact 1.”", "Fact 2.”", "Fact 3.”"]

    def test_long_words_are_cut_at_a_word(self) -> None:
        said = answer(prompt("What was it?", recalled(memory(1, "word " * 200, MAY)), now=LATER))
        assert said.endswith(" word…”")
        assert len(said) < 400

    @pytest.mark.parametrize("question", ["What is my name?", "who is Ada", "Do you remember the boat", "tell me more"])
    def test_what_is_not_known_is_said_to_be(self, question: str) -> None:
        far = recalled(memory(1, "The key is blue.", MAY), answers=False)
        for hits in ((), (far,)):
            assert answer(prompt(question, *hits)).startswith("I do not find anything about that")


class TestListening:
    @pytest.mark.parametrize(
        ("said", "reflected"),
        [
            ("I lost my job.", "That sounds hard: you lost your job."),
            ("I am so happy about my garden!", "How good: you are so happy about your garden."),
            ("I painted the harbour.", "So you painted the harbour."),
            ("Mira and I painted the harbour.", "So Mira and you painted the harbour."),
            ("Hello there, I am Sam and I paint harbours.", "So you are Sam and you paint harbours."),
            ("Hello there, I am Sam. My sister Anna lives in Lisbon.", "So your sister Anna lives in Lisbon."),
            ("Yesterday I painted the harbour.", "So yesterday you painted the harbour."),
        ],
    )
    def test_says_it_back_and_asks_one_thing(self, said: str, reflected: str) -> None:
        reply = answer(prompt(said))
        assert reply.startswith(reflected)
        assert reply.count("?") == 1
        assert reply.endswith("?")

    def test_asks_differently_from_message_to_message(self) -> None:
        assert len({answer(prompt("I painted the harbour.", seed=seed)) for seed in range(3)}) == 3

    def test_reminds_of_what_clearly_belongs_to_it(self) -> None:
        old = memory(1, "My daughter Ada paints boats in the harbour.", MAY)
        said = answer(prompt("I saw boats in the harbour today.", recalled(old, answers=False), now=LATER))
        assert "It reminds me of what you told me on 3 May 2026: “My daughter Ada paints boats" in said
        other = memory(2, "My car is red.", MAY)
        assert "reminds" not in answer(prompt("I saw boats in the harbour today.", recalled(other), now=LATER))

    def test_writes_down_what_it_is_asked_to_remember(self) -> None:
        for said in ("Remember that the bin is emptied on Friday.", "please note the code is 4711"):
            assert answer(prompt(said)) == "I have written that down and will keep it."
        assert "written" not in answer(prompt("Remember the bin?"))

    @pytest.mark.parametrize(
        ("said", "start"),
        [
            ("Hello!", "Hello, Nora"),
            ("Thanks a lot", "You are welcome, Nora"),
            ("Good night", "Goodbye, Nora"),
            ("How are you?", "All is well with me, thank you, Nora. And how are you?"),
        ],
    )
    def test_small_talk(self, said: str, start: str) -> None:
        assert answer(prompt(said, user_name="Nora")).startswith(start)


SPOKEN = listed("I my you what? remember hello thanks lost happy me we ’ ' … . ! are am was because Mira 4711 🙂 שלום")
texts = st.text(max_size=300) | st.lists(st.sampled_from(sorted(SPOKEN)), max_size=25).map(" ".join)


class TestNeverFails:
    @given(text=texts, held=st.lists(st.tuples(texts, st.booleans()), max_size=4), sure=st.booleans())
    def test_any_text_gets_some_answer(self, text: str, held: list[tuple[str, bool]], sure: bool) -> None:
        hits = [recalled(memory(at, words, MAY), answers=answers) for at, (words, answers) in enumerate(held)]
        given_to = prompt(text, *hits)
        assert answer(given_to).strip()
        assert answer(given_to) == answer(given_to)

    def test_the_pieces_add_up_to_the_answer_and_end_properly(self) -> None:
        async def go() -> None:
            asked = prompt("I painted the harbour.")
            pieces = [piece async for piece in Offline().stream(asked)]
            assert "".join(p.text for p in pieces if isinstance(p, Delta)) == answer(asked)
            assert pieces[-1] == Finish("stop")
            assert len(pieces) > 5

        asyncio.run(go())

    def test_it_fills_in_no_forms_and_is_labelled(self) -> None:
        model = Offline()
        assert (model.name, model.offline) == ("offline", True)
        with pytest.raises(ModelError):
            asyncio.run(model.structured([], {}))
