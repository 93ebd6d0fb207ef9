"""From the steps of a waterfall to layers of worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import columns
from suitor._core.records import Array, record
from suitor.worth.layers import across


@record
class Tier:
    """One step of a waterfall: how the next dollar is split, and until when.

    `until` is a total received so far for each named holder (the step ends when all of them have theirs; one that
    has it early drops out), or the money paid out in this step, or None for the last, open step.
    The share of a holder that drops out goes to `passes_to`, or to the others in proportion to their own shares.
    """

    split: Mapping[str, ArrayLike]  # holder -> share of the next dollar, (*draw,)
    until: Mapping[str, ArrayLike] | ArrayLike | None = None  # money, (*draw,)
    passes_to: str | None = None


def layers(tiers: Sequence[Tier]) -> tuple[tuple[str, ...], Array, Array]:
    """Holders in order of appearance, the width of each layer and its split, step after step."""
    if not tiers or tiers[-1].until is not None:
        raise ValueError("the last tier must be open: say who takes what is left, with no `until`")
    holders = tuple(dict.fromkeys(holder for tier in tiers for holder in tier.split))
    paid = np.zeros(len(holders))
    widths, splits = [], []
    for number, tier in enumerate(tiers, start=1):
        width, split = _layers_of(tier, number, holders, paid)
        if tier.until is None and number < len(tiers):
            raise ValueError(f"tier {number} never ends, so nobody after it is paid; give it an `until`")
        if tier.until is not None:
            paid = paid + across(width, split)
        widths.append(width)
        splits.append(split)
    draws = np.broadcast_shapes(*(width.shape[:-1] for width in widths), *(split.shape[:-2] for split in splits))
    return (
        holders,
        np.concatenate([np.broadcast_to(width, (*draws, width.shape[-1])) for width in widths], axis=-1),
        np.concatenate([np.broadcast_to(split, (*draws, *split.shape[-2:])) for split in splits], axis=-2),
    )


def _layers_of(tier: Tier, number: int, holders: tuple[str, ...], paid: Array) -> tuple[Array, Array]:
    """The layers of one step, given what everybody has been paid before it."""
    share = _by_holder(tier.split, holders)
    total = share.sum(axis=-1)
    if np.any(share < 0) or not np.all(np.isclose(total, 1.0, rtol=0, atol=1e-9) | np.isnan(total)):
        raise ValueError(f"the split of tier {number} must be shares of the next dollar that sum to 1, not {total}")
    if tier.until is None:
        return np.full((*share.shape[:-1], 1), np.inf), share[..., None, :]
    if not isinstance(tier.until, Mapping):
        if np.any(np.isinf(np.asarray(tier.until))):
            raise ValueError(f"tier {number} has no end; only the last may be open, with no `until`")
        return np.maximum(np.asarray(tier.until, dtype=float), 0.0)[..., None], share[..., None, :]
    return _until_each(tier, number, holders, share, paid)


def _until_each(tier: Tier, number: int, holders: tuple[str, ...], share: Array, paid: Array) -> tuple[Array, Array]:
    """Layers between the moments at which one holder after another has its total.

    On a clock t every holder still in the step receives share * t, so holder h drops out at
    t = (total - paid) / share, whatever the others do: sorting those moments settles every draw at once.
    """
    until = cast(Mapping[str, ArrayLike], tier.until)
    capped = np.array([holder in until for holder in holders])
    total = _by_holder(until, holders)
    if np.any(np.isinf(total)) or np.any((share <= 0) & capped):
        raise ValueError(f"tier {number}: whoever has an `until` needs a finite one and a share above 0 in the split")
    if tier.passes_to is not None and (tier.passes_to not in holders or tier.passes_to in until):
        raise ValueError(f"tier {number}: passes_to must be a holder of the waterfall with no `until` in this tier")
    unknown = np.isnan(np.where(capped, total - paid, share)).any(axis=-1, keepdims=True)
    room = np.where(unknown, 1.0, np.maximum(total - paid, 0.0))
    leaves = np.where(capped, room / np.where(capped, share, 1.0), np.inf)
    ends = np.sort(leaves, axis=-1)[..., : capped.sum()]
    begins = np.concatenate([np.zeros_like(ends[..., :1]), ends[..., :-1]], axis=-1)
    taking = share[..., None, :] * (leaves[..., None, :] >= ends[..., :, None])
    if tier.passes_to is not None:
        taking[..., holders.index(tier.passes_to)] += 1.0 - taking.sum(axis=-1)
    speed = taking.sum(axis=-1)
    return np.where(unknown, np.nan, speed * (ends - begins)), taking / speed[..., None]


def _by_holder(values: Mapping[str, ArrayLike], holders: tuple[str, ...]) -> Array:
    """Numbers or draws by holder, zero where none is given, on a last axis in the order of the holders."""
    return columns(values.get(holder, 0.0) for holder in holders)
