"""Two firms that set prices and production and carry stock: a dynamic duopoly with quadratic payoffs."""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.records import Array, record

__all__ = ["Feedback", "InventoryDuopoly"]

ROUNDS = 20_000
SETTLED = 1e-13


@record
class Feedback:
    """Each firm's plan, (production, price) = -rule (stock_1, stock_2, 1), and where the stocks settle."""

    rule: Array  # (firm, action, 3)
    steady: Array  # (firm,), stock
    found: bool


@record
class InventoryDuopoly:
    """Firm i sells S_i = B_i + d_ii p_i + d_ij p_j, makes u_i and keeps what is left: x' = (1 - delta) (x + u - S).

    It maximises the sum over time, undiscounted, of  p_i S_i - (e0 + e1 u + e2 u^2 / 2) - (c0 + c1 x + c2 x^2 / 2).

    Judd (1996), "Cournot versus Bertrand: a dynamic resolution".
    """

    decay: float  # delta
    demand: Array  # (2, 2), d
    size: Array  # (2,), B
    holding: Array  # (3,) or (2, 3), c
    making: Array  # (3,) or (2, 3), e

    def solve(self) -> Feedback:
        """Plans that are best replies to each other from any stocks."""
        kept = 1.0 - self.decay
        size, demand = np.asarray(self.size, dtype=float), np.asarray(self.demand, dtype=float)
        holding, making = (np.broadcast_to(np.asarray(x, dtype=float), (2, 3)) for x in (self.holding, self.making))
        move = kept * np.array([[1.0, 0.0, -size[0]], [0.0, 1.0, -size[1]], [0.0, 0.0, 1.0 / kept]])
        act = [kept * np.array([[i == 0, -demand[0, i]], [i == 1, -demand[1, i]], [0, 0]], dtype=float) for i in (0, 1)]
        goal = [_goal(i, size, demand, holding[i], making[i]) for i in (0, 1)]
        value, rule = np.zeros((2, 3, 3)), np.zeros((2, 2, 3))
        for _ in range(ROUNDS):
            before, rule = rule, _replies(move, act, goal, value)
            value = np.array([_worth(move, act, goal[i], rule, value[i], i) for i in (0, 1)])
            if np.max(np.abs(rule - before)) <= SETTLED * np.max(np.abs(rule)):
                break
        moved = move - act[0] @ rule[0] - act[1] @ rule[1]
        steady = np.linalg.solve(np.eye(2) - moved[:2, :2], moved[:2, 2])
        return Feedback(rule, steady, bool(np.max(np.abs(rule - before)) <= 1e-10))


def _goal(i: int, size: Array, demand: Array, holding: Array, making: Array) -> dict[str, Any]:
    """Payoff of firm i as z' A z + u' B u + 2 u' C z + 2 u' D v: z stocks and 1, u own actions, v the rival's."""
    stock = np.zeros((3, 3))
    stock[i, i], stock[2, 2] = -holding[2] / 2.0, -holding[0]
    stock[i, 2] = stock[2, i] = -holding[1] / 2.0
    own = np.diag([-making[2] / 2.0, demand[i, i]])
    linear = np.zeros((2, 3))
    linear[:, 2] = -making[1] / 2.0, size[i] / 2.0
    rival = np.array([[0.0, 0.0], [0.0, demand[i, 1 - i] / 2.0]])
    return {"stock": stock, "own": own, "linear": linear, "rival": rival}


def _replies(move: Array, act: list[Array], goal: list[dict[str, Any]], value: Array) -> Array:
    """Rules from both firms' first-order conditions at once: linear in the rules."""
    left, right = np.zeros((4, 4)), np.zeros((4, 3))
    for i in (0, 1):
        j, own, rows = 1 - i, act[i], slice(2 * i, 2 * i + 2)
        left[rows, 2 * i : 2 * i + 2] = goal[i]["own"] + own.T @ value[i] @ own
        left[rows, 2 * j : 2 * j + 2] = goal[i]["rival"] + own.T @ value[i] @ act[j]
        right[rows] = goal[i]["linear"] + own.T @ value[i] @ move
    return np.asarray(np.linalg.solve(left, right), dtype=np.float64).reshape(2, 2, 3)


def _worth(move: Array, act: list[Array], goal: dict[str, Any], rule: Array, value: Array, i: int) -> Array:
    own, rival = rule[i], rule[1 - i]
    moved = move - act[0] @ rule[0] - act[1] @ rule[1]
    cross = own.T @ goal["rival"] @ rival - own.T @ goal["linear"]
    total = goal["stock"] + own.T @ goal["own"] @ own + cross + cross.T + moved.T @ value @ moved
    return (total + total.T) / 2.0
