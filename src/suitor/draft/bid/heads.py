"""Whose words stand in a column of a table or below a heading: of the side that its head names or is tied to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..names.parties import Parties, PartyFound
from .context import Line
from .offer import Offer

__all__ = ["heads_of"]

_VIEW = re.compile(
    r"言い分|主張|立場|狙い|理由|目的|意見|考え|反論|見解|思惑|ビジョン|側|なぜ|背景|真意|argu"
    r"|position|case\b|why|says|view|reason|response|claims?|wants?|vision|side|defen[cs]e",
    re.I,
)
_HEAD = {  # what a column may be headed with when it names no party, and the words that tie it to one
    "nonprofit": r"(?<!営)非営利(?!.*営利.*比)|non-?profit|not-for-profit|charit",
    "for_profit": r"(?<!非)営利|企業化|商業|for-?profit|commercial",
    "for": r"賛成|推進|買収側|提案側|買い手|\bfor\b|supporters?|buyer|bidder",
    "against": r"反対|拒否|被買収側|対象会社|防衛|against|opponents?|target|seller",
}


def heads_of(
    lines: Sequence[Line], parties: Parties, camps: Sequence[PartyFound], offer: Offer
) -> dict[str, PartyFound]:
    """Whose each column of a table, and each heading that announces a view, is.

    It is the party's that it names, or that the text ties to its words.
    """
    columns = [line.sentence.column for line in lines if line.sentence.column]
    views = [line.sentence.heading for line in lines if _VIEW.search(line.sentence.heading)]
    heads: dict[str, PartyFound] = {}
    for head in dict.fromkeys((*columns, *views)):
        named = {mention.party for mention in parties.named(head)} & set(camps)
        party = next(iter(named)) if len(named) == 1 else None if named else _tied(head, lines, camps, offer)
        if party:
            heads[head] = party
    return heads


def _tied(column: str, lines: Sequence[Line], camps: Sequence[PartyFound], offer: Offer) -> PartyFound | None:
    """The one side whose sentences have the words of a column's head at least twice as often as the other's."""
    kind = next((kind for kind, head in _HEAD.items() if re.search(head, column, re.I)), None)
    if kind in ("for", "against"):
        return offer.bidder if kind == "for" else next((party for party in camps if party is not offer.bidder), None)
    if kind is None:
        return None
    votes = Counter(
        party
        for line in lines
        for party in {line.subject, line.speaker}
        if party in camps and re.search(_HEAD[kind], line.text, re.I) and not line.sentence.column
    )
    ranked = votes.most_common(2)
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]) else None
