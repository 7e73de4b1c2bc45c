"""What stands in words that are not shown does not come up, and what is shown does, with the right turns beside it."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from companion.memory import standing
from companion.memory.episodes import embedding_text
from companion.records import Status
from companion.store import branches, memories, search
from tests.tree import STEPS, Tree, grown

LAWS = settings(max_examples=40, deadline=None)


def statuses(tree: Tree) -> dict[int, Status]:
    """By message: where its episode stands."""
    found = {i: memories.episode_of_message(tree.con, i) for i in tree.written}
    return {i: memories.get(tree.con, memory_id).status for i, memory_id in found.items() if memory_id is not None}


def words(tree: Tree) -> dict[int, list[int]]:
    """By message: the messages whose rows in the word index hold its word."""
    said = {memories.episode_of_message(tree.con, i): i for i in tree.written}
    return {
        i: sorted(said[memory_id] for memory_id in search.lexical(tree.con, [word], 99))
        for i, word in tree.written.items()
    }


@LAWS
@given(STEPS)
@example([("say", 0), ("say", 0), ("delete", 1), ("delete", 0), ("undo", 0)])
@example([("say", 0), ("say", 0), ("delete", 1), ("delete", 0), ("undo", 0), ("undo", 0)])
def test_in_force_is_what_is_shown(steps: list[tuple[str, int]]) -> None:
    tree = grown(steps)
    shown, present = {m.id for m in tree.shown}, {m.id for m in tree.present}
    for message_id, status in statuses(tree).items():
        wanted = Status.ACTIVE if message_id in shown else Status.SUPERSEDED
        assert status is (wanted if message_id in present else Status.FORGOTTEN)
    hidden = [memories.episode_of_message(tree.con, i) or 0 for i in tree.written if i not in shown]
    assert search.ranking_rows(tree.con, hidden) == []


@LAWS
@given(STEPS)
def test_the_word_index_holds_each_turn_beside_those_of_its_branch(steps: list[tuple[str, int]]) -> None:
    tree = grown(steps)
    shown = [message.id for message in tree.shown]
    for message_id, rows in words(tree).items():
        at = shown.index(message_id) if message_id in shown else -5
        assert rows == sorted(shown[max(at - 1, 0) : max(at + 2, 0)])


@LAWS
@given(STEPS, st.integers(0, 10**6))
def test_to_delete_and_to_undo_it_changes_no_memory(steps: list[tuple[str, int]], number: int) -> None:
    tree = grown(steps)
    present = tree.present
    if not present:
        return
    before = (statuses(tree), words(tree))
    deletion = tree.delete(present[number % len(present)].id)
    standing.restore(tree.con, deletion, tree.now)
    assert (statuses(tree), words(tree)) == before


def test_a_hidden_turn_is_embedded_with_the_question_of_its_own_branch() -> None:
    tree = Tree()
    asked = tree.say()
    tree.con.execute("update memories set text = 'Which cake?' where message_id = ?", (asked,))
    answer = tree.say()
    tree.version(asked)
    assert not branches.is_shown(tree.con, answer)
    episode = memories.get(tree.con, memories.episode_of_message(tree.con, answer) or 0)
    assert embedding_text(tree.con, episode) == f"Which cake? {tree.written[answer]}"


def test_what_had_fallen_dormant_comes_back_dormant() -> None:
    tree = Tree()
    asked = tree.say()
    episode = memories.episode_of_message(tree.con, asked) or 0
    tree.con.execute("update memories set fades_at = ? where id = ?", (tree.now.timestamp() - 1, episode))
    memories.set_status(tree.con, episode, Status.DORMANT)
    tree.version(asked)
    moved = standing.follow(tree.con, branches.choose(tree.con, asked), tree.now)
    assert memories.get(tree.con, episode).status is Status.DORMANT
    assert episode in moved.moved


def test_what_was_undone_below_a_later_deletion_comes_back_with_that_one() -> None:
    tree = grown([("say", 0), ("say", 0)])
    first, second = tree.written
    below, above = tree.delete(second), tree.delete(first)
    standing.restore(tree.con, below, tree.now)
    assert tree.present == []
    assert set(statuses(tree).values()) == {Status.FORGOTTEN}
    standing.restore(tree.con, above, tree.now)
    assert [message.id for message in tree.shown] == [first, second]
    assert set(statuses(tree).values()) == {Status.ACTIVE}
