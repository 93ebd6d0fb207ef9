"""The numbers behind the charts of value, as rows for a table, a sheet or a plot: one draw, or the middle of many."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.records import Array
from suitor.worth.claims import Claims
from suitor.worth.football import FootballField
from suitor.worth.frontier import Frontier
from suitor.worth.lbo import Buyout, Loan

Rows = list[dict[str, Any]]


def payout_rows(claims: Claims, worth: ArrayLike) -> Rows:
    """Who is paid what at each worth, for the waterfall as stacked areas: worth, holder, paid, share of next dollar."""
    rows = []
    for at in np.atleast_1d(np.asarray(worth, dtype=float)):
        payout = claims.pay(at)
        for holder, paid, marginal in zip(
            claims.holders, *map(_middle_each, (payout.paid, payout.marginal)), strict=True
        ):
            rows.append({"worth": float(at), "holder": holder, "paid": paid, "marginal": marginal})
    return rows


def layer_rows(claims: Claims) -> Rows:
    """Each layer of the claims: where it starts and each holder's share of it. Layers of no width are left out."""
    if claims.width.ndim > 1:
        raise ValueError("the layers differ from draw to draw; give the claims of one draw")
    shown = claims.width > 0
    return [
        {"from": float(start), "to": float(start + width), **dict(zip(claims.holders, map(float, split), strict=True))}
        for start, width, split in zip(claims.starts[shown], claims.width[shown], claims.split[shown], strict=True)
    ]


def frontier_rows(frontier: Frontier) -> Rows:
    """The break-even stake over the value of the company with its 10% to 90% band."""
    low, middle, high = frontier.band()
    return [
        {"value": float(v), "low": float(a), "stake": float(b), "high": float(c)}
        for v, a, b, c in zip(frontier.value, low, middle, high, strict=True)
    ]


def field_rows(field: FootballField) -> Rows:
    """The bars of the football field, and its lines as bars without width."""
    bars = [
        {"method": b.method, "low": b.low, "middle": b.middle, "high": b.high, "count": b.count} for b in field.bars
    ]
    return bars + [{"method": name, "low": x, "middle": x, "high": x, "count": 1} for name, x in field.lines.items()]


def loan_rows(run: Buyout, loans: list[Loan]) -> Rows:
    """The debt schedule year by year: cash earned, cash held, and what is owed on each loan."""
    return [
        {
            "year": year + 1,
            "flow": _middle(run.flow[..., year]),
            "cash": _middle(run.cash[..., year]),
            **dict(zip((loan.name for loan in loans), _middle_each(run.balance[..., year, :]), strict=True)),
        }
        for year in range(run.flow.shape[-1])
    ]


def sensitivity(value: ArrayLike, first: ArrayLike, second: ArrayLike) -> Rows:
    """A grid of values over two inputs, such as WACC and growth: first, second, value."""
    grid, rows, cells = (np.asarray(x, dtype=float) for x in (value, first, second))
    if grid.shape != (rows.size, cells.size):
        raise ValueError(f"the grid is {grid.shape} and the inputs are {rows.size} by {cells.size}")
    return [
        {"first": float(a), "second": float(b), "value": float(grid[i, j])}
        for i, a in enumerate(rows)
        for j, b in enumerate(cells)
    ]


def _middle(draws: Array) -> float:
    return float(np.median(draws))


def _middle_each(draws: Array) -> list[float]:
    """The median over draws of each of several numbers on the last axis."""
    return [float(x) for x in np.median(draws.reshape(-1, draws.shape[-1]), axis=0)]
