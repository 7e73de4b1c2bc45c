"""Subjects that people ask about by a general word ("pets") and speak of by particular ones ("my corgi").

Hand-written everyday English, so that a question by kind can lend a little score to what names a member of the
kind. Data, and one function a side.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from companion.language.words import stem, words

_ASKED_AND_TOLD: Mapping[str, tuple[str, str]] = {
    "leisure": (
        """activity activities hobby hobbies pastime pastimes interest interests fun free leisure weekend
        exercise unwind relax destress""",
        """swim hike camp run jog walk cycle bike paint draw sketch pottery ceramics knit sew crochet garden
        gardening cook bake dance sing yoga pilates meditate meditation read write journal photography fish fishing
        sail surf ski skate climb chess puzzle puzzles game games gaming football soccer basketball tennis golf
        volleyball baseball gym workout lifting boxing karate judo kayak canoe woodworking volunteer travel museum
        concert theatre theater picnic""",
    ),
    "sport": (
        "sport sports athletic exercise fitness",
        """football soccer basketball tennis golf volleyball baseball hockey rugby cricket badminton swim marathon
        cycle gym workout boxing karate judo ski surf climb yoga match team league race training""",
    ),
    "pet": (
        "pet pets animal animals",
        """dog dogs cat cats puppy puppies kitten kittens bird parrot fish hamster rabbit turtle tortoise snake
        lizard horse pony pup goldfish corgi poodle labrador terrier""",
    ),
    "music": (
        "music song songs band bands artist artists musician musicians singer genre instrument instruments concert",
        """guitar piano violin cello drums clarinet flute saxophone trumpet bass ukulele harp sing choir orchestra
        jazz rock pop classical folk hip rap blues metal album concert gig band playlist""",
    ),
    "book": (
        "book books novel novels read reading author authors literature series",
        """novel book author chapter read library fantasy fiction mystery memoir biography poetry story series
        trilogy""",
    ),
    "film": (
        "movie movies film films show shows watch series tv",
        "movie film watched cinema theatre theater documentary series episode comedy drama thriller actor director",
    ),
    "food": (
        """food foods dish dishes meal meals eat cuisine recipe recipes snack snacks diet cook dessert desserts
        drink breakfast lunch dinner""",
        """chicken beef pork fish salmon shrimp pasta pizza salad soup rice bread cake cookie pie chocolate ice cream
        cheese vegetable veggies fruit curry stew sandwich burger sushi noodles steak roasted grilled baked coffee
        tea juice wine beer breakfast lunch dinner dessert vegetarian vegan""",
    ),
    "place": (
        """where place places city cities country countries location locations live lives travel trip trips visit
        vacation holiday state area destination destinations""",
        """city town village country countryside beach mountain lake river park forest island museum cafe restaurant
        hotel airport street home house apartment abroad trip capital coast paris london rome tokyo spain italy france
        germany england canada mexico japan china india europe america africa asia""",
    ),
    "family": (
        """family relative relatives sibling siblings parent parents child children kid kids married spouse partner
        relationship""",
        """mother mom mum father dad sister brother son daughter wife husband grandma grandmother grandpa grandfather
        aunt uncle cousin nephew niece baby kids children parents twin fiance boyfriend girlfriend wedding divorce
        single breakup pregnant""",
    ),
    "people": (
        "who people friend friends person mentor supports",
        """friend colleague coworker neighbour neighbor boss teacher coach mentor team group classmate roommate
        family""",
    ),
    "work": (
        """job jobs career careers work profession occupation employer company business position role field
        living""",
        """job work hired promotion promoted fired interview office boss company business startup shop store career
        teacher nurse doctor engineer lawyer designer manager internship clients customers salary shift degree
        position""",
    ),
    "study": (
        """study studies education school degree university college course courses class classes major subject
        learn learning exam""",
        """university college school degree class course exam thesis professor teacher graduated graduation semester
        student major scholarship workshop certification learn study""",
    ),
    "health": (
        """health illness injury injuries medical condition sick doctor physical mental ill problem problems issue
        issues allergy allergies allergic""",
        """doctor hospital surgery sick ill pain injury injured hurt broke sprained ankle knee headache fever flu
        cold allergy allergic asthma diabetes cancer therapy therapist anxiety depression stress weight diet blood
        heart medication diagnosed""",
    ),
    "feeling": (
        "feel feeling feelings felt mood emotion emotions react reaction attitude",
        """happy sad proud excited nervous anxious scared afraid worried grateful thankful angry upset relieved
        stressed overwhelmed lonely love joy frustrated disappointed thrilled inspired calm peaceful""",
    ),
    "belonging": (
        """gift gifts present presents buy bought purchase purchased item items own receive received get""",
        """bought got gave gift present ordered purchased necklace ring shoes dress car bike phone laptop camera
        watch bag toy ticket""",
    ),
    "money": (
        "money financial afford expensive cost budget",
        "money bank loan mortgage rent saving savings salary pay paid price expensive cheap debt invest budget fund",
    ),
    "transport": (
        "vehicle transport transportation drive travel",
        "car truck bike bicycle motorcycle bus train plane boat van scooter jeep",
    ),
    "art": (
        "art artwork paint painting create created creative craft crafts artistic",
        """painting painted drawing drew sketch sculpture pottery mural portrait landscape abstract watercolor clay
        photo photography gallery exhibition canvas""",
    ),
    "event": (
        """event events festival party celebrate celebration ceremony conference occasion attend attended
        participate participated join joined""",
        """festival party parade concert wedding birthday conference workshop meeting fair exhibition show
        tournament competition contest race fundraiser charity gala retreat reunion marathon game class group club
        ceremony""",
    ),
    "plan": (
        "plan plans planning goal goals future dream dreams want hope intend going looking",
        "plan planning going next hope want goal dream will soon tomorrow excited forward",
    ),
    "character": (
        "personality trait traits kind person describe character attitude",
        """kind caring brave strong honest generous creative thoughtful patient funny passionate dedicated determined
        confident supportive driven""",
    ),
    "faith": (
        "religion religious faith belief beliefs spiritual god",
        """church god faith prayer pray bible mosque temple religious spiritual christian catholic muslim jewish
        buddhist""",
    ),
    "public": (
        "politics political vote party patriotic",
        "election vote government policy president mayor community military army veteran rights campaign",
    ),
    "device": (
        "technology device devices gadget app computer software",
        "phone laptop computer app software code website online game console tablet camera robot",
    ),
    "nature": (
        "nature outdoor outdoors weather animal plants",
        """tree flower garden sunset sunrise mountain ocean sea sky stars forest river lake rain snow sun wildlife
        birds hike""",
    ),
}


def _masks(side: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for bit, sides in enumerate(_ASKED_AND_TOLD.values()):
        for word in sides[side].split():
            found[stem(word)] = found.get(stem(word), 0) | 1 << bit
    return found


@cache
def _asked() -> dict[str, int]:
    return _masks(0)


@cache
def _told() -> dict[str, int]:
    return _masks(1)


SUBJECTS = len(_ASKED_AND_TOLD)
"""How many subjects there are: the bits of the numbers below."""


def subjects_asked(text: str) -> int:
    """The subjects that a question names by their general words, as bits of a number."""
    return _bits(_asked(), text)


def subjects_told(text: str) -> int:
    """The subjects of which `text` names a member, as bits of a number."""
    return _bits(_told(), text)


def _bits(masks: Mapping[str, int], text: str) -> int:
    bits = 0
    for word in words(text):
        bits |= masks.get(stem(word), 0)
    return bits
