"""Who wins a bidding contest, and at what price, when bidders already own part of the target."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from suitor._core.records import Array, record
from suitor._core.solve import Root, root

__all__ = [
    "Preemption",
    "common_value_bid",
    "common_value_price",
    "first_price_win_chance",
    "matching_bid",
    "numerical_bid",
    "numerical_private_bid",
    "preempt",
    "private_value_bid",
    "private_value_price",
    "win_chance",
]


@record
class Preemption:
    """The first bid that keeps a rival from even looking."""

    cutoff: Array  # the least value at which the first bidder pre-empts, share of the most it can be worth
    bid: Array  # what it then bids, same unit


def private_value_bid(value: Array | float, toehold: Array | float) -> Array:
    """How high a holder of a toehold goes in an ascending auction against one rival without: above its own value.

    b = (t + theta) / (1 + theta), values independent and uniform on [0, 1]: losing sells the toehold at the price.

    Burkart (1995), "Initial shareholdings and overbidding in takeover contests", Journal of Finance 50(5).
    """
    return (np.asarray(value, float) + np.asarray(toehold, float)) / (1.0 + np.asarray(toehold, float))


def numerical_private_bid(
    value: Array | float,
    toehold: Array | float,
    below: Callable[[Array], Array],
    density: Callable[[Array], Array],
    most: float,
) -> Root:
    """The same for rivals of any kind, given how the value of one of them is distributed.

    b solves (b - t) f(b) = theta (1 - F(b)), F being `below` and f its `density`: a little more buys at a price above
    what the target is worth as often, and by as much, as it sells the toehold dearer. However many rivals there are,
    the bidder sets the price only when just one of them is left, so their number does not matter. `most` is a price
    that hardly any rival reaches, with f(most) above 0.
    """
    value, toehold = np.broadcast_arrays(np.asarray(value, float), np.asarray(toehold, float))

    def regret(bid: Array) -> Array:
        return (bid - value) * density(bid) - toehold * (1.0 - below(bid))

    return root(regret, value, np.maximum(value, most))


def private_value_price(toehold: Array | float) -> Array:
    """The expected price of that auction: 1/2 - 1 / (6 (1 + theta)^2)."""
    return 0.5 - 1.0 / (6.0 * (1.0 + np.asarray(toehold, float)) ** 2)


def win_chance(toehold: Array | float, rival: Array | float) -> Array:
    """How likely a bidder wins an ascending auction for a target worth the same to both.

    theta_i / (theta_i + theta_j). One half where neither has a toehold: the limit of equal ones.

    Bulow, Huang & Klemperer (1999), "Toeholds and takeovers", Journal of Political Economy 107(3).
    """
    toehold, rival = np.broadcast_arrays(np.asarray(toehold, float), np.asarray(rival, float))
    if not np.all((toehold >= 0.0) & (rival >= 0.0) & (toehold + rival < 1.0)):
        raise ValueError("toeholds are shares of one company: each at least 0, together less than 1.")
    both = toehold + rival
    return np.divide(toehold, both, out=np.full(both.shape, 0.5), where=both > 0.0)


def first_price_win_chance(toehold: Array | float, rival: Array | float) -> Array:
    """The same with sealed bids and the winner paying its own: (1 - theta_j) / ((1 - theta_i) + (1 - theta_j))."""
    win_chance(toehold, rival)  # the same condition on toeholds
    own, other = 1.0 - np.asarray(toehold, float), 1.0 - np.asarray(rival, float)
    return other / (own + other)


def common_value_bid(signal: Array | float, toehold: Array | float, rival: Array | float) -> Array:
    """How high a bidder goes for a target worth the sum of both signals, each uniform on [0, 1].

    b_i(t) = 2 - (1 - t) / (1 + theta_j) - (1 - t)^(theta_i / theta_j) / (1 + theta_i). Even a small difference in
    toeholds makes the larger aggressive and the smaller afraid of winning.

    Bulow, Huang & Klemperer (1999), as above; closed form derived for this value function.
    """
    rest = 1.0 - np.asarray(signal, float)
    return (
        2.0
        - rest / (1.0 + np.asarray(rival, float))
        - rest ** _ratio(toehold, rival) / (1.0 + np.asarray(toehold, float))
    )


def common_value_price(toehold: Array | float, rival: Array | float) -> Array:
    """The expected price of that auction; 2/3 with equal toeholds near 0, about 1/2 with very unequal ones.

    With w = theta_i / (theta_i + theta_j):  2 - 1 / ((1 + theta_i)(1 + w)) - 1 / ((1 + theta_j)(2 - w)).

    >>> round(float(common_value_price(0.05, 0.05)), 4)
    0.7302
    """
    weight = win_chance(toehold, rival)
    return (
        2.0
        - 1.0 / ((1.0 + np.asarray(toehold, float)) * (1.0 + weight))
        - 1.0 / ((1.0 + np.asarray(rival, float)) * (2.0 - weight))
    )


def numerical_bid(
    signal: Array | float,
    toehold: float,
    rival: float,
    value: Callable[[Array, Array], Array],
    nodes: int = 48,
) -> Array:
    """How high a bidder goes when both value the target at any function of the two signals.

    b_i(t) = int_0^inf e^-x v(1 - (1 - t) e^(-theta_j x), 1 - (1 - t)^(theta_i/theta_j) e^(-theta_i x)) dx, the general
    formula of Bulow, Huang & Klemperer (1999) with s = 1 - (1 - t) e^(-theta_j x), by Gauss-Laguerre quadrature.
    `value` takes the bidder's own signal first and grows with both.
    """
    point, weight = np.polynomial.laguerre.laggauss(nodes)
    rest = (1.0 - np.asarray(signal, float))[..., None]
    own, other = 1.0 - rest * np.exp(-rival * point), 1.0 - rest ** _ratio(toehold, rival) * np.exp(-toehold * point)
    return np.asarray(value(own, other)) @ weight


def matching_bid(value: Array | float, toehold: Array | float) -> Array:
    """What to offer when the rival may match and then has it: (t + theta) / 2; expected price 1/4 + theta/2.

    Values are private, independent and uniform on [0, 1]. Dasgupta & Hansen (2007), "Auctions in corporate finance",
    Handbook of Corporate Finance 1, p. 125.
    """
    return (np.asarray(value, float) + np.asarray(toehold, float)) / 2.0


def preempt(cost: Array | float) -> Preemption:
    """The opening bid so high that a rival does not pay to find out what the target is worth to it.

    Values are private, independent and uniform on [0, 1], and looking costs the rival c. It stays out if what it
    expects to gain, (1 - v)^2 / 6 once the first bidder is known to be above v, is no more than c: v = 1 - (6 c)^0.5.
    The first bidder at v is as well off bidding v - v^2/2 at once as winning an auction, where it expects v^2/2.

    Fishman (1988), "A theory of preemptive takeover bidding", RAND Journal of Economics 19(1).
    """
    cutoff = np.maximum(1.0 - np.sqrt(6.0 * np.asarray(cost, float)), 0.0)
    return Preemption(cutoff, cutoff - cutoff**2 / 2.0)


def _ratio(toehold: Array | float, rival: Array | float) -> Array:
    """theta_i / theta_j, infinite where only the rival has none."""
    weight = win_chance(toehold, rival)
    return np.divide(weight, 1.0 - weight, out=np.full(weight.shape, np.inf), where=weight < 1.0)
