"""What has come of a reply so far, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from companion.models.protocols import ChatModel
from companion.records import MessageState, Prompt


@dataclass(slots=True)
class Draft:
    """What has come of a reply so far, and from what it was made."""

    by: ChatModel | None = None
    prompt: Prompt | None = None
    text: str = ""
    thoughts: str = ""
    thought_seconds: float = 0.0
    unseen: int | None = None
    """How many tokens the model saw, where that is less than it was sent."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reply ended, and what a person is told about it. `code` names the kind of trouble, where there was any."""

    state: MessageState
    notice: str = ""
    next_step: str = ""
    code: str = ""


def saw_less(seen: int, sent: int) -> Ending:
    """A whole reply to a prompt of which the model saw only a part; both in tokens, `sent` an estimate."""
    return Ending(
        MessageState.COMPLETE,
        f"The model saw only {seen:,} of about {sent:,} tokens: it does not know the beginning of this conversation.",
        "Set the context size to what this model can hold, or choose another model.",
        "saw_less",
    )
