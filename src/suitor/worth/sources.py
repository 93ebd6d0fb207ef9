"""Where the money for a bid comes from and where it goes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array, record


@record
class SourcesAndUses:
    """The two columns of a financing, equal to the cent."""

    sources: Mapping[str, Array]  # money, (*draw,)
    uses: Mapping[str, Array]  # money, (*draw,)
    total: Array  # money, (*draw,)


def sources_and_uses(
    sources: Mapping[str, ArrayLike], uses: Mapping[str, ArrayLike], plug: str | None = None, cent: float = 0.01
) -> SourcesAndUses:
    """The financing of a bid, refused unless both columns agree to the cent.

    Uses include refinanced debt and fees. A `plug` names the source, or the use, that supplies what is missing;
    nothing is filled in unnamed. `cent` is the smallest amount that counts, in the unit of the amounts.

    >>> float(sources_and_uses({"debt": 25.5e9, "equity": 21e9}, {"shares": 44e9, "fees": 2.5e9}).total)
    46500000000.0
    """
    columns = [{name: np.asarray(x, dtype=float) for name, x in column.items()} for column in (sources, uses)]
    given, needed = columns
    gap = np.asarray(sum(given.values()) - sum(needed.values()))
    if plug is not None:
        column, missing = (needed, gap) if plug in needed else (given, -gap)
        column[plug] = column.get(plug, np.zeros(())) + missing
        if np.any(column[plug] < 0):
            longer, shorter = ("sources", "uses") if column is given else ("uses", "sources")
            raise ValueError(
                f"the plug '{plug}' would have to be {column[plug].min():,.2f}: the other {longer} exceed the {shorter}"
            )
        gap = np.zeros(())
    if not np.all(np.abs(gap) < cent / 2):
        worst = gap.flat[np.argmax(np.abs(gap))]
        longer, shorter = ("sources", "uses") if worst > 0 else ("uses", "sources")
        raise ValueError(f"{longer} exceed {shorter} by {abs(worst):,.2f}; list what is missing or name a plug")
    return SourcesAndUses(given, needed, np.asarray(sum(needed.values())))


@record
class Payment:
    """What a price is paid with: new shares of the acquirer, cash it has, and what it borrows."""

    new_shares: Array  # (*draw,)
    stock: Array  # money, (*draw,)
    cash: Array  # money from its own accounts, (*draw,)
    debt: Array  # money borrowed, (*draw,)


def payment(
    price: ArrayLike,
    stock: ArrayLike = 0.0,
    acquirer_price: ArrayLike = 1.0,
    cash: ArrayLike = 0.0,
    fees: ArrayLike = 0.0,
) -> Payment:
    """How a bid is paid for: a part in new shares, then cash at hand as far as it goes, and the rest borrowed.

    new = s P / P_A,  cash = min(C, (1 - s) P + fees),  debt = (1 - s) P + fees - cash,  with s the part of the price
    P paid in stock. Sources equal uses by construction: stock + cash + debt = P + fees.

    >>> float(payment(44.6e9, stock=0.5, acquirer_price=32.6, cash=10e9).debt)
    12300000000.0
    """
    price, stock, acquirer_price, cash, fees = floats(price, stock, acquirer_price, cash, fees)
    in_stock = stock * price
    needed = price - in_stock + fees
    own = np.minimum(cash, needed)
    return Payment(*map(np.asarray, (in_stock / acquirer_price, in_stock, own, needed - own)))
