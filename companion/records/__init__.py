"""Frozen records that everything passes around. No behaviour beyond small derived values, no I/O.

Every `*_at` is an aware datetime in UTC. Every `day` is the calendar day, where the user was, on which a thing
happened; it is kept beside the instant so that travelling does not move memories to another day.
"""

from companion.records.browsing import (
    KINDS,
    Cluster,
    Course,
    CurveLine,
    DayCount,
    DayView,
    Linked,
    MemoryMap,
    Reinforcement,
    Version,
)
from companion.records.curation import Change, ChangeKind, Refusal
from companion.records.drafts import Draft
from companion.records.house import Check, EngineStatus, ImportReport, ModelStatus, Notice
from companion.records.memories import (
    SMALL_TALK,
    DecayState,
    Kind,
    Memory,
    MemoryQuery,
    MemoryView,
    MutedTopic,
    Provenance,
    Reasons,
    Recall,
    Recalled,
    Scope,
    Sensitivity,
    ShapedReply,
    Source,
    SpokenChange,
    Status,
    Truth,
    WhyRow,
)
from companion.records.models import Download, HostFinding, ModelInfo, ModelOffer
from companion.records.personas import Persona, Proposal, Sliders
from companion.records.portraits import Evidence, LedgerEntry, Mood, Portrait, PortraitChange, PortraitItem, TraitScore
from companion.records.prompts import ChatTurn, Prompt, Section, SentPrompt
from companion.records.search import Excerpt, SearchHit, SearchResult
from companion.records.transcripts import Deletion, Exchange, Message, MessageState, Role, Session
from companion.records.wellbeing import HelpCard, HelpLine

__all__ = [
    "KINDS",
    "SMALL_TALK",
    "Change",
    "ChangeKind",
    "ChatTurn",
    "Check",
    "Cluster",
    "Course",
    "CurveLine",
    "DayCount",
    "DayView",
    "DecayState",
    "Deletion",
    "Download",
    "Draft",
    "EngineStatus",
    "Evidence",
    "Excerpt",
    "Exchange",
    "HelpCard",
    "HelpLine",
    "HostFinding",
    "ImportReport",
    "Kind",
    "LedgerEntry",
    "Linked",
    "Memory",
    "MemoryMap",
    "MemoryQuery",
    "MemoryView",
    "Message",
    "MessageState",
    "ModelInfo",
    "ModelOffer",
    "ModelStatus",
    "Mood",
    "MutedTopic",
    "Notice",
    "Persona",
    "Portrait",
    "PortraitChange",
    "PortraitItem",
    "Prompt",
    "Proposal",
    "Provenance",
    "Reasons",
    "Recall",
    "Recalled",
    "Refusal",
    "Reinforcement",
    "Role",
    "Scope",
    "SearchHit",
    "SearchResult",
    "Section",
    "Sensitivity",
    "SentPrompt",
    "Session",
    "ShapedReply",
    "Sliders",
    "Source",
    "SpokenChange",
    "Status",
    "TraitScore",
    "Truth",
    "Version",
    "WhyRow",
]
