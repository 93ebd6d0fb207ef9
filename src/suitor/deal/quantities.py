"""The numbers of a section, each with its unit: what a field of a section may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ValidationInfo
from pydantic_core import core_schema

from .quantity import Quantity, Written
from .reading import Reading
from .shapes import Exact
from .units import UNITS

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


@dataclass(frozen=True)
class UnitOf:
    """Marks a field of a section as a number of this unit; without a name, of the unit of the number it replaces."""

    name: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"quantity": self.name or "any"}

    def validate(self, value: Any, info: ValidationInfo) -> Quantity:
        """A Quantity of this unit, or everything that is wrong with it."""
        written = value if isinstance(value, Written) else Written(value, {}, "", 0, 0)
        name = self.name or written.unit
        # A `set` without a unit has an unknown path, which is a problem of the path.
        return Reading(UNITS[name], written, info.context).quantity() if name else Quantity(Exact(0.0), "number")


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
