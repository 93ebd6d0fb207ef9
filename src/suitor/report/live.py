"""What a banker recalculates: sources and uses, waterfall, frontier and sensitivity, as formulas beside our values."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from .. import worth
from ..analysis import financing, rooms
from ..deal import Deal, Inputs
from ..deal.quantities import Quantity
from .voice import Voice
from .workbook import MONEY, SHARE, Cell, Sheet

STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)  # of the value, in the frontier and across the sensitivity
RAISES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)  # of the offer, down the sensitivity


def middle(quantity: Quantity | None, absent: float = 0.0) -> float:
    """An input at its median."""
    return absent if quantity is None else quantity.median


def sources_and_uses(voice: Voice, name: str) -> Sheet:
    """Where the money comes from and where it goes, with a check that the two agree."""
    sheet, sides = Sheet(name, widths={0: 60, 1: 18}, frozen=(0, 0), on_one_page=True), _sides(voice)
    tops = {"sources": 1, "uses": len(sides["sources"]) + 4}  # row of the first entry
    totals = {side: f"B{tops[side] + len(entries) + 1}" for side, entries in sides.items()}
    for side, entries in sides.items():
        top, end = tops[side], tops[side] + len(entries)
        other = totals["uses" if side == "sources" else "sources"]
        sheet.row(top - 1, [Cell(voice.plain(f"workbook.{side}"), look="head"), Cell(_money(voice), look="head right")])
        for row, entry in enumerate(entries, start=top):
            rest = "".join(f"-B{at + 1}" for at in range(top, end) if at != row)
            formula = f"={other}{rest}" if entry.is_plug else ""
            sheet.row(row, [entry.name, Cell(entry.amount, formula, "" if formula else "input", MONEY)])
        total = Cell(math.fsum(entry.amount for entry in entries), f"=SUM(B{top + 1}:B{end})", "bold", MONEY)
        sheet.row(end, [Cell(voice.plain("workbook.total"), look="bold"), total])
    gap = math.fsum(entry.amount for entry in sides["sources"]) - math.fsum(entry.amount for entry in sides["uses"])
    check = Cell(gap, f"={totals['sources']}-{totals['uses']}", number=MONEY)
    sheet.row(tops["uses"] + len(sides["uses"]) + 2, [voice.plain("workbook.check"), check])
    return sheet


class Entry(NamedTuple):
    """One source or use of money; a plug supplies what its side lacks."""

    name: str
    amount: float
    is_plug: bool = False


def _sides(voice: Voice) -> dict[str, list[Entry]]:
    """Sources and uses at the medians of the file; where it lists no uses, its financing beside the offer."""
    file, price = voice.study.deal.file, voice.study["bid.price"].median
    offer = voice.plain("workbook.offer")
    both = file.valuation.sources_and_uses if file.valuation else None
    if both is not None and file.valuation is not None:
        found = financing.financed(file, file.valuation, Inputs.grid(voice.study.deal))
        listed: dict[str, Any] = {"sources": both.sources or file.bid.financing, "uses": both.uses}
        amounts = {side: [float(at[0]) for id, at in found.items() if f".{side}[" in id] for side in listed}
        if np.all(np.isfinite(amounts["sources"] + amounts["uses"])):
            return {
                side: [
                    Entry(voice.text(each.name), amount, getattr(each, "plug", None) is True)
                    for each, amount in zip(entries, amounts[side])
                ]
                for side, entries in listed.items()
            }
    given = [Entry(voice.text(each.name), middle(each.amount)) for each in file.bid.financing]
    return {"sources": given or [Entry(offer, price)], "uses": [Entry(offer, price)]}


def waterfall(voice: Voice, name: str) -> Sheet | None:
    """Layers of value and what each holder takes of them: live in the value, the widths and the splits."""
    if voice.study.deal.file.claims is None:
        return None
    claims = _at_medians(voice.study.deal)
    value = middle(voice.study.deal.file.financials.value)
    sheet = Sheet(name, widths={0: 34, **dict.fromkeys(range(1, 12), 16)}, frozen=(4, 1), on_one_page=True)
    sheet.row(0, [voice.plain("workbook.value"), Cell(value, look="input", number=MONEY), _money(voice)])
    sheet.put(1, 0, Cell(voice.plain("workbook.waterfall_note"), look="note"))
    people = [voice.name(holder) for holder in claims.holders]
    heads = [voice.plain(f"workbook.{key}") for key in ("layer", "start", "width")] + people
    sheet.row(3, [Cell(head, look="head right" if at else "head") for at, head in enumerate(heads)])
    _layers(sheet, claims, voice)
    _paid(sheet, claims, value, voice)
    return sheet


def _at_medians(deal: Deal) -> worth.Claims:
    """The claims with every number of the file at its median."""
    claims = rooms.claims(deal.file, Inputs.grid(deal))
    assert claims is not None
    return worth.Claims(claims.holders, claims.width[0], claims.split[0])


def _layers(sheet: Sheet, claims: worth.Claims, voice: Voice) -> None:
    starts = claims.starts
    for layer, width in enumerate(claims.width):
        row = 4 + layer
        begin = Cell(0.0, number=MONEY) if layer == 0 else Cell(float(starts[layer]), f"=B{row}+C{row}", number=MONEY)
        last = (
            Cell(voice.plain("workbook.open")) if math.isinf(width) else Cell(float(width), look="input", number=MONEY)
        )
        shares = [Cell(float(share), look="input", number=SHARE) for share in claims.split[layer]]
        sheet.row(row, [float(layer + 1), begin, last, *shares])


def _paid(sheet: Sheet, claims: worth.Claims, value: float, voice: Voice) -> None:
    """What each holder is paid: the sum over layers of min(max(value - start, 0), width) x share."""
    first, last = 5, 4 + len(claims.width)
    paid = claims.pay(value).paid
    row = last + 1
    sheet.put(row, 0, Cell(voice.plain("workbook.paid"), look="bold"))
    sheet.put(row + 1, 0, voice.plain("workbook.share"))
    for place, amount in enumerate(paid):
        letter = chr(ord("D") + place)
        parts = [f"MIN(MAX($B$1-$B${line},0),$C${line})*{letter}{line}" for line in range(first, last)]
        parts.append(f"MAX($B$1-$B${last},0)*{letter}{last}")
        sheet.put(row, 3 + place, Cell(float(amount), "=" + "+".join(parts), "bold", MONEY))
        sheet.put(row + 1, 3 + place, Cell(float(amount / value), f"={letter}{row + 1}/$B$1", number=SHARE))


def frontier(voice: Voice, name: str, claims: Sheet | None) -> Sheet:
    """Fair value, the stake that makes the offer fair, and the same over a range of values."""
    money, sheet = voice.study.deal.file.financials, Sheet(name, widths={0: 52, 1: 34}, on_one_page=True)
    price, value = voice.study["bid.price"].median, middle(money.value)
    control, residual, discount = middle(money.control), middle(money.residual), middle(money.discount)
    stake, linked = _stake(voice, claims)
    sheet.put(0, 1, Cell(_money(voice), look="head right"))
    amounts = {"offer": price, "value": value, "control": control, "residual": residual}
    for row, (key, amount) in enumerate(amounts.items(), start=1):
        sheet.row(row, [voice.plain(f"workbook.{key}"), Cell(amount, look="input", number=MONEY)])
    sheet.row(5, [voice.plain("workbook.discount"), Cell(discount, look="input", number=SHARE)])
    sheet.row(6, [voice.plain("workbook.stake"), Cell(stake, linked, "link" if linked else "input", SHARE)])
    fair = float(worth.fair_value(stake, value, discount, control, residual))
    even = float(worth.break_even_stake(price, value, control, residual, discount))
    sheet.row(8, [Cell(voice.plain("workbook.fair"), look="bold"), Cell(fair, "=B7*B3*(1-B6)+B4+B5", "bold", MONEY)])
    sheet.row(9, [voice.plain("workbook.excess"), Cell(price - fair, "=B2-B9", number=MONEY)])
    sheet.row(10, [voice.plain("workbook.break_even"), Cell(even, "=(B2-B4-B5)/(B3*(1-B6))", number=SHARE)])
    sheet.row(12, [Cell(voice.plain(f"workbook.{key}"), look="head right") for key in ("value", "break_even")])
    for row, step in enumerate(STEPS, start=13):
        at = float(worth.break_even_stake(price, value * step, control, residual, discount))
        sheet.row(row, [Cell(value * step, f"=$B$3*{step:g}", number=MONEY), Cell(at, _even(row), number=SHARE)])
    return sheet


def _even(row: int) -> str:
    return f"=($B$2-$B$4-$B$5)/(A{row + 1}*(1-$B$6))"


def _stake(voice: Voice, claims: Sheet | None) -> tuple[float, str]:
    """The seller's stake: linked to the waterfall where there is one."""
    seller = voice.study.deal.file.bid.seller
    if claims is not None:
        name = voice.name(seller)
        column = next((c for (row, c), cell in claims.cells.items() if row == 3 and cell.value == name), None)
        foot = max(row for row, _ in claims.cells)
        if column is not None:
            return float(claims.cells[foot, column].value), "=" + claims.there(foot, column)
    id = f"value.stake[{seller}]"
    return (voice.study[id].median if id in voice.study.figures else 1.0), ""


def sensitivity(voice: Voice, name: str) -> Sheet:
    """The offer over value, by offer and by value; the case of the file is outlined."""
    sheet = Sheet(name, widths={0: 44, 1: 19, **dict.fromkeys(range(2, 9), 14)}, frozen=(4, 1), on_one_page=True)
    price, value = voice.study["bid.price"].median, middle(voice.study.deal.file.financials.value)
    sheet.row(0, [Cell(voice.plain("workbook.ratio"), look="head"), Cell(_money(voice), look="head right")])
    sheet.row(1, [voice.plain("workbook.offer"), Cell(price, look="input", number=MONEY)])
    sheet.row(2, [voice.plain("workbook.value"), Cell(value, look="input", number=MONEY)])
    sheet.put(3, 0, Cell(voice.plain("workbook.from"), look="head"))
    for column, step in enumerate(STEPS, start=1):
        sheet.put(3, column, Cell(value * step, f"=$B$3*{step:g}", "head right", MONEY))
    for row, raised in enumerate(RAISES, start=4):
        sheet.put(row, 0, Cell(price * raised, f"=$B$2*{raised:g}", "bold", MONEY))
        for column, step in enumerate(STEPS, start=1):
            letter = chr(ord("A") + column)
            base = "base" if raised == step == 1.0 else ""
            formula = f"=$A{row + 1}/{letter}$4"
            sheet.put(row, column, Cell(price * raised / (value * step), formula, base, SHARE))
    return sheet


def football(voice: Voice, name: str) -> Sheet | None:
    """What the seller's side is worth, method by method, as floating bars beside the offer."""
    names = ("value.fair", "value.method", "value.holding", "value.payout", "verdict.willing_price", "verdict.needed")
    shown = [figure for name in names for figure in voice.study.named(name).values() if not figure.withheld]
    shown = [figure for figure in shown if np.isfinite(figure.quantile(0.95))]
    if not shown:
        return None
    sheet = Sheet(
        name,
        widths={0: 52, **dict.fromkeys(range(1, 6), 16)},
        on_one_page=True,
        chart="bars",
        chart_rows=(1, len(shown)),
    )
    heads = [
        _money(voice),
        *(voice.plain(f"workbook.{key}") for key in ("low", "median", "high")),
        voice.plain("workbook.offer"),
        voice.plain("workbook.spread"),
    ]
    sheet.row(0, [Cell(head, look="head right" if at else "head") for at, head in enumerate(heads)])
    price = voice.study["bid.price"].median
    for row, figure in enumerate(shown, start=1):
        low, mid, high = (Cell(figure.quantile(at), number=MONEY) for at in (0.05, 0.5, 0.95))
        spread = Cell(float(high.value) - float(low.value), f"=D{row + 1}-B{row + 1}", number=MONEY)
        sheet.row(row, [voice.what(figure), low, mid, high, Cell(price, number=MONEY), spread])
    return sheet


def _money(voice: Voice) -> str:
    return voice.plain("workbook.money", currency=voice.study.deal.file.currency)
