"""What the companion says of a change that was made at the user's word. Pure; the same with a model and without."""

from __future__ import annotations

from companion.models.offline import day_in_words
from companion.records import Memory, SpokenChange

MOST_SHOWN = 8
"""Memories that a question names one by one; the others are counted."""
_LONGEST = 160


def told(change: SpokenChange) -> str:
    """What was done, what is asked, or that it was taken back: to the user."""
    if change.state == "undone":
        return "That is undone: everything is as it was before."
    match change.wish:
        case "correct":
            return _corrected(change)
        case "remember":
            return _remembered(change)
        case "forget":
            return _forgotten(change)
        case "mute":
            return _muted(change)
        case _:
            return f"All right, “{change.topic}” may come up again."


def nothing_about(about: str) -> str:
    """There is nothing to forget."""
    return f"I find nothing about “{about}” that I could forget." if about else "I find nothing that I could forget."


def which_topic() -> str:
    """It is not clear what is not to come up."""
    return "Tell me which topic you mean, for example: “Don't bring up the old flat again.”"


def _corrected(change: SpokenChange) -> str:
    old = " and ".join(_quoted(memory) for memory in change.old) or "what I had noted"
    new = " and ".join(_quoted(memory) for memory in change.new)
    return f"I have corrected that. I now keep {new} instead of {old}."


def _remembered(change: SpokenChange) -> str:
    new = " and ".join(_quoted(memory) for memory in change.new)
    if change.old:
        return f"I will remember {new}. It takes the place of {' and '.join(_quoted(m) for m in change.old)}."
    return f"I will remember {new}." if new else "I will remember that."


def _forgotten(change: SpokenChange) -> str:
    if change.state == "declined":
        return "All right, I keep it."
    many = len(change.meant)
    if change.state == "done":
        return f"I have forgotten {_many(many)}." if many else "I have forgotten that."
    lines = list(dict.fromkeys(f"- {day_in_words(memory.day)}: {_quoted(memory)}" for memory in change.meant))
    if len(lines) > MOST_SHOWN:
        lines[MOST_SHOWN:] = [f"- and {len(lines) - MOST_SHOWN} more"]
    listed = "\n".join(lines)
    return f"I would forget {_many(many)}:\n\n{listed}\n\nShall I? Say yes or no."


def _muted(change: SpokenChange) -> str:
    return (
        f"I will not bring up “{change.topic}” by myself any more. It is not forgotten: when you ask about it, "
        "I still answer."
    )


def _many(count: int) -> str:
    return "1 memory" if count == 1 else f"{count} memories"


def _quoted(memory: Memory) -> str:
    plain = " ".join(memory.text.split()).rstrip(".")
    short = plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return f"“{short}”"
