"""Who owns, who decides, whose interests each firm serves, and what a bid would change."""

from .amounts import Range
from .chart import Tie, above, draw, ties
from .control import Say
from .difference import Difference, compare
from .disclosure import beneficial_owners, close_links, disclosure_rule
from .holdings import Holdings
from .interests import kappa, mhhi, mission, ownership_matrix
from .register import Entity, Interest, Pact, Rule
from .remarks import Remark, remarks
from .voting import blockers, passers, vote_power

__all__ = [
    "Difference",
    "Entity",
    "Holdings",
    "Interest",
    "Pact",
    "Range",
    "Remark",
    "Rule",
    "Say",
    "Tie",
    "above",
    "beneficial_owners",
    "blockers",
    "close_links",
    "compare",
    "disclosure_rule",
    "draw",
    "kappa",
    "mhhi",
    "mission",
    "ownership_matrix",
    "passers",
    "remarks",
    "ties",
    "vote_power",
]
