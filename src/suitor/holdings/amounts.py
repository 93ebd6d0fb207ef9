"""How much of a company a right is: exact, between two bounds, drawn, or not known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from suitor._core.records import Array, record

__all__ = ["Amount", "Range", "amount", "between", "highest", "limits", "lowest", "plus", "possible", "sure", "times"]

SLIGHTLY = Fraction(1, 10**15)


@record
class Range:
    """A share known only to lie between two bounds, each included unless it is open."""

    low: Fraction  # share
    high: Fraction  # share
    open_low: bool = False
    open_high: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError(f"a range of shares must lie in order between 0 and 1, found {self.low} to {self.high}")


Amount: TypeAlias = Fraction | Range | Array | None


def amount(value: Any) -> Amount:
    """A share as written, kept exact: 0.17 is 17/100; a pair is a range, an array is draws, None is not known.

    >>> amount(0.17), amount("1/3")
    (Fraction(17, 100), Fraction(1, 3))
    """
    if value is None or isinstance(value, Range):
        return value
    if isinstance(value, np.ndarray) and value.ndim:
        return _drawn(np.asarray(value, dtype=float))
    if isinstance(value, tuple | list):
        low, high = value
        return Range(_exact(low), _exact(high))
    return _exact(value)


def plus(one: Amount, other: Amount) -> Amount:
    """The sum of two holdings of one right; not known if either is not known."""
    if one is None or other is None:
        return None
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one + other
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return _float(one) + _float(other)
    left, right = limits(one), limits(other)
    return Range(
        left.low + right.low,
        min(left.high + right.high, Fraction(1)),
        left.open_low or right.open_low,
        left.open_high or right.open_high,
    )


def times(one: Amount, factor: Amount) -> Amount:
    """A part of a holding; nothing of it is exactly nothing."""
    if any(isinstance(part, Fraction) and part == 0 for part in (one, factor)):
        return Fraction(0)
    if one is None or factor is None:
        return None
    if isinstance(one, Fraction) and isinstance(factor, Fraction):
        return one * factor
    if isinstance(one, np.ndarray) or isinstance(factor, np.ndarray):
        return _float(one) * _float(factor)
    left, right = limits(one), limits(factor)
    return Range(left.low * right.low, left.high * right.high, left.open_low, left.open_high)


def limits(value: Amount) -> Range:
    """The limits within which a share certainly lies: 0 to 1 where nothing is known, the extremes where it is drawn."""
    if value is None:
        return Range(Fraction(0), Fraction(1))
    if isinstance(value, Range):
        return value
    if isinstance(value, np.ndarray):
        return Range(_exact(value.min()), _exact(value.max()))
    return Range(value, value)


def lowest(value: Amount) -> Fraction:
    """The least the share can be."""
    return limits(value).low


def highest(value: Amount) -> Fraction:
    """The most the share can be."""
    return limits(value).high


def sure(share: Amount) -> Fraction:
    """The least that a share which decides control can be."""
    if isinstance(share, np.ndarray):
        raise ValueError("votes and board rights decide control and so cannot be drawn; give a share or a range")
    bound = limits(share)
    # "More than 50%" is above 50% by some amount, however small.
    return bound.low + (SLIGHTLY if bound.open_low else 0)


def possible(share: Amount) -> Fraction:
    """The most that a share which decides control can be."""
    bound = limits(share)
    return bound.high - (SLIGHTLY if bound.open_high else 0)


def between(low: Fraction, high: Fraction) -> Amount:
    """A range, or one share where both ends are the same."""
    return low if low == high else Range(low, high)


def _exact(value: Any) -> Fraction:
    if isinstance(value, float | np.floating):
        if not np.isfinite(value):
            raise ValueError(f"a share must be a number between 0 and 1, found {value}")
        value = repr(float(value))  # 0.17 means 17/100, not the nearest binary number
    if isinstance(value, np.integer | np.ndarray):
        value = repr(value.item())
    try:
        share = Fraction(value) if not isinstance(value, Decimal) else Fraction(str(value))
    except (ValueError, TypeError, ZeroDivisionError):
        raise ValueError(f"a share must be a number between 0 and 1, found {value!r}") from None
    if not 0 <= share <= 1:
        raise ValueError(f"a share must lie between 0 and 1, found {float(share):g}; was it a percentage?")
    return share


def _drawn(draws: Array) -> Array:
    if not np.all((draws >= -1e-12) & (draws <= 1 + 1e-12)):
        raise ValueError("every draw of a share must lie between 0 and 1")
    return np.clip(draws, 0.0, 1.0)


def _float(value: Any) -> Any:
    if isinstance(value, Range):
        raise ValueError("a range cannot be mixed with draws of the same share; draw the range first")
    return float(value) if isinstance(value, Fraction) else value
