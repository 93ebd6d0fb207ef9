"""Laws of amounts: what people write in English and in Japanese, and what it means in plain numbers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suitor._core.amounts import CURRENCIES, SCALES, WORDS, Amount, read


def plain(text: str) -> tuple:
    amount = read(text)
    return amount.low, amount.high, amount.currency, "/".join(amount.per), amount.word


@pytest.mark.parametrize(
    ("text", "value", "currency", "per"),
    [
        ("97.375bn USD", 97.375e9, "USD", ""),
        ("USD 97.375bn", 97.375e9, "USD", ""),
        ("$97.4bn", 97.4e9, "USD", ""),
        ("US$ 97.4 billion", 97.4e9, "USD", ""),
        ("974億ドル", 974e8, "USD", ""),
        ("９７４億ドル", 974e8, "USD", ""),
        ("97億4000万ドル", 9.74e9, "USD", ""),
        ("14兆7,700億円", 14.77e12, "JPY", ""),
        ("15兆円", 15e12, "JPY", ""),
        ("￥１，５００", 1500, "JPY", ""),
        ("2,900 JPY/share", 2900, "JPY", "share"),
        ("1株2,900円", 2900, "JPY", "share"),
        ("１株当たり２，９００円", 2900, "JPY", "share"),
        ("¥2,900/株", 2900, "JPY", "share"),
        ("20 USD/month", 20, "USD", "month"),
        ("20 dollars per month", 20, "USD", "month"),
        ("20 USD a month", 20, "USD", "month"),
        ("月20ドル", 20, "USD", "month"),
        ("月額3,000円", 3000, "JPY", "month"),
        ("年240ドル", 240, "USD", "year"),
        ("30 USD/user/month", 30, "USD", "user/month"),
        ("€1.5m", 1.5e6, "EUR", ""),
        ("-3bn GBP", -3e9, "GBP", ""),
        ("▲3億円", -3e8, "JPY", ""),
    ],
)
def test_money_is_read_in_whole_units_of_its_currency(text, value, currency, per):
    assert plain(text) == (pytest.approx(value, rel=1e-15), pytest.approx(value, rel=1e-15), currency, per, "")


@pytest.mark.parametrize(
    ("text", "value", "word"),
    [
        ("12.5%", 0.125, "%"),
        ("１２．５％", 0.125, "%"),
        ("12.5 percent", 0.125, "%"),
        ("３割", 0.3, "%"),
        ("3割5分", 0.35, "%"),
        ("25 bps", 0.0025, "%"),
        ("1.5 million", 1.5e6, ""),
        ("300m users", 3e8, "user"),
        ("3億人", 3e8, "user"),
        ("2500万", 2.5e7, ""),
        ("2千5百", 2500, ""),
        ("4億株", 4e8, "share"),
        ("100x", 100, "x"),
        ("100倍", 100, "x"),
        ("60 days", 60, "day"),
        ("6か月", 6, "month"),
        ("2年", 2, "year"),
        ("0.41", 0.41, ""),
        (".5", 0.5, ""),
        ("1e6", 1e6, ""),
        ("1,234,567.8", 1234567.8, ""),
    ],
)
def test_shares_counts_and_times_say_what_they_count(text, value, word):
    assert plain(text) == (pytest.approx(value, rel=1e-15), pytest.approx(value, rel=1e-15), "", "", word)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1-4%", 0.01, 0.04),
        ("1–4%", 0.01, 0.04),
        ("1〜4%", 0.01, 0.04),
        ("1～4％", 0.01, 0.04),
        ("1% - 4%", 0.01, 0.04),
        ("1から4%", 0.01, 0.04),
        ("15.5m-16m", 15.5e6, 16e6),
        ("400m-1bn USD", 4e8, 1e9),
        ("20–30bn USD", 20e9, 30e9),
        ("$20bn-$30bn", 20e9, 30e9),
        ("3〜5兆円", 3e12, 5e12),
        ("1550万〜1600万", 15.5e6, 16e6),
        ("10 to 20 days", 10, 20),
        ("-5--3%", -0.05, -0.03),
        ("$20/month-$25/month", 20, 25),
        ("2e-3-4e-3", 0.002, 0.004),
    ],
)
def test_the_end_of_a_range_speaks_for_both_ends(text, low, high):
    assert plain(text)[:2] == (pytest.approx(low, rel=1e-15), pytest.approx(high, rel=1e-15))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "USD",
        "%",
        "50,1",
        "12,34",
        "1.2.3",
        "1,2345",
        "10 USD EUR",
        "10 USD 20",
        "5bn-3bn",
        "5 % USD",
        "1-2 months-3",
        "$5 EUR",
        "1億2億",
        "1万2億",
        "1e999",
        "--5",
        "5 bnn",
        "1_000",
        "nan",
        "inf",
        "true",
        "1/2",
        "20 USD/month/share per",
        "1株2,900円/月",
        "5 days-3%",
        "1" * 101,
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        read(text)


@given(st.floats(0, 1e6), st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(CURRENCIES)))
def test_every_scale_goes_with_every_currency(number, scale, currency):
    written = f"{number:.6f}"
    amount = read(f"{written} {scale} {currency}")
    assert amount.low == amount.high == pytest.approx(float(written) * SCALES[scale], rel=1e-15)
    assert amount.currency == CURRENCIES[currency]


@given(st.integers(0, 10**9), st.sampled_from(sorted(WORDS)))
def test_thousands_separators_and_wide_digits_change_nothing(number, word):
    narrow = read(f"{number} {word}")
    wide = f"{number:,} {word}".translate({ord(digit): chr(ord(digit) - 48 + 0xFF10) for digit in "0123456789"})
    assert unicodedata.normalize("NFKC", wide) != wide
    assert (narrow.low, narrow.word) == (read(wide).low, read(wide).word)


@given(st.text(alphabet="0123456789.,-–〜% $¥円ドル億万兆bnmkUSDJPYto/share月株割分e", max_size=100))
@example("1" * 99 + "x")
@example("1億" * 49 + "!")
@example("1,111" * 20)
def test_any_text_is_read_or_refused_at_once(text):
    try:
        amount = read(text)
    except ValueError:
        return
    assert isinstance(amount, Amount)
    assert amount.low <= amount.high < float("inf")
