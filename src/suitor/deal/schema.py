"""The deal file for machines and for beginners: its JSON Schema, and a commented file that runs as it is."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from .problems import LANGUAGES
from .reading import CONFIDENCE
from .records import DealFile
from .shapes import SHAPES
from .units import UNITS

__all__ = ["schema", "template"]


def schema() -> dict[str, Any]:
    """What a deal file may contain, as JSON Schema; editors complete and check keys with it.

    >>> schema()["$defs"]["Product"]["properties"]["margin"]["anyOf"][0]
    {'$ref': '#/$defs/Quantity', 'examples': ['41%']}
    """
    plain = DealFile.model_json_schema()
    plain["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    plain["title"] = "Suitor deal file, version 1"
    plain["$defs"]["Quantity"] = quantity()
    return referring(plain)


def template(language: str = "en") -> str:
    """A commented deal file that runs as it is, to be filled with another bid."""
    if language not in LANGUAGES:
        raise ValueError(f"the template is written in {' and '.join(LANGUAGES)}, not in {language!r}.")
    return files(__package__).joinpath(f"template.{language}.yaml").read_text("utf-8")


def referring(value: Any) -> Any:
    """The same schema, each number referring to the one definition of numbers."""
    if isinstance(value, list):
        return [referring(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: referring(item) for key, item in value.items() if key != "quantity"}
    if "quantity" not in value:
        return copy
    unit = UNITS.get(value["quantity"])
    return {"$ref": "#/$defs/Quantity"} | ({"examples": [unit.example]} if unit else {}) | copy


def quantity() -> dict[str, Any]:
    """A number: as written, a range, or a named distribution with where it was read."""
    written = {"type": ["string", "number"]}
    terms = {term for shape in SHAPES.values() for each in shape.terms for term in each}
    lists = {term for shape in SHAPES.values() for term in shape.lists}
    about = {
        "shape": {"enum": list(SHAPES)},
        "source": {"type": "string", "description": "name of an entry of sources"},
        "as_of": {"type": "string", "format": "date"},
        "confidence": {"enum": list(CONFIDENCE)},
        "note": {"$ref": "#/$defs/Text"},
        "factors": {"type": "object", "additionalProperties": {"type": "number", "minimum": -1, "maximum": 1}},
    }
    values = {
        term: {"type": "array", "items": written} if term in lists else written for term in sorted(terms | {"value"})
    }
    object_ = {"type": "object", "properties": values | about, "additionalProperties": False}
    return {
        "title": "Quantity",
        "description": "A number with its unit: exact (12.5%, 974億ドル), a range (1-4%), or a distribution.",
        "anyOf": [written, object_],
    }
