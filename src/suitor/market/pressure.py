"""What a merger does to the incentive to raise prices, from margins and diversions at observed prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.linear import linear, times
from suitor._core.records import Array, Stakes
from suitor._core.solve import differences, slopes
from suitor.market.demand import Demand
from suitor.market.floors import in_ratio
from suitor.market.market import Market

__all__ = [
    "cmcr",
    "cmcr_cournot",
    "compensating",
    "critical_loss",
    "first_order_effect",
    "guppi",
    "joined",
    "pass_through",
    "upp",
    "vertical_guppi",
]


def joined(owner: Any) -> Array:
    """Weight on each product's profit of whoever sets each price, from a list of owners by product.

    >>> joined(["a", "a", "b"]).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    """
    return np.equal.outer(np.asarray(list(owner)), np.asarray(list(owner))).astype(float)


def upp(price: Array, margin: Array, diversion: Array, before: Array, after: Array, change: Any = 0.0) -> Array:
    """Upward pricing pressure in money: what the merged firm recaptures of each lost sale, less what it saves on it.

        Σ_k D_jk (after_jk (p_k − c_k(1 + change_k)) − before_jk (p_k − c_k)),    D_jj = −1

    `before` and `after` are weights on products' profits, row by price setter; `change` is the change in cost, a share
    of it, negative for a saving. Farrell & Shapiro (2010), B.E. Journal of Theoretical Economics 10(1).

    >>> upp(np.array([50.0, 45.0]), np.array([0.3, 0.4]), np.array([[-1, 0.6], [0.5, -1]]), joined("ab"), joined("aa"))
    array([10.8,  7.5])
    """
    old, new = (weight / _diagonal(weight)[..., None] for weight in (before, after))
    markup = price * margin
    later = markup - change * (price - markup)
    return (diversion * (new * later[..., None, :] - old * markup[..., None, :])).sum(-1)


def guppi(price: Array, margin: Array, diversion: Array, before: Array, after: Array, change: Any = 0.0) -> Array:
    """Gross upward pricing pressure index, as a share of each product's price."""
    return upp(price, margin, diversion, before, after, change) / price


def vertical_guppi(
    *, to_arm: Any, to_rival: Any, arm_markup: Any, input_markup: Any, arm_price: Any, input_price: Any,
    rival_price: Any = np.nan, pass_on: Any = 1.0, own_input_markup: Any = 0.0,
) -> dict[str, Array]:  # fmt: skip
    """Pressure on input and output prices where a supplier buys one of its customers, as shares of each price.

    `vguppiu`, on the input sold to a rival of the arm: to_arm · arm_markup/input_price, `to_arm` the units its arm
    gains for each that the rival buys less. What the rival passes on of a dearer input moves both alike and does not
    matter there; `pass_on` of it reaches the rival's own price in `vguppir`. `vguppid`, on the price of the arm:
    (to_rival · input_markup − own_input_markup)/arm_price, `to_rival` the units of input that rivals buy more for each
    the arm sells less, and `own_input_markup` what the arm paid above cost for its own, which ends. Markups are money
    per unit. Moresi & Salop (2013), "vGUPPI: scoring unilateral pricing incentives in vertical mergers",
    Antitrust Law Journal 79(1).

    >>> told = vertical_guppi(to_arm=0.3, to_rival=0.2, arm_markup=5.0, input_markup=4.0, arm_price=16.0,
    ...                       input_price=8.0, rival_price=20.0, pass_on=0.8)
    >>> {name: round(float(value), 4) for name, value in told.items()}
    {'vguppiu': 0.1875, 'vguppir': 0.06, 'vguppid': 0.05}
    """
    raised = np.asarray(to_arm, dtype=float) * arm_markup
    return {
        "vguppiu": raised / input_price,
        "vguppir": raised * pass_on / rival_price,
        "vguppid": (np.asarray(to_rival, dtype=float) * input_markup - own_input_markup) / arm_price,
    }


def cmcr(price: Array, margin: Array, diversion: Array, before: Array, after: Array, of: str = "cost") -> Array:
    """Compensating reduction of marginal cost: the saving on each product that leaves every price where it is.

    A share of the cost before, or of price with of="price". Only ratios of slopes enter, so diversions are enough:
    (after ∘ D)(p − c_after) = (before ∘ D)(p − c_before).
    Werden (1996), "A robust test for consumer welfare enhancing mergers", Journal of Industrial Economics 44(4).
    """
    old, new = (weight / _diagonal(weight)[..., None] * diversion for weight in (before, after))
    saved = linear(new, (old * (margin * price)[..., None, :]).sum(-1)) - margin * price
    return saved / (price if of == "price" else price * (1.0 - margin))


def compensating(market: Market, before: Stakes, after: Stakes) -> Array:
    """Saving on each product, as a share of its cost, that leaves every price where it is, under the market's conduct.

    At the same prices a merged firm wants another markup: (markup_after − markup_before)/cost. Under Bertrand it is
    `cmcr`. Products whose price is fixed keep their cost. In an auction costs decide who wins as well: it is NaN there.
    """
    from suitor.market.conduct.second_score import SecondScore

    if isinstance(market.conduct, SecondScore):
        return np.full(np.broadcast_shapes(market.cost.shape, market.price.shape), np.nan)
    wanted = [market.conduct.markup(market, market.price, in_ratio(x, 1.0 / x.own)) for x in (before, after)]
    return np.where(market.fixed, 0.0, wanted[1] - wanted[0]) / np.where(market.fixed, 1.0, market.cost)


def cmcr_cournot(share: Any, elasticity: Any, of: str = "cost") -> Array:
    """Saving of both parties, at their average cost, that leaves the Cournot price where it is.

    Shares of the two on the last axis. Froeb & Werden (1998), Economics Letters 58(3).

    >>> float(cmcr_cournot([0.05, 0.65], 1.9, of="price").round(6))
    0.048872
    """
    share = np.asarray(share, dtype=float)
    first, second = share[..., 0], share[..., 1]
    whole = np.abs(elasticity) * (first + second)
    return 2.0 * first * second / (whole if of == "price" else whole - first**2 - second**2)


def critical_loss(margin: Any, rise: Any = 0.05) -> Array:
    """Share of sales whose loss makes a price rise unprofitable: rise/(rise + margin).

    Harris & Simons (1989), "Focusing market definition", Research in Law and Economics 12.

    >>> float(critical_loss(0.45).round(3))
    0.1
    """
    return np.asarray(rise) / (np.asarray(rise) + np.asarray(margin))


def pass_through(market: Market, stakes: Stakes, price: Array | None = None) -> Array:
    """`[..., j, k]` is how much of a dollar on the cost of k reaches the price of j, all firms reacting."""
    at = market.price if price is None else price
    interests = in_ratio(stakes, 1.0 / stakes.own)
    bend = _slope(market, lambda x: x - market.conduct.markup(market, x, interests), at)
    return np.asarray(np.linalg.inv(bend))


def first_order_effect(market: Market, before: Stakes, after: Stakes) -> Array:
    """Change in prices to first order: pressure through the pass-through of the merged industry, in money.

    With A = weights ∘ dq/dp, it is one Newton step on (p − c) + A_before⁻¹ (q + (A_after − A_before)(p − c)).
    Jaffe & Weyl (2013), "The first-order approach to merger analysis", American Economic Journal: Micro 5(4).
    """
    stakes = [market.conduct.counted(in_ratio(x, 1.0 / x.own)) for x in (before, after)]
    old, new = (x.weight[..., market.firm[:, None], market.firm] for x in stakes)

    def miss(price: Array) -> Array:
        pull = np.swapaxes(market.demand.slopes(price), -1, -2)
        markup = price - market.cost
        moved = times((new - old) * pull, markup)
        return markup + linear(old * pull, market.demand.quantity(price) + moved)

    return -linear(_slope(market, miss, market.price), miss(market.price))


def _slope(market: Market, function: Any, price: Array) -> Array:
    known = type(market.demand).slopes is not Demand.slopes
    return slopes(function, price) if known else differences(function, price)


def _diagonal(weight: Array) -> Array:
    return np.einsum("...jj->...j", weight)
