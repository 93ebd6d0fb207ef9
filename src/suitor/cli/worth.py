"""What it is worth, and to whom, on the command line: of a deal, or of a table of share classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .classes import amount, classes_of
from .group import FINE, Refusal, deal_of, draws, language, opened, suitor
from .tables import as_json, section
from .worth_told import QUANTILES, say_deal

if TYPE_CHECKING:
    from ..deal import Deal
    from ..study import Figure
    from ..worth import Claims, ShareClass

STEPS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # of the value, in the waterfall and across the grid
RAISES = (0.75, 1.0, 1.25, 1.5, 2.0)  # of the offer, down the grid
TABLES = (".csv", ".tsv", ".txt")
MOST = 50  # values of the company in one table


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
    ends = {name: figure.quantile(int(name[1:]) / 100) for name in QUANTILES}
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
