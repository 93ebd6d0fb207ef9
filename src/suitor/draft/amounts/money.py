"""An amount, a share or a count as it stands in a sentence."""

from __future__ import annotations

from ..._core.amounts import Amount
from ..._core.records import field, record

__all__ = ["Money"]


@record
class Money:
    """An amount or a share where it stands in a sentence.

    `written` is what the text has, `value` the same in a form that a deal file can hold, and `converted` the same
    money in another currency, as in 974億ドル（約15兆円）.
    """

    written: str
    value: str
    amount: Amount
    start: int
    end: int
    about: str = ""  # about, 約, up to, 以上: the word that makes it less than exact
    converted: tuple[Money, ...] = field(default=())

    @property
    def currency(self) -> str:
        return self.amount.currency

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage of something."""
        return self.amount.word == "%"
