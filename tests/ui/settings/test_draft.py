"""The draft keeps edits apart from what is in force, and knows what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.settings import BY_KEY, TABLE, defaults
from ui.settings.draft import Draft, groups, matches


def test_a_draft_begins_with_what_is_in_force() -> None:
    draft = Draft(defaults().with_value("user_name", "Linda"))
    assert draft.value("user_name") == "Linda"
    assert not draft.changes
    assert not draft.is_default("user_name")


def test_going_back_is_no_change() -> None:
    draft = Draft(defaults())
    draft.put("session_idle", 45)
    assert draft.changes == {"session_idle": 45}
    draft.put("session_idle", 20)
    assert not draft.changes


@given(st.integers(-(10**6), 10**6))
def test_a_number_is_wrong_exactly_outside_its_range(number: int) -> None:
    draft = Draft(defaults())
    draft.put("session_idle", number)
    setting = BY_KEY["session_idle"]
    assert setting.minimum is not None
    assert setting.maximum is not None
    assert draft.valid == (setting.minimum <= number <= setting.maximum)


def test_a_problem_is_a_sentence_without_the_label() -> None:
    draft = Draft(defaults())
    draft.put("model_host", "two words")
    assert draft.problem("model_host").startswith("This must be a host")
    assert not draft.valid


def test_reset_puts_the_default_in_as_a_change() -> None:
    draft = Draft(defaults().with_value("theme", "dark"))
    draft.reset("theme")
    assert draft.changes == {"theme": "system"}
    assert draft.is_default("theme")


def test_what_was_saved_elsewhere_is_no_longer_an_edit() -> None:
    draft = Draft(defaults())
    draft.put("theme", "dark")
    draft.put("text_size", 120)
    draft.rebase(defaults().with_value("theme", "dark"))
    assert draft.changes == {"text_size": 120}


def test_every_setting_is_in_a_group_and_is_found_by_its_own_words() -> None:
    for setting in TABLE:
        assert setting.group in groups()
        assert matches(setting, setting.label.upper())
        assert matches(setting, f"{setting.label} {setting.group}")
    assert not any(matches(setting, "xyzzy") for setting in TABLE)


@pytest.mark.parametrize("key", list(BY_KEY))
def test_every_default_can_be_saved(key: str) -> None:
    draft = Draft(defaults())
    draft.reset(key)
    assert draft.problem(key) == ""
