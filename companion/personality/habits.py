"""What people do again and again, sorted by the five traits: habits, and what they take up. Data only; see `lexicon`.

`HABITS` is read as `phrases.DOING` is, and `HABITS_SAID` as `phrases.SAYING`. `TAKEN_UP` is a hint also where it is
only of these days: nobody starts to learn something new who does not like new things a little.
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

_UNEASY = (
    r"(?:very |really |so |quite |a little |extremely )*"
    r"(?:nervous|anxious|tense|panicky|jittery|butterflies|stage fright)"
)
_TRIALS = (
    r"(?:exams?|tests|flights|flying|meetings|presentations|interviews|performances|concerts|deadlines|trips"
    r"|travelling"
    r"|dates|phone calls|job interviews|(?:every|each|any) \w+)"
)

HABITS: tuple[Row, ...] = (
    row(
        CONSCIENTIOUSNESS, +1, 2,
        r"""
        prepare (?:everything|thoroughly|carefully|meticulously|well|for everything|myself (?:well|thoroughly)\
            |in detail)
        (?:write|note) everything down
        check (?:everything|things|(?:\w+ ){1,3}twice|(?:\w+ ){1,3}three times)
        pack (?:my \w+ )?(?:days|weeks|the (?:night|evening|day) before|well in advance|early)
        pay (?:my |all )*(?:bills|rent|taxes) (?:on time|early|right away|at once|the day)
        (?:am |be |arrive |get (?:there|everywhere) |turn up |show up )+(?:\w+ minutes )?(?:early|on time\
            |punctual)\b(?! today)
        (?:\w+ )?minutes early
        (?:always|usually|normally) (?:\w+ )?(?:early|punctual|on time)\b
        (?:keep|have) (?:a )?(?:record|log|list|diary|note) of (?:everything|every \w+|all)
        hate (?:being|to be|arriving|coming|running) late
        read (?:the|all the|every) (?:manual|instructions|terms|fine print)
        have (?:a|my) (?:plan|system|list|schedule|spreadsheet) for everything
        (?:do|finish) my (?:homework|chores|work) (?:first|right away|before)
        (?:clean|tidy|wash) up (?:right away|straight away|immediately|at once)
        (?:organi[sz]e|colou?r-?code|label) (?:everything|all my|my \w+)
        (?:keep|use) (?:a )?(?:to-do lists?|planner|checklists?)
        like (?:everything|things|my \w+) (?:to be )?(?:tidy|organi[sz]ed|in order|planned|in its place)
        (?:think things through|lay out my \w+|prepare my \w+ the (?:night|evening) before)
        plan (?:every|each|the whole) (?:week|month|day|meal|trip|detail|step)
        """,
    ),
    row(
        CONSCIENTIOUSNESS, -1, 2,
        r"""
        (?:start|begin) (?:\w+ ){0,4}(?:and|but) (?:then )?(?:i )?(?:never|rarely|hardly ever|do not) (?:finish\
            |complete|end)
        (?:lose|losing) track of (?:time|things|everything)
        leave (?:\w+ ){1,3}(?:until|till|to|for) the (?:very )?last
        (?:do|write|finish) everything (?:at|in) the (?:very )?last
        (?:arrive|turn up|show up|come) (?:too )?late\b(?! today)
        (?:oversleep|cram)
        buy (?:\w+ )?(?:things|stuff|clothes) (?:on impulse|i do not need)
        get (?:so )?(?:easily )?(?:distracted|sidetracked) (?:easily|all the time|by everything)
        make it up as i go
        """,
    ),
    row(
        EXTRAVERSION, +1, 2,
        r"""
        (?:chat|talk) (?:with|to) (?:everyone|everybody|anyone|strangers|random people|the neighbours|the neighbors)
        (?:invite|have) (?:\w+ )?(?:people|friends|neighbou?rs|everyone|guests) (?:over|round|for dinner)
        (?:throw|host|organi[sz]e) (?:\w+ )?(?:parties|dinners|gatherings|get-togethers)
        the first (?:one |person )?(?:on the dance floor|to (?:talk|speak|dance|say hello|introduce))
        (?:bored|lonely|restless) (?:when|if|as soon as) i am (?:on my own|alone|by myself)
        (?:need|want) (?:to have )?(?:people|company|others) (?:around|near)
        strike up (?:a )?conversations?
        make friends (?:wherever|everywhere|with everyone|with anyone|in no time)
        (?:feel |am )(?:at (?:home|ease)|comfortable) in (?:a |big |large )*(?:crowds?|groups?)
        """,
    ),
    row(
        EXTRAVERSION, -1, 2,
        r"""
        leave (?:parties|events|gatherings) early
        need (?:a |an |some )?(?:day|hour|hours|evening|time|moment|weekend|while) (?:or two )?(?:for|to|by\
            |with) (?:myself|be alone|recharge)
        (?:not|never|rarely) know what to say (?:to|around|in)
        (?:enjoy|like|love|prefer|need) (?:the |my )?(?:silence|solitude|quiet|own company|being (?:alone|by myself))
        (?:not|never|rarely) (?:need|want|miss) (?:much |any |a lot of )?(?:company|people around|small talk)
        know what to say to (?:strangers|people|others|new people)
        prefer (?:to )?(?:listen|listening|texting|text|be alone|being alone|small groups|my own company|solitude\
            |(?:sit|sitting|stay|staying|read|reading|eat|eating|work|working) (?:alone|in a quiet|in|on my own\
            |by myself))
        (?:sit|stay|stand|hide) (?:alone )?in (?:a |the )?(?:quiet )?corners?
        (?:eat|travel|work|walk|hike) (?:best )?(?:alone|on my own|by myself)
        (?:keep|stay) in the background
        the (?:quiet|shy|silent) (?:one|person|type)
        share (?:my )?(?:private|personal) (?:\w+ )?with (?:people|others|anyone|friends)
        """,
    ),
    row(
        AGREEABLENESS, +1, 2,
        r"""
        help (?:out )?(?:my|our|the|a|an old|old|other|new|younger) (?:\w+ )?(?:neighbou?rs?|friends?|colleagues?\
            |classmates?|family|people|mother|father|parents|grandmother|grandfather|grandparents)
        (?:volunteer|do volunteer work)
        give (?:people|everyone|others|everybody) (?:the benefit of the doubt|a second chance)
        offer (?:to help|(?:people |others )?(?:my )?help)
        (?:like |love |try |enjoy )?(?:to )?cheer(?:ing)? PEOPLE up
        go out of my way (?:for|to help|to be)
        (?:donate|give) (?:to charity|blood|money to)
        (?:check (?:in )?on|look after) (?:my|our|an|the) (?:\w+ )?(?:neighbou?rs?|friends|grandmother|grandfather\
            |parents)
        put myself in (?:other people's|others'|someone else's) shoes
        apologi[sz]e (?:first|quickly|a lot|even)
        (?:let|put) (?:others|other people) (?:go )?first
        (?:can not|never) say no to (?:people|anyone|anybody|others|friends)
        """,
    ),
    row(
        AGREEABLENESS, -1, 2,
        r"""
        say what i think,? (?:even|no matter|whether)
        snap at (?:people|others|everyone|my \w+)
        have to win
        (?:enjoy|like|love) (?:a good |to )?(?:argu\w+|quarrel\w*|provok\w+)
        (?:not|never|rarely) (?:give in|back down|apologi[sz]e)
        have (?:little|no) patience (?:for|with)
        (?:find it (?:hard|difficult)|struggle) to (?:trust|forgive)
        """,
    ),
    row(
        NEUROTICISM, +1, 2,
        rf"""
        (?:get |become |feel |am |have )?{_UNEASY} (?:in front of|around|with) (?:(?:a |an |the )?(?:cameras?\
            |audiences?|groups?|crowds?|classe?s?|large \w+|big \w+)|PEOPLE)
        (?:get |become |feel |have ){_UNEASY} (?:when(?:ever)? (?:i|people|someone|things|there)|every time\
            |before {_TRIALS}|on stage|in (?:crowds|groups|lifts|elevators|meetings|exams))
        (?:lie|lay|stay) awake (?:for hours|half the night|at night|thinking|worrying|and)
        (?:replay|go over) (?:\w+ ){{0,3}}conversations?
        take (?:criticism|things|everything|it) (?:far |way |much |a little )?(?:too |so |very )?(?:personally|hard\
            |to heart|badly)
        (?:expect|imagine|assume|fear|prepare for) the worst
        lose sleep over
        worry about (?:things|what (?:others|people|might|could|will)|what if|nothing|money all)
        get (?:easily )?(?:upset|hurt|offended|irritated|rattled)(?= (?:over|by|when|at) \w+|\.| *$|,)
        (?:easily|quickly) (?:stressed|upset|hurt|offended|irritated|overwhelmed|scared)
        dwell on (?:things|everything|mistakes|my|the past)
        feel(?:ing)? (?:like|that) (?:i am )?(?:not (?:good|smart|capable|up to)|never good|a burden\
            |an? (?:impostor|imposter|fraud))
        snap at (?:people|others|everyone) (?:easily|quickly|all the time)
        (?:blush|freeze up|panic) (?:easily|when(?:ever)?|before|in front)
        (?:fall apart|get overwhelmed|panic|cry|despair) (?:easily|quickly|when(?:ever)?|under\
            |at the (?:smallest|slightest)|over nothing)
        (?:a |an )(?:very |rather |quite )?(?:emotional|sensitive|nervous|anxious) (?:person|type|soul)
        """,
    ),
    row(
        NEUROTICISM, -1, 2,
        r"""
        shrug (?:it|things|them|that|most things|everything) off
        (?:move on|get over (?:things|it)|calm down|recover) (?:quickly|easily|fast)
        cope (?:well|fine|easily)
        (?:good|great) at (?:staying|keeping|remaining) (?:calm|cool|relaxed)
        sleep (?:well|fine|soundly) (?:before|even|no matter)
        keep my head
        """,
    ),
    row(
        OPENNESS, +1, 2,
        r"""
        (?:can |could )?(?:spend|lose) (?:a |the |whole |entire )*(?:hours|days?|afternoons?) (?:in|at\
            |with) (?:\w+ )?(?:museums?|galler(?:y\
            |ies)|bookshops?|libraries|the library)
        (?:think|wonder|philosophi[sz]e) about (?:what it all means|life|existence|the nature of|how things\
            |why things|consciousness)
        get lost in (?:the |a )?(?:art|music|ideas|books?|thoughts?|poetry|painting|story|stories)
        (?:look for|seek out|seek) new (?:\w+ )?(?:experiences|things|ideas|challenges)
        explore new \w+
        (?:like|love|enjoy) (?:to try|trying)(?: out)? new \w+
        curious (?:about|of) (?:almost |nearly |just about )?(?:everything|the world|people|life|how)
        """,
    ),
    row(
        OPENNESS, -1, 2,
        r"""
        order the same
        (?:eat|wear|do|watch|cook|buy) the same (?:\w+ )?(?:every|over and over|all the time|each)
        like (?:it when )?(?:things|everything|it) (?:to )?stay(?:s)? the same
        """,
    ),
)  # fmt: skip

_A_SKILL = (
    r"(?:how to (?!(?:better|manage|improve|deal|cope|handle|control|stop|be|save|use|fix|make (?!\w+s?\b)|get|say"
    r"|do)\b)[a-z]+"
    r"|(?:some |a )?(?:completely |totally )?new (?!job|flat|house|phone|car|place)[a-z]+(?: [a-z]+s)?|to (?:bake"
    r"|cook|draw|paint|sing|dance"
    r"|play|swim|dive|sail|ski|surf|skate|knit|sew|code|program|weld|juggle|climb|ride|row|fence|box|shoot|garden"
    r"|write)\b"
    r"|(?:spanish|french|german|italian|portuguese|japanese|chinese|mandarin|korean|russian|arabic|norwegian|swedish"
    r"|danish|finnish|dutch|polish|greek|turkish|latin|hebrew|hindi|irish|welsh|sign language|sichuan|rock climbing"
    r"|photography|painting|drawing|calligraphy|pottery|philosophy|astronomy)\b"
    r"|(?:the )?(?:cello|piano|guitar|violin|drums|flute|ukulele|banjo|harp|trumpet|saxophone|accordion)\b)"
)

TAKEN_UP: tuple[Row, ...] = (
    row(
        OPENNESS, +1, 1,
        rf"""
        (?:(?:want|would (?:like|love)|looking|planning|eager|keen|excited|decided|plan|hope|hoping|started|begun\
            |began|trying) (?:to )?)*(?:learn|learning|learned|learnt|study|studying|teaching myself|try|trying\
            |tried|picked up) (?:out )?{_A_SKILL}
        (?:(?:want|would (?:like|love)|plan|going|decided|need) to )?(?:tried|trying|try) something (?:completely \
            |totally |entirely )?(?:new|different)
        (?:signed|signing) up for (?:a|an|my first) (?:\w+ ){{0,3}}(?:course|class|lessons?|workshop)
        (?:enrolled|registered) (?:in|for|on) (?:a|an|my first) (?:\w+ ){{0,3}}(?:course|class|workshop)
        (?:been )?(?:reading|reading up|learning|thinking) (?:a lot |up )?(?:about|on) (?:the )?(?:\w+ )?(?:history\
            |philosophy|meaning of|origins?|art|science|psychology|astronomy|culture)
        """,
    ),
)  # fmt: skip

HABITS_SAID: tuple[Row, ...] = (
    row(
        NEUROTICISM, +1, 2,
        r"""
        \b(?:phone calls|exams|deadlines|flying|crowds|presentations|public speaking|speaking in public|uncertainty\
            |interviews|strangers|(?:every|any) little thing)(?: \w+)? makes? me (?:very |so |really )?(?:nervous\
            |anxious|panic|tense|panicky)\b
        """,
    ),
    row(
        CONSCIENTIOUSNESS, -1, 2,
        r"""
        \bi (?:\w+ )?(?:always|often|constantly|keep) (?:forget|forgetting|miss|missing|mix up|lose\
            |losing) (?:my )?(?:appointments|birthdays|deadlines|keys|names|things|everything)\b
        \bi can never find my (?:keys|phone|glasses|wallet|things|stuff)\b
        """,
    ),
    row(
        NEUROTICISM, -1, 2,
        r"""
        \bit takes a lot to (?:upset|worry|stress|scare|rattle|anger) me\b
        \bi (?:rarely|never) get (?:upset|angry|rattled|worked up|stressed)\b
        \bi am hard to (?:upset|rattle|stress)\b
        \b(?:nothing|little|not much) (?:ever |really )?(?:rattles|upsets|worries|scares|shakes|stresses) me\b
        """,
    ),
    row(
        EXTRAVERSION, -1, 2,
        r"""
        \b(?:(?:big |large )?(?:gatherings|groups|parties)|crowds|people|small talk|social events) (?:always \
            |really )?(?:wear|tire) me out\b
        """,
    ),
    row(
        AGREEABLENESS, +1, 2,
        r"""
        \bi (?:can not (?:bear|stand)|hate) (?:to see|seeing|it when) (?:anyone|people|someone|others|anybody\
            |animals) (?:is |are |being )?(?:left out|suffer\w*|sad|hurt|cry\w*|treated)\b
        """,
    ),
    row(
        AGREEABLENESS, -1, 2,
        r"""
        \bi (?:do not (?:really )?|could not )care (?:less )?what (?:others|people|other people|anyone\
            |anybody) (?:thinks?|says?)\b
        """,
    ),
    row(
        EXTRAVERSION, -1, 2,
        r"""
        \bi am not much of a (?:talker|party person|social person|people person)\b
        \bafter (?:\w+ ){1,6}i (?:always )?need (?:some |a lot of )?(?:time alone|alone time|time (?:for|to) myself\
            |quiet|to be alone)\b
        """,
    ),
    row(
        OPENNESS, -1, 2,
        r"""
        \bi do not like (?:it when )?things (?:to )?change\b
        """,
    ),
)  # fmt: skip
