"""What is at work while a profile is open."""

from __future__ import annotations

from dataclasses import dataclass

from companion.conversation.awaiting import Awaiting
from companion.conversation.branching import Branching
from companion.conversation.gathering import PromptMaking
from companion.conversation.mind import Mind
from companion.conversation.off_record import OffRecord, Talk
from companion.conversation.prompt_log import PromptLog
from companion.conversation.running import RunningSummaries
from companion.conversation.spoken import AtTheirWord
from companion.conversation.surroundings import CurrentSurroundings
from companion.conversation.turn import Conversation
from companion.memory.atlas import Atlas
from companion.memory.curation import Curation
from companion.memory.feedback import Feedback
from companion.memory.index import MemoryIndex
from companion.memory.meaning import Meaning
from companion.memory.reasons import Whys
from companion.memory.recall import Recaller
from companion.memory.uses import Uses
from companion.models.downloads import Downloads
from companion.schedule.forgetting import Forgetter
from companion.schedule.jobs import Jobs
from companion.schedule.learning import Learning
from companion.schedule.unlearning import Unlearning


@dataclass(frozen=True, slots=True)
class Parts:
    """What is at work while the profile is open."""

    index: MemoryIndex
    recaller: Recaller
    uses: Uses
    feedback: Feedback
    mind: Mind
    conversation: Conversation
    branching: Branching
    learning: Learning
    unlearning: Unlearning
    jobs: Jobs
    curation: Curation
    forgetter: Forgetter
    whys: Whys
    word: AtTheirWord
    recorded: Talk
    off_record: OffRecord
    atlas: Atlas
    awaiting: Awaiting
    meaning: Meaning
    downloads: Downloads
    prompts: PromptLog
    summaries: RunningSummaries
    around: CurrentSurroundings
    making: PromptMaking
