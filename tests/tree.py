"""A session that grows, branches, loses and gets back messages, as hypothesis wills it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from companion.memory import standing
from companion.memory.episodes import remember
from companion.records import Message, Role
from companion.store import branches, transcripts
from companion.store.branches import Shift
from companion.store.database import Connection, migrate
from tests.clock import MORNING
from tests.record import FADING, MINUTE

STEPS = st.lists(
    st.tuples(st.sampled_from(("say", "version", "choose", "delete", "undo")), st.integers(0, 10**6)), max_size=30
)
"""What is done, and to which message (counted round)."""


def new_record() -> Connection:
    """An empty record in memory."""
    con: Connection = sqlcipher.connect(":memory:", isolation_level=None)
    con.execute("pragma foreign_keys = on")
    migrate(con)
    return con


@dataclass(slots=True)
class Tree:
    """One session in a record of its own. Every message has a word that no other has."""

    con: Connection = field(default_factory=new_record)
    session: int = 0
    now: dt.datetime = MORNING
    written: dict[int, str] = field(default_factory=dict)
    deletions: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = transcripts.add_session(self.con, MORNING, MORNING.date())

    def _word(self) -> str:
        return "word" + "".join(chr(ord("a") + int(digit)) for digit in str(len(self.written)))

    def do(self, step: str, number: int) -> None:
        """One thing that a person does; what cannot be done now is passed over."""
        self.now += MINUTE
        present = [i for i in self.written if not self._deleted(i)]
        if step == "say":
            self.say()
        elif step == "undo" and self.deletions:
            standing.restore(self.con, self.deletions.pop(number % len(self.deletions)), self.now)
        elif step == "version" and present:
            self.version(present[number % len(present)])
        elif step == "choose" and present:
            standing.follow(self.con, branches.choose(self.con, present[number % len(present)]), self.now)
        elif step == "delete" and present:
            self.delete(present[number % len(present)])

    def say(self) -> int:
        """A message at the end of what is shown, the two sides in turn; its id."""
        last = self.shown[-1:]
        role = Role.COMPANION if last and last[0].role is Role.USER else Role.USER
        word = self._word()
        new, _ = transcripts.add_message(self.con, self.session, role, role.value, word, self.now, self.now.date())
        return self._remember(new, word, Shift())

    def version(self, message_id: int) -> int:
        """Another version of this message; its id."""
        word = self._word()
        new, shift = branches.add_version(self.con, message_id, "Nora", word, self.now, self.now.date())
        return self._remember(new, word, shift)

    def _remember(self, new: int, word: str, shift: Shift) -> int:
        self.written[new] = word
        standing.follow(self.con, shift, self.now)
        remember(self.con, transcripts.message(self.con, new), transcripts.position(self.con, new), FADING)
        return new

    def delete(self, message_id: int) -> int:
        """Delete it with what follows; the id of the deletion."""
        deletion, _ = standing.delete(self.con, message_id, self.now)
        self.deletions.append(deletion.id)
        return deletion.id

    def _deleted(self, message_id: int) -> bool:
        """Whether it is deleted, or something that it follows."""
        sql = "select parent_id, deletion_id from messages where id = ?"
        parent, deletion = self.con.execute(sql, (message_id,)).fetchone()
        return deletion is not None or (parent is not None and self._deleted(parent))

    @property
    def shown(self) -> list[Message]:
        return transcripts.messages(self.con, self.session)

    @property
    def present(self) -> list[Message]:
        """Every message that is not deleted, nor below one that is, shown or not."""
        return [transcripts.message(self.con, i) for i in self.written if not self._deleted(i)]


def grown(steps: list[tuple[str, int]]) -> Tree:
    """A session after these steps."""
    tree = Tree()
    for step, number in steps:
        tree.do(step, number)
    return tree
