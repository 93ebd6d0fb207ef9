"""What the company is worth, and to whom."""

from suitor.worth.claims import Claims, worth_where
from suitor.worth.frontier import Frontier, break_even_stake, crossing, fair_value, frontier
from suitor.worth.present import gordon, present_value, times
from suitor.worth.shares import Convertible, Tranche, diluted, premium, price_per_share
from suitor.worth.sources import SourcesAndUses, sources_and_uses
from suitor.worth.waterfall import Tier

__all__ = [
    "Claims",
    "Convertible",
    "Frontier",
    "SourcesAndUses",
    "Tier",
    "Tranche",
    "break_even_stake",
    "crossing",
    "diluted",
    "fair_value",
    "frontier",
    "gordon",
    "premium",
    "present_value",
    "price_per_share",
    "sources_and_uses",
    "times",
    "worth_where",
]
