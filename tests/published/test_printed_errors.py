"""Numbers printed wrong somewhere, which a calculator that copies the source would repeat."""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth
from suitor.worth import Loan


def test_a_perpetuity_grows_before_it_is_divided():
    # A venture model on Scribd (722202129) prints 13,166,323: the last flow over w - g, without its year of growth.
    assert worth.gordon(1_053_306.0, 0.10, 0.02) == pytest.approx(13_429_652, abs=1)


def test_money_over_price_is_the_number_of_shares():
    # A guide to exchange ratios (Breaking Into Wall Street) makes 12.5 million shares of $125 million at $15.
    assert 125e6 * worth.exchange_ratio(1.0, 15.0) == pytest.approx(8.33e6, abs=5e3)


def test_the_minority_block_is_worth_twenty_seven_and_a_half_million_less():
    # Damodaran (2006), p. 909: the prose says 26.5, the table 27.5.
    block = {share: worth.block_value(share, 100.0, 150.0, controls=share > 0.5) for share in (0.51, 0.49)}
    assert block[0.51] - block[0.49] == pytest.approx(27.5)


def test_a_buyout_pays_interest_and_loses_what_wears_out():
    # A paper exercise (Finance Interview Coach) prints 2.5 times and 20%: it deducts 15 once for two costs of 15.
    fifteen = np.full(5, 15.0)
    loans = [Loan("term", 150.0, 0.10)]
    run = worth.buyout(300.0, 450.0, [33.0, 36.0, 39.0, 42.0, 45.0], loans, 0.4, fifteen, fifteen)
    assert run.multiple == pytest.approx(2.18)
    assert 100 * run.rate == pytest.approx(16.9, abs=0.05)
