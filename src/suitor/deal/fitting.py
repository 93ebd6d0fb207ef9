"""Which demand goes with which conduct, and what each needs and reads of a market section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .tree import Loc
from .wrongs import Wrong, mistaken, wrong

if TYPE_CHECKING:
    from .market import MarketSection, Product

__all__ = ["GOES_WITH", "MONEY_ONLY", "ROUNDING", "demands", "is_told", "misfits"]

CROWDS = ("logit", "nested_logit", "generalised_nested_logit", "random_coefficients", "ces", "nested_ces")
POSTED = (*CROWDS, "linear", "log_linear", "aids")
PRODUCED = (*CROWDS, "linear", "aids", "homogeneous")
GOES_WITH: Mapping[str, tuple[str, ...]] = {  # the demand systems that a conduct can price
    "bertrand": POSTED,
    "price_cap": POSTED,
    "partial_collusion": POSTED,
    "cournot": PRODUCED,
    "conjectures": PRODUCED,
    "stackelberg": ("homogeneous",),
    "second_score": CROWDS,
    "bargaining": CROWDS,
    "vertical": CROWDS,
}
MONEY_ONLY = ("second_score", "stackelberg", "vertical", "price_cap")  # conducts of firms that are after profit alone
NESTED = ("nested_logit", "nested_ces")
QUANTITIES = ("cournot", "conjectures", "stackelberg")
READ_BY: Mapping[str, tuple[str, tuple[str, ...]]] = {  # keys that only some demands or conducts read
    "nest": ("demand", (*NESTED, "random_coefficients")),
    "nests": ("demand", ("generalised_nested_logit",)),
    "good": ("demand", ("homogeneous",)),
    "plant": ("demand", ("homogeneous",)),
    "nesting": ("demand", (*NESTED, "generalised_nested_logit", "random_coefficients")),
    "nesting_of": ("demand", (*NESTED, "generalised_nested_logit", "random_coefficients")),
    "diversions": ("demand", ("linear", "log_linear")),
    "second_choices": ("demand", (*NESTED, "generalised_nested_logit")),
    "symmetric": ("demand", ("linear", "log_linear")),
    "kinds": ("demand", ("random_coefficients",)),
    "spread": ("demand", ("random_coefficients",)),
    "rising": ("demand", ("homogeneous",)),
    "capacity": ("conduct", ("bertrand", *QUANTITIES)),
    "power": ("conduct", ("bargaining", "second_score")),
    "cap": ("conduct", ("price_cap",)),
    "theta": ("conduct", ("partial_collusion",)),
    "members": ("conduct", ("partial_collusion",)),
    "conjecture": ("conduct", ("conjectures",)),
    "leads": ("conduct", ("stackelberg",)),
    "supplier": ("conduct", ("vertical",)),
    "input_price": ("conduct", ("vertical",)),
    "supply_cost": ("conduct", ("vertical",)),
    "fixed": ("conduct", ("bertrand", "cournot", "bargaining", "partial_collusion", "conjectures")),
}
CHAIN = ("supplier", "input_price", "supply_cost")
ROUNDING = 1e-3  # how far shares may be from summing to one, for people round


def misfits(section: MarketSection) -> Iterator[Wrong]:
    """Everything in a market section that its demand and its conduct cannot use, or lack."""
    if section.demand not in demands(section):
        yield wrong("goes_with", ("conduct",), demand=section.demand, known=", ".join(conducts(section.demand)))
        return
    for check in (unread, nested, crowded, diverted, chosen_next, of_goods, chained, powered, made):
        yield from check(section)


def demands(section: MarketSection) -> tuple[str, ...]:
    """The demand systems that its conduct can price; one that is not known here speaks for itself."""
    known = GOES_WITH.get(section.conduct, (section.demand,))
    return known if conducts(section.demand) else (*known, section.demand)


def conducts(demand: str) -> list[str]:
    """The conducts that can price a demand."""
    return [conduct for conduct, known in GOES_WITH.items() if demand in known]


def unread(section: MarketSection) -> Iterator[Wrong]:
    """Keys of the section or of a product that its demand or its conduct does not read."""
    parts: list[tuple[Loc, Any]] = [((), section)]
    parts += [(("products", i), product) for i, product in enumerate(section.products)]
    for at, part in parts:
        for key, (word, readers) in READ_BY.items():
            default = type(part).model_fields[key].default if key in type(part).model_fields else None
            if key in part.model_fields_set and getattr(part, key) != default and getattr(section, word) not in readers:
                yield wrong("read_by", (*at, key), key=key, word=word, known=", ".join(readers))


def nested(section: MarketSection) -> Iterator[Wrong]:
    """A demand with nests that has none, or does not say how close the products of each are."""
    might = section.demand == "random_coefficients" and any(product.nest for product in section.products)
    if section.demand not in (*NESTED, "generalised_nested_logit") and not might:
        return
    overlapping = section.demand == "generalised_nested_logit"
    within = [list(product.nests or ()) if overlapping else [product.nest] for product in section.products]
    names = {name for each in within for name in each if name is not None}
    for name in section.nesting_of.keys() - names:
        yield mistaken("nest", name, names, ("nesting_of", name), known=listed(names))
    unknown = section.nesting is None and not names <= section.nesting_of.keys()
    lacking = unknown and not (is_told(section) and not section.nesting_of)
    if lacking or not names or None in (name for each in within for name in each):
        yield wrong("overlapping" if overlapping else "nests", ("demand",))


def is_told(section: MarketSection) -> bool:
    """Whether second choices tell how close the products of a nest are."""
    return bool(section.second_choices) and section.nesting is None


def listed(names: Any) -> str:
    return ", ".join(sorted(map(str, names)))


def crowded(section: MarketSection) -> Iterator[Wrong]:
    """Kinds of buyers: named or spread, and together everybody."""
    if section.demand != "random_coefficients":
        return
    if bool(section.kinds) == (section.spread is not None):
        yield wrong("one_way", ("demand",), known="kinds, spread")
    total = sum(kind.weight.median for kind in section.kinds)
    if section.kinds and abs(total - 1.0) > ROUNDING:
        yield wrong("kinds_whole", ("kinds",), total=f"{total:.4%}")


def diverted(section: MarketSection) -> Iterator[Wrong]:
    """Diversions from every product to every other, no more than all from any."""
    if not section.diversions:
        return
    names = [product.id for product in section.products]
    if missing := [name for name in names if name not in section.diversions]:
        yield wrong("diversion_rows", ("diversions",), missing=", ".join(missing))
    for of, row in section.diversions.items():
        lacking = [name for name in names if name not in row and name != of]
        if lacking or of in row:
            yield wrong("diversion_row", ("diversions", of), of=of, missing=", ".join(lacking) or of)
        elif (total := sum(part.median for part in row.values())) > 1.0 + ROUNDING:
            yield wrong("at_most_all", ("diversions", of), total=f"{total:.4%}")


def chosen_next(section: MarketSection) -> Iterator[Wrong]:
    """Second choices that name the product itself, or come to more than all its buyers."""
    for of, row in section.second_choices.items():
        if of in row:
            yield wrong("diversion_row", ("second_choices", of), of=of, missing=of)
        elif (total := sum(part.median for part in row.values())) > 1.0 + ROUNDING:
            yield wrong("at_most_all", ("second_choices", of), total=f"{total:.4%}")


def of_goods(section: MarketSection) -> Iterator[Wrong]:
    """Goods that are the same and yet have two prices; goods of some products only."""
    if section.demand != "homogeneous":
        return
    if section.elasticity is not None:
        yield wrong("of_market", ("elasticity",))
    first: dict[str | None, Product] = {}
    for i, product in enumerate(section.products):
        price, same = product.price.median, first.setdefault(product.good, product).price.median
        if price <= 0:
            yield wrong("above_zero", ("products", i, "price"), example="20 USD/month")
        elif abs(price - same) > 1e-6 * same:
            yield wrong("one_good", ("products", i, "price"), other=first[product.good].id)
    if None in first and len(first) > 1:
        at = next(i for i, product in enumerate(section.products) if product.good is None)
        yield wrong("good_named", ("products", at))


def chained(section: MarketSection) -> Iterator[Wrong]:
    """Products of a chain without a supplier, its price or its cost."""
    if section.conduct != "vertical":
        return
    for i, product in enumerate(section.products):
        if lacking := [key for key in CHAIN if getattr(product, key) is None]:
            yield wrong("chain", ("products", i), missing=", ".join(lacking))


def powered(section: MarketSection) -> Iterator[Wrong]:
    """Bargaining in which nobody's power is known."""
    lacking = [product.id for product in section.products if product.power is None and section.power is None]
    if section.conduct == "bargaining" and lacking:
        yield wrong("power", ("conduct",), missing=", ".join(lacking))


def made(section: MarketSection) -> Iterator[Wrong]:
    """No leader among leaders and followers, capacities below what is sold, plants and prices that nobody could set."""
    if section.conduct == "stackelberg" and not any(product.leads for product in section.products):
        yield wrong("leader", ("conduct",))
    if section.conduct == "price_cap" and not any(product.cap for product in section.products):
        yield wrong("capped", ("conduct",))
    sellers = list(dict.fromkeys(product.firm for product in section.products))
    for i, member in enumerate(section.members):
        if member not in sellers:
            yield wrong("member", ("members", i), known=", ".join(sellers))
    one_price = section.demand == "homogeneous"
    for i, product in enumerate(section.products):
        at, room = ("products", i), product.capacity
        if room is not None and section.conduct in ("cournot", "conjectures") and not one_price:
            yield wrong("read_by", (*at, "capacity"), key="capacity", word="demand", known="homogeneous")
        elif room is not None and room.median < product.users.median:
            yield wrong("room_for_users", (*at, "capacity"), users=f"{product.users.median:,.0f}")
        if product.cap is not None and product.cap.median < product.price.median:
            yield wrong("below_cap", (*at, "cap"))
        if product.fixed and one_price:
            yield wrong("read_by", (*at, "fixed"), key="fixed", word="demand", known=", ".join(CROWDS))
