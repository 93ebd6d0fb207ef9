"""Forms of governance: whom a lab serves, and who may pay for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from suitor._core.records import Array, Stakes, field, record, replace
from suitor.race.funding import Funding

__all__ = ["FORMS", "Form"]

NONPROFIT = {"dilution": 0.0, "revenue_share": 0.0}
NO_PARTNER = {"power": 0.0, "revenue_share": 0.0, "funding_hhi": 0.0, "rights": 0.0}  # compute is still bought


@record
class Form:
    """A form of governance as weights on profit, users and rivals, and as sources of money.

    A lab of this form maximises  own profit + cross (rivals' profit) + care CS + volume users,  subject to its floor.
    `care` and `volume` are assumptions: sweep them. `funds` and `ties` are the terms of `Funding` and of the `Partner`
    that the form changes.
    """

    name: str
    own: float = 1.0  # share of a dollar
    care: Array | float = 0.0  # cash dollars that a dollar of consumer surplus is worth
    volume: float = 0.0  # cash dollars that a user served is worth
    partner: float = 0.0  # weight on the profit of one named rival
    partner_own: float = 0.0  # weight that rival puts on this lab's profit
    rivals: float = 0.0  # weight on the profit of every rival
    distributes: bool = True  # whether profit may reach owners; a nonprofit's may not
    funds: Mapping[str, float] = field(default_factory=dict)
    ties: Mapping[str, float] = field(default_factory=dict)

    def stakes(self, stakes: Stakes, lab: str, partner: str | None = None) -> Stakes:
        """The stakes when this lab, and no other, takes the form."""
        i = stakes.firms.index(lab)
        weight, care, volume = (np.array(value, dtype=float) for value in (stakes.weight, stakes.care, stakes.volume))
        weight[..., i, :] = self.rivals
        weight[..., i, i] = self.own
        care[..., i], volume[..., i] = self.care, self.volume
        if self.partner or self.partner_own:
            k = _index(stakes.firms, partner, self.name)
            weight[..., i, k], weight[..., k, i] = self.partner, self.partner_own
        return replace(stakes, weight=weight, care=care, volume=volume)

    def funding(self, funding: Funding, labs: tuple[str, ...], lab: str) -> Funding:
        """The funding when this lab, and no other, takes the form."""
        return fund(funding, labs, lab, **self.funds)


def fund(funding: Funding, labs: tuple[str, ...], lab: str, **terms: Array | float) -> Funding:
    """The same funding with other terms for one lab: `fund(funding, labs, "OpenAI", donations=40e9)`.

    A term may be a number or one value for each draw.
    """
    i = labs.index(lab)
    changed = {name: _put(getattr(funding, name), i, len(labs), value) for name, value in terms.items()}
    return replace(funding, **changed)


def _put(before: Array | float, i: int, count: int, value: Array | float) -> Array:
    shape = np.broadcast_shapes(np.shape(before), (*np.shape(value), count))
    after = np.array(np.broadcast_to(before, shape), dtype=float)
    after[..., i] = value
    return after


def _index(firms: tuple[str, ...], partner: str | None, name: str) -> int:
    if partner not in firms:
        raise ValueError(f"the form '{name}' needs a partner among {', '.join(firms)}; got {partner!r}")
    return firms.index(partner)


def _forms(*forms: Form) -> dict[str, Form]:
    return {form.name: form for form in forms}


def partly_privatised(share: float) -> Form:
    """A state firm of which private owners hold `share`: their share of its aim is profit, the rest is welfare.

    Matsumura (1998), "Partial privatization in mixed duopoly", Journal of Public Economics 70.
    """
    return Form("partly privatised", care=1.0 - share, rivals=1.0 - share)


# Weights of the preset forms are assumptions. A benefit corporation and a capped-profit company may sell shares; a
# nonprofit and a state lab live on profit and gifts, and owe no partner a share of revenue.
FORMS: dict[str, Form] = _forms(
    Form("for-profit", funds={"cap_multiple": np.inf}),
    Form("benefit corporation", care=0.2, funds={"cap_multiple": np.inf}),
    Form("capped profit", care=0.1, funds={"cap_multiple": 100.0}),
    Form("nonprofit, users", care=0.5, distributes=False, funds=NONPROFIT, ties=NO_PARTNER),
    Form("nonprofit, output", volume=50.0, distributes=False, funds=NONPROFIT, ties=NO_PARTNER),
    Form(
        "nonprofit, break-even", own=0.0, care=1.0, distributes=False, funds={**NONPROFIT, "pace": 0.5}, ties=NO_PARTNER
    ),
    Form("nonprofit, open", care=0.5, distributes=False, funds={**NONPROFIT, "openness": 0.0}, ties=NO_PARTNER),
    Form("state", care=1.0, rivals=1.0, distributes=False, funds=NONPROFIT, ties=NO_PARTNER),
    partly_privatised(0.5),
    Form("minority partner", partner=0.3),
    Form(
        "acquired by a rival",
        partner=1.0,
        partner_own=1.0,
        funds={"cap_multiple": np.inf, "revenue_share": 0.0, "parent": 10e9, "friction_years": 2.0},
        ties={"power": 1.0},
    ),
)
