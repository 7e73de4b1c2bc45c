"""The list of models on offer, and what of it fits a machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.models.offers import GIGABYTE, fitting, load_offers
from companion.paths import resources_dir

OFFERS = load_offers(resources_dir() / "models.toml")


def test_every_offer_says_all_that_a_person_needs() -> None:
    assert len({offer.name for offer in OFFERS}) == len(OFFERS)
    for offer in OFFERS:
        assert 0 < offer.size < offer.memory
        assert offer.about.endswith(".")
        assert offer.languages
    assert any(offer.embeds for offer in OFFERS)


@pytest.mark.parametrize(
    ("gigabytes", "name"),
    [(3.8, "gemma3:1b"), (7.6, "qwen3:4b-instruct"), (64, "qwen3:4b-instruct")],
)
def test_the_largest_suggestion_that_fits_is_recommended(gigabytes: float, name: str) -> None:
    told = fitting(OFFERS, int(gigabytes * GIGABYTE))
    assert [offer.name for offer in told if offer.recommended] == [name]


@given(st.integers(1, 10**12))
def test_nothing_that_does_not_fit_is_recommended(memory: int) -> None:
    told = fitting(OFFERS, memory)
    assert all(offer.fits for offer in told if offer.recommended)
    assert sum(offer.recommended for offer in told) <= 1
    assert [offer.name for offer in told] == [offer.name for offer in OFFERS]


def test_of_another_machine_nothing_is_said() -> None:
    told = fitting(OFFERS, 0)
    assert all(offer.fits and not offer.recommended for offer in told)
