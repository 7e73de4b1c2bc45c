"""What people say that they do, sorted by the five traits. Data only; see `lexicon`.

`DOING` stands after `I`, its auxiliary and adverbs, and is turned round by a negation there. `SAYING` is looked
for anywhere in the sentence and means what it says.
"""

from __future__ import annotations

from companion.personality.lexicon import (
    AGREEABLENESS,
    CONSCIENTIOUSNESS,
    EXTRAVERSION,
    NEUROTICISM,
    OPENNESS,
    Row,
    row,
)

DOING: tuple[Row, ...] = (
    row(
        OPENNESS, +1, 2,
        r"""
        try(?:ing)? (?:out )?(?:something new|new (?:things|foods?|dishes|recipes|places|hobbies))
        daydream
        wonder about
        come up with (?:new |crazy |wild )?ideas
        have (?:a |an )?(?:vivid|wild|active|rich) imagination
        think(?:ing)? about (?:the meaning of life|philosophy|the universe|big questions)
        get lost in (?:art|music|ideas|books|thoughts?|poetry)
        see beauty in
        questions? everything
        """,
    ),
    row(
        OPENNESS, -1, 2,
        r"""
        stick(?:ing)? (?:to|with) (?:what|the things) i (?:already )?know
        order the same
        have no imagination
        find (?:art|poetry|museums?|philosophy|opera|abstract \w+) (?:boring|pointless|dull|a waste)
        (?:like|want|prefer) things (?:the way|as) they
        not see the point (?:of|in) (?:art|poetry|philosophy|museums)
        """,
    ),
    row(
        CONSCIENTIOUSNESS, +1, 3,
        r"""
        plan(?:ning)? (?:everything|ahead|carefully|my (?:day|days|week|weeks|time|life|meals|trips))
        finish(?:ing)? (?:what|everything|things|whatever) i (?:start|begin)
        finish(?:ing)? (?:things|books|projects)
        follow(?:ing)? through
        get things done
        """,
    ),
    row(
        CONSCIENTIOUSNESS, +1, 2,
        r"""
        mak(?:e|ing) (?:a |to-do |detailed |long )*(?:lists?|plans?|schedules?)
        double[ -]?check
        keep(?:ing)? my (?:promises|word)
        keep(?:ing)? (?:my PLACE|everything|things) (?:very |perfectly )?(?:tidy|clean|neat|organi[sz]ed|in order)
        pay(?:ing)? (?:close |great )?attention to details?
        stick(?:ing)? to (?:my|the|a) (?:plans?|schedule|routine|budget)
        arriv(?:e|ing) early
        (?:on|ahead of) (?:time|schedule)
        prepar(?:e|ing) (?:well )?in advance
        work(?:ing)? (?:very |really )?hard
        set(?:ting)? (?:myself )?(?:clear |high )?(?:goals|standards)
        meet(?:ing)? (?:my |all )*deadlines
        """,
    ),
    row(
        CONSCIENTIOUSNESS, -1, 3,
        r"""
        procrastinat(?:e|ing)
        put(?:ting)? (?:things|everything|it|work|stuff|tasks|chores) off
        put(?:ting)? off
        leav(?:e|ing) (?:things|everything|it|work|stuff) (?:to|until|till|for) the (?:very )?last
        """,
    ),
    row(
        CONSCIENTIOUSNESS, -1, 2,
        r"""
        forget(?:ting)? (?:appointments|things|birthdays|deadlines|everything|my \w+)
        los(?:e|ing) (?:my (?:keys|phone|things|stuff)|things)
        miss(?:ing)? (?:my )?(?:deadlines|appointments)
        giv(?:e|ing) up (?:easily|quickly|too (?:easily|early|soon))
        lack (?:of )?(?:self-)?(?:discipline|willpower)
        have (?:no|little) (?:self-)?(?:discipline|willpower)
        running late
        """,
    ),
    row(
        EXTRAVERSION, +1, 2,
        r"""
        mak(?:e|ing) (?:new )?friends (?:easily|quickly|everywhere)
        talk(?:ing)? to (?:strangers|everyone|anyone)
        start(?:ing)? conversations
        go(?:ing)? out (?:a lot|every (?:night|weekend|friday)|all the time|often)
        talk(?:ing)? a lot
        (?:get|draw) (?:my |so much |a lot of )?energy (?:from|around) (?:being (?:around|with) )?PEOPLE
        feel alive (?:around|with) PEOPLE
        need (?:to be (?:around|with) )?(?:PEOPLE|company) around
        take charge
        speak(?:ing)? up
        """,
    ),
    row(
        EXTRAVERSION, -1, 3,
        r"""
        keep(?:ing)? (?:mostly )?to myself
        need (?:a lot of |some |my |plenty of )*(?:alone time|time alone|time to myself|solitude)
        """,
    ),
    row(
        EXTRAVERSION, -1, 2,
        r"""
        stay(?:ing)? (?:in the background|quiet)
        avoid(?:ing)? (?:crowds|parties|small talk|social \w+|PEOPLE)
        (?:drained|exhausted|overwhelmed) (?:by|around|from|after) (?:being (?:around|with) )?PEOPLE
        (?:drained|exhausted|overwhelmed) (?:by|at|from|after) (?:parties|crowds|sociali[sz]ing|social \w+)
        find it (?:hard|difficult) to (?:talk to|approach|meet|open up to) (?:new )?PEOPLE
        recharge (?:by being )?(?:alone|by myself|at home)
        """,
    ),
    row(
        AGREEABLENESS, +1, 3,
        r"""
        put(?:ting)? PEOPLE first
        see(?:ing)? the (?:good|best) in PEOPLE
        forgiv(?:e|ing) (?:people )?(?:easily|quickly)
        """,
    ),
    row(
        AGREEABLENESS, +1, 2,
        r"""
        trust(?:ing)? (?:PEOPLE|easily)
        care(?: a lot| deeply| so much)? (?:about|for) (?:how )?PEOPLE
        help(?:ing)? (?:out )?PEOPLE
        volunteer
        want PEOPLE to (?:be happy|feel \w+)
        feel (?:for|with) PEOPLE
        listen to PEOPLE
        """,
    ),
    row(
        AGREEABLENESS, -1, 3,
        r"""
        hold(?:ing)? (?:a )?grudges?
        look down on PEOPLE
        manipulat(?:e|ing) PEOPLE
        us(?:e|ing) PEOPLE to get
        """,
    ),
    row(
        AGREEABLENESS, -1, 2,
        r"""
        argu(?:e|ing) (?:a lot|with (?:PEOPLE|my \w+)|all the time|about everything)
        get(?:ting)? into (?:fights|arguments)
        insult(?:ing)? PEOPLE
        want (?:to get )?my own way
        (?:hate|despise) PEOPLE
        los(?:e|ing) patience with PEOPLE
        """,
    ),
    row(
        NEUROTICISM, +1, 3,
        r"""
        worry(?:ing)? (?:a lot|too much|so much|all the time|constantly)
        worry(?:ing)? about (?:everything|small things|little things|the future)
        lie awake (?:at night|worrying|thinking)
        overthink(?:ing)?(?: everything| things| it all)?
        panic(?:king)? (?:easily|a lot|often|quickly|over)
        have (?:really |very )?(?:panic attacks|anxiety|mood swings|bad nerves)
        suffer from (?:anxiety|stress|panic)
        """,
    ),
    row(
        NEUROTICISM, +1, 2,
        r"""
        (?:anxious|nervous|stressed|upset|overwhelmed|jealous|angry|worried|hurt|irritated|scared)(?: out)? EASILY
        feel(?:ing)? (?:that )?(?:i am )?(?:not good enough|a failure|worthless|inadequate)
        doubt(?:ing)? myself
        beat(?:ing)? myself up
        tak(?:e|ing) (?:things|everything|it all) (?:too |so )?personally
        cry(?:ing)? (?:easily|a lot|over)
        los(?:e|ing) my temper
        fear(?:ing)? the worst
        """,
    ),
    row(
        NEUROTICISM, -1, 3,
        r"""
        (?:stay|keep|remain)(?:ing)? (?:very |quite |pretty )?(?:calm|cool|relaxed)
        keep(?:ing)? (?:my )?(?:cool|calm)
        """,
    ),
    row(
        NEUROTICISM, -1, 2,
        r"""
        handl(?:e|ing) (?:stress|pressure) (?:well|easily|fine)
        take things (?:as they come|in (?:my )?stride|lightly)
        bounce back
        """,
    ),
)  # fmt: skip

SAYING: tuple[Row, ...] = (
    row(
        CONSCIENTIOUSNESS, -1, 2,
        r"""
        \bmy PLACE is (?:always |usually |such |a |complete |total )*(?:mess|messy|chaos|chaotic|disaster)\b
        """,
    ),
    row(
        CONSCIENTIOUSNESS, +1, 2,
        r"""
        \bmy PLACE is (?:always|usually|never not) (?:very |perfectly )?(?:tidy|spotless|clean|organi[sz]ed)\b
        \bi can not (?:relax|rest|sleep) until (?:everything|it|the \w+) is (?:done|finished|tidy)\b
        """,
    ),
    row(
        CONSCIENTIOUSNESS, -1, 3,
        r"""
        \bi am (?:always|usually|often|constantly|chronically) (?:running )?late\b
        """,
    ),
    row(
        CONSCIENTIOUSNESS, +1, 3,
        r"""
        \bi am (?:never|rarely|hardly ever) late\b
        \bi never miss (?:a |my )?deadlines?\b
        """,
    ),
    row(
        EXTRAVERSION, -1, 2,
        r"""
        \b(?:parties|crowds|small talk|people|social events) (?:always |really )?(?:exhaust|drain|tire|scare)s? me\b
        \b(?:talking to|meeting|being around) (?:\w+ )?PEOPLE (?:makes|leaves) me (?:anxious|nervous|tired|exhausted)\b
        \b(?:crowds|(?:big|large) groups|parties) make me (?:anxious|nervous|uncomfortable|tired)\b
        \bsociali[sz]ing (?:always |really )?(?:exhausts|drains|tires|scares) me\b
        \bi do not (?:really )?(?:talk|speak|say) much\b
        \bi rarely go out\b
        """,
    ),
    row(
        EXTRAVERSION, +1, 2,
        r"""
        \bi am always up for a party\b
        \bbeing (?:around|with) people (?:gives|recharges|energi[sz]es) me\b
        \bi am the life of the party\b
        """,
    ),
    row(
        AGREEABLENESS, +1, 2,
        r"""
        \bi can not say no\b
        \bi find it (?:hard|difficult) to say no\b
        \bi never hold grudges\b
        """,
    ),
    row(
        AGREEABLENESS, -1, 2,
        r"""
        \bi do not (?:really )?trust (?:people|anyone|others)\b
        \bi do not (?:really )?care (?:about|what|how) (?:other people|others|anyone)\b
        \bit is hard for me to (?:trust|forgive)\b
        \bi have trouble (?:trusting|forgiving) PEOPLE\b
        \bi never forgive\b
        """,
    ),
    row(
        NEUROTICISM, +1, 3,
        r"""
        \bi can not (?:stop|help) (?:worrying|overthinking)\b
        """,
    ),
    row(
        NEUROTICISM, +1, 2,
        r"""
        \b(?:little|small) things (?:always |really )?(?:upset|stress|bother|worry) me\b
        \bmy moods? (?:swings?|changes) (?:a lot|all the time|constantly)\b
        """,
    ),
    row(
        NEUROTICISM, -1, 3,
        r"""
        \b(?:nothing|hardly anything|not much) (?:ever |really )?(?:fazes|bothers|upsets|scares|rattles|stresses) me\b
        """,
    ),
    row(
        NEUROTICISM, -1, 2,
        r"""
        \bi do not (?:let \w+ get to me|get stressed|worry (?:much|about (?:things|it|the future)|too much))\b
        """,
    ),
    row(
        OPENNESS, -1, 2,
        r"""
        \b(?:art|poetry|philosophy|museums?|opera) (?:bores?|does nothing for) me\b
        """,
    ),
    row(
        OPENNESS, +1, 2,
        r"""
        \bi am (?:\w+ )?curious (?:about (?:everything|the world|how things)|by nature)\b
        \bi am always curious\b
        """,
    ),
)  # fmt: skip
