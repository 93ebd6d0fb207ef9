"""How many mergers a second the market room solves on one core, calibrated and simulated, beside PyBLP's own solver.

    python benchmarks/market.py [markets]

Ratios hold within one run on one machine; absolute numbers move with the machine and with what else it does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from suitor._core.records import Stakes
from suitor.market import Bertrand, Logit, Market, calibrate, demands, merged
from suitor.market.observed import observe

PRODUCTS, FIRMS = 10, 5


def seen(count: int, kind: str) -> dict[str, Any]:
    """Many markets of ten products and five firms, with every margin known to one percent."""
    rng = np.random.default_rng(1)
    weight, outside = rng.uniform(0.5, 1.5, (count, PRODUCTS)), rng.uniform(0.1, 0.5, (count, 1))
    inside = 0.0 if kind in ("linear", "log_linear", "aids") else outside
    data: dict[str, Any] = {
        "products": tuple(map(str, range(PRODUCTS))),
        "firms": tuple(map(str, range(FIRMS))),
        "firm": np.repeat(np.arange(FIRMS), PRODUCTS // FIRMS),
        "price": rng.uniform(1.0, 2.0, (count, PRODUCTS)),
        "share": weight / weight.sum(-1, keepdims=True) * (1.0 - inside),
    }
    if kind == "nested_logit":
        data["nests"] = tuple("xy" * (PRODUCTS // 2))
    typical = np.full((count, PRODUCTS), 0.4)
    made = observe(data["products"], data["price"], data["share"], typical, nests=data.get("nests"))
    system = demands[kind]
    demand = system.through(made, **system.guess(made))
    cost = np.zeros_like(typical)
    market = Market.of(data["products"], demand, Bertrand(), cost=cost, sellers=tuple(map(str, data["firm"])))
    margin = market.conduct.markup(market, made.price, Stakes.of_firms(market.firms)) / made.price
    return data | {"margin": margin * rng.uniform(0.99, 1.01, margin.shape)}


def best(job: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    """The shortest of a few runs, in seconds, and what it gave."""
    spent, answer = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        answer = job()
        spent.append(time.perf_counter() - start)
    return min(spent), answer


def measure(kind: str, count: int) -> None:
    data = seen(count, kind)
    fitting, known = best(lambda: calibrate(kind, "bertrand", **data), 2)
    stakes = merged(Stakes.of_firms(data["firms"]), ("0", "1"))
    solving, solved = best(lambda: known.market.solve(stakes))
    print(
        f"{kind:14} {count:8,} markets  calibrate {count / fitting:10,.0f}/s  solve {count / solving:10,.0f}/s  "
        f"found {solved.found.mean():8.3%}  largest residual {np.nanmax(solved.residual):.0e}"
    )


def growth(count: int) -> None:
    """The slope of the log-log line of time in markets: 1 is linear."""
    sizes = [count // 8, count // 4, count // 2, count]
    times = []
    for size in sizes:
        known = calibrate("logit", "bertrand", **seen(size, "logit"))
        stakes = merged(Stakes.of_firms(known.market.firms), ("0", "1"))
        times.append(best(lambda known=known, stakes=stakes: known.market.solve(stakes))[0])  # type: ignore[misc]
    slope = np.polyfit(np.log(sizes), np.log(times), 1)[0]
    print(f"time grows with markets to the power {slope:.2f}")


def alone() -> None:
    data = {key: value[0] if key in ("price", "share", "margin") else value for key, value in seen(1, "logit").items()}
    known = calibrate("logit", "bertrand", **data)
    stakes = merged(Stakes.of_firms(known.market.firms), ("0", "1"))
    spent, _ = best(lambda: known.market.solve(stakes), 200)
    print(f"one logit market alone, warm: {1e3 * spent:.2f} ms")


def against_pyblp(count: int = 100) -> None:
    try:
        import pyblp
    except ImportError:
        print("pyblp is not installed: no comparison")
        return
    pyblp.options.verbose = False
    rng = np.random.default_rng(1)
    firm_ids = np.tile(np.repeat(np.arange(FIRMS), PRODUCTS // FIRMS), count)
    ids = {"market_ids": np.repeat(np.arange(count), PRODUCTS), "firm_ids": firm_ids}
    cost = rng.uniform(1.0, 2.0, (count, PRODUCTS))
    value = rng.normal(2.0, 0.5, (count, PRODUCTS))
    formula, flat = (pyblp.Formulation("1 + prices"),), cost.reshape(-1, 1)
    made = pyblp.Simulation(formula, ids, beta=[0.0, -2.0], xi=value.reshape(-1, 1))
    theirs, answer = best(lambda: made.replace_endogenous(costs=flat), 2)
    firm = tuple(str(place) for place in np.repeat(np.arange(FIRMS), 2))
    demand = Logit(value, np.full(count, 2.0), np.ones(count))
    market = Market.of(tuple(map(str, range(PRODUCTS))), demand, Bertrand(), cost=cost, sellers=firm)
    ours, solved = best(lambda: market.solve(Stakes.of_firms(market.firms)))
    gap = np.abs(solved.price.reshape(-1) / answer.product_data.prices.reshape(-1) - 1.0).max()
    rates = f"pyblp {count / theirs:,.0f}/s, suitor {count / ours:,.0f}/s"
    print(f"{rates}: {theirs / ours:,.0f} times, prices {gap:.0e} apart")


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    # At constant elasticities a merger need not have an equilibrium, so log_linear is not timed.
    for name, share in (("logit", 5), ("ces", 1), ("nested_logit", 1), ("linear", 0.2), ("aids", 0.2)):
        measure(name, int(many * share))
    growth(many * 5)
    alone()
    against_pyblp()
