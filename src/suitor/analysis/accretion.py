"""The two firms' accounts as one: what the bid does to the earnings of one share of the bidder, year by year."""

from __future__ import annotations

import numpy as np

from .. import worth
from .._core.arrays import columns
from .._core.records import Array, record
from ..deal import Inputs, Quantity
from ..deal.cash import Synergy
from ..deal.pro_forma import YEARS, ProFormaSection
from ..deal.records import DealFile
from .ledger import Ledger
from .methods import at_price

YEARLY = ("eps_before", "eps", "change", "raised", "synergies", "break_even", "further")


@record
class Price:
    """What is bought and how it is paid for, one entry a draw."""

    count: Array  # shares of the target that are bought; 1 where the price is for the whole
    each: Array  # money, for one of them
    stock: Array  # share of the price paid in new shares
    acquirer_price: Array  # money, for one of those
    cash: Array  # money at hand for the price
    fees: Array  # money

    @property
    def paid(self) -> worth.Payment:
        """New shares, cash and debt."""
        return worth.payment(self.count * self.each, self.stock, self.acquirer_price, self.cash, self.fees)


@record
class Accounts:
    """What the accounts of one year are joined from, one entry a draw."""

    earnings: Array  # money, of the bidder alone
    shares: Array  # of the bidder, before new ones
    target: Array  # money, earnings of the target
    debt_rate: Array
    cash_rate: Array
    tax: Array
    amortisation: Array  # money

    def joined(self, paid: worth.Payment, synergy: Array) -> worth.Accretion:
        """Earnings per share with the target, for what is paid and what the two firms gain before tax."""
        return worth.accretion(
            self.earnings,
            self.shares,
            self.target,
            new_shares=paid.new_shares,
            synergy=synergy,
            debt=paid.debt,
            debt_rate=self.debt_rate,
            cash=paid.cash,
            cash_rate=self.cash_rate,
            amortisation=self.amortisation,
            tax=self.tax,
        )


def of_accretion(ledger: Ledger, file: DealFile, inputs: Inputs) -> None:
    """What the bid is paid with, and the bidder's earnings per share without and with the target, by year."""
    if file.pro_forma is not None:
        of_payment(ledger, file, file.pro_forma, inputs)
        for year in range(1, YEARS + 1):
            of_year(ledger, file, file.pro_forma, year, inputs)


def of_payment(ledger: Ledger, file: DealFile, section: ProFormaSection, inputs: Inputs) -> None:
    """New shares, cash and debt, and how much of the combined firm the target's holders get."""
    own = inputs.apart()
    paid = price(file, section, own).paid
    enter = ledger.page(own.read)
    enter("accretion.new_shares", paid.new_shares, "number", "s P / P_A", P_A="pro_forma.bidder.price")
    enter("accretion.cash", paid.cash, "money", "min(C, (1 - s) P + fees)", C="pro_forma.cash")
    enter("accretion.debt", paid.debt, "money", "(1 - s) P + fees - cash", cash="accretion.cash")
    shares = own.value(section.bidder.shares)
    enter, held = ledger.page(own.read), paid.new_shares / (shares + paid.new_shares)
    terms = {"new": "accretion.new_shares", "N_A": "pro_forma.bidder.shares"}
    enter("accretion.ownership", held, "share", "new / (N_A + new)", **terms)


def of_year(ledger: Ledger, file: DealFile, section: ProFormaSection, year: int, inputs: Inputs) -> None:
    """Earnings per share in one year, and the synergies at which the bid would not lower them."""
    alone, more, own = inputs.apart(), inputs.apart(), inputs.apart()
    bidder_alone(section, year, alone)
    synergy, mine = synergies(file, year, more), accounts(file, section, year, own)
    one = mine.joined(price(file, section, own).paid, synergy)
    name = {each: f"accretion.{each}[year_{year}]" for each in YEARLY}
    before, asked, all_read = {"EPS": name["eps_before"]}, {"S": name["synergies"]}, own.read | more.read
    after = {"EPS'": name["eps"]}
    ledger.page(alone.read)(name["eps_before"], one.eps_before, "money/share", "NI_A / N_A")
    ledger.page(more.read)(name["synergies"], synergy, "money/year", "sum p s ramp, before tax")
    enter = ledger.page(own.read)
    enter(name["break_even"], one.break_even_synergy, "money/year", "(EPS N' - NI') / (1 - t)", **before)
    enter = ledger.page(all_read)
    said = "[NI_A + NI_T + (S - i_D D - i_C C - amortisation)(1 - t)] / (N_A + new)"
    enter(name["eps"], one.eps, "money/share", said, D="accretion.debt", C="accretion.cash", **asked)
    enter(name["change"], one.change, "share", "EPS' / EPS - 1", **after, **before)
    enter(name["raised"], one.eps >= one.eps_before, "chance", "EPS' >= EPS", **after, **before)
    further = one.break_even_synergy - synergy
    enter(name["further"], further, "money/year", "S* - S", **{"S*": name["break_even"]}, **asked)


def price(file: DealFile, section: ProFormaSection, own: Inputs) -> Price:
    """The shares that the bidder does not hold yet at the price of the bid, or the price of the whole."""
    each, count = own.value(file.bid.price), np.ones(own.count)
    if file.bid.per == "share":
        held = [own.value(x.cash) for x in file.stakes if (x.holder, x.of) == (file.bid.bidder, file.bid.target)]
        count = at_price(file, each, own) / each * (1 - sum(held))
    given = section.bidder.price
    acquirer = own.value(given) if given is not None else np.ones(own.count)
    if section.ratio is not None:
        stock = np.minimum(own.value(section.ratio) * acquirer / each, 1.0)
    else:
        stock = own.value(section.stock, float(file.bid.form == "stock"))
    return Price(count, each, stock, acquirer, own.value(section.cash), own.value(section.fees))


def accounts(file: DealFile, section: ProFormaSection, year: int, own: Inputs) -> Accounts:
    """Both firms' accounts of one year; the last entry of a list stays."""
    known = file.valuation.metrics if file.valuation else {}
    target = of_the_year(section.target.earnings, year) if section.target else known["earnings"]
    terms = (target, section.debt_rate, section.cash_rate, section.tax, section.amortisation)
    return Accounts(*bidder_alone(section, year, own), *(own.value(each) for each in terms))


def synergies(file: DealFile, year: int, own: Inputs) -> Array:
    """What is there of all synergies in one year, as likely as each is, before tax and what it costs to get them."""
    listed = file.valuation.synergies if file.valuation else ()
    return np.sum([phased(each, year, own) for each in listed], axis=0) if listed else np.zeros(own.count)


def bidder_alone(section: ProFormaSection, year: int, own: Inputs) -> tuple[Array, Array]:
    """What the bidder earns without the target, and its shares."""
    shares = own.value(section.bidder.shares)
    if section.bidder.eps:
        return own.value(of_the_year(section.bidder.eps, year)) * shares, shares
    return own.value(of_the_year(section.bidder.earnings, year)), shares


def of_the_year(listed: tuple[Quantity, ...], year: int) -> Quantity:
    """The entry of a year; the last one stays."""
    return listed[min(year, len(listed)) - 1]


def phased(each: Synergy, year: int, own: Inputs) -> Array:
    """One synergy in one year."""
    ramp = columns([own.value(part) for part in each.ramp]) if each.ramp else np.ones(1)
    by_year = worth.phased(own.value(each.yearly), year, ramp, own.value(each.delay), own.value(each.growth))
    return own.value(each.probability, 1.0) * by_year[..., -1]
