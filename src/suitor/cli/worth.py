"""What it is worth, and to whom, on the command line: of a deal, or of a table of share classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .classes import amount, classes_of
from .commands import FINE, Refusal, deal_of, draws, language, opened, suitor
from .tables import as_json, section

if TYPE_CHECKING:
    from ..deal import Deal
    from ..report.words import Words
    from ..study import Figure
    from ..worth import Claims, ShareClass

STEPS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # of the value, in the waterfall and across the grid
RAISES = (0.75, 1.0, 1.25, 1.5, 2.0)  # of the offer, down the grid
TABLES = (".csv", ".tsv", ".txt")
MOST = 50  # values of the company in one table
MORE = (  # figures beside the tables, by name
    "value.diluted",
    "value.premium",
    "value.dcf",
    "value.implied_growth",
    "value.implied_multiple",
    "value.terminal_share",
    "value.synergies",
    "value.buyout_return",
    "value.precedent",
    "accretion.eps_before",
    "accretion.eps",
    "accretion.change",
    "accretion.break_even",
    "accretion.ownership",
)
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


@suitor.command(help=_("Say what a target is worth, and to whom: of a deal file, or of a CSV table of share classes."))
@click.argument("source", metavar="CASE|FILE|TABLE")
@click.option("--at", "at", multiple=True, metavar="VALUES", help=_("Values of the company, such as 50m,100m,2bn."))
@draws
@language
@click.option("--json", "wants_json", is_flag=True, help=_("Print JSON."))
def worth(source: str, at: tuple[str, ...], draws: int, seed: int, lang: str, wants_json: bool) -> int:
    values = values_of(at)
    if Path(source).suffix.lower() in TABLES:
        text, name = opened(source)
        answer = of_table(text, name, values)
        return as_json(answer) if wants_json else say_table(answer, lang)
    deal = deal_of(source, lang)
    answer = of_deal(deal, values, draws, seed)
    return as_json(answer) if wants_json else say_deal(deal, answer, lang)


def values_of(at: Sequence[str]) -> list[float]:
    """The values asked for, in rising order."""
    said = [each for one in at for each in one.split(",") if each.strip()]
    values = [amount(each) for each in said]
    wrong = next((each for each, value in zip(said, values) if value is None or value <= 0), None)
    if wrong is not None:
        raise Refusal(_("--at: expected values above 0 such as 50m,100m,2bn, found '{found}'").format(found=wrong))
    if len(values) > MOST:
        raise Refusal(_("--at: {count} values are too many; {limit} at most").format(count=len(values), limit=MOST))
    return sorted({value for value in values if value is not None})


def of_table(text: str, name: str, values: list[float]) -> dict[str, Any]:
    """Who is paid what of a cap table, what each class chooses, and what is missing of its preference."""
    import numpy as np

    from ..worth import Claims, elections, shortfall

    classes = classes_of(text, name)
    claims = Claims.of_classes(classes)
    breakpoints = sorted({float(start) for start in claims.starts if start > 0})
    worths = np.array(values or [*breakpoints, 2 * max(breakpoints, default=0.5)])
    payout = claims.pay(worths)
    converts, short = elections(classes, worths), shortfall(classes, worths)
    return {
        "breakpoints": breakpoints,
        "payouts": [
            {
                "worth": float(at),
                "class": holder,
                "paid": float(payout.paid[i, j]),
                "marginal": float(payout.marginal[i, j]),
                "converts": bool(converts[i, j]) if chooses(classes[j]) else None,
                "shortfall": float(short[i, j]),
            }
            for i, at in enumerate(worths)
            for j, holder in enumerate(claims.holders)
        ],
    }


def chooses(one: ShareClass) -> bool:
    """Whether a class has a choice: a preference to give up, or a strike to pay."""
    return bool(one.converts and (one.preference or one.strike))


def say_table(answer: Mapping[str, Any], lang: str) -> int:
    """The payouts, one line for each class at each worth."""
    from ..report.words import words

    say = words(lang)
    rows = [
        (
            say.number(row["worth"], 4),
            row["class"],
            say.number(row["paid"], 4),
            say.percent(row["marginal"]),
            {True: _("yes"), False: _("no"), None: ""}[row["converts"]],
            say.number(row["shortfall"], 4) if row["shortfall"] else "",
        )
        for row in answer["payouts"]
    ]
    head = (_("worth"), _("class"), _("paid"), _("of the next unit"), _("converts"), _("preference unpaid"))
    section(_("Who is paid"), head, rows)
    return FINE


def of_deal(deal: Deal, values: list[float], draws: int, seed: int) -> dict[str, Any]:
    """Everything the worth room says of a deal; no scenario is run for it."""
    from ..analysis import accretion, economics, rooms, valuation
    from ..analysis.drivers import frontier
    from ..analysis.ledger import Ledger
    from ..analysis.scenario import Ground
    from ..deal import Inputs

    inputs, ledger = Inputs.random(deal, seed, 0, draws), Ledger(draws)
    ground = Ground.of(deal.file, inputs)
    economics.of_price(ledger, ground, inputs)
    economics.of_claims(ledger, ground)
    valuation.of_valuation(ledger, ground, inputs)
    accretion.of_accretion(ledger, deal.file, inputs)
    figures = ledger.figures
    middle = figures["value.target"].median
    curves = {"frontier": frontier(figures)} | valuation.curves(deal, figures, draws, seed)
    claims = rooms.claims(deal.file, inputs)
    return {
        "id": deal.file.id,
        "currency": deal.file.currency,
        "figures": {id: spread(each) for id, each in figures.items()},
        "waterfall": waterfall(claims, values or [step * middle for step in STEPS]),
        "curves": {
            id: [dict(zip(("value", "low", "mid", "high"), map(float, row))) for row in zip(c.x, c.low, c.mid, c.high)]
            for id, c in curves.items()
        },
        "sensitivity": grid(deal, figures),
        "notes": list(valuation.notes(deal, figures)),
    }


def spread(figure: Figure) -> dict[str, Any]:
    """A figure's quantiles over the draws that settled."""
    ends = {name: figure.quantile(at) for name, at in QUANTILES.items()}
    return {**ends, "unit": figure.unit, "formula": figure.formula, "found": figure.found_share}


def waterfall(claims: Claims | None, values: list[float]) -> list[dict[str, Any]]:
    """Who is paid what at each value: the middle of the draws."""
    from ..worth import payout_rows

    return [] if claims is None else payout_rows(claims, values)


def grid(deal: Deal, figures: Mapping[str, Figure]) -> list[dict[str, float]]:
    """The stake at which the bid is exactly fair, by offer and by value, the seller's other terms at their medians."""
    import numpy as np

    from ..worth import break_even_stake, sensitivity

    money = deal.file.financials
    rest = [part.median if part else 0.0 for part in (money.control, money.residual, money.discount)]
    offers = figures["bid.price"].median * np.array(RAISES)
    values = figures["value.target"].median * np.array(STEPS)
    return sensitivity(break_even_stake(offers[:, None], values, *rest), offers, values)


def say_deal(deal: Deal, answer: Mapping[str, Any], lang: str) -> int:
    """The same as tables: methods, waterfall, frontier, sources and uses, grid."""
    from ..report.words import words

    say = words(lang)
    figures, money = answer["figures"], money_of(say, deal)
    click.echo(headline(figures, money) + "\n")
    say_methods(deal, figures, money, lang)
    if answer["waterfall"]:
        say_waterfall(deal, answer["waterfall"], money, lang)
    say_frontier(answer["curves"], money, say)
    say_money(deal, figures, money, lang)
    say_grid(answer["sensitivity"], money, say)
    say_more(figures, money, say)
    return FINE


def money_of(say: Words, deal: Deal) -> Any:
    """How an amount of the deal's currency is written."""
    return lambda value: say.money(value, deal.file.currency)


def headline(figures: Mapping[str, Any], money: Any) -> str:
    """The offer beside what the seller would have to be paid, and where the two meet."""
    crossing = next(each["p50"] for id, each in figures.items() if id.startswith("value.crossing["))
    told = _("Offer {offer}; fair value of what is sold {fair}; the bid meets it where the whole is worth {crossing}.")
    return told.format(
        offer=money(figures["bid.price"]["p50"]), fair=money(figures["value.fair"]["p50"]), crossing=money(crossing)
    )


def named(deal: Deal, lang: str) -> dict[str, str]:
    """What methods, parties, sources and uses are called."""
    ways = {
        "comparables": _("comparable companies"),
        "precedents": _("past deals"),
        "dcf_growth": _("cash flow, growing for ever"),
        "dcf_multiple": _("cash flow, sold at a multiple"),
        "sum_of_parts": _("sum of the parts"),
        "buyout": _("what a borrowing buyer can pay"),
    }
    valuation, things = deal.file.valuation, list[Any](deal.file.parties)
    if valuation is not None:
        things += valuation.marks
    return ways | {each.id: getattr(each.name, lang) for each in things}


def say_methods(deal: Deal, figures: Mapping[str, Any], money: Any, lang: str) -> None:
    """The football field: low, middle and high of each method."""
    names = named(deal, lang)
    ids = ["value.target", *(id for id in figures if id.startswith("value.method["))]
    rows = []
    for id in ids:
        method = inside(id)
        row = [names.get(method, method) or _("the file's own range"), *(money(figures[id][at]) for at in QUANTILES)]
        held = figures.get(f"value.holding[{method}]", figures.get(f"value.payout[{deal.file.bid.seller}]"))
        price = figures.get(f"value.per_share[{method}]")
        rows.append([*row, money(held["p50"]) if held else "", money(price["p50"]) if price else ""])
    head = (_("method"), "5%", "25%", "50%", "75%", "95%", _("the seller's part"), _("a share"))
    section(_("Value of the whole, method by method"), head, rows)


def say_waterfall(deal: Deal, rows: Sequence[Mapping[str, Any]], money: Any, lang: str) -> None:
    """Who is paid what at each value of the whole."""
    names = named(deal, lang)
    holders = list(dict.fromkeys(row["holder"] for row in rows))
    paid = {(row["worth"], row["holder"]): row["paid"] for row in rows}
    table = [
        [money(at), *(money(paid[at, holder]) for holder in holders)]
        for at in dict.fromkeys(row["worth"] for row in rows)
    ]
    section(_("Who is paid at which value"), (_("value"), *(names.get(each, each) for each in holders)), table)


def say_frontier(curves: Mapping[str, Any], money: Any, say: Words) -> None:
    """The stake that makes the bid fair, beside the stake that the waterfall gives."""
    stakes = {row["value"]: row for row in curves.get("stake_curve", ())}
    rows = []
    for row in curves["frontier"][::4]:
        held = stakes.get(row["value"])
        rows.append([money(row["value"]), *(say.percent(row[at]) for at in ("low", "mid", "high"))])
        if stakes:
            rows[-1] += [say.percent(held[at]) for at in ("low", "mid", "high")] if held else ["", "", ""]
    head = [_("value"), "5%", _("stake that makes the bid fair"), "95%"]
    section(_("Frontier of stake and value"), head + (["5%", _("stake held"), "95%"] if stakes else []), rows)


def say_money(deal: Deal, figures: Mapping[str, Any], money: Any, lang: str) -> None:
    """Sources and uses, where the file has uses."""
    both = deal.file.valuation.sources_and_uses if deal.file.valuation else None
    if both is None:
        return
    given: list[Any] = [*both.sources] or [*deal.file.bid.financing]
    columns = {"sources": (_("Sources"), given), "uses": (_("Uses"), [*both.uses])}
    for side, (title, entries) in columns.items():
        rows = [
            [getattr(each.name, lang), money(figures[f"value.{side}[{getattr(each, 'id', i)}]"]["p50"])]
            for i, each in enumerate(entries)
        ]
        section(title, (_("entry"), _("amount")), [*rows, [_("in all"), money(figures["value.financed"]["p50"])]])


def say_grid(cells: Sequence[Mapping[str, float]], money: Any, say: Words) -> None:
    """The stake at which the bid is fair, by offer and by value."""
    values = list(dict.fromkeys(cell["second"] for cell in cells))
    stake = {(cell["first"], cell["second"]): cell["value"] for cell in cells}
    rows = [
        [money(offer), *(say.percent(stake[offer, value]) for value in values)]
        for offer in dict.fromkeys(cell["first"] for cell in cells)
    ]
    section(_("Stake at which an offer is fair, by value of the whole"), (_("offer"), *map(money, values)), rows)


def say_more(figures: Mapping[str, Any], money: Any, say: Words) -> None:
    """Shares, premiums, cash flow and synergies, where the file has them; `suitor explain` tells each."""
    show = dict.fromkeys(("money", "money/year", "money/share"), money) | {"share": say.percent}
    rows = [
        [id, *(show.get(each["unit"], say.number)(each[at]) for at in ("p05", "p50", "p95"))]
        for id, each in figures.items()
        if id.partition("[")[0] in MORE
    ]
    if rows:
        section(_("More figures"), (_("figure"), "5%", "50%", "95%"), rows)


def inside(id: str) -> str:
    """What stands in the brackets of a figure's id."""
    return id.partition("[")[2].rstrip("]")
