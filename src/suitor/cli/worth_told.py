"""What a target is worth, told as tables: methods, waterfall, frontier, sources and uses, grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from .group import FINE
from .tables import section

if TYPE_CHECKING:
    from ..deal import Deal
    from ..report.words import Words

QUANTILES = ("p05", "p25", "p50", "p75", "p95")  # of each figure
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


def say_deal(deal: Deal, answer: Mapping[str, Any], lang: str) -> int:
    """The same as tables: methods, waterfall, frontier, sources and uses, grid."""
    from ..report.words import words

    say = words(lang)
    figures, money = answer["figures"], money_of(say, deal)
    click.echo(headline(figures, money) + "\n")
    say_methods(deal, figures, say, lang)
    if answer["waterfall"]:
        say_waterfall(deal, answer["waterfall"], money, lang)
    say_frontier(answer["curves"], money, say)
    say_money(deal, figures, money, lang)
    say_grid(answer["sensitivity"], money, say)
    say_more(deal, figures, money, say)
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


def say_methods(deal: Deal, figures: Mapping[str, Any], say: Words, lang: str) -> None:
    """The football field: low, middle and high of each method."""
    names, money = named(deal, lang), money_of(say, deal)
    ids = ["value.target", *(id for id in figures if id.startswith("value.method["))]
    rows = []
    for id in ids:
        method = inside(id)
        row = [names.get(method, method) or _("the file's own range"), *(money(figures[id][at]) for at in QUANTILES)]
        held = figures.get(f"value.holding[{method}]", figures.get(f"value.payout[{deal.file.bid.seller}]"))
        price = figures.get(f"value.per_share[{method}]")
        each = say.share_price(price["p50"], deal.file.currency) if price else ""
        rows.append([*row, money(held["p50"]) if held else "", each])
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


def say_more(deal: Deal, figures: Mapping[str, Any], money: Any, say: Words) -> None:
    """Shares, premiums, cash flow and synergies, where the file has them; `suitor explain` tells each."""
    show = dict.fromkeys(("money", "money/year"), money) | {"share": say.percent}
    show["money/share"] = lambda value: say.share_price(value, deal.file.currency)
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
