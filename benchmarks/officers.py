"""What officers do at the console: sign in once, then the queue, the search and the case file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import cycle

from benchmarks.driver import Client, Flow, hidden_fields

SIGN_IN, QUEUE, SEARCH = "/staff/sign-in", "/staff/queue/", "/staff/search/"


def sign_in(port: int, username: str, password: str) -> Mapping[str, str]:
    """The cookies of an officer at work."""
    return asyncio.run(_sign_in(port, username, password))


async def _sign_in(port: int, username: str, password: str) -> Mapping[str, str]:
    client = Client(port)
    page = await client.get(SIGN_IN)
    fields = hidden_fields(page.body, SIGN_IN)
    await client.post(SIGN_IN, {**fields, "username": username, "password": password})
    client.close()
    return client.cookies


async def queue(client: Client) -> None:
    """The first page of his unit."""
    await client.get(QUEUE)


def search(words: Sequence[str]) -> Flow:
    """A word of the text, open and ended cases."""
    wanted = cycle(words)

    async def flow(client: Client) -> None:
        if "token" not in client.kept:
            page = await client.get(SEARCH)
            client.kept["token"] = hidden_fields(page.body, SEARCH)["csrf_token"]
        fields = {"words": next(wanted), "csrf_token": client.kept["token"]}
        await client.post(SEARCH, fields, want=200)

    return flow


def case(case_ids: Sequence[int]) -> Flow:
    """One case file after the other."""
    wanted = cycle(case_ids)

    async def flow(client: Client) -> None:
        await client.get(f"/staff/cases/{next(wanted)}")

    return flow
