"""The tree of messages: laws that hold whatever is said, changed, chosen, deleted and brought back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import BadInput, NotFound
from companion.store import branches, transcripts
from tests.tree import STEPS, Tree, grown

LAWS = settings(max_examples=60, deadline=None)


@LAWS
@given(STEPS)
def test_what_is_shown_is_one_path_from_the_first_message_to_a_last_one(steps: list[tuple[str, int]]) -> None:
    tree = grown(steps)
    shown = tree.shown
    assert [message.parent_id for message in shown] == [None, *(message.id for message in shown)][: len(shown)]
    assert [transcripts.position(tree.con, message.id) for message in shown] == list(range(len(shown)))
    assert transcripts.last_message(tree.con, tree.session) == (shown[-1].id if shown else 0)
    assert not shown or branches.is_last(tree.con, shown[-1].id)
    assert bool(shown) == any(message.parent_id is None for message in tree.present)
    assert all(branches.is_shown(tree.con, message.id) for message in shown)


@LAWS
@given(STEPS)
def test_nothing_that_was_ever_written_is_lost_and_all_of_it_can_be_shown_again(steps: list[tuple[str, int]]) -> None:
    tree = grown(steps)
    while tree.deletions:
        tree.do("undo", 0)
    for message_id, word in tree.written.items():
        branches.choose(tree.con, message_id)
        assert word in [message.text for message in tree.shown]
        assert branches.path(tree.con, message_id) == tree.shown[: transcripts.position(tree.con, message_id) + 1]


@LAWS
@given(STEPS)
def test_versions_are_counted_among_those_that_share_a_parent(steps: list[tuple[str, int]]) -> None:
    tree = grown(steps)
    present = tree.present
    for message in present:
        beside = [other.id for other in present if other.parent_id == message.parent_id]
        assert (message.version, message.versions) == (beside.index(message.id) + 1, len(beside))
        assert branches.versions(tree.con, message.id) == beside


@LAWS
@given(STEPS, st.integers(0, 10**6))
def test_to_delete_and_to_undo_it_is_to_do_nothing(steps: list[tuple[str, int]], number: int) -> None:
    tree = grown(steps)
    present = tree.present
    if not present:
        return
    before = (tree.shown, present)
    deleted = tree.delete(present[number % len(present)].id)
    assert present[number % len(present)] not in tree.present
    branches.restore(tree.con, deleted)
    assert (tree.shown, tree.present) == before


def test_a_branch_that_is_shown_again_is_as_it_was_left() -> None:
    tree = Tree()
    first, reply = tree.say(), tree.say()
    other = tree.version(reply)
    tree.say()
    tree.version(first)
    assert [message.id for message in tree.shown] == [5]
    branches.choose(tree.con, first)
    assert [message.id for message in tree.shown] == [first, other, 4]
    branches.choose(tree.con, reply)
    assert [message.id for message in tree.shown] == [first, reply]


def test_what_comes_back_below_a_deleted_message_waits_there() -> None:
    tree = Tree()
    first, reply = tree.say(), tree.say()
    lower, upper = tree.delete(reply), tree.delete(first)
    other = tree.say()
    branches.restore(tree.con, lower)
    assert [message.id for message in tree.shown] == [other]
    with pytest.raises(BadInput):
        branches.choose(tree.con, reply)
    branches.restore(tree.con, upper)
    assert [message.id for message in tree.shown] == [first, reply]


def test_what_follows_in_every_branch_is_deleted_with_a_message() -> None:
    tree = Tree()
    first, reply = tree.say(), tree.say()
    tree.version(reply)
    deletion, _, gone = branches.delete(tree.con, first, tree.now)
    assert (deletion.messages, sorted(gone)) == (3, [1, 2, 3])
    assert tree.shown == []


def test_what_is_deleted_or_was_never_there_cannot_be_shown() -> None:
    tree = Tree()
    first = tree.say()
    tree.delete(first)
    for work in (branches.choose, branches.check_there):
        with pytest.raises(BadInput):
            work(tree.con, first)
        with pytest.raises(NotFound):
            work(tree.con, 99)
    with pytest.raises(BadInput):
        branches.delete(tree.con, first, tree.now)
    with pytest.raises(NotFound):
        branches.restore(tree.con, 99)


def test_the_end_of_a_session_comes_back_with_its_last_message() -> None:
    tree = Tree()
    tree.say()
    last = tree.say()
    transcripts.end_session(tree.con, tree.session, tree.now)
    ended = transcripts.session(tree.con, tree.session)
    deletion, _, _ = branches.delete(tree.con, last, tree.now)
    transcripts.reopen_session(tree.con, tree.session)
    branches.restore(tree.con, deletion.id)
    assert transcripts.session(tree.con, tree.session) == ended
