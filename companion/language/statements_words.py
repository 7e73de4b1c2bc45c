"""Word lists for statements: who people are to each other, feelings, trades, illnesses, and words that say little."""

from __future__ import annotations

from companion.language.words import listed

KIN = (
    r"(?:grand|step|half-?|god)?-?(?:mother|father|mom|mum|dad|sister|brother|daughter|son|parents?)"
    r"|wife|husband|spouse|fianc[eé]e?|partner|aunt|uncle|cousin|niece|nephew|twin|child|children|kids?"
    r"|(?:mother|father|sister|brother)-in-law|grand(?:ma|pa|child|children|kids?)"
)
"""Family words, as a regular expression."""
ACQUAINTANCES = (
    r"(?:best |close |old )?friend|girlfriend|boyfriend|ex(?:-\w+)?|colleague|co-?worker|boss|manager|teacher"
    r"|neighbou?r|room-?mate|flat-?mate|therapist|coach|trainer|mentor|landlord|landlady|classmate|instructor"
)
PETS = (
    r"dogs?|pupp(?:y|ies)|cats?|kittens?|rabbits?|hamsters?|parrots?|budgies?|horses?|pon(?:y|ies)|tortoises?|turtles?"
)
THINGS = (
    r"cars?|bikes?|bicycles?|motor(?:bike|cycle)s?|vans?|boats?|houses?|flats?|apartments?|cottages?|gardens?|pianos?"
    r"|guitars?|violins?|cellos?|drums?|cameras?|telescopes?|laptops?|tents?|allotments?|workshops?|record players?"
)
ILLNESSES = (
    r"asthma|diabetes|adhd|add|autism|epilepsy|migraines?|insomnia|arthritis|anxiety|depression|hypertension"
    r"|high blood pressure|tinnitus|eczema|cancer|ibs|celiac disease|coeliac disease|dyslexia|ptsd|ocd|bipolar disorder"
    r"|a (?:cold|fever|flu|headache|sore throat|bad back|heart condition|broken \w+)"
)
FEELINGS = (
    r"happy|excited|thrilled|proud|relaxed|calm|content|hopeful|optimistic|inspired|relieved|lucky"
    r"|sad|unhappy|down|depressed|lonely|alone|homesick|heartbroken|upset|angry|annoyed|frustrated|furious|jealous"
    r"|anxious|nervous|worried|stressed(?: out)?|overwhelmed|tense|restless|insecure|ashamed|guilty|embarrassed"
    r"|tired|exhausted|worn out|burn(?:ed|t) out|drained|sleepy|sick|ill|bored|lost|confused|helpless|hopeless"
    r"|disappointed|discouraged|unsure|insecure|unmotivated|empty|confident|motivated|energetic|comfortable|better|worse"
    r"|under (?:a lot of |so much |great )?(?:\w+ )?(?:pressure|stress)"
)
DIETS = r"vegan|vegetarian|pescatarian|teetotal|lactose[- ]intolerant|gluten[- ]intolerant|coeliac|celiac"
RELATIONSHIPS = r"single|married|engaged|divorced|widowed|separated"
TRADES = (
    r"(?:[a-z][\w-]*\s){0,3}(?:nurse|student|chef|cook|clerk|pilot|judge|coach|guide|waitress|actress|midwife|vet"
    r"|freelancer|soldier|surgeon|therapist|tutor|intern|pharmacist|barista|plumber|carpenter|model|analyst"
    r"|apprentice|trainee|secretary|assistant|consultant|accountant|attendant|physician|musician|technician|librarian"
    r"|electrician|mechanic|doctor|professor|author|editor|director|instructor|translator|conductor|actor|sailor"
    r"|lawyer|teacher|engineer|developer|programmer|designer|writer|painter|farmer|gardener|baker|butcher|hairdresser"
    r"|photographer|manager|officer|firefighter|firewoman|fireman|lecturer|researcher|reporter|singer|dancer|player"
    r"|driver|banker|builder|broker|dealer|worker|carer|cleaner|teller|planner|trainer|waiter|recruiter|lecturer"
    r"|\w{3,}(?:ologist|ist|smith|wright|iatrician))"
)
PROMISES = listed(
    """
    try consider check keep remember remind listen follow heed think look see take give let go come do get be
    ask tell talk chat share discuss say mention continue stop start thank appreciate work study make find
    know seriously definitely
    """
)
"""Verbs that answer advice ("I will try that"): after `will`, they set no plan unless a day is named."""
HABITS = (
    r"play|practi[cs]e|exercise|run|swim|cook|bake|paint|draw|write|sing|dance|meditate|drive|ride|cycle|walk|jog|hike"
    r"|climb|knit|sew|garden|volunteer|commute|travel|read|watch|listen to|drink|eat|smoke|wake up|get up|go|take|spend"
    r"|train|work out|collect|fish|ski|surf|skate|camp|blog|pray|visit|teach|coach|study|consider|pair|use|have|skip"
)
"""Verbs in the present that tell of a habit; the last ones only beside a word like `usually`."""
CLEAR_HABITS = HABITS.split("|go|", maxsplit=1)[0]
PAST = (
    r"went|saw|met|bought|got|made|ate|drank|read|wrote|won|lost|ran|swam|sang|built|broke|caught|chose|drew|drove|flew"
    r"|found|gave|grew|held|hurt|left|led|paid|rode|sold|sent|slept|spent|spoke|stood|stole|taught|threw|took"
    r"|woke|wore|began|quit|fell|forgot|fought|came|did|had|learnt|dreamt|burnt|became|rented|passed|failed|started"
    r"|finished|visited|watched|attended|joined|moved|played|cooked|baked|painted|climbed|hiked|travel?led|walked"
    r"|worked|studied|learned|registered|signed up|applied|graduated|retired|adopted|booked|planted|repaired|fixed"
    r"|donated|discovered|ordered|organi[sz]ed|hosted|celebrated|competed|performed|recorded|published|presented"
    r"|prepared|practi[cs]ed|trained|volunteered|interviewed|accepted|received|invited|missed|decorated|cleaned|tried|formed"
)
NOT_A_KIND = listed(
    """
    bit little lot fan few person while huge big small great good bad better kind sort question problem member
    believer lover beginner follower mess fool joke wreck loser idiot genius long short friend minute second
    moment loss
    """
)
"""After "I'm a": heads that do not say what somebody is."""
EMPTY = listed(
    """
    much lot lots bit well way ways thing things something anything everything nothing stuff good great nice
    better best today tomorrow yesterday tonight lately recently now again one ones some any all more most
    many few several other others another same such idea ideas advice suggestion suggestions tip tips
    recommendation recommendations question questions help chat chatting talk talking conversation
    conversations feel think know like love enjoy get got make made going go want wanted new time day days
    sure okay fine ok thanks thank please lots useful interesting beautiful delicious amazing fun nice
    wonderful practical helpful sounds true right here there yet still always never sometimes often usually
    please friend problem problems difficult hard easy them it ever else trouble troubles issue issues fact
    point points luck rest knowledge experience insight insights reflections each progress together facing
    difficulty difficulties follow following practice implement busy article as than
    """
)
"""Words that, alone, give a statement no content."""
