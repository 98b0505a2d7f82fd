"""Time tells nothing: an unknown number and a wrong code cannot be told apart by how long the answer takes (S-03)."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Sequence
from math import sqrt
from time import perf_counter

import pytest

from petitions.adapters import clock
from petitions.rules.numbering import receipt_number
from tests.factories import stored
from tests.portal.citizen import Citizen

PAIRS, WARM_UP = 300, 15
MOST = 4.0
"""|z| of the rank sum: a machine that is fair to both kinds goes beyond it once in 16,000 runs."""
WRONG_CODE = "0000-0000-0000-0000"


def rank_z(ones: Sequence[float], others: Sequence[float]) -> float:
    """How far the rank sum of ``ones`` lies from chance, in standard deviations (Mann-Whitney, large samples).

    Ranks, so that neither a slow machine nor a single long pause decides; ties share their mean rank.
    """
    told = sorted([(each, 0) for each in ones] + [(each, 1) for each in others])
    total, place = 0.0, 0
    while place < len(told):
        end = place
        while end < len(told) and told[end][0] == told[place][0]:
            end += 1
        mean = (place + 1 + end) / 2
        total += mean * sum(kind == 0 for _, kind in told[place:end])
        place = end
    n, m = len(ones), len(others)
    expected = n * (n + m + 1) / 2
    return (total - expected) / sqrt(n * m * (n + m + 1) / 12)


def test_the_rank_test_sees_a_difference_and_nothing_else() -> None:
    draw = random.Random("ranks")
    noise = [draw.lognormvariate(0, 1) for _ in range(2 * PAIRS)]
    same = rank_z(noise[:PAIRS], noise[PAIRS:])
    later = rank_z([each + 0.5 for each in noise[:PAIRS]], noise[PAIRS:])
    assert abs(same) < MOST < abs(later)
    assert rank_z([1.0] * 9, [1.0] * 9) == 0
    assert later == pytest.approx(-rank_z(noise[PAIRS:], [each + 0.5 for each in noise[:PAIRS]]))


def test_an_unknown_number_takes_as_long_as_a_wrong_code(
    citizen: Citizen, case_in: Callable[..., tuple[int, str]]
) -> None:
    """Interleaved pairs, the first of each drawn by lot, so that whatever else runs here hits both alike."""
    case_id, _key = case_in()
    known = stored(case_id).receipt_number
    unknown = receipt_number(clock.today(), 12345)
    draw = random.Random(20260310)
    times: dict[str, list[float]] = {known: [], unknown: []}
    gc.collect()
    gc.disable()
    try:
        for number in range(WARM_UP + PAIRS):
            pair = [known, unknown]
            draw.shuffle(pair)
            for each in pair:
                taken = _timed(citizen, each)
                if number >= WARM_UP:
                    times[each].append(taken)
    finally:
        gc.enable()
    z = rank_z(times[unknown], times[known])
    assert abs(z) < MOST, f"z = {z:.1f}: the time of an answer tells which numbers exist"


def _timed(citizen: Citizen, number: str) -> float:
    """The seconds of one answer, without what the test itself does to read it."""
    fields = {"number": number, "code": WRONG_CODE, "csrf_token": _token(citizen)}
    start = perf_counter()
    answer = citizen.client.post("/track/", data=fields)
    taken = perf_counter() - start
    assert answer.status_code == 422
    return taken


def _token(citizen: Citizen) -> str:
    if not citizen._token:
        citizen._token = citizen.get("/accessibility/").token
    return citizen._token
