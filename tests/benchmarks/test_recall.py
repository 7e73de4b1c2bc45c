"""The recall measurements on small histories written for these tests, through the real engine and embedder."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import ablation, recall_followups, recall_locomo, recall_memorybank, recall_paraphrase
from benchmarks.locomo import evidence, read

TALK: dict[str, Any] = {
    "speaker_a": "Vera",
    "speaker_b": "Milo",
    "session_2_date_time": "10:05 am on 3 June, 2023",
    "session_2": [
        {"speaker": "Milo", "dia_id": "D2:1", "text": "How is the pottery class going?"},
        {"speaker": "Vera", "dia_id": "D2:2", "text": "I glazed a blue teapot for my grandmother yesterday."},
        {"speaker": "Milo", "dia_id": "D2:3", "text": "   "},
        {"speaker": "Milo", "dia_id": "D2:4", "text": "I adopted a grey parrot called Juno."},
    ],
    "session_1_date_time": "6:30 pm on 20 May, 2023",
    "session_1": [
        {"speaker": "Vera", "dia_id": "D1:1", "text": "I joined a pottery class at the old mill."},
        {"speaker": "Milo", "dia_id": "D1:2", "text": "My train to Trieste was cancelled because of a storm."},
    ],
}
QUESTIONS = [
    {"question": "What did Vera glaze for her grandmother?", "category": 4, "evidence": ["D2:2"]},
    {"question": "Where does Vera learn pottery, and what did she make?", "category": 1, "evidence": ["D1:1; D2:2"]},
    {"question": "Why was the train to Trieste cancelled?", "category": 4, "evidence": ["D1:2", "D9:9", "D"]},
    {"question": "What did nobody ever say?", "category": 3, "evidence": ["D7:1"]},
    {"question": "Which submarine did Vera buy?", "category": 5, "evidence": ["D2:2"]},
]


@pytest.fixture
def locomo(tmp_path: Path) -> Path:
    path = tmp_path / "talks.json"
    path.write_text(json.dumps([{"conversation": TALK, "qa": QUESTIONS}]), encoding="utf-8")
    return path


def test_sessions_come_in_time_order_without_empty_turns(locomo: Path) -> None:
    (talk,) = read(locomo)
    assert talk.dia_ids == ["D1:1", "D1:2", "D2:1", "D2:2", "D2:4"]
    assert talk.user == "Vera"


def test_evidence_is_split_and_what_does_not_exist_is_dropped() -> None:
    assert evidence(["D8:6; D9:17", "D", "D1:1"], {"D8:6", "D9:17"}) == {"D8:6", "D9:17"}


def test_locomo_is_measured_after_a_day_and_after_a_year(locomo: Path) -> None:
    found = asyncio.run(recall_locomo.run(locomo))
    for figures in (found, found["after_one_year"]):
        assert figures["n"] == 3
        assert figures["turn"]["@10"] == 1.0
        assert figures["session"]["@10"] == 1.0
        assert figures["prompt"] == {"1000": 1.0, "2000": 1.0}
        assert figures["by_category"]["multi-hop"]["n"] == 1
        assert figures["abstention"]["n"] == 4
        assert figures["abstention"]["unanswerable"] == 1
        assert set(figures["recall_ms"]) == {"p50", "p95"}


def test_ablation_has_a_row_for_a_signal_that_is_off(locomo: Path) -> None:
    found = asyncio.run(ablation.run(locomo, signals=["speaker"]))
    assert found["all"]["turn"]["@10"] == 1.0
    assert set(found) == {"all", "without speaker"}


def test_memorybank_ranks_pairs(tmp_path: Path) -> None:
    history = {
        "2023-04-28": [{"query": "I saw a heron at Elm Pond.", "response": "Herons are patient hunters."}],
        "2023-04-27": [
            {"query": "Hi!", "response": "Hello, Ada."},
            {"query": "Recommend me a film about bees.", "response": "Watch The Quiet Hive."},
        ],
    }
    data, asked = tmp_path / "people.json", tmp_path / "questions.json"
    data.write_text(json.dumps({"Ada": {"name": "Ada", "history": history}}), encoding="utf-8")
    questions = [
        {"question": "Which film did you recommend to me?", "gold": ["2023-04-27#1"]},
        {"question": "What did I see at the pond?", "gold": ["2023-04-28#0"]},
    ]
    asked.write_text(json.dumps({"Ada": questions, "Somebody else": []}), encoding="utf-8")
    found = asyncio.run(recall_memorybank.run(data, asked))
    assert found["n"] == 2
    assert found["pair_any"]["@1"] == 1.0
    assert found["prompt"]["1000"] == 1.0
    assert found["after_one_year"]["pair_any"]["@3"] == 1.0


def test_pairs_are_numbered_as_the_import_keeps_them() -> None:
    history = {"2023-04-28": [{"query": "b", "response": " "}], "2023-04-27": [{"query": "a", "response": "x"}]}
    assert recall_memorybank.pair_ids(history) == ["2023-04-27#0", "2023-04-27#0", "2023-04-28#0"]


def test_hidden_statements_are_asked_for_in_both_ways(locomo: Path, tmp_path: Path) -> None:
    data = tmp_path / "hidden.json"
    row = {
        "said": "My cousin drives a tram in Lyon.",
        "paraphrase": "What is my relative's job?",
        "plain": "Who drives a tram?",
    }
    data.write_text(json.dumps([row]), encoding="utf-8")
    found = asyncio.run(recall_paraphrase.run(data, locomo))
    assert found["n"] == 1
    assert found["plain"] == {"prompt_1000": 1.0, "prompt_2000": 1.0, "@10": 1.0}
    assert set(found["after_one_year"]) >= {"n", "paraphrase", "plain"}


def test_the_same_seed_hides_in_the_same_places(locomo: Path) -> None:
    sessions = recall_paraphrase.one_history(locomo)
    assert {turn.speaker for session in sessions for turn in session.turns} == {recall_paraphrase.USER, "Milo"}
    first, again = (recall_paraphrase.hide(["One.", "Two."], sessions, 7) for _ in range(2))
    assert first == again
    assert sorted(len(session.turns) for session in first) == [3, 4]


def test_follow_ups_are_better_found_with_what_was_said_before() -> None:
    found = asyncio.run(recall_followups.run(year=False))
    assert found["n"] >= 40
    for way in ("followup", "statement"):
        assert found[way]["@5"] >= 0.9
        assert found[way]["@10"] > found["without_carrying"][way]["@10"]
