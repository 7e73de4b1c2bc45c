"""What a learning may store by itself, what it asks about, and what it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass

from companion.memory.extraction import Draft
from companion.memory.tombstones import asked_for, key_of_fact
from companion.records import Kind, Message, Sensitivity
from companion.settings import Settings
from companion.store import refusals, tombstones
from companion.store.database import Connection


@dataclass(frozen=True, slots=True)
class Policy:
    """The kinds that are stored without asking; the others wait in the inbox. Sensitive ones have their own say."""

    automatic: frozenset[Kind] = frozenset(Kind)
    sensitive: bool = True

    def asks(self, kind: Kind, draft: Draft) -> bool:
        """Whether the user is asked before this is believed."""
        private = draft.sensitivity is Sensitivity.SENSITIVE and not self.sensitive
        return private or kind not in self.automatic


def policy_of(settings: Settings) -> Policy:
    """What the settings say."""
    asked = {Kind.FACT: "ask_facts", Kind.INTENTION: "ask_plans", Kind.LESSON: "ask_lessons"}
    quiet = (kind for kind in Kind if kind not in asked or not settings.flag(asked[kind]))
    return Policy(frozenset(quiet), sensitive=not settings.flag("ask_sensitive"))


def is_unwanted(con: Connection, kind: Kind, draft: Draft, message: Message) -> bool:
    """Whether the user forgot this, or never wants things of its kind remembered; "remember that …" overrules both."""
    key = key_of_fact(kind, draft.subject, draft.relation, draft.text)
    if draft.text.strip().casefold() in asked_for(message.text).casefold():
        if key and tombstones.any_there(con):
            tombstones.lift(con, [key])
        return False
    return refusals.refused(con, kind, draft.relation, draft.subject) or bool(key and tombstones.known(con, [key]))
