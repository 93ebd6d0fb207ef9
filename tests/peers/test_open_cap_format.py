"""Cap tables in the Open Cap Format: what is outstanding, with which rights."""

from __future__ import annotations

import numpy as np
import pytest

from suitor.worth import Claims, open_cap_table


def usd(amount):
    return {"amount": str(amount), "currency": "USD"}


def ratio(numerator, denominator="1"):
    return {"numerator": str(numerator), "denominator": str(denominator)}


def stock(name, seniority, preferred=True, **terms):
    right = {"conversion_mechanism": {"type": "RATIO_CONVERSION", "conversion_price": usd(1), "ratio": ratio(1)}}
    return {
        "object_type": "STOCK_CLASS",
        "id": name,
        "name": name,
        "class_type": "PREFERRED" if preferred else "COMMON",
        "seniority": str(seniority),
        "conversion_rights": [right] if preferred else [],
        **terms,
    }


def move(kind, security, date="2020-01-01", **terms):
    return {
        "object_type": f"TX_{kind}",
        "id": f"{kind} {security} {date}",
        "security_id": security,
        "date": date,
        **terms,
    }


def issue(security, name, quantity, price, date="2020-01-01"):
    return move("STOCK_ISSUANCE", security, date, stock_class_id=name, quantity=str(quantity), share_price=usd(price))


TABLE = [
    stock("Common", 1, preferred=False, liquidation_preference_multiple="1"),
    stock("Series A", 2, liquidation_preference_multiple="1"),
    stock("Series B", 3, liquidation_preference_multiple="1.5", participation_cap_multiple="3"),
    issue("s1", "Common", 800, 0.0001),
    issue("s2", "Series A", 100, 2),
    issue("s3", "Series B", 100, 4, "2021-06-01"),
    move("EQUITY_COMPENSATION_ISSUANCE", "o1", quantity="50", exercise_price=usd(0.5), compensation_type="OPTION"),
    move("EQUITY_COMPENSATION_ISSUANCE", "o2", quantity="10", exercise_price=usd(0.5), compensation_type="RSU"),
    move("WARRANT_ISSUANCE", "w1", quantity="20", exercise_price=usd(0.5)),
]


def by_name(table):
    return {c.name: c for c in table.classes}


def test_classes_carry_their_shares_preferences_ranks_and_caps():
    read = by_name(open_cap_table(TABLE))
    assert (read["Series B"].shares, read["Series B"].preference, read["Series B"].rank) == (100, 600, 1)
    assert (read["Series B"].participates, read["Series B"].cap) == (True, 1200)
    assert (read["Series A"].preference, read["Series A"].rank, read["Series A"].participates) == (200, 2, False)
    assert (read["Common"].shares, read["Common"].preference) == (800, 0)
    assert (read["options at 0.5"].shares, read["options at 0"].shares) == (70, 10)


def test_a_cap_table_that_was_read_can_be_paid():
    claims = Claims.of_classes(open_cap_table(TABLE).classes)
    paid = dict(zip(claims.holders, claims.pay(700.0).paid, strict=True))
    assert paid["Series B"] == 600
    assert paid["Series A"] == 100
    assert np.isclose(claims.pay(5000.0).paid.sum(), 5000)


def test_what_is_left_of_a_class_keeps_its_part_of_the_preference():
    read = by_name(open_cap_table([*TABLE, move("STOCK_REPURCHASE", "s2", "2022-01-01", quantity="25")]))
    assert (read["Series A"].shares, read["Series A"].preference) == (75, 150)


def test_the_table_is_that_of_the_date():
    assert "Series B" not in by_name(open_cap_table(TABLE, as_of="2021-01-01"))


def test_a_security_lives_until_it_is_cancelled_converted_or_transferred():
    later = [
        move("STOCK_CANCELLATION", "s1", "2022-01-01", quantity="300"),
        move(
            "STOCK_TRANSFER",
            "s2",
            "2022-01-01",
            quantity="40",
            balance_security_id="s2b",
            resulting_security_ids=["s2a"],
        ),
        issue("s2a", "Series A", 40, 2, "2022-01-01"),
        issue("s2b", "Series A", 60, 2, "2022-01-01"),
        move("STOCK_CONVERSION", "s3", "2022-01-01", quantity_converted="100", resulting_security_ids=["s4"]),
        issue("s4", "Common", 100, 4, "2022-01-01"),
        move("EQUITY_COMPENSATION_EXERCISE", "o1", "2022-01-01", quantity="50", resulting_security_ids=["s5"]),
        issue("s5", "Common", 50, 0.5, "2022-01-01"),
    ]
    read = by_name(open_cap_table(reversed([*TABLE, *later])))
    assert read["Common"].shares == 800 - 300 + 100 + 50
    assert (read["Series A"].shares, read["Series A"].preference) == (100, 200)
    assert "Series B" not in read
    assert read["options at 0.5"].shares == 20


def test_a_split_multiplies_what_was_issued_before_it_and_the_last_conversion_ratio_holds():
    new = {"new_ratio_conversion_mechanism": {"ratio": ratio(1, "0.2")}}
    later = [
        move("STOCK_CLASS_SPLIT", "", "2022-01-01", stock_class_id="Common", split_ratio=ratio(2)),
        issue("s9", "Common", 10, 1, "2022-02-01"),
        move("STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT", "", stock_class_id="Series A", **new),
    ]
    read = by_name(open_cap_table([*TABLE, *later]))
    assert read["Common"].shares == 1610
    assert (read["Series A"].shares, read["Series A"].preference) == (500, 200)


def test_notes_keep_their_cap_and_discount_and_leave_when_they_convert():
    way = {
        "type": "SAFE_CONVERSION",
        "conversion_valuation_cap": usd(5000),
        "conversion_discount": "0.2",
        "conversion_mfn": False,
    }
    triggers = [{"type": "ELECTIVE_AT_WILL", "conversion_right": {"conversion_mechanism": way}}]
    safe = move(
        "CONVERTIBLE_ISSUANCE", "n1", investment_amount=usd(1000), conversion_triggers=triggers, custom_id="SAFE-1"
    )
    (note,) = open_cap_table([*TABLE, safe]).notes
    assert (note.name, note.amount, note.cap, note.discount) == ("SAFE-1", 1000, 5000, 0.2)
    gone = move("CONVERTIBLE_CONVERSION", "n1", "2022-01-01", resulting_security_ids=["s9"])
    assert open_cap_table([*TABLE, safe, gone]).notes == ()


def test_full_participation_is_named_because_the_format_has_no_word_for_it():
    read = by_name(open_cap_table(TABLE, participating=["Series A"]))
    assert (read["Series A"].participates, read["Series A"].cap) == (True, None)


def test_what_is_not_read_is_refused_and_not_passed_over():
    repriced = move("EQUITY_COMPENSATION_REPRICING", "o1", "2022-01-01", new_exercise_price=usd(0.1))
    with pytest.raises(ValueError, match="TX_EQUITY_COMPENSATION_REPRICING is not read yet"):
        open_cap_table([*TABLE, repriced])
