"""Figures of value, prices, concentration and the four rows, scenario by scenario."""

from __future__ import annotations

import numpy as np

from .. import race, worth
from .._core.records import Array
from ..deal import Inputs
from ..market import screens
from ..market.choices import known_cells
from . import decision
from .ledger import Ledger
from .scenario import Ground, Outcome


def of_price(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """The offer, beside what the target is worth and what the seller has of it."""
    file, value = ground.file, ground.value
    offered, valued = inputs.apart(), inputs.apart()
    price, fair = decision.offer(ground, offered), decision.fair_value(ground, valued)
    money, stake = file.financials, f"value.stake[{file.bid.seller}]"
    parts = [valued.value(part) for part in (money.control, money.residual, money.discount)]
    asked, held = offered.read, ground.read_claims | valued.read
    owed = {"d": "financials.discount", "C": "financials.control", "W": "financials.residual"}
    enter = ledger.page(asked)
    enter(
        "bid.price",
        price,
        "money",
        "price x shares, where it is per share",
        price="bid.price",
        shares="financials.shares",
    )
    if money.undisturbed is not None:
        premium = offered.value(file.bid.price) / offered.value(money.undisturbed) - 1.0
        enter = ledger.page(offered.read)
        enter("bid.premium", premium, "share", "price / P - 1", price="bid.price", P="financials.undisturbed")
    ledger.page(held)("value.fair", fair, "money", "s V (1 - d) + C + W", s=stake, V="value.target", **owed)
    enter = ledger.page(asked | held)
    enter("bid.ratio", price / value, "share", "Bid / V", Bid="bid.price", V="value.target")
    edge = worth.break_even_stake(price, value, *parts)
    enter(
        "value.break_even_stake",
        edge,
        "share",
        "(Bid - C - W) / (V (1 - d))",
        Bid="bid.price",
        V="value.target",
        **owed,
    )
    enter("value.enough", price >= fair, "chance", "Bid >= F", Bid="bid.price", F="value.fair")
    enter("value.excess", price - fair, "money", "Bid - F", Bid="bid.price", F="value.fair")


def of_claims(ledger: Ledger, ground: Ground) -> None:
    """What the target is worth and to whom it belongs, before anybody bids."""
    enter, value = ledger.page(ground.read_claims), ground.value
    enter("value.target", value, "money", "V")
    if ground.claims is None:
        share = decision.seller_share(ground)
        enter(f"value.payout[{ground.file.bid.seller}]", share * value, "money", "s V")
        enter(f"value.stake[{ground.file.bid.seller}]", share, "share", "s")
        return
    payout = ground.claims.pay(value)
    for i, holder in enumerate(payout.holders):
        paid = payout.paid[..., i]
        enter(f"value.payout[{holder}]", paid, "money", "waterfall(V)")
        enter(f"value.stake[{holder}]", paid / value, "share", "waterfall(V) / V")
        enter(f"value.marginal[{holder}]", payout.marginal[..., i], "share", "d waterfall / dV")


def of_market(ledger: Ledger, ground: Ground, outcome: Outcome, today: Outcome) -> None:
    """Prices, users, surplus and profit in the base year under a scenario's interests."""
    solved, base, seen, aims = outcome.equilibrium, today.equilibrium, ground.market, outcome.aims
    if solved is None or base is None or seen is None or aims is None:
        return
    name = outcome.scenario.id
    fitted = ground.seen.fit.found if ground.seen is not None else True
    enter = ledger.page(ground.read | outcome.read | today.read, solved.found & base.found & fitted)
    for j in np.flatnonzero(~seen.fixed):
        price, product = solved.price[..., j], f"{name},{seen.products[j]}"
        enter(f"market.price[{product}]", price, "money/year", "p")
        enter(f"market.price_change[{product}]", price / base.price[..., j] - 1.0, "share", "p / p(today) - 1")
    share = seen.by_firm(solved.quantity) / ground.size[..., None]
    for f, firm in enumerate(seen.firms):
        if f in seen.firm:  # suppliers of others sell nothing here
            enter(f"market.share[{name},{firm}]", share[..., f], "share", "sum of s over its products")
        enter(f"market.profit[{name},{firm}]", solved.profit[..., f], "money/year", "sum (p - c) q")
    target = seen.firms.index(ground.file.bid.target)
    multiplier = solved.multiplier[..., target]
    own = aims.profit[ground.file.bid.target] + multiplier
    mission = np.divide(aims.surplus, own, out=np.zeros(np.shape(own)), where=own > 0)
    if not np.isnan(base.surplus).all():  # some demand systems have none
        enter(f"market.surplus[{name}]", solved.surplus - base.surplus, "money/year", "CS - CS(today)")
    if outcome.peak is not None:
        enter(f"market.peak[{name}]", outcome.peak, "yes", "the objective of each firm curves down in its own prices")
    if ground.file.market is not None and not ground.file.market.is_for_money_alone:
        enter(f"market.multiplier[{name}]", multiplier, "number", "lambda")
        enter(f"market.mission[{name}]", mission, "share", "care / (own + lambda)")


def of_fit(ledger: Ledger, ground: Ground) -> None:
    """Margins, elasticities and second choices as they were given, beside those of the market that is solved."""
    if ground.seen is None:
        return
    fit, products = ground.seen.fit, ground.seen.market.products
    enter = ledger.page(ground.read, fit.found)

    def both(kind: str, of: str, model: Array, given: Array, unit: str, formula: str) -> None:
        enter(f"fit.{kind}_given[{of}]", given, unit, "as given")
        enter(f"fit.{kind}[{of}]", model, unit, formula)

    for j in np.flatnonzero(np.isfinite(fit.given).all(tuple(range(fit.given.ndim - 1)))):
        both("margin", products[j], fit.margin[..., j], fit.given[..., j], "share", "(p - c) / p")
    for of, (model, given) in fit.elasticity.items():
        both("elasticity", of, -model, -given, "number", "-(dq/dp) p / q")
    for model, given in fit.diversion.values():
        for j, k in np.argwhere(known_cells(given)):
            pair = f"{products[j]},{products[k]}"
            both("second_choice", pair, model[..., j, k], given[..., j, k], "share", "gain of k / q_j, if j is gone")


def of_screens(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """Concentration on each published measure, if the firms of the merger scenario became one.

    Shares of firms a measure does not name are taken as too small to count: the index is a floor.
    """
    section, pair = ground.file.market, merging(ground)
    if section is None or pair is None:
        return
    for measure in section.measures:
        inputs = inputs.apart()
        shares = {firm: inputs.value(share) for firm, share in measure.shares.items()}
        one, other = (shares.get(firm, np.zeros(inputs.count)) for firm in pair)
        before = 1e4 * np.sum([share**2 for share in shares.values()], axis=0)
        change = 2e4 * one * other
        merger = screens.Concentration(before, before + change, change, np.where(change > 0, one + other, 0.0))
        presumed = screens.presumption("us", merger, ground.file.as_of)
        enter = ledger.page(inputs.read)
        enter(f"market.hhi[{measure.id}]", before, "points", "10,000 sum s^2")
        enter(f"market.hhi_change[{measure.id}]", change, "points", "20,000 s_target s_buyer")
        if presumed is not None:
            tests = " or ".join(presumed.tests)
            enter(f"market.presumption[{measure.id}]", presumed.met, "yes", f"{tests}: {presumed.title}")


def merging(ground: Ground) -> tuple[str, str] | None:
    """The target and the firm it is merged into, in the first scenario that says so; or the bidder if it sells here."""
    merges = (change.merge for scenario in ground.file.scenarios for change in scenario.changes)
    stated = next(((merge.firm, merge.into) for merge in merges if merge is not None), None)
    bid, sellers = ground.file.bid, ground.market.firms if ground.market else ()
    return stated or ((bid.target, bid.bidder) if bid.target in sellers and bid.bidder in sellers else None)


def of_rows(ledger: Ledger, ground: Ground, outcome: Outcome) -> None:
    """The four rows of the quarrel for one scenario: funding, access, growth, influence."""
    if outcome.course is None:
        return
    name, target, course = outcome.scenario.id, ground.file.bid.target, outcome.course
    inputs = outcome.inputs.apart()
    supplier, owed, rights = (
        inputs.value(f"race.labs[{target}].{part}") for part in ("supplier", "revenue_share", "rights")
    )
    lag = inputs.value(f"race.labs[{target}].open_lag", np.inf)
    rows, ties = course.rows, race.influence(race.Partner(outcome.power, owed, supplier, rights=rights))
    enter = ledger.page(ground.read | outcome.read | inputs.read, course.found)
    composite = "1 - (1 - power)(1 - revenue share)(1 - supply x hold-up)(1 - rights/5)"
    enter(f"rows.research[{name}]", rows.research, "money", "sum over years of research compute")
    enter(f"rows.external[{name}]", rows.external, "share", "outside money / (outside money + gross profit)")
    enter(f"rows.revenue[{name}]", course.began, "money/year", "sum p q, first year of the path")
    enter(f"rows.served[{name}]", rows.served, "share", "sum of s, last year")
    enter(f"rows.free[{name}]", rows.free * rows.served, "share", "sum of s over free products, last year")
    enter(f"rows.price[{name}]", rows.price, "money/year", "p, last year")
    enter(f"rows.users_gain[{name}]", outcome.surplus, "money", "PV(CS)")
    enter(f"rows.open_lag[{name}]", lag, "years", "years until weights are published")
    enter(f"rows.growth[{name}]", rows.growth, "orders/year", "(E(end) - E(base year)) / years")
    enter(f"rows.behind[{name}]", rows.behind, "years", "years since the leader was there")
    enter(f"rows.influence[{name}]", ties.composite, "share", composite)
    enter(f"rows.supplier[{name}]", ties.compute_share, "share", "compute from the largest supplier")
    enter(f"rows.revenue_share[{name}]", ties.revenue_share, "share", "revenue owed to the partner")
    enter(f"rows.rights[{name}]", ties.rights, "share", "kinds of rights held / 5")
    enter(f"rows.power[{name}]", ties.power, "share", "largest part of control in one private hand")
