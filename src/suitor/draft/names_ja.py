"""The names in a Japanese article: runs of katakana, Latin letters or kanji, and what the words beside them say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from .layout import Sentence
from .tally import Tallies
from .vocabulary import known, known_pattern, listed, words

__all__ = ["names_ja"]

_ADJECTIVES = frozenset(
    [
        "社外",
        "独立",
        "常勤",
        "非常勤",
        "筆頭",
        "上級",
        "首席",
        "次期",
        "歴代",
        "最高",
        "名誉",
        "特別",
        "臨時",
        "暫定",
        "現職",
        "政府",
        "経営",
        "代表者名",
        "代表者",
        "役職",
        "氏名",
        "会社名",
        "国際",
        "世界",
        "投資",
        "複数",
        "一部",
        "専門",
    ]
)
_VAGUE = re.compile(
    "投資|海外|国内|買収|外資|政府|有力|複数|大手|特定|中堅|他社|同業|機関|個人|新興|多国籍|巨大|中核|傘下|主要"
)
LONGEST = 30  # characters of one name
_PIECE = r"(?:[ァ-ヴ][ァ-ヴー]*|[A-Za-z0-9][A-Za-z0-9'’+]*)"
_NAME = re.compile(rf"(?:U\.S\.|X\.AI|{_PIECE})(?:(?:[・＝&.\-―‐=]| & | (?=[A-Za-z])|(?<=[A-Z])\. )?{_PIECE}){{0,7}}!?")
_KANJI = re.compile(r"[一-龠々]{2,14}")
_CAMEL = re.compile(r"[A-Za-z]*[a-z][A-Z][A-Za-z]*|[A-Z][a-z]+AI|xAI")
_FORMS = re.compile(
    r"(?:株式会社|合同会社|有限会社|一般社団法人|一般財団法人|公益財団法人|NPO法人|非営利団体"
    r"|非営利法人)[「『]?(?P<after>[ァ-ヴーA-Za-z0-9一-龠々&・.\- ]{2,24})"
    r"|(?P<before>[ァ-ヴーA-Za-z0-9一-龠々&・.\-]{2,24})(?:株式会社|\(株\)|\(有\))"
)
_NONPROFIT = re.compile(r"社団|財団|NPO|非営利")
_IS_X = re.compile(r"[(（](?:旧|元)|社|の?買収|を\d|を買|へ?の?投稿|に投稿|\(Twitter")
_QUOTED_PERSON = re.compile(r"^(?:ら|の両|両)?氏")
_SIGNED = re.compile(
    r"(?:社長|会長|代表取締役|CEO|理事長|代表|取締役)[ 　](?P<name>[一-龠々]{1,3} ?[一-龠々]{1,4})(?=[\s、。(（]|$)"
)
_LISTED = re.compile(r"^[(（〈<](?:東証|名証|ナスダック|NASDAQ|NYSE|証券コード|[1-9]\d{3}[)）]|\d{3}[A-Z][)）])")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    said = words("ja")
    return {
        "honorific": re.compile(f"^(?:次期|前|元|副|新|現|共同|兼)?(?:{said['honorifics']})"),
        "role": re.compile(f"(?:{said['roles']})(?:の|で|である|、|・)?$"),
        "owned": re.compile(f"^{said['owned']}"),
        "after": re.compile(f"^{said['after_company']}"),
        "before": re.compile(f"(?:{said['before_company']})$"),
        "verbs": re.compile(said["company_verbs"]),
        "ends": re.compile(f"(?:{said['company_ends']})$"),
        "nonprofit": re.compile(f"(?:{said['nonprofit_ends']})$"),
        "regulator": re.compile(f"(?:{said['regulator_ends']})$"),
        "court": re.compile(f"(?:{said['court_ends']})$"),
        "generic": re.compile(f"^(?:{said['generic']}|同.*|両.*|各.*|当.*|本.*)$|^.{{0,3}}(?:{said['generic']})$"),
        "person": re.compile(
            rf"(?P<name>[一-龠々]{{1,5}}(?: [一-龠々]{{1,3}})?)(?=(?:{said['honorifics'].replace('氏', '氏(?!名)')}))"
        ),
    }


def names_ja(sentences: Sequence[Sentence]) -> Tallies:
    """Every name with what speaks for its kind."""
    tallies = Tallies()
    for sentence in sentences:
        marks: list[tuple[str, int, int]] = []
        for match in known_pattern().finditer(sentence.text):
            if match[0] != "X" or _IS_X.match(sentence.text[match.end() : match.end() + 6]):
                tallies.see(match[0], sentence.place)
                tallies.is_a(match[0], known()[match[0]].kind, 5)
                marks.append((match[0], match.start(), match.end()))
        rest = _blanked(sentence.text, marks)
        found = list(_names(rest))
        for name, start, end in found:
            tallies.see(name, sentence.place)
            _weigh(tallies, name, sentence.text, start, end)
        for name, kind, weight in (*_kanji_names(rest), *_formed(sentence.text)):
            tallies.see(name, sentence.place)
            tallies.is_a(name, kind, weight)
        _list(tallies, sentence.text, sorted([*found, *marks], key=lambda each: each[1]))
    return tallies


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
        if text[end:start] in ("、", "や", "と", "・", "および", "及び"):
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
        if _is_name(name):
            yield name, start, start + len(name)


def _common_head(name: str) -> int:
    """How long the title or common word is that a run begins with, as in `CEO Sam Altman`."""
    head = re.match(r"(?:CEO|COO|CTO|NASDAQ|IT|AI|元CEO)[ ・]", name)
    return head.end() if head else 0


def _is_name(name: str) -> bool:
    """Whether a run can be a name at all."""
    letters = sum(sign.isalpha() or sign == "ー" for sign in name)
    if letters < 2 or len(name) > LONGEST or re.fullmatch(r"[\d\W]*", name):
        return False
    if name in known():
        return True
    if re.match(r"\d", name) and not re.fullmatch(r"\d[A-Z]{2,}", name):
        return False
    pieces = re.split("[・＝ &]", name)
    plain = name in listed("ja", "not_names") or all(piece in listed("ja", "not_names") for piece in pieces)
    latin = name in listed("ja", "latin_not_names") or re.split(r"[ \-\d]", name)[0] in listed("ja", "latin_not_names")
    return not (plain or latin or re.fullmatch("[a-z'’ ]+", name))


def _weigh(tallies: Tallies, name: str, text: str, start: int, end: int) -> None:
    """Note what the words before and after an occurrence say the name is."""
    said = _patterns()
    before = text[max(0, start - 10) : start]
    after = re.sub(r"^[(（][^()（）]{1,40}[)）]", "", text[end : end + 60])[:16]
    if said["honorific"].match(after):
        tallies.is_a(name, "person", 5 if _QUOTED_PERSON.match(after) else 3)
    elif said["role"].search(before) and re.search("[・ ＝]", name):
        tallies.is_a(name, "person", 2)
    if re.match("社(?!長|員|会|外|内|債|説)", after):
        tallies.is_a(name, "company", 4)
    if said["ends"].search(name) or _LISTED.match(after):
        tallies.is_a(name, "company", 4)
    if _CAMEL.fullmatch(name):
        tallies.is_a(name, "company", 1)
    if said["owned"].match(after) or said["before"].search(before):
        tallies.is_a(name, "company", 1)
    if re.match("[をはが]", after) and re.search("買収|合併|傘下|TOB|拠出|出資", text[end : end + 25]):
        tallies.is_a(name, "company", 1)
    elif said["after"].match(after) and said["verbs"].search(text[end : end + 40]):
        tallies.is_a(name, "company", 0.5)
    if re.search(r"非営利(?:団体|法人|組織|研究機関)?(?:の|である|「)?$", before) or re.match(
        r"(?:は|という)?非営利(?:団体|法人|組織)(?:で|と)", after
    ):
        tallies.is_a(name, "nonprofit", 1)


def _kanji_names(text: str) -> Iterator[tuple[str, str, float]]:
    """Names written in kanji: people by what follows them, companies and authorities by how they end."""
    said = _patterns()
    for match in said["person"].finditer(text):
        name = _bare(match["name"])
        before = text[match.start() - 1 : match.start()]
        if name and not re.match("[ァ-ヴー・A-Za-z]", before) and not _is_common(name):
            kind = "company" if said["ends"].search(name) or name in known() else "person"
            if len(name) > 1 or text[match.end()] == "氏":
                yield name, kind, 4 if text[match.end()] == "氏" or len(name) >= 3 else 1
    for match in _SIGNED.finditer(text):
        if not _is_common(match["name"]):
            yield match["name"], "person", 3
    for match in _KANJI.finditer(text):
        name = re.sub("^(?:米|英|仏|独|日|中|韓|欧|前|元|現|旧|新)(?=.{3})", "", match[0])
        yield from _kanji_name(name, text[match.end() : match.end() + 2])
    for match in re.finditer(r"[一-龠々]{1,6}(?:[ァ-ヴーA-Za-z&・]{2,16}[一-龠々]{0,6})", text):
        name = re.sub("^(?:米|英|仏|独|前|元|現|旧)", "", match[0])
        kanji = re.match("[一-龠々]{2,}", name)
        if kanji and said["ends"].search(name) and not (_VAGUE.match(name) or _is_common(kanji[0])):
            yield name, "company", 3


def _kanji_name(name: str, after: str) -> Iterator[tuple[str, str, float]]:
    said = _patterns()
    if _is_common(name) or len(name) < 3:
        return
    for kind, least in (("court", 4), ("regulator", 4), ("nonprofit", 4), ("ends", 3)):
        if said[kind].search(name) and len(name) >= least and after[:1] not in ("化", "的", "性", "業"):
            yield name, "company" if kind == "ends" else kind, 2
            return


def _formed(text: str) -> Iterator[tuple[str, str, float]]:
    """Names beside their legal form: 株式会社X, X株式会社, 一般社団法人X."""
    for match in _FORMS.finditer(text):
        name = (match["after"] or match["before"]).strip(" ・.-")
        name = re.split(r"の|は|が|を|と|代表|社長|会長| (?![A-Za-z])", name)[0]
        if len(name) > 1 and not _is_common(name):
            yield name, "nonprofit" if match["after"] and _NONPROFIT.search(match[0][:6]) else "company", 4


def _bare(name: str) -> str:
    """A person's name without the roles that run into it, as in 会長孫正義."""
    return re.sub(
        r"^(?:.*(?:社長|会長|代表|取締役|大臣|首相|長官|議員|教授|弁護士|実業家|投資家|富豪|出身"
        r"|最高経営責任者|創業者)|前|元|現|新|故|米)(?=.{1,4}$)",
        "",
        name,
    )


def _is_common(name: str) -> bool:
    """Whether a run of kanji is a common noun or a title."""
    titles = listed("ja", "honorifics") | listed("ja", "roles")
    return (
        bool(_patterns()["generic"].match(name))
        or name in titles
        or any(piece in titles or piece in _ADJECTIVES for piece in name.split())
        or name[-1] in "前元新副同両各次現共兼"
        or name[0] in "同両各副兼"
    )
