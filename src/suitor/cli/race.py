"""The race of the labs on the command line: a test first, then paths by year, the four rows and the mission curve."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from .group import FINE, UNSETTLED, Refusal, deal_of, draws, language, suitor
from .race_told import CURVES, FEARS, MEASURES, ROWS, say_race
from .tables import LEVELS, as_json, quantiles

if TYPE_CHECKING:
    from ..analysis.scenario import Outcome
    from ..deal import Deal
    from ..study import Curve, Figure


@suitor.command("race", help=_("Run the labs' race: a test first, then paths by year, four rows, the mission curve."))
@click.argument("source", metavar="CASE|FILE")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    type=click.Choice(list(MEASURES)),
    default=("revenue", "capability"),
    show_default=True,
    help=_("What to show by year; may be repeated."),
)
@draws
@language
@click.option("--json", "wants_json", is_flag=True, help=_("Print JSON, with every measure."))
def race_(source: str, measures: tuple[str, ...], draws: int, seed: int, lang: str, wants_json: bool) -> int:
    deal = deal_of(source, lang)
    if deal.file.race is None or deal.file.market is None:
        raise Refusal(
            _("{source}: a race needs the sections race and market; openai-2025 has both").format(source=source)
        )
    answer = raced(deal, draws, seed, lang)
    if wants_json:
        as_json(answer)
    else:
        say_race(answer, measures)
    return FINE if all(scenario["found"] >= 0.99 for scenario in answer["scenarios"].values()) else UNSETTLED


def raced(deal: Deal, draws: int, seed: int, lang: str) -> dict[str, Any]:
    """Everything that is printed, as data; the tests stand before the forecasts."""
    from concurrent.futures import ThreadPoolExecutor

    from ..analysis import SWEPT, economics
    from ..analysis.ledger import Ledger
    from ..analysis.mission import mission
    from ..analysis.scenario import Ground, play_out
    from ..deal import Inputs

    file, inputs = deal.file, Inputs.random(deal, seed, 0, draws)
    try:
        ground, ledger = Ground.of(file, inputs), Ledger(draws)
        with ThreadPoolExecutor() as pool:  # scenarios do not wait for one another
            outcomes = list(pool.map(lambda scenario: play_out(ground, scenario, inputs), file.scenarios))
    except ValueError as error:
        raise Refusal(f"{deal.name}: {error}") from None
    for outcome in outcomes:
        economics.of_rows(ledger, ground, outcome)
    figures, curves = mission(deal, seed, min(draws, SWEPT))
    figures = ledger.figures | figures
    names = {party.id: getattr(party.name, lang) for party in file.parties}
    return {
        "deal": file.id,
        "as_of": file.as_of.isoformat(),
        "base_year": file.base_year,
        "currency": file.currency,
        "draws": draws,
        "seed": seed,
        "tests": [*tests_of_room(deal, draws, seed), *tests_of_file(deal, figures, names)],
        "scenarios": {
            outcome.scenario.id: {"name": getattr(outcome.scenario.name, lang)} | paths(outcome, figures, names)
            for outcome in outcomes
        },
        "mission": {curve.id: swept(curve) for curve in curves.values() if curve.id.partition("[")[0] in CURVES},
        "fears": {id: summary(figures[id]) for id in figures if id.startswith("fear.") or id in FEARS},
    }


def tests_of_room(deal: Deal, draws: int, seed: int) -> Iterator[dict[str, Any]]:
    """What the race room's own numbers of the same base year said of the year after, where that year is over."""
    from .. import race

    if deal.file.base_year + 1 != race.read_data("outcomes-2025")["year"]:
        return
    vintage = race.read_vintage(deal.file.base_year)
    if not {party.name.en for party in deal.file.parties} & set(vintage.labs):
        return
    for test in race.hindcast(vintage, race.levels(vintage, draws, seed)):
        yield {
            "by": "room",
            "year": vintage.base_year + 1,
            "quantity": test.quantity,
            "lab": test.lab,
            "p05": test.low,
            "p50": test.middle,
            "p95": test.high,
            "came": test.actual,
            "inside": test.inside,
            "last_growth_again": test.straight,
            "plan": test.plan,
            "unit": test.unit,
            "source": test.source,
        }


def tests_of_file(deal: Deal, figures: dict[str, Figure], names: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What the file reports later of the target's revenue in the first year, beside what its own race said."""
    from .._core.amounts import read

    for event in deal.file.later:
        if event.tests in figures and event.tests.startswith("rows.revenue[") and event.value is not None:
            said, came = summary(figures[event.tests]), read(str(event.value)).low
            yield {
                "by": "file",
                "year": deal.file.base_year + 1,
                "quantity": "revenue",
                "lab": names[deal.file.bid.target],
                **said,
                "came": came,
                "inside": said["p05"] <= came <= said["p95"],
                "unit": f"{deal.file.currency}/year",
                "source": event.source or "",
            }


def paths(outcome: Outcome, figures: dict[str, Figure], names: dict[str, str]) -> dict[str, Any]:
    """One scenario: bands by lab and year, and the target's four rows."""
    from ..race import concentration

    path, name = outcome.path, outcome.scenario.id
    assert path is not None  # the file has a race
    by_lab = {}
    for place, lab in enumerate(path.labs):
        series = {measure: getattr(path, measure)[..., place] for measure in MEASURES}
        by_lab[lab] = {"name": names[lab]} | {
            measure: quantiles(values, path.found) for measure, values in series.items()
        }
    rows = {row: summary(figures[f"rows.{row}[{name}]"]) for row in (*ROWS, "open_lag")}
    rows["few_hands"] = quantiles(concentration(path.revenue[..., -1, :]), path.found)
    return {"found": float(path.found.mean()), "years": list(path.years), "labs": by_lab, "rows": rows}


def summary(figure: Figure) -> dict[str, float]:
    """A figure's quantiles, and its mean where it is a chance."""
    said = {name: figure.quantile(at) for name, at in LEVELS.items()}
    return {"mean": figure.mean} if figure.unit in ("chance", "yes") else said


def swept(curve: Curve) -> dict[str, Any]:
    """A curve along the mission."""
    return {"m": curve.x.tolist(), "p05": curve.low.tolist(), "p50": curve.mid.tolist(), "p95": curve.high.tolist()}
