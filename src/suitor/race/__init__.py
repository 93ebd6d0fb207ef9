"""The race of the labs: what each can raise, build, charge and serve, and what their form of governance changes."""

from suitor.race.access import Access, access
from suitor.race.budget import (
    Endowment,
    Fears,
    Missions,
    best_mission,
    present_value,
    smallest_donation,
    two_fears,
    what_the_price_buys,
    when_does_it_fall_behind,
)
from suitor.race.flips import Flip, flips
from suitor.race.forms import FORMS, Form, fund, partly_privatised
from suitor.race.funding import Funding, Technology, rho
from suitor.race.futures import Comparison, Futures, compare
from suitor.race.hindcast import Outcome, hindcast
from suitor.race.ladder import (
    Climb,
    Ladder,
    Rungs,
    hold_position,
    pakes_mcguire_quality,
    several,
    structure_count,
    with_budget,
)
from suitor.race.promise import Promise, promise_or_profit
from suitor.race.race import Race, Served, Stage
from suitor.race.rows import FourRows, Partner, Ties, concentration, four_rows, influence, years_behind
from suitor.race.stage import LogitStage
from suitor.race.vintage import Calibrated, Estimate, Vintage, levels, read_data, read_vintage

__all__ = [
    "FORMS",
    "Access",
    "Calibrated",
    "Climb",
    "Comparison",
    "Endowment",
    "Estimate",
    "Fears",
    "Flip",
    "Form",
    "FourRows",
    "Funding",
    "Futures",
    "Ladder",
    "LogitStage",
    "Missions",
    "Outcome",
    "Partner",
    "Promise",
    "Race",
    "Rungs",
    "Served",
    "Stage",
    "Technology",
    "Ties",
    "Vintage",
    "access",
    "best_mission",
    "compare",
    "concentration",
    "flips",
    "four_rows",
    "fund",
    "hindcast",
    "hold_position",
    "influence",
    "levels",
    "pakes_mcguire_quality",
    "partly_privatised",
    "present_value",
    "promise_or_profit",
    "read_data",
    "read_vintage",
    "rho",
    "several",
    "smallest_donation",
    "structure_count",
    "two_fears",
    "what_the_price_buys",
    "when_does_it_fall_behind",
    "with_budget",
    "years_behind",
]
