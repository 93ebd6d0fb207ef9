"""A merger in every market of a table, on the command line: prices, shares and what buyers lose."""

from __future__ import annotations

import json
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import files
from .commands import FINE, UNSETTLED, Refusal, language, suitor
from .tables import as_json, frame_of, number, section

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


@suitor.command("market", help=_("Merge firms in every market of a TABLE with PyBLP's columns and tell what changes."))
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--merge", required=True, metavar="A+B", help=_("Firms that become one, by their firm_ids."))
@click.option("--demand", default="logit", show_default=True, help=_("Demand system, such as logit, ces or aids."))
@click.option("--conduct", default="bertrand", show_default=True, help=_("Conduct, such as bertrand or second_score."))
@click.option("--elasticity", type=float, help=_("Elasticity of the whole market, below 0."))
@click.option("--outside", type=click.FloatRange(0, 1), help=_("Share of buyers who buy none of the products."))
@click.option("--saving", type=float, default=0.0, show_default=True, help=_("Part of their cost the parties save."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("CSV or Parquet file for all rows."))
@click.option("--workers", type=click.IntRange(1), help=_("Solve a large TABLE into --out with this many processes."))
@click.option("--cluster", metavar="ADDRESS", help=_("Solve a large TABLE into --out on a Dask scheduler."))
@language
@click.option("--json", "wants_json", is_flag=True, help=_("Print JSON."))
def market_(
    table: Path, merge: str, demand: str, conduct: str, elasticity: float | None, outside: float | None,
    saving: float, out: Path | None, workers: int | None, cluster: str | None, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    from ..market.tables import summary

    known = {name: value for name, value in (("elasticity", elasticity), ("outside", outside)) if value is not None}
    if workers or cluster:
        return in_bulk(table, out, merge, (demand, conduct), saving, known, workers or 1, cluster, wants_json)
    frame = checked(frame_of(table), table)
    detail = simulated(frame, demand, conduct, parties(merge, firms_of(frame)), saving, known)
    whole = summary(detail)
    if out is not None:
        written(detail, out)
    if wants_json:
        as_json({"detail": records(detail), "summary": records(whole.reset_index())})
    else:
        tell(detail, whole)
    return FINE if detail["found"].all() else UNSETTLED


def in_bulk(
    table: Path, out: Path | None, merge: str, model: tuple[str, str], saving: float, known: dict[str, Any],
    workers: int, cluster: str | None, wants_json: bool,
) -> int:  # fmt: skip
    """Solve a table of any size into a file, with the progress on stderr."""
    from ..market.bulk import Merger
    from . import bulk

    if out is None:
        raise Refusal(_("--workers and --cluster write to a file: give --out FILE"))
    survey = bulk.surveyed(table, lambda batch, start: asked(checked(batch, table, start), model, known))
    merger = Merger(*model, tuple(parties(merge, survey.firms)), saving, known)
    with click.progressbar(length=survey.markets, label=_("markets"), file=sys.stderr) as bar:
        try:
            done = bulk.run(table, out, merger, survey.markets, workers=workers, cluster=cluster, progress=bar.update)
        except ValueError as error:  # what the room says of inputs that do not tell enough
            raise Refusal(str(error)) from None
    if wants_json:
        as_json(done._asdict())
    else:
        says = _("prices found in {settled:,} of {markets:,} markets; {kept:,} parts of an earlier run kept")
        click.echo(says.format(**done._asdict()))
    click.echo(_("wrote {path}").format(path=out), err=True)
    return FINE if done.settled == done.markets else UNSETTLED


def checked(frame: pd.DataFrame, path: Path, start: int = 0) -> pd.DataFrame:
    """The table from row `start` on, or what stands in the way of reading it as markets."""
    needed = (*NEEDED, "market_ids") if "market_ids" in frame else NEEDED
    missing = [name for name in needed if name not in frame or frame[name].isna().any()]
    if missing:
        asked = _("{path}: expected the column {column}, filled in every row; found {found}")
        raise Refusal(asked.format(path=path, column=missing[0], found=", ".join(map(str, frame.columns))))
    for column in ("prices", "shares"):
        below = positive(frame[column])
        if len(below):
            asked = _("{path}: row {row}: {column} must be a number above 0, found {found}")
            raise Refusal(
                asked.format(path=path, row=start + below[0] + 2, column=column, found=frame[column].iloc[below[0]])
            )
    whole = frame.groupby(frame["market_ids"] if "market_ids" in frame else [0] * len(frame))["shares"].sum()
    if (whole > 1 + ROUNDING).any():
        asked = _("{path}: the shares of market {market} add up to {sum:.4g}; 1 is the most")
        raise Refusal(asked.format(path=path, market=whole.idxmax(), sum=whole.max()))
    return frame


def positive(column: pd.Series) -> list[int]:
    """Rows, counted from 0, in which a column is no number above 0."""
    import pandas as pd

    return [row for row, fine in enumerate(pd.to_numeric(column, errors="coerce") > 0) if not fine]


def firms_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Who sells in the table, in the order of its rows."""
    return tuple(dict.fromkeys(frame["firm_ids"].astype(str)))


def parties(merge: str, firms: tuple[str, ...]) -> list[str]:
    """The firms that merge, all of them in the table."""
    named = [name.strip() for name in merge.split("+") if name.strip()]
    unknown = [name for name in named if name not in firms]
    if unknown or len(named) < 2:
        some = ", ".join(firms[:20])
        raise Refusal(_("--merge: expected two firms of the table, as in A+B; there are {known}").format(known=some))
    return named


def asked(frame: pd.DataFrame, model: tuple[str, str], known: dict[str, Any]) -> None:
    """Refuse a model there is none of, and a table that does not tell how sensitive buyers are."""
    from ..market import conducts, demands

    for option, chosen, shelf in zip(("--demand", "--conduct"), model, (demands, conducts)):
        if chosen not in shelf:
            says = _("{option}: no '{found}'; there are {known}")
            raise Refusal(says.format(option=option, found=chosen, known=", ".join(shelf)))
    if not {"margins", "costs"} & set(frame.columns) and "elasticity" not in known:
        raise Refusal(_("how sensitive buyers are must be told: a column margins or costs, or --elasticity"))


def simulated(
    frame: pd.DataFrame, demand: str, conduct: str, merging: list[str], saving: float, known: dict[str, Any]
) -> pd.DataFrame:
    """A row for each product before and after, or a sentence why not."""
    from ..market.tables import simulate

    asked(frame, (demand, conduct), known)
    try:
        return simulate(frame, demand, conduct, merging, saving=saving, **known)
    except ValueError as error:  # what the room says of inputs that do not tell enough
        raise Refusal(str(error)) from None


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
    lines = [(str(name), *(shown(row[column]) for column in SUMMARY)) for name, row in list(whole.iterrows())[:SHOWN]]
    section(_("By market"), (_("market"), *SUMMARY.values()), lines)
    if len(whole) > SHOWN:
        more = _("{count:,} more markets; --json or --out FILE has all").format(count=len(whole) - SHOWN)
        click.echo(more, err=True)


def shown(value: float) -> str:
    """A number, or a dash where there is none."""
    return "-" if value != value else number(float(value))


def drawn(change: float, most: float) -> str:
    """A price change as a bar, up or down, the largest one full.

    >>> drawn(10.0, 20.0), drawn(-2.0, 20.0)
    ('++++++++++', '--')
    """
    return "" if change != change or most == 0 else ("+" if change > 0 else "-") * round(BAR * abs(change) / most)
