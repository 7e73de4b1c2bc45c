"""Recognises acute distress in what somebody writes of themselves, by rule. Pure; English; it never diagnoses.

It looks sentence by sentence for plain words of five kinds, and passes over what is quoted, told of a story or of
long ago, denied, or an idiom ("this homework kills me"). Worry about somebody else is a kind of its own. What is
missed is answered like any message: these rules add care, they are no test of anything.
"""

from __future__ import annotations

import re
from enum import StrEnum

from companion.language.sentences import sentence_pieces
from companion.language.words import listed


class Distress(StrEnum):
    """What a message sounds like, the most urgent first."""

    SUICIDE = "suicide"
    SELF_HARM = "self-harm"
    DANGER = "danger"
    PANIC = "panic"
    HOPELESSNESS = "hopelessness"
    OTHER = "other"
    """Somebody else is in danger, and the writer worries."""


_QUOTED = re.compile(r"\"[^\"\n]*(?:\"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|(?<!\w)'[^'\n]{3,}'(?!\w)")
_STORY = re.compile(
    r"\b(?:films?|movies?|series|episodes?|novels?|books?|songs?|lyrics|sings?|poems?|plays? by|theatre|opera|game"
    r"|characters?|protagonist|hero(?:ine)?|villain|scenes?|stor(?:y|ies)|documentar\w+|podcasts?|news|article"
    r"|newspaper|seminar|essay|lecture|headline|hamlet)\b",
    re.I,
)
_HINTS = listed(
    """
    die died dying dead death kill kills killed killing kys suicide suicidal end ended ending life alive live living
    exist existing wake gone disappear hang hanging jump jumped jumping bridge roof pills tablets rope gun razor blade
    blades overdose goodbye farewell off notice worth cut cuts cutting hurt hurts hurting harm harming harmed selfharm
    burn burned burnt burning scratch scratched scratching bled bleed punish destroy starving hit hits hitting beat
    beats choke chokes choked strangled strangles kick kicks kicked punched punches slap slaps slapped slammed shoved
    threw throws dragged pinned pushed pushes grabbed grabs holds held threaten threatens threatened scared afraid
    frightened terrified safe rape raped rapes molested molests abused abuses assaulted sexually touches locks breaking
    forces forced hiding panic panicking breathe heart chest shaking calm numb dizzy faint can't cannot can hope
    hopeless hopelessness pointless meaningless point way matters nothing burden worthless future given rope tether
    any anymore stop hate bother better reason pain everything part earth tomorrow myself himself herself
    body panicky
    """
)
"""One of these words stands in everything that the rules find: most messages need no closer look."""
_WORD = re.compile(r"[a-z']+")
_LIGHT = re.compile(r"\blo+l\b|\blmf?ao\b|\b(?:ha){2,}h?\b|\b(?:he){2,}\b|\bjust kidding\b|[😂🤣😜😝🤪😹]", re.I)
_PAST = re.compile(
    r"\b(?:years|decades) ago\b|\bback then\b|\bwhen i was (?:\w+ )?(?:\w+|\d+)\b|\bused to\b|\bas an? (?:\w+ "
    r")?(?:child|kid|boy"
    r"|girl|teen\w*|student)\b|\bin (?:19|20)\d\d\b|\blong (?:ago|over)\b|\bin my (?:teens|twenties|youth|childhood)\b"
    r"|\bduring the lockdown\b",
    re.I,
)
_STILL = re.compile(r"\b(?:again|still|now|tonight|these days|lately|at the moment|keep(?:s)?)\b", re.I)

_DIE = (
    r"(?:die|kill (?:my ?self)|end (?:my (?:own )?life|it all)|take (?:my (?:own )?life)|hang my ?self|be dead"
    r"|not exist"
    r"|stop existing|never wake up|disappear forever|be gone for good)"
)
_DYING = (
    r"(?:dying|killing my ?self|ending (?:my (?:own )?life|it all|it(?=[.!?]|$))|taking my (?:own )?life|suicide"
    r"|jumping (?:off|from|in front of)|hanging my ?self|how to kill my ?self)"
)
_SUICIDE = (
    rf"\bi(?:'m| am|'ve| have)? (?:\w+ ){{0,3}}(?:want|wanna|wish|going|gonna|planning|plan|ready|decided|need)"
    rf"(?: (?:to|i could|i would|that i could))? (?:\w+ )?{_DIE}\b(?! (?:my|your|for|of|in your)\b)",
    r"\bi will (?:\w+ )?(?:kill my ?self|end my (?:own )?life|end it all)\b|\btonight i(?:'ll| will) (?:end|kill)",
    rf"\b(?:think|thinking|thought|thoughts|dream|dreaming|fantasi\w+|planning|feel like|stop thinking)"
    rf"(?: (?:about|of))? {_DYING}",
    r"\bi (?:just |really |simply )?(?:do not|don't|no longer) (?:want|wanna)(?: to)? (?:live|be alive|be here "
    r"any|exist"
    r"|wake up(?: ever)?(?= again|[.!?]|$)|go on living)\b|\bdo(?:n't| not) (?:want to|wanna) be (?:alive|here "
    r"any ?more)\b",
    r"\b(?:i(?:'m| am|'d| would)?|everyone|they|they'd|the world|my (?:kids|children|family))(?: \w+){0,4} "
    r"better off (?:dead|without me)\b",
    r"\bi wish (?:that )?i (?:was|were) (?:dead|never born|not alive)\b|\bi wish i had never been born\b",
    r"\bi(?:'d| would) (?:much )?rather be dead\b|\beasier if i (?:was|were) (?:dead|gone)\b|\bif i (?:was"
    r"|were) (?:dead|gone for good)\b",
    r"\b(?:i (?:feel|am)|i'm|feeling|honestly) suicidal\b|\bsuicidal (?:thoughts|urges|feelings)\b",
    r"\b(?:my|a) (?:goodbye|suicide|farewell) (?:letter|note)\b",
    r"\bhow many (?:\w+ )?(?:pills|tablets)\b.{0,40}\b(?:die|kill|dead|lethal)\b|\b(?:pills"
    r"|tablets)\b.{0,30}\btake them all\b",
    r"\bno reason (?:left )?(?:for me )?to (?:live|go on|stay alive)\b|\bwhy i should (?:go on|keep) living\b"
    r"|\bgo on living\b",
    r"\b(?:(?:fall asleep|go to (?:sleep|bed)) and never|hope i (?:don't|do not|never)) wake up\b|\bi(?:'ve| "
    r"have)(?: got)? (?:the|a) (?:rope|gun|pills) ready\b(?! for)",
    r"\bnobody would (?:even )?(?:notice|miss me|care) if i (?:was|were) (?:dead|gone)\b",
    r"\bi (?:can(?:'t|not)|do(?:n't| not) (?:think|know if|believe) i can) (?:stay alive|keep (?:on )?living"
    r"|live)\b(?: like this| any ?more| much longer| with this)",
    r"\bi (?:won't|will not) be (?:here|alive|around) (?:tomorrow|any ?more|for long|much longer)\b|\bmy last "
    r"(?:day|night|hour)s? (?:on (?:this )?earth|alive)\b",
    r"\blife (?:is(?:n't| not)|has never been) worth (?:living|it)\b|\b(?:easiest|best|fastest|quickest"
    r"|painless|least painful) (?:\w+ )?way to (?:kill (?:your|my) ?self|die|commit suicide)\b",
    r"\beven if it means (?:dying|my death)\b|\babout (?:my own death|dying all the time|death all the time)\b"
    r"|\bcommit(?:ting)? suicide\b",
    r"\b(?:on|at) the (?:\w+ )?(?:bridge|roof|ledge|tracks|platform edge)\b.{0,40}\b(?:let go|jump(?:ed)?"
    r"|step(?:ped)? off)\b|\b(?:nearly|almost) jumped (?:off|in front)\b",
    r"\b(?:pills|rope|gun|knife|noose) (?:is |are )?(?:in my hands?|in front of me|on the table (?:in front of "
    r"me|for tonight))\b|\bdo it, take the pills\b",
    r"\b(?:i |i've |i have )?tried to (?:kill my ?self|end my life|hang my ?self)\b|\bi (?:\w+ )?took an overdose\b",
    r"\b(?:part|a part|something) (?:of|in) me wants to (?:die|kill my ?self|end it)\b",
)
_SELF_HARM = (
    r"\bi(?:'ve| have)? (?:\w+ ){0,2}(?:cut|burn(?:ed|t)?|hurt|harm(?:ed)?|scratched) (?:my ?self|my (?:arms?"
    r"|legs?|wrists?|thighs?))"
    r"(?: open)?(?: \w+){0,2} (?:again|on purpose|last night|so that i feel|because i hate)\b",
    r"\b(?:urge|want|wanna|need|going|tempted) (?:to )?(?:cut|hurt|harm|burn)(?: my ?self)?\b(?=[^a-z]*(?:$"
    r"|right now|again|so strong|is|was|tonight|badly|myself))",
    r"\b(?:self-?harm(?:ing)?)\b|\b(?:can't|cannot) stop cutting\b|\bbeen cutting\b|\b(?:keep|started|start) "
    r"(?:cutting|burning|hurting|harming|hitting) my ?self\b",
    r"\bi hit my ?self\b(?! with)|\b(?:bled|bleed)\b.{0,20}\bi hate my ?self\b",
    r"\b(?:razor|blade)s? (?:is |are )?(?:back |again )?in my hand\b|\bi (?:\w+ ){0,3}cut (?:again|last night"
    r"|tonight|today)\b",
    r"\bi (?:\w+ )?scratch\w* my (?:skin|arms?|face) until\b|\b(?:punish|destroy) my (?:own )?body\b"
    r"|\bstarving my ?self\b",
    r"\b(?:started|start|been|keep|back to|can(?:'t|not) stop) (?:cutting|hurting my ?self|harming my "
    r"?self)\b(?= again|[.!?]|$| my ?self)|\bfeel like (?:cutting|hurting)(?= my ?self|[.!?]|$)",
)
_THEM = (
    r"(?:my (?:\w+ )?(?:husband|wife|boyfriend|girlfriend|partner|fianc\w+|ex|father|mother|dad|mum|mom|step\w+"
    r"|brother|uncle|boss"
    r"|neighbou?r|roommate)|he|she|they|someone|somebody|a man)"
)
_DANGER = (
    rf"\b{_THEM} (?:has |have |just |always |often |still |\w+ things at me and )?(?:hit|hits|beats?|beat"
    rf"|chokes?d?|strangles?d?|kicks?|kicked|punche[sd]|slaps?|slapped) me\b"
    r"(?! (?:a|up|with (?:his|her) pillow|at|in (?:chess|cards)|to|hard|right)\b)",
    rf"\b{_THEM} (?:said (?:that )?(?:he|she)(?: (?=w)|(?='))(?:'d|would|'ll|will) (?:kill|hurt)|threaten(?:s"
    rf"|ed)(?: to (?:kill|hurt|beat))?|will kill|wants to kill) me\b",
    r"\bthreaten(?:s|ed) to (?:kill|hurt|beat) (?:me|my child\w*|us)\b|\bthreatens me\b",
    r"\bi(?:'m| am) (?:so |very )?(?:scared|afraid|frightened|terrified) (?:that )?(?:he|she|they|of (?:my "
    r"(?:husband|wife|boyfriend|girlfriend|partner|ex|father|stepfather|mother|dad)|him))\b"
    r"(?:(?: will| is going to| might) (?:hurt|hit|kill|beat)\b|(?=[.!?]|$))",
    r"\bi(?:'m| am) not safe\b|\bi do(?:n't| not) feel safe (?:at home|here|with (?:him|her))\b",
    r"\bi (?:was|have been|got|'ve been) (?:raped|sexually \w+|assaulted|abused|molested)\b|\b(?:raped|molests?"
    r"|abuses?|rapes?) me\b|\btouches me at night\b",
    r"\blocks me (?:in|up)\b|\bbreaking into my (?:flat|house|home|room|apartment)\b",
    rf"\b{_THEM} (?:\w+ )?(?:slammed|shoved|threw|throws|dragged|pinned|pushed|pushes) me (?:against|down|into"
    rf"|onto|across|to the (?:floor|ground|wall))\b",
    rf"\b{_THEM} (?:\w+ )?(?:grabbed|grabs|held|holds) me by the (?:throat|neck|hair)\b|\bforces? me to "
    rf"(?:have sex|sleep with)\b|\bforced (?:him|her)self on me\b",
    r"\bhiding (?:from (?:him|her|my \w+)|in the (?:bathroom|closet|wardrobe|toilet|cellar))\b|\b(?:he"
    r"|she)(?:'s| is) (?:\w+ and )?(?:\w+ )?looking for me\b.*\bhiding\b",
    r"\bafraid to go home\b|\b(?:he|she|they) (?:will|is going to|are going to|'ll) (?:hurt|beat|kill) "
    r"me(?=[.!?]|$| again| if i (?:leave|tell|go))",
)
_PANIC = (
    r"\b(?:having|getting|have|had) (?:a|another) panic attack\b|\bpanic attack (?:right now|just hit)\b",
    r"\bi(?:'m| am) panicking\b(?! about)",
    r"\bi can(?:'t|not) breathe\b(?! through)(?=.*\b(?:heart|chest|shak|panic|scared|spinning)|[.! ]*$)",
    r"\b(?:heart|chest) is (?:\w+ )?(?:racing|pounding|tight)\b.*\b(?:dying|breathe|any air|faint|calm)\b",
    r"\bi(?:'m| am) shaking\b.*\bcalm\b|\bcan(?:'t|not) stop shaking\b|\bi feel like i(?:'m| am) (?:dying"
    r"|going to die)\b",
    r"\bpanic\b.*\b(?:can(?:'t|not) (?:breathe|get (?:any )?air|stop)|get air)\b|\bheart (?:races|(?:is|won't "
    r"stop) (?:racing|pounding|hammering))\b.*\b(?:numb|dizzy|happening to me|faint|scared|control)\b",
    r"\b(?:numb|dizzy|faint)\b.*\bheart (?:races|(?:is|won't stop) (?:racing|pounding|hammering))\b",
)
_HOPELESSNESS = (
    r"\bi (?:just |really )?can(?:'t|not) (?:take|do|bear|stand|cope|go on)(?: with)?(?: it| this| like "
    r"this)?(?: any ?(?:more|longer)| like this)\b"
    r"(?=[.!?,]|$|,? i)",
    r"\bi can(?:'t|not) go on(?: like this)?\b",
    r"\bi(?:'ve| have) (?:lost all|no) hope\b(?! that)(?: left)?|\b(?:everything|life|it all)(?: \w+){0,2} "
    r"(?:is|feels|seems)(?: \w+){0,2} (?:hopeless|pointless|meaningless)\b",
    r"\bi(?:'m| am| feel)(?: \w+){0,2} hopeless\b",
    r"\bi (?:can )?(?:see|find) no way out\b|\bthere(?:'s| is) no way out(?: for me)?(?=[.!?]|$)",
    r"\bnothing matters any ?more\b|\bnothing (?:is )?left for me\b|\bno point in anything\b",
    r"\bwhat(?:'s| is) the point of (?:going on|living|anything|it all)\b",
    r"\b(?:i(?:'m| am)|like) (?:only |just )?a burden\b|\bmy life is (?:worthless|over|meaningless)\b",
    r"\bi (?:do not|don't|can't|cannot) see (?:any|a) future (?:for me|for myself)\b",
    r"\bwhy (?:even )?bother (?:living|going on|with life)\b|\bi(?:'ve| have) given up on (?:everything|life"
    r"|my ?self)\b|\bit (?:will|'ll) never get (?:any )?better\b(?! than)",
    r"\bat the end of my (?:rope|tether)\b|\bi (?:just )?want (?:it|the pain|everything|all of this|this) to "
    r"(?:stop|end|be over)(?=[.!?]| now| forever|, |$)|\bi hate (?:my life|being alive)\b",
    r"\bno hope for me\b|\bi (?:do not|don't|can't|cannot) see (?:the|a|any) point (?:any ?(?:more|longer)|in "
    r"living|of living|in going on)\b|\bmy life has no (?:meaning|point|sense|purpose)\b",
)
_OTHERS_ARE = (
    r"(?:my (?:\w+ )?(?:friend|sister|brother|son|daughter|child|mother|father|mum|mom|dad|partner|husband|wife"
    r"|girlfriend"
    r"|boyfriend|roommate|colleague|cousin|neighbou?r)|a friend of mine|he|she)"
)
_OTHER = (
    rf"\b{_OTHERS_ARE}\b.{{0,40}}\b(?:kill (?:him|her|them)self|(?:kill|hurt|harm|hang) (?:him|her|them)sel\w+"
    r"|end(?:ing)? (?:his|her|their) (?:own )?life|wants to die|does(?:n't| not) want to live|is suicidal"
    r"|cuts (?:him|her|them)sel\w+|talk\w* (?:about|of) suicide)\b",
    rf"\b{_OTHERS_ARE}\b.{{0,30}}\b(?:took an overdose|attempted suicide|tried to (?:kill|hang) (?:him|her"
    rf"|them)sel\w+|can(?:'t|not) go on(?=[.!?]| and| any|$))",
    r"\b(?:worried|scared|afraid)\b.{0,60}\b(?:he|she|they)\b.{0,30}\b(?:killing|hurting|harming) (?:him|her"
    r"|them)sel\w+",
)
_RULES: tuple[tuple[Distress, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I))
    for kind, patterns in (
        (Distress.SUICIDE, _SUICIDE),
        (Distress.SELF_HARM, _SELF_HARM),
        (Distress.DANGER, _DANGER),
        (Distress.PANIC, _PANIC),
        (Distress.HOPELESSNESS, _HOPELESSNESS),
        (Distress.OTHER, _OTHER),
    )
)
_DENIED = re.compile(
    r"\b(?:do(?:n't| not)|did(?:n't| not)|never|would(?:n't| not)?(?: never)?|no longer|am not|'m not|not "
    r"going to|won't)"
    r"(?: \w+){0,2} (?:want(?:ed)? to die|want(?:ed)? to (?:kill|hurt|harm)|kill(?:ed)? my|hurt my|harm my|cut "
    r"my|suicidal|end my|end it"
    r"|having a panic|thinking (?:about|of) (?:suicide|killing|ending|hurting)|kill myself|hurt myself)",
    re.I,
)
_IDIOM = re.compile(
    r"\b(?:mum|mom|mother|dad|father|boss|teacher|coach|trainer|landlord)(?:'s| is| will| are)? (?:going to "
    r"|gonna )?kill me (?:when|if|for)\b"
    r"|\bkill (?:it|for|to)\b|\bkilling (?:me|time)\b|\bdie (?:for|laughing|of)\b|\bdying (?:to|for|of)\b"
    r"|\bthis \w+ kills me\b",
    re.I,
)


def distress(text: str) -> Distress | None:
    """The most urgent kind of distress that `text`, a message of the user's, tells of now; None when there is none."""
    plain = _QUOTED.sub(lambda match: " " * len(match.group()), text.replace("\u2019", "'"))
    if _HINTS.isdisjoint(_WORD.findall(plain.lower())) or _LIGHT.search(plain):
        return None
    found = {kind for piece in sentence_pieces(plain) if (kind := _of(piece.text)) is not None}
    return next((kind for kind in Distress if kind in found), None)


def _of(sentence: str) -> Distress | None:
    if _STORY.search(sentence) or _IDIOM.search(sentence) or _DENIED.search(sentence):
        return None
    if _PAST.search(sentence) and not _STILL.search(sentence.split(",")[0]):
        return None
    return next((kind for kind, pattern in _RULES if pattern.search(sentence)), None)
