"""Messages for the tests of this folder."""

from __future__ import annotations

import datetime as dt

from companion.records import Message, Role

START = dt.datetime(2026, 5, 3, 18, tzinfo=dt.UTC)
DAY = START.date()


def said(*texts: str, minutes: float = 1) -> list[Message]:
    """One session: each text is the user's, unless it begins with `@`; then it is the companion's."""
    messages = []
    for i, text in enumerate(texts):
        role = Role.COMPANION if text.startswith("@") else Role.USER
        at = START + dt.timedelta(minutes=minutes * i)
        messages.append(Message(i + 1, 1, role, role.value, text.removeprefix("@"), at, DAY))
    return messages
