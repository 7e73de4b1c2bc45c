"""A conversation as a file: everything that was said, nothing that runs or loads."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.conversation.written_out import FORMATS, written_out
from companion.errors import BadInput
from companion.records import Message, MessageState, Role, Session
from tests.clock import MORNING
from tests.prompts import message

SESSION = Session(3, "Cats & <dogs>", MORNING, MORNING, MORNING.date())
DAY = dt.timedelta(days=1)


def told() -> list[Message]:
    mine = message(1, "Is <b>this</b> *it*?\nYes & no.")
    theirs = replace(message(2, "It **is**:\n\n- one\n- two", Role.COMPANION), speaker="Mira")
    later = replace(
        message(3, "I was cut", Role.COMPANION, MessageState.STOPPED), speaker="Mira", created_at=MORNING + DAY
    )
    return [mine, theirs, replace(later, day=MORNING.date() + DAY)]


def test_markdown_has_days_speakers_times_and_the_words_as_they_are() -> None:
    text = written_out(SESSION, told(), "md")
    assert text.startswith("# Cats & <dogs>\n")
    assert text.count("\n## ") == 2
    assert "**Nora** · 09:00\n\nIs <b>this</b> *it*?\nYes & no.\n" in text
    assert "It **is**:\n\n- one" in text
    assert "stopped by you" in text


def test_json_holds_everything() -> None:
    found = json.loads(written_out(SESSION, told(), "json"))
    assert (found["title"], found["id"]) == ("Cats & <dogs>", 3)
    assert [m["text"] for m in found["messages"]] == [m.text for m in told()]
    assert found["messages"][2]["state"] == "stopped"
    assert dt.datetime.fromisoformat(found["messages"][0]["created_at"]) == MORNING


def test_html_escapes_what_was_said_and_renders_the_replies() -> None:
    page = written_out(SESSION, told(), "html")
    assert "<title>Cats &amp; &lt;dogs&gt;</title>" in page
    assert "Is &lt;b&gt;this&lt;/b&gt; *it*?" in page
    assert "<strong>is</strong>" in page
    assert page.count('class="day"') == 2


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from([Role.USER, Role.COMPANION]))
def test_no_text_brings_a_script_a_picture_or_a_tag_of_its_own(text: str, role: Role) -> None:
    nasty = f"{text} <script>alert(1)</script> ![x](https://example.org/x.png) <img src=x onerror=y> {text}"
    page = written_out(SESSION, [message(1, nasty, role)], "html").split("<main>")[1]
    tags = set(re.findall(r"<([a-zA-Z]+)", page))
    assert not tags & {"script", "img", "iframe", "link", "style", "object"}
    assert "default-src 'none'" in written_out(SESSION, [], "html")


def test_dangerous_links_are_none() -> None:
    page = written_out(
        SESSION, [message(1, "[a](javascript:alert(1)) [b](https://example.org)", Role.COMPANION)], "html"
    )
    assert 'href="javascript' not in page
    assert 'href="https://example.org"' in page


def test_an_empty_conversation_and_an_unknown_format() -> None:
    for name in FORMATS:
        assert "Cats" in written_out(SESSION, [], name)
    with pytest.raises(BadInput, match="no format named pdf"):
        written_out(SESSION, [], "pdf")
