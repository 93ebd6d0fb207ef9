"""A table of markets on the command line: what stands in the way of reading it, and how its answers are told."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import files
from .._core.extras import need
from .group import Refusal
from .tables import band, number, section

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20  # markets told on the terminal
BAR = 20  # letters of the longest bar
ROUNDING = 1e-6  # of shares that add up to 1
LEFT = 1e-9  # by rounding, where nothing should be
ELASTICITY = click.option(
    "--elasticity", type=click.FloatRange(max=0, max_open=True), help=_("Elasticity of the whole market, below 0.")
)
NEEDED = ("firm_ids", "prices", "shares")
DETAIL = {  # columns of the R package antitrust, and what they are called here
    "pricePre": _("price before"),
    "pricePost": _("price after"),
    "priceDelta": _("price change, %"),
    "sharesPre": _("share before, %"),
    "sharesPost": _("share after, %"),
    "outputDelta": _("output change, %"),
    "guppi": _("pricing pressure, %"),
    "cmcr": _("compensating saving, %"),
}
SUMMARY = {
    "HHI Change": _("HHI change"),
    "Industry Price Change (%)": _("industry price change, %"),
    "Merging Party Price Change (%)": _("parties' price change, %"),
    "Compensating Marginal Cost Reduction (%)": _("compensating saving, %"),
    "Consumer Harm ($)": _("consumer harm"),
    "Producer Benefit ($)": _("producer benefit"),
    "Difference ($)": _("difference"),
    "Margin Gap (%)": _("largest gap to a margin, points"),
}
RANGES = {  # columns of ranges; the last two are shares of the draws
    "partyPriceDelta": _("parties' price change, %"),
    "priceDelta": _("industry price change, %"),
    "hhiDelta": _("HHI change"),
    "consumerHarm": _("consumer harm"),
    "verdict": _("draws with 5% or more, %"),
    "found": _("draws found, %"),
}


def nameless(frame: pd.DataFrame) -> list[str]:
    """The one column that must be filled before anything is solved: without it rows are of no market."""
    return ["market_ids"] if frame["market_ids"].isna().any() else []


def with_columns(frame: pd.DataFrame, path: Path, empty: Any = frozenset()) -> pd.DataFrame:
    """The table, if it has every column that is needed and none of those named is `empty` in some row."""
    missing = [name for name in NEEDED if name not in frame or name in empty]
    if missing or "market_ids" in empty:
        asked = _("{path}: expected the column {column}, filled in every row; found {found}")
        column = [*missing, "market_ids"][0]
        raise Refusal(asked.format(path=path, column=column, found=", ".join(map(str, frame.columns))))
    return frame


def checked(frame: pd.DataFrame, path: Path, buyers: bool = False) -> pd.DataFrame:
    """The table, or what stands in the way of reading it as markets; what buyers pay may be less than they gain."""
    with_columns(frame, path, [name for name in frame if frame[name].isna().any()])
    for column in ("prices", "shares"):
        below = positive(frame[column], column == "prices" and "costs" in frame)
        if len(below):
            asked = _("{path}: row {row}: {column} must be a number above 0, found {found}")
            raise Refusal(asked.format(path=path, row=below[0] + 2, column=column, found=frame[column].iloc[below[0]]))
    for column, most in (("margins", math.inf if buyers else 1.0), ("costs", math.inf)):
        odd = beyond(frame[column], most) if column in frame else []
        if odd:
            asked = _(
                "{path}: row {row}: {column} must be nothing or a number, margins a share of price; found {found}"
            )
            raise Refusal(asked.format(path=path, row=odd[0] + 2, column=column, found=frame[column].iloc[odd[0]]))
    whole = frame.groupby(frame["market_ids"] if "market_ids" in frame else [0] * len(frame))["shares"].sum()
    if (whole > 1 + ROUNDING).any():
        asked = _("{path}: the shares of market {market} add up to {sum:.4g}; 1 is the most")
        raise Refusal(asked.format(path=path, market=whole.idxmax(), sum=whole.max()))
    return frame


def positive(column: pd.Series, may_be_free: bool = False) -> list[int]:
    """Rows, counted from 0, in which a column is no number above 0; a free product, whose cost is told, may be at 0."""
    import pandas as pd

    number = pd.to_numeric(column, errors="coerce")
    return [row for row, fine in enumerate((number >= 0) if may_be_free else (number > 0)) if not fine]


def beyond(column: pd.Series, most: float) -> list[int]:
    """Rows, counted from 0, in which a column says something that is no number, or one above the most it can be."""
    import pandas as pd

    number = pd.to_numeric(column, errors="coerce")
    odd = column.notna() & ~((number <= most) & (number.abs() < math.inf))
    return [row for row, wrong in enumerate(odd) if wrong]


def firms_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Who sells in the table, in the order of its rows."""
    return tuple(dict.fromkeys(frame["firm_ids"].astype(str)))


def deals_of(bid: str, firms: tuple[str, ...]) -> list[list[str]]:
    """The firms of each deal of a bid, all of them in the table."""
    deals = [[name.strip() for name in deal.split("+") if name.strip()] for deal in bid.split(",")]
    if any(len(set(deal)) < 2 or not set(deal) <= set(firms) for deal in deals):
        some = ", ".join(firms[:20])
        raise Refusal(_("--merge: expected two firms of the table, as in A+B; there are {known}").format(known=some))
    return deals


def asked(frame: pd.DataFrame, known: dict[str, Any]) -> None:
    """Refuse a table that does not tell how sensitive buyers are."""
    if not {"margins", "costs"} & set(frame.columns) and "elasticity" not in known:
        raise Refusal(_("how sensitive buyers are must be told: a column margins or costs, or --elasticity"))


def written(detail: pd.DataFrame, path: Path) -> None:
    """Write every row, as CSV or as Parquet."""
    import io

    if path.suffix.lower() == ".parquet":
        need("pyarrow", "parquet")
        buffer = io.BytesIO()
        detail.to_parquet(buffer, index=False)
        files.write(path, buffer.getvalue())
    else:
        files.write(path, detail.to_csv(index=False))
    click.echo(_("wrote {path}").format(path=path), err=True)


def records(frame: pd.DataFrame) -> Any:
    """Rows as JSON has them, with nothing where there is no number."""
    return json.loads(frame.to_json(orient="records", double_precision=15))


def tell(detail: pd.DataFrame, whole: pd.DataFrame) -> None:
    """A table for each market with its price changes drawn, then one line for each."""
    most = detail["priceDelta"].abs().max()
    for name, rows in list(detail.groupby("market_ids", sort=False))[:SHOWN]:
        products = rows.get("product_ids", rows.index)
        lines = [
            (f"{product}{'*' if is_party else ''}", str(firm), *map(shown, values), drawn(change, most))
            for product, firm, is_party, change, *values in zip(
                products, rows["firm_ids"], rows["isParty"], rows["priceDelta"], *(rows[column] for column in DETAIL)
            )
        ]
        title = _("Market {name} (* of the merging firms)").format(name=name)
        section(title, (_("product"), _("firm"), *DETAIL.values(), ""), lines)
    section(_("By market"), (_("market"), *SUMMARY.values()), lines_of(whole, SUMMARY)[:SHOWN])
    if len(whole) > SHOWN:
        more = _("{count:,} more markets; --json or --out FILE has all").format(count=len(whole) - SHOWN)
        click.echo(more, err=True)
    doubts(detail)
    peakless(detail[detail["found"] & ~detail["peak"].astype(bool)]["market_ids"].nunique())


def peakless(count: int, of: str = "") -> None:
    """In how many markets, of a model, prices meet the first-order conditions and are no equilibrium."""
    if count:
        says = _(
            "Markets whose prices meet the first-order conditions, but where some firm would gain by moving on, so that"
            " this demand has no equilibrium there: {count:,}. Take another demand."
        )
        click.echo(of + says.format(count=count), err=True)


def doubts(detail: pd.DataFrame) -> None:
    """What stands in the way of believing the prices of some markets."""
    first = detail.drop_duplicates("market_ids")
    wrong = first[first["problem"] != ""]
    for name, problem in list(zip(wrong["market_ids"], wrong["problem"]))[:SHOWN]:
        click.echo(_("Market {name}: {problem}").format(name=name, problem=problem), err=True)
    guessed(first)
    for names, some in first[first["contrary"] != ""].groupby("contrary"):
        says = _(
            "Margins or elasticities ask for {names} beyond what the model allows (sigma above 1: products of a nest"
            " are further from one another than from others), so that it is the wrong one. Markets: {count:,}."
        )
        click.echo(says.format(names=names, count=len(some)), err=True)
    party = detail[detail["isParty"]]
    still = party.groupby("market_ids", sort=False)["guppi"].max().abs() < LEFT
    several = party.groupby("market_ids", sort=False)["firm_ids"].nunique() > 1
    if (still & several).any():
        says = _(
            "By these margins buyers do not go from one party to the other, so that their merger moves no price."
            " Margins that are alike whatever the shares say so. Markets: {names}."
        )
        click.echo(says.format(names=", ".join(map(str, still.index[still & several][:SHOWN]))), err=True)


def guessed(markets: pd.DataFrame) -> None:
    """Which parameters nothing tells, one row for each market."""
    for names, some in markets[markets["unidentified"] != ""].groupby("unidentified"):
        says = _("What was given does not tell {names}, so that prices hang on a guess. Markets: {count:,}.")
        click.echo(says.format(names=names, count=len(some)), err=True)


def lines_of(table: pd.DataFrame, columns: Iterable[str]) -> list[tuple[str, ...]]:
    """The name of each row and its numbers."""
    wanted = list(columns)
    return [(str(name), *(shown(row[column]) for column in wanted)) for name, row in table.iterrows()]


def ranges_of(name: Any, row: pd.Series) -> tuple[str, ...]:
    """A market's ranges, how often its verdict holds, and how many draws were found."""
    figures = [[row[f"{column} {level}"] for level in ("5%", "50%", "95%")] for column in list(RANGES)[:-2]]
    bands = [band(0.0 if abs(value) < LEFT else value for value in figure) for figure in figures]
    return (str(name), *bands, shown(100 * row["verdict"]), shown(100 * row["found"]))


def shown(value: float) -> str:
    """A number, or a dash where there is none; what rounding leaves is nothing."""
    return "-" if value != value else number(0.0 if abs(value) < LEFT else float(value))


def drawn(change: float, most: float) -> str:
    """A price change as a bar, up or down, the largest one full.

    >>> drawn(10.0, 20.0), drawn(-2.0, 20.0)
    ('++++++++++', '--')
    """
    return "" if change != change or most == 0 else ("+" if change > 0 else "-") * round(BAR * abs(change) / most)
