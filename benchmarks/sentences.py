"""Made-up talk for load: sentences from templates, with common words and a long tail of rare names. Seeded."""

from __future__ import annotations

import random
from collections.abc import Callable

_TEMPLATES = (
    "The {thing} that {person} brought from {place} is {quality}, and {relative} noticed it {when}.",
    "{person} showed us the {quality} {thing} near {place} {when}.",
    "We spent the afternoon {doing} in {place}, until the {weather} drove everybody home.",
    "It took {number} minutes to find the {thing} behind the {quality} {furniture}.",
    "Did {person} ever finish {doing}, or was the {thing} too {quality}?",
    "There was a {quality} smell of {food} when {relative} came back from {place}.",
    "{when} the {weather} was so heavy that {doing} had to wait.",
    "{relative} keeps a {thing} from {place} next to the {furniture}, which always makes {person} laugh.",
    "Nobody told {person} about the {quality} {thing}, so {number} of them are still in {place}.",
    "After {doing} with {person}, a plate of {food} tasted better than anything in {place}.",
    "The train to {place} left {number} minutes late because of the {weather}.",
    "What did {relative} say about the {thing} and the {food} {when}?",
    "A letter from {place} arrived {when}, with a {quality} drawing of a {thing}.",
    "{person} and {relative} argued about {doing}, then shared some {food}.",
    "That {quality} {furniture} in {place} would look better without the {thing}.",
)
_WORDS = {
    "thing": """lantern kettle telescope umbrella violin bicycle notebook compass suitcase candle mirror teapot anchor
    blanket camera chessboard clock drum feather globe hammer jigsaw kite ladder magnet napkin oar pencil quilt ribbon
    saddle tapestry urn vase whistle zipper accordion basket coin dictionary envelope flute guitar hammock inkwell jar
    key locket map needle ornament postcard radio scarf trophy typewriter wallet watch wheelbarrow windmill""",
    "quality": """crooked silent golden dusty enormous fragile familiar bitter polished hollow gentle ancient striped
    narrow bright rusty velvet tangled hidden playful stubborn curious damp elegant faded generous heavy icy jagged
    lively mellow noisy odd pale quick round sharp tender uneven vivid warm""",
    "doing": """sketching gardening fencing rowing knitting juggling whittling singing sailing climbing baking weaving
    skating birdwatching stargazing bookbinding pottery swimming cycling dancing fishing carving debating translating
    photographing restoring repairing planting rehearsing wandering""",
    "food": """lentil soup|apple pie|sourdough|roast chestnuts|plum jam|barley stew|ginger biscuits|mushroom risotto|
    pickled beetroot|honey cake|grilled sardines|pea fritters|walnut bread|cherry dumplings|onion tart|rice pudding|
    smoked trout|pumpkin curry|poppy rolls|fig chutney""",
    "weather": """rain fog hail thunder drizzle heat frost wind snow sleet""",
    "furniture": """bookcase armchair dresser bench cupboard stove piano sideboard bed workbench""",
    "relative": """my aunt|my cousin|my grandfather|our neighbour|my niece|my colleague|our landlady|my godson|
    my brother-in-law|the librarian|the gardener|our teacher""",
    "when": """yesterday|last Sunday|this morning|in the spring|before the holidays|on the way home|after dinner|
    at dawn|during the break|a week ago|late in the evening|around noon""",
}
_CHOICES = {
    slot: tuple(part.strip() for part in (words.split("|") if "|" in words else words.split()))
    for slot, words in _WORDS.items()
}
_ONSETS = ("b", "br", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_ENDS = ("n", "l", "r", "m", "nd", "rt", "s", "th", "ck", "lm")


class Talk:
    """An endless supply of sentences; the same `seed` gives the same ones."""

    def __init__(self, seed: int = 1, names: int = 4000) -> None:
        """`names` is how many different people and places there are."""
        self._random = random.Random(seed)
        self._names = [self._name() for _ in range(names)]

    def _name(self) -> str:
        pick = self._random.choice
        return "".join(pick(_ONSETS) + pick(_VOWELS) for _ in range(self._random.randint(1, 2))).capitalize() + pick(
            _ENDS
        )

    def sentence(self) -> str:
        """One sentence of 8 to 20 words."""
        pick = self._random.choice
        filled: dict[str, str] = {slot: pick(words) for slot, words in _CHOICES.items()}
        filled |= {"person": self._rare(), "place": self._rare(), "number": str(self._random.randint(2, 999))}
        text = pick(_TEMPLATES).format(**filled)
        return text[0].upper() + text[1:]

    def _rare(self) -> str:
        """A name; squared, so that a few are common and most are rare."""
        return self._names[int(len(self._names) * self._random.random() ** 2)]

    def of_tokens(self, tokens: int, count: Callable[[str], int]) -> str:
        """A message of about `tokens` tokens as `count` counts them."""
        words: list[str] = []
        while count(" ".join(words)) < tokens:
            words += self.sentence().split()
        while len(words) > 1 and count(" ".join(words)) > tokens:
            words.pop()
        return " ".join(words)

    def question(self, sentence: str) -> str:
        """A question after `sentence`: some of its words, in the order in which they stand there."""
        words = [word.strip(".,?") for word in sentence.split() if len(word.strip(".,?")) > 3]
        kept = sorted(self._random.sample(range(len(words)), min(4, len(words))))
        return f"What was it with {' '.join(words[i] for i in kept)}?"
