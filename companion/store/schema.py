"""The record's tables, as a numbered list of migrations. A released migration is never edited: add another."""

from __future__ import annotations

from companion.store import portrait_tables

_TRANSCRIPTS = (
    """create table sessions (
        id integer primary key autoincrement,
        title text not null default '',
        started_at real not null,
        last_at real not null,
        ended_at real,
        consolidated_at real,
        day text not null,
        source text not null default 'app',
        pinned integer not null default 0,
        archived integer not null default 0,
        import_key text unique
    )""",
    "create index sessions_by_last on sessions(last_at)",
    "create index sessions_open on sessions(id) where ended_at is null",
    """create table messages (
        id integer primary key autoincrement,
        session_id integer not null references sessions(id) on delete cascade,
        parent_id integer references messages(id),
        position integer not null,
        role text not null,
        speaker text not null,
        text text not null,
        created_at real not null,
        day text not null,
        state text not null,
        model text not null default '',
        notice text not null default ''
    )""",
    "create index messages_by_session on messages(session_id, position)",
    "create index messages_by_day on messages(day)",
    "create index messages_streaming on messages(id) where state = 'streaming'",
    "create virtual table messages_fts using fts5(text, content='messages', content_rowid='id', tokenize='trigram')",
    """create trigger messages_added after insert on messages begin
        insert into messages_fts(rowid, text) values (new.id, new.text); end""",
    """create trigger messages_removed after delete on messages begin
        insert into messages_fts(messages_fts, rowid, text) values ('delete', old.id, old.text); end""",
    """create trigger messages_changed after update of text on messages begin
        insert into messages_fts(messages_fts, rowid, text) values ('delete', old.id, old.text);
        insert into messages_fts(rowid, text) values (new.id, new.text); end""",
)

_MEMORIES = (
    """create table memories (
        id integer primary key autoincrement,
        kind text not null,
        scope text,
        text text not null,
        keywords text not null default '[]',
        flags text not null default '[]',
        created_at real not null,
        occurred_at real not null,
        day text not null,
        session_id integer references sessions(id) on delete cascade,
        position integer,
        message_id integer unique references messages(id) on delete cascade,
        speaker text not null default '',
        subject text not null default '',
        relation text not null default '',
        provenance text not null,
        truth text not null,
        sensitivity text not null,
        status text not null,
        pinned integer not null default 0,
        importance real not null,
        valid_from text,
        valid_until text,
        version integer not null default 1,
        content_words integer not null default 0,
        tokens integer not null default 0,
        strength real not null,
        stability real not null,
        difficulty real not null,
        anchor_at real not null,
        reinforced_at real,
        uses integer not null default 0,
        fades_at real,
        before_forget text
    )""",
    "create index memories_by_session on memories(session_id, position)",
    "create index memories_by_kind on memories(kind, scope, day)",
    "create index memories_by_speaker on memories(speaker)",
    "create index memories_by_day on memories(day)",
    "create index memories_by_subject on memories(kind, subject collate nocase)",
    "create index memories_fading on memories(fades_at) where status = 'active' and fades_at is not null",
    """create table memory_sources (
        memory_id integer not null references memories(id) on delete cascade,
        message_id integer not null references messages(id) on delete cascade,
        start integer not null,
        stop integer not null,
        primary key (memory_id, message_id, start, stop)
    ) without rowid""",
    "create index memory_sources_by_message on memory_sources(message_id)",
    """create table memory_versions (
        memory_id integer not null references memories(id) on delete cascade,
        version integer not null,
        text text not null,
        changed_at real not null,
        changed_by text not null,
        primary key (memory_id, version)
    ) without rowid""",
    """create table memory_vectors (
        memory_id integer not null references memories(id) on delete cascade,
        embedder text not null,
        piece integer not null,
        vector blob not null,
        primary key (memory_id, embedder, piece)
    )""",
    """create table links (
        from_id integer not null references memories(id) on delete cascade,
        to_id integer not null references memories(id) on delete cascade,
        relation text not null,
        weight real not null default 1,
        created_at real not null,
        primary key (from_id, to_id, relation)
    ) without rowid""",
    "create index links_back on links(to_id)",
    """create virtual table memory_fts using fts5(day, own, prev, next, content='', contentless_delete=1,
        tokenize='porter unicode61 remove_diacritics 2')""",
    """create table recalls (
        reply_id integer not null references messages(id) on delete cascade,
        memory_id integer not null references memories(id) on delete cascade,
        level text not null,
        score real not null,
        parts text not null,
        primary key (reply_id, memory_id)
    ) without rowid""",
    "create index recalls_by_memory on recalls(memory_id)",
)

_HOUSE = (
    "create table meta (key text primary key, value text not null) without rowid",
    """create table work (
        id integer primary key autoincrement,
        kind text not null,
        key text not null,
        due_at real not null,
        attempts integer not null default 0,
        last_error text not null default '',
        done_at real,
        unique (kind, key)
    )""",
    "create index work_due on work(due_at) where done_at is null",
)

_USE = (
    "alter table messages add column rating integer not null default 0",
    """create table memory_bonds (
        one integer not null references memories(id) on delete cascade,
        other integer not null references memories(id) on delete cascade,
        strength real not null,
        used_at real not null,
        primary key (one, other),
        check (one < other)
    ) without rowid""",
    "create index memory_bonds_back on memory_bonds(other)",
    """create table rehearsals (
        memory_id integer primary key references memories(id) on delete cascade,
        marked_at real not null,
        session_id integer references sessions(id) on delete set null,
        taken_at real
    )""",
    "create index rehearsals_by_session on rehearsals(session_id)",
    """create index memories_dear on memories(fades_at)
        where status = 'active' and fades_at is not null and importance >= 0.8""",
)

_JOURNAL = (
    """create table lessons (
        work_id integer primary key references work(id) on delete cascade,
        session_id integer not null references sessions(id) on delete cascade,
        portrait text not null,
        undone_at real
    )""",
    "create index lessons_by_session on lessons(session_id)",
    """create table lesson_changes (
        id integer primary key autoincrement,
        work_id integer not null references lessons(work_id) on delete cascade,
        memory_id integer not null references memories(id) on delete cascade,
        before text,
        after text not null,
        taken_back integer not null default 0
    )""",
    "create index lesson_changes_by_work on lesson_changes(work_id)",
    "create index lesson_changes_by_memory on lesson_changes(memory_id)",
    # Weeks that were over before weeks were summed up: from Monday, due after the midnight of Sunday.
    """insert or ignore into work(kind, key, due_at)
        select distinct 'week', date(day, 'weekday 0', '-6 days'), unixepoch(date(day, 'weekday 0', '+1 day'))
        from memories where kind = 'event' and scope = 'day' and status <> 'forgotten'""",
)

# How an episode is worded (`language.marks`); null where it was stored before this was kept.
_MARKS = ("alter table memories add column marks integer",)

# What is said, as it is searched, kept as a draft and attached.
_SAID = (
    # A word index beside the trigrams: it ranks. What is deleted leaves no trace in it.
    """create virtual table messages_words using fts5(text, content='messages', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """create trigger messages_words_added after insert on messages begin
        insert into messages_words(rowid, text) values (new.id, new.text); end""",
    """create trigger messages_words_removed after delete on messages begin
        insert into messages_words(messages_words, rowid, text) values ('delete', old.id, old.text); end""",
    """create trigger messages_words_changed after update of text on messages begin
        insert into messages_words(messages_words, rowid, text) values ('delete', old.id, old.text);
        insert into messages_words(rowid, text) values (new.id, new.text); end""",
    "insert into messages_words(messages_words, rank) values ('secure-delete', 1)",
    "insert into messages_words(messages_words) values ('rebuild')",
    # Whether a person chose the title: then no model changes it. Nobody knows that of the titles before.
    "alter table sessions add column titled integer not null default 0",
    "update sessions set titled = 1 where title <> ''",
    # What is written and not sent, by conversation; 0 is the one that has not begun.
    """create table drafts (
        id integer primary key,
        session_id integer references sessions(id) on delete cascade,
        text text not null,
        cursor integer not null,
        changed_at real not null
    )""",
    "create index drafts_by_session on drafts(session_id)",
    # What came with a message and is nobody's own words: a picture, or a document that is quoted.
    """create table attachments (
        id integer primary key autoincrement,
        message_id integer not null references messages(id) on delete cascade,
        place integer not null,
        kind text not null,
        name text not null,
        media text not null,
        size integer not null,
        width integer not null default 0,
        height integer not null default 0,
        text text,
        data blob,
        thumb blob
    )""",
    "create index attachments_by_message on attachments(message_id, place)",
    """create virtual table attachments_fts using fts5(text, content='attachments', content_rowid='id',
        tokenize='trigram')""",
    """create trigger attachments_added after insert on attachments when new.text is not null begin
        insert into attachments_fts(rowid, text) values (new.id, new.text); end""",
    """create trigger attachments_removed after delete on attachments when old.text is not null begin
        insert into attachments_fts(attachments_fts, rowid, text) values ('delete', old.id, old.text); end""",
    "insert into attachments_fts(attachments_fts, rank) values ('secure-delete', 1)",
    # What a model wrote of a session while it goes on: all that was said up to a message.
    """create table running_summaries (
        session_id integer primary key references sessions(id) on delete cascade,
        text text not null,
        last_message_id integer not null,
        made_at real not null
    )""",
    # Words that change, or are erased, take along what was summed up from them.
    """create trigger running_summaries_outdated after update of text on messages begin
        delete from running_summaries where session_id = new.session_id and last_message_id >= new.id; end""",
    """create trigger running_summaries_cut after delete on messages begin
        delete from running_summaries where session_id = old.session_id and last_message_id >= old.id; end""",
)

# The rooms of schema 5, a tuple for each.
_SPACES = (
    # Which persona spoke, and in which space its memories lie: '' is shared, else the persona's own.
    "alter table sessions add column persona text not null default ''",
    "alter table sessions add column space text not null default ''",
    "alter table memories add column space text not null default ''",
)
_SPEED = (
    "create index memories_forgotten on memories(status) where status = 'forgotten'",
    # All that ranking asks of a memory, side by side and without its words: one page holds dozens of them.
    """create index memories_ranking on memories(id, kind, session_id, position, day, speaker, content_words, tokens,
        status, pinned, strength, stability, anchor_at, version, marks, valid_until, space)""",
)
_TREE: tuple[str, ...] = (
    # Of the versions of a message one is `chosen`; `shown` are the chosen ones below chosen ones: one path to a leaf.
    "alter table messages add column chosen integer not null default 1",
    "alter table messages add column shown integer not null default 1",
    "alter table messages add column deletion_id integer",
    # Until now every session was one line, and only replies knew what they answer.
    """update messages set parent_id = (select before.id from messages before
        where before.session_id = messages.session_id and before.position < messages.position
        order by before.position desc limit 1)""",
    "create index messages_by_parent on messages(session_id, parent_id) where deletion_id is null",
    "create index messages_by_answered on messages(parent_id)",
    """create table deletions (
        id integer primary key autoincrement,
        session_id integer not null references sessions(id) on delete cascade,
        message_id integer not null references messages(id) on delete cascade,
        deleted_at real not null,
        shown integer not null,
        leaf_id integer not null,
        ended_at real,
        consolidated_at real,
        memories text not null
    )""",
    "create index deletions_by_session on deletions(session_id)",
    "create index deletions_by_message on deletions(message_id)",
)
_CHAT: tuple[str, ...] = (
    *_SAID,
    # What recall decided about a message, and what came near without being kept: the panel under a reply shows both.
    """create table reply_decisions (
        reply_id integer primary key references messages(id) on delete cascade,
        decision text not null,
        confidence real not null,
        known integer not null
    )""",
    """create table near_misses (
        reply_id integer not null references messages(id) on delete cascade,
        memory_id integer not null references memories(id) on delete cascade,
        score real not null,
        parts text not null,
        primary key (reply_id, memory_id)
    ) without rowid""",
    "create index near_misses_by_memory on near_misses(memory_id)",
    """create table muted_topics (
        id integer primary key autoincrement,
        topic text not null,
        made_at real not null,
        ended_at real
    )""",
    """create table muted_topic_memories (
        topic_id integer not null references muted_topics(id) on delete cascade,
        memory_id integer not null references memories(id) on delete cascade,
        primary key (topic_id, memory_id)
    ) without rowid""",
    # What was done at the user's word. It holds no words itself, so that a forgotten memory leaves none here.
    """create table spoken_changes (
        id integer primary key autoincrement,
        reply_id integer not null references messages(id) on delete cascade,
        message_id integer not null references messages(id) on delete cascade,
        wish text not null,
        state text not null,
        work_id integer references work(id) on delete set null,
        topic_id integer,
        made_at real not null
    )""",
    "create index spoken_changes_by_reply on spoken_changes(reply_id)",
    "create index spoken_changes_by_message on spoken_changes(message_id)",
    """create table spoken_memories (
        change_id integer not null references spoken_changes(id) on delete cascade,
        memory_id integer not null references memories(id) on delete cascade,
        part text not null,
        primary key (change_id, memory_id)
    ) without rowid""",
    """create table spoken_spans (
        change_id integer not null references spoken_changes(id) on delete cascade,
        message_id integer not null references messages(id) on delete cascade,
        start integer not null,
        stop integer not null
    )""",
    "create index spoken_spans_by_message on spoken_spans(message_id)",
    # What a reply has beside its words: why it failed and what helps, and what the model thought before it spoke.
    "alter table messages add column next_step text not null default ''",
    "alter table messages add column code text not null default ''",
    "alter table messages add column thoughts text not null default ''",
    "alter table messages add column thought_seconds real not null default 0",
    "alter table messages add column awaits_model integer not null default 0",
    "create index messages_awaiting on messages(id) where awaits_model = 1",
)
_FORGETTING: tuple[str, ...] = (
    # What the user does not want to come up by itself, nor in a prompt unless it is asked for.
    """create table muted_memories (
        memory_id integer primary key references memories(id) on delete cascade,
        muted_at real not null
    )""",
    # What must never be remembered: a kind of memory of one subject and relation; '' stands for any.
    """create table refusals (
        id integer primary key autoincrement,
        kind text not null,
        relation text not null,
        subject text not null,
        made_at real not null,
        unique (kind, relation, subject)
    )""",
    # What a learning did with each memory and why, in fixed words; and what the user has looked at.
    "alter table lesson_changes add column action text not null default ''",
    "alter table lesson_changes add column reason text not null default ''",
    "alter table lesson_changes add column settled_at real",
    # A forget from its asking to its receipt. `seeds` says what was asked for, until it is gone.
    """create table forgettings (
        id integer primary key autoincrement,
        asked_at real not null,
        due_at real not null,
        seeds text not null,
        erased_at real,
        cleaned_at real,
        receipt text not null default '{}'
    )""",
    # The words that go: out of every prompt at once, out of the record when the time comes.
    """create table forgetting_spans (
        forgetting_id integer not null references forgettings(id) on delete cascade,
        message_id integer not null references messages(id) on delete cascade,
        start integer not null,
        stop integer not null,
        primary key (message_id, start, stop, forgetting_id)
    ) without rowid""",
    "create index forgetting_spans_by_forgetting on forgetting_spans(forgetting_id)",
    # What is taken out of an attachment leaves its index, too.
    """create trigger attachments_changed after update of text on attachments begin
        insert into attachments_fts(attachments_fts, rowid, text) values ('delete', old.id, old.text);
        insert into attachments_fts(rowid, text) values (new.id, new.text); end""",
    # Keyed hashes of what was forgotten, so that it is not learned again.
    """create table tombstones (
        mark blob primary key,
        forgetting_id integer not null
    ) without rowid""",
    "create index tombstones_by_forgetting on tombstones(forgetting_id)",
)
_CURATION: tuple[str, ...] = (
    # What use made of a memory, and what it was before the first use that is known: for the picture of its curve.
    """create table reinforcements (
        memory_id integer not null references memories(id) on delete cascade,
        at real not null,
        use text not null,
        strength real not null,
        stability real not null,
        primary key (memory_id, at, use)
    ) without rowid""",
    # Where a memory lies on the map of meanings. A landmark is one that others are placed by. No words.
    """create table map_places (
        memory_id integer primary key references memories(id) on delete cascade,
        x real not null,
        y real not null,
        landmark integer not null default 0
    )""",
    # Lists of any length open sorted and scrolled: a page is read off the index of its order, its status with it.
    "create index memories_listed_by_occurred on memories(occurred_at, status, space)",
    "create index memories_listed_by_created on memories(created_at, status, space)",
    "create index memories_listed_by_text on memories(substr(text, 1, 60) collate nocase, status, space)",
    "create index memories_listed_by_kind on memories(kind, status, space)",
    "create index memories_listed_by_importance on memories(importance, status, space)",
    "create index memories_listed_by_uses on memories(uses, status, space)",
    "create index memories_listed_by_source on memories(speaker collate nocase, status, space)",
    "create index memories_listed_by_retention on memories(coalesce(fades_at, 1e18), status, space)",
)
_PERSONAS: tuple[str, ...] = (
    "create index memories_apart on memories(space, id) where space <> ''",
    # Whatever stores a memory of a session: it lies where its session does.
    """create trigger memories_in_space after insert on memories
        when new.space <> (select space from sessions where id = new.session_id) begin
        update memories set space = (select space from sessions where id = new.session_id) where id = new.id; end""",
    *portrait_tables.SPACES,
    *portrait_tables.BASELINE,
    # Messages that were answered with care, and the kind of it.
    """create table cared_for (
        message_id integer primary key references messages(id) on delete cascade,
        kind text not null
    )""",
    """create table persona_proposals (
        id integer primary key autoincrement,
        persona text not null,
        made_at real not null,
        wish text not null,
        message_id integer,
        quote text not null,
        decided text,
        decided_at real,
        unique (persona, wish, message_id)
    )""",
)
_DRAFTS: tuple[str, ...] = (
    # What is to come with a message that is not sent yet.
    """create table draft_attachments (
        draft_id integer not null references drafts(id) on delete cascade,
        place integer not null,
        kind text not null,
        name text not null,
        media text not null,
        width integer not null,
        height integer not null,
        text text not null,
        data blob not null,
        thumb blob not null,
        primary key (draft_id, place)
    ) without rowid""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_TRANSCRIPTS, *_MEMORIES, *_HOUSE, *portrait_tables.SCHEMA),
    _USE,
    _JOURNAL,
    _MARKS,
    (*_SPACES, *_SPEED, *_TREE, *_CHAT, *_FORGETTING, *_CURATION, *_PERSONAS),
    (*_DRAFTS, *portrait_tables.LOCKS),
)
"""Migration n (from 1) brings a record of schema n - 1 to schema n."""
