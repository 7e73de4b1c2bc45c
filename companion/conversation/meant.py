"""Which memories an order about memory means. Plain functions over a connection."""

from __future__ import annotations

from collections.abc import Sequence

from companion.language.orders import Order
from companion.memory.topic_match import speaking_of
from companion.memory.topics import topics
from companion.records import Memory, Message, Role, SpokenChange, Status
from companion.store import memories, reply_recalls
from companion.store.database import Connection


def meant_by(con: Connection, order: Order, message: Message, earlier: Sequence[Message]) -> list[Memory]:
    """The memories that an order to forget means; without a topic, what the user said last."""
    own = memories.episode_of_message(con, message.id)
    if order.about:
        return speaking_of(con, order.about, without=[own] if own is not None else [])
    said = next((m.id for m in reversed(earlier) if m.role is Role.USER), None)
    episode = memories.episode_of_message(con, said) if said is not None else None
    if episode is None:
        return []
    found = [memories.get(con, episode), *memories.resting_on(con, [said or 0])]
    return [memory for memory in {m.id: m for m in found}.values() if memory.status is not Status.FORGOTTEN]


def repeated_in(con: Connection, change: SpokenChange) -> list[int]:
    """The episodes of the order itself and of the reply that asked: they say what is to be forgotten once more."""
    found = (memories.episode_of_message(con, message_id) for message_id in (change.message_id, change.reply_id))
    living = memories.by_ids(con, [memory_id for memory_id in found if memory_id is not None])
    return [memory.id for memory in living.values() if memory.status is not Status.FORGOTTEN]


def pointed_at_by(con: Connection, earlier: Sequence[Message]) -> tuple[str, list[int]]:
    """What "this" is: the memories that the last reply used, else what the user spoke of last."""
    reply = next((m for m in reversed(earlier) if m.role is Role.COMPANION), None)
    used = [row[0] for row in reply_recalls.of_reply(con, reply.id) if row[1] == "used"] if reply is not None else []
    found = memories.by_ids(con, used)
    if found:
        first = found[used[0]]
        return " ".join(first.text.split())[:80], list(found)
    said = next((m for m in reversed(earlier) if m.role is Role.USER), None)
    named = topics([said]) if said is not None else ()
    return (named[0], []) if named else ("", [])
