"""What each signal of ranking is worth: LoCoMo's figures with one weight at a time at zero."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from benchmarks import recall_locomo
from benchmarks.progress import progress
from benchmarks.report import Result
from companion.memory.ranking import Weights


async def run(data: Path, only: Sequence[int] | None = None) -> Result:
    """Every weight of `Weights` off, one at a time, one day after the last session; and the change at turn @10."""
    whole = _short(await recall_locomo.run(data, year=False, only=only))
    result: Result = {"all": whole}
    for field in progress(dataclasses.fields(Weights), "signals"):
        kind = type(getattr(Weights(), field.name))
        if kind not in (int, float) or field.name == "first":
            continue
        without = dataclasses.replace(Weights(), **{field.name: kind(0)})
        row = _short(await recall_locomo.run(data, without, year=False, only=only))
        change = round(row["turn"]["@10"] - whole["turn"]["@10"], 4)
        result[f"without {field.name}"] = {**row, "turn @10 changes by": change}
    return result


def _short(result: Result) -> Result:
    return {key: result[key] for key in ("n", "turn", "session", "prompt")}
