"""Who owns, who decides, whose interests each firm serves, and what a bid would change."""

from .amounts import Range
from .control import Say
from .holdings import Holdings
from .interests import kappa, mhhi, mission
from .register import Entity, Interest, Pact

__all__ = ["Entity", "Holdings", "Interest", "Pact", "Range", "Say", "kappa", "mhhi", "mission"]
