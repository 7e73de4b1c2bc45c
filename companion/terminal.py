"""How the terminal looks: results as text, and a conversation line by line."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from companion.commands import chat
from companion.engine import Engine
from companion.errors import BadInput, CompanionError
from companion.paths import Home
from companion.service import call
from companion.store import vault

Tell = Callable[[str], None]
Work = Callable[[Engine], Awaitable[dict[str, Any]]]

_WIDTH = 100
_WORDS_SHOWN = 12


def teller(options: argparse.Namespace) -> Tell:
    """What to do with each piece of a reply: show it at once, unless JSON is wanted."""
    return (lambda _: None) if options.json or options.command != "chat" else _write


def _write(piece: str) -> None:
    print(piece, end="", flush=True)


def shown(command: str, result: Mapping[str, Any]) -> str:
    """A result as lines for a person."""
    return _SHOWN[command](result)


def _chat(result: Mapping[str, Any]) -> str:
    lines = ["", f"({result['notice']})"] if result["notice"] else [""]
    used = sum(memory["level"] == "used" for memory in result["memories"])
    if used:
        lines.append(f"— remembered {used} thing{'s' if used != 1 else ''}")
    return "\n".join(lines)


def _recall(result: Mapping[str, Any]) -> str:
    if not result["hits"]:
        return "Nothing is remembered about that."
    return "\n".join(f"{hit['score']:5.2f}  {hit['day']}  {_said(hit)}" for hit in result["hits"])


def _memories(result: Mapping[str, Any]) -> str:
    if not result["memories"]:
        return "There are no memories here yet."
    lines = [f"{m['retention']:5.0%}  {m['day']}  {m['kind']:<9}  {_said(m)}" for m in result["memories"]]
    if result["total"] > len(lines):
        lines.append(f"… and {result['total'] - len(lines)} more")
    return "\n".join(lines)


def _fade(result: Mapping[str, Any]) -> str:
    count = len(result["memories"])
    head = f"By the end of {result['as_of']}, {count} {'memory' if count == 1 else 'memories'} will be dormant."
    return "\n".join([head, *(f"{m['fades_at'][:10]}  {m['kind']:<9}  {_said(m)}" for m in result["memories"])])


def _portrait(result: Mapping[str, Any]) -> str:
    if not result["sessions"]:
        return "There is no portrait yet: it begins after your first conversation."
    lines = [f"{t['name']:<18} {t['score']:+.2f}  ({t['evidence']} observations)" for t in result["traits"]]
    for facet in ("interest", "person", "routine", "style"):
        found = [item["text"] for item in result["items"] if item["facet"] == facet]
        if found:
            lines.append(f"{facet:<18} " + "; ".join(found[:12]))
    return "\n".join([*lines, "", result["strategy"]]).rstrip()


def _import(result: Mapping[str, Any]) -> str:
    text = f"{result['person']}: {result['sessions']} conversations, {result['messages']} messages"
    skipped = f", {result['skipped']} were here already" if result["skipped"] else ""
    return f"{text}, {result['memories']} memories{skipped}."


def _export(result: Mapping[str, Any]) -> str:
    if "path" in result:
        return f"Written to {result['path']}. The file is not encrypted."
    return str(result["text"]).rstrip("\n")


def _doctor(result: Mapping[str, Any]) -> str:
    return "\n".join(f"{check['state']:<8} {check['name']:<9} {check['detail']}" for check in result["checks"])


def _forget(result: Mapping[str, Any]) -> str:
    if not result["forgotten"]:
        return "Nothing was forgotten."
    receipt = result["receipt"]
    kinds = ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(receipt["memories"].items()))
    lines = [
        f"Forgotten for good. Receipt {receipt['id']}:",
        f"memories       {kinds or 'none'}",
        f"words taken    from {receipt['messages']} of your messages and {receipt['replies']} replies",
        f"written anew   {receipt['summaries']} summaries; the index, the word lists and the file",
        f"portrait       {receipt['portrait']} observations",
        f"also           {receipt['other']} titles, drafts, notes and older texts",
    ]
    if receipt["attachments"]:
        lines.append(f"attachments    {receipt['attachments']}, each as a whole")
    if receipt["kept_in"]:
        lines.append("May still be in " + ", ".join(receipt["kept_in"]) + ". These copies are yours to delete.")
    return "\n".join(lines)


def agreed(result: Mapping[str, Any]) -> bool:
    """Show what a forget would take, and ask. Anything but yes, and the end of input, is no."""
    found = result["found"]
    print("This would be forgotten for good:", file=sys.stderr)
    for words in found["words"][:_WORDS_SHOWN]:
        print(f"  “{_short(words)}”", file=sys.stderr)
    if len(found["words"]) > _WORDS_SHOWN:
        print(f"  … and {len(found['words']) - _WORDS_SHOWN} more", file=sys.stderr)
    print(
        f"{found['memories']} memories; words in {found['messages']} of your messages and {found['replies']} replies.",
        file=sys.stderr,
    )
    if found["alike"]:
        print(
            "These may say the same in other words, and would stay (forget them by words of their own):",
            file=sys.stderr,
        )
    for words in found["alike"]:
        print(f"  “{_short(words)}”", file=sys.stderr)
    print("Forget it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


_SHOWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "chat": _chat,
    "recall": _recall,
    "memories": _memories,
    "portrait": _portrait,
    "import": _import,
    "fade": _fade,
    "doctor": _doctor,
    "export": _export,
    "forget": _forget,
}


def _said(row: Mapping[str, Any]) -> str:
    return (f"{row['speaker']}: " if row["speaker"] else "") + _short(str(row["text"]))


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def key(home: Home, action: str, *, as_json: bool) -> int:
    """Print the recovery phrase, or put the key of a phrase back into the keyring. Needs no open profile.

    Raises `BadInput` for a wrong phrase or a profile that is not encrypted, `VaultLocked` when there is no key.
    """
    if not home.record.exists():
        raise BadInput(f"There is no profile in {home.root} yet.")
    if action == "restore":
        vault.restore_key(home.record, sys.stdin.readline())
        print(json.dumps({"restored": True}) if as_json else "The key is back in the keyring.")
        return 0
    held = vault.unlock(home.record, encrypt=False).key
    if held is None:
        raise BadInput("This profile is not encrypted, so it has no recovery phrase.")
    phrase = vault.recovery_phrase(held)
    print(json.dumps({"recovery_phrase": phrase}) if as_json else phrase)
    if not as_json:
        print("Write it down and keep it away from this machine: it opens your conversations.", file=sys.stderr)
    return 0


def talk(home: Home, run: Callable[[Home, Work], dict[str, Any]], *, as_json: bool) -> int:
    """A conversation until the end of input: with the open app's engine, else with one of our own."""
    print("Type a message and press Enter. An empty line or Ctrl+D ends the conversation.", file=sys.stderr)

    async def here(engine: Engine) -> dict[str, Any]:
        session: int | None = None
        while (text := await asyncio.get_running_loop().run_in_executor(None, _ask)) is not None:
            result = await _guarded(chat(engine, {"text": text, "session_id": session}, _quiet if as_json else _write))
            if result is not None:
                session = result["session_id"]
                _print(result, as_json)
        return {}

    if call(home, "doctor", {}, _quiet) is None:
        run(home, here)
        return 0
    _talk_there(home, _quiet if as_json else _write, as_json)
    return 0


def _talk_there(home: Home, tell: Tell, as_json: bool) -> None:
    """Talk through the open app; raises `CompanionError` when it is closed meanwhile."""
    session: int | None = None
    try:
        while (text := _ask()) is not None:
            try:
                found = call(home, "chat", {"text": text, "session_id": session}, tell)
            except BadInput as error:
                _complain(error)
                continue
            if found is None:
                raise CompanionError("Companion was closed, so this was not sent.", "Start this again to go on.")
            session = found["session_id"]
            _print(found, as_json)
    finally:
        if session is not None:
            call(home, "end", {"session_id": session}, _quiet)


async def _guarded(work: Awaitable[dict[str, Any]]) -> dict[str, Any] | None:
    try:
        return await work
    except CompanionError as error:
        _complain(error)
        return None


def _complain(error: CompanionError) -> None:
    print(f"companion: {error} {error.next_step}".strip(), file=sys.stderr)


def _quiet(_: str) -> None:
    return None


def _ask() -> str | None:
    try:
        text = input("> " if sys.stdin.isatty() else "")
    except (EOFError, KeyboardInterrupt):
        return None
    return text if text.strip() else None


def _print(result: Mapping[str, Any], as_json: bool) -> None:
    print(json.dumps(result, ensure_ascii=False) if as_json else _chat(result), flush=True)
