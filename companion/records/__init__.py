"""Frozen records that everything passes around. No behaviour beyond small derived values, no I/O.

Every `*_at` is an aware datetime in UTC. Every `day` is the calendar day, where the user was, on which a thing
happened; it is kept beside the instant so that travelling does not move memories to another day.
"""

from companion.records.house import Check, EngineStatus, ImportReport, ModelStatus, Notice
from companion.records.memories import (
    SMALL_TALK,
    DecayState,
    Kind,
    Memory,
    MemoryQuery,
    MemoryView,
    Provenance,
    Reasons,
    Recall,
    Recalled,
    Scope,
    Sensitivity,
    ShapedReply,
    Source,
    Status,
    Truth,
    WhyRow,
)
from companion.records.portraits import Evidence, LedgerEntry, Mood, Portrait, PortraitItem, TraitScore
from companion.records.prompts import ChatTurn, Prompt, Section
from companion.records.transcripts import Exchange, Message, MessageState, Role, Session

__all__ = [
    "SMALL_TALK",
    "ChatTurn",
    "Check",
    "DecayState",
    "EngineStatus",
    "Evidence",
    "Exchange",
    "ImportReport",
    "Kind",
    "LedgerEntry",
    "Memory",
    "MemoryQuery",
    "MemoryView",
    "Message",
    "MessageState",
    "ModelStatus",
    "Mood",
    "Notice",
    "Portrait",
    "PortraitItem",
    "Prompt",
    "Provenance",
    "Reasons",
    "Recall",
    "Recalled",
    "Role",
    "Scope",
    "Section",
    "Sensitivity",
    "Session",
    "ShapedReply",
    "Source",
    "Status",
    "TraitScore",
    "Truth",
    "WhyRow",
]
