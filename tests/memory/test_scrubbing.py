"""The last sweep takes words out of every text, and leaves dates what they are."""

from __future__ import annotations

import json

import pytest

from companion.language.redaction import forgotten
from companion.memory.scrubbing import cleaned

MARK = "[forgotten on 3 May 2026]"
WORDS = forgotten(["I moved to Utrecht in 2026."], ["utrecht", "2026"])


def test_the_words_go_also_inside_json() -> None:
    assert cleaned("We spoke of Utrecht.", WORDS, MARK) == MARK
    kept = {"text": "Lives in Utrecht", "ids": [2026]}
    assert json.loads(cleaned(json.dumps(kept), WORDS, MARK)) == {"text": MARK, "ids": [2026]}


@pytest.mark.parametrize("moment", ["2026-05-03", "2026-05-03T09:00:00+00:00", "2026-05-03 09:00:00.25Z"])
def test_a_forgotten_year_spoils_no_date(moment: str) -> None:
    assert cleaned(moment, WORDS, MARK) == moment
    assert json.loads(cleaned(json.dumps({"last_day": moment}), WORDS, MARK)) == {"last_day": moment}
    assert cleaned(f"In {moment[:4]} it was.", WORDS, MARK) == MARK
