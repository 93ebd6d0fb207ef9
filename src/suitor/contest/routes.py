"""The ways a bid can end in a sale: ask the board, ask the holders, replace the board, be ordered to sell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from suitor._core.arrays import columns
from suitor._core.records import Array, Verdict, record, replace
from suitor.contest.bidding import BEYOND_ALL
from suitor.contest.contest import Contest

__all__ = ["Outlook", "Route", "by_route", "closed_by", "floor_set", "odds_at", "only", "outlook", "steps", "taken"]


@record
class Route:
    """One way to close: whose yes it needs and which gates it passes.

    A voluntary sale needs every decider; a tender passes over the board; a proxy contest first replaces it, through a
    gate of its own; a compelled process needs nobody's yes and goes through a court or a regulator.
    """

    id: str
    deciders: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()


@record
class Outlook:
    """How likely the bid closes by each route, if each is tried only where those before it are refused."""

    routes: tuple[str, ...]
    verdicts: tuple[Verdict, ...]  # on each route alone
    chance: Array  # (*draw, route) probability, given the draw
    alone: Array  # (*draw, route) probability, were it the only one tried
    days: Array  # (*draw, route) from announcement to closing
    none: Array  # (*draw,) probability that nothing closes


def by_route(contest: Contest, routes: Sequence[Route]) -> dict[str, Verdict]:
    """The verdict on each route, played alone."""
    return {route.id: only(contest, route).play() for route in routes}


def outlook(contest: Contest, routes: Sequence[Route]) -> Outlook:
    """How likely the bid closes at all, and by which route.

    The bidder takes the first route on which all whose yes is needed say yes; a gate that then stays shut ends the bid.
    """
    verdicts = tuple(by_route(contest, routes).values())
    alone = columns(verdict.completion for verdict in verdicts)
    days = columns(verdict.duration for verdict in verdicts)
    chance = np.where(taken(verdicts), alone, 0.0)
    return Outlook(tuple(route.id for route in routes), verdicts, chance, alone, days, 1.0 - chance.sum(axis=-1))


def taken(verdicts: Iterable[Verdict]) -> NDArray[np.bool_]:
    """Whether each route is the one the bidder takes: the first on which all whose yes is needed say yes."""
    willing = columns(verdict.accepts.all(axis=-1) for verdict in verdicts).astype(bool)
    return np.asarray(willing & (np.cumsum(willing, axis=-1) == 1))


def odds_at(contest: Contest, routes: Sequence[Route], price: Array) -> Array:
    """The chance that the bid closes by any route at each of some prices, over all draws: (price,).

    >>> from suitor.contest import Decider, Gate
    >>> holders = Decider("holders", "holders", alternative=np.array([40.0, 60.0]), accepted=np.array(0.0))
    >>> vote = Gate("vote", "vote", chance=0.8, days=60.0)
    >>> ways = [Route("agreed", ("holders",), ("vote",))]
    >>> odds_at(Contest(0.0, (holders,), (vote,), per="share"), ways, np.array([30.0, 50.0, 70.0])).tolist()
    [0.0, 0.4, 0.8]
    """
    beyond = by_route(replace(contest, bid=BEYOND_ALL), routes).values()
    asked = [verdict.reservation.max(axis=-1, initial=0.0) for verdict in beyond]
    amount, rise = steps(asked, [verdict.completion for verdict in beyond])
    order = np.argsort(amount, kind="stable")
    reached = np.append(0.0, np.cumsum(rise[order]))
    return np.asarray(np.clip(reached[np.searchsorted(amount[order], price, side="right")], 0.0, 1.0))


def steps(amounts: Sequence[Array], closes: Sequence[Array]) -> tuple[Array, Array]:
    """Where the chance of closing over all draws changes as an amount rises, and by how much it then rises.

    A route adds its odds from the amount at which it can be taken, and leaves them where one before it can. What falls
    comes first, so that at one amount the odds are never both ways at once.
    """
    shape = np.broadcast_shapes(*(np.shape(each) for each in (*amounts, *closes)))
    until, begins, ends, odds = np.full(shape, np.inf), [], [], []
    for amount, chance in zip(amounts, closes):
        begins.append(np.broadcast_to(amount, shape))
        ends.append(until)
        odds.append(np.where(amount < until, chance, 0.0) / until.size)
        until = np.minimum(until, amount)
    rises = np.stack(odds)
    return np.stack([*ends, *begins]).ravel(), np.concatenate([-rises, rises]).ravel()


def closed_by(verdict: Verdict, days: Array) -> Array:
    """The chance that the deal has closed so many days after announcement, over all draws: (date,)."""
    done = verdict.duration[..., None] <= np.asarray(days, float)
    return np.mean(verdict.completion[..., None] * done, axis=tuple(range(verdict.completion.ndim)))


def floor_set(bid: Array | float, planned: Array | float, credible: Array | float) -> Array:
    """What a refused bid still does: the least that anybody else must now be seen to pay, in expectation.

    A seller under a fair-value duty cannot take `planned` while a credible bid for more lies on the table:
    planned + credible * max(bid - planned, 0), where `credible` is the probability that it counts as evidence of value.
    """
    planned = np.asarray(planned, float)
    return planned + np.asarray(credible, float) * np.maximum(np.asarray(bid, float) - planned, 0.0)


def only(contest: Contest, route: Route) -> Contest:
    """The contest with nobody and nothing in it but whose yes and which gates a route needs."""
    for wanted, there in ((route.deciders, contest.deciders), (route.gates, contest.gates)):
        known = {each.id for each in there}
        if unknown := set(wanted) - known:
            raise ValueError(f"route {route.id} names {min(unknown)!r}, which is not among {', '.join(sorted(known))}.")
    kept = set(route.gates)
    gates = [gate for gate in contest.gates if gate.id in kept]
    return replace(
        contest,
        deciders=tuple(decider for decider in contest.deciders if decider.id in route.deciders),
        gates=tuple(replace(gate, after=tuple(each for each in gate.after if each in kept)) for gate in gates),
    )
