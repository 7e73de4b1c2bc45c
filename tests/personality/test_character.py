"""Sliders, the sample reply that is put together by rule, and wishes that would change a persona."""

from __future__ import annotations

from dataclasses import asdict, replace

from hypothesis import given
from hypothesis import strategies as st

from companion.paths import resources_dir
from companion.personality.character import proposes, sample_reply, slider_lines, with_wish
from companion.personality.persona import load_persona
from companion.personality.styles import STYLES
from companion.records import Sliders

MIRA = load_persona(resources_dir() / "personas" / "calm.toml")
sides = st.integers(-2, 2)
sliders = st.builds(Sliders, sides, sides, sides, sides, sides)


@given(sliders)
def test_one_line_for_each_slider_that_says_something(chosen: Sliders) -> None:
    lines = slider_lines(chosen)
    assert len(lines) == len(set(lines)) == sum(value != 0 for value in asdict(chosen).values())


@given(sliders)
def test_the_sample_follows_the_sliders(chosen: Sliders) -> None:
    said = sample_reply(replace(MIRA, sliders=chosen))
    assert said
    assert ("?" in said) == (chosen.curiosity >= 0 and chosen.length > -2)
    longer = sample_reply(replace(MIRA, sliders=replace(chosen, length=2)))
    assert len(longer) >= len(said)
    assert ("sofa" in said) == (chosen.play > 0 and chosen.length > -2)


@given(sliders, st.sampled_from([text for _, text, _ in STYLES if proposes(text)]))
def test_a_wish_moves_one_slider_one_step_or_adds_one_line(chosen: Sliders, wish: str) -> None:
    before = replace(MIRA, sliders=chosen)
    after = with_wish(before, wish)
    moved = [b - a for a, b in zip(asdict(chosen).values(), asdict(after.sliders).values(), strict=True) if a != b]
    assert all(abs(step) == 1 for step in moved)
    assert len(moved) + len(after.style) - len(before.style) <= 1
    assert replace(after, sliders=chosen, style=before.style) == before


def test_a_wish_that_is_met_changes_nothing_more() -> None:
    once = with_wish(MIRA, "Use no emojis.")
    assert once.style[-1] == "Use no emojis."
    assert with_wish(once, "Use no emojis.") == once
    direct = replace(MIRA, sliders=Sliders(directness=2))
    assert with_wish(direct, "Be direct; do not soften things.") == direct
    assert not proposes("Call them Max.")
