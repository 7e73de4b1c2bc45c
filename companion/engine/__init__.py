"""The engine: composition root and the only public door. Windows, terminal and benchmarks all come in here."""

from companion.engine.attachments import Attachments
from companion.engine.browsing import Browsing
from companion.engine.conversations import Conversations
from companion.engine.curating import Curating
from companion.engine.forgetting import Forgetful
from companion.engine.house import system_clock
from companion.engine.models import Models
from companion.engine.personas import Personas
from companion.engine.portraits import Portraits
from companion.engine.prompts import Prompts
from companion.engine.reasons import Reasoning
from companion.engine.recollections import Recollections
from companion.engine.sessions import Sessions
from companion.engine.upkeep import Upkeep
from companion.engine.wellbeing import Wellbeing
from companion.engine.words import Words

__all__ = ["Engine", "system_clock"]


class Engine(
    Conversations,
    Sessions,
    Attachments,
    Recollections,
    Curating,
    Forgetful,
    Browsing,
    Reasoning,
    Words,
    Portraits,
    Personas,
    Prompts,
    Models,
    Upkeep,
    Wellbeing,
):
    """One profile at work. Every coroutine runs on one event loop; listeners are called there too.

    The constructor does no I/O. `start` opens the profile and catches up on what was missed; `close` ends it.
    """
