"""Deal files as tests: the docstring is the file, from its first line; what it leaves out is filled in below it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from suitor.deal import Deal, DealError, Problem, parse

# Each section in one line, so that what a docstring leaves out can be added below without moving its lines.
GOOD: dict[str, Any] = {
    "suitor": "1",
    "id": "acme",
    "name": "A bid for Acme",
    "question": "Is it enough?",
    "as_of": "2025-02-14",
    "base_year": "2024",
    "currency": "USD",
    "rates": "[{of: USD, into: JPY, rate: 150, date: 2025-02-10}, {of: EUR, into: USD, rate: 1.05, date: 2025-02-10}]",
    "sources": "{report: {title: The report, date: 2025-01-31}, memoir: {title: A memoir, date: 2026-05-01}}",
    "factors": "[mood, rates]",
    "parties": "[{id: acme, name: Acme, kind: company}, {id: buyer, name: Buyer, kind: company}, "
    "{id: rival, name: Rival, kind: company}, {id: public, name: Public, kind: group}]",
    "stakes": "[{holder: public, of: acme, votes: 100%, units: claims}]",
    "claims": {"of": "acme", "tiers": "[{name: All, split: {public: 100%}}]"},
    "market": {
        "name": "Gadgets",
        "size": "100m",
        "elasticity": "{of: gadget, value: 2}",
        "products": "[{id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, margin: 41%}]",
    },
    "financials": {"of": "acme", "value": "2bn USD"},
    "bid": {
        "bidder": "buyer",
        "target": "acme",
        "seller": "public",
        "date": "2025-02-10",
        "price": "3bn USD",
        "per": "equity",
    },
    "scenarios": "[{id: today, name: Today, follows: today}, {id: sold, name: Sold, follows: accepted}]",
    "alternative": "[{scenario: today, weight: 100%}]",
    "deciders": "[{party: public, kind: holders}]",
    "gates": "[{id: vote, name: Vote, kind: vote, chance: 90%, days: 60 days}]",
}


def filled(text: str) -> str:
    """The text, then the keys its last section lacks, then the sections it lacks."""
    present = re.findall(r"^(\w+):", text, re.M)
    last = GOOD.get(present[-1]) if present else None
    lines = [text.rstrip("\n")]
    if isinstance(last, dict) and re.search(rf"^{present[-1]}:$", text, re.M):
        below = re.findall(r"^  (\w+):", text[text.rindex(f"{present[-1]}:") :], re.M)
        lines += [f"  {key}: {value}" for key, value in last.items() if key not in below]
    for key, value in GOOD.items():
        inline = (
            "{" + ", ".join(f"{name}: {each}" for name, each in value.items()) + "}"
            if isinstance(value, dict)
            else value
        )
        lines += [] if key in present else [f"{key}: {inline}"]
    return "\n".join(lines) + "\n"


def file_of(test: Callable[..., Any]) -> str:
    """The file in a test's docstring: as it stands for a test of `alone`, filled in for all others."""
    text = inspect.cleandoc(test.__doc__ or "")
    return text if "alone" in inspect.signature(test).parameters else filled(text)


def wrong(text: str | bytes) -> tuple[Problem, ...]:
    """The problems of a broken file, each with a place and a way out in both languages."""
    with pytest.raises(DealError) as caught:
        parse(text, "deal.yaml")
    for problem in caught.value.problems:
        for language in ("en", "ja"):
            assert problem.text(language).startswith(f"deal.yaml:{problem.line}:{problem.column}  ")
            assert problem.json(language)["expected"] and problem.json(language)["hint"]
    return caught.value.problems


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Where the problems are: line:column path."""
    return [f"{problem.line}:{problem.column} {problem.path}".rstrip() for problem in problems]


def kinds(problems: tuple[Problem, ...]) -> list[str]:
    """What was expected instead of each, as a key of the sentences about problems."""
    return [problem.kind for problem in problems]


def is_text(problem: Problem) -> bool:
    """Whether what was found is a plain value or a key as the file spells it, so that it stands at the place."""
    told_otherwise = ("unique", "whole", "at_most_whole", "open", "syntax", "tag", "alias", "documents")
    return bool(problem.found) and problem.found[0] not in "{[" and problem.kind not in told_otherwise


@pytest.fixture
def problems(request: pytest.FixtureRequest) -> tuple[Problem, ...]:
    """What is wrong with the docstring, completed; all of it lies in the docstring."""
    text = inspect.cleandoc(request.function.__doc__)
    found, lines = wrong(filled(text)), text.split("\n")
    for problem in found:
        assert problem.line <= len(lines), problem
        stands = lines[problem.line - 1][problem.column - 1 :]
        assert not is_text(problem) or stands.lstrip("'\"").startswith(problem.found), (problem, stands)
    return found


@pytest.fixture
def alone(request: pytest.FixtureRequest) -> tuple[Problem, ...]:
    """What is wrong with the docstring as a whole file."""
    return wrong(inspect.cleandoc(request.function.__doc__))


@pytest.fixture
def deal(request: pytest.FixtureRequest) -> Deal:
    """The docstring, completed, read as a deal."""
    return parse(filled(inspect.cleandoc(request.function.__doc__ or "")), "deal.yaml")
