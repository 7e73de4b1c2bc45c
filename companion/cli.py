"""The terminal: the engine's door without a window. Every command works while the app is open, too."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import logging.handlers
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from companion import __version__, terminal
from companion.commands import COMMANDS
from companion.conversation import written_out
from companion.engine import Engine
from companion.errors import BadInput, CompanionError, ProfileBusy
from companion.paths import Home, chosen_home
from companion.service import Service, call
from companion.store import portability

BAD_INPUT = 2
FAILED = 1
TRY_AGAIN = 0.25
"""Seconds between two tries for a profile that another process is opening or closing."""
TRIES = 40

_READS_ONLY = ("recall", "memories", "portrait", "fade", "export", "forget")
"""Commands on what is there: they need a profile, and leave what is due to the next one that stays."""


def parser() -> argparse.ArgumentParser:
    """The terminal's grammar."""
    top = argparse.ArgumentParser(prog="companion", description="A companion that remembers you, on your own machine.")
    top.add_argument("--home", metavar="DIR", help="the profile folder (else COMPANION_HOME, else your usual one)")
    top.add_argument("--version", action="version", version=f"companion {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk in the terminal")
    chat.add_argument("--once", metavar="TEXT", help="say one thing, print the reply and end")
    recall = commands.add_parser("recall", help="what memory holds about something")
    recall.add_argument("text")
    recall.add_argument("-k", type=int, default=10, metavar="N", help="how many memories (default 10)")
    memories = commands.add_parser("memories", help="list memories")
    memories.add_argument("--kind", help="episode, event, fact, intention or lesson")
    memories.add_argument("--text", default="", help="only those that hold these words")
    memories.add_argument("--limit", type=int, default=1000, metavar="N", help="how many at most (default 1000)")
    commands.add_parser("portrait", help="how the companion sees you, and why")
    importer = commands.add_parser("import", help="bring in conversations from a file")
    importer.add_argument("path")
    importer.add_argument("--format", required=True, metavar="|".join(portability.FORMATS))
    importer.add_argument("--person", metavar="NAME", help="which person of the file is the user")
    export = commands.add_parser("export", help="write one conversation out for yourself to keep")
    export.add_argument("--session", type=int, required=True, metavar="N", help="the number of the conversation")
    export.add_argument("--format", default="md", metavar="|".join(written_out.FORMATS), help="default md")
    export.add_argument("--output", metavar="FILE", help="where to write it (else it is printed)")
    forget = commands.add_parser("forget", help="let every sentence and memory go that holds a text, for good")
    forget.add_argument("--containing", required=True, metavar="TEXT", help="the text, at the beginning of a word")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    fade = commands.add_parser("fade", help="what will be dormant by a day")
    fade.add_argument("--as-of", required=True, metavar="DATE", help="a day such as 2026-05-03")
    doctor = commands.add_parser("doctor", help="look at every part of this profile")
    doctor.add_argument("--rebuild-index", action="store_true", help="make the index anew from the record")
    key = commands.add_parser("key", help="print the recovery phrase of an encrypted profile, or put it back")
    key.add_argument("action", choices=("show", "restore"), help="restore reads the phrase from the standard input")
    for command in commands.choices.values():
        command.add_argument("--json", action="store_true", help="print one JSON object")
        # Also behind the command; not given there, the value before it stays.
        command.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 failed, 2 bad input (then nothing was changed)."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    try:
        home = chosen_home(options.home)
        if options.command == "chat" and options.once is None:
            return terminal.talk(home, run_engine, as_json=options.json)
        if options.command == "key":
            return terminal.key(home, options.action, as_json=options.json)
        params = _params(options, home)
        result = _run(home, options.command, params, terminal.teller(options))
        if options.command == "forget" and not options.yes and terminal.agreed(result):
            result = _run(home, options.command, {**params, "yes": True}, terminal.teller(options))
    except CompanionError as error:
        print(f"companion: {error} {error.next_step}".strip().replace("\n", " "), file=sys.stderr)
        return BAD_INPUT if isinstance(error, BadInput) else FAILED
    except KeyboardInterrupt:
        return 130
    print(json.dumps(result, ensure_ascii=False, indent=2) if options.json else terminal.shown(options.command, result))
    return FAILED if result.get("ok") is False or result.get("forgotten") is False else 0


def _params(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    """What the command is given. What can be seen to be wrong is refused before any profile is opened."""
    params = {k: v for k, v in vars(options).items() if k not in ("home", "command", "json")}
    if options.command in _READS_ONLY and not home.record.exists():
        raise BadInput(f"There is no profile in {home.root} yet.", "Talk first, or import a file.")
    if options.command == "chat":
        if not options.once.strip():
            raise BadInput("There is nothing to send.")
        params = {"text": options.once}
    if options.command == "export" and options.output is not None:
        params["output"] = str(Path(options.output).expanduser().absolute())
    if options.command == "import":
        params["path"] = str(Path(options.path).expanduser().absolute())
        portability.read_file(Path(params["path"]), options.format, options.person)
    return params


def _run(home: Home, command: str, params: dict[str, Any], tell: terminal.Tell) -> dict[str, Any]:
    """Let the open app do it; if there is none, open the profile here."""

    async def work(engine: Engine) -> dict[str, Any]:
        return await COMMANDS[command](engine, params, tell)

    for _ in range(TRIES):
        result = call(home, command, params, tell)
        if result is not None:
            return result
        # Busy and without a socket: it is just being opened or closed.
        with contextlib.suppress(ProfileBusy):
            return run_engine(home, work, read_only=command in _READS_ONLY)
        time.sleep(TRY_AGAIN)
    return run_engine(home, work, read_only=command in _READS_ONLY)


def run_engine(home: Home, work: terminal.Work, *, read_only: bool = False) -> dict[str, Any]:
    """Open the profile, serve its socket, do `work`, close. Raises what the engine raises.

    A terminal that only reads leaves what is due to the next one that stays; one that talked waits until a model has
    learned from it.
    """

    async def run() -> dict[str, Any]:
        engine = Engine(home)
        await engine.start(catch_up=not read_only)
        keep_log(home)
        service = Service(engine)
        try:
            await service.start()
            return await work(engine)
        finally:
            await service.stop()
            await engine.close(wait_for_model=not read_only)

    return asyncio.run(run())


def keep_log(home: Home) -> None:
    """Write the log to a file of the profile. It never holds words from a conversation."""
    root = logging.getLogger("companion")
    if any(isinstance(h, logging.handlers.RotatingFileHandler) for h in root.handlers):
        return
    handler = logging.handlers.RotatingFileHandler(home.log, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False


if __name__ == "__main__":
    sys.exit(main())
