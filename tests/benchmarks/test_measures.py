"""The arithmetic of the measurements."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measures import Verdict, abstention, all_in, any_of, auc, evidence_recall
from benchmarks.report import mean, percentile, shown, times

scores = st.lists(st.integers(-20, 20).map(float), min_size=1, max_size=30)


def test_evidence_recall_is_the_share_of_unique_evidence_among_the_first() -> None:
    ranked = ["a", "b", "c", "d"]
    assert evidence_recall(ranked, ["c", "c", "x"], 3) == 0.5
    assert evidence_recall(ranked, ["c"], 2) == 0.0
    assert evidence_recall(ranked, ["a", "d"], 4) == 1.0


def test_a_pair_counts_once_at_its_first_side() -> None:
    ranked = ["p", "p", "q", "q", "r"]
    assert any_of(ranked, ["q"], 2) == 1.0
    assert any_of(ranked, ["r"], 2) == 0.0
    assert any_of(ranked, ["r"], 3) == 1.0


def test_a_prompt_counts_only_when_it_holds_all_of_the_evidence() -> None:
    assert all_in({1, 2, 3}, {1, 3}) == 1.0
    assert all_in({1, 2}, {1, 3}) == 0.0


@given(higher=scores, lower=scores)
def test_auc_is_the_share_of_pairs_in_the_right_order(higher: list[float], lower: list[float]) -> None:
    wins = sum((h > low) + 0.5 * (h == low) for h in higher for low in lower)
    assert math.isclose(auc(higher, lower), wins / (len(higher) * len(lower)), abs_tol=1e-4)


def test_declining_is_the_positive_class() -> None:
    verdicts = [
        Verdict(answerable=True, known=True, score=2.0),
        Verdict(answerable=True, known=False, score=1.0),
        Verdict(answerable=False, known=False, score=0.5),
        Verdict(answerable=False, known=True, score=1.5),
    ]
    found = abstention(verdicts)
    assert (found["n"], found["unanswerable"]) == (4, 2)
    assert (found["precision"], found["recall"], found["accuracy"]) == (0.5, 0.5, 0.5)
    assert found["answerable_kept"] == 0.5
    assert found["auc"] == 0.75


def test_nothing_measured_is_no_error() -> None:
    assert mean([]) == 0.0
    assert times([]) == {"p50": 0.0, "p95": 0.0}
    assert abstention([])["precision"] == 0.0


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.5, 3.0), (0.95, 5.0), (1.0, 5.0)])
def test_percentiles_are_values_that_were_measured(share: float, expected: float) -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], share) == expected


def test_a_table_has_a_line_for_each_number() -> None:
    result = {"n": 3, "turn": {"@1": 0.123456}}
    assert shown(result, as_json=False).splitlines() == ["n        3", "turn.@1  0.1235"]
    assert shown(result, as_json=True) == '{"n": 3, "turn": {"@1": 0.123456}}'
