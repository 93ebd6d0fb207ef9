"""The results a teacher can show: what theory says of firms that are not after profit alone."""

from suitor.race.theory.growth import (
    donation_lag,
    lee_wilde,
    loury,
    overlapping_research,
    self_financed_growth,
    step_by_step,
)
from suitor.race.theory.influence import oceanic_power, supplier_shapley
from suitor.race.theory.inventory import Feedback, InventoryDuopoly
from suitor.race.theory.oligopoly import (
    Quantities,
    best_private_share,
    best_reply_weight,
    chosen_weight,
    differentiated_weight,
    privatisation_pays_from,
    public_and_private,
    users_in_mind,
)
from suitor.race.theory.pricing import (
    Tiers,
    break_even_price,
    freemium,
    log_utility_profit,
    logit_monopoly,
    ramsey_logit,
)
from suitor.race.theory.safety import DevelopmentRace, disaster_risk

__all__ = [
    "DevelopmentRace",
    "Feedback",
    "InventoryDuopoly",
    "Quantities",
    "Tiers",
    "best_private_share",
    "best_reply_weight",
    "break_even_price",
    "chosen_weight",
    "differentiated_weight",
    "disaster_risk",
    "donation_lag",
    "freemium",
    "lee_wilde",
    "log_utility_profit",
    "logit_monopoly",
    "loury",
    "oceanic_power",
    "overlapping_research",
    "privatisation_pays_from",
    "public_and_private",
    "ramsey_logit",
    "self_financed_growth",
    "step_by_step",
    "supplier_shapley",
    "users_in_mind",
]
