"""Who has to say yes, and the lowest price at which each would."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record

__all__ = ["Decider", "indifference", "reservation"]


@record
class Decider:
    """Somebody without whose yes the bid fails, and what each outcome is worth to them.

    Worth is in cash-dollar equivalents. A dollar paid to a charity counts at its grant productivity (`dollar`).
    Fair value is a floor on selling, never a duty to sell. `for_sale` is the chance that any price at all would do,
    realised by the uniform draw `lot`: 1 - for_sale of the draws ask an infinite price.
    """

    id: str
    kind: str  # nonprofit_board, board, holders, blockholder, controller, court, attorney_general, ministry ...
    alternative: Array  # (*draw,) worth of what happens on refusal, as a stated mixture, dollars
    accepted: Array  # (*draw,) worth of acceptance at a price of 0, dollars
    dollar: Array | float = 1.0  # (*draw,) worth of one dollar of the price
    fair_value: Array | float = 0.0  # (*draw,) lowest lawful price, dollars; 0 where none
    for_sale: Array | float = 1.0  # (*draw,) probability
    lot: Array | float = np.nan  # (*draw,) uniform on [0, 1)

    def __post_init__(self) -> None:
        if not np.all(np.asarray(self.dollar) > 0.0):
            raise ValueError(
                f"decider {self.id}: a dollar must be worth more than 0; where no price would do, set for_sale=0."
            )
        chance = np.asarray(self.for_sale)
        if not np.all((chance >= 0.0) & (chance <= 1.0)):
            raise ValueError(f"decider {self.id}: for_sale is a probability between 0 and 1, found {_outside(chance)}.")
        if np.any(np.isnan(self.lot)) and np.any((chance > 0.0) & (chance < 1.0)):
            raise ValueError(f"decider {self.id}: for_sale between 0 and 1 needs `lot`, a uniform draw each.")


def indifference(decider: Decider) -> Array:
    """The price that leaves a decider as well off as refusing, whatever the law asks.

    (U(alternative) - U(accepted at price 0)) / value of a dollar; below 0 where the deal is wanted for itself.
    """
    better = np.asarray(decider.alternative, float) - np.asarray(decider.accepted, float)
    return better / np.asarray(decider.dollar, float)


def reservation(decider: Decider) -> Array:
    """The lowest price a decider accepts; +inf where nothing is for sale.

    R = max((U(alternative) - U(accepted at price 0)) / value of a dollar, fair value).

    >>> board = Decider("board", "nonprofit_board", alternative=np.array(60e9), accepted=np.array(0.0), dollar=0.5)
    >>> float(reservation(board)) / 1e9
    120.0
    """
    lowest = np.maximum(indifference(decider), decider.fair_value)
    chance = np.asarray(decider.for_sale)
    sells = (chance >= 1.0) | (np.asarray(decider.lot) < chance)
    return np.where(sells, lowest, np.inf)


def _outside(chance: Array) -> float:
    return float(chance[~((chance >= 0.0) & (chance <= 1.0))].ravel()[0])
