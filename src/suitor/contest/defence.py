"""Where a target and its bidder stand, and what a defence does to that."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record

__all__ = ["Bid", "Defence", "Lawfulness", "Position", "defend", "lawfulness"]


@record
class Bid:
    """An offer to the holders of the target."""

    price: Array | float  # money a share
    seeks: Array | float = 1.0  # share of the target it is for


@record
class Position:
    """The target on the eve of a defence: its shares, what each side asks and bears, and how long control takes.

    Holders other than the bidder ask between `lowest` and `highest` a share, evenly spread; the keenest sell first.
    """

    shares: Array | float  # outstanding
    held: Array | float  # of them, the bidder's
    price: Array | float  # market price, money a share
    lowest: Array | float  # what the keenest other holder asks, money a share
    highest: Array | float  # what the most reluctant asks, money a share
    worth: Array | float  # what the target is worth to the bidder, money a share
    board: Array | float = 0.0  # what the board asks, money a share; +inf where not for sale
    board_decides: NDArray[np.bool_] | bool = False  # no offer can pass over the board
    veto: Array | float = 0.0  # what the holder of a special vote asks, money a share
    rival: Array | float = 0.0  # best other offer, money a share
    quota: Array | float = 0.5  # share of the votes that gives control
    loss: Array | float = 0.0  # what a bidder loses that goes on without consent, money
    days: Array | float = 0.0  # until a bidder can have replaced a majority of the board
    chance: Array | float = 1.0  # that no court and no counter-offer stops the bid

    @property
    def stake(self) -> Array:
        """The bidder's share of the target."""
        return np.asarray(self.held, float) / np.asarray(self.shares, float)

    @property
    def marginal(self) -> Array:
        """What the holder asks whose shares make up control, if the keenest sell first."""
        needed = np.maximum(np.asarray(self.quota, float) * self.shares - self.held, 0.0)
        rank = needed / (np.asarray(self.shares, float) - self.held)
        return self.lowest + (np.asarray(self.highest, float) - self.lowest) * rank

    @property
    def asked(self) -> Array:
        """The lowest price at which the target can be had: of holders, board where it decides, special vote, rival."""
        board = np.where(self.board_decides, self.board, 0.0)
        return np.maximum(np.maximum(self.marginal, board), np.maximum(self.veto, self.rival))

    @property
    def bearable(self) -> Array:
        """The most that the bidder can pay for the shares it does not hold without losing by it."""
        return self.worth - np.asarray(self.loss, float) / (np.asarray(self.shares, float) - self.held)


class Defence(abc.ABC):
    """Something a target can do against a bid; one file on the shelf for each."""

    @abc.abstractmethod
    def respond(self, position: Position, bid: Bid) -> Position:
        """The position once the defence is used; it never lowers the price at which the target can be had."""


@record
class Lawfulness:
    """What the law on file says of a defence; `not on file` where it is silent."""

    status: str  # lawful, conditional, unlawful, not on file
    says: str
    source: str
    dated: str


def defend(position: Position, bid: Bid, defences: Iterable[Defence]) -> tuple[Position, ...]:
    """The position before any defence and after each, in the order of their use."""
    ledger = [position]
    for defence in defences:
        ledger.append(defence.respond(ledger[-1], bid))
    return tuple(ledger)


def lawfulness(defence: str, rules: Mapping[str, Any]) -> Lawfulness:
    """What the law of a jurisdiction says of a defence, from its table of rules (`rules(jurisdiction)`).

    >>> lawfulness("rights_plan", {}).status
    'not on file'
    """
    entry = rules.get(defence)
    if entry is None:
        return Lawfulness("not on file", "", "", "")
    return Lawfulness(entry["status"], entry["says"], entry["source"], str(entry["dated"]))
