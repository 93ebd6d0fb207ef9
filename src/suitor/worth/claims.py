"""Who is paid, in what order, out of what the company is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import columns
from suitor._core.records import Array, Payout, record
from suitor.worth import classes as cap_table
from suitor.worth import waterfall
from suitor.worth.layers import across, starts
from suitor.worth.waterfall import Tier


@record
class Claims:
    """Layers of worth from the first dollar to the last, and who takes each dollar of a layer.

    Loans, ranked and participating preferences, options, capped units and shares all come down to this, so that
    paying them, pricing them as options and drawing them are one thing.

        Claims.of_tiers([{"split": {"lender": 1.0}, "until": 40.0}, {"split": {"founder": 0.6, "fund": 0.4}}])
            .pay(np.array(100.0)).paid        # lender 40, founder 36, fund 24
    """

    holders: tuple[str, ...]
    width: Array  # (*draw, layer), money; the last layer has no end
    split: Array  # (*draw, layer, holder), share of each dollar of the layer

    def pay(self, worth: ArrayLike) -> Payout:
        """Divide what the company is worth; a negative worth pays nobody, a NaN pays NaN."""
        worth = np.asarray(worth, dtype=float)[..., None]
        start = self.starts
        end = np.concatenate([start[..., 1:], np.full_like(start[..., :1], np.inf)], axis=-1)
        filled = np.clip(worth - start, 0.0, self.width)
        inside = np.where(np.isnan(worth), np.nan, (start <= worth) & (worth < end))
        return Payout(self.holders, across(filled, self.split), across(inside, self.split))

    @property
    def starts(self) -> Array:
        """The worth at which each layer begins: the breakpoints of the claims, the first being zero."""
        return starts(self.width)

    @classmethod
    def of_shares(cls, shares: Mapping[str, ArrayLike]) -> Claims:
        """Plain equity: everybody takes in proportion to the shares held."""
        count = columns(shares.values())
        return cls(
            tuple(shares), np.full((*count.shape[:-1], 1), np.inf), (count / count.sum(-1, keepdims=True))[..., None, :]
        )

    @classmethod
    def of_tiers(cls, tiers: Sequence[Tier | Mapping[str, Any]]) -> Claims:
        """A waterfall given step by step, each step a `Tier` or a mapping with its fields."""
        return cls(*waterfall.layers([tier if isinstance(tier, Tier) else Tier(**tier) for tier in tiers]))

    @classmethod
    def of_classes(cls, classes: Sequence[cap_table.ShareClass]) -> Claims:
        """A cap table whose classes all choose at once between preference and conversion."""
        return cls(*cap_table.layers(classes))


def by_holder(claims: Claims, holder: Mapping[str, str]) -> Claims:
    """The same claims by who holds each class, where one holder has several."""
    holders = tuple(dict.fromkeys(holder[name] for name in claims.holders))
    member = np.array([[holder[name] == each for each in holders] for name in claims.holders], dtype=float)
    return Claims(holders, claims.width, claims.split @ member)


def worth_where(claims: Claims, holder: str, amount: ArrayLike) -> Array:
    """The least the company must be worth for this holder to receive this much; inf where it never does."""
    amount = np.asarray(amount, dtype=float)[..., None]
    share = claims.split[..., claims.holders.index(holder)]
    gain = np.where(share > 0, claims.width * np.where(share > 0, share, 1.0), 0.0)
    before = starts(gain)
    needed = claims.starts + (amount - before) / np.where(share > 0, share, np.nan)
    reached = np.where((amount > before) & (amount <= before + gain), needed, np.inf).min(axis=-1)
    return np.where(np.isnan(amount[..., 0]), np.nan, np.where(amount[..., 0] <= 0, 0.0, reached))
