"""Whether a buyer would keep its promise once it owns the lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from suitor._core.records import Array, record
from suitor.race.budget import present_value
from suitor.race.forms import Form
from suitor.race.futures import Futures

__all__ = ["Promise", "promise_or_profit"]


@record
class Promise:
    """What the buyer would choose after closing, against what it announced."""

    forms: tuple[str, ...]
    payoff: Array  # (*draw, form), to the buyer at present value, money
    promised: str
    temptation: Array  # (*draw,), gain from the best other form over the promised one
    kept: float  # share of draws in which the promise is the buyer's own best choice

    @property
    def flagged(self) -> bool:
        """Whether the promise is against the buyer's interest in most draws."""
        return self.kept < 0.5


def promise_or_profit(
    futures: Futures,
    forms: Sequence[Form],
    promised: str,
    holding: Mapping[str, float],
    care: float = 0.0,
    discount: float = 0.10,
) -> Promise:
    """Whether the form a buyer announced is the one it would choose once it owns the lab.

    payoff = sum_lab holding PV(worth of the lab in the last year, after dilution) + care PV(CS) - PV(money it pays in)

    What was paid for control is sunk by then. A holding in the lab counts only under a form that may distribute profit.
    """
    values = [_payoff(futures, form, holding, care, discount) for form in forms]
    payoff, names = np.stack(np.broadcast_arrays(*values), axis=-1), tuple(form.name for form in forms)
    if promised not in names:
        raise ValueError(f"the promise must be one of the forms compared: {', '.join(names)}; got {promised!r}")
    kept = payoff[..., names.index(promised)]
    other = np.delete(payoff, names.index(promised), axis=-1).max(axis=-1)
    return Promise(names, payoff, promised, other - kept, float(np.mean(kept >= other)))


def _payoff(futures: Futures, form: Form, holding: Mapping[str, float], care: float, discount: float) -> Array:
    path = futures.under(form)
    funding = form.funding(futures.race.funding, path.labs, futures.lab)
    span = len(path.years)
    multiple = np.maximum(funding.multiple_floor, funding.multiple * np.power(funding.multiple_decay, span - 1))
    worth = multiple * path.revenue[..., -1, :] * np.power(1.0 - np.asarray(funding.dilution), span)
    total = care * present_value(path.surplus, discount)
    for lab, share in holding.items():
        if lab != futures.lab or form.distributes:
            total = total + share * worth[..., path.labs.index(lab)] * (1.0 + discount) ** (1 - span)
    paid_in: Any = form.funds.get("parent", 0.0)
    return total - present_value(np.full(span, paid_in), discount)
