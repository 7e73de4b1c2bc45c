"""What each signal of ranking is worth: LoCoMo's figures with one weight at a time at zero."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import recall_locomo
from benchmarks.progress import progress
from benchmarks.report import Result
from companion.memory.ranking import Weights

_NO_SIGNAL = ("first", "full")
"""Numbers of `Weights` that measure nothing by themselves: how many places, and from where a match is full."""


async def run(data: Path, only: Sequence[int] | None = None, signals: Sequence[str] | None = None) -> Result:
    """Each of `signals` (all of `Weights` if left out) off, one at a time, one day after the last session.

    Every conversation is imported once. Raises `KeyError` for a signal that there is none of.
    """
    with tempfile.TemporaryDirectory(prefix="companion-ablation-", ignore_cleanup_errors=True) as folder:

        async def measured(weights: Weights) -> Result:
            return _short(await recall_locomo.run(data, weights, year=False, only=only, homes=Path(folder)))

        whole = await measured(Weights())
        result: Result = {"all": whole}
        for name in progress(list(signals or names()), "signals"):
            row = await measured(dataclasses.replace(Weights(), **{name: type(dataclasses.asdict(Weights())[name])(0)}))
            change = round(row["turn"]["@10"] - whole["turn"]["@10"], 4)
            result[f"without {name}"] = {**row, "turn @10 changes by": change}
        return result


def names() -> list[str]:
    """The weights that switch a signal off at zero."""
    numbers = dataclasses.asdict(Weights()).items()
    return [name for name, value in numbers if isinstance(value, int | float) and name not in _NO_SIGNAL]


def _short(result: Result) -> Result:
    return {key: result[key] for key in ("n", "turn", "session", "prompt")}
