"""Little histories to learn from: sessions built from plain lines."""

from __future__ import annotations

import datetime as dt

from companion.records import DecayState, Kind, Memory, Message, Role, Source

AT = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
DAY = AT.date()


def session(*lines: str, speaker: str = "Marta", day: dt.date = DAY, first_id: int = 11) -> list[Message]:
    """Messages with ids from `first_id`: lines that begin with `>>` are the companion's, the others the user's."""
    return [
        Message(
            id=first_id + number,
            session_id=1,
            role=Role.COMPANION if line.startswith(">>") else Role.USER,
            speaker="Companion" if line.startswith(">>") else speaker,
            text=line.removeprefix(">>").lstrip(" ") if line.startswith(">>") else line,
            created_at=AT + dt.timedelta(minutes=number),
            day=day,
        )
        for number, line in enumerate(lines)
    ]


def remembered(
    text: str,
    relation: str,
    *,
    memory_id: int = 1,
    subject: str = "user",
    kind: Kind = Kind.FACT,
    since: dt.date | None = None,
    pinned: bool = False,
    sources: int = 1,
) -> Memory:
    """A memory of a draft that was kept a month before."""
    past = AT - dt.timedelta(30)
    return Memory(
        id=memory_id,
        kind=kind,
        text=text,
        created_at=past,
        occurred_at=past,
        day=past.date(),
        decay=DecayState(1.0, 1.0, 5.0, past),
        fades_at=past,
        subject=subject,
        relation=relation,
        valid_from=since,
        pinned=pinned,
        sources=tuple(Source(number, 0, len(text)) for number in range(sources)),
    )
