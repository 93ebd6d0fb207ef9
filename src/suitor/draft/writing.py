"""A deal file of what was found in an article: what the text says in its places, what it leaves open as marked gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .amounts.money import Money
from .bid.events import Event
from .days.when import When
from .entries import SOURCE, named, one_line, quantity, quoted, spelled

if TYPE_CHECKING:
    from .draft import Found

__all__ = ["Gap", "Writing"]

ROWS = ("funding", "access", "growth", "influence")
_ABOUT = {
    "question": "what this file is to answer",
    "as_of": "the day of which the file speaks",
    "base_year": "the year of the figures",
    "currency": "of the analysis",
    "rates": "what one currency cost in another on that day",
    "parties": "everybody with an interest",
    "financials": "the company bid for: of, value",
    "financials.value": "all equity and units before the bid",
    "financials.shares": "diluted shares, since the price is per share",
    "bid": "bidder, target, seller, date, price, per",
    "bid.bidder": "who offers",
    "bid.target": "the company offered for",
    "bid.seller": "who would sell: a holder, or the group of dispersed holders",
    "bid.date": "the day of the offer",
    "bid.price": "with its currency",
    "bid.per": "what the price is for: assets, control, stake, equity, firm or share",
    "scenarios": "what may become of the target: one that follows today, one that follows accepted",
    "alternative": "what the deciders expect if they refuse",
    "deciders": "who must say yes",
}


class Gap(str):
    """The path of something that a deal file needs and the text does not say."""


class Writing:
    """The lines of a deal file, and the gaps met on the way."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.gaps: list[Gap] = []
        self.lines: list[str] = []
        self.currency = _currency(found)

    def text(self) -> str:
        """The whole file."""
        for part in (
            self.head, self.rates, self.sources, self.parties, self.stakes, self.financials, self.bid, self.open,
            self.positions, self.timeline, self.claims, self.amounts,
        ):  # fmt: skip
            self.lines += [*part(), ""]
        return re.sub("\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n") + "\n"

    def gap(self, path: str, about: str = "", indent: str = "", note: str = "") -> str:
        """A comment that marks something to be filled in."""
        self.gaps.append(Gap(path))
        key = path.rsplit(".", 1)[-1]
        said = about or _ABOUT.get(path, "")
        return f"{indent}# gap: {key}" + (f" ({said})" if said else "") + (f"; {note}" if note else "")

    def head(self) -> Iterator[str]:
        found, offer = self.found, self.found.offer
        yield f"# Proposed from {one_line(found.name)}: every number stands in that text. Check each against a source."
        yield "# `gap:` marks what a deal file needs and the text does not say; `suitor check` lists the same places."
        yield "suitor: 1"
        ids = [party.id for party in (offer.bidder, offer.target) if party]
        yield f"id: {quoted('-'.join(ids)[:80] or 'draft')}"
        yield f"name: {quoted(found.title)}"
        question = next((said for said in found.questions), None)
        yield f"question: {quoted(question)} # as the text asks" if question else self.gap("question")
        as_of = found.as_of
        yield f"as_of: {as_of.iso}" if as_of else self.gap("as_of")
        yield self.gap("base_year")
        yield f"currency: {self.currency}" if self.currency else self.gap("currency")

    def rates(self) -> Iterator[str]:
        """Rates that the text gives; what it converts without a rate is a hint."""
        as_of = self.found.as_of
        if self.found.rates and as_of:
            yield "rates:"
            for rate in {(each.of, each.into): each for each in self.found.rates}.values():
                pair = f"of: {rate.of}, into: {rate.into}, rate: {rate.rate}"
                yield f"  - {{{pair}, date: {as_of.iso}, source: {SOURCE}}} # {one_line(rate.written)}"
        elif converted := [said.thing for said in self.found.amounts if said.thing.converted]:
            first = converted[0]
            yield self.gap("rates", note=f"the text puts {first.written} at {first.converted[0].written}")

    def sources(self) -> Iterator[str]:
        published = self.found.published
        date = f", date: {published.iso}" if published and published.exact else ""
        yield "sources:"
        yield f"  {SOURCE}: {{title: {quoted(self.found.title or self.found.name)}{date}}} # gap: url"

    def parties(self) -> Iterator[str]:
        if not self.found.parties:
            yield self.gap("parties")
            return
        yield "parties:"
        for party in self.found.parties:
            others = [name for name in party.names if name not in (party.english, party.japanese)]
            also = f" # also: {', '.join(map(one_line, others))}" if others else ""
            yield f"  - {{id: {quoted(party.id)}, name: {named(party)}, kind: {party.kind}}}{also}"

    def stakes(self) -> Iterator[str]:
        if not self.found.stakes:
            yield "stakes: [] # gap: who holds what of whom"
            return
        yield "stakes: # gap: the other holders"
        for stake in self.found.stakes:
            right = "votes" if stake.votes else "cash"
            pair = f"holder: {quoted(stake.holder.id)}, of: {quoted(stake.of.id)}"
            yield f"  - {{{pair}, {right}: {quantity(stake.money, stake.text)}, source: {SOURCE}}}"

    def financials(self) -> Iterator[str]:
        target = self.found.offer.target
        if target is None:
            yield self.gap("financials")
            return
        yield "financials:"
        yield f"  of: {quoted(target.id)}"
        facts = sorted(self.found.facts, key=lambda fact: fact.money.currency not in ("", self.currency))
        for name in ("revenue", "value", "shares", "undisturbed"):
            said = [fact for fact in facts if fact.name == name and _fits(name, fact.money)]
            if said:
                foreign = said[0].money.currency not in ("", self.currency)
                self.gaps += [Gap(f"financials.{name}")] if foreign else []
                mark = f" # gap: a rate of {said[0].money.currency}" if foreign else ""
                yield f"  {name}: {quantity(said[0].money, said[0].text)}{mark}"
                others = dict.fromkeys(fact.money.written for fact in said if fact.money.value != said[0].money.value)
                if others:
                    yield f"  # the text also gives {', '.join(map(one_line, others))}"
            elif name == "value" or (name == "shares" and self.found.offer.per == "share"):
                yield self.gap(f"financials.{name}", indent="  ")
                self.gaps += [Gap("financials")] if name == "shares" else []

    def bid(self) -> Iterator[str]:
        offer = self.found.offer
        if not offer.found:
            yield self.gap("bid", note="the text tells of no takeover bid")
            return
        yield "bid:"
        for role, party in (("bidder", offer.bidder), ("target", offer.target)):
            note = f"the text says only {offer.unnamed}" if offer.unnamed and role == "bidder" else ""
            yield f"  {role}: {quoted(party.id)}" if party else self.gap(f"bid.{role}", indent="  ", note=note)
        yield self.gap("bid.seller", indent="  ")
        yield from self._bid_date(offer.date)
        if offer.price and offer.line:
            yield f"  price: {quantity(offer.price, offer.line.text)}"
        else:
            yield self.gap("bid.price", indent="  ")
        yield f"  per: {offer.per}" if offer.per and offer.price else self.gap("bid.per", indent="  ")
        yield f"  form: {offer.form}" if offer.form else "  # gap: form (cash, stock or mixed; cash if absent)"
        yield f"  source: {SOURCE}"
        if offer.line:
            yield f"  note: {quoted(offer.line.text)}"

    def _bid_date(self, when: When | None) -> Iterator[str]:
        if when is None:
            yield self.gap("bid.date", indent="  ")
        elif when.exact and not when.derived:
            yield f"  date: {when.iso}"
        else:
            yield f"  date: {quoted(when.written)} # gap: the day"
            self.gaps.append(Gap("bid.date"))

    def open(self) -> Iterator[str]:
        """The sections that no article settles."""
        for path in ("scenarios", "alternative", "deciders"):
            yield self.gap(path)
        yield "# gap: gates, claims, market, race (each may stay out)"

    def positions(self) -> Iterator[str]:
        if not self.found.sides:
            yield "# gap: positions (the text shows no side that refuses)"
            return
        yield "positions:"
        for side in self.found.sides:
            yield f"  - party: {quoted(side.party.id)} # {'proposes' if side.proposes else 'refuses'}"
            yield f"    name: {named(side.party)}"
            rows = [f"{row}: {quoted(side.rows[row])}" for row in ROWS if row in side.rows]
            missing = [row for row in ROWS if row not in side.rows]
            yield f"    rows: {{{', '.join(rows)}}}" + (f" # gap: {', '.join(missing)}" if missing else "")
            yield "    says:" if side.says else "    says: [] # gap: its reasons"
            yield from (f"      - {quoted(said)}" for said in side.says)
            yield f"    source: {SOURCE}"

    def timeline(self) -> Iterator[str]:
        as_of = self.found.as_of
        past = [event for event in self.found.events if not _is_later(event.when, event.ahead, as_of)]
        later = [event for event in self.found.events if _is_later(event.when, event.ahead, as_of)]
        for section, events in (("timeline", past), ("later", later)):
            dated = any(map(_has_day, events))
            open_ = "timeline: [] # gap: the text dates nothing" if section == "timeline" and not events else ""
            yield open_ or (f"{section}:" if dated else f"{section}: []")
            for event in events:
                date = event.when.iso if _has_day(event) else quoted(event.when.written)
                entry = f"- {{date: {date}, what: {quoted(event.what)}, source: {SOURCE}}}"
                yield f"  {entry}" if _has_day(event) else f"  # {entry} # gap: the day"

    def claims(self) -> Iterator[str]:
        if not self.found.claims:
            return
        yield "claims_checked: # each as the text has it; once checked, give the verdict and what is correct"
        for claim in self.found.claims:
            yield f"  - {{claim: {quoted(claim)}, verdict: unchecked, source: {SOURCE}}}"

    def amounts(self) -> Iterator[str]:
        """Everything with a number in the text, for whoever fills the gaps."""
        for title, group in (
            ("Amounts", self.found.amounts),
            ("Shares", self.found.shares),
            ("Counts", self.found.counts),
        ):
            if group:
                yield f"# {title} in the text:"
            seen: set[tuple[str, str]] = set()
            for said in group:
                if (said.thing.written, said.sentence) not in seen:
                    seen.add((said.thing.written, said.sentence))
                    yield f"#   {spelled(said.thing)} | {one_line(said.sentence)}"


def _has_day(event: Event) -> bool:
    """Whether the text gives the day of an event; without one it stands in the file only as a remark."""
    return event.when.exact and not event.when.derived


def _fits(name: str, money: Money) -> bool:
    """Whether an amount can stand at a place of `financials`."""
    per = money.amount.per
    if name == "shares":
        return money.amount.word == "share"
    return bool(money.currency) and (
        per in ((), ("share",)) if name == "undisturbed" else per in ((), ("year",))[: 1 + (name == "revenue")]
    )


def _currency(found: Found) -> str:
    """The currency of the bid, else the one that most amounts are in."""
    if found.offer.price:
        return found.offer.price.currency
    counts = Counter(said.thing.currency for said in found.amounts)
    return counts.most_common(1)[0][0] if counts else ""


def _is_later(when: When, ahead: bool, as_of: When | None) -> bool:
    """Whether an event lies after the day of which the file speaks, as far as its date tells."""
    if as_of is None:
        return False
    known = 3 if when.exact else 2 if when.month else 1
    return when.key[:known] > as_of.key[:known] or (ahead and known < 3 and when.key[:known] == as_of.key[:known])
