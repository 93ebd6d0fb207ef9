"""How a number of the file is read: its value or spread in its unit, then its source, date, confidence and factors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from .._core.amounts import Amount
from .context import Context, day, known
from .quantity import Quantity, Written
from .shapes import SHAPES, Exact, Shape, Uniform
from .tree import Loc
from .units import Unit
from .wrongs import Wrong, mistaken, refuse, wrong

__all__ = ["Reading"]

CONFIDENCE = ("confirmed", "single", "estimate", "derived", "memory", "assumption")
ABOUT = ("source", "as_of", "confidence", "note", "factors")  # keys of a number beside its value


class Reading:
    """One number on its way from the file: what it says, and all that is wrong with it."""

    def __init__(self, unit: Unit, written: Written, context: Context | None) -> None:
        self.unit, self.written, self.context = unit, written, context
        self.wrongs: list[Wrong] = []
        self.amounts: list[Amount] = []

    def quantity(self) -> Quantity:
        """The number, or a refusal that lists everything wrong with it."""
        written, value = self.written, self.written.value
        terms = value if isinstance(value, dict) else {"value": value}
        single = terms.keys() - {*ABOUT} == {"value"}
        shape = self.ends(terms["value"], () if terms is not value else ("value",)) if single else self.shape(terms)
        about, scale = self.about(terms), self.scale()
        if self.wrongs or shape is None:
            refuse(*self.wrongs)
        first = next((amount for amount in self.amounts if amount.currency), Amount(0.0, 0.0))
        about |= {"path": written.path, "line": written.line, "column": written.column}
        return Quantity(shape, self.unit.name, self.spelled(terms), scale, first.currency, first.per, **about)

    def spelled(self, terms: Mapping[str, Any]) -> str:
        """The value, the range or the distribution in the words of the file."""
        texts = self.written.texts
        if "value" in terms:
            return texts.get(("value",), texts.get((), str(terms["value"])))
        if "shape" not in terms:
            return f"{texts.get(('low',))} – {texts.get(('high',))}"
        said = {".".join(map(str, at)): text for at, text in texts.items() if at and at[0] not in (*ABOUT, "shape")}
        return f"{terms['shape']}: " + ", ".join(f"{term} {text}" for term, text in said.items())

    def refuse(self, way_out: str, at: Loc = (), kind: str | None = None, **terms: str) -> None:
        self.wrongs.append(wrong(kind or self.unit.name.replace(" ", "_"), at, way_out, **terms))

    def ends(self, value: Any, at: Loc) -> Shape | None:
        """An exact number or a range."""
        both = self.plain(value, at)
        if both is None:
            return None
        return Exact(both[0]) if both[0] == both[1] else Uniform(*both)

    def plain(self, value: Any, at: Loc) -> tuple[float, float] | None:
        """Both ends of what is written at one place."""
        if isinstance(value, dict | list | bool) or value is None:
            self.refuse("example", at, example=self.unit.example)
            return None
        text = self.written.texts.get(at, str(value))
        try:
            low, high, amount = self.unit.plain(text)
        except ValueError as error:
            currency = self.context.currency if self.context else ""
            self.refuse(str(error), at, meant=self.unit.meant(str(error), text, currency), example=self.unit.example)
            return None
        self.amounts.append(amount)
        return low, high

    def one(self, value: Any, at: Loc, plain: bool) -> float | None:
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
        is_range = bool(terms.keys() & {"low", "high"}) and "value" not in terms
        name = terms.get("shape", "uniform" if is_range else None)
        if not isinstance(name, str) or name not in SHAPES:
            self.no_shape(name, terms)
            return None
        shape, given = SHAPES[name], terms.keys() - {*ABOUT, "shape"}
        sets = [each for each in shape.terms if self.unit.name == "share" or each not in shape.of_shares]
        said = {"shape": name, "sets": " / ".join(", ".join(each) for each in sets)}
        strange = given - {term for each in sets for term in each}
        for term in sorted(strange):
            left = sorted({*ABOUT, *(known for each in sets for known in each)} - given)
            self.wrongs.append(mistaken("unknown", term, left, (term,), stray(term, "terms"), **said))
        if not strange and not any(given == set(each) for each in sets):
            self.refuse("terms", (), "terms", **said)
        if self.wrongs:
            return None
        return self.shaped(shape, {term: terms[term] for term in given})

    def no_shape(self, name: Any, terms: Mapping[str, Any]) -> None:
        """Say which shapes there are, or that a number has a value."""
        extra = terms.keys() - {*ABOUT, "value", "shape"}
        if "shape" in terms:
            self.wrongs.append(mistaken("shape", name, SHAPES, ("shape",), "shape", known=", ".join(SHAPES)))
        elif "value" in terms:
            self.plain(terms["value"], ("value",))
            self.wrongs += [mistaken("unknown", key, ABOUT, (key,), stray(key, "number_keys")) for key in sorted(extra)]
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
        priced = [amount for amount in self.amounts if amount.currency and (amount.low or amount.high)]
        if len({(amount.currency, amount.per) for amount in priced}) > 1:
            self.refuse("one_currency", (), "one_currency")
        if not priced:
            return 1.0
        rate = self.context.rate(priced[0].currency) if self.context else 1.0
        if rate is None and self.context:
            terms = {"of": priced[0].currency, "into": self.context.currency, "as_of": str(self.context.as_of)}
            self.refuse("rate", (), "rate", **terms)
        return self.unit.yearly(priced[0]) * (rate or 1.0)

    def about(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """Source, date, confidence, note and factors of the number."""
        source = terms.get("source", self.written.source)
        confidence = terms.get("confidence", "single" if source else "assumption")
        if "confidence" in terms and confidence not in CONFIDENCE:
            listed = ", ".join(CONFIDENCE)
            self.wrongs.append(mistaken("choice", confidence, CONFIDENCE, ("confidence",), "choice", known=listed))
        when = day(terms.get("as_of"))
        self.dated(terms, when)
        if "source" in terms and (missing := known("source", source, self.context, ("source",))):
            self.wrongs.append(missing)
        return {
            "source": source,
            "as_of": when,
            "confidence": confidence,
            "note": self.note(terms.get("note")),
            "factors": self.factors(terms),
        }

    def note(self, said: Any) -> Mapping[str, str] | None:
        """A remark in both languages; a plain string stands for both."""
        both = {"en": said, "ja": said} if isinstance(said, str) else said
        if both is None:
            return None
        if (
            isinstance(both, dict)
            and both.keys() == {"en", "ja"}
            and all(isinstance(one, str) for one in both.values())
        ):
            return both
        self.refuse("note", ("note",), "note")
        return None

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


def stray(key: str, otherwise: str) -> str:
    """The way out of a key that nobody knows: figures are the rest of a number that a comma cut in two."""
    return "quote" if key[:1].isdigit() else otherwise
