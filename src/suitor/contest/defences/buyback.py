"""A buyback or recapitalisation: the keenest sellers leave, and the bidder's share grows."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["Buyback"]


@record
class Buyback(Defence):
    """The target buys its own shares from all but the bidder, with cash or borrowed money.

    Buying m shares at B turns the bidder's stake s into s / (1 - m/N): it helps the bidder to votes. But those who sell
    are those who asked least, so the holder who makes up control asks more than before; and what is left is worth
    (N V - m B) / (N - m) a share, less where B is above V.

    Stulz (1988), "Managerial control of voting rights", Journal of Financial Economics 20; Bagwell (1991), "Share
    repurchase and takeover deterrence", RAND Journal of Economics 22(1).
    """

    share: Array | float  # of all shares, to be bought
    price: Array | float  # money a share

    def respond(self, position: Position, bid: Bid) -> Position:
        """Fewer shares, dearer ones, and a larger part of them the bidder's."""
        bought = self.bought(position)
        shares = np.asarray(position.shares, float)
        others = shares - position.held
        step = (np.asarray(position.highest, float) - position.lowest) * bought / others

        def left(value: Array | float) -> Array:
            return (np.asarray(value, float) * shares - bought * np.asarray(self.price, float)) / (shares - bought)

        return replace(
            position,
            shares=shares - bought,
            lowest=position.lowest + step,
            worth=left(position.worth),
            price=left(position.price),
        )

    def bought(self, position: Position) -> Array:
        """How many shares are sold to it: no more than those whose holders ask no more than it pays."""
        others = np.asarray(position.shares, float) - position.held
        width = np.asarray(position.highest, float) - position.lowest
        above = np.asarray(self.price, float) - position.lowest
        willing = np.where(width > 0.0, np.clip(above / np.where(width > 0.0, width, 1.0), 0.0, 1.0), above >= 0.0)
        return np.minimum(np.asarray(self.share, float) * position.shares, 0.999 * willing * others)
