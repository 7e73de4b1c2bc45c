"""The words by which people describe themselves, sorted by the five traits. Data only.

Our own list, drawn up along the facets of the five-factor model (Costa and McCrae, NEO PI-R); it prefers words
with one clear meaning. Directions are +1 and -1, weights 1 (hint) to 3 (plain statement about oneself).
"""

from __future__ import annotations

import re

OPENNESS = "openness"
CONSCIENTIOUSNESS = "conscientiousness"
EXTRAVERSION = "extraversion"
AGREEABLENESS = "agreeableness"
NEUROTICISM = "neuroticism"
TRAITS = (OPENNESS, CONSCIENTIOUSNESS, EXTRAVERSION, AGREEABLENESS, NEUROTICISM)

Meaning = tuple[str, int, int]
"""Trait, direction, weight."""


Row = tuple[str, int, int, str]
"""Trait, direction, weight, pattern."""

_WORD_CLASSES = {
    "PEOPLE": r"(?:people|others|other people|strangers|everyone|anyone|everybody)",
    "EASILY": r"(?:easily|a lot|quickly|often|all the time|so much|too (?:much|easily|fast)|constantly"
    r"|over (?:little|small) things)",
    "PLACE": r"(?:room|desk|flat|apartment|house|kitchen|place|car|bag|inbox)",
}

_CONTINUED = re.compile(r"\\\n\s*")


def row(trait: str, sign: int, weight: int, lines: str) -> Row:
    """One pattern from `lines`, an alternative on each; words in capitals stand for a class of words.

    A line that ends in a backslash goes on in the next.
    """
    pattern = "|".join(line.strip() for line in _CONTINUED.sub("", lines.strip()).splitlines())
    for name, words in _WORD_CLASSES.items():
        pattern = pattern.replace(name, words)
    return trait, sign, weight, pattern


def _table(*rows: tuple[str, int, int, str]) -> dict[str, Meaning]:
    return {word: (trait, sign, weight) for trait, sign, weight, words in rows for word in words.split()}


ADJECTIVES = _table(
    (OPENNESS, 1, 2, "imaginative creative artistic open-minded openminded adventurous inventive philosophical"),
    (OPENNESS, 1, 2, "unconventional experimental inquisitive"),
    (OPENNESS, -1, 2, "unimaginative uncreative conventional old-fashioned narrow-minded closed-minded"),
    (OPENNESS, -1, 2, "unadventurous"),
    (CONSCIENTIOUSNESS, 1, 2, "organized organised disciplined self-disciplined punctual tidy neat orderly"),
    (CONSCIENTIOUSNESS, 1, 2, "meticulous conscientious diligent hardworking hard-working thorough reliable"),
    (CONSCIENTIOUSNESS, 1, 2, "dependable responsible methodical well-organized well-organised systematic"),
    (CONSCIENTIOUSNESS, 1, 1, "determined ambitious persistent persevering decisive cautious careful"),
    (CONSCIENTIOUSNESS, -1, 2, "disorganized disorganised unorganized unorganised messy lazy careless sloppy"),
    (CONSCIENTIOUSNESS, -1, 2, "unreliable undisciplined forgetful absent-minded unpunctual scatterbrained"),
    (CONSCIENTIOUSNESS, -1, 1, "impulsive chaotic indecisive"),
    (EXTRAVERSION, 1, 2, "outgoing extroverted extraverted sociable talkative chatty gregarious"),
    (EXTRAVERSION, 1, 1, "social lively energetic enthusiastic outspoken cheerful assertive"),
    (EXTRAVERSION, -1, 2, "introverted shy reserved withdrawn unsociable timid bashful antisocial"),
    (EXTRAVERSION, -1, 2, "quiet"),
    (AGREEABLENESS, 1, 2, "kind kind-hearted kindhearted gentle compassionate empathetic empathic generous"),
    (AGREEABLENESS, 1, 2, "helpful considerate friendly forgiving warm-hearted soft-hearted trusting"),
    (AGREEABLENESS, 1, 1, "polite modest humble cooperative tolerant"),
    (AGREEABLENESS, -1, 2, "selfish rude stubborn argumentative cynical distrustful suspicious vindictive"),
    (AGREEABLENESS, -1, 2, "unfriendly cold-hearted arrogant ruthless inconsiderate resentful"),
    (AGREEABLENESS, -1, 1, "competitive blunt impatient critical"),
    (NEUROTICISM, 1, 2, "neurotic insecure moody touchy thin-skinned pessimistic high-strung irritable"),
    (NEUROTICISM, 1, 2, "self-conscious oversensitive hypersensitive temperamental"),
    (NEUROTICISM, 1, 1, "emotional"),
    (NEUROTICISM, -1, 2, "calm relaxed laid-back laidback easygoing easy-going even-tempered unflappable"),
    (NEUROTICISM, -1, 2, "level-headed resilient composed carefree"),
    (NEUROTICISM, -1, 1, "optimistic confident self-confident self-assured"),
)

STATES = _table(
    (NEUROTICISM, 1, 1, "anxious nervous stressed worried tense overwhelmed restless jittery"),
    (NEUROTICISM, 1, 1, "depressed hopeless helpless panicky"),
)
"""Feelings that pass: only their frequency says something about the person."""

NOUNS: dict[str, Meaning] = {
    **_table(
        (OPENNESS, 1, 3, "dreamer daydreamer free-spirit"),
        (CONSCIENTIOUSNESS, 1, 3, "perfectionist planner workaholic"),
        (CONSCIENTIOUSNESS, -1, 3, "procrastinator slacker slob"),
        (EXTRAVERSION, 1, 3, "extrovert extravert chatterbox"),
        (EXTRAVERSION, -1, 3, "introvert homebody loner hermit"),
        (AGREEABLENESS, 1, 2, "people-pleaser peacemaker pacifist"),
        (AGREEABLENESS, -1, 2, "cynic misanthrope"),
        (NEUROTICISM, 1, 3, "worrier pessimist overthinker worrywart"),
        (NEUROTICISM, -1, 1, "optimist"),
    ),
    "people person": (EXTRAVERSION, 1, 3),
    "social butterfly": (EXTRAVERSION, 1, 3),
    "party animal": (EXTRAVERSION, 1, 3),
    "control freak": (CONSCIENTIOUSNESS, 1, 2),
    "neat freak": (CONSCIENTIOUSNESS, 1, 3),
    "couch potato": (CONSCIENTIOUSNESS, -1, 2),
    "team player": (AGREEABLENESS, 1, 3),
    "good listener": (AGREEABLENESS, 1, 2),
    "patient person": (AGREEABLENESS, 1, 1),
    "curious person": (OPENNESS, 1, 3),
    "free spirit": (OPENNESS, 1, 3),
    "nervous wreck": (NEUROTICISM, 1, 2),
}

PERSON_WORDS = frozenset(
    "person guy girl man woman boy soul type individual human character worker friend thinker kid student".split()  # noqa: SIM905
)
"""What may follow a describing word after an article: `a shy person`, but not `a patient of his`."""

TOPICS: tuple[Row, ...] = (
    row(
        OPENNESS, +1, 2,
        r"""
        (?:try(?:ing)? )?(?:out )?new (?:experiences|things|ideas|cultures|foods?|dishes|places)
        (?:other|different|foreign) (?:cultures|countries|languages)
        the unknown
        experimenting
        explor(?:e|ing)
        abstract (?:ideas|art|things)
        philosoph\w+
        daydreaming
        learning (?:new|about)
        (?:thinking|philosophi[sz]ing|wondering|reading|talking) about (?:what (?:it|life|everything) (?:all )?means?\
            |life|existence|the universe|the big (?:questions|things)|ideas|consciousness)
        """,
    ),
    row(
        OPENNESS, +1, 1,
        r"""
        art
        the arts
        painting
        drawing
        poetry
        poems
        museums?
        galleries
        theat(?:re|er)
        opera
        literature
        classical music
        being creative
        creative (?:work|writing|things)
        big ideas
        surprises
        changes?
        """,
    ),
    row(
        OPENNESS, -1, 2,
        r"""
        (?:my |a |fixed )?routines?
        what i (?:already )?know
        familiar \w+
        the same \w+
        traditions?
        """,
    ),
    row(
        EXTRAVERSION, +1, 2,
        r"""
        (?:big |house |large |going to )*part(?:y|ies)
        meet(?:ing)? (?:new )?people
        crowds
        crowded \w+
        being around (?:people|others)
        (?:having|inviting|seeing) (?:lots of |many )?(?:people|friends|guests|visitors|everyone) (?:over|round|around)
        (?:having )?(?:company|visitors|guests|a full house)
        (?:being )?in (?:a|the) (?:crowd|middle of things)
        (?:big|large) (?:groups|gatherings)
        sociali[sz](?:e|ing)
        small talk
        (?:talk(?:ing)? (?:to|with)|chatting (?:to|with)) (?:strangers|new people|people)
        (?:being )?(?:in )?the (?:cent(?:er|re) of attention|spotlight)
        being on stage
        networking
        """,
    ),
    row(
        EXTRAVERSION, +1, 1,
        r"""
        public speaking
        clubbing
        going out
        hanging out with (?:my )?(?:friends|people)
        karaoke
        social (?:events|gatherings|situations)
        (?<!small )(?<!little )groups
        """,
    ),
    row(
        EXTRAVERSION, -1, 2,
        r"""
        being (?:alone|by myself|on my own)
        my own company
        solitude
        (?:time|working|living) alone
        alone time
        my alone time
        stay(?:ing)? (?:in|(?:at )?home)
        quiet (?:evenings|nights|time|places|corners?|mornings|weekends|days|spots|afternoons)
        (?:the )?(?:silence|peace and quiet)
        the quiet(?= (?:of|in|at|here|there)| ?[.,!])
        small groups
        (?:sitting|sit|reading|read|eating|walking|hiking) (?:alone|in (?:a )?quiet \w+)
        """,
    ),
    row(
        AGREEABLENESS, +1, 2,
        r"""
        help(?:ing)? (?:out|others|people|strangers|friends|my friends|anyone|everyone)
        volunteer(?:ing)?
        mak(?:e|ing) (?:people|others|my friends|everyone) (?:happy|smile)
        """,
    ),
    row(
        AGREEABLENESS, +1, 1,
        r"""
        teamwork
        working (?:together|in (?:a )?teams?)
        giving (?:gifts|presents|back)
        harmony
        caring for (?:others|people)
        sharing (?:with others|what i have)
        listening to (?:others|people)
        """,
    ),
    row(
        AGREEABLENESS, -1, 2,
        r"""
        argu(?:e|ing|ments)
        confrontations?
        conflicts?
        fighting with \w+
        provoking (?:people|others)
        gossip(?:ing)?
        making fun of (?:people|others)
        bossing (?:people|others) around
        """,
    ),
    row(
        CONSCIENTIOUSNESS, +1, 2,
        r"""
        plan(?:ning)?(?: ahead| everything| my \w+)?
        organi[sz]ing(?: things)?
        mak(?:e|ing) (?:to-do )?lists
        (?:to-do |check)?lists
        schedules
        being on time
        punctuality
        being (?:organi[sz]ed|prepared)
        """,
    ),
    row(
        CONSCIENTIOUSNESS, +1, 1,
        r"""
        tidying(?: up)?
        keeping things (?:tidy|clean|in order)
        discipline
        hard work
        self-discipline
        deadlines
        time management
        structure
        setting (?:myself )?goals
        """,
    ),
    row(
        CONSCIENTIOUSNESS, -1, 2,
        r"""
        leaving (?:things|everything) (?:to|until) the last minute
        chaos
        improvising
        winging it
        """,
    ),
)  # fmt: skip
"""What liking or disliking tells: trait, direction when liked, weight, pattern."""

LIKED = "|".join(
    (
        r"(?:love|like|enjoy|adore|prefer|crave)(?: to)?|thrive on|live for|look forward to",
        r"(?:fond|a (?:big |huge )?fan) of|into|interested in|passionate about|drawn to|fascinated by|obsessed with",
        r"(?:good|great|excellent|at (?:ease|home)) (?:at|with|in)|comfortable (?:with|in|around)|open to",
    )
)
DISLIKED = "|".join(
    (
        r"(?:hate|dislike|detest|loathe|dread|avoid)(?: to)?|not stand|shy away from|have no interest in",
        r"(?:bad|terrible|awful|hopeless|no good|useless|lousy) (?:at|with)|uncomfortable (?:with|in|around)",
        r"struggl(?:e|ing) with|bored by|tired of|afraid of|scared of|lack(?:ing)?",
    )
)
"""Words of liking and disliking, as they stand after `I`, its auxiliary and adverbs."""
