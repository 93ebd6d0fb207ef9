"""A cap table in the Open Cap Format, read into classes that can be paid.

Takes the objects of the format's files as they come out of JSON, in any order: stock classes and transactions matter
here, the rest is passed over. A security is outstanding from its issuance until a later transaction takes it away.
Open Cap Table Coalition, Open Cap Format 1.2, opencaptablecoalition.com.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from suitor._core.records import record
from suitor.worth.classes import ShareClass
from suitor.worth.rounds import Note

ENDS = ("CANCELLATION", "CONVERSION", "EXERCISE", "REISSUANCE", "RELEASE", "REPURCHASE", "RETRACTION", "TRANSFER")
OPTIONS = ("EQUITY_COMPENSATION", "PLAN_SECURITY", "WARRANT")
Holding = tuple[Mapping[str, Any], float]  # an issuance, and what is left of it


@record
class CapTable:
    """What is outstanding: classes for `Claims.of_classes`, and notes that have not converted."""

    classes: tuple[ShareClass, ...]
    notes: tuple[Note, ...]


def open_cap_table(
    objects: Iterable[Mapping[str, Any]], as_of: str = "9999-12-31", participating: Collection[str] = ()
) -> CapTable:
    """The classes, options and notes outstanding on a date (year-month-day).

    The format's seniority rises with priority; rank here falls with it. A participation cap above the preference says
    that a class participates up to it; participation without a cap has no place in the format, so name those classes.
    All outstanding options count, vested or not, one class per strike.
    """
    things = [x for x in objects if x.get("date", "") <= as_of]
    kinds = {x["id"]: x for x in things if x["object_type"] == "STOCK_CLASS"}
    moves = sorted((x for x in things if x["object_type"].startswith("TX_")), key=lambda x: x["date"])
    unread = {x["object_type"] for x in moves} & {"TX_EQUITY_COMPENSATION_REPRICING", "TX_STOCK_CONSOLIDATION"}
    if unread:
        raise ValueError(f"{', '.join(sorted(unread))} is not read yet; apply it to the securities first")
    held = _outstanding(moves)
    ranks = sorted({float(kind["seniority"]) for kind in kinds.values()}, reverse=True)
    stock = [_stock_class(kind, held, moves, ranks, participating) for kind in kinds.values()]
    return CapTable((*(c for c in stock if np.any(np.asarray(c.shares) > 0)), *_options(held)), _notes(held))


def _outstanding(moves: list[Mapping[str, Any]]) -> list[Holding]:
    """Each issuance still alive, with the quantity (for notes, the amount) that is left of it."""
    issued = {move["security_id"]: move for move in moves if move["object_type"].endswith("_ISSUANCE")}
    left = {name: _amount(move.get("quantity", move.get("investment_amount"))) for name, move in issued.items()}
    for move in moves:
        name, kind = move.get("security_id", ""), move["object_type"]
        if kind.endswith(ENDS) and name in left:
            taken = move.get("quantity", move.get("quantity_converted", move.get("amount")))
            whole = taken is None or move.get("balance_security_id") or kind == "TX_CONVERTIBLE_CONVERSION"
            left[name] = 0.0 if whole else max(left[name] - _amount(taken), 0.0)
    return [(issued[name], quantity) for name, quantity in left.items() if quantity > 0]


def _stock_class(
    kind: Mapping[str, Any],
    held: list[Holding],
    moves: list[Mapping[str, Any]],
    ranks: list[float],
    participating: Collection[str],
) -> ShareClass:
    """One stock class with its shares as converted, its preference and the cap on its participation."""
    mine = [(move, quantity) for move, quantity in held if move.get("stock_class_id") == kind["id"]]
    shares = sum(quantity * _splits(kind["id"], move["date"], moves) for move, quantity in mine) * _ratio(kind, moves)
    if kind["class_type"] == "COMMON":
        return ShareClass(kind["name"], shares)
    paid = sum(quantity * _amount(move["share_price"]) for move, quantity in mine)
    preference = paid * float(kind.get("liquidation_preference_multiple", 1))
    cap = paid * float(kind.get("participation_cap_multiple", 0))
    rank, takes_part = 1 + ranks.index(float(kind["seniority"])), cap > preference or kind["name"] in participating
    return ShareClass(kind["name"], shares, preference, rank, takes_part, cap if cap > preference else None)


def _splits(name: str, since: str, moves: list[Mapping[str, Any]]) -> float:
    """What the class's splits after a date make of one share."""
    ratios = [
        move["split_ratio"]
        for move in moves
        if move["object_type"] == "TX_STOCK_CLASS_SPLIT" and move["stock_class_id"] == name and move["date"] > since
    ]
    return float(np.prod([float(ratio["numerator"]) / float(ratio["denominator"]) for ratio in ratios]))


def _ratio(kind: Mapping[str, Any], moves: list[Mapping[str, Any]]) -> float:
    """Common shares for one share of the class, after the last adjustment."""
    rights = [right["conversion_mechanism"] for right in kind.get("conversion_rights", ())]
    later = [
        move["new_ratio_conversion_mechanism"]
        for move in moves
        if move["object_type"] == "TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT" and move["stock_class_id"] == kind["id"]
    ]
    ratio = [mechanism["ratio"] for mechanism in (*rights, *later)][-1:] or [{"numerator": 1, "denominator": 1}]
    return float(ratio[0]["numerator"]) / float(ratio[0]["denominator"])


def _options(held: list[Holding]) -> list[ShareClass]:
    """Options, units and warrants, one class per strike."""
    counts: dict[float, float] = defaultdict(float)
    for move, quantity in held:
        if move["object_type"].removeprefix("TX_").startswith(OPTIONS):
            unit = move.get("compensation_type") == "RSU"
            counts[0.0 if unit else _amount(move.get("exercise_price", 0))] += quantity
    return [ShareClass(f"options at {strike:g}", count, strike=strike) for strike, count in sorted(counts.items())]


def _notes(held: list[Holding]) -> tuple[Note, ...]:
    """Notes and agreements for future equity, at the best cap and discount of their triggers; interest is not added."""
    notes = []
    for move, amount in held:
        if move["object_type"].startswith("TX_CONVERTIBLE"):
            ways = [trigger["conversion_right"]["conversion_mechanism"] for trigger in move["conversion_triggers"]]
            caps = [_amount(way["conversion_valuation_cap"]) for way in ways if "conversion_valuation_cap" in way]
            discount = max((float(way.get("conversion_discount", 0)) for way in ways), default=0.0)
            notes.append(Note(move.get("custom_id", move["security_id"]), amount, min(caps, default=np.inf), discount))
    return tuple(notes)


def _amount(value: Any) -> float:
    return float(value["amount"]) if isinstance(value, Mapping) else float(value)
