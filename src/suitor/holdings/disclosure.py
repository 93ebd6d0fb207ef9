"""Who must be named as owner or controller, under rules kept as dated data in rules/ownership.toml."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from suitor._core.data import table
from suitor._core.records import record

from .amounts import Amount, lowest
from .control import HALF, controlled
from .graph import graph_of, reached
from .ownership import owners
from .rights import NONE

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["DisclosureRule", "beneficial_owners", "close_links", "disclosure_rule"]


@record
class DisclosureRule:
    """From what share on, counted how, a holder must be named."""

    name: str
    title: str
    share: Fraction
    at_least: bool  # meeting the share is enough
    rights: tuple[str, ...]  # cash, votes
    chain: str  # product, majority, control
    coexisting: bool  # ownership and control may alternate along a chain
    natural: bool  # only persons are named
    source: str
    in_force: str

    def reached(self, share: Fraction) -> bool:
        """Whether a share is large enough."""
        return share >= self.share if self.at_least else share > self.share


def disclosure_rule(name: str) -> DisclosureRule:
    """A rule by name: eu_amlr, uk_psc, us_13d or eu_close_links."""
    rules = table("rules/ownership.toml")
    if name not in rules:
        raise ValueError(f"no rule {name!r} on ownership; there are {', '.join(rules)}")
    rule = rules[name]
    share = Fraction(rule["share"].rstrip("%")) / 100
    return DisclosureRule(
        **{**rule, "name": name, "share": share, "rights": tuple(rule["rights"]), "in_force": str(rule["in_force"])}
    )


def beneficial_owners(holdings: Holdings, company: str, rule: DisclosureRule) -> dict[str, tuple[str, ...]]:
    """Who must be named for a company, each with why: by share, by control, or by both along a chain."""
    holdings.entity(company)
    reasons: dict[str, list[str]] = {}
    for right in rule.rights:
        for name, share in _attributed(holdings, company, right, rule.chain).items():
            if rule.reached(share):
                reasons.setdefault(name, []).append(f"{float(100 * share):.6g}% of {right}")
    chiefs = holdings.controllers(company)
    for name in chiefs:
        reasons.setdefault(name, []).append("control")
    if rule.coexisting:
        for name, why in _coexisting(holdings, company, chiefs, rule).items():
            reasons.setdefault(name, []).append(why)
    kinds = {entity.id: entity.kind for entity in holdings.entities}
    return {
        name: tuple(dict.fromkeys(why))
        for name, why in reasons.items()
        if name != company and (not rule.natural or kinds.get(name) == "person")
    }


def close_links(holdings: Holdings, rule: DisclosureRule | None = None) -> set[frozenset[str]]:
    """Pairs closely linked: one has a large stake in the other, directly or indirectly, or a third one has in both."""
    rule = rule or disclosure_rule("eu_close_links")
    companies = {held.company for held in holdings.interests}
    reach: dict[str, set[str]] = {}
    for company in companies:
        named = beneficial_owners(holdings, company, rule)
        for name in named:
            reach.setdefault(name, set()).add(company)
    links = {frozenset({name, company}) for name, held in reach.items() for company in held}
    return links | {frozenset({one, two}) for held in reach.values() for one in held for two in held if one != two}


def _attributed(holdings: Holdings, company: str, right: str, chain: str) -> dict[str, Fraction]:
    """Shares of one right that each holder has, directly or through others, counted as the rule says."""
    stakes = _exact(holdings.cash if right == "cash" else holdings.votes)
    if chain == "product":
        return owners(stakes, company)
    votes = _exact(holdings.votes)
    majorities = graph_of(pair for pair, share in votes.items() if share > HALF)
    holders = {holder for holder, _ in stakes} | {holder for holder, _ in votes}
    shares: dict[str, Fraction] = {}
    for name in holders:
        under = controlled(holdings.says, {name}) if chain == "control" else reached(majorities, name)
        total = sum((stakes.get((held, company), NONE) for held in {name, *under}), NONE)
        if total:
            shares[name] = total
    return shares


def _coexisting(holdings: Holdings, company: str, chiefs: tuple[str, ...], rule: DisclosureRule) -> dict[str, str]:
    """Who controls direct holders that together reach the share, and who owns the share of a controller."""
    cash = _exact(holdings.cash)
    found: dict[str, str] = {}
    for name in {holder for holder, _ in cash} | {held.holder for held in holdings.interests}:
        under = controlled(holdings.says, {name})
        total = sum((cash.get((held, company), NONE) for held in {name, *under}), NONE)
        if under and rule.reached(total):
            found[name] = "control of those who own"
    for chief in chiefs:
        for name, share in owners(cash, chief).items():
            if rule.reached(share):
                found.setdefault(name, f"ownership of {chief}, which controls")
    return found


def _exact(right: Mapping[tuple[str, str], Amount]) -> dict[tuple[str, str], Fraction]:
    return {pair: lowest(share) for pair, share in right.items()}
