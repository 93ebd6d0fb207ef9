"""What commands print: aligned tables with bands, and JSON that any program reads."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .._core.extras import need
from .group import FINE, Refusal

if TYPE_CHECKING:
    import pandas as pd

    from .._core.records import Array

LEVELS = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A title and a table, with an empty line after it."""
    click.echo(title)
    printed([tuple(row) for row in rows], tuple(head), False)
    click.echo()


def printed(rows: list[tuple[str, ...]], head: tuple[str, ...], as_json: bool) -> int:
    """Rows as JSON or as an aligned table on stdout."""
    if as_json:
        click.echo(json.dumps([dict(zip(head, row)) for row in rows], ensure_ascii=False, indent=1))
        return FINE
    from rich.cells import cell_len

    width = [max(cell_len(str(row[i])) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        click.echo("  ".join(str(cell) + " " * (width[i] - cell_len(str(cell))) for i, cell in enumerate(row)).rstrip())
    return FINE


def quantiles(values: Array, found: Any = True) -> dict[str, Any]:
    """The 5%, 50% and 95% quantiles over the draws that settled, the first axis."""
    import numpy as np

    kept = values[np.broadcast_to(found, values.shape[:1])]
    if not len(kept):
        return {name: np.full(values.shape[1:], np.nan).tolist() for name in LEVELS}
    return {name: np.quantile(kept, at, axis=0, method="inverted_cdf").tolist() for name, at in LEVELS.items()}


def band(edges: Iterable[float], scale: float = 1.0) -> str:
    """The median of a low, a middle and a high number and their range, or one number where there is no range.

    >>> band((1.0, 2.0, 3.5)), band((2e9, 2e9, 2e9), 1e9)
    ('2 (1 - 3.5)', '2')
    """
    low, middle, high = (number(edge / scale) for edge in edges)
    return middle if low == high else f"{middle} ({low} - {high})"


def number(value: float) -> str:
    """Three digits, or all of a whole number that has more."""
    return f"{value:,.0f}" if 1000 <= abs(value) < math.inf else f"{value:.3g}"


def as_json(answer: Any) -> int:
    """One JSON value on stdout; what JSON has no number for is a string: "inf", "-inf", "nan"."""
    click.echo(json.dumps(spelled(answer), ensure_ascii=False, allow_nan=False, indent=1))
    return FINE


def spelled(value: Any) -> Any:
    """The same, with infinities and missing numbers as strings."""
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def frame_of(path: Path) -> pd.DataFrame:
    """A table from a Parquet file, or from text with commas, semicolons or tabs between its columns."""
    import pandas as pd

    try:
        if path.suffix.lower() == ".parquet":
            need("pyarrow", "parquet")
            return pd.read_parquet(path)
        text = path.read_text(encoding="utf-8-sig")
        return pd.read_csv(io.StringIO(text), sep=max(",;\t", key=text.partition("\n")[0].count))
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror or error}") from None
    except ValueError as error:
        raise Refusal(f"{path}: {' '.join(str(error).split())}") from None
