"""What the user likes to do or to know: from liking, from practice, and from what they put time or money into.

Rules over one statement; pure; English. Liking and practice weigh 1, a single day or a mere plan `HINT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.language.verbs import gerund
from companion.language.words import listed
from companion.personality.activities import GAMES, GEAR, GERUNDS, GROUPS, INSTRUMENTS, PAST, SELDOM_A_CHORE, VERBS
from companion.personality.things import things

HINT, PLAIN, INVESTED = 0.5, 1.0, 1.5

_I = (
    r"\bI(?:'m| am|'ve| have)? (?:(?:been|also|really|just|still|absolutely|do|quite|always|truly|very|so|recently"
    r"|mainly"
    r"|mostly|often|sometimes|usually|regularly|currently|simply|genuinely|especially|now|even|both|then) )*"
)
_LIKES = re.compile(
    rf"(?:\bI(?:'ve| have) (?:always|long|also|really) (?:loved|enjoyed|liked|adored)"
    rf"|{_I}(?:love|like|enjoy|adore|into|passionate about|interested in|obsessed with|(?:big|huge) fan of"
    rf"|fascinated by"
    r"|an? (?:\w+ )?fan of|keen on|fond of|crazy about|mad about|hooked on"
    r"|(?:developed |have |got )?(?:a |an )(?:\w+ )?(?:passion|soft spot|interest) (?:for|in)"
    r"))(?: to (?P<do>[a-z]+))?(?P<things> [^.!?;:()]+)?"
    r"|\b[Mm]y (?:\w+ )?(?:hobby is|(?:hobbies|interests) (?:are|include)|passion is)(?P<named> [^.!?;:()]+)"
    r"|\b[Mm]y (?:all-time |absolute )?favou?rite (?:hobby|pastime|activity|sport|subject|genre|instrument|game|music"
    r"|kind of music|composer|author|writer|band) (?:is|are)(?P<favourite> [^.!?;:()]+)"
)
_OBJECT = r"(?P<things> [^.!?;:()]+)"
_PRACTISED = re.compile(rf"{_I}(?:practi[sc](?:e|ing)|collect(?:ing)?|study(?:ing)?){_OBJECT}")
_PLAYED = re.compile(
    rf"(?:{_I}play(?:ing|ed)?|\b(?:love|like|enjoy|miss|learn(?:ing|t|ed)?(?: how)? to|started|began) play(?:ing)?"
    rf"|{_I}(?:learn(?:ing)?|took up|taken up|started))"
    rf" (?:the |some |a bit of |a little )?(?P<what>{INSTRUMENTS}|{GAMES})\b(?! (?:a )?(?:role|part|trick))"
)
_LEARNING = re.compile(
    rf"{_I}(?:started |begun |began )?(?:learn(?:ing|ed|t)?|studying|tak(?:e|ing) up|took up|taken up)"
    r"(?P<about> (?:a lot |more )?about(?: the)?| how to| to)?(?P<things> [^.!?;:()]+)"
)
_WANTED = re.compile(
    r"\bI(?:'d| would)? (?:really )?(?:want|love|like|hope|plan|decided|'m planning|am planning) to"
    r" (?:learn (?:how )?(?:to )?|take up |try (?:out )?)(?P<things>[^.!?;:()]+)"
)
_READ_ABOUT = re.compile(
    r"\bI(?:'ve| have| am|'m)? (?:[a-z]+ ){0,5}?(?:reading|read)"
    r"(?: (?:up|a lot|lots|a bit|everything|an?|some|books?|articles?|the|new|great)){0,3}"
    r" (?:about|on) (?:the )?(?P<about>[^.!?;:()]+)"
    r"|\bI(?:'ve| have| am|'m)? (?:[a-z]+ ){0,4}?(?:reading|read) (?:some |many |a lot of |lots of )?"
    r"(?P<kind>[a-z]+(?: [a-z]+)?) (?:books|novels)\b"
    r"|\b(?:bought|borrowed|ordered) (?:\w+ ){0,3}books? (?:about|on) (?:the )?(?P<book>[^.!?;:()]+)"
)
_COURSE = r"(?:course|class(?:es)?|lessons?|workshop)"
_ENROLLED = re.compile(
    rf"{_I}(?:signed up|registered|enrolled|booked|joined|taking|take|took|started|attend(?:ing)?|doing|going to)"
    rf" (?:for |in |on )?(?:(?:a|an|my|some|the|another) )?(?:(?:first|new|weekly|evening|online|beginners?'?"
    rf"|local) )*"
    rf"(?:{_COURSE} (?:in|on) (?P<subject>[^.!?;:()]+)|(?P<kind>(?:[\w-]+ )?[\w-]+) {_COURSE}\b)"
)
_JOINED = re.compile(
    rf"(?:{_I}|\b(?:we|I and my \w+|my \w+ and I) (?:just |recently )?)(?:joined|sing in|play in|formed|started"
    rf"|belong to|in)"
    rf" (?:a|an|the) (?:\w+ )?(?P<group>{'|'.join(GROUPS)}|(?P<sport>{GAMES}) (?:club|team|group|league))\b"
)
_GEAR = "|".join(map(re.escape, GEAR))
_BOUGHT = re.compile(
    r"\bI(?:'ve| have)? (?:just |finally |recently |also )*(?:bought|got|ordered|saved up for) (?:myself )?(?:an?"
    r"|some|new|my first)"
    rf" (?:(?:second-hand|used|new|old|beautiful|cheap|small|little|good|first|vintage|proper|pair of"
    rf"|[a-z]+) ){{0,2}}"
    rf"(?P<gear>{INSTRUMENTS}|{_GEAR})\b(?![^.!?]*\bfor (?:my|him|her|them|his|a friend|the)\b)"
)
_BY_VERB = "|".join(sorted(SELDOM_A_CHORE))
_GERUNDS = "|".join(sorted(GERUNDS))
_NOTHING_MORE = (
    r"(?=[.,!?;]|$| (?:in|at|on|with|by|every|each|whenever|when|a lot|and|but|as|because|once|twice|regularly|almost"
    r"|portraits|landscapes|marathons|novels|poetry|watercolou?rs|bread|cakes|scarves|socks|every)\b)"
)
_DOES = re.compile(
    rf"\bI (?:also |often |usually |still |sometimes |always |really |regularly )*(?P<verb>{_BY_VERB}){_NOTHING_MORE}"
    rf"|{_I}(?:do|go|going|been|miss|started|begun|began|spend [^.!?;]*?|got into|gotten into|took up|taken up) "
    rf"(?P<gerund>(?:(?:rock|mountain|scuba|ice|cold-water|trail|horse|free|wild) )?(?:{_GERUNDS}))\b"
    r"(?! (?:late|out|around|away|errands|low|into|behind|up|dinner|lunch|for|(?:an? |some |many |lots of |a lot )?"
    r"(?:\w+ )?(?:about|books?"
    r"|novels?)\b))"
    r"|\b(?:I|[Ww]e) (?:recently |also |just )?"
    rf"(?:(?P<past>{'|'.join(PAST)})|went (?P<went>(?:\w+ )?(?:{_GERUNDS}))"
    r"|went (?:out )?for an? (?:\w+ )?(?P<went_for>run|swim|hike|jog))\b"
)
_FREE_TIME = re.compile(
    r"\b[Ii]n my (?:free|spare) time,? I (?:usually |often |mostly |also )*(?P<verb>[a-z]+)(?P<things> [^.!?;:()]+)?"
    r"|\bI (?:usually |often |mostly )*(?P<verb2>[a-z]+)(?P<things2> [^.!?;:()]+?) in my (?:free|spare) time"
)
_DISH = re.compile(rf"{_I}(?:learn(?:ed|t|ing)?|perfected|tried) (?:\w+ ){{0,3}}(?:dish|recipe)s?\b")
_AGAIN = re.compile(
    r"\band (?:(?:also|then|even) )?(?=(?:love|like|enjoy|adore|collect|practi[sc]e|play|study"
    r"|paint|knit|sew|sing|bake|hike|sketch|garden|climb)\b)"
)
_IDLE = listed("do have watch like love enjoy try want go get prefer sleep rest relax sit stay spend need am")


def interests(text: str) -> Iterator[tuple[str, float]]:
    """Each interest in `text` (a statement of the user's) with its weight; the same may come twice."""
    text = _AGAIN.sub(r"and I ", text)
    yield from _liked(text)
    yield from _practised(text)
    yield from _taken_up(text)
    yield from _done(text)


def _liked(text: str) -> Iterator[tuple[str, float]]:
    for match in _LIKES.finditer(text):
        if match["do"]:
            yield from ((thing, PLAIN) for thing in things(f"{gerund(match['do'])}{match['things'] or ''}"))
        else:
            named = match["things"] or match["named"] or match["favourite"] or ""
            yield from ((thing, PLAIN) for thing in things(named))


def _practised(text: str) -> Iterator[tuple[str, float]]:
    for match in _PRACTISED.finditer(text):
        yield from ((thing, PLAIN) for thing in things(match["things"]))
    yield from ((match["what"], PLAIN) for match in _PLAYED.finditer(text))
    for match in _FREE_TIME.finditer(text):
        verb = match["verb"] or match["verb2"]
        if verb not in _IDLE:
            yield from (
                (thing, PLAIN) for thing in things(f"{gerund(verb)}{match['things'] or match['things2'] or ''}")
            )


def _taken_up(text: str) -> Iterator[tuple[str, float]]:
    for match in _LEARNING.finditer(text):
        weight = PLAIN
        if match["about"] and match["about"].strip() in {"to", "how to"}:
            yield from ((what, weight) for what in _to_do(match["things"]))
        elif not re.match(r" (?:a lot|so much|more|to|how|that|from|hard|for|by|as)\b", match["things"]):
            yield from ((thing, weight) for thing in things(match["things"]))
    for match in _WANTED.finditer(text):
        yield from ((what, HINT) for what in _to_do(match["things"]))
    for match in _READ_ABOUT.finditer(text):
        yield from ((thing, PLAIN) for thing in things(match["about"] or match["kind"] or match["book"]))
    for match in _ENROLLED.finditer(text):
        if match["subject"]:
            yield from ((thing, INVESTED) for thing in things(match["subject"]))
        elif _is_activity(match["kind"]):
            yield _named(match["kind"]), INVESTED
    for match in _JOINED.finditer(text):
        yield (match["sport"] or GROUPS[match["group"]]), INVESTED
    for match in _BOUGHT.finditer(text):
        yield GEAR.get(match["gear"], match["gear"]), INVESTED
    if _DISH.search(text):
        yield "cooking", PLAIN


def _done(text: str) -> Iterator[tuple[str, float]]:
    for match in _DOES.finditer(text):
        if match["verb"] or match["gerund"]:
            yield (match["gerund"] or VERBS[match["verb"]]), PLAIN
        elif match["went_for"]:
            yield VERBS[match["went_for"]], HINT
        else:
            yield (PAST.get(match["past"] or "") or match["went"]), HINT


def _to_do(text: str) -> Iterator[str]:
    """`dive in cold water`, `speak Welsh`, `the harp`, `pottery`: what somebody learns to do."""
    verb, *rest = text.split()
    verb = verb.strip(",")
    if verb in VERBS:
        yield VERBS[verb]
    elif verb == "speak" and rest:
        yield rest[0].strip(",")
    elif found := re.match(rf"(?:play )?(?:the )?({INSTRUMENTS}|{GAMES})\b", text.strip()):
        yield found.group(1)
    elif verb[:1].isupper() or _is_activity(verb):
        yield verb


def _is_activity(text: str) -> bool:
    last = text.split()[-1]
    return (
        last in GERUNDS
        or last[:1].isupper()
        or last in {"language", "art", "history", "philosophy", "music", "piano", "cello", "violin", "guitar", "drum"}
        or last.endswith(("graphy", "ology", "ics"))
    )


def _named(text: str) -> str:
    words = text.split()
    return text if words[-1].islower() and words[0] in {"rock", "scuba", "life", "horse", "street"} else words[-1]
