"""The race of the labs on the command line: a test first, then paths by year, the four rows and the mission curve."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from .group import FINE, UNSETTLED, Refusal, deal_of, draws, language, suitor
from .tables import as_json, band, number, quantiles, section

if TYPE_CHECKING:
    from ..analysis.scenario import Outcome
    from ..deal import Deal
    from ..study import Curve, Figure

BN = 1e9
MEASURES = {  # of the path, with what each is divided by to be read, and its name
    "revenue": (BN, _("revenue, bn")),
    "profit": (BN, _("gross profit, bn")),
    "external": (BN, _("outside money, bn")),
    "research": (BN, _("research compute, bn")),
    "capability": (1.0, _("capability, log10 of effective compute")),
    "price": (1.0, _("price of the paid tier, a year")),
    "served": (1.0, _("share of possible users served")),
    "free": (1.0, _("share of possible users served free")),
}
ROWS = {
    "research": (BN, _("research, bn")),
    "external": (1.0, _("outside share")),
    "served": (1.0, _("served")),
    "free": (1.0, _("free")),
    "price": (1.0, _("price")),
    "growth": (1.0, _("growth")),
    "behind": (1.0, _("years behind")),
    "influence": (1.0, _("influence")),
}
FEARS = {
    "fear.few_hands_now": _("concentration of revenue, base year"),
    "fear.few_hands_open": _("concentration in the last year, weights published at once"),
    "fear.concentrates": _("chance that profit concentrates more than gifts at every mission"),
    "fear.cannot_pay": _("chance that gifts alone leave the lab behind at every mission"),
    "mission.smallest_gift": _("smallest gift a year that keeps up, bn"),
}
CURVES = ("mission_surplus", "mission_behind", "few_hands")
BUDGETS = {"investors": _("with investors"), "gifts": _("on gifts alone")}


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
        say_tests(answer)
        say_paths(answer, measures)
        say_rows(answer)
        say_mission(answer)
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
    said = {name: figure.quantile(at) for name, at in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95))}
    return {"mean": figure.mean} if figure.unit in ("chance", "yes") else said


def swept(curve: Curve) -> dict[str, Any]:
    """A curve along the mission."""
    return {"m": curve.x.tolist(), "p05": curve.low.tolist(), "p50": curve.mid.tolist(), "p95": curve.high.tolist()}


def say_tests(answer: dict[str, Any]) -> None:
    """The test before the forecast, or that there is none yet."""
    tests = answer["tests"]
    if not tests:
        click.echo(
            _("No test yet: {year} is not over, or nothing of it is in the file.").format(year=answer["base_year"] + 1)
        )
        click.echo()
        return
    title = _("A test before the forecast: {year} from what was known at the end of {base}")
    sources = {"room": _("race room"), "file": _("this file")}
    rows = []
    for test in tests:
        scale = 1e6 if test["quantity"] == "served" else BN
        what = _("users, m") if test["quantity"] == "served" else MEASURES[test["quantity"]][1]
        said = band((test["p05"], test["p50"], test["p95"]), scale)
        verdict = _("inside") if test["inside"] else _("outside")
        rows.append((sources[test["by"]], what, test["lab"], said, number(test["came"] / scale), verdict))
    head = (_("by"), _("quantity"), _("lab"), _("said"), _("came"), "")
    section(title.format(year=answer["base_year"] + 1, base=answer["base_year"]), head, rows)


def say_paths(answer: dict[str, Any], measures: tuple[str, ...]) -> None:
    """Bands by year, a table for each scenario and measure."""
    for scenario in answer["scenarios"].values():
        for measure in measures:
            scale, title = MEASURES[measure]
            rows = [
                (lab["name"], *(band(edges, scale) for edges in zip(*lab[measure].values())))
                for lab in scenario["labs"].values()
            ]
            section(f"{scenario['name']}: {title}", (_("lab"), *map(str, scenario["years"])), rows)


def say_rows(answer: dict[str, Any]) -> None:
    """The four rows of the quarrel by scenario, and in how many hands revenue ends."""
    rows = []
    for scenario in answer["scenarios"].values():
        cells = [band(scenario["rows"][row].values(), scale) for row, (scale, _name) in ROWS.items()]
        rows.append((scenario["name"], *cells, band(scenario["rows"]["few_hands"].values())))
    head = (_("scenario"), *(name for _scale, name in ROWS.values()), _("concentration"))
    section(_("Four rows: funding, access, growth, influence"), head, rows)


def say_mission(answer: dict[str, Any]) -> None:
    """What each weight on users brings them and costs the lab, and the two fears."""
    curves = answer["mission"]
    columns = [
        (curves[f"{curve}[{budget}]"], BN if curve == "mission_surplus" else 1.0)
        for curve in CURVES
        for budget in BUDGETS
    ]
    titles = (_("users' gain, bn"), _("years behind"), _("concentration"))
    head = (_("mission"), *(f"{title}, {budget}" for title in titles for budget in BUDGETS.values()))
    points = columns[0][0]["m"]
    rows = [
        (f"{m:g}", *(band((c["p05"][i], c["p50"][i], c["p95"][i]), scale) for c, scale in columns))
        for i, m in enumerate(points)
    ]
    section(_("How much nonprofit the lab can afford to be"), head, rows)
    money = ("mission.smallest_gift",)
    fears = answer["fears"]
    told = [
        (
            name,
            f"{fears[id]['mean']:.0%}" if "mean" in fears[id] else band(fears[id].values(), BN if id in money else 1.0),
        )
        for id, name in FEARS.items()
    ]
    section(_("Two fears: few hands, and a frontier out of reach"), (_("figure"), ""), told)
