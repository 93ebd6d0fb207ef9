"""What the two firms are together: earnings per share, ownership, who brings what, and what paying in stock costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import columns, floats
from suitor._core.records import Array, record


@record
class Accretion:
    """Earnings per share of the acquirer with the target in it."""

    eps_before: Array  # money per share
    eps: Array  # money per share
    change: Array  # share of eps_before; negative is dilution; NaN where the acquirer earns nothing
    break_even_synergy: Array  # money a year before tax at which nothing changes
    acquirer_share: Array  # of the combined firm, held by the acquirer's old shareholders
    target_share: Array  # held by the target's


def accretion(
    acquirer_income: ArrayLike,
    acquirer_shares: ArrayLike,
    target_income: ArrayLike,
    new_shares: ArrayLike = 0.0,
    synergy: ArrayLike = 0.0,
    debt: ArrayLike = 0.0,
    debt_rate: ArrayLike = 0.0,
    cash: ArrayLike = 0.0,
    cash_rate: ArrayLike = 0.0,
    amortisation: ArrayLike = 0.0,
    tax: ArrayLike = 0.0,
) -> Accretion:
    """Whether the bid raises the acquirer's earnings per share, and the synergy at which it would not lower them.

    EPS' = [NI_A + NI_T + (S - i_D D - i_C C - amortisation)(1 - t)] / (N_A + new),  S* = (EPS_A N' - NI') / (1 - t),
    where NI' leaves synergies out. Amortisation is of intangibles and financing fees; leave it at 0 for cash earnings.
    """
    income, shares, added, new, synergy, debt, debt_rate, cash, cash_rate, amortisation, tax = floats(
        acquirer_income,
        acquirer_shares,
        target_income,
        new_shares,
        synergy,
        debt,
        debt_rate,
        cash,
        cash_rate,
        amortisation,
        tax,
    )
    before, count = income / shares, shares + new
    without = income + added - (debt_rate * debt + cash_rate * cash + amortisation) * (1 - tax)
    eps = (without + synergy * (1 - tax)) / count
    needed = (before * count - without) / (1 - tax)
    # Beside a loss a percentage says nothing: its sign would be the wrong one.
    grown = np.divide(eps, before, out=np.full(np.broadcast(eps, before).shape, np.nan), where=before > 0)
    return Accretion(*map(np.asarray, (before, eps, grown - 1, needed, shares / count, new / count)))


@record
class Combination:
    """What the combined firm is worth, and what the target cost the acquirer's old shareholders."""

    worth: Array  # money, after the cash paid
    price: Array  # money per share of the combined firm
    cost: Array  # money: cash paid, and the part of the combined firm given away
    gain: Array  # money, of the acquirer's old shareholders


def combine(
    acquirer: ArrayLike,
    target: ArrayLike,
    synergy: ArrayLike,
    acquirer_shares: ArrayLike,
    cash: ArrayLike = 0.0,
    new_shares: ArrayLike = 0.0,
) -> Combination:
    """Value of the combined firm and the acquirer's gain, paying in cash, in stock or in both.

    Stock costs new / (N_A + new) of the combined firm, its synergies included, and not new shares at the old price.

    >>> float(combine(500, 100, 100, 25, cash=150).price)
    22.0
    """
    acquirer, target, synergy, shares, cash, new = floats(acquirer, target, synergy, acquirer_shares, cash, new_shares)
    worth = acquirer + target + synergy - cash
    price = worth / (shares + new)
    cost = cash + new * price
    return Combination(*map(np.asarray, (worth, price, cost, target + synergy - cost)))


def contribution(
    acquirer_metric: ArrayLike,
    target_metric: ArrayLike,
    acquirer_value: ArrayLike,
    target_value: ArrayLike,
    acquirer_net_debt: ArrayLike = 0.0,
    target_net_debt: ArrayLike = 0.0,
) -> Array:
    """The share of the combined equity that the target's part of a metric would justify.

    For revenue or EBITDA the metric divides the combined enterprise value and each side's own net debt comes off its
    part; for earnings leave net debt at 0 and give equity values.
    """
    one, two, value_one, value_two, debt_one, debt_two = floats(
        acquirer_metric, target_metric, acquirer_value, target_value, acquirer_net_debt, target_net_debt
    )
    enterprise = value_one + value_two
    equity = enterprise - debt_one - debt_two
    return np.asarray((two / (one + two) * enterprise - debt_two) / equity)


def synergy_value(
    yearly: ArrayLike,
    rate: ArrayLike,
    tax: ArrayLike = 0.0,
    ramp: ArrayLike = 1.0,
    probability: ArrayLike = 1.0,
    one_off: ArrayLike = 0.0,
    delay: ArrayLike = 0.0,
    growth: ArrayLike | None = None,
) -> Array:
    """What synergies are worth: p sum_t (1 - t) s_t ramp_t / (1 + w)^(t + delay) less what it costs to get them.

    `yearly` is before tax, years on the last axis; with `growth` the last year goes on for ever. The one-off cost is
    paid now, whether they come or not.
    """
    from suitor.worth.present import present_value

    yearly, rate, tax, probability, one_off, delay = floats(yearly, rate, tax, probability, one_off, delay)
    after_tax = yearly * np.asarray(ramp, dtype=float) * (1 - tax[..., None])
    there = present_value(after_tax, rate, growth=growth) / (1 + rate) ** delay
    return np.asarray(probability * there - one_off)


def phased(
    yearly: ArrayLike, years: int, ramp: ArrayLike = (1.0,), delay: ArrayLike = 0.0, growth: ArrayLike = 0.0
) -> Array:
    """What is there of a yearly synergy in each of the first years, on a new last axis.

    s_t = s [(1 - f) r(t - d) + f r(t - d - 1)], the delay being d whole years and a part f of one. `ramp` is r, one
    entry a year: nothing comes before its first, and its last grows for ever after.

    >>> phased(100.0, 3, ramp=[0.5, 1.0], delay=0.5).tolist()
    [25.0, 75.0, 100.0]
    """
    yearly, ramp, delay, growth = floats(yearly, ramp, delay, growth)
    whole = np.floor(delay)
    part, count = delay - whole, ramp.shape[-1]

    def there(year: Array) -> Array:
        at = np.clip(year - 1, 0, count - 1).astype(int)
        reached, entry = np.broadcast_arrays(ramp, at[..., None])
        climbed = np.take_along_axis(reached, entry[..., :1], axis=-1)[..., 0]
        return np.where(year >= 1, climbed * (1 + growth) ** np.maximum(year - count, 0), 0.0)

    each = [(1 - part) * there(t - whole) + part * there(t - whole - 1) for t in range(1, years + 1)]
    return np.asarray(yearly[..., None] * columns(each))
