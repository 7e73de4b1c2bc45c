"""Wake-ups: named, moved, cancelled, and ended without leaving anything running."""

from __future__ import annotations

import asyncio
import datetime as dt

from companion.schedule.scheduler import Scheduler
from tests.engines import run


def soon() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_a_wake_up_whose_time_is_past_comes_at_once() -> None:
    async def go() -> None:
        scheduler, rang = Scheduler(), asyncio.Event()
        scheduler.start()

        async def ring() -> None:
            rang.set()

        scheduler.at("bell", soon() - dt.timedelta(days=400), ring)
        await rang.wait()
        await scheduler.stop()

    run(go())


def test_a_name_stands_for_one_wake_up_and_asking_again_moves_it() -> None:
    async def go() -> None:
        scheduler, rings, rang = Scheduler(), list[str](), asyncio.Event()
        scheduler.start()

        async def first() -> None:
            rings.append("first")

        async def second() -> None:
            rings.append("second")
            rang.set()

        scheduler.at("bell", soon() + dt.timedelta(hours=1), first)
        scheduler.at("bell", soon(), second)
        await rang.wait()
        scheduler.at("bell", soon() + dt.timedelta(hours=1), first)
        scheduler.cancel("bell")
        scheduler.cancel("bell")
        scheduler.cancel("never heard of")
        await scheduler.stop()
        assert rings == ["second"]

    run(go())


def test_every_comes_again_and_again_also_after_a_failure() -> None:
    async def go() -> None:
        scheduler, rings, enough = Scheduler(), list[int](), asyncio.Event()
        scheduler.start()

        async def ring() -> None:
            rings.append(1)
            if len(rings) == 3:
                enough.set()
            raise RuntimeError("the bell is cracked")

        scheduler.every("bell", 0.02, ring)
        await enough.wait()
        await scheduler.stop()

    run(go())


def test_stop_ends_what_is_under_way_and_may_come_twice() -> None:
    async def go() -> None:
        scheduler, began, ended = Scheduler(), asyncio.Event(), list[str]()
        await scheduler.stop()
        scheduler.start()

        async def long() -> None:
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("yes")

        scheduler.at("long", soon(), long)
        await began.wait()
        await scheduler.stop()
        await scheduler.stop()
        assert ended == ["yes"]

    run(go())


def test_nobody_is_woken_after_the_stop() -> None:
    async def go() -> None:
        scheduler, rings = Scheduler(), list[int]()
        scheduler.start()

        async def ring() -> None:
            rings.append(1)

        scheduler.at("bell", soon(), ring)
        await scheduler.stop()
        for _ in range(20):
            await asyncio.sleep(0)
        assert rings == []

    run(go())
