"""The numbers of a section, each with its unit: what a field of a section may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ValidationInfo
from pydantic_core import core_schema

from .quantity import Quantity, Written
from .reading import Reading
from .shapes import Exact, Uniform
from .units import UNITS
from .wrongs import refuse, wrong

__all__ = [
    "AnyUnit",
    "Count",
    "Days",
    "Flow",
    "Money",
    "Number",
    "PartialShare",
    "PositiveCount",
    "PositiveMoney",
    "PositiveNumber",
    "PositiveShare",
    "PositiveSharePrice",
    "Price",
    "PriceOrFree",
    "Quantity",
    "Share",
    "SharePrice",
    "UnitOf",
    "Written",
    "Years",
]

BOUNDS: Mapping[str, Callable[[Quantity], bool]] = {
    "above_zero": lambda quantity: end(quantity, 0.1) > 0.0,
    "not_negative": lambda quantity: end(quantity, 0.1) >= 0.0,
    "below_whole": lambda quantity: end(quantity, 0.9) < 1.0,
}


def end(quantity: Quantity, decile: float) -> float:
    """The lower or upper end of a number or range; the decile of a spread, which may go on for ever."""
    level = float(round(decile)) if isinstance(quantity.shape, Exact | Uniform) else decile
    return float(quantity.at(level))


@dataclass(frozen=True)
class UnitOf:
    """Marks a field of a section as a number of this unit; without a name, of the unit of the number it replaces.

    `bound` is what it must be besides, a key of the sentences about problems.
    """

    name: str | None = None
    bound: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"quantity": self.name or "any"}

    def validate(self, value: Any, info: ValidationInfo) -> Quantity:
        """A Quantity of this unit, or everything that is wrong with it."""
        written = value if isinstance(value, Written) else Written(value, {}, "", 0, 0)
        name = self.name or written.unit
        # A `set` without a unit has an unknown path, which is a problem of the path.
        read = Reading(UNITS[name], written, info.context).quantity() if name else Quantity(Exact(0.0), "number")
        if self.bound and not BOUNDS[self.bound](read):
            refuse(wrong(self.bound, example=UNITS[read.unit].example))
        return read


Share = Annotated[Quantity, UnitOf("share")]
Money = Annotated[Quantity, UnitOf("money")]
Flow = Annotated[Quantity, UnitOf("flow")]
Price = Annotated[Quantity, UnitOf("price")]
PriceOrFree = Annotated[Quantity, UnitOf("price", "not_negative")]
SharePrice = Annotated[Quantity, UnitOf("share price")]
Count = Annotated[Quantity, UnitOf("count")]
Number = Annotated[Quantity, UnitOf("number")]
Days = Annotated[Quantity, UnitOf("days")]
Years = Annotated[Quantity, UnitOf("years")]
AnyUnit = Annotated[Quantity, UnitOf()]
PositiveShare = Annotated[Quantity, UnitOf("share", "above_zero")]
PositiveMoney = Annotated[Quantity, UnitOf("money", "above_zero")]
PositiveSharePrice = Annotated[Quantity, UnitOf("share price", "above_zero")]
PositiveCount = Annotated[Quantity, UnitOf("count", "above_zero")]
PositiveNumber = Annotated[Quantity, UnitOf("number", "above_zero")]
PartialShare = Annotated[Quantity, UnitOf("share", "below_whole")]
