"""What the target may do against a bid, each defence with its terms."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from .context import Evidence, PastDay
from .quantities import Count, Days, Money, Number, Share, SharePrice
from .section import Section, Text
from .wrongs import refuse, wrong


class RightsPlan(Section):
    """Whoever crosses a threshold without the board's consent is diluted: flip-in or exchange."""

    trigger: Share = Field(description="share of the votes that sets it off")
    exercise_price: SharePrice | None = Field(None, description="price of a right, for a flip-in")
    multiple: Number | None = Field(None, description="what a right buys, over its price; 2 if absent")
    exchange: Number | None = Field(None, description="shares a right, where the board swaps rights for shares")

    @model_validator(mode="after")
    def does_one_thing(self) -> Self:
        """Refuse a plan that neither sells nor swaps, or does both."""
        if (self.exercise_price is None) == (self.exchange is None):
            refuse(wrong("flip_or_swap"))
        return self


class StaggeredBoard(Section):
    """Replacing a majority of the board takes two annual meetings."""

    to_meeting: Days = Field(description="days to the next annual meeting")


class WhiteKnight(Section):
    """A friendlier buyer."""

    worth: SharePrice = Field(description="what a share is worth to it")
    cost: SharePrice | None = Field(None, description="of coming in, a share")


class Buyback(Section):
    """The target buys its own shares."""

    share: Share = Field(description="of all shares")
    price: SharePrice


class AssetSale(Section):
    """What the bidder wants most goes to somebody else if it wins."""

    worth: Money = Field(description="of the asset to the bidder")
    price: Money = Field(description="at which it goes")


class PacMan(Section):
    """The target bids for the bidder, or for what its owner holds."""

    price: SharePrice = Field(description="offered for a share of the bidder, or for the whole")
    asked: SharePrice = Field(description="by its holders, for the same")
    needed: Count = Field(description="shares that give control; 1 where the price is for the whole")
    funds: Money = Field(description="at the target's command")
    ahead: Share | None = Field(None, description="chance that the counter-offer closes first; one half if absent")


class GoldenShare(Section):
    """One holder of a special vote can refuse."""

    price: SharePrice | None = Field(None, description="at which the holder consents; never if absent")


class LegalForm(Section):
    """The board answers to a purpose and not to the price alone."""

    price: SharePrice | None = Field(None, description="what the board then asks; not for sale if absent")
    days: Days | None = Field(None, description="that the change takes")


class Litigation(Section):
    """A suit against the bid, or a complaint to a regulator."""

    injunction: Share = Field(description="chance that a court stops the bid")
    days: Days | None = None
    cost: Money | None = Field(None, description="to the bidder")


class DefenceSection(Section):
    """Something the target does against the bid: exactly one defence with its terms, in the order of use."""

    rights_plan: RightsPlan | None = None
    staggered_board: StaggeredBoard | None = None
    white_knight: WhiteKnight | None = None
    buyback: Buyback | None = None
    asset_sale: AssetSale | None = None
    pac_man: PacMan | None = None
    golden_share: GoldenShare | None = None
    legal_form: LegalForm | None = None
    litigation: Litigation | None = None
    date: PastDay | None = None
    note: Text | None = None
    source: Evidence | None = None

    @model_validator(mode="after")
    def one_defence(self) -> Self:
        """Refuse an entry that names two defences or none."""
        if sum(getattr(self, defence) is not None for defence in DEFENCES) != 1:
            refuse(wrong("one_defence", known=", ".join(DEFENCES)))
        return self

    @property
    def defence(self) -> str:
        """What it is called on the shelf of defences."""
        return next(defence for defence in DEFENCES if getattr(self, defence) is not None)

    @property
    def terms(self) -> Section:
        """Its terms."""
        return getattr(self, self.defence)


DEFENCES = tuple(name for name in DefenceSection.model_fields if name not in ("date", "note", "source"))
