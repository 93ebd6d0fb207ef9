"""The two firms' accounts as one, as a banker lays them out: how the bid is paid, earnings per share, and two grids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .._core.records import replace
from ..analysis import accretion
from ..analysis.accretion import Accounts, Price
from ..deal import Inputs
from ..deal.pro_forma import YEARS
from .voice import Voice
from .workbook import COUNT, EACH, MONEY, RATIO, SHARE, Cell, Sheet

RAISES = (0.8, 0.9, 1.0, 1.1, 1.2)  # of the offer, down both grids
GAINED = (0.0, 0.5, 1.0, 1.5, 2.0)  # of the synergies of the first year, across the first
MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)  # parts paid in stock, across the second
PAID, YEAR, GRID = 15, 24, 41  # where the parts of the sheet begin, rows from zero


Axis = tuple[float | str, str, str]  # a value across a grid, its formula and its pattern


class Years(NamedTuple):
    """What the sheet is made of: every number of the file at its median."""

    price: Price
    accounts: tuple[Accounts, ...]  # by year
    synergies: tuple[np.ndarray, ...]  # by year


def sheet(voice: Voice, name: str) -> Sheet | None:
    """Inputs, payment, accounts by year, and accretion by offer and synergies and by offer and mix."""
    file = voice.study.deal.file
    if file.pro_forma is None:
        return None
    made = Sheet(name, widths={0: 52, 1: 19, **dict.fromkeys(range(2, 6), 15)}, on_one_page=True)
    own, years = Inputs.grid(voice.study.deal), range(1, YEARS + 1)
    base = Years(
        accretion.price(file, file.pro_forma, own),
        tuple(accretion.accounts(file, file.pro_forma, year, own) for year in years),
        tuple(accretion.synergies(file, year, own) for year in years),
    )
    _inputs_of(made, voice, base)
    _payment(made, voice, base)
    _accounts(made, voice, base)
    _grids(made, voice, base)
    return made


def _inputs_of(made: Sheet, voice: Voice, base: Years) -> None:
    """What may be typed over, and the price in all."""
    section, price, year = voice.study.deal.file.pro_forma, base.price, base.accounts[0]
    assert section is not None
    given, each = section.bidder.price is not None, EACH if voice.study.deal.file.bid.per == "share" else MONEY
    acquirer = float(price.acquirer_price[0]) if given else 0.0
    ratio = float(price.stock[0] * price.each[0]) / acquirer if given else 0.0
    by_ratio = section.ratio is not None
    rows: list[tuple[str, Any, str, str]] = [
        ("price", price.each, "", each),
        ("count", price.count, "", COUNT if voice.study.deal.file.bid.per == "share" else "0"),
        ("whole", price.each * price.count, "=B2*B3", MONEY),
        ("stock", price.stock, "=MIN(B6*B7/B2,1)" if by_ratio else "", SHARE),
        ("ratio", ratio, "" if by_ratio else "=IF(B7>0,B5*B2/B7,0)", RATIO),
        ("acquirer_price", acquirer, "", EACH),
        ("shares", year.shares, "", COUNT),
        ("cash", price.cash, "", MONEY),
        ("fees", price.fees, "", MONEY),
        ("debt_rate", year.debt_rate, "", SHARE),
        ("cash_rate", year.cash_rate, "", SHARE),
        ("tax", year.tax, "", SHARE),
        ("amortisation", year.amortisation, "", MONEY),
    ]
    _head(made, 0, voice, "inputs")
    for row, (key, value, formula, number) in enumerate(rows, start=1):
        cell = Cell(_one(value), formula, "" if formula else "input", number)
        made.row(row, [voice.plain(f"workbook.pro_forma.{key}"), cell])


def _payment(made: Sheet, voice: Voice, base: Years) -> None:
    """New shares, cash and debt, and that they are equal to the price and the fees."""
    paid, year = base.price.paid, base.accounts[0]
    whole = base.price.each * base.price.count + base.price.fees
    rows = [
        ("new_shares", paid.new_shares, "=IF(B5>0,B4*B5/B7,0)", COUNT),
        ("in_stock", paid.stock, "=B4*B5", MONEY),
        ("own_cash", paid.cash, "=MIN(B9,B4*(1-B5)+B10)", MONEY),
        ("debt", paid.debt, "=B4*(1-B5)+B10-B19", MONEY),
        ("total", paid.stock + paid.cash + paid.debt, "=SUM(B18:B20)", MONEY),
        ("check", paid.stock + paid.cash + paid.debt - whole, "=B21-B4-B10", MONEY),
        ("ownership", paid.new_shares / (year.shares + paid.new_shares), "=B17/(B8+B17)", SHARE),
    ]
    _head(made, PAID, voice, "payment")
    for row, (key, value, formula, number) in enumerate(rows, start=PAID + 1):
        cell = Cell(_one(value), formula, "bold" if key == "total" else "", number)
        made.row(row, [voice.plain(f"workbook.pro_forma.{key}"), cell])


def _accounts(made: Sheet, voice: Voice, base: Years) -> None:
    """Both firms' accounts, what the deal adds to them, and earnings per share, a column a year."""
    heads = [voice.name(f"year_{year}") for year in range(1, YEARS + 1)]
    made.put(YEAR, 0, Cell(_said(voice, "accounts"), look="head"))
    made.row(YEAR, [Cell(head, look="head right") for head in heads], column=1)
    for column, (accounts, synergy) in enumerate(zip(base.accounts, base.synergies), start=1):
        for row, (key, value, formula, number) in enumerate(_year(base.price, accounts, synergy), start=YEAR + 1):
            bold = "bold" if key in ("net", "change") else ""
            cell = Cell(_one(value), formula.replace("#", chr(65 + column)), bold if formula else "input", number)
            made.put(row, 0, Cell(voice.plain(f"workbook.pro_forma.{key}"), look=bold))
            made.put(row, column, cell)


def _year(price: Price, accounts: Accounts, synergy: np.ndarray) -> Iterator[tuple[str, np.ndarray, str, str]]:
    """The lines of one year; # stands for its column."""
    paid = price.paid
    joined = accounts.joined(paid, synergy)
    interest, lost = -accounts.debt_rate * paid.debt, -accounts.cash_rate * paid.cash
    added = synergy + interest + lost - accounts.amortisation
    shares = accounts.shares + paid.new_shares
    yield "earnings", accounts.earnings, "", MONEY
    yield "target", accounts.target, "", MONEY
    yield "synergies", synergy, "", MONEY
    yield "interest", interest, "=-$B$11*$B$20", MONEY
    yield "lost", lost, "=-$B$12*$B$19", MONEY
    yield "written_off", -accounts.amortisation, "=-$B$14", MONEY
    yield "taxed", -accounts.tax * added, "=-$B$13*SUM(#28:#31)", MONEY
    yield "net", joined.eps * shares, "=SUM(#26:#32)", MONEY
    yield "shares_after", shares, "=$B$8+$B$17", COUNT
    yield "eps_before", joined.eps_before, "=#26/$B$8", EACH
    yield "eps", joined.eps, "=#33/#34", EACH
    yield "gained", joined.eps - joined.eps_before, "=#36-#35", EACH
    yield "change", joined.change, '=IF(#35>0,#36/#35-1,"–")', SHARE
    yield "break_even", joined.break_even_synergy, "=(#35*#34-#33+#28*(1-$B$13))/(1-$B$13)", MONEY
    yield "further", joined.break_even_synergy - synergy, "=#39-#28", MONEY


def _grids(made: Sheet, voice: Voice, base: Years) -> None:
    """Accretion of the first year by offer, across synergies and, where new shares have a price, across the mix."""
    section = voice.study.deal.file.pro_forma
    assert section is not None
    price, gained = base.price, base.synergies[0]
    step, said = (gained, "$B$28") if gained[0] > 0 else (price.each * price.count / 100, "$B$4*1%")
    by_ratio = section.ratio is not None
    _axes(made, GRID, voice, "by_synergies", [(_one(step * part), f"={said}*{part:g}", MONEY) for part in GAINED], base)
    for down, raised in enumerate(RAISES):
        each = replace(price, each=price.each * raised)
        at = replace(each, stock=np.minimum(price.stock / raised, 1.0)) if by_ratio else each
        for across, part in enumerate(GAINED):
            stock = f"MIN($B$6*$B$7/$A{GRID + 3 + down},1)" if by_ratio else "$B$5"
            _accreted(made, GRID, down, across, at, base, step * part, stock, f"{chr(66 + across)}${GRID + 2}")
    if section.bidder.price is not None:
        second = GRID + len(RAISES) + 3
        shares: list[Axis] = [(part, "", SHARE) for part in MIXES]
        _axes(made, second, voice, "by_mix", shares, base)
        for down, raised in enumerate(RAISES):
            for across, part in enumerate(MIXES):
                at = replace(price, each=price.each * raised, stock=np.full(1, part))
                stock = f"{chr(66 + across)}${second + 2}"
                _accreted(made, second, down, across, at, base, gained, stock, "$B$28")


def _axes(made: Sheet, top: int, voice: Voice, key: str, across: list[Axis], base: Years) -> None:
    """A grid's title, the numbers across, and the offers down."""
    made.put(top, 0, Cell(_said(voice, key), look="bold"))
    for column, (value, formula, number) in enumerate(across, start=1):
        made.put(top + 1, column, Cell(value, formula, "head right", number))
    each = EACH if voice.study.deal.file.bid.per == "share" else MONEY
    for row, raised in enumerate(RAISES, start=top + 2):
        made.put(row, 0, Cell(_one(base.price.each * raised), f"=$B$2*{raised:g}", "bold", each))


def _accreted(
    made: Sheet,
    top: int,
    down: int,
    across: int,
    price: Price,
    base: Years,
    synergy: np.ndarray,
    stock: str,
    gained: str,
) -> None:
    """One cell: earnings per share at this offer, mix and synergy, over those without the target."""
    row, whole = top + 2 + down, f"$A{top + 3 + down}*$B$3"
    cash = f"({whole}*(1-{stock})+$B$10)"
    own, new = f"MIN($B$9,{cash})", f"IF({stock}>0,{whole}*{stock}/$B$7,0)"
    added = f"({gained}-$B$11*({cash}-{own})-$B$12*{own}-$B$14)*(1-$B$13)"
    formula = f'=IF($B$35>0,($B$26+$B$27+{added})/($B$8+{new})/$B$35-1,"–")'
    value = _one(base.accounts[0].joined(price.paid, synergy).change)
    here = price.each[0] == base.price.each[0] and price.stock[0] == base.price.stock[0]
    outlined = "base" if here and synergy[0] == base.synergies[0][0] else ""
    made.put(row, 1 + across, Cell(value, formula, outlined, SHARE))


def _head(made: Sheet, row: int, voice: Voice, key: str) -> None:
    made.row(row, [Cell(_said(voice, key), look="head"), Cell(_money(voice), look="head right")])


def _said(voice: Voice, key: str) -> str:
    return voice.plain(f"workbook.pro_forma.{key}")


def _money(voice: Voice) -> str:
    return voice.plain("workbook.money", currency=voice.study.deal.file.currency)


def _one(value: np.ndarray | float) -> float | str:
    """The number itself; in words where there is none, as the formula beside it says."""
    number = float(np.asarray(value).flat[0])
    return number if np.isfinite(number) else "–"
