"""One scenario through the thread: whose interests, what prices, what path, what worth, paid to whom."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .. import holdings, market, race, worth
from .._core.arrays import columns
from .._core.records import Array, Equilibrium, Path, Stakes, record, replace
from ..deal import Inputs
from ..deal.records import DealFile, Scenario
from ..holdings import deciders
from ..market.peaks import is_peak, may_lack
from . import rooms, selling
from .course import Course
from .once import Once, anew
from .stage import Stage

# Symbols of the file for how better models raise what users gain, and what is assumed where the file is silent.
PACE = {
    "paid_slope": ("beta_paid", 1.3),
    "free_slope": ("beta_free", 0.8),
    "outside_pace": ("lam_out", 0.35),
    "cost_decline": ("cost_decline", 0.25),
}


@record
class Ground:
    """What is so before any scenario: the target's worth, its claims, the register, the market as it is seen."""

    file: DealFile
    value: Array  # (draw,), money, of all equity and units of the target
    claims: worth.Claims | None
    register: holdings.Holdings  # with each holder's right to the next dollar
    seen: market.Calibrated | None
    size: Array  # (draw,), people who might use one of the products; 0 without a market
    floor: Array | None  # (*draw, firm), gross profit the target is seen to earn; -inf for the others
    read_claims: frozenset[str]  # behind the worth and the claims alone
    read: frozenset[str]  # behind all of it

    @classmethod
    def of(cls, file: DealFile, inputs: Inputs) -> Ground:
        """Read the base case off the file and calibrate the market under the interests of today."""
        inputs = inputs.apart()
        value = inputs.value(file.financials.value)
        claims = rooms.claims(file, inputs)
        read_claims = inputs.read
        register = rooms.register(file, inputs, rights(file, claims, value, at_margin=True))
        seen, floor, size = None, None, np.zeros(inputs.count)
        if file.market is not None:
            size = inputs.value(file.market.size)
            stakes = register.weigh(selling.firms(file.market), rooms.care(file, inputs))
            seen = selling.calibrated(file.market, inputs, stakes, file.bid.target)
            floor = selling.floor(file.market, seen.market, stakes, file.bid.target)
        return cls(file, value, claims, register, seen, size, floor, read_claims, inputs.read)

    @property
    def market(self) -> market.Market | None:
        """The calibrated market, where the file has one."""
        return self.seen.market if self.seen else None


@record
class Aims:
    """What those in control of the target count as theirs, in dollars of cash."""

    profit: dict[str, Array]  # by firm, (*draw,), of a dollar of its profit; the target's own, and others' that count
    surplus: Array  # (*draw,), of a dollar of what users gain


@record
class Outcome:
    """What a scenario comes to, before anybody decides."""

    scenario: Scenario
    register: holdings.Holdings
    aims: Aims | None
    equilibrium: Equilibrium | None
    peak: NDArray[np.bool_] | None  # (*draw,), its prices are peaks; none where every demand system's are
    course: Course | None
    power: Array  # (draw,), largest part of control in one private hand
    care: dict[str, Array]
    profit: dict[str, Array]  # by firm, (draw,), present value of gross profit, for those who hold it today
    surplus: Array  # (draw,), present value of consumer surplus
    put_in: Array  # (draw,), present value of what a parent puts into the target
    inputs: Inputs
    read: frozenset[str]

    @property
    def path(self) -> Path | None:
        """The years of the race, where the file has one and they have been kept."""
        return self.course.path if self.course else None


def play_out(ground: Ground, scenario: Scenario, inputs: Inputs, once: Once = anew) -> Outcome:
    """Make the changes of a scenario, then follow them to prices and paths.

    `once` does the two long pieces of work, prices and years; it may know what they come to.
    """
    file = ground.file
    inputs = inputs.under(scenario.id)
    register = ground.register.apply(rooms.changes(scenario, inputs))
    care = rooms.care(file, inputs)
    aims, solved, peak, course = None, None, None, None
    if ground.market is not None and ground.floor is not None:
        stakes = register.weigh(ground.market.firms, care)
        stakes = replace(stakes, floor=planned(ground, stakes, inputs))
        aims = aims_of(stakes, file.bid.target)
        solved = once(market.Market.solve, ground.market, stakes)
        peak = peaks(ground, stakes, solved)
        if file.race is not None:
            run, priced = race_of(ground, stakes, inputs)
            course = once(Course.of, run, priced, solved.price, solved.multiplier, file.bid.target)
    profit, surplus = present(file, solved, course, ground, inputs)
    return Outcome(
        scenario=scenario,
        register=register,
        aims=aims,
        equilibrium=solved,
        peak=peak,
        course=course,
        power=private_power(file, register),
        care=care,
        profit=profit,
        surplus=surplus,
        put_in=from_parent(file, course, inputs),
        inputs=inputs,
        read=inputs.read,
    )


def today_of(outcomes: Mapping[str, Outcome]) -> Outcome:
    """The scenario in which nothing changes; a deal file has exactly one."""
    return next(outcome for outcome in outcomes.values() if outcome.scenario.follows == "today")


def aims_of(stakes: Stakes, target: str) -> Aims:
    """The target's part of the stakes, in memory of its own: what all firms together count is much more."""
    own = stakes.firms.index(target)
    counted = {firm: stakes.weight[..., own, g].copy() for g, firm in enumerate(stakes.firms)}
    counts = {firm: part for firm, part in counted.items() if firm == target or np.any(part)}
    return Aims(counts, stakes.care[..., own].copy())


def peaks(ground: Ground, stakes: Stakes, solved: Equilibrium) -> NDArray[np.bool_] | None:
    """Whether each firm's prices are a peak of what it is after, where the demand system leaves room for doubt."""
    if ground.market is None or not may_lack(ground.market):
        return None
    with np.errstate(all="ignore"):  # draws without prices are left out of the figure
        return is_peak(ground.market, stakes, solved)


def planned(ground: Ground, stakes: Stakes, inputs: Inputs) -> Array:
    """What each firm must earn from users: the target, the planned part of what it is seen to earn.

    A firm run for profit alone needs no floor, and after a merger one would hold back prices that the group wants:
    it binds where those in control care about users, or where the scenario states a plan.
    """
    assert ground.floor is not None
    stated = inputs.value(f"race.labs[{ground.file.bid.target}].plan", np.nan)[..., None]
    bound = (ground.floor > -np.inf) & ((stakes.care > 0) | ~np.isnan(stated))
    part = np.where(np.isnan(stated), 1.0, stated)
    return np.where(bound, part * np.where(bound, ground.floor, 0.0), -np.inf)


def race_of(ground: Ground, stakes: Stakes, inputs: Inputs) -> tuple[race.Race, Stage]:
    """The labs' race under these interests, and the market room that gives each year's prices."""
    section = ground.file.race
    assert section is not None
    lab_race = rooms.lab_race(section, inputs, ground.file.base_year + 1)
    return lab_race, stage(ground, stakes, lab_race.labs, inputs)


def stage(ground: Ground, stakes: Stakes, labs: tuple[str, ...], inputs: Inputs) -> Stage:
    """The market room as the race's price stage."""
    file = ground.file
    assert file.race is not None and file.market is not None and ground.market is not None
    technology = file.race.technology
    pace = {name: inputs.value(technology.get(symbol), silent) for name, (symbol, silent) in PACE.items()}
    advertising = columns([inputs.value(product.advertising) for product in file.market.products])
    serving = ground.market.cost + advertising
    return Stage(ground.market, stakes, labs, file.base_year, ground.size, serving, **pace)


def present(
    file: DealFile, solved: Equilibrium | None, course: Course | None, ground: Ground, inputs: Inputs
) -> tuple[dict[str, Array], Array]:
    """Present values of gross profit by firm and of consumer surplus, the last year repeated for ever.

    Profit is that of today's holders: each year's new equity takes its part.
    """
    rate = rooms.discount(file, inputs)
    if course is not None and file.race is not None:
        sold = columns([inputs.value(f"race.labs[{lab}].dilution") for lab in course.labs])
        kept = np.power(1.0 - sold[..., None, :], np.arange(course.surplus.shape[-1])[:, None])
        by_lab = worth.present_value(np.moveaxis(course.profit * kept, -1, 0), rate, growth=0.0)
        return dict(zip(course.labs, by_lab)), worth.present_value(course.surplus, rate, growth=0.0)
    if solved is not None and ground.market is not None:
        # A demand without a surplus goes with parties that do not weigh it: what users gain then counts for nothing.
        gained = np.where(np.isnan(solved.surplus), 0.0, solved.surplus)
        return {firm: solved.profit[..., i] / rate for i, firm in enumerate(ground.market.firms)}, gained / rate
    return {}, np.zeros_like(rate)


def from_parent(file: DealFile, course: Course | None, inputs: Inputs) -> Array:
    """The present value of a parent's money over the years of the path."""
    yearly = inputs.value(f"race.labs[{file.bid.target}].parent")
    if course is None:
        return 0.0 * yearly
    paid = np.repeat(yearly[..., None], course.surplus.shape[-1], axis=-1)
    return worth.present_value(paid, rooms.discount(file, inputs))


def rights(file: DealFile, claims: worth.Claims | None, value: Array, at_margin: bool) -> dict[tuple[str, str], Array]:
    """Each holder's part of the target's next dollar, or of all its dollars, where cash follows the waterfall."""
    if claims is None or file.claims is None:
        return {}
    payout = claims.pay(value)
    part = payout.marginal if at_margin else payout.paid / np.where(value > 0, value, 1.0)[..., None]
    return {(holder, file.claims.of): part[..., i] for i, holder in enumerate(payout.holders)}


def private_power(file: DealFile, register: holdings.Holdings) -> Array:
    """The largest part of the target's control in one pair of hands that are neither charitable nor public."""
    spared = {party.id for party in file.parties if party.kind in ("nonprofit", "state")} | {file.bid.target}
    shares = deciders.power(register, (file.bid.target,))[file.bid.target]
    return np.asarray(max((share for holder, share in shares.items() if holder not in spared), default=0.0))
