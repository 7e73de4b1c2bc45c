"""Markdown for the transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.chat.markdown import LEAST_PART, Markdown, split_blocks
from ui.theme import LIGHT

LINES = st.sampled_from(
    ["", "", "word " * 40, "# head", "- item", "  more", "1. one", "```python", "```", "x = 1", "| a | b |", "> quote"]
)


@pytest.fixture
def markdown() -> Markdown:
    return Markdown(LIGHT)


def test_html_in_a_reply_stays_text(markdown: Markdown) -> None:
    assert "<script" not in markdown.html("hello <script>alert(1)</script>")


def test_images_become_links_so_that_nothing_is_loaded(markdown: Markdown) -> None:
    html = markdown.html("![a cat](http://example.org/cat.png)")
    assert "<img" not in html
    assert 'href="http://example.org/cat.png"' in html


def test_code_is_coloured_and_kept_as_written(markdown: Markdown) -> None:
    html = markdown.html("```python\nif a < b:\n    return 'x'\n```")
    assert "a &lt; b" in html.replace("</span>", "").replace("<span>", "") or "&lt;" in html
    assert LIGHT.accent in html


def test_unknown_language_is_plain(markdown: Markdown) -> None:
    assert "a &lt; b" in markdown.html("```nosuchlanguage\na < b\n```")


def test_task_lists_show_boxes(markdown: Markdown) -> None:
    html = markdown.html("- [x] done\n- [ ] open")
    assert "☑ done" in html
    assert "☐ open" in html
    assert html.count("list-style-type: none") == 2, "a box stands in place of its bullet"
    assert "list-style-type" not in markdown.html("- an item")


def test_a_table_has_lines_on_all_sides(markdown: Markdown) -> None:
    html = markdown.html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert f"border: 1px solid {LIGHT.border_strong}" in html


@given(st.lists(LINES, max_size=120).map("\n".join))
def test_parts_together_are_the_text(text: str) -> None:
    assert "".join(split_blocks(text)) == text


@given(st.lists(LINES, min_size=1, max_size=120).map("\n".join), st.lists(LINES, max_size=10).map("\n".join))
def test_text_that_is_added_leaves_the_finished_parts_alone(text: str, more: str) -> None:
    before, after = split_blocks(text), split_blocks(text + more)
    assert after[: len(before) - 1] == before[:-1]


def test_a_long_code_block_is_never_cut() -> None:
    code = "```\n" + "line\n\n" * LEAST_PART + "```"
    assert split_blocks(code) == [code]
