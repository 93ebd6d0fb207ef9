"""What every section of a deal file is made of: keys nobody reads are refused, names refer to what is defined."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .context import refer
from .wrongs import refuse, wrong

__all__ = [
    "Currency",
    "DeciderId",
    "EarlierGate",
    "FactorId",
    "GateId",
    "Id",
    "Loading",
    "PartyId",
    "ProductId",
    "ScenarioId",
    "Section",
    "SourceId",
    "Text",
]

Id = Annotated[str, Field(pattern=r"^[^\s\[\]./]{1,80}$")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
PartyId = Annotated[str, refer("party")]
SourceId = Annotated[str, refer("source")]
ScenarioId = Annotated[str, refer("scenario")]
ProductId = Annotated[str, refer("product")]
FactorId = Annotated[str, refer("factor")]
GateId = Annotated[str, refer("gate")]
EarlierGate = Annotated[str, refer("earlier_gate")]  # of the file, or of a route alone
DeciderId = Annotated[str, refer("decider")]
Loading = Annotated[float, Field(ge=-1, le=1)]


class Section(BaseModel):
    """A part of the file: frozen, and without room for keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, populate_by_name=True)
    key: ClassVar[tuple[str, ...]] = ()  # what tells one item of a list from another; no two share it
    ways: ClassVar[tuple[tuple[str, ...], ...]] = ()  # groups of keys that say the same: all of one, none of another

    @model_validator(mode="after")
    def says_it_once(self) -> Self:
        """Refuse a section that says the same thing in two ways, in none, or by halves."""
        given = {name for way in self.ways for name in way if getattr(self, name) not in (None, ())}
        if self.ways and given not in [set(way) for way in self.ways]:
            refuse(wrong("one_way", known=" | ".join(", ".join(way) for way in self.ways)))
        return self


class Text(Section):
    """A sentence in both languages; a plain string stands for both."""

    en: str
    ja: str

    @model_validator(mode="before")
    @classmethod
    def both(cls, value: Any) -> Any:
        """Let a plain string stand for both languages."""
        return {"en": value, "ja": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}
