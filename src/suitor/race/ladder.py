"""The strategic ladder: labs that invest foreseeing each other, under any form of governance and any budget."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, record, replace
from suitor.race.rows import concentration
from suitor.race.stage import LogitStage

__all__ = [
    "Climb",
    "Ladder",
    "Rungs",
    "hold_position",
    "pakes_mcguire_quality",
    "several",
    "structure_count",
    "with_budget",
]

ROUNDS = 5_000
PATIENCE = 500  # rounds of whole steps
SETTLED = 1e-11  # of the largest value
HARDLY = 1e-9  # the weight on own profit of a controller that has none


@record
class Ladder:
    """Up to four labs on a ladder of quality; research climbs it, the progress of everything else slides it away.

    Each period the labs set prices (logit, utility quality[rung] - alpha p), then invest x, and lab i goes up a rung
    with probability a x / (1 + a x), stopping at the top; then all slip one rung with probability delta, stopping at 0.

        V_i = max_{0 <= x <= B_i} own_i (pi_i - x) + sum_k cross_ik (pi_k - x_k) + care_i CS + volume_i Q_i + beta E V_i
        B_i = plough_i pi_i + gift_i;   x* = clip((sqrt(beta a (v_up - v_stay) / own) - 1) / a, 0, B)

    The same labs stay; there is no entry or exit. Several equilibria may exist: `solve` finds one.

    Pakes & McGuire (1994), "Computing Markov-perfect Nash equilibria", RAND Journal of Economics 25; Ericson & Pakes
    (1995), Review of Economic Studies 62.
    """

    stakes: Stakes
    quality: Array  # (rung,), utility by rung
    gift: Array  # (lab,), money a period that research may take from outside; inf where investors will pay for all
    plough: Array  # (lab,), share of profit that research may take
    users: float = 10.0
    cost: float = 1.0  # money a unit
    sensitivity: float = 1.0  # alpha
    discount: float = 0.925  # beta, of the next period
    efficacy: float = 1.0  # a
    slip: float = 0.4  # delta

    @classmethod
    def of_forms(cls, stakes: Stakes, gift: Array, rungs: int = 8, lowest: float = -1.0, step: float = 0.75) -> Ladder:
        """An even ladder on which labs plough back all their profit; `gift` is inf for labs that may sell shares."""
        quality = lowest + step * np.arange(rungs + 1)
        return cls(stakes, quality.astype(np.float64), np.asarray(gift, dtype=float), np.ones(len(stakes.firms)))

    def solve(self, start: float = 0.0) -> Rungs:
        """An equilibrium: what each lab charges and invests at every position of all labs.

        `start` is the value, as a multiple of this period's payoff for ever, from which the search sets out.
        """
        stage = self._stage()
        budget = np.maximum(self.plough * stage.profit + self.gift, 0.0)
        value = start * self._flow(stage, np.zeros_like(budget)) / (1.0 - self.discount)
        research = np.zeros_like(budget)
        for rounds in range(1, ROUNDS + 1):
            up, stay = self._branches(value, research)
            best = self._respond(up - stay, budget)
            update = self._flow(stage, best) + self.discount * self._mix(up, stay, best)
            moved = np.max(np.abs(update - value)) / (1.0 + np.max(np.abs(update)))
            turned = np.max(np.abs(best - research))
            step = 1.0 if rounds < PATIENCE else 0.5  # half steps stop two labs from chasing each other for ever
            value, research = value + step * (update - value), research + step * (best - research)
            if max(moved, turned) <= SETTLED:
                break
        return self._rungs(stage, budget, research, value, rounds)

    def _rungs(self, stage: _Stage, budget: Array, research: Array, value: Array, rounds: int) -> Rungs:
        flow = self._flow(stage, research)
        for _ in range(ROUNDS):  # the value of these plans, whatever the search believed
            before, value = value, flow + self.discount * self._mix(*self._branches(value, research), research)
            if np.max(np.abs(value - before)) <= 1e-14 * (1.0 + np.max(np.abs(value))):
                break
        gain = self._gain(stage, budget, research, value)
        scale = 1.0 + np.max(np.abs(value), axis=0)
        deviation = float(np.max(gain / scale))
        found = bool(np.all(stage.found) and deviation <= 1e-8)
        shape = (len(self.quality),) * len(self.stakes.firms)
        return Rungs(
            ladder=self,
            price=stage.price.reshape(*shape, -1),
            profit=stage.profit.reshape(*shape, -1),
            share=stage.share.reshape(*shape, -1),
            research=research.reshape(*shape, -1),
            value=value.reshape(*shape, -1),
            surplus=stage.surplus.reshape(shape),
            deviation=deviation,
            rounds=rounds,
            found=found,
        )

    def _stage(self) -> _Stage:
        count = len(self.stakes.firms)
        market = LogitStage(
            self.stakes,
            users=self.users,
            sensitivity=self.sensitivity,
            paid_slope=1.0,
            free_slope=0.0,
            outside=0.0,
            paid_appeal=np.zeros(count),
            free_appeal=np.full(count, -np.inf),
            cost=np.full(count, self.cost),
            free_cost=0.0,
            advertising=0.0,
            cost_decline=0.0,
        )
        served = market(self.quality[self._states], 0, np.full(count, -np.inf))
        return _Stage(served.price, served.profit, served.served, served.surplus, served.found)

    def _flow(self, stage: _Stage, research: Array) -> Array:
        served = self.users * stage.share
        money = (stage.profit - research) @ np.swapaxes(self.stakes.weight, -1, -2)
        return money + self.stakes.care * stage.surplus[:, None] + self.stakes.volume * served

    def _respond(self, gain: Array, budget: Array) -> Array:
        own = np.maximum(self.stakes.own, HARDLY)
        root = np.sqrt(np.maximum(self.discount * self.efficacy * gain / own, 0.0))
        return np.clip((root - 1.0) / self.efficacy, 0.0, budget)

    def _gain(self, stage: _Stage, budget: Array, research: Array, value: Array) -> Array:
        """What each lab would gain by one period's other research, rivals' plans and its own later plans unchanged."""
        up, stay = self._branches(value, research)
        best = self._respond(up - stay, budget)

        def worth(own_research: Array) -> Array:
            return self.discount * self._mix(up, stay, own_research) - self.stakes.own * own_research

        return worth(best) - worth(research)

    def _climbs(self, research: Array) -> Array:
        return self.efficacy * research / (1.0 + self.efficacy * research)

    def _mix(self, up: Array, stay: Array, research: Array) -> Array:
        climbs = self._climbs(research)
        return climbs * up + (1.0 - climbs) * stay

    def _branches(self, value: Array, research: Array) -> tuple[Array, Array]:
        """Expected value to each lab if it climbs, and if it does not, over its rivals' climbs and the common slip."""
        slid = (1.0 - self.slip) * value + self.slip * value[self._below]
        climbs, moves, labs = self._climbs(research), self._moves, range(value.shape[1])
        chance = [np.where(moves[:, i, None] == 1, climbs[:, i], 1.0 - climbs[:, i]) for i in labs]  # (move, state)
        ahead, behind = np.empty_like(value), np.empty_like(value)
        for i in labs:
            weighed = slid[:, i][self._after]
            for k in labs:
                if k != i:
                    weighed *= chance[k]
            ahead[:, i] = weighed[moves[:, i] == 1].sum(axis=0)
            behind[:, i] = weighed[moves[:, i] == 0].sum(axis=0)
        return ahead, behind

    @cached_property
    def _states(self) -> NDArray[np.intp]:
        return np.array(list(product(range(len(self.quality)), repeat=len(self.stakes.firms))))

    @cached_property
    def _moves(self) -> NDArray[np.intp]:
        return np.array(list(product((0, 1), repeat=len(self.stakes.firms))))

    @cached_property
    def _after(self) -> NDArray[np.intp]:
        """The state after each combination of climbs, (move, state)."""
        return self._index(np.minimum(self._states + self._moves[:, None, :], len(self.quality) - 1))

    @cached_property
    def _below(self) -> NDArray[np.intp]:
        """The state after a common slip."""
        return self._index(np.maximum(self._states - 1, 0))

    def _index(self, states: NDArray[np.intp]) -> NDArray[np.intp]:
        return states @ len(self.quality) ** np.arange(len(self.stakes.firms))[::-1]


@record
class _Stage:
    """Prices and what they bring at every position, (state, lab)."""

    price: Array
    profit: Array
    share: Array
    surplus: Array  # (state,)
    found: NDArray[np.bool_]


@record
class Rungs:
    """An equilibrium of the ladder, never the only one: one axis for each lab's rung, then the lab it is about."""

    ladder: Ladder
    price: Array  # (*rung, lab)
    profit: Array
    share: Array
    research: Array
    value: Array
    surplus: Array  # (*rung,)
    deviation: float  # the most any lab gains by one period's other research, as a share of its largest value
    rounds: int
    found: bool

    def climb(self, start: tuple[int, ...], periods: int = 20) -> Climb:
        """What is to be expected from a given position onwards, period by period."""
        ladder, count = self.ladder, len(start)
        states, climbs = ladder._states, ladder._climbs(self.research.reshape(-1, count))
        chance = np.prod(np.where(ladder._moves[:, None, :] == 1, climbs, 1.0 - climbs), axis=2)
        odds = np.zeros((periods + 1, len(states)))
        odds[0, ladder._index(np.asarray(start))] = 1.0
        for t in range(periods):
            moved = np.bincount(ladder._after.ravel(), (chance * odds[t]).ravel(), minlength=len(states))
            slid = np.bincount(ladder._below, moved, minlength=len(states))
            odds[t + 1] = (1.0 - ladder.slip) * moved + ladder.slip * slid
        surplus = odds @ self.surplus.ravel()
        return Climb(
            rung=odds @ states,
            frontier=odds @ states.max(axis=1),
            price=odds @ self.price.reshape(-1, count),
            research=odds @ self.research.reshape(-1, count),
            surplus=surplus,
            present_surplus=float(surplus @ ladder.discount ** np.arange(periods + 1)),
            hhi=odds @ concentration(self.share).ravel(),
        )


@record
class Climb:
    """Expected positions and prices, period by period; period 0 is the start."""

    rung: Array  # (period, lab)
    frontier: Array  # (period,), rung of the best lab
    price: Array  # (period, lab)
    research: Array  # (period, lab)
    surplus: Array  # (period,)
    present_surplus: float  # at present value, gifts not taken off
    hhi: Array  # (period,), concentration of users served, 0-1


def several(ladder: Ladder, starts: tuple[float, ...] = (0.0, 1.0, 3.0)) -> tuple[Rungs, bool]:
    """The equilibrium from the first start, and whether the other starts lead to the same plans.

    That they do is no proof that there is only one.
    """
    solved = [ladder.solve(start) for start in starts]
    same = all(np.allclose(other.research, solved[0].research, atol=1e-6) for other in solved[1:])
    return solved[0], same


def with_budget(ladder: Ladder, lab: int, **terms: float) -> Ladder:
    """The same ladder with another `gift` or `plough` for one lab."""
    changed: dict[str, Any] = {name: np.array(getattr(ladder, name), dtype=float) for name in terms}
    for name, value in terms.items():
        changed[name][lab] = value
    return replace(ladder, **changed)


def hold_position(efficacy: float, slip: float) -> float:
    """Research that just keeps a lab's rung on average: a x / (1 + a x) = delta, so x = delta / (a (1 - delta)).

    A lab whose profit and gifts stay below it slides away from the best alternative outside.
    """
    return slip / (efficacy * (1.0 - slip))


def structure_count(labs: int, rungs: int) -> int:
    """Number of industry structures when labs are alike: C(labs + rungs, labs)."""
    from math import comb

    return comb(labs + rungs, labs)


def pakes_mcguire_quality(rung: Array, satiation: float = 12.0) -> Array:
    """Utility by rung in Pakes & McGuire's example: 3 w - 7, bent above w* to w* + ln(2 - exp(w* - .))."""
    plain = 3.0 * np.asarray(rung, dtype=float) - 7.0
    return np.where(plain <= satiation, plain, satiation + np.log(2.0 - np.exp(np.minimum(satiation - plain, 0.0))))
