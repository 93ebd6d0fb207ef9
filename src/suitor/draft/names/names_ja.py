"""The names in a Japanese article: runs of katakana, Latin letters or kanji, and what the words beside them say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ..text.layout import Sentence
from ..text.vocabulary import known, known_pattern, listed
from .given import begins_as_person
from .kanji import LISTED, is_common, kanji_names, said_of, short_forms
from .tally import Tallies

__all__ = ["names_ja"]

LONGEST = 30  # characters of one name
_PIECE = r"(?:[ァ-ヴ][ァ-ヴー]*|[A-Za-z0-9][A-Za-z0-9'’+]*)"
_NAME = re.compile(rf"(?:U\.S\.|X\.AI|{_PIECE})(?:(?:[・＝&.\-―‐=]| & | (?=[A-Za-z])|(?<=[A-Z])\. )?{_PIECE}){{0,7}}!?")
_DATELINE = re.compile(r"^[\[［【][^\]］】]{0,14}\d{1,2}日[^\]］】]{0,20}[\]］】]")
_CAMEL = re.compile(r"[A-Za-z]*[a-z][A-Z][A-Za-z]*|[A-Z][a-z]+AI|xAI")
_FORMS = re.compile(
    r"(?:株式会社|合同会社|有限会社|一般社団法人|一般財団法人|公益財団法人|NPO法人|非営利団体"
    r"|非営利法人)[「『]?(?P<after>[ァ-ヴーA-Za-z0-9一-龠々&・.\- ]{2,24})"
    r"|(?P<before>[ァ-ヴーA-Za-z0-9一-龠々&・.\-]{2,24})(?:株式会社|\(株\)|\(有\))"
)
_NONPROFIT = re.compile(r"社団|財団|NPO|非営利")
_IS_X = re.compile(r"[(（](?:旧|元)|社|の?買収|を\d|を買|へ?の?投稿|に投稿|\(Twitter")
_OFFICE = re.compile("[(（][^()（）]{0,20}(?:創業者|創設者|CEO|会長|社長|議員|最高経営責任者)[)）]")
_QUOTED_PERSON = re.compile(r"^(?:ら|の両|両)?氏")
_DEALT = re.compile(  # with a company: its purchase, and not the proposal that somebody makes
    "(?:[をへに]|の(?!(?:敵対的な?|巨額)?(?:買収|TOB)?(?:提案|案|計画|オファー)|敵対)).*(?:買収|合併|傘下|TOB|拠出|出資)"
)
_BID_FOR = re.compile(
    "株?(?:への|に対する|の)(?:対抗|敵対的な?|同意なき)?(?:TOB|公開買)|株[をのにはが]"
)  # which nobody is
_ITS_OFFICER = re.compile("(?:共同)?(?:創業者|創設者|CEO|会長|社長)の?[ァ-ヴA-Z]")
_ACRONYM = re.compile("[(（][A-Z]{2,6}[)）]")
_BUYS = re.compile("[はが].*(?:買収|合併|TOB|出資)")
_MIXED = re.compile("[一-龠]")  # no person's name has both kanji and katakana
_TWO_PEOPLE = re.compile("[2二]人|ふたり|両氏")


def names_ja(sentences: Sequence[Sentence]) -> Tallies:
    """Every name with what speaks for its kind."""
    tallies = Tallies()
    for sentence in sentences:
        marks: list[tuple[str, int, int]] = []
        for match in known_pattern().finditer(sentence.text):
            ends = re.match("[一-龠々]{2,6}", sentence.text[match.end() :])
            goes_on = re.match("・[ァ-ヴ]", sentence.text[match.end() :])
            if goes_on or (ends and _firm_tail(ends[0])):
                continue
            if match[0] != "X" or _IS_X.match(sentence.text[match.end() : match.end() + 6]):
                tallies.see(match[0], sentence.place)
                tallies.is_a(match[0], known()[match[0]].kind, 5)
                marks.append((match[0], match.start(), match.end()))
        rest = _DATELINE.sub(lambda line: "\0" * len(line[0]), _blanked(sentence.text, marks))
        found = list(_names(rest))
        for name, start, end in found:
            tallies.see(name, sentence.place)
            _weigh(tallies, name, sentence.text, start, end)
        for name, kind, weight in (*kanji_names(rest), *_formed(sentence.text)):
            tallies.see(name, sentence.place)
            tallies.is_a(name, kind, weight)
        _list(tallies, sentence.text, sorted([*found, *marks], key=lambda each: each[1]))
    _shortened(tallies, sentences)
    return tallies


def _shortened(tallies: Tallies, sentences: Sequence[Sentence]) -> None:
    """Count the short forms of companies' names that the text uses."""
    text = "\n".join(sentence.text for sentence in sentences)
    firms = [name for name, tally in tallies.items() if tally.kinds["company"] > tally.kinds["person"]]
    for name in short_forms(firms, text):
        tallies.see(name, next(sentence.place for sentence in sentences if name in sentence.text))
        tallies.is_a(name, "company", 1)


def _blanked(text: str, marks: Sequence[tuple[str, int, int]]) -> str:
    """The text with the names that are known covered, so that no part of one is read as another."""
    pieces, end = [], 0
    for name, start, stop in marks:
        pieces += [text[end:start], "\0" * len(name)]
        end = stop
    return "".join([*pieces, text[end:]])


def _list(tallies: Tallies, text: str, found: Sequence[tuple[str, int, int]]) -> None:
    """A name beside another in a list, of which nothing else is said, is of its kind."""
    for (name, _, end), (after, start, _) in pairwise(found):
        if re.sub(r"^[(（][^()（）]{1,30}[)）]", "", text[end:start]) in ("、", "や", "と", "・", "および", "及び"):
            if _TWO_PEOPLE.search(text):
                tallies.is_a(name, "person", 1)
                tallies.is_a(after, "person", 1)
            for one, other in ((tallies[name], tallies[after]), (tallies[after], tallies[name])):
                if not one.kinds and other.kinds["company"] > other.kinds["person"]:
                    one.kinds["company"] += 1


def _names(text: str) -> Iterator[tuple[str, int, int]]:
    """Runs of katakana and Latin letters that may be names, without those that are common words."""
    for match in _NAME.finditer(text):
        name, start = match[0].strip(" .-―‐・"), match.start()
        while (cut := _common_head(name)) and cut < len(name):
            name, start = name[cut:].lstrip(" ・"), start + cut + (len(name[cut:]) - len(name[cut:].lstrip(" ・")))
        name = re.sub(r"[ ・]?(?:CEO|COO|CFO|CTO)$", "", name)
        head, tail = _kanji_beside(text, name, start)
        whole = head + name + tail
        if _is_name(whole) and whole not in listed("ja", "company_ends"):
            yield whole, start - len(head), start + len(name) + len(tail)


def _kanji_beside(text: str, name: str, start: int) -> tuple[str, str]:
    """What belongs to a name in katakana: 日本 before ペイント, 工業 after ブラザー, アジア開発 before キャピタル."""
    before = re.search("[一-龠々]{1,6}$", text[max(0, start - 6) : start])
    after = re.match("[一-龠々]{2,6}", text[start + len(name) :])
    head = re.sub("^(?:米|英|仏|独|加|伊|前|元|現|旧|新)(?=.{2})", "", before[0]) if before else ""
    named = head in listed("ja", "places") or not is_common(head or "大手")
    common = name in (listed("ja", "not_names") | listed("ja", "latin_not_names")) - listed("ja", "company_ends")
    mixed = re.search("[ァ-ヴー]{2,}[一-龠々]{1,4}$", text[max(0, start - 16) : start])
    if mixed and name in listed("ja", "company_ends"):
        return mixed[0], ""
    return (
        head if len(head) > 1 and named and not common and re.match("[ァ-ヴ]|HD$", name) else "",
        _firm_tail(after[0]) if after and not common else "",
    )


def _firm_tail(run: str) -> str:
    """The longest part of a run of kanji, from its beginning, that ends as a company: 日興証券 of 日興証券株."""
    ends = listed("ja", "company_ends")
    parts = (run[:size] for size in range(len(run), 1, -1) if said_of()["ends"].search(run[:size]))
    return next(
        (part for part in parts if part in ends or said_of()["ends"].sub("", part) in ends or not is_common(part)), ""
    )


def _common_head(name: str) -> int:
    """How long the title or common word is that a run begins with, as in `CEO Sam Altman`."""
    head = re.match(
        r"[QA]\. ?|(?:ドル|ユーロ|ポンド)(?=[A-Za-z])|(?:CEO|COO|CTO|NASDAQ|IT|AI|元CEO)[ ・]"
        r"|(?:CEO|COO|CTO)(?=[ァ-ヴ])",
        name,
    )
    return head.end() if head else 0


def _is_name(name: str) -> bool:
    """Whether a run can be a name at all."""
    letters = sum(sign.isalpha() or sign == "ー" for sign in name)
    if letters < 2 or len(name) > LONGEST or re.fullmatch(r"[\d\W]*", name):
        return False
    if name in known():
        return True
    if re.search("系[^・]{0,4}(?:ファンド|グループ)$", name):
        return False
    if re.match(r"\d", name) and not re.fullmatch(r"\d[A-Z]{2,}", name):
        return False
    pieces = re.split("[・＝ &]", name)
    plain = all(_is_common(piece) for piece in pieces) or name in listed("ja", "not_names")
    latin = name in listed("ja", "latin_not_names") or re.split(r"[ \-\d]", name)[0] in listed("ja", "latin_not_names")
    return not (plain or latin or re.fullmatch("[a-z'’ ]+", name))


@lru_cache(8192)
def _is_common(run: str) -> bool:
    """Whether a run of katakana is a common word, or common words put together: クラウドインフラ."""
    common = listed("ja", "not_names")
    cuts = range(2, len(run) - 1) if re.fullmatch("[ァ-ヴー]+", run) else ()
    return run in common or any(run[:cut] in common and _is_common(run[cut:]) for cut in cuts)


def _weigh(tallies: Tallies, name: str, text: str, start: int, end: int) -> None:
    """Note what the words before and after an occurrence say the name is."""
    said = said_of()
    before = text[max(0, start - 10) : start]
    after = re.sub(r"^[(（][^()（）]{1,40}[)）]", "", text[end : end + 60])[:16]
    if _ITS_OFFICER.match(after):
        tallies.is_a(name, "company", 2)
    elif said["honorific"].match(after):
        tallies.is_a(name, "person", 5 if _QUOTED_PERSON.match(after) else 3)
    elif said["role"].search(before) and re.search("[・ ＝]", name):
        tallies.is_a(name, "person", 2)
    elif begins_as_person(name) and not said["ends"].search(name):
        tallies.is_a(name, "person", 3)
    if re.match("が?率いる", text[end:]) or _OFFICE.match(text[end : end + 30]):
        tallies.is_a(name, "person", 1)
    if re.match("社(?!長|員|会|外|内|債|説)", after):
        tallies.is_a(name, "company", 4)
    if _ACRONYM.match(text[end : end + 9]) and not begins_as_person(name):
        tallies.is_a(name, "company", 1)
    if said["ends"].search(name) or LISTED.match(text[end : end + 12]):
        tallies.is_a(name, "company", 4)
    if _CAMEL.fullmatch(name):
        tallies.is_a(name, "company", 1)
    if said["owned"].match(after) or said["before"].search(before):
        tallies.is_a(name, "company", 1)
    if _BID_FOR.match(text[end : end + 16]):
        tallies.is_a(name, "company", 4)
    if _DEALT.match(text[end : end + 25]) or (_MIXED.search(name) and _BUYS.match(text[end : end + 25])):
        tallies.is_a(name, "company", 1)
    elif said["after"].match(after) and said["verbs"].search(text[end : end + 40]):
        tallies.is_a(name, "company", 0.5)
    if re.search(r"非営利(?:団体|法人|組織|研究機関)?(?:の|である|「)?$", before) or re.match(
        r"(?:は|という)?非営利(?:団体|法人|組織)(?:で|と)", after
    ):
        tallies.is_a(name, "nonprofit", 1)


def _formed(text: str) -> Iterator[tuple[str, str, float]]:
    """Names beside their legal form: 株式会社X, X株式会社, 一般社団法人X."""
    for match in _FORMS.finditer(text):
        name = (match["after"] or match["before"]).strip(" ・.-")
        name = re.split(r"の|は|が|を|と|代表|社長|会長| (?![A-Za-z])", name)[0]
        if len(name) > 1 and not is_common(name):
            yield name, "nonprofit" if match["after"] and _NONPROFIT.search(match[0][:6]) else "company", 4
