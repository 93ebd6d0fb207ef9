"""Screens of a market: concentration, the smallest market, entry that a deal stops, remedies, a tender."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .group import FINE, UNSETTLED, Refusal, language, suitor
from .market_tables import ELASTICITY, asked, checked, deals_of, firms_of, guessed, lines_of, records
from .models import conduct_of, demand_of, in_words
from .tables import as_json, frame_of, section

if TYPE_CHECKING:
    import pandas as pd

TABLE = click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DEMAND = click.option("--demand", default="logit", show_default=True, help=_("Demand system, such as logit or ces."))
CONDUCT = click.option("--conduct", default="bertrand", show_default=True, help=_("Conduct, as for market."))
OUTSIDE = click.option(
    "--outside", type=click.FloatRange(0, 1), help=_("Share of buyers who buy none of the products.")
)
JSON = click.option("--json", "wants_json", is_flag=True, help=_("Print JSON."))

BIDDERS = {
    "pricePre": _("price before"),
    "pricePost": _("price after"),
    "sharesPre": _("odds of winning before"),
    "sharesPost": _("odds of winning after"),
    "mcPre": _("cost when it wins"),
    "buyerCostPre": _("buyer's cost before"),
    "buyerCostPost": _("buyer's cost after"),
}


@suitor.command(help=_("Say how concentrated a merger makes the markets of a TABLE, and what guidelines say of that."))
@TABLE
@click.option(
    "--merge", "bid", required=True, metavar="A+B", help=_("Firms that become one; A+B,C+D for several deals.")
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help=_("The day whose guidelines count; today if nothing is said.")
)
@language
@JSON
def concentration(table: Path, bid: str, on: datetime | None, lang: str, wants_json: bool) -> int:
    from ..market.table_screens import LAWS, concentrated

    frame = checked(frame_of(table), table)
    told = concentrated(frame, deals_of(bid, firms_of(frame)), (on or datetime.now()).date())
    if wants_json:
        return as_json(records(told.reset_index()))
    laws = {"us": _("US"), "eu": _("EU"), "uk": _("UK"), "jp": _("Japan")}
    says = {True: _("met"), False: _("not met"), None: "-"}
    numbers = lines_of(told, ("hhiPre", "hhiPost", "hhiDelta", "share"))
    rows = [(*line, *(says[said] for said in told.loc[name, list(LAWS)])) for line, name in zip(numbers, told.index)]
    head = (_("market"), _("HHI before"), _("HHI after"), _("HHI change"), _("share of the parties, %"), *laws.values())
    section(_("Concentration; met where guidelines presume harm, or it lies outside every safe harbour"), head, rows)
    return FINE


@suitor.command(help=_("Find the smallest market around a PRODUCT of a TABLE: by price, or by quality if it is free."))
@TABLE
@click.argument("product")
@DEMAND
@CONDUCT
@ELASTICITY
@OUTSIDE
@click.option(
    "--threshold", type=click.FloatRange(0), default=0.05, show_default=True, help=_("Small but significant.")
)
@language
@JSON
def candidate(
    table: Path, product: str, demand: str, conduct: str, elasticity: float | None, outside: float | None,
    threshold: float, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    from ..market.table_screens import smallest

    frame, known = told(table, elasticity, outside)
    with in_words():
        found = smallest(frame, product, demand_of(demand), conduct_of(conduct), threshold, **known)
    if found.empty:
        raise Refusal(_("{path}: no market sells {product}").format(path=table, product=product))
    guessed(found)
    if wants_json:
        as_json(records(found.reset_index()))
    else:
        tested = {"price": _("price"), "quality": _("quality")}
        rises = [f"{rise:.1f}" for rise in found["rise"]]
        passed = [_("yes") if passes else _("no") for passes in found["passes"]]
        by = [tested[one] for one in found["by"]]
        lines = list(zip(map(str, found.index), found["products"], by, rises, passed))
        head = (_("market"), _("smallest market"), _("tested by"), _("largest rise or cut, %"), _("passes"))
        section(_("Smallest market around {product}").format(product=product), head, lines)
    return FINE if found["passes"].all() else UNSETTLED


@suitor.command(
    help=_("Say what entry by an acquirer alone would have done in the markets of a TABLE, and its deal not.")
)
@TABLE
@click.option("--acquirer", required=True, help=_("Firm that might have come; it may be absent from the table."))
@click.option("--target", required=True, help=_("Firm that it buys instead."))
@click.option("--like", required=True, metavar="PRODUCT", help=_("Product that the entrant's would be like."))
@click.option("--odds", type=click.FloatRange(0, 1), required=True, help=_("Probability that it would have come."))
@click.option(
    "--share", type=click.FloatRange(0, 1, True, True), help=_("Share of units it would have; as --like if absent.")
)
@DEMAND
@CONDUCT
@ELASTICITY
@OUTSIDE
@language
@JSON
def entry(
    table: Path, acquirer: str, target: str, like: str, odds: float, share: float | None, demand: str, conduct: str,
    elasticity: float | None, outside: float | None, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    from ..market.table_screens import entry as screened

    frame, known = told(table, elasticity, outside)
    with in_words():
        found = screened(
            frame, acquirer, target, demand_of(demand), conduct_of(conduct), like=like, probability=odds, share=share,
            **known,
        )  # fmt: skip
    if found.empty:
        raise Refusal(_("{path}: no market has {target} and sells {like}").format(path=table, target=target, like=like))
    guessed(found)
    if wants_json:
        as_json(records(found.reset_index()))
    else:
        head = (_("market"), _("target's prices, %"), _("consumer harm"), _("what entry would earn"))
        title = _("{acquirer} buys {target} and does not enter, beside what was to be expected")
        lines = lines_of(found, ("priceDelta", "consumerHarm", "entryWorth"))
        section(title.format(acquirer=acquirer, target=target), head, lines)
    return FINE if found["found"].all() else UNSETTLED


@suitor.command(help=_("Say what would make up for a merger in the markets of a TABLE: savings, or products sold."))
@TABLE
@click.option("--merge", required=True, metavar="A+B", help=_("Buyer and target; products of the target are sold."))
@click.option("--price-limit", type=float, help=_("Largest rise of any price, such as 0.05."))
@click.option("--hhi-limit", type=float, help=_("Largest rise of the HHI, in points."))
@DEMAND
@CONDUCT
@ELASTICITY
@OUTSIDE
@language
@JSON
def remedy(
    table: Path, merge: str, price_limit: float | None, hhi_limit: float | None, demand: str, conduct: str,
    elasticity: float | None, outside: float | None, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    from ..market.table_screens import remedies

    frame, known = told(table, elasticity, outside)
    named = two_of(merge, firms_of(frame))
    with in_words():
        found = remedies(
            frame, named, demand_of(demand), conduct_of(conduct), price_limit=price_limit, hhi_limit=hhi_limit, **known
        )
    if found.empty:
        says = _("{path}: no market has both {first} and {second}")
        raise Refusal(says.format(path=table, first=named[0], second=named[1]))
    guessed(found)
    if wants_json:
        as_json(records(found.reset_index()))
    else:
        savings = [f"saving {name}" for name in (*named, "all")]
        sold = [shown_sale(row) for _name, row in found.iterrows()]
        lines = [(*line, sale) for line, sale in zip(lines_of(found, savings), sold)]
        heads = [_("saving of {firm}, %").format(firm=name) for name in named]
        title = _("What would make up for {first} + {second}").format(first=named[0], second=named[1])
        section(title, (_("market"), *heads, _("saving of both, %"), _("products to sell")), lines)
    return FINE if found["found"].all() else UNSETTLED


def two_of(merge: str, firms: tuple[str, ...]) -> tuple[str, str]:
    """Buyer and target, both in the table."""
    named = tuple(name.strip() for name in merge.split("+"))
    if len(named) != 2 or not set(named) <= set(firms):
        some = ", ".join(firms[:20])
        raise Refusal(_("--merge: expected two firms of the table, as in A+B; there are {known}").format(known=some))
    return named[0], named[1]


def shown_sale(row: pd.Series) -> str:
    """Products that have to be sold; a dash where no limit was given, and words where none or all would not do."""
    if "sold" not in row:
        return "-"
    return _("no sale clears it") if row["sold"] is None else row["sold"] or _("none")


@suitor.command(
    help=_("Merge bidders of a procurement auction: a TABLE with firm_ids, capacities, prices and margins.")
)
@TABLE
@click.option("--merge", required=True, metavar="A+B", help=_("Bidders that become one."))
@click.option(
    "--costs", default="uniform", show_default=True, help=_("Distribution of costs, such as uniform or weibull.")
)
@click.option("--inside", type=click.FloatRange(0, 1), help=_("How often the buyer buys at all."))
@click.option("--reserve", type=float, help=_("The buyer's reserve price, if it is known."))
@click.option("--best", is_flag=True, help=_("Let the buyer set its best reserve price anew."))
@language
@JSON
def tender(
    table: Path, merge: str, costs: str, inside: float | None, reserve: float | None, best: bool, lang: str,
    wants_json: bool,
) -> int:  # fmt: skip
    from ..market.table_screens import tenders

    frame = frame_of(table)
    missing = [name for name in ("firm_ids", "capacities") if name not in frame or frame[name].isna().any()]
    if missing:
        asked_for = _("{path}: expected the column {column}, filled in every row; found {found}")
        raise Refusal(asked_for.format(path=table, column=missing[0], found=", ".join(map(str, frame.columns))))
    named, firms = merge.split("+"), list(frame["firm_ids"].astype(str))
    if len(named) < 2 or not set(named) <= set(firms):
        some = ", ".join(dict.fromkeys(firms))
        raise Refusal(_("--merge: expected two firms of the table, as in A+B; there are {known}").format(known=some))
    with in_words():
        found = tenders(frame, named, costs, inside=_or_nan(inside), reserve=reserve, best=best)
    if wants_json:
        as_json(records(found))
    else:
        for market, rows in found.groupby("market_ids", sort=False):
            by_firm = rows.set_index("firm_ids")
            title = _("Auction {name}: reserve price {before:,.4g}, then {after:,.4g}")
            both = {"before": rows["reservePre"].iloc[0], "after": rows["reservePost"].iloc[0]}
            section(title.format(name=market, **both), (_("firm"), *BIDDERS.values()), lines_of(by_firm, BIDDERS))
    return FINE if found["found"].all() else UNSETTLED


def told(table: Path, elasticity: float | None, outside: float | None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The table, and what else is known of its markets."""
    known: dict[str, Any] = {
        name: value for name, value in (("elasticity", elasticity), ("outside", outside)) if value is not None
    }
    frame = checked(frame_of(table), table)
    asked(frame, known)
    return frame, known


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
