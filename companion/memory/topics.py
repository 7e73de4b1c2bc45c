"""What a session is about, as a few words and short phrases, found without a model. English rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from companion.language.distress import distress
from companion.language.sentences import LONGEST_MESSAGE, lies_in, quoted_ranges, sentence_pieces
from companion.language.statements import statements
from companion.language.statements_words import ACQUAINTANCES, EMPTY, KIN, PETS
from companion.language.words import STOP_WORDS, content_words, listed, stem
from companion.memory.guard import flags
from companion.records import Message, Role

MOST_TOPICS = 4
PLAIN_WORDS = (
    EMPTY
    | STOP_WORDS
    | listed(
        """
    hi hello hey goodbye bye name nice meet glad wow haha hmm um companion ai dear morning afternoon evening
    night able add afraid agree appreciate ask asked become becomes began begin believe bring brings broaden
    call called came change changed choose chosen come comes consider considered considering decide decided
    did different during else encountered encourage end enough especially every everyone example exciting
    experienced explain famous feel feels feeling felt few find finds first five found four full gain gave
    give given gives going gone happen happened happy heard hear hearing helped helps hope hoping huge imagine
    important improve including instead keep kind know known last later learn learned learning least leave
    left let liked likes little live long look looked looking lost loved main mainly make makes making many
    maybe mean means mention might month months more morning most moved much must need needed needs next
    notice noticed often okay old once one open part particularly people perfect perhaps person place places
    plan planned planning plans play possible prefer pretty probably put quite read reading realize realized
    reason recommend recommended remember said same say saying says second see seem seems seen set several
    share shared show since small solve someone soon special spend start started starting stay stop such
    suggest suggested sure take takes taken talked taste tell thank thanks think thinking thinks third thought
    three told took total tried tries try trying turn two understand understanding use used using usual
    usually various want wants watch watched way week weekend weeks welcome well went whole will wish without
    wonder wonderful work worked working world worth would write writing year years yes young bit bad big
    close deep effective emotional general good great gets getting impressive large low lovely own practical
    quick real serious short simple slow smart strong super top true unique worried worry won wrong however
    whether even both around between besides due regarding despite across along among near unlike per via upon
    don't doesn't didn't haven't hasn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't
    i'm i've i'd i'll it's that's there's you're let's hundred thousand unsure nervous anxious lucky
    overwhelmed exhausted exhaust handle fill maintain require allow increase improved willing comfortable
    relaxing touching cool missing shot chatted yesterday's today's tomorrow's listen energetic indeed sound
    yeah yep named friend friends etc sense favorite favourite besides brings finding taking times confused stressed
    tired feels sometimes feeling hopefully actually also ago already although always anyway away back minutes
    minute hour hours moment moments life ran run saw seeing bought wearing wear buy met ways half ever
    method methods suggestion suggestions recommendation recommendations tip tips advice idea ideas additionally
    continue anytime pleasant quietly attitude accompany check decent unfamiliar familiar enjoyable comfortable alright
    forward carefully positive variety cause monday tuesday wednesday thursday friday saturday sunday assistant
    """
    )
)
"""Words that name no topic by themselves."""
_DESCRIBES = re.compile(r"[a-z]{3,}(?:less|ful)")
"""Words that say how something is, and not what: "helpless", "grateful"."""
_THINGS_IN_LY = listed(
    """
    family jelly belly lily bully rally ally holly fly reply firefly dragonfly butterfly assembly supply anomaly
    monopoly doily homily italy july emily sally molly polly kelly billy kimberly beverly
    """
)
_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_NAMED = re.compile(r"[\"“](?P<name>[A-Z0-9][^\"“”.!?,;:]{1,48})[\"”]")
"""A work or a place that is called by its name: a topic as it stands, whatever its words are."""
_SOMEBODY = re.compile(
    rf"\b(?:my|our)(?: [\w-]+)? (?:{KIN}|{ACQUAINTANCES}|{PETS}) (?-i:[A-Z])[\w-]*\s$", re.IGNORECASE
)
"""What stands before the word that tells what somebody does: "my sister Mira" before "sings"."""
LONGEST_NAME = 6
"""Words."""


def topics(messages: Sequence[Message], most: int = MOST_TOPICS) -> tuple[str, ...]:
    """What the user spoke about, as up to `most` words or short phrases in order of appearance.

    What was said in distress is not told again.
    """
    mine = [message.text for message in messages if message.role is Role.USER and distress(message.text) is None]
    texts = [text for said in mine for text in own_words(said)]
    phrases = [phrase for text in texts for phrase in _phrases(text)]
    counts = Counter(word for phrase in phrases for word in _stems(phrase))
    made = [one for text in texts for one in statements(text) if not one.refusal]
    told = {stem(word) for one in made for word in content_words(one.value)}
    names = {message.speaker for message in messages} | {one.value for one in made if one.relation == "name"}
    own = {stem(word) for name in names for word in content_words(name)}
    phrases = [phrase for phrase in phrases if not own.issuperset(_stems(phrase))]
    scores: dict[str, float] = {}
    for phrase in phrases:
        words = _stems(phrase)
        signs = 2 * bool(told.intersection(words)) + any(word[:1].isupper() for word in phrase.split())
        if signs or max(counts[word] for word in words) > 1:
            scores[phrase] = sum(counts[word] for word in words) + signs
    scores = scores or dict.fromkeys(phrases[:1], 0.0)
    chosen: list[str] = []
    for phrase in sorted(scores, key=lambda one: (-scores[one], phrases.index(one))):
        taken = {word for other in chosen for word in _stems(other)}
        if len(chosen) < most and not taken.intersection(_stems(phrase)):
            chosen.append(phrase)
    return tuple(sorted(chosen, key=phrases.index))


def may_name(word: str) -> bool:
    """Whether a word (lower case) may name a topic."""
    return not PLAIN_WORDS.intersection((word, word.partition("'")[0])) and not _DESCRIBES.fullmatch(word)


def says_how(word: str) -> bool:
    """Whether a word (lower case) tells how something is done: "deeply"."""
    return word.endswith("ly") and word not in _THINGS_IN_LY


def joined(parts: Sequence[str]) -> str:
    """`parts` as a list in a sentence."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def own_words(text: str) -> list[str]:
    """The sentences of a message that are the user's own and order nobody about."""
    quotes = quoted_ranges(text)
    return [
        piece.text
        for piece in sentence_pieces(text[:LONGEST_MESSAGE])
        if not lies_in(piece.start, piece.end, quotes) and not flags(piece.text)
    ]


def _stems(phrase: str) -> list[str]:
    """What two phrases are compared by: the stems of their words, but for "the" and its like."""
    plain = phrase.lower().split()
    return [stem(word) for word in plain if word not in STOP_WORDS] or [stem(word) for word in plain]


def _phrases(text: str) -> list[str]:
    """Names in quotation marks, and the phrases before, between and after them, in order."""
    found: list[str] = []
    end = 0
    for named in _NAMED.finditer(text):
        if len(named["name"].split()) <= LONGEST_NAME:
            found += [*_runs(text[end : named.start()]), named["name"].strip()]
            end = named.end()
    return [*found, *_runs(text[end:])]


def _runs(text: str) -> list[str]:
    """Runs of up to three words that carry a subject, as written, but with ordinary words in lower case."""
    found: list[str] = []
    run: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        word = match[0]
        broken = text[end : match.start()].strip(" ") != "" or len(run) == 3
        plain = word.lower().replace("’", "'")
        broken = broken or (bool(run) and plain.endswith("ed") and word.islower())
        empty = len(plain) < 3 or not may_name(plain) or (word.islower() and says_how(plain))
        if run and run[-1][:1].isupper() and word.islower():
            empty = empty or _SOMEBODY.search(text[: match.start()]) is not None
        if (broken or empty) and run:
            found.append(" ".join(run))
            run = []
        if not empty:
            first = text[: match.start()].strip('"“ ') == ""
            run.append(word.lower() if first and word.istitle() and not found else word)
        end = match.end()
    return [*found, " ".join(run)] if run else found
