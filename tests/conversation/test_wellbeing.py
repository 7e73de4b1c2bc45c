"""A caring answer, the card, and the exercise: by rule, with and without a model."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from companion.conversation.reframing import STEPS, reframing
from companion.conversation.wellbeing import care_for, help_card, region_of_system
from companion.errors import BadInput
from companion.language.distress import Distress
from companion.paths import Home, resources_dir
from companion.records import Kind, MemoryQuery, Message, Role, Sensitivity
from companion.settings import REGIONS
from tests.clock import Clock
from tests.engines import opened, run, tell
from tests.ollama_server import OllamaServer
from tests.personality.conversations import said

FOLDER = resources_dir() / "wellbeing"
DARK = "I want to die."


@pytest.mark.parametrize("kind", Distress)
def test_every_kind_has_an_answer_words_for_a_model_and_a_card(kind: Distress) -> None:
    card = help_card(kind, "gb", [FOLDER])
    assert card.title
    assert "116 123" in card.spoken
    assert "999" in card.emergency
    assert card.kind == kind


@pytest.mark.parametrize("region", [key for key, _ in REGIONS if key != "auto"])
def test_every_region_of_the_settings_has_its_texts(region: str) -> None:
    assert (FOLDER / f"{region}.toml").is_file()
    assert help_card(Distress.PANIC, region, [FOLDER]).lines


@pytest.mark.parametrize(
    ("region", "number"),
    [
        ("us", "988"), ("ca", "9-8-8"), ("gb", "116 123"), ("ie", "116 123"), ("de", "0800 111 0 111"),
        ("nl", "113"), ("fr", "3114"), ("at", "142"), ("ch", "143"), ("au", "13 11 14"), ("nz", "1737"),
    ],
)  # fmt: skip
def test_the_widely_known_numbers(region: str, number: str) -> None:
    assert number in help_card(Distress.SUICIDE, region, [FOLDER]).spoken


def test_a_region_without_texts_gets_those_for_everywhere() -> None:
    assert help_card(Distress.PANIC, "xx", [FOLDER]).region == "Anywhere"


def test_the_users_own_file_comes_first_and_a_broken_one_is_passed_over(tmp_path: Path) -> None:
    own = tomllib.loads((FOLDER / "gb.toml").read_text(encoding="utf-8"))
    assert own["lines"]
    (tmp_path / "gb.toml").write_text(
        'region = "Here"\nemergency = "112"\n[[lines]]\nname = "Ana next door"\ncontact = "knock"\n', encoding="utf-8"
    )
    assert help_card(Distress.PANIC, "gb", [tmp_path, FOLDER]).lines[0].name == "Ana next door"
    (tmp_path / "gb.toml").write_text("region = 3", encoding="utf-8")
    assert help_card(Distress.PANIC, "gb", [tmp_path, FOLDER]).lines[0].name == "Samaritans"
    with pytest.raises(BadInput):
        help_card(Distress.PANIC, "gb", [tmp_path])


@pytest.mark.parametrize(
    ("language", "region"),
    [("de_AT.UTF-8", "at"), ("en_GB.UTF-8", "gb"), ("C.UTF-8", "international"), ("nl_NL", "nl")],
)
def test_the_region_of_the_system(monkeypatch: pytest.MonkeyPatch, language: str, region: str) -> None:
    monkeypatch.setenv("LC_ALL", language)
    assert region_of_system() == region


def test_care_stays_for_a_while_and_not_for_ever() -> None:
    assert care_for("Hello.") is None
    now = care_for(DARK)
    assert now is not None
    assert now.kind is Distress.SUICIDE
    later = care_for("I made tea.", [DARK, "Hm."])
    assert later is not None
    assert (later.kind, later.reply) == (None, "")
    assert care_for("I made tea.", [DARK, "a", "b", "c"]) is None


def turns(*texts: str) -> list[Message]:
    return list(said(*texts))


def test_the_exercise_goes_through_five_steps_and_says_both_sentences() -> None:
    told = ["Can you help me see this differently?"]
    answers = [
        "My boss ignored me.",
        "I am no good at my job.",
        "Sad, 70. I was late once.",
        "He was ill.",
        "He was ill, and I do fine. 30.",
    ]
    for number, answer in enumerate(answers, 1):
        asked = reframing(told[-1], turns(*told[:-1]))
        assert f"Step {number} of 5. {STEPS[number - 1]}" in asked
        told += [f"@{asked}", answer]
    ending = reframing(told[-1], turns(*told[:-1]))
    assert "“I am no good at my job.”" in ending
    assert "“He was ill, and I do fine. 30.”" in ending
    assert reframing("It feels lighter.", turns(*told, f"@{ending}")) == ""


@pytest.mark.parametrize("word", ["stop", "Please stop.", "Enough for today", "I want to stop now"])
def test_the_exercise_can_be_left_at_any_step(word: str) -> None:
    first = reframing("Help me see it in another way", [])
    left = reframing(word, turns("Help me see it in another way", f"@{first}"))
    assert "We leave it there" in left
    assert reframing("How are you?", turns("x", f"@{left}")) == ""


@pytest.mark.parametrize("text", ["Stop!", "How do you see this?", "We see each other at 5.", "I want to see the sea."])
def test_other_words_begin_nothing(text: str) -> None:
    assert reframing(text, []) == ""


def home_of(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_without_a_model_the_answer_cares_and_the_card_is_there(tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(home_of(tmp_path), encrypt=False, help_region="de") as engine:
            (reply,) = await tell(engine, DARK)
            assert "I take it seriously" in reply.text
            (card,) = (await engine.help_cards(reply.session_id)).values()
            assert "0800 111 0 111" in card.spoken
            assert list(await engine.help_cards(reply.session_id)) == [reply.parent_id]
            await engine.change_settings({"help_card": False})
            assert await engine.help_cards(reply.session_id) == {}
            (calm,) = await tell(engine, "I baked bread.")
            assert await engine.help_cards(calm.session_id) == {}

    run(work())


def test_with_a_model_the_system_words_tell_it_how(tmp_path: Path) -> None:
    async def work() -> None:
        async with OllamaServer() as server, opened(home_of(tmp_path), encrypt=False, model_host=server.host) as engine:
            server.script.answer = lambda _: "I am here."
            (reply,) = await tell(engine, DARK)
            assert reply.text == "I am here."
            assert "needs care" in server.chats[-1]["messages"][0]["content"]
            assert len(await engine.help_cards(reply.session_id)) == 1
            await tell(engine, "I will drink some tea.", session=reply.session_id)
            assert "A little earlier" in server.chats[-1]["messages"][0]["content"]
            (other,) = await tell(engine, "I baked bread.")
            assert "needs care" not in server.chats[-1]["messages"][0]["content"]
            calls = len(server.chats)
            (asked,) = await tell(engine, "Help me see this differently.", session=other.session_id)
            assert asked.text.startswith("Gladly.")
            (second,) = await tell(engine, "The bread burned.", session=other.session_id)
            assert second.text.startswith("Step 2 of 5.")
            assert len(server.chats) == calls

    run(work())


def test_nothing_of_it_is_learned_and_it_does_not_come_up_again(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(home_of(tmp_path), clock, encrypt=False) as engine:
            (reply,) = await tell(engine, "I want to die. I worry about everything and I love chess.")
            await engine.end_session(reply.session_id)
            portrait = await engine.portrait()
            assert portrait.items == ()
            assert all(trait.evidence == 0 for trait in portrait.traits)
            assert portrait.moods == () or portrait.moods[0].valence == 0
            clock.move(days=9)
            await engine.tick()
            kept = [view.memory for view in await engine.memories(MemoryQuery())]
            assert [memory.kind for memory in kept if "die" in memory.text] == [Kind.EPISODE]
            assert next(m for m in kept if "die" in m.text).sensitivity is Sensitivity.SENSITIVE
            assert all("die" not in session.title for session in await engine.sessions())
            (later,) = await tell(engine, "I love chess and worry about my chess club.")
            assert "die" not in later.text

    run(work())


def test_roles(tmp_path: Path) -> None:
    """An answer of the companion's is never taken for a message in distress."""
    assert reframing("x", [m for m in turns("@Hello.") if m.role is Role.COMPANION]) == ""
