"""The measurement of the portrait: its data are what they say, and it counts what the ledger holds."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from benchmarks import portrait

DATA = json.loads(portrait.CASES.read_text(encoding="utf-8"))


def test_the_labelled_sessions_are_many_and_of_many_kinds() -> None:
    sessions = DATA["sessions"]
    assert len(sessions) >= 60
    assert len({case["name"] for case in (*sessions, *DATA["recorded"])}) == len(sessions) + len(DATA["recorded"])
    still = {case["kind"] for case in sessions if not case["moves"]}
    assert {"joke", "role-play", "quote", "companion", "hypothetical", "third person", "past", "injection"} <= still
    assert {case["style"] for case in DATA["recorded"]} == {"good", "sloppy", "adversarial"}
    assert {trait for case in sessions for trait, _ in case["moves"]} == set(portrait.TRAITS)


def test_what_the_ledger_moved_is_held_against_the_labels(tmp_path: Path) -> None:
    chosen = [case for case in DATA["sessions"] if case["name"] in ("worrier", "joke lazy", "companion praises")]
    wrong = {**chosen[0], "name": "wrong label", "moves": [["openness", 1]]}
    recorded = [case for case in DATA["recorded"] if case["name"] in ("attic", "role-play")]
    path = tmp_path / "few.json"
    path.write_text(json.dumps({"sessions": [*chosen, wrong], "recorded": recorded}), encoding="utf-8")
    result = asyncio.run(portrait.run(path, misses=True))
    ruled, model = result["offline"]["tuned"], result["model"]
    assert (ruled["sessions"], ruled["must_not_move"], ruled["moved_all_the_same"]) == (4, 2, 0)
    assert (ruled["precision"], ruled["recall"]) == (0.5, 0.5)
    assert result["misses"] == ["wrong label: [('neuroticism', 1)]"]
    assert (model["precision"], model["recall"], model["moved_all_the_same"]) == (1.0, 1.0, 0)
