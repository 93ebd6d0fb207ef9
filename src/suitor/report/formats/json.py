"""All figures as data, for whoever computes further: the layout is versioned."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

from ...study import QUANTILES, Curve, Driver, Figure, Study
from ..blocks import Document, plain
from ..format import Format

SCHEMA_VERSION = 1  # goes up when a key changes its name or meaning, not when one is added


class Json(Format):
    """Figures with quantiles, unit, formula and inputs; drivers; curves; and the report's sentences.

    What JSON has no number for is a string: "inf", "-inf", "nan".
    """

    suffix = "json"

    def lay_out(self, document: Document, study: Study) -> str:
        """One JSON object."""
        file = study.deal.file
        whole = {
            "schema_version": SCHEMA_VERSION,
            "suitor": study.version,
            "deal": {
                "id": file.id,
                "file": study.deal.name,
                "sha256": study.deal.sha256,
                "as_of": file.as_of.isoformat(),
            },
            "currency": file.currency,
            "draws": study.draws,
            "seed": study.seed,
            "language": document.language,
            "question": document.question,
            "headings": {block.id: plain(block.heading) for block in document.blocks},
            "figures": {id: _figure(figure) for id, figure in study.figures.items()},
            "drivers": {id: [_driver(driver) for driver in drivers] for id, drivers in study.drivers.items()},
            "curves": {id: _curve(curve) for id, curve in study.curves.items()},
            "inputs": {item.path: _input(item) for item in document.inputs},
            "notes": list(study.notes),
        }
        return json.dumps(_spelled(whole), ensure_ascii=False, allow_nan=False, indent=1)


def _figure(figure: Figure) -> dict[str, Any]:
    quantiles = {f"p{round(100 * at):02d}": figure.quantile(at) for at in QUANTILES}
    told = {
        "unit": figure.unit,
        "formula": figure.formula,
        "inputs": sorted(figure.inputs),
        "found": figure.found_share,
    }
    withheld = {"withheld": True} if figure.withheld else {}
    return told | withheld | {"headline": figure.headline, "mean": figure.mean, "quantiles": quantiles}


def _driver(driver: Driver) -> dict[str, Any]:
    return {"input": driver.path} | {
        field.name: getattr(driver, field.name) for field in dataclasses.fields(driver) if field.name != "path"
    }


def _curve(curve: Curve) -> dict[str, Any]:
    points = {name: getattr(curve, name).tolist() for name in ("x", "low", "mid", "high")}
    return points | {"x_unit": curve.x_unit, "unit": curve.unit, "inputs": sorted(curve.inputs)}


def _input(item: Any) -> dict[str, str]:
    return {
        "text": item.shown,
        "place": item.place,
        "source": item.source,
        "url": item.url,
        "confidence": item.confidence,
    }


def _spelled(value: Any) -> Any:
    """The same, with infinities and missing numbers as strings."""
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
