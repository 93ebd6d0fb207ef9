"""A merger in every market of a table, on the command line: prices, shares and what buyers lose."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import files
from .commands import FINE, UNSETTLED, Refusal, language, suitor
from .models import conduct_of, demand_of, in_words, saving_of, spread_of, weights_of
from .tables import as_json, band, frame_of, number, section

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20  # markets told on the terminal
BAR = 20  # letters of the longest bar
ROUNDING = 1e-6  # of shares that add up to 1
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
}
RANGES = {  # columns of ranges; the last two are shares of the draws
    "partyPriceDelta": _("parties' price change, %"),
    "priceDelta": _("industry price change, %"),
    "hhiDelta": _("HHI change"),
    "consumerHarm": _("consumer harm"),
    "verdict": _("draws with 5% or more, %"),
    "found": _("draws found, %"),
}

Deals = dict[str, list[list[str]]]  # what each bid brings together
Model = tuple[Any, Any]  # a demand system and a conduct


@suitor.command("market", help=_("Merge firms in every market of a TABLE with PyBLP's columns and tell what changes."))
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--merge", "bids", required=True, multiple=True, metavar="A+B",
    help=_("Firms that become one, by their firm_ids; A+B,C+D for deals that all happen. Once for each rival bid."),
)  # fmt: skip
@click.option(
    "--demand", "demands", multiple=True, default=("logit",), show_default=True,
    help=_("Demand system, such as logit, ces or aids. Several are put side by side."),
)  # fmt: skip
@click.option(
    "--conduct", "conducts", multiple=True, default=("bertrand",), show_default=True,
    help=_("Conduct, such as bertrand or second_score, with its numbers: bargaining:power=0.4. Several as for demand."),
)  # fmt: skip
@click.option("--weights", metavar="2,1", help=_("What each model counts in the average, in the order they come."))
@click.option("--elasticity", type=float, help=_("Elasticity of the whole market, below 0."))
@click.option("--outside", type=click.FloatRange(0, 1), help=_("Share of buyers who buy none of the products."))
@click.option("--saving", default="0", show_default=True, help=_("Part of their cost the parties save; or A=0.02,B=0."))
@click.option(
    "--buyers", is_flag=True, help=_("The firms buy an input: prices are what they pay, costs what it is worth.")
)
@click.option("--spread", help=_("How unsure the numbers are, in logs: margins=0.1,shares=0.05. Prints ranges."))
@click.option("--draws", type=click.IntRange(2), default=1000, show_default=True, help=_("Draws of --spread."))
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help=_("Where the draws start."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("CSV or Parquet file for all rows."))
@click.option("--workers", type=click.IntRange(1), help=_("Solve a large TABLE into --out with this many processes."))
@click.option("--cluster", metavar="ADDRESS", help=_("Solve a large TABLE into --out on a Dask scheduler."))
@language
@click.option("--json", "wants_json", is_flag=True, help=_("Print JSON."))
def market_(
    table: Path, bids: tuple[str, ...], demands: tuple[str, ...], conducts: tuple[str, ...], weights: str | None,
    elasticity: float | None, outside: float | None, saving: str, buyers: bool, spread: str | None, draws: int,
    seed: int, out: Path | None, workers: int | None, cluster: str | None, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    known: dict[str, Any] = {
        name: value for name, value in (("elasticity", elasticity), ("outside", outside)) if value is not None
    }
    models = {f"{one}, {how}": (demand_of(one), conduct_of(how)) for one in demands for how in conducts}
    first = next(iter(models.values()))
    saves = saving_of(saving)
    if workers or cluster:
        if len(bids) > 1 or len(models) > 1:
            raise Refusal(_("--workers and --cluster take one --merge, one --demand and one --conduct"))
        return in_bulk(table, out, bids[0], first, saves, known, workers or 1, cluster, wants_json)
    frame = checked(frame_of(table), table)
    asked(frame, known)
    deals = {bid: deals_of(bid, firms_of(frame)) for bid in bids}
    more = known | {"saving": saves, "buyers": buyers}
    if len(models) > 1:
        return compared(frame, models, deals, more, weights_of(weights, list(models)), wants_json)
    if spread:
        return ranged(frame, first, deals, more, spread_of(spread), draws, seed, wants_json)
    return simulated(frame, first, deals, more, out, wants_json)


def simulated(
    frame: pd.DataFrame, model: Model, deals: Deals, more: dict[str, Any], out: Path | None, wants_json: bool
) -> int:
    """Every bid by product and by market."""
    import pandas as pd

    from ..market.tables import simulate, summary

    parts, wholes = [], []
    for bid, groups in deals.items():
        with in_words():
            detail = simulate(frame, *model, groups, **more)
        whole = summary(detail)
        if not wants_json:
            click.echo(_("Bid {bid}").format(bid=bid) + "\n") if len(deals) > 1 else None
            tell(detail, whole)
        named = {"bid": bid} if len(deals) > 1 else {}
        parts.append(detail.assign(**named))
        wholes.append(whole.reset_index().assign(**named))
    every = pd.concat(parts, ignore_index=True)
    if out is not None:
        written(every, out)
    if wants_json:
        as_json({"detail": records(every), "summary": records(pd.concat(wholes, ignore_index=True))})
    return FINE if every["found"].all() else UNSETTLED


def compared(
    frame: pd.DataFrame, models: dict[str, Model], deals: Deals, more: dict[str, Any],
    weights: dict[str, float] | None, wants_json: bool,
) -> int:  # fmt: skip
    """Every bid under several models, and their average with the weights shown."""
    from ..market.tables import compare

    answers = {}
    for bid, groups in deals.items():
        with in_words():
            answers[bid] = compare(frame, models, groups, weights, **more)
    if wants_json:
        return as_json({bid: records(whole.rename_axis("model").reset_index()) for bid, whole in answers.items()})
    for bid, whole in answers.items():
        title = _("Bid {bid}: averages over markets").format(bid=bid)
        section(title, (_("model"), _("weight"), *SUMMARY.values()), lines_of(whole, ("weight", *SUMMARY)))
    return FINE


def ranged(
    frame: pd.DataFrame, model: Model, deals: Deals, more: dict[str, Any], spread: dict[str, float], draws: int,
    seed: int, wants_json: bool,
) -> int:  # fmt: skip
    """Every bid over draws of what is not known exactly."""
    from ..market.ranges import ranges

    answers = {}
    for bid, groups in deals.items():
        with in_words():
            answers[bid] = ranges(frame, *model, groups, spread=spread, draws=draws, seed=seed, **more)
    if wants_json:
        as_json({bid: records(whole.reset_index()) for bid, whole in answers.items()})
    else:
        for bid, whole in answers.items():
            title = _("Bid {bid}: 5%, 50% and 95% of the draws").format(bid=bid)
            section(title, (_("market"), *RANGES.values()), [ranges_of(name, row) for name, row in whole.iterrows()])
    return FINE if all((whole["found"] == 1).all() for whole in answers.values()) else UNSETTLED


def in_bulk(
    table: Path, out: Path | None, bid: str, model: Model, saving: Any, known: dict[str, Any],
    workers: int, cluster: str | None, wants_json: bool,
) -> int:  # fmt: skip
    """Solve a table of any size into a file, with the progress on stderr."""
    from ..market.bulk import Merger
    from . import bulk

    if out is None:
        raise Refusal(_("--workers and --cluster write to a file: give --out FILE"))
    survey = bulk.surveyed(table, lambda batch: asked(with_columns(batch, table, nameless(batch)), known))
    merger = Merger(*model, tuple(tuple(deal) for deal in deals_of(bid, survey.firms)), saving, known)
    with click.progressbar(length=survey.markets, label=_("markets"), file=sys.stderr) as bar:
        done = bulk.run(table, out, merger, survey.markets, workers=workers, cluster=cluster, progress=bar.update)
    if wants_json:
        as_json(done._asdict())
    else:
        says = _("prices found in {settled:,} of {markets:,} markets; {kept:,} parts of an earlier run kept")
        click.echo(says.format(**done._asdict()))
        if done.refused:
            says = _("{refused:,} markets could not be solved; the column problem says what is wrong with each")
            click.echo(says.format(refused=done.refused))
    click.echo(_("wrote {path}").format(path=out), err=True)
    return FINE if done.settled == done.markets else UNSETTLED


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


def checked(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table, or what stands in the way of reading it as markets."""
    with_columns(frame, path, [name for name in frame if frame[name].isna().any()])
    for column in ("prices", "shares"):
        below = positive(frame[column], column == "prices" and "costs" in frame)
        if len(below):
            asked = _("{path}: row {row}: {column} must be a number above 0, found {found}")
            raise Refusal(asked.format(path=path, row=below[0] + 2, column=column, found=frame[column].iloc[below[0]]))
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


def firms_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Who sells in the table, in the order of its rows."""
    return tuple(dict.fromkeys(frame["firm_ids"].astype(str)))


def deals_of(bid: str, firms: tuple[str, ...]) -> list[list[str]]:
    """The firms of each deal of a bid, all of them in the table."""
    deals = [[name.strip() for name in deal.split("+") if name.strip()] for deal in bid.split(",")]
    if any(len(deal) < 2 or not set(deal) <= set(firms) for deal in deals):
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
        buffer = io.BytesIO()
        try:
            detail.to_parquet(buffer, index=False)
        except ImportError:
            raise Refusal(_("{path}: writing Parquet needs the package pyarrow").format(path=path)) from None
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


def lines_of(table: pd.DataFrame, columns: Iterable[str]) -> list[tuple[str, ...]]:
    """The name of each row and its numbers."""
    wanted = list(columns)
    return [(str(name), *(shown(row[column]) for column in wanted)) for name, row in table.iterrows()]


def ranges_of(name: Any, row: pd.Series) -> tuple[str, ...]:
    """A market's ranges, how often its verdict holds, and how many draws were found."""
    bands = [band(row[f"{column} {level}"] for level in ("5%", "50%", "95%")) for column in list(RANGES)[:-2]]
    return (str(name), *bands, shown(100 * row["verdict"]), shown(100 * row["found"]))


def shown(value: float) -> str:
    """A number, or a dash where there is none."""
    return "-" if value != value else number(float(value))


def drawn(change: float, most: float) -> str:
    """A price change as a bar, up or down, the largest one full.

    >>> drawn(10.0, 20.0), drawn(-2.0, 20.0)
    ('++++++++++', '--')
    """
    return "" if change != change or most == 0 else ("+" if change > 0 else "-") * round(BAR * abs(change) / most)
