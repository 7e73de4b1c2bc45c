"""One conversation as a file for a person to keep: Markdown, JSON, or an HTML page that needs nothing else. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt

from companion import __version__
from companion.errors import BadInput
from companion.records import Message, MessageState, Role, Session

_NO_TITLE = "Conversation"
_MARKS = {
    MessageState.STOPPED: "stopped by you",
    MessageState.INCOMPLETE: "broke off here",
    MessageState.FAILED: "no reply",
    MessageState.STREAMING: "not finished yet",
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="Companion {version}">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --canvas: #fbf9f6; --text: #27231e; --muted: #675f55; --border: #e5ded4;
  --mine: #e2ece6; --code: #f3eee7; --accent: #2f6a5d; }}
@media (prefers-color-scheme: dark) {{ :root {{ --canvas: #1c1a18; --text: #ece6dd; --muted: #b0a699;
  --border: #37322d; --mine: #26382f; --code: #242120; --accent: #86c3b2; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--canvas); color: var(--text);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
main {{ max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }}
.about {{ color: var(--muted); font-size: .85rem; margin: .25rem 0 2rem; }}
h2.day {{ display: flex; align-items: center; gap: 1rem; margin: 2.25rem 0 1.25rem; color: var(--muted);
  font-size: .8rem; font-weight: 500; }}
h2.day::before, h2.day::after {{ content: ""; flex: 1; border-top: 1px solid var(--border); }}
article {{ margin: 0 0 1.4rem; overflow-wrap: anywhere; }}
article header {{ font-size: .8rem; color: var(--muted); margin-bottom: .2rem; }}
article header b {{ color: var(--text); margin-inline-end: .5rem; }}
article.mine {{ max-width: 82%; margin-inline-start: auto; width: fit-content; }}
article.mine header {{ text-align: end; }}
article.mine .words {{ background: var(--mine); border-radius: 16px; padding: .55rem 1rem; white-space: pre-wrap; }}
.words > :first-child {{ margin-top: 0; }} .words > :last-child {{ margin-bottom: 0; }}
pre {{ background: var(--code); border-radius: 10px; padding: .8rem 1rem; overflow-x: auto; }}
code {{ background: var(--code); border-radius: 4px; padding: .1em .3em; font-size: .9em; }}
pre code {{ padding: 0; }}
blockquote {{ margin: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--border);
  color: var(--muted); }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid var(--border); padding: .35rem .7rem; }}
a {{ color: var(--accent); }}
.mark {{ font-style: italic; }} .came {{ color: var(--muted); font-size: .8rem; margin: .3rem 0 0; }}
@media print {{ article {{ break-inside: avoid; }} }}
</style>
</head>
<body>
<main>
<h1 dir="auto">{title}</h1>
<p class="about">{about}</p>
{body}
</main>
</body>
</html>
"""


def as_markdown(session: Session, messages: Sequence[Message]) -> str:
    """The conversation as Markdown: a heading a day, then who said what and when."""
    lines = [f"# {_one_line(session.title) or _NO_TITLE}", "", f"*{_about(session, messages)}*", ""]
    for message, new_day in _with_days(messages):
        if new_day:
            lines += [f"## {_date(message)}", ""]
        lines += [f"**{_one_line(message.speaker)}** · {_time(message)}{_mark(message, ' · ')}", ""]
        if message.text:
            lines += [message.text, ""]
        if message.attachments:
            lines += [f"*Attached: {_attached(message)}*", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(session: Session, messages: Sequence[Message]) -> str:
    """The conversation as one JSON object; times in ISO 8601 with their zone (UTC)."""
    told: dict[str, Any] = {
        "format": "companion-conversation",
        "version": 1,
        "id": session.id,
        "title": session.title,
        "started_at": session.started_at.isoformat(),
        "last_at": session.last_at.isoformat(),
        "messages": [_plain(message) for message in messages],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_html(session: Session, messages: Sequence[Message]) -> str:
    """The conversation as one page without scripts, that loads nothing. Everything that was said is escaped."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    # A picture in a reply would be loaded from wherever it says: its description stands there instead.
    parser.disable("image")
    body = []
    for message, new_day in _with_days(messages):
        if new_day:
            body.append(f'<h2 class="day">{escape(_date(message))}</h2>')
        body.append(_article(parser, message))
    title = escape(session.title or _NO_TITLE)
    about = escape(_about(session, messages))
    return _PAGE.format(version=__version__, title=title, about=about, body="\n".join(body))


FORMATS: Mapping[str, Callable[[Session, Sequence[Message]], str]] = MappingProxyType(
    {"md": as_markdown, "json": as_json, "html": as_html}
)
"""The formats by the ending of their files."""


def written_out(session: Session, messages: Sequence[Message], format: str) -> str:
    """The conversation in `format`, a key of `FORMATS`. Raises `BadInput` for another one."""
    if format not in FORMATS:
        raise BadInput(f"There is no format named {format}.", f"Choose one of {', '.join(FORMATS)}.")
    return FORMATS[format](session, messages)


def _article(parser: MarkdownIt, message: Message) -> str:
    mine = message.role is Role.USER
    words = escape(message.text) if mine else str(parser.render(message.text))
    mark = f' <span class="mark">{escape(_mark(message))}</span>' if _mark(message) else ""
    came = f'<p class="came">Attached: {escape(_attached(message))}</p>' if message.attachments else ""
    return (
        f'<article class="{"mine" if mine else "theirs"}"><header><b>{escape(message.speaker)}</b>'
        f'<time datetime="{message.created_at.isoformat()}">{_time(message)}</time>{mark}</header>'
        f'<div class="words" dir="auto">{words}</div>{came}</article>'
    )


def _plain(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "role": str(message.role),
        "speaker": message.speaker,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
        "state": str(message.state),
        "model": message.model,
        "attached": [{"name": a.name, "kind": str(a.kind), "bytes": a.size} for a in message.attachments],
    }


def _attached(message: Message) -> str:
    return ", ".join(_one_line(attachment.name) for attachment in message.attachments)


def _with_days(messages: Sequence[Message]) -> list[tuple[Message, bool]]:
    """Each message, and whether a day begins with it."""
    days = [None, *(message.day for message in messages)]
    return [(message, message.day != before) for message, before in zip(messages, days, strict=False)]


def _about(session: Session, messages: Sequence[Message]) -> str:
    names = list(dict.fromkeys(message.speaker for message in messages if message.speaker))
    began = session.started_at.astimezone()
    count = "1 message" if len(messages) == 1 else f"{len(messages):,} messages"
    between = f" between {' and '.join(names)}" if len(names) == 2 else ""
    return f"A conversation{between}, begun on {began.day} {began:%B %Y}, {count}."


def _date(message: Message) -> str:
    return f"{message.day:%A}, {message.day.day} {message.day:%B %Y}"


def _time(message: Message) -> str:
    return f"{message.created_at.astimezone():%H:%M}"


def _mark(message: Message, before: str = "") -> str:
    mark = _MARKS.get(message.state, "")
    return f"{before}{mark}" if mark else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
