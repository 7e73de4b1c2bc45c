"""Which sentences of a message ask something, with a question mark or without. Rules of English."""

from __future__ import annotations

import re

from companion.language.sentences import sentence_pieces

_BE_OR_DO = r"(?:do|did|does|is|are|was|were|am|have|has|had|can|could|will|would|should|shall|may|might)"
_SOFT = r"^(?:(?:and|but|so|well|oh|hm+|ok(?:ay)?|please|by the way)[,.!]?\s+)*"
_ASKS = re.compile(
    rf"{_SOFT}(?:(?:what|which|whose)(?! an?\b)(?: [\w'-]+){{0,4}}? {_BE_OR_DO}\b"
    rf"|who\b|(?:where|why|how|when) {_BE_OR_DO}\b"
    rf"|how (?:many|much|often|long|old)\b|{_BE_OR_DO} (?:i|you|we|they|he|she|my|our|his|her|their)\b"
    r"|(?:tell|remind|show) me\b)",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"^\W*(?:hi|hello|hey|thanks|thank you|please)\b(?:[\s,]+[\w']+){0,2}\W*$", re.IGNORECASE)


def asking_part(text: str) -> tuple[str, bool]:
    """The sentences of `text` that ask, empty when none does; and whether it says nothing else but a courtesy."""
    pieces = [piece for piece in sentence_pieces(text) if not _COURTESY.match(piece.text)]
    asking = [piece.text for piece in pieces if piece.asks or _ASKS.match(piece.text.replace("’", "'"))]
    return " ".join(asking), len(asking) == len(pieces)
