"""How the parts of an open profile are put together: built here, and handed to one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from companion.conversation.answering import Answering
from companion.conversation.awaiting import Awaiting
from companion.conversation.branching import Branching
from companion.conversation.gathering import PromptMaking
from companion.conversation.mind import Mind
from companion.conversation.off_record import OffRecord, Talk
from companion.conversation.prompt_log import PromptLog
from companion.conversation.running import RunningSummaries
from companion.conversation.spoken import AtTheirWord, Hands
from companion.conversation.surroundings import CurrentSurroundings
from companion.conversation.transcript_writer import TranscriptWriter
from companion.conversation.turn import Conversation
from companion.engine.parts import Parts
from companion.events import Event
from companion.memory.atlas import Atlas
from companion.memory.curation import Curation
from companion.memory.episodes import Fading, embedding_text
from companion.memory.feedback import Feedback
from companion.memory.index import MemoryIndex
from companion.memory.meaning import Meaning
from companion.memory.muting import Mutes
from companion.memory.policy import policy_of
from companion.memory.ranking import Weights
from companion.memory.reasons import Whys
from companion.memory.recall import Recaller
from companion.memory.rehearsal import Rehearsals
from companion.memory.uses import Uses
from companion.models.choice import ModelChoice
from companion.models.downloads import Downloads
from companion.schedule.compaction import Compaction
from companion.schedule.forgetting import Forgetter
from companion.schedule.jobs import Jobs
from companion.schedule.learning import Learning
from companion.schedule.unlearning import Unlearning
from companion.settings import Settings
from companion.store.database import Database


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part stands on. `now` gives the time in UTC; `root` is the profile's folder."""

    db: Database
    root: Path
    resources: Path
    persona_folders: tuple[Path, ...]
    model: ModelChoice
    settings: Callable[[], Settings]
    fading: Callable[[], Fading]
    emit: Callable[[Event], None]
    now: Callable[[], dt.datetime]
    weights: Weights | None = None


def assemble(on: Ground, meaning: Meaning, downloads: Downloads) -> Parts:
    """The parts of one open profile. No I/O."""
    db, fading, emit, now = on.db, on.fading, on.emit, on.now
    index = MemoryIndex(db, meaning.vectors(meaning.now), meaning.now, embedding_text, meaning.heard)
    feedback = Feedback(db, lambda: on.settings().flag("learn_from_use"), emit, now)
    recaller = Recaller(db, index, fading, on.weights, feedback.lean)
    rehearsals = Rehearsals(db, fading)
    uses = Uses(db, index, fading, emit)
    around = CurrentSurroundings(db, on.settings, on.persona_folders)
    writer = TranscriptWriter(db, fading)
    curation = Curation(db, index, fading, emit, now)
    # Forgetting stands above conversations, which ask for it: they are introduced to each other afterwards.
    later: list[Forgetter] = []
    hands = Hands(lambda ids: later[0].ask(ids), lambda ids: later[0].restore_memories(ids))
    word = AtTheirWord(db, index, fading, hands, emit, now)
    mind = Mind(db, recaller, Mutes(db), now)
    prompts, summaries = PromptLog(db), RunningSummaries(db, on.model, now)
    making = PromptMaking(writer, mind, uses, rehearsals, prompts, summaries, now)
    answering = Answering(writer, index, making, uses, feedback, word, on.model, prompts, summaries, emit, now)
    conversation = Conversation(writer, answering, around, emit, now)
    branching = Branching(db, index, conversation, emit, now)
    learning = Learning(db, index, on.model, fading, emit, now, on.resources, lambda: policy_of(on.settings()))
    compaction = Compaction(db, index, on.root, conversation.is_talking, emit, now)
    journal = curation.journal
    forgetter = Forgetter(db, index, learning, compaction, journal, conversation, on.settings, fading, emit, now)
    later.append(forgetter)
    whys = Whys(db, fading, now)
    return Parts(
        index=index,
        recaller=recaller,
        uses=uses,
        feedback=feedback,
        mind=mind,
        conversation=conversation,
        branching=branching,
        learning=learning,
        unlearning=Unlearning(db, index, learning, fading, emit, now),
        jobs=Jobs(db, index, learning, rehearsals, forgetter, conversation, on.settings, fading, emit, now),
        curation=curation,
        forgetter=forgetter,
        whys=whys,
        word=word,
        recorded=Talk(db, conversation, branching, making, prompts, summaries, uses.why, whys.reasons),
        off_record=OffRecord(db, mind, around, on.model, fading, emit, now),
        atlas=Atlas(db, lambda: index.embedder_id, fading, emit, now),
        awaiting=Awaiting(db, conversation, on.model, emit),
        meaning=meaning,
        downloads=downloads,
        prompts=prompts,
        summaries=summaries,
        around=around,
        making=making,
    )
