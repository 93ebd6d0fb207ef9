"""Firms that choose quantities, some of them after more than profit: public firms, and firms with users in mind."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from suitor._core.records import Array, record

__all__ = [
    "Quantities",
    "best_private_share",
    "best_reply_weight",
    "chosen_weight",
    "differentiated_weight",
    "privatisation_pays_from",
    "public_and_private",
    "users_in_mind",
]


@record
class Quantities:
    """What a public firm and its n private rivals sell, at which price, and what society gains."""

    public: Array
    private: Array  # each private firm
    price: Array
    welfare: Array  # consumer surplus and all profit
    public_profit: Array
    private_profit: Array


def public_and_private(
    size: Any,
    steepness: Any,
    rivals: Any,
    regime: Literal["mixed", "leader", "privatised", "nationalised"] = "mixed",
    private_share: Any = 0.0,
) -> Quantities:
    """A public firm among private ones: demand p = size - Q, each with cost k q^2 / 2.

    The public firm maximises theta profit + (1 - theta) welfare, theta its private share, so that

        p = (k + theta) q_0,   p = (k + 1) q      gives   q = size / ((1 + k) (1 + 1 / (k + theta)) + n)

    `privatised`: theta = 1. `nationalised`: all n + 1 firms serve welfare. `leader`: the public firm moves first.

    >>> float(public_and_private(1, 1, 1).welfare.round(9))
    0.32

    De Fraja & Delbono (1989), "Alternative strategies of a public enterprise in oligopoly", Oxford Economic Papers 41;
    Matsumura (1998), "Partial privatization in mixed duopoly", Journal of Public Economics 70.
    """
    size, k, n, theta = np.broadcast_arrays(
        *(np.asarray(value, dtype=float) for value in (size, steepness, rivals, private_share))
    )
    if regime == "leader":
        reply = 1.0 / (1.0 + k + n)  # each private firm sells reply * (size - public)
        less = 1.0 - n * reply
        gain = less**2 + k * n * reply**2
        public = size * gain / (gain + k)
        return _quantities(size, k, n, public, reply * (size - public))
    if regime == "nationalised":
        each = size / (n + 1.0 + k)
        return _quantities(size, k, n, each, each)
    theta = np.ones_like(theta) if regime == "privatised" else theta
    private = size / ((1.0 + k) * (1.0 + 1.0 / (k + theta)) + n)
    return _quantities(size, k, n, private * (1.0 + k) / (k + theta), private)


def _quantities(size: Array, k: Array, n: Array, public: Array, private: Array) -> Quantities:
    total = public + n * private
    price = size - total
    welfare = size * total - total**2 / 2.0 - k * (public**2 + n * private**2) / 2.0
    return Quantities(
        public, private, price, welfare, price * public - k * public**2 / 2.0, price * private - k * private**2 / 2.0
    )


def privatisation_pays_from(steepness: Any) -> Array:
    """The number of private rivals from which selling the public firm raises welfare: n (n + 1) = (1 + k)^3 / k.

    De Fraja & Delbono (1989), linear-quadratic case; re-derived.
    """
    k = np.asarray(steepness, dtype=float)
    return (np.sqrt(1.0 + 4.0 * (1.0 + k) ** 3 / k) - 1.0) / 2.0


def best_private_share(steepness: Any, rivals: Any) -> Array:
    """The private share of the public firm that is best for society: theta = n k / ((1 + k)^2 + n k), never 0 or 1.

    Matsumura (1998), in the linear-quadratic case; re-derived.
    """
    k, n = np.asarray(steepness, dtype=float), np.asarray(rivals, dtype=float)
    return n * k / ((1.0 + k) ** 2 + n * k)


def users_in_mind(size: Any, cost: Any, weight: Any) -> Array:
    """Quantities of Cournot firms that each add `weight` times consumer surplus to their profit (firms last).

        size - Q - q_i - c_i + w_i Q = 0   gives   q_i = size - c_i - (1 - w_i) Q,
        Q = sum (size - c_i) / (1 + sum (1 - w_i))

    Price falls below cost once w > 1 / N with alike firms; a merger still raises it.

    >>> users_in_mind(1.0, [0.0, 0.1], [0.2, 0.1]).round(3).tolist()
    [0.437, 0.267]

    Planer-Friedrich & Sahm (2021), "Strategic CSR in asymmetric Cournot duopoly", Journal of Industry, Competition and
    Trade; Philipson & Posner (2009), "Antitrust in the not-for-profit sector", Journal of Law and Economics 52.
    """
    cost, weight = np.broadcast_arrays(np.asarray(cost, dtype=float), np.asarray(weight, dtype=float))
    room, greed = np.asarray(size, dtype=float)[..., None] - cost, 1.0 - weight
    sells = np.ones(np.broadcast_shapes(room.shape, greed.shape))
    for _ in range(room.shape[-1]):  # a firm that would sell less than nothing leaves
        total = (sells * room).sum(axis=-1, keepdims=True) / (1.0 + (sells * greed).sum(axis=-1, keepdims=True))
        sells = sells * (room > greed * total)
    return np.maximum(sells * (room - greed * total), 0.0)


def best_reply_weight(cost: Any, rival_cost: Any, rival_weight: Any, size: Any = 1.0) -> Array:
    """The weight on consumer surplus that earns a Cournot duopolist most profit, given its rival's; 0 if none does.

        w = (1 - w') (u (3 - w') - S) / (S + (1 - w') u),    u = size - c,  S = u + (size - c')

    Against a rival after profit alone and without cost it is 1/3, and earns what a Stackelberg leader would: 1/8.
    Planer-Friedrich & Sahm (2021), equation 5; re-derived for any costs.
    """
    own, kept = np.asarray(size) - np.asarray(cost), 1.0 - np.asarray(rival_weight, dtype=float)
    both = own + np.asarray(size) - np.asarray(rival_cost)
    return np.maximum(kept * (own * (2.0 + kept) - both) / (both + kept * own), 0.0)


def chosen_weight(closeness: Any) -> Array:
    """The weight on consumer surplus that alike Cournot duopolists choose, for profit, in equilibrium.

        w = (2 (1 + g) + g^2 - sqrt((2 (1 + g))^2 + g^4)) / (2 (1 + g)),    g = closeness of the products, 0 to 1

    Planer-Friedrich & Sahm (2020), "Strategic corporate social responsibility, imperfect competition, and market
    concentration", Journal of Economics 129.
    """
    g = np.asarray(closeness, dtype=float)
    double = 2.0 * (1.0 + g)
    return (double + g**2 - np.sqrt(double**2 + g**4)) / double


def differentiated_weight(
    closeness: float, conduct: Literal["cournot", "bertrand"], rival_weight: float = 0.0
) -> float:
    """The weight that earns a duopolist most profit when p_i = 1 - q_i - g q_j: above 0 in quantities, 0 in prices.

    In quantities a promise to users makes the rival give way; in prices it makes the rival fight.
    """
    from scipy.optimize import minimize_scalar

    def loss(weight: float) -> float:
        weights = np.array([weight, rival_weight])
        quantity, price = _differentiated(closeness, weights, conduct)
        return -float(price[0] * quantity[0])

    inner = minimize_scalar(loss, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-10})
    return 0.0 if loss(0.0) <= inner.fun else float(inner.x)


def _differentiated(g: float, weights: Array, conduct: str) -> tuple[Array, Array]:
    """Quantities and prices of two firms without cost; consumer surplus is (q_1^2 + q_2^2) / 2 + g q_1 q_2."""
    cross = np.array([[0.0, g], [g, 0.0]])
    if conduct == "cournot":  # 1 - 2 q_i - g q_j + w_i (q_i + g q_j) = 0
        quantity = np.linalg.solve(2.0 * np.eye(2) + cross - weights[:, None] * (np.eye(2) + cross), np.ones(2))
        return quantity, 1.0 - quantity - cross @ quantity
    # (1 - w_i) (1 - g - p_i + g p_j) = p_i
    kept = 1.0 - weights[:, None]
    price = np.linalg.solve(np.eye(2) * (1.0 + kept) - kept * cross, (1.0 - weights) * (1.0 - g))
    return (1.0 - g - price + cross @ price) / (1.0 - g**2), price
