"""What a model is given for one reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from companion.records.memories import Memory, Recall


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One message as a model sees it."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str
    images: tuple[bytes, ...] = ()
    """Pictures that go with it, for a model that can see."""


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of the prompt and its estimated size in tokens."""

    name: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that a model is given for one reply.

    `turns` is what goes over the wire (one system turn, the last turns, the message). The other fields are the
    same things before they became text, for models that need no text (offline) and for the context meter.
    """

    turns: tuple[ChatTurn, ...]
    message: str
    now: dt.datetime
    user_name: str = ""
    persona_name: str = ""
    recall: Recall = field(default_factory=lambda: Recall(cue=""))
    given: tuple[Memory, ...] = ()
    """The memories that fit the budget, in time order."""
    sections: tuple[Section, ...] = ()
    seed: int = 0
    partial: str = ""
    """What there is already of the reply, where it is to go on; also the last of `turns`."""
    pictures: int = 0
    """How many pictures came with the message, whether or not anybody can see them."""
    rehearsed: tuple[Memory, ...] = ()
    """Dear memories that come up by themselves before they fade; told of in the story."""
    by_rule: str = ""
    """What is said to a message that needs care, or in an exercise, where no model says it."""
    deed: str = ""
    """What was done, or is asked, at the user's word before this reply: what they are to be told of it."""

    @property
    def tokens(self) -> int:
        """About how many tokens the whole prompt has: an estimate, like its sections."""
        return sum(section.tokens for section in self.sections)


@dataclass(frozen=True, slots=True)
class SentPrompt:
    """A prompt with what it is measured by. Sizes are estimates until `counted` is there."""

    prompt: Prompt
    model: str
    num_ctx: int
    """How many of its tokens the model was asked to hold; 0 where it reads no text (offline)."""
    factor: float = 1.0
    """How many of the model's tokens one of our estimated ones is, as far as earlier replies told."""
    counted: int | None = None
    """How many tokens the model read, when it said so."""

    @property
    def tokens(self) -> int:
        """How many tokens the model read; until it says so, about how many it will."""
        return self.counted if self.counted is not None else round(self.prompt.tokens * self.factor)

    def share(self, section: Section) -> int:
        """About how many of the model's tokens a section has; all sections together have `tokens`."""
        return round(section.tokens * self.tokens / max(self.prompt.tokens, 1))
