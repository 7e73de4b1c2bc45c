"""What was sent for the replies of this run, and how far our estimates are from what each model counts."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from companion.records import Prompt, SentPrompt
from companion.store import house
from companion.store.database import Database

KEPT = 200
"""Replies whose prompts are kept, the latest; in memory alone."""
LEARNED_BY = 0.3
"""The share that a new count has in a model's factor."""
LEAST, MOST = 0.6, 2.5
"""Bounds of a factor; a count outside them is not of the whole prompt."""
_NOTE = "tokens:"
"""Notes in the record that hold a model's factor: this, and its name."""


class PromptLog:
    """Keeps prompts and learns from counts. All methods run on the engine loop."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sent: OrderedDict[int, SentPrompt] = OrderedDict()
        self._factors: dict[str, float] | None = None

    async def factor(self, model: str) -> float:
        """How many of the model's tokens one of ours is; 1 where no reply has told it yet."""
        if self._factors is None:
            notes = await self._db.read(lambda con: house.notes(con, _NOTE))
            self._factors = {name: float(value) for name, value in notes.items()}
        return self._factors.get(model, 1.0)

    async def room(self, model: str, num_ctx: int) -> int:
        """A context of `num_ctx` of the model's tokens, in ours."""
        return int(num_ctx / await self.factor(model))

    async def sent(self, reply_id: int, prompt: Prompt, model: str, num_ctx: int) -> SentPrompt:
        """Note what a reply is made from, and measure it; of two tries the latter counts."""
        self._sent[reply_id] = sent = SentPrompt(prompt, model, num_ctx, await self.factor(model))
        self._sent.move_to_end(reply_id)
        while len(self._sent) > KEPT:
            self._sent.popitem(last=False)
        return sent

    async def counted(self, reply_id: int, tokens: int) -> None:
        """The model told how many tokens it read for this reply."""
        known = self._sent.get(reply_id)
        if known is None:
            return
        self._sent[reply_id] = replace(known, counted=tokens)
        found = tokens / max(known.prompt.tokens, 1)
        if not LEAST <= found <= MOST:
            return
        before = await self.factor(known.model)
        learned = found if before == 1.0 else before + LEARNED_BY * (found - before)
        assert self._factors is not None
        self._factors[known.model] = learned
        await self._db.write(lambda con: house.set_note(con, _NOTE + known.model, f"{learned:.4f}"))

    def of(self, reply_id: int) -> SentPrompt | None:
        """What this reply was made from; None for one of an earlier run, or of long ago."""
        return self._sent.get(reply_id)
