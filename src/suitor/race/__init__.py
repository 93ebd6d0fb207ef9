"""The race of the labs: what each can raise, build, charge and serve, and what their form of governance changes."""

from suitor.race.forms import FORMS, Form, fund, partly_privatised
from suitor.race.funding import Funding, Technology, rho
from suitor.race.race import Race, Served, Stage
from suitor.race.rows import FourRows, Partner, Ties, four_rows, influence, years_behind
from suitor.race.stage import LogitStage

__all__ = [
    "FORMS",
    "Form",
    "FourRows",
    "Funding",
    "LogitStage",
    "Partner",
    "Race",
    "Served",
    "Stage",
    "Technology",
    "Ties",
    "four_rows",
    "fund",
    "influence",
    "partly_privatised",
    "rho",
    "years_behind",
]
