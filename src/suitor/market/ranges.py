"""What a merger does when what is known is known only roughly: ranges, and how often the verdict holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.draws import normal
from suitor._core.records import Array
from suitor.market.conduct import Conduct
from suitor.market.crowd import Crowd
from suitor.market.screens import hhi
from suitor.market.table_screens import each
from suitor.market.tables import simulate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ranges"]

LEVELS = {"5%": 0.05, "50%": 0.5, "95%": 0.95}


def ranges(
    frame: pd.DataFrame, demand: str | Crowd, conduct: str | Conduct, merge: Sequence[Any], *,
    spread: Mapping[str, float], draws: int = 1000, seed: int = 0, limit: float = 0.05, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """What a merger does in each market over draws of what is not known exactly: quantiles, and how often it is much.

    `spread` is the standard deviation of the logs of "margins", "costs", "shares" (which keep their sum) and
    "elasticity". `verdict` is the share of draws in which the parties' prices, by sales, rise by `limit` or more; it
    and the quantiles are over the draws that were found, a share `found` of all; in a share `peak` of all no firm would
    gain by going on.
    """
    import pandas as pd

    lines = {}
    for name, rows in each(frame):
        more = dict(known)
        if "elasticity" in more:
            off = normal(seed, f"{name}.elasticity", 0, draws)
            more["elasticity"] = more["elasticity"] * np.exp(spread.get("elasticity", 0.0) * off)
        detail = simulate(_drawn(rows, str(name), spread, draws, seed), demand, conduct, merge, **more)
        lines[name] = _line(detail, draws, limit)
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("market_ids")


def _drawn(rows: pd.DataFrame, name: str, spread: Mapping[str, float], draws: int, seed: int) -> pd.DataFrame:
    """The rows of a market once for each draw, each draw a market of its own."""
    import pandas as pd

    wide = pd.concat([rows] * draws, ignore_index=True)
    wide["market_ids"] = np.repeat(np.arange(draws), len(rows))
    labels = list(map(str, rows.get("product_ids", range(len(rows)))))
    for column in ("margins", "costs", "shares"):
        if column in wide and spread.get(column):
            off = np.stack([normal(seed, f"{name}.{column}.{one}", 0, draws) for one in labels], axis=-1)
            moved = wide[column].to_numpy(dtype=float).reshape(off.shape) * np.exp(spread[column] * off)
            if column == "shares":
                moved *= rows["shares"].sum() / moved.sum(-1, keepdims=True)
            wide[column] = moved.reshape(-1)
    return wide


def _line(detail: pd.DataFrame, draws: int, limit: float) -> dict[str, float]:
    """Quantiles over the draws of one market, and the share of them in which the verdict holds."""
    part: dict[str, Array] = {
        name: detail[name].to_numpy(dtype=float).reshape(draws, -1) for name in detail.columns if name not in LABELS
    }
    party = part["isParty"][0] > 0
    firm, owner = (detail[name].astype(str).to_numpy()[: len(party)] for name in ("firm_ids", "ownerPost"))
    sales = part["pricePre"] * part["outputPre"]
    figures = {
        "partyPriceDelta": (part["priceDelta"] * sales)[:, party].sum(-1) / sales[:, party].sum(-1),
        "priceDelta": (part["priceDelta"] * sales).sum(-1) / sales.sum(-1),
        "hhiDelta": _hhi(part["outputPost"], owner) - _hhi(part["outputPre"], firm),
        "consumerHarm": part["consumerHarm"][:, 0],
    }
    found = part["found"].all(-1)
    line = {
        f"{figure} {label}": float(np.quantile(value[found], level)) if found.any() else np.nan
        for figure, value in figures.items()
        for label, level in LEVELS.items()
    }
    holds = figures["partyPriceDelta"][found] >= 100 * limit
    line["verdict"] = float(holds.mean()) if found.any() else np.nan
    return line | {"found": float(found.mean()), "peak": float(part["peak"].all(-1).mean())}


LABELS = ("market_ids", "product_ids", "firm_ids", "ownerPost", "unidentified", "contrary", "problem")


def _hhi(output: Array, owner: Any) -> Array:
    return hhi(output @ np.equal.outer(owner, np.unique(owner)).astype(float))
