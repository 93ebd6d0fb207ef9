"""How many mergers a second the market room calibrates and simulates on one core, beside its targets and PyBLP.

    OMP_NUM_THREADS=1 python benchmarks/market.py [markets]

Ten products of five firms, two of which merge; margins known to one percent. Ratios hold within one run on one machine;
absolute numbers move with the machine and with what else it does.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from suitor._core.records import Equilibrium, Stakes, replace
from suitor.market import Bertrand, Logit, Market, RandomCoefficients, calibrate, demands, merged
from suitor.market.observed import observe

PRODUCTS, FIRMS, NODES = 10, 5, 100
TARGETS = {"logit": 800_000, "nested_logit": 300_000, "aids": 100_000, "log_linear": 100_000, "random": 10_000}
SIZES = {"logit": 5.0, "ces": 1.0, "nested_logit": 2.0, "linear": 1.0, "aids": 2.0, "log_linear": 2.0}
# At constant elasticities a merger need not have an equilibrium. It has one here, where firms have a product each and
# most buyers who leave a product buy nothing.
SPREAD, ELSEWHERE = {"log_linear": 10}, {"log_linear": (0.4, 0.7)}


def seen(count: int, kind: str) -> dict[str, Any]:
    """Many markets of ten products, with every margin known to one percent."""
    rng = np.random.default_rng(1)
    weight = rng.uniform(0.5, 1.5, (count, PRODUCTS))
    outside = rng.uniform(*ELSEWHERE.get(kind, (0.1, 0.5)), (count, 1))
    inside, firms = 0.0 if kind in ("linear", "aids") else outside, SPREAD.get(kind, FIRMS)
    data: dict[str, Any] = {
        "products": tuple(map(str, range(PRODUCTS))),
        "firms": tuple(map(str, range(firms))),
        "firm": np.repeat(np.arange(firms), PRODUCTS // firms),
        "price": rng.uniform(1.0, 2.0, (count, PRODUCTS)),
        "share": weight / weight.sum(-1, keepdims=True) * (1.0 - inside),
    }
    if kind == "nested_logit":
        data["nests"] = tuple("xy" * (PRODUCTS // 2))
    typical = np.full((count, PRODUCTS), 0.4)
    made = observe(data["products"], data["price"], data["share"], typical, nests=data.get("nests"))
    system = demands[kind]
    demand = system.through(made, **system.guess(made))
    market = Market.of(data["products"], demand, Bertrand(), cost=0.0 * typical, sellers=tuple(map(str, data["firm"])))
    margin = market.conduct.markup(market, made.price, Stakes.of_firms(market.firms)) / made.price
    return data | {"margin": margin * rng.uniform(0.99, 1.01, margin.shape)}


def crowds(count: int) -> Market:
    """Random-coefficients markets at their equilibrium before the merger."""
    rng = np.random.default_rng(1)
    value = rng.normal(2.0, 0.5, (count, 1, PRODUCTS)) + rng.normal(0.0, 0.5, (count, NODES, PRODUCTS))
    alpha, part = rng.uniform(1.5, 2.5, (count, NODES)), np.full((count, NODES), 1.0 / NODES)
    sellers = tuple(str(place) for place in np.repeat(np.arange(FIRMS), PRODUCTS // FIRMS))
    cost = rng.uniform(1.0, 2.0, (count, PRODUCTS))
    demand = RandomCoefficients(value, alpha, part, np.ones(count))
    market = Market.of(tuple(map(str, range(PRODUCTS))), demand, Bertrand(), cost=cost, sellers=sellers)
    return replace(market, price=market.solve(Stakes.of_firms(market.firms)).price)


def merger(firms: tuple[str, ...]) -> Stakes:
    """The first two firms become one."""
    return merged(Stakes.of_firms(firms), firms[:2])


def best(job: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    """The shortest of a few runs, in seconds of processor time, and what it gave."""
    spent, answer = [], None
    for _ in range(rounds):
        start = time.process_time()
        answer = job()
        spent.append(time.process_time() - start)
    return min(spent), answer


def show(name: str, count: int, fitting: float, solving: float, solved: Equilibrium) -> None:
    """One line: markets a second, and that rate over its target."""
    rate, target = count / (fitting + solving), TARGETS.get(name)
    told = f"{rate / target:5.2f} of {target:9,}/s" if target else " " * 20
    step = f"calibrate {count / fitting:11,.0f}/s" if fitting else " " * 23
    print(
        f"{name:13} {count:8,} markets  {rate:9,.0f}/s  {told}   {step}  solve {count / solving:9,.0f}/s  "
        f"found {solved.found.mean():8.3%}  largest residual {np.nanmax(solved.residual[solved.found]):.0e}"
    )


def measure(kind: str, count: int) -> None:
    """Calibrate and simulate many markets."""
    data = seen(count, kind)
    stakes = merger(data["firms"])
    fitting, known = best(lambda: calibrate(kind, "bertrand", **data))
    solving, solved = best(lambda: known.market.solve(stakes))
    show(kind, count, fitting, solving, solved)


def measure_crowds(count: int) -> None:
    """Simulate random-coefficients markets, whose demand is given."""
    market = crowds(count)
    solving, solved = best(lambda: market.solve(merger(market.firms)))
    show("random", count, 0.0, solving, solved)


def simulate(kind: str, data: dict[str, Any], stakes: Stakes) -> Equilibrium:
    """Calibrate and solve."""
    return calibrate(kind, "bertrand", **data).market.solve(stakes)


def growth(count: int) -> None:
    """The slope of the log-log line of time in markets: 1 is linear."""
    for kind, share in (("logit", 1.0), ("nested_logit", 0.4)):
        sizes, times = [int(count * share / cut) for cut in (32, 16, 8, 4, 2, 1)], []
        for size in sizes:
            data = seen(size, kind)
            times.append(best(partial(simulate, kind, data, merger(data["firms"])), 5)[0])
        slope = np.polyfit(np.log(sizes), np.log(times), 1)[0]
        print(
            f"{kind:13} time grows with markets, {sizes[0]:,} to {sizes[-1]:,}, to the power {slope:.2f} (at most 1.05)"
        )


def memory(count: int) -> None:
    """Bytes beyond what goes in and comes out, for two sizes: bounded by the block."""
    for size in (count // 4, count):
        data = seen(size, "logit")
        known, stakes = calibrate("logit", "bertrand", **data), merger(data["firms"])
        tracemalloc.start()
        solved = known.market.solve(stakes)
        held, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"logit         {size:8,} markets  answer {held / 1e6:6.1f} MB, at most {peak / 1e6:6.1f} MB on the way")
        del solved


def alone() -> None:
    """One market, warm."""
    data = {key: value[0] if key in ("price", "share", "margin") else value for key, value in seen(1, "logit").items()}
    stakes = merger(data["firms"])
    fitting, known = best(lambda: calibrate("logit", "bertrand", **data), 200)
    solving, _ = best(lambda: known.market.solve(stakes), 200)
    told = f"calibrate {1e3 * fitting:.2f} ms, solve {1e3 * solving:.2f} ms"
    print(f"one logit market alone, warm: {1e3 * (fitting + solving):.2f} ms ({told}), target 1 ms")


def against_pyblp(count: int = 100) -> None:
    """The same markets through PyBLP's price solver, and many more of them through ours."""
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
    for times in (1, 1000):
        demand = Logit(np.tile(value, (times, 1)), np.full(times * count, 2.0), np.ones(times * count))
        many = np.tile(cost, (times, 1))
        market = Market.of(tuple(map(str, range(PRODUCTS))), demand, Bertrand(), cost=many, sellers=firm)
        ours, solved = best(lambda market=market: market.solve(Stakes.of_firms(market.firms)), 5)  # type: ignore[misc]
        gap = np.abs(solved.price[:count].reshape(-1) / answer.product_data.prices.reshape(-1) - 1.0).max()
        ratio = (theirs / count) / (ours / (times * count))
        rates = f"pyblp {count / theirs:,.0f}/s, suitor {times * count / ours:,.0f}/s on {times * count:,} markets"
        print(f"{rates}: {ratio:,.0f} times (target 300), prices {gap:.0e} apart")


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for name, share in SIZES.items():
        measure(name, int(many * share))
    measure_crowds(many // 20)
    growth(many * 5)
    memory(many * 5)
    alone()
    against_pyblp()
