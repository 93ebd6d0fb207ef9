"""Models of a market as they are written on the command line: a demand system, a conduct with its numbers, savings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from gettext import gettext as _
from typing import Any

from .group import Refusal

CROWD = "random_coefficients"
OF_PRODUCTS = ("stackelberg", "vertical")  # who moves first, who supplies whom at what cost


def demand_of(text: str) -> Any:
    """The name of a demand system on the shelf, or buyers who mind money more or less: random_coefficients:spread=0.4.

    >>> demand_of("ces"), demand_of("random_coefficients:spread=0.4").weight.sum().round(6)
    ('ces', np.float64(1.0))
    """
    from ..market import Crowd, demands

    name, _colon, rest = text.partition(":")
    if _on_shelf("--demand", name, demands) != CROWD:
        return _on_shelf("--demand", text, demands)
    if list(_pairs(rest, "--demand") if rest else ()) != ["spread"]:
        says = _("--demand: {name} needs how differently buyers mind money, as in {name}:spread=0.4; found {found}")
        raise Refusal(says.format(name=name, found=text))
    return Crowd.spread(_numbers(rest, "--demand")["spread"])


def conduct_of(text: str) -> Any:
    """A conduct by its name, or with the numbers that it takes: partial_collusion:theta=0.3,members=A+B.

    >>> conduct_of("bargaining:power=0.4").power, conduct_of("bertrand")
    (0.4, 'bertrand')
    """
    from ..market import conducts

    name, _colon, rest = text.partition(":")
    _on_shelf("--conduct", name, conducts)
    if name in OF_PRODUCTS:
        says = _("--conduct: {name} needs facts of each product that a table does not hold; write a deal file")
        raise Refusal(says.format(name=name))
    made = _made(name, rest)
    return made if rest else name


def made_of(text: str) -> Any:
    """A conduct itself, with numbers of its own where none are given.

    >>> made_of("bargaining").power
    0.5
    """
    how = conduct_of(text)
    return _made(how, "") if isinstance(how, str) else how


def _made(name: str, numbers: str) -> Any:
    from .._core.records import fields
    from ..market import conducts

    kind = conducts[name]
    given = {field: _value(field, word) for field, word in _pairs(numbers, "--conduct").items()} if numbers else {}
    try:
        return kind(**given)
    except TypeError:
        says, takes = _("--conduct: {name} takes {fields}; found {found}"), ", ".join(one.name for one in fields(kind))
        raise Refusal(says.format(name=name, fields=takes, found=", ".join(given) or _("none"))) from None


def stakes_of(texts: Iterable[str], option: str, firms: Collection[str]) -> dict[str, dict[str, float]]:
    """What firms hold of each other's profit.

    >>> stakes_of(["A:B=0.3", "A:C=0.1"], "--stake", ["A", "B", "C"])
    {'A': {'B': 0.3, 'C': 0.1}}
    """
    holds: dict[str, dict[str, float]] = {}
    for text in texts:
        for tie, share in _numbers(text, option).items():
            holder, _colon, held = (part.strip() for part in tie.partition(":"))
            if not {holder, held} <= set(firms) or holder == held or not 0 < share <= 1:
                says = _("{option}: expected a holder, a firm and a share up to 1, as in A:B=0.3; found {found}")
                raise Refusal(says.format(option=option, found=text))
            holds.setdefault(holder, {})[held] = share
    return holds


def saving_of(text: str, firms: Collection[str]) -> float | dict[str, float]:
    """One saving for all parties, or one for each firm; below 0 what comes dearer.

    >>> saving_of("5%", "AB"), saving_of("A=0.02,B=0.03", "AB")
    (0.05, {'A': 0.02, 'B': 0.03})
    """
    saves = _numbers(text, "--saving") if "=" in text else _number(text, "--saving")
    each = saves if isinstance(saves, dict) else dict.fromkeys(firms, saves)
    if not set(each) <= set(firms) or any(part >= 1.0 for part in each.values()):
        says = _("--saving: expected parts of cost below 1, of firms of the table; found {found}")
        raise Refusal(says.format(found=text))
    return saves


def spread_of(text: str) -> dict[str, float]:
    """How unsure each input is."""
    return _of_known(text, "--spread", ("margins", "costs", "shares", "elasticity"))


def trust_of(text: str) -> dict[str, float]:
    """How much margins and elasticities count where they disagree.

    >>> trust_of("elasticities=10")
    {'elasticities': 10.0}
    """
    return _of_known(text, "--trust", ("margins", "elasticities"))


def weights_of(text: str | None, models: list[str]) -> dict[str, float] | None:
    """What each model counts in an average; alike if nothing is said.

    >>> weights_of("2,1", ["logit", "ces"]), weights_of(None, ["logit"])
    ({'logit': 2.0, 'ces': 1.0}, None)
    """
    if text is None:
        return None
    numbers = [_number(word, "--weights") for word in text.split(",")]
    if len(numbers) != len(models):
        raise Refusal(_("--weights: expected {count} numbers, found {found}").format(count=len(models), found=text))
    return dict(zip(models, numbers))


@contextmanager
def in_words() -> Iterator[None]:
    """What the room says of inputs that do not tell enough, as a refusal."""
    try:
        yield
    except ValueError as error:
        raise Refusal(str(error)) from None


def _on_shelf(option: str, name: str, shelf: Mapping[str, Any]) -> str:
    if name not in shelf:
        says = _("{option}: no '{found}'; there are {known}")
        raise Refusal(says.format(option=option, found=name, known=", ".join(shelf)))
    return name


def _value(field: str, word: str) -> Any:
    """A number, a name from a shelf, several names, or the word itself."""
    from ..market import conducts

    if field == "base":
        return conducts[_on_shelf("--conduct", word, conducts)]()
    if field == "members":
        return tuple(word.split("+"))
    return word if word == "unknown" else _number(word, "--conduct")


def _pairs(text: str, option: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split(",")]
    if not all(name.strip() and equals and word.strip() for name, equals, word in parts):
        raise Refusal(
            _("{option}: expected name=number, with commas between; found {found}").format(option=option, found=text)
        )
    return {name.strip(): word.strip() for name, _equals, word in parts}


def _numbers(text: str, option: str) -> dict[str, float]:
    return {name: _number(word, option) for name, word in _pairs(text, option).items()}


def _of_known(text: str, option: str, known: tuple[str, ...]) -> dict[str, float]:
    numbers = _numbers(text, option)
    unknown = [name for name in numbers if name not in known]
    if unknown:
        says = _("{option}: no '{found}'; there are {known}")
        raise Refusal(says.format(option=option, found=unknown[0], known=", ".join(known)))
    return numbers


def _number(text: str, option: str) -> float:
    try:
        return float(text[:-1]) / 100.0 if text.endswith("%") else float(text)
    except ValueError:
        raise Refusal(_("{option}: expected a number, found {found}").format(option=option, found=text)) from None
