"""A number of the file: exact, a range or a distribution, with its unit, source, date and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import ValidationInfo
from pydantic_core import core_schema

from .._core.amounts import Amount
from .._core.records import Array, field, record
from .context import Context, day, known, refuse, wrong
from .problems import nearest
from .shapes import SHAPES, Exact, Shape, Uniform
from .units import UNITS, Unit

__all__ = [
    "AnyUnit",
    "Count",
    "Days",
    "Flow",
    "Money",
    "Number",
    "Price",
    "Quantity",
    "Share",
    "SharePrice",
    "UnitOf",
    "Written",
    "Years",
]

CONFIDENCE = ("confirmed", "single", "estimate", "derived", "memory", "assumption")
ABOUT = ("source", "as_of", "confidence", "note", "factors")  # keys of a number beside its value


@record
class Quantity:
    """One number of the deal file, as sure or unsure as the file says it is.

    `at(u)` is its value at the quantile u, in the file's currency, whole units, decimals, and years, days or per year.
    """

    shape: Shape
    unit: str  # share, money, flow, price, share price, count, number, days, years
    text: str = ""  # as the file has it
    scale: float = 1.0  # into the file's currency, and per year where the file says per month
    currency: str = ""  # as written
    per: tuple[str, ...] = ()  # as written: month, year, share ...
    source: str | None = None
    as_of: date | None = None
    confidence: str = "assumption"  # a number without a source is one
    note: Any = None
    factors: Mapping[str, float] = field(default_factory=dict)  # loadings on named common factors
    path: str = ""  # market.products[chatgpt_plus].price
    line: int = 0
    column: int = 0

    def at(self, u: Array | float) -> Array:
        """The value below which a share u of the cases lies."""
        low, high = UNITS[self.unit].bounds
        return np.clip(self.shape.at(np.asarray(u, dtype=float)), low, high) * self.scale

    @property
    def median(self) -> float:
        """The value in the middle of what is thought possible."""
        return float(self.at(0.5))

    @property
    def exact(self) -> bool:
        """Whether it is one number without a spread."""
        return isinstance(self.shape, Exact)

    @property
    def assumed(self) -> bool:
        """Whether no page stands behind it."""
        return self.confidence in ("assumption", "memory")


class Written(NamedTuple):
    """A value of the file on its way to becoming a Quantity, with its place."""

    value: Any
    texts: Mapping[tuple[str | int, ...], str]  # plain values as the file has them, by their place below this one
    path: str
    line: int
    column: int
    source: str | None = None  # of the section around it
    unit: str | None = None  # where the section alone does not say it


@dataclass(frozen=True)
class UnitOf:
    """Marks a field of a section as a number of this unit; without a name, of the unit of the number it replaces."""

    name: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"$ref": "#/$defs/Quantity"} | ({"examples": [UNITS[self.name].example]} if self.name else {})

    def validate(self, value: Any, info: ValidationInfo) -> Quantity:
        """A Quantity of this unit, or everything that is wrong with it."""
        written = value if isinstance(value, Written) else Written(value, {}, "", 0, 0)
        name = self.name or written.unit
        # A `set` without a unit has an unknown path, which is a problem of the path.
        return _Reading(UNITS[name], written, info.context).quantity() if name else Quantity(Exact(0.0), "number")


Share = Annotated[Quantity, UnitOf("share")]
Money = Annotated[Quantity, UnitOf("money")]
Flow = Annotated[Quantity, UnitOf("flow")]
Price = Annotated[Quantity, UnitOf("price")]
SharePrice = Annotated[Quantity, UnitOf("share price")]
Count = Annotated[Quantity, UnitOf("count")]
Number = Annotated[Quantity, UnitOf("number")]
Days = Annotated[Quantity, UnitOf("days")]
Years = Annotated[Quantity, UnitOf("years")]
AnyUnit = Annotated[Quantity, UnitOf()]


class _Reading:
    """One number on its way from the file: what it says, and all that is wrong with it."""

    def __init__(self, unit: Unit, written: Written, context: Context | None) -> None:
        self.unit, self.written, self.context = unit, written, context
        self.wrongs: list[dict[str, Any]] = []
        self.amounts: list[Amount] = []

    def quantity(self) -> Quantity:
        """The number, or a refusal that lists everything wrong with it."""
        value = self.written.value
        terms = value if isinstance(value, dict) else {"value": value}
        at = () if terms is not value else ("value",)
        shape = self.ends(terms["value"], at) if terms.keys() - {*ABOUT} == {"value"} else self.shape(terms)
        about = self.about(terms)
        scale = self.scale()
        if self.wrongs or shape is None:
            refuse(*self.wrongs)
        first = next((amount for amount in self.amounts if amount.currency), Amount(0.0, 0.0))
        written = self.written
        text = self.text(value, ()) if at == () and not isinstance(value, dict) else ""
        return Quantity(
            shape,
            self.unit.name,
            text,
            scale,
            first.currency,
            first.per,
            **about,
            path=written.path,
            line=written.line,
            column=written.column,
        )

    def refuse(self, way_out: str, at: tuple[str | int, ...] = (), kind: str | None = None, **terms: str) -> None:
        self.wrongs.append(wrong(kind or self.unit.name.replace(" ", "_"), way_out, at, **terms))

    def text(self, value: Any, at: tuple[str | int, ...]) -> str:
        return self.written.texts.get(at, str(value))

    def ends(self, value: Any, at: tuple[str | int, ...]) -> Shape | None:
        """An exact number or a range."""
        both = self.plain(value, at)
        if both is None:
            return None
        return Exact(both[0]) if both[0] == both[1] else Uniform(*both)

    def plain(self, value: Any, at: tuple[str | int, ...]) -> tuple[float, float] | None:
        """Both ends of what is written at one place."""
        if isinstance(value, dict | list | bool) or value is None:
            self.refuse("example", at, example=self.unit.example)
            return None
        text = self.text(value, at)
        try:
            low, high, amount = self.unit.plain(text)
        except ValueError as error:
            currency = self.context.currency if self.context else ""
            self.refuse(str(error), at, meant=self.unit.meant(str(error), text, currency), example=self.unit.example)
            return None
        self.amounts.append(amount)
        return low, high

    def one(self, value: Any, at: tuple[str | int, ...], plain: bool) -> float | None:
        """One number without a spread, such as a term of a distribution."""
        if plain:
            if isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value):
                return float(value)
            self.refuse("example", at, "number", example="0.5")
            return None
        both = self.plain(value, at)
        if both and both[0] != both[1]:
            self.refuse("one", at)
            return None
        return both[0] if both else None

    def shape(self, terms: Mapping[str, Any]) -> Shape | None:
        """A range by its ends, or a named distribution by its terms."""
        name = terms.get("shape", "uniform" if terms.keys() & {"low", "high"} else None)
        if not isinstance(name, str) or name not in SHAPES:
            return self.no_shape(name, terms)
        shape = SHAPES[name]
        given = terms.keys() - {*ABOUT, "shape"}
        sets = " / ".join(", ".join(each) for each in shape.terms)
        allowed = {term for each in shape.terms for term in each}
        for term in given - allowed:
            meant = nearest(term, allowed | {*ABOUT})
            self.refuse("meant" if meant else "terms", (term,), "unknown", meant=meant or "", shape=name, sets=sets)
        if given - allowed:
            return None
        if not any(given == set(each) for each in shape.terms):
            self.refuse("terms", (), "terms", shape=name, sets=sets)
            return None
        return self.shaped(shape, {term: terms[term] for term in given})

    def no_shape(self, name: Any, terms: Mapping[str, Any]) -> None:
        """Say which shapes there are, or that a number has a value."""
        extra = terms.keys() - {*ABOUT, "value", "shape"}
        if "shape" in terms:
            meant = nearest(name, SHAPES)
            self.refuse("meant" if meant else "shape", ("shape",), "shape", meant=meant or "", known=", ".join(SHAPES))
        elif "value" in terms:
            for key in extra:
                meant = nearest(key, ABOUT)
                self.refuse("meant" if meant else "number_keys", (key,), "unknown", meant=meant or "")
        else:
            self.refuse("number_keys", (), "no_value")

    def shaped(self, shape: Any, terms: Mapping[str, Any]) -> Shape | None:
        """The shape of its terms, each read in the unit of the number."""
        read: dict[str, Any] = {}
        for term, value in terms.items():
            plain = term in shape.plain
            if term not in shape.lists:
                read[term] = self.one(value, (term,), plain)
            elif isinstance(value, list) and value:
                read[term] = [self.one(item, (term, index), plain) for index, item in enumerate(value)]
            else:
                self.refuse("list", (term,), "list")
        if self.wrongs:
            return None
        try:
            return shape.of(**read)
        except ValueError as error:
            self.refuse(str(error), (), "spread")
            return None

    def scale(self) -> float:
        """What one unit as written is in the file's currency and year; all terms must agree."""
        priced = [amount for amount in self.amounts if amount.currency]
        if len({(amount.currency, amount.per) for amount in priced}) > 1:
            self.refuse("one_currency", (), "one_currency")
        if not priced or self.wrongs or self.context is None or self.context.as_of is None:
            return self.unit.yearly(priced[0]) if priced else 1.0
        rate = self.context.rate(priced[0].currency)
        if rate is None:
            terms = {"of": priced[0].currency, "into": self.context.currency, "as_of": str(self.context.as_of)}
            self.refuse("rate", (), "rate", **terms)
        return self.unit.yearly(priced[0]) * (rate or 1.0)

    def about(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """Source, date, confidence, note and factors of the number."""
        source = terms.get("source", self.written.source)
        confidence = terms.get("confidence", "single" if source else "assumption")
        if "confidence" in terms and confidence not in CONFIDENCE:
            meant = nearest(confidence, CONFIDENCE)
            listed = ", ".join(CONFIDENCE)
            self.refuse("meant" if meant else "choice", ("confidence",), "choice", meant=meant or "", known=listed)
        when = day(terms.get("as_of"))
        self.dated(terms, when)
        if "source" in terms and (missing := known("source", source, self.context, ("source",))):
            self.wrongs.append(missing)
        return {
            "source": source,
            "as_of": when,
            "confidence": confidence,
            "note": terms.get("note"),
            "factors": self.factors(terms),
        }

    def dated(self, terms: Mapping[str, Any], when: date | None) -> None:
        """A number known only after `as_of` may not feed an answer."""
        if "as_of" in terms and when is None:
            self.refuse("date", ("as_of",), "date")
        if self.context is None:
            return
        as_of = str(self.context.as_of)
        if self.context.is_late(when):
            self.refuse("past", ("as_of",), "past", as_of=as_of)
        published = self.context.source_day(terms.get("source"))
        if when is None and self.context.is_late(published):
            self.refuse("past_source", ("source",), "past_source", as_of=as_of, dated=str(published))

    def factors(self, terms: Mapping[str, Any]) -> dict[str, float]:
        """Loadings on named factors; their squares sum to one at most."""
        given = terms.get("factors", {})
        if not isinstance(given, dict):
            self.refuse("factors", ("factors",), "factors")
            return {}
        for name, loading in given.items():
            if missing := known("factor", name, self.context, ("factors", name)):
                self.wrongs.append(missing)
            if isinstance(loading, bool) or not isinstance(loading, int | float) or not -1 <= loading <= 1:
                self.refuse("loading", ("factors", name), "loading")
                return {}
        if sum(loading**2 for loading in given.values()) > 1 + 1e-9:
            self.refuse("loadings", ("factors",), "loadings")
        return dict(given)
