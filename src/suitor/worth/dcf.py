"""What a company is worth by the cash it will make: rates, flows, terminal values and the checks between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array, record
from suitor.worth.present import gordon, times

HEAVY = 0.8  # a terminal value above this share of the whole deserves a word


@record
class Dcf:
    """A discounted cash flow valuation with its cross-checks.

    `implied_growth` is the perpetual growth at which the terminal value would follow from the last flow;
    `implied_multiple` the multiple of the terminal metric it amounts to at the end of the last year (NaN without one).
    """

    flow_value: Array  # (*draw, year), money today
    terminal: Array  # (*draw,), money at the end of the last year
    terminal_value: Array  # (*draw,), money today
    enterprise: Array  # (*draw,), money
    terminal_share: Array  # (*draw,), share of the enterprise value
    implied_growth: Array  # (*draw,), a year
    implied_multiple: Array  # (*draw,)
    notes: tuple[str, ...]


def dcf(
    flows: ArrayLike,
    rate: ArrayLike,
    growth: ArrayLike | None = None,
    multiple: ArrayLike | None = None,
    metric: ArrayLike | None = None,
    terminal: ArrayLike | None = None,
    mid_year: bool = False,
    stub: float = 1.0,
    gap: float = 0.0,
    shrinking: bool = False,
) -> Dcf:
    """The value of the enterprise: the flows of the forecast years and one terminal value, discounted.

    Give one of: `growth`, and the last flow grows for ever (Gordon); `multiple` of a `metric` such as EBITDA, paid at
    the end of the last year; or the `terminal` value itself, for example from `value_driver`.
    In mid-year each flow arrives half a year early. Gordon's terminal value moves with the flows; an exit multiple,
    which is a price paid at the year's end, does not. `stub` is the part of a year left in the first period, whose
    flow is given in full and counted for that part. With `growth`, draws that end on a negative flow are NaN, and an
    error where all do, unless `shrinking`.
    """
    flows, rate = floats(flows, rate)
    if sum(x is not None for x in (growth, multiple, terminal)) != 1:
        raise ValueError("choose one terminal value: growth, or multiple with its metric, or terminal")
    at, end = times(flows.shape[-1], mid_year, stub), stub + flows.shape[-1] - 1
    last, early = flows[..., -1], (1 + rate) ** (end - at[-1])
    if growth is not None:
        exit_value = gordon(_lasting(last, shrinking), rate, growth, gap) * early
    elif multiple is not None:
        exit_value = _at_multiple(multiple, metric)
    else:
        exit_value = np.asarray(terminal, dtype=float)
    part = np.where(np.arange(flows.shape[-1]) == 0, stub, 1.0)
    flow_value = flows * part / (1 + rate[..., None]) ** at
    today = exit_value / (1 + rate) ** end
    enterprise = flow_value.sum(axis=-1) + today
    weight = np.where(enterprise > 0, today / np.where(enterprise > 0, enterprise, 1.0), np.nan)
    implied = (exit_value * rate - last * early) / (exit_value + last * early)
    over = np.nan * exit_value if metric is None else exit_value / np.asarray(metric, dtype=float)
    return Dcf(flow_value, exit_value, today, enterprise, weight, implied, over, _notes(weight))


def free_cash_flow(
    ebitda: ArrayLike, depreciation: ArrayLike, working_capital: ArrayLike, capex: ArrayLike, tax: ArrayLike
) -> Array:
    """Cash before any financing: (EBITDA - D&A)(1 - t) + D&A - increase of working capital - capital expenditure.

    Pay in stock is a cost here if it was deducted from EBITDA; to treat it as none, add it back before.
    """
    ebitda, depreciation, working_capital, capex, tax = floats(ebitda, depreciation, working_capital, capex, tax)
    return np.asarray((ebitda - depreciation) * (1 - tax) + depreciation - working_capital - capex)


def cost_of_equity(riskless: ArrayLike, beta: ArrayLike, premium: ArrayLike, size: ArrayLike = 0.0) -> Array:
    """What shareholders ask a year: riskless + beta x equity risk premium (+ size premium)."""
    riskless, beta, premium, size = floats(riskless, beta, premium, size)
    return np.asarray(riskless + beta * premium + size)


def relever(beta: ArrayLike, tax: ArrayLike, before: ArrayLike, after: ArrayLike) -> Array:
    """Beta at another ratio of debt to equity: beta (1 + (1 - t) D/E after) / (1 + (1 - t) D/E before).

    Hamada (1972), "The effect of the firm's capital structure on the systematic risk of common stocks",
    Journal of Finance 27(2). Use before = 0 for an unlevered beta, after = 0 to unlever.
    """
    beta, tax, before, after = floats(beta, tax, before, after)
    return np.asarray(beta * (1 + (1 - tax) * after) / (1 + (1 - tax) * before))


def wacc(equity: ArrayLike, debt: ArrayLike, debt_share: ArrayLike, tax: ArrayLike = 0.0) -> Array:
    """The cost of capital: k_e E/V + k_d (1 - t) D/V, at target weights of market value."""
    equity, debt, share, tax = floats(equity, debt, debt_share, tax)
    return np.asarray(equity * (1 - share) + debt * (1 - tax) * share)


def value_driver(profit: ArrayLike, growth: ArrayLike, return_on_new: ArrayLike, rate: ArrayLike) -> Array:
    """Terminal value that pays for its own growth: NOPAT (1 - g / RONIC) / (w - g), NOPAT of the year after the last.

    Where new capital earns no more than it costs this is NOPAT / w, whatever the growth.
    Koller, Goedhart & Wessels, "Valuation", value driver formula.
    """
    profit, growth, earned = floats(profit, growth, return_on_new)
    return gordon(profit * (1 - growth / earned) / (1 + growth), rate, growth)


def two_stage(
    profit: ArrayLike,
    growth: ArrayLike,
    reinvested: ArrayLike,
    years: int,
    stable_growth: ArrayLike,
    stable_return: ArrayLike,
    rate: ArrayLike,
    stable_rate: ArrayLike | None = None,
) -> Array:
    """The value of a firm that grows fast for some years and then for ever at a stable rate.

    V = sum_t NOPAT (1+g)^t (1-b) / (1+w)^t + NOPAT_{n+1} (1 - g_s / ROC_s) / (w_s - g_s) / (1+w)^n, NOPAT that of the
    year just past. Damodaran (2006), "Damodaran on Valuation", 2nd ed., ch. 15.
    """
    profit, growth, reinvested, rate = floats(profit, growth, reinvested, rate)
    time = np.arange(1, years + 1)
    earned = profit[..., None] * (1 + growth[..., None]) ** time
    after = earned[..., -1] * (1 + np.asarray(stable_growth, dtype=float))
    terminal = value_driver(after, stable_growth, stable_return, rate if stable_rate is None else stable_rate)
    return dcf(earned * (1 - reinvested[..., None]), rate, terminal=terminal).enterprise


def equity_value(
    enterprise: ArrayLike,
    debt: ArrayLike = 0.0,
    cash: ArrayLike = 0.0,
    preferred: ArrayLike = 0.0,
    minority: ArrayLike = 0.0,
    associates: ArrayLike = 0.0,
    leases: ArrayLike = 0.0,
    pensions: ArrayLike = 0.0,
) -> Array:
    """From the enterprise to its shareholders: less debt and all that ranks before them, plus cash and associates.

    It may be negative; what shareholders then hold is nothing today (`Claims.pay`) and an option for later
    (`option_value`).
    """
    enterprise, debt, cash, preferred, minority, associates, leases, pensions = floats(
        enterprise, debt, cash, preferred, minority, associates, leases, pensions
    )
    return np.asarray(enterprise - debt - preferred - minority - leases - pensions + cash + associates)


def _lasting(flow: Array, shrinking: bool) -> Array:
    if np.all(flow <= 0) and not shrinking:
        raise ValueError(
            f"the last flow is {np.max(flow):,.6g}: a perpetuity of it is negative. Say `shrinking` if meant"
        )
    return np.where((flow > 0) | shrinking, flow, np.nan)


def _at_multiple(multiple: ArrayLike, metric: ArrayLike | None) -> Array:
    if metric is None:
        raise ValueError("an exit multiple needs the metric it multiplies, such as the last year's EBITDA")
    metric = np.asarray(metric, dtype=float)
    if np.any(metric <= 0):
        raise ValueError(
            f"the terminal metric is {metric.min():,.6g}; a multiple of it says nothing. Use growth instead"
        )
    return np.asarray(np.asarray(multiple, dtype=float) * metric)


def _notes(weight: Array) -> tuple[str, ...]:
    heavy = np.mean(weight > HEAVY)
    if heavy == 0:
        return ()
    return (
        f"the terminal value is {np.nanmedian(weight):.0%} of the whole; above {HEAVY:.0%} in {heavy:.0%} of draws",
    )
