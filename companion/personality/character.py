"""The five sliders of a persona: as plain words for a model, as a sample reply without one, and from wishes. Pure."""

from __future__ import annotations

from dataclasses import asdict, replace

from companion.records import Persona, Sliders

_LINES: dict[str, tuple[str, str, str, str]] = {
    "warmth": (
        "Be matter-of-fact: say what is so, and leave feelings to the person.",
        "Be rather matter-of-fact than warm.",
        "Be rather warm than matter-of-fact.",
        "Be warm: let the person notice that you are glad of them.",
    ),
    "play": (
        "Be serious: no jokes and no word play.",
        "Be rather serious; a light word is rare.",
        "Be rather playful; a light word is welcome where nothing weighs on them.",
        "Be playful: joke and tease kindly where nothing weighs on them.",
    ),
    "length": (
        "Be brief: one or two sentences are enough.",
        "Be rather brief.",
        "Be rather thorough.",
        "Be thorough: go into the matter, with reasons and examples.",
    ),
    "directness": (
        "Be gentle: put what is hard to hear softly, and leave a way round it.",
        "Be rather gentle than direct.",
        "Be rather direct than gentle.",
        "Be direct: say plainly what you think, without wrapping it.",
    ),
    "curiosity": (
        "Be reserved: do not ask unless it is needed.",
        "Be rather reserved; ask seldom.",
        "Be rather curious; ask when something is unclear to you.",
        "Be curious: ask about what they tell you, one question at a time.",
    ),
}
"""For -2, -1, 1 and 2."""

_WISHES: dict[str, tuple[str, int]] = {
    "Keep answers short.": ("length", -1),
    "Explain in detail.": ("length", 1),
    "Be direct; do not soften things.": ("directness", 1),
    "Be gentle with criticism.": ("directness", -1),
    "Ask few questions.": ("curiosity", -1),
    "Humour is welcome.": ("play", 1),
    "No jokes.": ("play", -1),
}
"""Wishes about style that a slider stands for, and which way it would move."""
_LASTS = ("Use no emojis.", "Use no lists.", "Use plain words.", "Listen first; give no advice unless asked.")
"""Wishes that would become a line of the style."""
SAMPLE_MESSAGE = "I had a long day, and I can't decide whether to call my sister."
"""What the sample reply answers."""


def slider_lines(sliders: Sliders) -> tuple[str, ...]:
    """One plain line for each slider that is not in the middle."""
    places = {-2: 0, -1: 1, 1: 2, 2: 3}
    return tuple(_LINES[name][places[value]] for name, value in asdict(sliders).items() if value)


def sample_reply(persona: Persona) -> str:
    """How a persona with these sliders might answer `SAMPLE_MESSAGE`: put together by rule, no model is asked."""
    sides = persona.sliders
    said = []
    if sides.warmth > 0:
        said.append(
            "I'm glad you tell me." if sides.warmth == 1 else "I'm so glad you're here. That was a lot for one day."
        )
    elif sides.warmth == 0:
        said.append("That sounds like a long day.")
    said.append(
        {
            -2: "Maybe the call can wait until you feel like it, if that suits you.",
            -1: "You could leave the call for tomorrow, if you like.",
            0: "You can call her now, or tomorrow with a fresh head.",
            1: "I would call her tomorrow, rested.",
            2: "Call her tomorrow. Tired is no state for that talk.",
        }[sides.directness]
    )
    if sides.length > 0:
        said.append("When we are tired, we hear more edge in words than there is, and say less than we mean.")
    if sides.length > 1:
        said.append(
            "If it cannot wait, a short message tonight would hold the place: that you think of her and will ring."
        )
    if sides.play > 0 and sides.length > -2:
        said.append(
            "The sofa has no opinion on sisters." if sides.play == 1 else "The sofa votes for tomorrow; I abstain."
        )
    if sides.curiosity >= 0 and sides.length > -2:
        said.append(
            {0: "What speaks for tonight?", 1: "What is it that you want to tell her?"}.get(
                sides.curiosity, "What is it that you want to tell her, and what keeps you from it?"
            )
        )
    return " ".join(said)


def proposes(wish: str) -> bool:
    """Whether a wish about style would change a persona."""
    return wish in _WISHES or wish in _LASTS


def with_wish(persona: Persona, wish: str) -> Persona:
    """`persona` as the wish would have it: a slider one step further, or one line more."""
    if wish in _WISHES:
        name, step = _WISHES[wish]
        value = max(-2, min(2, getattr(persona.sliders, name) + step))
        return replace(persona, sliders=replace(persona.sliders, **{name: value}))
    if wish in persona.style or len(persona.style) >= 12:
        return persona
    return replace(persona, style=(*persona.style, wish))
