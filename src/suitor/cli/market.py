"""A merger in every market of a table, on the command line: prices, shares and what buyers lose."""

from __future__ import annotations

import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .group import FINE, UNSETTLED, Refusal, language, suitor
from .market_tables import (
    ELASTICITY,
    RANGES,
    SUMMARY,
    asked,
    checked,
    deals_of,
    firms_of,
    lines_of,
    nameless,
    peakless,
    ranges_of,
    records,
    tell,
    with_columns,
    written,
)
from .models import conduct_of, demand_of, in_words, made_of, saving_of, spread_of, stakes_of, trust_of, weights_of
from .tables import as_json, frame_of, section

if TYPE_CHECKING:
    import pandas as pd

Deals = dict[str, list[list[str]]]  # what each bid brings together
Model = tuple[Any, Any]  # a demand system and a conduct


@suitor.command("market", help=_("Merge firms in every market of a TABLE with PyBLP's columns and tell what changes."))
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--merge", "bids", multiple=True, metavar="A+B",
    help=_("Firms that become one, by their firm_ids; A+B,C+D for deals that all happen. Once for each rival bid."),
)  # fmt: skip
@click.option(
    "--buys", multiple=True, metavar="A:B=0.3",
    help=_("Silent stake that a firm buys in another, with --merge or without."),
)  # fmt: skip
@click.option("--stake", "stakes", multiple=True, metavar="A:B=0.3", help=_("Silent stake held before the deal."))
@click.option(
    "--demand", "demands", multiple=True, default=("logit",), show_default=True,
    help=_("Demand system, such as logit, ces or aids. Several are put side by side."),
)  # fmt: skip
@click.option(
    "--conduct", "conducts", multiple=True, default=("bertrand",), show_default=True,
    help=_("Conduct, such as bertrand or second_score, with its numbers: bargaining:power=0.4. Several as for demand."),
)  # fmt: skip
@click.option(
    "--after", help=_("Conduct after the merger where it differs: price_cap:cap=11, partial_collusion:theta=0.2.")
)
@click.option("--weights", metavar="2,1", help=_("What each model counts in the average, in the order they come."))
@ELASTICITY
@click.option(
    "--trust", metavar="elasticities=10", help=_("How much margins or elasticities count where they disagree.")
)
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
    table: Path, bids: tuple[str, ...], buys: tuple[str, ...], stakes: tuple[str, ...],
    demands: tuple[str, ...], conducts: tuple[str, ...], after: str | None,
    weights: str | None,
    elasticity: float | None, trust: str | None, outside: float | None, saving: str, buyers: bool, spread: str | None,
    draws: int, seed: int, out: Path | None, workers: int | None, cluster: str | None, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    known: dict[str, Any] = {
        name: value for name, value in (("elasticity", elasticity), ("outside", outside)) if value is not None
    }
    known |= {"weights": trust_of(trust)} if trust else {}
    later: dict[str, Any] = {"after": made_of(after)} if after else {}
    if not bids and not buys:
        raise Refusal(_("say what happens: --merge A+B, or --buys A:B=0.3"))
    models = {f"{one}, {how}": (demand_of(one), conduct_of(how)) for one in demands for how in conducts}
    first = next(iter(models.values()))
    if workers or cluster:
        if len(bids) > 1 or len(models) > 1:
            raise Refusal(_("--workers and --cluster take one --merge, one --demand and one --conduct"))
        if buys or stakes or not bids:
            raise Refusal(_("--workers and --cluster take no stakes"))
        return in_bulk(table, out, bids[0], first, saving, known | later, workers or 1, cluster, wants_json)
    frame = checked(frame_of(table), table, buyers)
    asked(frame, known)
    firms = firms_of(frame)
    saves = saving_of(saving, firms)
    deals = {bid: deals_of(bid, firms) for bid in bids} or {", ".join(buys): []}
    later |= {"holds": stakes_of(stakes, "--stake", firms), "buys": stakes_of(buys, "--buys", firms)}
    more = known | later | {"saving": saves, "buyers": buyers}
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
    settled = FINE if all((whole["found"] == 1).all() for whole in answers.values()) else UNSETTLED
    count = frame["market_ids"].nunique() if "market_ids" in frame else 1
    if wants_json:
        as_json({bid: records(whole.rename_axis("model").reset_index()) for bid, whole in answers.items()})
        return settled
    for bid, whole in answers.items():
        title = _("Bid {bid}: averages over markets").format(bid=bid)
        head = (_("model"), _("weight"), *SUMMARY.values(), _("markets found, %"))
        columns = ("weight", *SUMMARY, "found")
        section(title, head, lines_of(whole.assign(found=100 * whole["found"]), columns))
        for name, row in whole.loc[list(models)].iterrows():
            peakless(round((row["found"] - row["peak"]) * count), f"{name}: ")
    return settled


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
            peakless(int((whole["found"] > whole["peak"]).sum()))
    return FINE if all((whole["found"] == 1).all() for whole in answers.values()) else UNSETTLED


def in_bulk(
    table: Path, out: Path | None, bid: str, model: Model, saving: str, known: dict[str, Any],
    workers: int, cluster: str | None, wants_json: bool,
) -> int:  # fmt: skip
    """Solve a table of any size into a file, with the progress on stderr."""
    from ..market.bulk import Merger
    from . import bulk

    if out is None:
        raise Refusal(_("--workers and --cluster write to a file: give --out FILE"))
    survey = bulk.surveyed(table, lambda batch: asked(with_columns(batch, table, nameless(batch)), known))
    merger = Merger(
        *model, tuple(tuple(deal) for deal in deals_of(bid, survey.firms)), saving_of(saving, survey.firms), known
    )
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
