"""What goes into a prompt: memories that come to mind, the last turns, what was said before them."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from companion.conversation.aftermath import BringingUp, Noting
from companion.conversation.attaching import Quoted
from companion.conversation.draft import Draft
from companion.conversation.mind import Mind
from companion.conversation.prompt import MOST_TURNS, Ingredients, build, window
from companion.conversation.prompt_log import PromptLog
from companion.conversation.running import REACH as REACHED_BACK
from companion.conversation.running import RunningSummaries
from companion.conversation.transcript_writer import Begun, TranscriptWriter
from companion.conversation.wellbeing import Care, care_for
from companion.memory.follow_up import REACH
from companion.models.protocols import ChatModel
from companion.records import AttachmentKind, Exchange, Memory, Message, NewAttachment, Prompt, Recall, Role, SentPrompt

RECENT_TURNS = 12
"""Turns of this session that stand in the prompt anyway, so recall passes them over."""
BOUNDLESS = 1 << 20
"""The context, in tokens, of a model that reads no text: nothing is too long for it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds an exchange: who talks, what the model is told of them, how much fits."""

    user_name: str
    persona_name: str
    persona: str
    portrait: str
    story: str
    num_ctx: int
    memory_budget: int
    persona_key: str = ""
    space: str = ""
    """Whose memories it may use."""


class PromptMaking:
    """Makes prompts, for replies and to look at. All methods run on the engine loop."""

    def __init__(
        self,
        writer: TranscriptWriter,
        mind: Mind,
        uses: Noting,
        rehearsals: BringingUp,
        prompts: PromptLog,
        summaries: RunningSummaries,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._writer = writer
        self._mind = mind
        self._uses = uses
        self._rehearsals = rehearsals
        self._prompts = prompts
        self._summaries = summaries
        self._clock = clock

    async def room(self, model: ChatModel, setting: Setting) -> int:
        """The context in our own tokens."""
        return BOUNDLESS if model.offline else await self._prompts.room(model.name, setting.num_ctx)

    async def for_reply(self, begun: Begun, setting: Setting, model: ChatModel, draft: Draft) -> Prompt:
        """Recall and build. What stands among the last turns is not recalled again, but offline nobody reads those.

        What the reply is to do without is neither recalled nor among the turns.
        """
        exchange = begun.exchange
        message = await self._writer.message(exchange.message_id)
        found = await self._writer.earlier(exchange, MOST_TURNS + REACHED_BACK)
        earlier = [m for m in found if m.id not in begun.left_out.messages]
        parts = await self._ingredients(
            exchange.session_id, message.text, message.day, earlier, setting, model, begun.left_out.memories, exchange
        )
        care = await self._care(message, earlier)
        by_rule = draft.exercise or (care.reply if care else "")
        if by_rule and model.offline:
            # It says nothing of what is remembered.
            parts = replace(parts, recall=Recall(message.text), given=())
        dear = None if model.offline or care else await self._rehearsals.for_session(exchange.session_id, self._clock())
        known = {m.id for m in parts.given} | begun.left_out.memories
        quiet = await self._mind.quiet(message.text)
        brought_up = quiet.among([dear] if dear is not None else [])
        return build(
            replace(
                parts,
                images=parts.images if begun.pictures else (),
                seed=zlib.crc32(f"{exchange.message_id}".encode()),
                partial=begun.partial,
                rehearsed=tuple(memory for memory in brought_up if memory.id not in known),
                deed=draft.deed,
                care=care.words if care else "",
                by_rule=by_rule,
            )
        )

    async def _care(self, message: Message, earlier: Sequence[Message]) -> Care | None:
        """How to answer a message in distress, which is noted for the card."""
        care = care_for(message.text, [turn.text for turn in earlier if turn.role is Role.USER])
        if care is not None and care.kind is not None:
            await self._writer.note_care(message.id, care.kind)
        return care

    async def preview(
        self,
        session_id: int | None,
        text: str,
        attached: Sequence[NewAttachment],
        setting: Setting,
        model: ChatModel,
    ) -> SentPrompt:
        """What would be sent for `text` and what is `attached` to it now. Nothing is saved or noted.

        Raises `NotFound`, `ModelError`.
        """
        earlier = [] if session_id is None else await self._writer.latest(session_id, MOST_TURNS + REACHED_BACK)
        room = await self.room(model, setting)
        today = self._clock().astimezone().date()
        parts = await self._ingredients(
            session_id, text, today, earlier, replace(setting, num_ctx=room), model, frozenset(), attached=attached
        )
        factor = await self._prompts.factor(model.name)
        return SentPrompt(build(parts), model.name, 0 if model.offline else setting.num_ctx, factor)

    async def _ingredients(
        self,
        session_id: int | None,
        text: str,
        day: dt.date,
        earlier: Sequence[Message],
        setting: Setting,
        model: ChatModel,
        left_out: frozenset[int],
        exchange: Exchange | None = None,
        attached: Sequence[NewAttachment] = (),
    ) -> Ingredients:
        """What may go into the prompt for `text`, said after `earlier`, with what is `attached` and not yet saved."""
        turns = window(earlier, setting.num_ctx)
        told = earlier[: len(earlier) - len(turns)][-REACHED_BACK:]
        recent = {m.id for m in turns[-RECENT_TURNS:]} if not model.offline else set()
        own = {exchange.message_id, exchange.reply_id} if exchange is not None else set()
        without = await self._uses.episodes_of(recent | own) | left_out
        before = [turn.text for turn in earlier if turn.role is Role.USER][-REACH:]
        recall, given = Recall(text), tuple[Memory, ...]()
        if text.strip():
            recall, given = await self._mind.context(text, day, setting.memory_budget, without, before, setting.space)
        quiet = await self._mind.quiet(text)
        summary = ""
        if session_id is not None and not model.offline:
            summary = await self._summaries.before(session_id, told, by_rule=bool(left_out))
        documents, images, pictures = await self._attached([m.id for m in turns], exchange, attached)
        return Ingredients(
            persona=setting.persona,
            portrait=setting.portrait,
            story=quiet.told(setting.story),
            given=given,
            summary=summary,
            turns=turns,
            message=text,
            recall=recall,
            now=self._clock(),
            user_name=setting.user_name,
            persona_name=setting.persona_name,
            num_ctx=setting.num_ctx,
            seed=0,
            documents=documents,
            images=images if not model.offline else (),
            pictures=pictures,
        )

    async def _attached(
        self, before: Sequence[int], exchange: Exchange | None, unsaved: Sequence[NewAttachment]
    ) -> tuple[tuple[Quoted, ...], tuple[bytes, ...], int]:
        """Documents of the last turns and this message, the pictures to look at, and how many are this message's.

        Those of this message, or else of the last one that had any: what is asked next is about them.
        """
        now = [exchange.message_id] if exchange is not None else []
        found = await self._writer.attached([*before, *now])
        documents = [Quoted(c.attachment.name, c.text) for c in found if c.text]
        documents += [Quoted(one.name, one.text) for one in unsaved if one.text]
        pictures = [c for c in found if c.attachment.kind is AttachmentKind.IMAGE]
        shown = tuple(one.data for one in unsaved if one.kind is AttachmentKind.IMAGE)
        if shown:
            return tuple(documents), shown, len(shown)
        last = pictures[-1].attachment.message_id if pictures else 0
        images = tuple(c.data for c in pictures if c.attachment.message_id == last)
        return tuple(documents), images, sum(c.attachment.message_id in now for c in pictures)
