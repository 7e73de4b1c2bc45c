"""The tables of the portrait, as the statements of the migrations that make them. Never edited once released."""

from __future__ import annotations

SCHEMA: tuple[str, ...] = (
    """create table portrait_traits (
        position integer primary key,
        name text not null unique,
        score real not null default 0,
        low real not null default -1,
        high real not null default 1,
        evidence integer not null default 0,
        locked integer not null default 0
    )""",
    """insert into portrait_traits(position, name) values
        (1, 'openness'), (2, 'conscientiousness'), (3, 'extraversion'), (4, 'agreeableness'), (5, 'neuroticism')""",
    """create table portrait_items (
        position integer primary key,
        facet text not null,
        text text not null,
        weight real not null,
        last_day text not null,
        message_ids text not null default '[]',
        unique (facet, text)
    )""",
    """create table portrait_moods (
        position integer primary key,
        session_id integer not null,
        day text not null,
        valence real not null
    )""",
    """create table portrait_ledger (
        id integer primary key autoincrement,
        at real not null,
        session_id integer,
        trait text not null,
        before real not null,
        after real not null,
        reason text not null,
        message_id integer,
        quote text not null
    )""",
    "create index portrait_ledger_by_trait on portrait_ledger(trait, id)",
    "create index portrait_ledger_by_message on portrait_ledger(message_id)",
    "create table portrait_sessions (session_id integer primary key, applied_at real not null)",
    """create table portrait_summary (
        id integer primary key check (id = 1),
        strategy text not null default '',
        sessions integer not null default 0,
        updated_at real
    )""",
    "insert into portrait_summary(id) values (1)",
)
"""The tables, for the migration that makes them. The five traits are there from the start, at zero."""

SPACES: tuple[str, ...] = (
    """create table portrait_traits_anew (
        space text not null default '',
        position integer not null,
        name text not null,
        score real not null default 0,
        low real not null default -1,
        high real not null default 1,
        evidence integer not null default 0,
        locked integer not null default 0,
        primary key (space, name)
    ) without rowid""",
    """insert into portrait_traits_anew(position, name, score, low, high, evidence, locked)
        select position, name, score, low, high, evidence, locked from portrait_traits""",
    "drop table portrait_traits",
    "alter table portrait_traits_anew rename to portrait_traits",
    """create table portrait_items_anew (
        position integer primary key,
        space text not null default '',
        facet text not null,
        text text not null,
        weight real not null,
        last_day text not null,
        message_ids text not null default '[]',
        unique (space, facet, text)
    )""",
    """insert into portrait_items_anew(position, facet, text, weight, last_day, message_ids)
        select position, facet, text, weight, last_day, message_ids from portrait_items""",
    "drop table portrait_items",
    "alter table portrait_items_anew rename to portrait_items",
    "alter table portrait_moods add column space text not null default ''",
    """create table portrait_summary_anew (
        space text primary key,
        strategy text not null default '',
        sessions integer not null default 0,
        updated_at real
    ) without rowid""",
    """insert into portrait_summary_anew(space, strategy, sessions, updated_at)
        select '', strategy, sessions, updated_at from portrait_summary""",
    "drop table portrait_summary",
    "alter table portrait_summary_anew rename to portrait_summary",
    "alter table portrait_ledger add column space text not null default ''",
    "alter table portrait_ledger add column day text",
    "alter table portrait_ledger add column counts integer",
    "alter table portrait_ledger add column said_on text",
    "alter table portrait_ledger add column message_ids text not null default '[]'",
)
"""A portrait for each space, and a ledger whose rows alone give everything: traits, items and moods."""

_UPGRADED = "as it stood when the ledger began to keep everything"

BASELINE: tuple[str, ...] = (
    """update portrait_ledger set day = coalesce(
        (select s.day from sessions s where s.id = portrait_ledger.session_id), date(at, 'unixepoch', 'localtime'))""",
    f"""insert into portrait_ledger(at, trait, before, after, reason, quote, counts, day)
        select l.at, l.trait, l.after, 0, '{_UPGRADED}', '', 0, l.day from portrait_ledger l
        where l.id in (select max(id) from portrait_ledger group by trait) and l.after <> 0
        and l.trait like '%: %' and l.trait not in (select facet || ': ' || text from portrait_items)""",
    f"""insert into portrait_ledger(at, trait, before, after, reason, quote, counts, day, said_on, message_ids)
        select coalesce(u.updated_at, 0), i.facet || ': ' || i.text,
            coalesce((select l.after from portrait_ledger l where l.trait = i.facet || ': ' || i.text
                order by l.id desc limit 1), 0),
            i.weight, '{_UPGRADED}', '', 0, i.last_day, i.last_day, i.message_ids
        from portrait_items i, portrait_summary u""",
    f"""insert into portrait_ledger(at, session_id, trait, before, after, reason, quote, counts, day, said_on)
        select coalesce(u.updated_at, 0), m.session_id, 'mood: ' || m.session_id, 0, m.valence, '{_UPGRADED}', '', 0,
            m.day, m.day from portrait_moods m, portrait_summary u""",
)
"""Rows that bring a ledger of an older version to where its portrait stands. Needs the sessions."""

LOCKS: tuple[str, ...] = (
    # The locks of items are rows of the ledger: whoever reads a portrait looks for them, and the ledger only grows.
    """create index portrait_ledger_locks on portrait_ledger(space, id, trait, reason)
    where reason in ('locked by you', 'unlocked by you')""",
)
