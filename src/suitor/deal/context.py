"""What a value of the file is checked against: the file's currency and day, and the names that others may refer to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from .._core.records import record
from .look import gates
from .problems import nearest
from .tree import Loc
from .wrongs import Wrong, refuse, wrong

__all__ = ["Context", "Day", "Evidence", "PastDay", "day", "known", "refer"]

LISTS = {  # where the names of each kind are defined
    "party": "parties",
    "source": "sources",
    "scenario": "scenarios",
    "product": "market.products",
    "gate": "gates",
    "earlier_gate": "gates",
    "decider": "deciders",
    "factor": "factors",
    "demand": "demand",
    "conduct": "conduct",
    "law": "law",
}
RATES = (1e-9, 1e9)  # what an exchange rate may be


@record
class Context:
    """What the rest of the file says that a single value must agree with."""

    currency: str  # empty where the file names none that can be
    as_of: date | None
    names: Mapping[str, Mapping[str, Any]]  # by the kinds of `LISTS`, each name with what it stands for
    rates: tuple[tuple[str, str, float, date], ...] = ()  # of, into, rate, date

    @classmethod
    def of(cls, data: Mapping[str, Any], choices: Mapping[str, Iterable[str]]) -> Context:
        """Gather it from plain values, passing over whatever is not as it should be."""
        market = data.get("market")
        names: dict[str, Mapping[str, Any]] = {
            **{kind: dict.fromkeys(known) for kind, known in choices.items()},
            "party": _ids(data.get("parties"), "id"),
            "source": dict(_items(data.get("sources"))),
            "scenario": _ids(data.get("scenarios"), "id"),
            "product": _ids(market.get("products") if isinstance(market, dict) else None, "id"),
            "gate": _ids(data.get("gates"), "id"),
            "earlier_gate": {gate["id"]: gate for _, gate in gates(data) if isinstance(gate.get("id"), str)},
            "decider": _ids(data.get("deciders"), "party"),
            "factor": {str(name): None for name in _list(data.get("factors"))},
        }
        rates = [_rate(each) for each in _list(data.get("rates"))]
        currency = str(data.get("currency"))
        currency = currency if re.fullmatch("[A-Z]{3}", currency) else ""
        return cls(currency, day(data.get("as_of")), names, tuple(rate for rate in rates if rate))

    def rate(self, of: str) -> float | None:
        """What one unit of a currency is in the file's, by the last rate of either direction on or before `as_of`."""
        if of == self.currency or not self.currency or self.as_of is None:
            return 1.0  # a missing currency or day is a problem of its own
        usable = [each for each in self.rates if each[3] <= self.as_of]
        pairs = [(when, rate) for a, b, rate, when in usable if (a, b) == (of, self.currency)]
        pairs += [(when, 1 / rate) for a, b, rate, when in usable if (a, b) == (self.currency, of)]
        return max(pairs)[1] if pairs else None

    def is_late(self, when: date | None) -> bool:
        """Whether a day lies after the day of which the file speaks."""
        return bool(when and self.as_of and when > self.as_of)

    def source_day(self, source: Any) -> date | None:
        """The day a source is dated, where it is."""
        said = self.names["source"].get(source) if isinstance(source, str) else None
        return day(said.get("date")) if isinstance(said, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, dict) else ()


def _ids(value: Any, key: str) -> dict[str, Any]:
    return {str(item[key]): item for item in _list(value) if isinstance(item, dict) and key in item}


def _rate(value: Any) -> tuple[str, str, float, date] | None:
    """A dated rate, if it is one."""
    if not isinstance(value, dict):
        return None
    when, rate = day(value.get("date")), value.get("rate")
    if when is None or not isinstance(rate, int | float) or not RATES[0] <= rate <= RATES[1]:
        return None
    return str(value.get("of")), str(value.get("into")), float(rate), when


def day(value: Any) -> date | None:
    """A date as people write it: 2025-02-14, 2025/2/14, 2025年2月14日; or nothing if it is none."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = unicodedata.normalize("NFKC", value) if isinstance(value, str) and len(value) < 30 else ""
    match = re.fullmatch(r"\s*(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)\s*", text)
    try:
        return date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        return None


def refer(kind: str) -> AfterValidator:
    """Mark a name as one that must be defined, of a kind in `LISTS`."""

    def check(name: str, info: ValidationInfo) -> str:
        if missing := known(kind, name, info.context):
            refuse(missing)
        return name

    return AfterValidator(check)


def known(kind: str, name: Any, context: Context | None, at: Loc = ()) -> Wrong | None:
    """What is wrong with a reference, if anything is."""
    if context is None or kind not in context.names or (isinstance(name, str) and name in context.names[kind]):
        return None
    names = context.names[kind]
    if meant := nearest(name, names):
        return wrong(kind, at, "meant", meant=meant, known=", ".join(names))
    way_out = "defined" if names else "none_defined"
    return wrong(kind, at, way_out, known=", ".join(list(names)[:12]), section=LISTS[kind])


def _read_day(value: Any) -> Any:
    when = day(value)
    if when is None:
        refuse(wrong("date"))
    return when


def _past(value: date, info: ValidationInfo) -> date:
    if info.context is not None and info.context.is_late(value):
        refuse(wrong("past", as_of=str(info.context.as_of)))
    return value


def _evidence(source: str, info: ValidationInfo) -> str:
    """A source may not be later than `as_of`, unless the fact beside it has an earlier date of its own."""
    own = any(info.data.get(name) for name in ("as_of", "since", "date"))
    if info.context is not None and not own and info.context.is_late(when := info.context.source_day(source)):
        refuse(wrong("past_source", as_of=str(info.context.as_of), dated=str(when)))
    return source


Day = Annotated[date, BeforeValidator(_read_day)]
PastDay = Annotated[date, BeforeValidator(_read_day), AfterValidator(_past)]
Evidence = Annotated[str, refer("source"), AfterValidator(_evidence)]
