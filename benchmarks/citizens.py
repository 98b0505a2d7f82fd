"""What citizens do at the portal: the whole staged form, its last press alone, and looking up a case."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import cycle

from benchmarks.driver import Client, Exhausted, Flow, hidden_fields
from benchmarks.town import Filed

STAGES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("/submit/", {"read": "y", "petition_class": "appeal"}),
    ("/submit/legal", {"legal_status": "none"}),
    (
        "/submit/who",
        {
            "named": "named",
            "name": "周小舟",
            "address": "回音市河东区柳林路8号",
            "phone": "13812345678",
            "email": "zhou@example.cn",
            "together": "alone",
        },
    ),
    (
        "/submit/what",
        {
            "title": "柳林路路灯不亮",
            "request": "请尽快修好柳林路的路灯，并书面答复。",
            "facts": "柳林路的路灯三个月没有亮过，夜里看不清路，老人和孩子出行困难。" * 4,
            "reasons": "影响居民安全。",
        },
    ),
    ("/submit/where", {"problem_place": "回音市河东区柳林路"}),
    ("/submit/files/", {}),
)
"""Each page that asks, and what is answered there; a form comes back to its own address."""
CHECK, TRACK = "/submit/check", "/track/"


async def fill_in(client: Client) -> None:
    """Every stage up to the page that shows everything once more."""
    path = STAGES[0][0]
    for own_path, answers in STAGES:
        page = await client.get(path)
        fields = hidden_fields(page.body, own_path)
        path = (await client.post(own_path, {**fields, **answers})).location


async def send(client: Client) -> None:
    """The check page, the press that files the petition, the receipt."""
    page = await client.get(CHECK)
    fields = hidden_fields(page.body, CHECK)
    began = time.perf_counter()
    answer = await client.post(CHECK, fields)
    client.mark("final post", time.perf_counter() - began)
    receipt = await client.get(answer.location)
    if b'id="query-code"' not in receipt.body:
        raise AssertionError("the receipt shows no query code")


async def submission(client: Client) -> None:
    """The whole form from the first page to the receipt; each time somebody else."""
    client.become({})
    await fill_in(client)
    await send(client)


def left_unsent() -> Flow:
    """Fill in everything once and leave it unsent; then nobody comes any more."""
    turns = iter((fill_in,))

    async def flow(client: Client) -> None:
        turn = next(turns, None)
        if turn is None:
            raise Exhausted
        await turn(client)

    return flow


class Prepared:
    """Citizens who have filled in everything and stand before the last press; each presses once."""

    def __init__(self, cookies: Sequence[Mapping[str, str]]) -> None:
        self._cookies = iter(cookies)

    async def flow(self, client: Client) -> None:
        """Check, press, receipt, of the next citizen in the row."""
        cookies = next(self._cookies, None)
        if cookies is None:
            raise Exhausted
        client.become(cookies)
        await send(client)


def tracking(filed: Sequence[Filed]) -> Flow:
    """Number and code, and the page of the case they open."""
    pairs = cycle(filed)

    async def flow(client: Client) -> None:
        if "token" not in client.kept:
            page = await client.get(TRACK)
            client.kept["token"] = hidden_fields(page.body, TRACK)["csrf_token"]
        one = next(pairs)
        fields = {"number": one.number, "code": one.code, "csrf_token": client.kept["token"]}
        began = time.perf_counter()
        answer = await client.post(TRACK, fields)
        client.mark("opening post", time.perf_counter() - began)
        await client.get(answer.location)

    return flow
