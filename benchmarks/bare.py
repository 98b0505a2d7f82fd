"""What people do at the floor: the same errands, as short as they can be."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import count, cycle

from benchmarks.driver import Client, Flow

ANSWERS = {
    "petition_class": "appeal",
    "title": "柳林路路灯不亮",
    "request": "请尽快修好柳林路的路灯，并书面答复。",
    "facts": "柳林路的路灯三个月没有亮过，夜里看不清路，老人和孩子出行困难。" * 4,
    "name": "周小舟",
    "phone": "13812345678",
    "address": "回音市河东区柳林路8号",
}
_TOKEN = re.compile(rb'name="csrf_token"[^>]* value="([^"]+)"')


def _token(page: bytes) -> str:
    found = _TOKEN.search(page)
    assert found is not None
    return found[1].decode()


async def submission(client: Client) -> None:
    """Form, post, receipt; each time somebody else."""
    client.become({})
    page = await client.get("/submit")
    began = time.perf_counter()
    answer = await client.post("/submit", {**ANSWERS, "csrf_token": _token(page.body)})
    client.mark("final post", time.perf_counter() - began)
    await client.get(answer.location)


def tracking(cases: int) -> Flow:
    """Number and code, and the case is there."""
    numbers = _spread(cases)

    async def flow(client: Client) -> None:
        if "token" not in client.kept:
            client.kept["token"] = _token((await client.get("/track")).body)
        number = next(numbers)
        fields = {"number": f"N{number:09d}", "code": f"C{number:09d}"}
        await client.post("/track", {**fields, "csrf_token": client.kept["token"]}, want=200)

    return flow


async def queue(client: Client) -> None:
    """The first page of one unit."""
    await client.get("/queue?unit=3")


def case(cases: int) -> Flow:
    """One case after the other."""
    numbers = _spread(cases)

    async def flow(client: Client) -> None:
        await client.get(f"/cases/{next(numbers) + 1}")

    return flow


def _spread(cases: int) -> Iterator[int]:
    """Case numbers all over the table, always the same ones."""
    if cases < 1000:
        return cycle(range(cases))
    return (number * 7919 % cases for number in count())
