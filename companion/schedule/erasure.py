"""One erasure in one transaction: memories, messages, the portrait, summaries of every span, and whatever is left."""

from __future__ import annotations

import datetime as dt

from companion.memory.episodes import Fading
from companion.memory.erasing import Erased, embed_anew, erase, remove
from companion.memory.forgetting_plan import Plan, plan
from companion.memory.scrubbing import scrub
from companion.records import Scope
from companion.schedule.chronicle import rewrite
from companion.schedule.portrait_erasure import forget_evidence, tidy_notes
from companion.store import erasures, forgettings, memories, tombstones
from companion.store.database import Connection
from companion.store.forgettings import Row


def carry_out(con: Connection, row: Row, mark: str, embedder: str, fading: Fading, now: dt.datetime) -> Erased:
    """Forget for good what `row` asks for; what was done. The receipt is kept with it."""
    made = plan(con, row.seeds)
    observations = forget_evidence(con, made, now)
    done = erase(con, made, row.id, mark, embedder)
    _rewrite_above(con, made, embedder, fading, now, done)
    done.count("portrait", observations)
    fields, attached = scrub(con, made.words, mark)
    done.count("swept", fields)
    done.count("attachments", attached)
    tidy_notes(con)
    done.count("tombstones", tombstones.count(con, row.id))
    forgettings.set_erased(con, row.id, now, {"counts": done.counts, "kinds": done.kinds})
    return done


def _rewrite_above(con: Connection, made: Plan, embedder: str, fading: Fading, now: dt.datetime, done: Erased) -> None:
    """Days, weeks and the story, from what is left of the summaries below them."""
    days = set(done.days)
    for memory in memories.by_ids(con, made.summaries).values():
        if memory.scope in (Scope.DAY, Scope.WEEK):
            days.add(memory.day)
    written, gone = rewrite(con, sorted(days), fading, now)
    erasures.remove_versions(con, written)
    embed_anew(con, written, embedder, done)
    remove(con, gone, embedder, done)
    done.count("summaries", len(written))
