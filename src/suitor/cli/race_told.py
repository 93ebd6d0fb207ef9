"""The race of the labs, told as tables: the test, paths by year, the four rows, the mission curve and the two fears."""

from __future__ import annotations

from gettext import gettext as _
from typing import Any

import click

from .tables import band, number, section

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


def say_race(answer: dict[str, Any], measures: tuple[str, ...]) -> None:
    """The test before any forecast, then what is forecast."""
    say_tests(answer)
    say_paths(answer, measures)
    say_rows(answer)
    say_mission(answer)


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
