"""Recall on LoCoMo: every conversation imported into a home of its own, every question asked through the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import AFTER_A_DAY, AFTER_A_YEAR, BUDGETS, Asked, ask, episodes, write_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.locomo import CATEGORIES, Conversation, Question, read
from benchmarks.measures import Verdict, abstention, all_in, evidence_recall, unique
from benchmarks.progress import progress
from benchmarks.report import Result, mean, times
from companion.memory.ranking import Weights
from companion.models.embedder import MiniLM

TURN_RANKS = (1, 5, 10, 20)
SESSION_RANKS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what came back, in the ids of the home: gold turns, and the sessions they lie in."""

    question: Question
    gold: frozenset[int]
    gold_sessions: frozenset[int | None]
    asked: Asked


async def run(
    data: Path,
    weights: Weights | None = None,
    *,
    year: bool = True,
    only: Sequence[int] | None = None,
    homes: Path | None = None,
) -> Result:
    """Every figure of the dataset in `data`. `only`: the numbers of the conversations to use.

    With `homes`, the profiles stay in that folder, and those that are there already are asked as they are.
    """
    conversations = read(data)
    chosen = [(number, c) for number, c in enumerate(conversations) if only is None or number in only]
    model = embedder()
    after_day: list[Answered] = []
    after_year: list[Answered] = []
    for number, conversation in progress(chosen, "conversations"):
        kept = homes / str(number) if homes is not None else None
        day, later = await _measure(conversation, model, weights, kept, year=year)
        after_day += day
        after_year += later
    result = summary(after_day)
    return {**result, "after_one_year": summary(after_year)} if year else result


async def _measure(
    conversation: Conversation, model: MiniLM, weights: Weights | None, home: Path | None, *, year: bool
) -> tuple[list[Answered], list[Answered]]:
    clock = SetClock(conversation.ends)
    with temporary_home(home) as folder:
        async with open_engine(folder, clock, model, weights) as engine:
            if not (await engine.status()).memories:
                file = write_json(folder / "transcript.json", conversation.transcript())
                await engine.import_file(file, "transcript", conversation.user)
            kept = await episodes(engine)
            turns = dict(zip(conversation.dia_ids, kept, strict=True))
            rounds = []
            for later in (AFTER_A_DAY, AFTER_A_YEAR) if year else (AFTER_A_DAY,):
                clock.now = conversation.ends + later
                await engine.tick()
                answered = []
                for question in progress(conversation.questions, "questions"):
                    gold = [turns[dia_id] for dia_id in question.evidence]
                    asked = await ask(engine, question.text, prompts=not question.adversarial)
                    answered.append(
                        Answered(
                            question,
                            frozenset(memory.id for memory in gold),
                            frozenset(memory.session_id for memory in gold),
                            asked,
                        )
                    )
                rounds.append(answered)
    return rounds[0], rounds[-1]


def summary(answered: Sequence[Answered]) -> Result:
    """The figures of one round: recall over questions with evidence, abstention with the adversarial ones too."""
    answerable = [row for row in answered if not row.question.adversarial and row.gold]
    by_category: dict[int, list[Answered]] = defaultdict(list)
    for row in answerable:
        by_category[row.question.category].append(row)
    asked = [row for row in answered if row.question.adversarial or row.gold]
    return {
        **figures(answerable),
        "by_category": {CATEGORIES[number]: figures(rows) for number, rows in sorted(by_category.items())},
        "abstention": abstention(
            [Verdict(not row.question.adversarial, row.asked.known, row.asked.score) for row in asked]
        ),
        "recall_ms": times([row.asked.milliseconds for row in answered]),
    }


def figures(rows: Sequence[Answered]) -> Result:
    """Fractional recall of turns and of sessions, and the share of questions whose evidence a prompt holds whole."""
    return {
        "n": len(rows),
        "turn": {f"@{k}": mean([evidence_recall(r.asked.ranked, r.gold, k) for r in rows]) for k in TURN_RANKS},
        "session": {
            f"@{k}": mean([evidence_recall(unique(r.asked.sessions), r.gold_sessions, k) for r in rows])
            for k in SESSION_RANKS
        },
        "prompt": {str(b): mean([all_in(r.asked.given[b], r.gold) for r in rows]) for b in BUDGETS},
    }
