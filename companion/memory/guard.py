"""Marks on text before it becomes memory: does it try to instruct the companion, is it quoted, is it private.

Pure rules over English words; nothing is blocked here. A mark keeps a text out of the portrait and the persona.
"""

from __future__ import annotations

import re

from companion.language.distress import distress
from companion.language.sentences import lies_in, quoted_ranges
from companion.records import Sensitivity

INSTRUCTION = "instruction"
"""The mark of text that addresses the machine rather than the friend."""
MOSTLY = 0.6
"""A text is quoted when at least this share of its letters is."""

_ALL = r"(?:all|any|the|your|my|these|those|every|of|previous|prior|earlier|above|foregoing|system|safety|other)"
_INSTRUCTIONS = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass|drop|discard)\s+(?:{_ALL}\s+){{1,4}}(?:instructions?|prompts?|rules?|guidelines?"
    r"|directions?|messages?|context|training|restrictions?|programming|policies)\b"
    r"|\b(?:system|developer|hidden|initial)[ _-]?(?:prompt|message|instructions?)\b"
    r"|\byou are now\b(?! (?:my|a (?:good |dear )?friend))|\bfrom now on,? you (?:are|will|must|shall|act"
    r"|respond|speak)\b"
    r"|\b(?:act|behave|respond|pretend) as (?:if you (?:are|were|had)|an? (?:unrestricted|uncensored|different|evil))\b"
    r"|\b(?:do anything now|jailbreak|developer mode|dan mode|god mode|prompt injection)\b"
    r"|\bnew (?:instructions?|directives?|rules?)\s*:|\bend of (?:prompt|instructions?|context)\b"
    r"|\b(?:ai|assistant|chatbot|llm|language model)s?\b[^.!?\n]{0,40}\b(?:must|should|shall|are "
    r"(?:instructed|required) to|is (?:instructed|required) to)\b"
    r"|\b(?:reveal|print|repeat|show|output|leak)\b[^.!?\n]{0,30}\b(?:your|the) (?:prompt|instructions?"
    r"|rules?|configuration|memor(?:y|ies) verbatim)\b"
    r"|\b(?:do not|don't|never) (?:tell|inform|warn|mention (?:this )?to) the (?:user|human|owner)\b"
    r"|\b(?:add|save|write|store) (?:this|the following) (?:in)?to (?:your|the) (?:long-?term )?memory\b",
    re.IGNORECASE,
)
_ROLE_TAGS = re.compile(
    r"<\|?/?(?:system|assistant|user|im_start|im_end|inst|sys|endoftext|eot_id|start_header_id|memory|instructions?)\|?>"
    r"|\[/?(?:INST|SYS|SYSTEM)\]|<<SYS>>|^[ \t]*#{2,}[ \t]*(?:system|instructions?|assistant|human)\b"
    r"|^[ \t]*(?:system|assistant|developer)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_PRIVATE = re.compile(
    r"\b(?:"
    # health
    r"diagnos\w+|disease|illness|cancer|tumou?r|hiv|aids|hepatitis|diabet\w+|epilep\w+|asthma|depress(?:ed"
    r"|ion)|anxiety disorder"
    r"|bipolar|schizo\w+|psycho(?:sis|tic)|ptsd|ocd|adhd|autis\w+|suicid\w+|self-?harm\w*|overdos\w+|therap(?:y|ist)|psychiatr\w+"
    r"|antidepressants?|medications?|prescription|surgery|hospital(?:i[sz]ed)?|miscarriage|abortion|pregnan\w+|infertil\w+|std|sti"
    r"|alcoholic|alcoholism|addict(?:ed|ion)?|rehab|anorexi\w+|bulimi\w+|eating disorder|disab(?:led|ility)"
    r"|chronic pain"
    # sex and love life
    r"|sex(?:ual\w*|y)?|gay|lesbian|bisexual|transgender|trans (?:wo)?man|queer|non-?binary|porn\w*|affair"
    r"|cheat(?:ed|ing) on|kink\w*"
    # faith and politics
    r"|religio(?:n|us)|christian|catholic|protestant|muslim|islam\w*|jewish|judaism|hindu\w*|buddhis[tm]|atheist|mosque|synagogue|church"
    r"|vote[ds]?|voting|politic\w+|republican|democrat|socialist|communist|conservative party|labou?r party|trade union"
    # money and papers
    r"|salary|wages?|income|debts?|mortgage|bankrupt\w*|credit (?:card|score)|bank account|iban|pin code"
    r"|savings account|tax(?:es)? owed"
    r"|passwords?|passphrase|passport number|social security|ssn|national insurance|driving licen[cs]e number"
    # law and violence
    r"|arrested|convict(?:ed|ion)|prison|jail|probation|rape[ds]?|abus(?:e|ed|ive)|assault(?:ed)?|molest\w*|undocumented|asylum"
    r")\b|\bi earn\b|\bmy (?:home )?address is\b|\bmy (?:phone|mobile) number\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\b(?:\d[ -]?){13,19}\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b|\b[\w.+-]+@[\w-]+\.\w{2,}\b"
    r"|\+\d{1,3}[ \d-]{7,14}\d"
)


def flags(text: str) -> tuple[str, ...]:
    """The marks of `text`: `("instruction",)` when it speaks to the machine (injected or pasted orders), else empty."""
    plain = text.replace("’", "'")
    return (INSTRUCTION,) if _INSTRUCTIONS.search(plain) or _ROLE_TAGS.search(plain) else ()


def is_quoted(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether the characters `start` to `end` (by default all) are, for the most part, somebody else's words."""
    last = len(text) if end is None else end
    ranges = quoted_ranges(text)
    if lies_in(start, last, ranges):
        return True
    letters = sum(text[at].isalnum() for at in range(start, last))
    inside = {at for first, until in ranges for at in range(max(first, start), min(until, last)) if text[at].isalnum()}
    return letters > 0 and len(inside) / letters >= MOSTLY


def sensitivity(text: str) -> Sensitivity:
    """`SENSITIVE` for distress, health, love life, faith, politics, money, papers, numbers of accounts and the like."""
    private = _PRIVATE.search(text) or _NUMBERS.search(text) or distress(text)
    return Sensitivity.SENSITIVE if private else Sensitivity.ORDINARY
