"""Write docs/back-test.md: the odds of every bundled bid by written rules alone, beside how it ended.

python scripts/back_test.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import suitor
from suitor import contest

PAGE = Path(__file__).parent.parent / "docs" / "back-test.md"
DRAWS, SEED = 2000, 1
JUDGED = ("openai-2025", "twitter-2022")  # cases whose gates were judged one by one; shown, never scored
ENDS = {
    "first_bidder": "first bidder",
    "white_knight": "white knight",
    "independent": "independent",
    "pending": "not ended",
}


def page() -> str:
    """The whole page."""
    bids = contest.precedents()
    past = contest.backtest(contest.priors(), bids)
    rule = dict(zip(past.cases, past.chance))
    studies = {bid["id"]: suitor.analyze(suitor.read(bid["id"]), draws=DRAWS, seed=SEED) for bid in bids}
    rows = [row(bid, rule.get(bid["id"]), studies[bid["id"]]) for bid in sorted(bids, key=lambda bid: bid["announced"])]
    return "\n".join([TOP, *rows, "", SCORES, *scores(bids, past, studies), "", remark(past), BOTTOM])


def row(bid: dict[str, Any], rule: float | None, study: suitor.Study) -> str:
    """One bid: what each way of giving odds said, and what happened."""
    cells = [bid["id"], bid["attitude"], percent(rule), percent(with_the_board(study))]
    cells += [
        percent(study["verdict.completion"].mean),
        market(study),
        ENDS[bid["later"]["outcome"]],
        bid["later"]["what"],
    ]
    return "| " + " | ".join(cells) + " |"


def with_the_board(study: suitor.Study) -> float:
    """The chance that it closes by the first route, on which everybody asked says yes."""
    return next(iter(study.named("route.chance").values())).mean


def market(study: suitor.Study) -> str:
    """What the market implied, where it did."""
    if "odds.implied" in study.figures:
        return percent(study["odds.implied"].mean)
    return "above the offer" if "odds.higher_bid" in study.figures else "none"


def percent(chance: float | None) -> str:
    """A chance in whole percents."""
    return "" if chance is None else f"{100 * chance:.0f}%"


def scores(bids: list[dict[str, Any]], past: contest.Backtest, studies: dict[str, suitor.Study]) -> list[str]:
    """The Brier score of each way of giving odds, on the cases that none of them was judged on."""
    ended = {bid["id"]: bid["later"]["outcome"] == "first_bidder" for bid in bids if bid["id"] in past.cases}
    scored = [case for case in past.cases if case not in JUDGED]
    happened = np.array([float(ended[case]) for case in scored])
    base = np.array([np.mean([end for other, end in ended.items() if other != case]) for case in scored])
    listed = [case for case in scored if "odds.implied" in studies[case].figures]
    ways = {
        "published rate and the other cases (rule 1)": np.array([past.chance[past.cases.index(c)] for c in scored]),
        "deciders and gates, with the board (rule 2)": np.array([with_the_board(studies[c]) for c in scored]),
        "deciders and gates, any route (rule 2)": np.array([studies[c]["verdict.completion"].mean for c in scored]),
        "share of the other cases that closed": base,
        "one half, always": np.full(len(scored), 0.5),
    }
    lines = [f"| {name} | {len(scored)} | {contest.brier(odds, happened):.3f} |" for name, odds in ways.items()]
    implied = np.array([studies[case]["odds.implied"].mean for case in listed])
    score = contest.brier(implied, np.array([float(ended[case]) for case in listed]))
    everything = f"| published rate and the other cases (rule 1), all settled | {len(past.cases)} | {past.brier:.3f} |"
    rest = f"| share of the other cases that closed, all settled | {len(past.cases)} | {past.base_brier:.3f} |"
    return [*lines, f"| market price, where it implied odds | {len(listed)} | {score:.3f} |", everything, rest]


def remark(past: contest.Backtest) -> str:
    """What so few cases can show."""
    closed = int(past.happened.sum())
    errors = (past.chance - past.happened) ** 2
    spread = float(errors.std(ddof=1) / errors.size**0.5)
    return (
        f"**What this shows: very little.** {errors.size} bids had ended, {closed} of them with the first "
        "bidder. The\n"
        f"score of rule 1 has a standard error of about {spread:.3f}, larger than most differences in the table,\n"
        f"and one case decided otherwise moves it by up to {abs(1 - 2 * past.chance).max() / errors.size:.3f}."
    )


TOP = """# Back-test: written rules against how bids ended

This page is made by `scripts/back_test.py`. Every bid of the bundled cases gets odds by written rules alone. The ends
are famous, and whoever wrote the rules knew them; what can be checked is that the rules are the same for every case,
that no number is set for one, and that no case is counted when it is judged.

- **Rule 1**, `suitor.contest.forecast`: start from the published rate for bids of its kind (agreed or unsolicited, as
  announced) and count every *other* settled case of that kind once.
- **Rule 2**, the deal file through `suitor.analyze`: worth of the target, the chance that the board sells, every gate
  and the way over the board follow `suitor/contest/data/rule.toml`, the same for all listed targets. "With the board"
  needs the board and the holders; "any route" adds the way over the board.
- **Market**: the probability that the price after the announcement implies, over the range of where it would fall back.
  In two cases the price stood above the offer: a higher bid was expected and no probability is implied.

Twitter and OpenAI have gates that were judged one by one: their odds by rule 2 are shown and not scored.

| case | announced as | rule 1 | rule 2, with the board | rule 2, any route | market | ended with | how |
|---|---|---|---|---|---|---|---|"""

SCORES = """## Scores

The Brier score is the mean of (p - happened)^2, where happened is 1 if the first bidder closed: 0 is perfect, always
saying one half scores 0.25.

| odds from | cases | Brier score |
|---|---|---|"""

BOTTOM = """
The cases were chosen because they are well known, which favours large, fierce and failed bids; the published rates are
old, from one country, and none is drawn from charities. Rule 2 says about the same for every unsolicited bid, as it
must: what told them apart (a President, a pandemic, a family, a rival) was in no rule. Market prices score worst here
because most of these bids failed. A bidder who raised its price and closed (Genzyme) counts as the first bidder. Use
these odds as a place to start from, not as forecasts.
"""

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
