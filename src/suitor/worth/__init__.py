"""What the company is worth, and to whom."""

from suitor.worth.claims import Claims, worth_where
from suitor.worth.classes import ShareClass, elections, share_price, shortfall
from suitor.worth.frontier import Frontier, break_even_stake, crossing, fair_value, frontier
from suitor.worth.present import gordon, present_value, times
from suitor.worth.shares import Convertible, Tranche, diluted, premium, price_per_share
from suitor.worth.sources import SourcesAndUses, sources_and_uses
from suitor.worth.waterfall import Tier

__all__ = [
    "Claims",
    "Convertible",
    "Frontier",
    "ShareClass",
    "SourcesAndUses",
    "Tier",
    "Tranche",
    "break_even_stake",
    "crossing",
    "diluted",
    "elections",
    "fair_value",
    "frontier",
    "gordon",
    "premium",
    "present_value",
    "price_per_share",
    "share_price",
    "shortfall",
    "sources_and_uses",
    "times",
    "worth_where",
]
