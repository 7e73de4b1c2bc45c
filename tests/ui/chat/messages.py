"""Messages for tests that need no engine."""

from __future__ import annotations

import datetime as dt

from companion.records import Message, MessageState, Role

BEGIN = dt.datetime(2026, 5, 3, 9, 0, tzinfo=dt.UTC)


def message(number: int, text: str = "", state: MessageState = MessageState.COMPLETE, notice: str = "") -> Message:
    """The `number`-th message: odd ones are the user's; a hundred come on one day."""
    role = Role.USER if number % 2 else Role.COMPANION
    at = BEGIN + dt.timedelta(days=number // 100, minutes=number % 100)
    speaker = "Linda" if role is Role.USER else "Mira"
    words = text or f"Message {number}. " + "Some more words follow here. " * (number % 7)
    return Message(
        number, 1, role, speaker, "" if text == "-" else words, at, at.date(), state, model="offline", notice=notice
    )


def conversation(count: int) -> list[Message]:
    """`count` messages, the user's first."""
    return [message(number) for number in range(1, count + 1)]
