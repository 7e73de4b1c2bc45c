"""Memories on a plane: what is alike lies together, the same every time, however many they are."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory import projection
from companion.memory.atlas import subjects, telling_words


def kinds_of_talk(count: int, kinds: int = 4, seed: int = 3) -> tuple[projection.Floats, list[int]]:
    """Unit vectors round a few centres, and which centre each belongs to."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(kinds, 32))
    labels = [place % kinds for place in range(count)]
    vectors = np.stack([centres[label] + random.normal(size=32) * 0.6 for label in labels]).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), labels


def purity(groups: list[int], labels: list[int]) -> float:
    """Share of memories that lie in a group of mostly their own kind."""
    members: dict[int, Counter[int]] = {}
    for group, label in zip(groups, labels, strict=True):
        members.setdefault(group, Counter())[label] += 1
    return sum(max(counts.values()) for counts in members.values()) / len(labels)


def test_what_is_alike_lies_together() -> None:
    vectors, labels = kinds_of_talk(120)
    places = projection.lay_out(vectors)
    assert purity(projection.group(places).tolist(), labels) > 0.95
    assert np.abs(places).max() <= 1.0


def test_later_ones_join_their_like() -> None:
    vectors, labels = kinds_of_talk(900)
    marks = projection.choose_landmarks(len(vectors))
    assert len(marks) == projection.LANDMARKS
    landmarks = projection.lay_out(vectors[marks])
    places = projection.place(vectors, np.arange(len(vectors)), vectors[marks], landmarks)
    assert purity(projection.group(places).tolist(), labels) > 0.95


def test_the_same_vectors_give_the_same_map() -> None:
    vectors, _ = kinds_of_talk(60)
    assert np.array_equal(projection.lay_out(vectors), projection.lay_out(vectors.copy()))


@pytest.mark.parametrize("count", range(6))
def test_a_handful_is_laid_out_too(count: int) -> None:
    places = projection.lay_out(kinds_of_talk(5)[0][:count])
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert len(projection.group(places)) == count


@given(st.integers(3, 30))
def test_equal_vectors_do_not_break_the_arithmetic(count: int) -> None:
    same = np.tile(np.eye(8, dtype=np.float32)[0], (count, 1))
    places = projection.lay_out(same)
    assert np.isfinite(places).all()
    assert np.abs(places).max() <= 1.0


def test_words_that_all_groups_share_tell_nothing() -> None:
    named = telling_words([Counter(day=9, cello=4, bow=3), Counter(day=9, fish=5), Counter(day=8, soup=2)])
    assert named[0][0] == "cello"
    assert named[1][0] == "fish"


def test_a_group_is_named_by_what_it_is_about() -> None:
    found = subjects("Of course I carefully varnish the family boat, all right, it is helpful on Sunday.")
    assert found == {"varnish", "family", "boat"}


def test_a_group_is_not_named_twice_by_one_word() -> None:
    named = telling_words([Counter(boats=5, boat=4, harbour=2), Counter(fish=5)])
    assert named[0] == ("boats", "harbour")
