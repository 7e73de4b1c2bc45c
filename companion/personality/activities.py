"""What people do for its own sake: verbs, games, instruments, and what is bought for them. Data only; English."""

from __future__ import annotations

from companion.language.words import listed

VERBS: dict[str, str] = dict(
    pair.split(":")
    for pair in listed(
        """
        bake:baking cook:cooking brew:brewing paint:painting draw:drawing sketch:sketching sculpt:sculpting
        carve:carving knit:knitting sew:sewing crochet:crocheting embroider:embroidery weave:weaving sing:singing
        dance:dancing juggle:juggling garden:gardening swim:swimming dive:diving snorkel:snorkelling sail:sailing
        surf:surfing row:rowing kayak:kayaking canoe:canoeing fish:fishing ski:skiing skate:skating
        snowboard:snowboarding
        skateboard:skateboarding hike:hiking climb:climbing camp:camping cycle:cycling
        run:running jog:jogging box:boxing
        fence:fencing shoot:shooting meditate:meditating code:coding program:programming weld:welding read:reading
        """
    )
)
"""Verb and the name of what is done."""
SELDOM_A_CHORE = listed(
    """
    bake brew paint sketch sculpt carve knit sew crochet embroider weave sing dance juggle garden swim dive snorkel sai\
        l
    surf row kayak canoe fish ski skate snowboard skateboard hike camp cycle jog meditate draw run read
    """
)
"""Verbs that in the plain present mean a pastime, where nothing but time, place and manner follows."""
PAST = {
    "baked": "baking", "sketched": "sketching", "knitted": "knitting", "crocheted": "crocheting", "sewed": "sewing",
    "hiked": "hiking", "skied": "skiing", "surfed": "surfing", "kayaked": "kayaking", "snorkelled": "snorkelling",
}  # fmt: skip
"""A pastime of one day: a hint only."""
GERUNDS = frozenset(VERBS.values()) | listed(
    """
    yoga pilates tai-chi archery horse-riding riding bouldering birdwatching bird-watching stargazing photography
    calligraphy pottery ceramics origami woodworking woodwork bookbinding quilting macrame geocaching parkour
    paragliding skydiving snowshoeing foraging beekeeping journaling journalling blogging bowling golfing trekking
    windsurfing kitesurfing cross-stitch weightlifting crossfit improv acting ballet salsa tango karate judo aikido
    taekwondo kung-fu astronomy genealogy gymnastics spinning ukulele jewellery-making swimming
    """
)
"""Names of pastimes; `rock climbing` and the like are found by their last word."""

GAMES = (
    "chess|checkers|draughts|backgammon|bridge|poker|board games|card games|video games|computer games|darts|pool"
    "|snooker|football|soccer|basketball|volleyball|handball|badminton|tennis|table tennis|ping pong|squash|padel"
    "|hockey|ice hockey|rugby|cricket|baseball|softball|golf|frisbee|ultimate frisbee|dungeons and dragons|petanque"
    "|floorball"
)
INSTRUMENTS = (
    "piano|keyboard|organ|guitar|bass|bass guitar|electric guitar|acoustic guitar|violin|viola|cello|double bass|harp"
    "|flute|clarinet|oboe|bassoon|recorder|saxophone|trumpet|trombone|french horn|tuba|drums|drum kit|banjo|ukulele"
    "|mandolin|accordion|harmonica|bagpipes|fiddle|sitar|synthesi[sz]er|zither|lute|xylophone|marimba"
)
GEAR: dict[str, str] = {
    "telescope": "astronomy", "easel": "painting", "watercolours": "painting", "watercolors": "painting",
    "paintbrushes": "painting", "sketchbook": "drawing", "camera": "photography", "lens": "photography",
    "tripod": "photography", "road bike": "cycling", "mountain bike": "mountain biking", "kayak": "kayaking",
    "canoe": "canoeing", "skis": "skiing", "snowboard": "snowboarding", "surfboard": "surfing",
    "skateboard": "skateboarding",
    "fishing rod": "fishing", "yoga mat": "yoga", "running shoes": "running", "hiking boots": "hiking",
    "climbing shoes": "climbing", "sewing machine": "sewing", "loom": "weaving", "potter's wheel": "pottery",
    "chess set": "chess", "chessboard": "chess", "badminton racket": "badminton", "tennis racket": "tennis",
    "greenhouse": "gardening", "binoculars": "birdwatching", "beehive": "beekeeping", "record player": "vinyl records",
}  # fmt: skip
"""What one buys for a pastime, and the pastime."""
GROUPS = {
    "choir": "singing", "orchestra": "orchestra", "band": "making music", "book club": "reading",
    "running club": "running", "theatre group": "theatre", "theater group": "theater", "hiking group": "hiking",
    "improv group": "improv", "drama club": "theatre", "walking group": "walking", "writing group": "writing",
}  # fmt: skip
"""What one joins, and why."""
