"""What has come of a reply so far, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from companion.errors import ModelError
from companion.models.protocols import ChatModel
from companion.records import MessageState, Prompt


@dataclass(slots=True)
class Draft:
    """What has come of a reply so far, and from what it was made."""

    by: ChatModel | None = None
    prompt: Prompt | None = None
    text: str = ""
    deed: str = ""
    """What was done at the user's word before it."""
    exercise: str = ""
    """What the exercise that is under way says, in place of whoever answers."""
    partial: str = ""
    """The beginning of `text` that was there before: the reply goes on behind it."""
    thoughts: str = ""
    thought_seconds: float = 0.0
    read: int | None = None
    """How many tokens the model says that it read."""
    unseen: int | None = None
    """How many tokens the model saw, where that is less than it was sent."""
    limited: bool = False
    """Whether the model ended it because no more fitted."""
    away: ModelError | None = None
    """Why no model could be asked, where the offline one stood in."""

    @property
    def more(self) -> bool:
        """Whether anything new has come."""
        return len(self.text) > len(self.partial)

    def add(self, text: str) -> str:
        """Take in a piece; the words as they go on behind those before.

        Saving cuts the space behind a sentence, and a model that goes on begins with none. Within a sentence the model
        itself says whether it goes on with the word.
        """
        ended = self.partial.endswith((".", "!", "?", "…", "”"))
        more = f" {text}" if ended and not self.more and not text[:1].isspace() else text
        self.text += more
        return more


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


def whole(draft: Draft) -> Ending:
    """How a reply ended to which the model gave its proper end."""
    if not draft.text.strip():
        return Ending(MessageState.FAILED, "The model answered nothing.", code="empty")
    if draft.limited:
        return Ending(MessageState.INCOMPLETE, "The reply reached its limit.", code="limit")
    if draft.away is not None:
        why = str(draft.away).rstrip(".")
        return Ending(MessageState.COMPLETE, f"{why}: this was answered from memory, without a model.", code="stood_in")
    if draft.unseen is not None:
        return saw_less(draft.unseen, draft.prompt.tokens if draft.prompt is not None else 0)
    return Ending(MessageState.COMPLETE)
