"""Write docs/openai-by-hand.md: what OpenAI's nonprofit would have asked, with every number, beside `suitor.analyze`.

python scripts/by_hand.py
"""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

import numpy as np

import suitor
from suitor._core.records import record, replace
from suitor.analysis import decision, payoffs
from suitor.analysis.scenario import Ground, play_out
from suitor.deal import Inputs

PAGE = Path(__file__).parent.parent / "docs" / "openai-by-hand.md"
DRAWS, SEED = 10_000, 1
LETTER = date(2025, 5, 10)  # the day on which the letter ended, as one of its conditions says
BOARD = "openai_inc"


@record
class Hand:
    """The numbers of the formula, each at the median of its inputs; money in USD bn."""

    dollar: float  # what a dollar does in the nonprofit's hands
    mission: float  # m, what a dollar of users' gain is worth to it
    cash: dict[str, float]  # by scenario, what the nonprofit is paid
    users: dict[str, float]  # by scenario, present value of users' gain over today
    weight: dict[str, float]  # by scenario, of the alternative
    branch: str  # what the buyer would do after closing
    fair: dict[str, float]  # s, V, d, C, W
    bid: float

    def worth(self, scenario: str) -> float:
        """U = dollar x cash + m x users' gain."""
        return self.dollar * self.cash[scenario] + self.mission * self.users[scenario]

    @property
    def refusing(self) -> float:
        """A: the alternative as a mixture."""
        return sum(weight * self.worth(scenario) for scenario, weight in self.weight.items())

    @property
    def floor(self) -> float:
        """F = s V (1 - d) + C + W."""
        f = self.fair
        return f["s"] * f["V"] * (1.0 - f["d"]) + f["C"] + f["W"]

    @property
    def asked(self) -> float:
        """R = max((A - Z) / dollar, F)."""
        return max((self.refusing - self.worth(self.branch)) / self.dollar, self.floor)

    @property
    def even(self) -> float:
        """The weight of the planned conversion at which the bid is exactly what is asked."""
        today, plan = self.worth("status_quo"), self.worth("planned_conversion")
        return (self.bid * self.dollar + self.worth(self.branch) - today) / (plan - today)


def hand() -> Hand:
    """Read the numbers off the case, everything at its median."""
    deal = suitor.read("openai-2025")
    file, inputs = deal.file, Inputs.grid(deal)
    ground = Ground.of(file, inputs)
    outcomes = {scenario.id: play_out(ground, scenario, inputs) for scenario in file.scenarios}
    paid = payoffs.payoffs(ground, outcomes, inputs)
    today = outcomes["status_quo"].surplus
    weight = {each.scenario: float(inputs.value(each.weight)[0]) for each in file.alternative}
    money = file.financials
    return Hand(
        dollar=float(inputs.value(f"parties[{BOARD}].dollar")[0]),
        mission=float(inputs.value(f"parties[{BOARD}].users")[0]),
        cash={name: float(paid.cash[name][BOARD][0]) / 1e9 for name in outcomes},
        users={name: float((outcome.surplus - today)[0]) / 1e9 for name, outcome in outcomes.items()},
        weight={name: each / sum(weight.values()) for name, each in weight.items()},
        branch=paid.branches[int(paid.best[0])],
        fair={
            "s": float(decision.seller_share(ground)[0]),
            "V": float(ground.value[0]) / 1e9,
            "d": float(inputs.value(money.discount)[0]),
            "C": float(inputs.value(money.control)[0]) / 1e9,
            "W": float(inputs.value(money.residual)[0]) / 1e9,
        },
        bid=float(decision.offer(ground, inputs)[0]) / 1e9,
    )


def page() -> str:
    """The whole page."""
    at = hand()
    study = suitor.analyze(suitor.read("openai-2025"), draws=DRAWS, seed=SEED)
    parts = [*formula(at), *over_draws(at, study), *failed(study), *flips(at, study), *floor_set(study)]
    return TOP + "\n\n".join(parts) + "\n"


def said(text: str) -> str:
    """A paragraph or a point of a list, in lines of a page's width."""
    below = "  " if text.startswith("- ") else ""
    return textwrap.fill(text, 118, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)


def table(*rows: tuple[str, ...]) -> str:
    """A table, its first row the head."""
    head, *rest = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *rest])


def signed(number: float) -> str:
    """A number that can stand behind a sign of its own."""
    return f"({number:.2f})" if number < 0 else f"{number:.2f}"


def formula(at: Hand) -> list[str]:
    """The formula with its numbers, step by step."""
    f, giving = at.fair, at.worth(at.branch)
    names = (*at.weight, "accepted_control", "accepted_reopened", "accepted_merged")
    rows = [
        (
            name,
            f"{at.cash[name]:.2f}",
            f"{at.users[name]:.2f}",
            f"{at.dollar:.4f} x {at.cash[name]:.2f} + {at.mission:.4f} x {signed(at.users[name])}",
            f"{at.worth(name):.2f}",
        )
        for name in names
    ]
    mixture = " + ".join(f"{weight:.3f} x {at.worth(name):.2f}" for name, weight in at.weight.items())
    willing = (at.refusing - giving) / at.dollar
    return [
        said(
            f"A dollar in its hands counts {at.dollar:.4f}, a dollar of users' gain {at.mission:.4f}: both "
            "are assumptions, "
            "and the second is swept in the report. Money in USD bn; users' gain is a present value, over today."
        ),
        table(("scenario s", "cash(s)", "users(s)", "U(s) = dollar x cash + m x users", "="), *rows),
        "\n".join(
            map(
                said,
                (
                    f"- Refusing is worth A = {mixture} = **{at.refusing:.2f}**.",
                    f"- After closing the buyer does best with `{at.branch}`, so giving is worth Z = **{giving:.2f}**.",
                    f"- It is indifferent at (A - Z) / dollar = ({at.refusing:.2f} - {signed(giving)}) / "
                    f"{at.dollar:.4f} = "
                    f"**{willing:.2f}**.",
                    f"- Fair value F = s V (1 - d) + C + W = {f['s']:.4f} x {f['V']:.2f} x (1 - "
                    f"{f['d']:.3f}) + {f['C']:.2f} "
                    f"+ {f['W']:.2f} = **{at.floor:.2f}**: the least it may lawfully take, never a duty to sell.",
                    f"- It asks R = max({willing:.2f}, {at.floor:.2f}) = **{at.asked:.2f}**, if anything is "
                    "for sale. "
                    f"The bid: {at.bid:.3f}.",
                ),
            )
        ),
    ]


def over_draws(at: Hand, study: suitor.Study) -> list[str]:
    """The same over all draws, and what drives it."""
    asked = study[f"verdict.willing_price[{BOARD}]"]
    low, mid, high = (asked.quantile(level) / 1e9 for level in (0.05, 0.5, 0.95))
    moved = study.drivers["verdict.shortfall"][:5]
    rows = [(f"`{each.path}`", f"{each.at_low / 1e9:.1f}", f"{each.at_high / 1e9:.1f}") for each in moved]
    return [
        "## Over all draws",
        said(
            f"`suitor.analyze` with {study.draws:,} draws gives a median of **{mid:.1f}**, and 90% of draws "
            "lie between "
            f"{low:.1f} and {high:.1f}. That is not the {at.asked:.1f} above: the waterfall and the users' "
            "gain bend, so the "
            "middle of the answers is not the answer at the middle. What moves most what is asked beyond "
            "the bid, one "
            "input at a time from its 5% to its 95% point:"
        ),
        table(("input", "at its low end", "at its high end"), *rows),
    ]


def failed(study: suitor.Study) -> list[str]:
    """Why the bid failed, in the model's terms."""
    sells = study.deal.quantities[f"deciders[{BOARD}].for_sale"].median
    open_for = (LETTER - study.deal.file.bid.date).days
    return [
        "## Why the bid failed",
        table(
            ("step", "chance"),
            ("the board would sell at some price", f"{sells:.1%}"),
            ("the price is enough, if it would", f"{study[f'verdict.would[{BOARD}]'].mean:.1%}"),
            ("every gate opens, once it has said yes", f"{study['verdict.if_accepted'].mean:.1%}"),
            ("**closes by a voluntary sale**", f"{study['route.chance[sale]'].mean:.2%}"),
            ("closes by an order to sell", f"{study['route.chance[compelled]'].mean:.2%}"),
            ("closes within 90 days, about as long as the letter was open", f"{study['odds.by[90]'].mean:.2%}"),
        ),
        said(
            "The price was not the first obstacle. The board had no duty to sell to the highest bidder and said that "
            "nothing was for sale; two attorneys general, merger review, suits and the money itself stood "
            "behind it. The "
            f"gates take about {study['verdict.duration'].median:.0f} days at the median, and the letter "
            "was open for "
            f"{open_for}."
        ),
    ]


def flips(at: Hand, study: suitor.Study) -> list[str]:
    """What price, gate, promise or outlook would have flipped it."""

    def bound(branch: str) -> str:
        price, enough = study[f"promise.price[{branch},{BOARD}]"].median, study[f"promise.enough[{branch}]"].mean
        return f"{price / 1e9:.0f}bn (the bid is enough in {enough:.0%} of draws)"

    changes = (study["flip.price"].median, study["flip.promise"].median)
    price = "No price and no promise to the board brings" if np.isinf(changes).all() else "A price or a promise brings"
    today, plan, giving = at.worth("status_quo"), at.worth("planned_conversion"), at.worth(at.branch)
    stopped = replace(at, weight={"status_quo": 1.0, "planned_conversion": 0.0})
    best = max(study[f"flip.gate[{gate.id}]"].mean for gate in study.deal.file.gates)
    points = (
        f"- **Price.** {price} the chance of closing to one half: with everything for sale and everybody "
        "willing, the gates "
        f"alone leave {study['verdict.if_accepted'].mean:.0%}. Half of the draws would have said yes at "
        f"{study['verdict.needed'].median / 1e9:.0f}bn, had it been for sale.",
        f"- **Gate.** The one that helps most, if it were certain to open, lifts the odds of a sale to {best:.1%}.",
        "- **Promise.** The board fears what the buyer would do. Bound to the merger, which it prefers "
        "anyway, it would "
        f"have had to pay {bound('accepted_merged')}; bound to change control and nothing else, "
        f"{bound('accepted_control')}; bound to reopen the lab, {bound('accepted_reopened')}, because in "
        "the model users "
        "lose more by slower progress than they gain by lower prices.",
        "- **Outlook.** At the medians the bid is just what is asked if the board gives the planned "
        "conversion a chance of "
        f"({at.bid:.3f} x {at.dollar:.4f} + {signed(giving)} - {today:.2f}) / ({plan:.2f} - {today:.2f}) = "
        f"{at.even:.1%}; the "
        f"file has {at.weight['planned_conversion']:.0%}. Had a court stopped the conversion for good, "
        f"{stopped.asked:.1f}bn "
        "would have been asked: by itself that makes the price enough. Musk had asked a court for it.",
    )
    return ["## What would have flipped it", "\n".join(map(said, points))]


def floor_set(study: suitor.Study) -> list[str]:
    """What a refused bid still did."""
    planned, least, raised = (
        study[f"floor.{what}[planned_conversion]"].median / 1e9 for what in ("planned", "set", "raised")
    )
    return [
        "## The floor it set",
        said(
            f"Under the plan the nonprofit would have held {planned:.0f}bn at the median. With the bid on "
            "the table, so far "
            f"as its money was there, it could not be seen to take less than {least:.0f}bn, {raised:.0f}bn "
            "more (medians, "
            "which need not add up). In October 2025 its stake was put at 130bn."
        ),
    ]


TOP = """# OpenAI by hand: what the nonprofit's board would have asked

This page is made by `scripts/by_hand.py` from the case `openai-2025`; a test recomputes its formula from the rounded
numbers printed here. Every input stands at its median.

## The formula with its numbers

"""

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
