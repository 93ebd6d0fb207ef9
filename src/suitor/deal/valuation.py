"""Everything that a deal file may say of worth beside the file's own range of the target's value."""

from __future__ import annotations

from pydantic import Field

from .appraisal import Comparable, Conversion, Mark, Metric, Precedent, Premium
from .cash import CashFlows, SumOfParts, Synergy
from .financing import BuyoutSection, ShareCount, SourcesAndUsesSection
from .quantities import Flow, Money
from .section import Section


class ValuationSection(Section):
    """Ways to value the target beside the file's own range, the shares, and the money for the bid."""

    metrics: dict[Metric, Flow] = Field(
        default_factory=dict, description="of the target, a year; revenue from financials if absent"
    )
    net_debt: Money | None = Field(None, description="debt and what ranks with it, less cash")
    marks: tuple[Mark, ...] = ()
    comparables: tuple[Comparable, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    premiums: tuple[Premium, ...] = ()
    dcf: CashFlows | None = None
    sum_of_parts: SumOfParts | None = None
    synergies: tuple[Synergy, ...] = ()
    buyout: BuyoutSection | None = None
    shares: ShareCount | None = None
    sources_and_uses: SourcesAndUsesSection | None = None
