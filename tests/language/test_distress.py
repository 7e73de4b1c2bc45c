"""Distress is recognised in many wordings, and idioms, stories, the past and denials are not taken for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.language.distress import Distress, distress

ROWS = json.loads((Path(__file__).parent / "data" / "distress.json").read_text(encoding="utf-8"))["sentences"]


def test_the_list_is_large_and_balanced() -> None:
    calm = [row for row in ROWS if not row["kind"]]
    assert len(ROWS) >= 250
    assert 0.4 < len(calm) / len(ROWS) < 0.6
    assert {row["kind"] for row in ROWS} == {"", *Distress}


def test_precision_and_recall_on_the_labelled_list(record_property: Callable[[str, object], None]) -> None:
    """What the rules reach on sentences that they were made with. On their first sight of the blind batches it was
    precision 0.67, recall 0.08 (unusual wordings) and then, widened, precision 0.90, recall 0.71."""
    found = [(bool(row["kind"]), distress(row["text"]) is not None) for row in ROWS]
    right = found.count((True, True))
    precision, recall = right / sum(seen for _, seen in found), right / sum(real for real, _ in found)
    record_property("precision", precision)
    record_property("recall", recall)
    assert precision >= 0.98
    assert recall >= 0.97


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"]], ids=lambda row: row["text"][:40])
def test_what_is_recognised_is_of_the_right_kind(row: dict[str, str]) -> None:
    assert distress(row["text"]) in (row["kind"], None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It was a nice day.\nBut I want to die.", Distress.SUICIDE),
        ("I can’t take it anymore.", Distress.HOPELESSNESS),
        ("I'm having a panic attack. I want to kill myself.", Distress.SUICIDE),
        ("I WANT TO DIE", Distress.SUICIDE),
        ("He wrote “I want to die”.", None),
        ("", None),
        ("I want to die lol", None),
    ],
)
def test_messages_of_several_sentences(text: str, kind: Distress | None) -> None:
    assert distress(text) == kind


def test_a_long_paste_costs_little() -> None:
    assert distress("I walked and walked and the heart of the city was racing. " * 2000) is None
