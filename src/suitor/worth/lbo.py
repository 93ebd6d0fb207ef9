"""What a buyer who borrows can pay: debt schedule, cash sweep, and the return that is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import columns, floats
from suitor._core.records import Array, record
from suitor.worth.dcf import free_cash_flow
from suitor.worth.returns import money_multiple, yearly_return


@record
class Loan:
    """A loan: how much, at what rate, how much of it falls due each year, and whether spare cash repays it early."""

    name: str
    amount: ArrayLike  # money, (*draw,)
    rate: ArrayLike  # a year, on the balance at the start of the year
    due: ArrayLike = 0.0  # share of the amount repaid every year
    swept: bool = False


@record
class Buyout:
    """A leveraged purchase from entry to exit."""

    entry: Array  # (*draw,), money paid for the enterprise
    equity: Array  # (*draw,), money put in by the buyer
    flow: Array  # (*draw, year), cash after interest and tax, before repaying debt
    balance: Array  # (*draw, year, loan), owed at the end of the year
    cash: Array  # (*draw, year), held at the end of the year; negative where the firm could not pay
    exit: Array  # (*draw,), enterprise value at exit
    exit_equity: Array  # (*draw,), money back
    multiple: Array  # (*draw,), money out over money in
    rate: Array  # (*draw,), yearly return


def buyout(
    entry: ArrayLike,
    exit: ArrayLike,
    ebitda: ArrayLike,
    loans: Sequence[Loan],
    tax: ArrayLike = 0.0,
    depreciation: ArrayLike = 0.0,
    capex: ArrayLike = 0.0,
    working_capital: ArrayLike = 0.0,
    fees: ArrayLike = 0.0,
    cash: ArrayLike = 0.0,
) -> Buyout:
    """What a buyer earns who pays `entry` for the enterprise now and sells it for `exit` after the last year.

    Equity = entry + fees + cash left in - loans. Flow = (EBITDA - D&A - interest)(1 - t) + D&A - capex - increase of
    working capital. Interest is on the opening balance, so nothing runs in a circle. Spare cash above `cash` repays
    swept loans in the order listed.
    """
    before_interest = free_cash_flow(ebitda, depreciation, working_capital, capex, _yearly(tax))
    entry, exit, fees, cash, tax = floats(entry, exit, fees, cash, tax)
    equity = np.asarray(entry + fees + cash - sum(np.asarray(loan.amount) for loan in loans))
    flow, balance, held = _schedule(loans, before_interest, tax, cash)
    back = np.maximum(exit - balance[..., -1, :].sum(axis=-1) + held[..., -1], 0.0)
    rate = yearly_return(equity, back, flow.shape[-1])
    return Buyout(entry, equity, flow, balance, held, exit, back, money_multiple(equity, back), rate)


def affordable(
    target: ArrayLike, exit: ArrayLike, ebitda: ArrayLike, loans: Sequence[Loan], *terms: ArrayLike, **named: ArrayLike
) -> Array:
    """The most a buyer can pay for the enterprise and still earn the target return on these loans.

    E_0 = E_N / (1 + target)^N;  entry = E_0 + loans - fees - cash left in. What follows the loans is as for `buyout`.
    """
    run = buyout(0.0, exit, ebitda, loans, *terms, **named)
    years = np.asarray(ebitda).shape[-1]
    return np.asarray(run.exit_equity / (1 + np.asarray(target, dtype=float)) ** years - run.equity)


def _schedule(loans: Sequence[Loan], before_interest: Array, tax: Array, cash: Array) -> tuple[Array, Array, Array]:
    """Year by year: the flow after interest, what is then owed on each loan, and the cash held."""
    owed, held = [np.asarray(loan.amount, dtype=float) for loan in loans], cash
    flows, balances, cashes = [], [], []
    for year in range(before_interest.shape[-1]):
        interest = sum((np.asarray(loan.rate) * left for loan, left in zip(loans, owed, strict=True)), np.zeros(()))
        flow = before_interest[..., year] - interest * (1 - tax)
        held, owed = _repay(loans, owed, held + flow, cash)
        flows.append(flow)
        balances.append(columns(owed))
        cashes.append(held)
    return columns(flows), np.stack(np.broadcast_arrays(*balances), axis=-2), columns(cashes)


def _repay(loans: Sequence[Loan], owed: list[Array], held: Array, floor: Array) -> tuple[Array, list[Array]]:
    """Pay what is due, then sweep what is spare."""
    left = []
    for loan, balance in zip(loans, owed, strict=True):
        due = np.minimum(balance, np.asarray(loan.due) * np.asarray(loan.amount))
        left.append(balance - due)
        held = held - due
    for number, loan in enumerate(loans):
        if loan.swept:
            swept = np.clip(held - floor, 0.0, left[number])
            left[number], held = left[number] - swept, held - swept
    return held, left


def _yearly(value: ArrayLike) -> Array:
    return np.asarray(value, dtype=float)[..., None]
