"""`python -m benchmarks NAME … [--json]`: one measurement of the product through its own door."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks import (
    ablation,
    attribution,
    cancel,
    consolidation,
    decay,
    forget,
    latency,
    portrait,
    recall_followups,
    recall_locomo,
    recall_memorybank,
    recall_paraphrase,
)
from benchmarks.report import Result, shown
from companion.memory.ranking import Weights

Given = argparse.Namespace


async def recall(given: Given) -> Result:
    """Recall on one of the four datasets; follow-ups come with the product."""
    weights = dataclasses.replace(Weights(), speaker=0.0) if given.no_speaker_rule else None
    year = not given.day_only
    if given.dataset == "followups":
        return await recall_followups.run(given.data or recall_followups.CASES, weights, year=year)
    if given.dataset == "memorybank":
        return await recall_memorybank.run(_named(given, "data"), _named(given, "questions"), weights, year=year)
    if given.dataset == "paraphrase":
        haystack = _named(given, "haystack")
        return await recall_paraphrase.run(_named(given, "data"), haystack, weights, seed=given.seed, year=year)
    return await recall_locomo.run(_named(given, "data"), weights, year=year, only=given.only)


async def ablate(given: Given) -> Result:
    """Each signal of ranking off, one at a time."""
    return await ablation.run(given.data, given.only, given.signals)


async def measure_latency(given: Given) -> Result:
    """Time recall, adding and reinforcing in an encrypted profile with that many memories."""
    return await latency.run(given.memories, given.home)


async def measure_forget(given: Given) -> Result:
    """What a forget costs in a profile with that many memories, and how long others wait for it."""
    return await forget.run(given.memories, given.home)


async def measure_decay(given: Given) -> Result:
    """A day's fading against what is due, on both curves, and agreement with the closed formula."""
    return await decay.run(given.memories, given.days)


async def measure_consolidation(given: Given) -> Result:
    """Facts from recorded replies of a model; with --data: by rule from a MemoryBank file."""
    return await (consolidation.offline(given.data) if given.data else consolidation.run())


async def measure_cancel(given: Given) -> Result:
    """Stopped replies: how fast the connection closes, and whether anything is left."""
    return await cancel.run(given.cancels)


async def measure_attribution(given: Given) -> Result:
    """Precision and recall of "used" on labelled replies."""
    return await attribution.run(given.data)


async def measure_ui(given: Given) -> Result:
    """The real windows: the longest block of their event loop, and the memory that replies cost."""
    from benchmarks import ui  # imported here: the others need no Qt

    return await ui.run(given.messages, given.memories, given.tokens, given.rate, given.home)


async def measure_portrait(given: Given) -> Result:
    """What moves the portrait, by the offline rules and by recorded replies of a model."""
    return await portrait.run(given.data, misses=given.misses)


def _named(given: Given, option: str) -> Path:
    path = getattr(given, option)
    if not isinstance(path, Path):
        raise SystemExit(f"This dataset needs --{option} PATH.")
    return path


def parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    root = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = root.add_subparsers(dest="name", required=True)

    def add(name: str, run: Callable[[Given], Awaitable[Result]]) -> argparse.ArgumentParser:
        one = names.add_parser(name, help=(run.__doc__ or "").splitlines()[0], description=run.__doc__)
        one.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
        one.set_defaults(run=run)
        return one

    one = add("recall", recall)
    one.add_argument("--dataset", choices=("locomo", "memorybank", "paraphrase", "followups"), required=True)
    one.add_argument("--data", type=Path, metavar="PATH", help="not needed for followups")
    one.add_argument("--questions", type=Path, metavar="PATH", help="memorybank: the labelled questions")
    one.add_argument("--haystack", type=Path, metavar="PATH", help="paraphrase: a LoCoMo file to hide the words in")
    one.add_argument("--no-speaker-rule", action="store_true", help="rank without the signal of named speakers")
    one.add_argument("--day-only", action="store_true", help="leave out the measurement after one year")
    one.add_argument("--only", type=int, nargs="+", metavar="N", help="locomo: only these conversations, from 0")
    one.add_argument("--seed", type=int, default=1, help="paraphrase: where the statements are hidden")

    one = add("ablation", ablate)
    one.add_argument("--data", type=Path, required=True, metavar="PATH", help="a LoCoMo file")
    one.add_argument("--only", type=int, nargs="+", metavar="N", help="only these conversations, from 0")
    one.add_argument("--signals", nargs="+", choices=ablation.names(), metavar="SIGNAL", help="only these weights")

    one = add("latency", measure_latency)
    one.add_argument("--memories", type=int, default=10_000, metavar="N")
    one.add_argument("--home", type=Path, metavar="DIR", help="keep the filled profile there, or use the one that is")

    one = add("forget", measure_forget)
    one.add_argument("--memories", type=int, default=10_000, metavar="N")
    one.add_argument("--home", type=Path, metavar="DIR", help="a profile that `latency --home` filled; it is changed")

    one = add("decay", measure_decay)
    one.add_argument("--memories", type=int, default=3000, metavar="N")
    one.add_argument("--days", type=int, default=365, metavar="DAYS")

    one = add("consolidation", measure_consolidation)
    one.add_argument("--data", type=Path, metavar="PATH", help="a MemoryBank file, learned from by rule")

    one = add("cancel", measure_cancel)
    one.add_argument("--cancels", type=int, default=200, metavar="N")

    one = add("ui", measure_ui)
    one.add_argument("--messages", type=int, default=10_000, metavar="N", help="of the long conversation")
    one.add_argument("--memories", type=int, default=1_000, metavar="N", help="for the browser; 0: without it")
    one.add_argument("--tokens", type=int, default=2_000, metavar="N", help="of the reply that streams")
    one.add_argument("--rate", type=float, default=100.0, metavar="N", help="tokens a second")
    one.add_argument("--home", type=Path, metavar="DIR", help="a profile that `latency --home` filled")

    one = add("attribution", measure_attribution)
    one.add_argument("--data", type=Path, default=attribution.CASES, metavar="PATH", help="other labelled replies")

    one = add("portrait", measure_portrait)
    one.add_argument("--data", type=Path, default=portrait.CASES, metavar="PATH", help="other labelled sessions")
    one.add_argument("--misses", action="store_true", help="name the sessions that came out wrong")
    return root


def main() -> None:
    """Run one measurement and print it."""
    given = parser().parse_args()
    result = asyncio.run(given.run(given))
    print(shown(result, as_json=given.json))


if __name__ == "__main__":
    main()
