"""The same money in two currencies, as in 974億ドル（約15兆円）, which is one amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..._core.records import replace
from .money import Money

__all__ = ["joined_conversions"]

NEAR = 40  # characters between an amount and its conversion
_CONVERSION = re.compile(
    r" ?(?:余り|余|強|弱|超|規模|相当)?(?:"
    r"[(（\[［](?:当時の為替レートで|当時のレートで|現在のレートで|日本円(?:で|換算で|にして)?"
    r"|円換算で|米ドルで|邦貨換算で?|=|＝|≒|or |equivalent to |equal to )?、?"
    r"|、?日本円(?:で|換算で|にして)(?:は)?|, or |, equivalent to | or |[=＝≒/／])"
    r" ?(?:約|およそ|ざっと|about |around |roughly |approximately |some |nearly )?$",
    re.I,
)


def joined_conversions(text: str, found: Iterable[Money]) -> Iterator[Money]:
    """Join an amount and the same money in another currency, in brackets or after `or`."""
    last: Money | None = None
    for one in found:
        if last is not None and _is_conversion(text, last, one):
            last = replace(last, converted=(*last.converted, one))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _is_conversion(text: str, first: Money, second: Money) -> bool:
    if not (first.currency and second.currency) or first.currency == second.currency or first.converted:
        return False
    return second.start - first.end < NEAR and _CONVERSION.fullmatch(text[first.end : second.start]) is not None
