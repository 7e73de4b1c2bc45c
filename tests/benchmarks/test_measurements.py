"""The other measurements, small: each runs through the real engine and holds what the product promises."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import keyring
import pytest

from benchmarks import attribution, cancel, consolidation, decay, latency
from benchmarks.house import temporary_home
from benchmarks.sentences import Talk


def test_attribution_reaches_its_goal_on_a_hundred_labelled_replies() -> None:
    found = asyncio.run(attribution.run())
    assert found["replies"] >= 100
    assert found["precision"] >= 0.9
    assert found["recall"] >= 0.9
    assert set(found["by_way"]) == {"words", "paraphrase", "ignored"}


def test_a_years_fading_agrees_with_the_formula_on_both_curves() -> None:
    found = asyncio.run(decay.run(60, 60))
    for curve in decay.CURVES:
        assert found[curve]["fell_dormant"] > 0
        assert found[curve]["days_with_nothing_due"] > 0
        assert found[curve]["largest_difference"] < 1e-9
        assert found[curve]["wrong_status"] == 0


def test_cancelled_replies_leave_nothing_behind() -> None:
    found = asyncio.run(cancel.run(6))
    assert found["states"] == {"stopped": 6}
    assert (found["tasks_left"], found["sockets_left"], found["streams_left_on_the_server"]) == (0, 0, 0)


@pytest.mark.filterwarnings("default")
def test_consolidation_keeps_what_was_said_and_refuses_the_rest() -> None:
    found = asyncio.run(consolidation.run())
    assert found["by_style"]["good"]["missed"] == 0
    assert found["duplicates"] == 0
    assert found["supersedes"]["right"] == 1
    assert found["kept_for_later"] == 1
    assert found["model_calls_a_session"] < 2


def test_consolidation_by_rule_takes_only_the_users_words(tmp_path: Path) -> None:
    day = [{"query": "I live in Turku. I like rowing.", "response": "I love rowing as well! I live in Oslo."}]
    data = tmp_path / "people.json"
    data.write_text(json.dumps({"Ada": {"name": "Ada", "history": {"2023-04-27": day}}}), encoding="utf-8")
    found = asyncio.run(consolidation.offline(data))
    assert found["people"] == 1
    assert found["facts"] >= 1
    assert found["true_span"] == 1.0
    assert found["from_companion"] == 0.0


def test_latency_reports_every_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUESTIONS", "MESSAGES", "USES"):
        monkeypatch.setattr(latency, name, 3)
    found = asyncio.run(latency.run(90))
    assert found["encrypted"]
    assert found["memories"] >= 90
    assert set(found["add_ms"]) == {"10", "50", "200"}
    assert found["recall_ms"]["p50"] > 0
    assert found["record_mib"] > 0
    assert found["index_mib"] > 0


def test_the_keyring_of_a_run_is_its_own() -> None:
    before = keyring.get_keyring()
    with temporary_home():
        keyring.set_password("companion", "x", "secret")
        assert keyring.get_keyring() is not before
    assert keyring.get_keyring() is before


def test_made_up_talk_repeats_with_its_seed_and_has_a_long_tail() -> None:
    first, again = Talk(3), Talk(3)
    said = [first.sentence() for _ in range(300)]
    assert said == [again.sentence() for _ in range(300)]
    assert len({word for text in said for word in text.split()}) > 300
    assert len(first.of_tokens(50, lambda text: len(text.split())).split()) == 50


def test_the_command_prints_one_json_object() -> None:
    command = [sys.executable, "-m", "benchmarks", "attribution", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert json.loads(done.stdout)["replies"] >= 100
    assert done.stderr == ""
