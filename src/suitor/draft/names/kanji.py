"""The names written in kanji, told from common words: 野村証券 is one, 大手証券, put together from a lexicon, none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ..text.vocabulary import known, listed, words

__all__ = ["LISTED", "SHORT", "clipped", "initial", "is_common", "kanji_names", "said_of", "short_forms"]

LISTED = re.compile(
    r"^[(（〈<](?:[東名大福札]証|ジャスダック|ヘラクレス|マザーズ|JASDAQ|ナスダック|NASDAQ|NYSE|証券コード"
    r"|[1-9]\d{3}[.)）>]|\d{3}[A-Z][.)）>])"
)
_KANJI = re.compile(r"[一-龠々]{2,14}")
_SIGNED = re.compile(
    r"(?:社長|会長|代表取締役|CEO|理事長|代表|取締役)[ 　](?P<name>[一-龠々]{1,3} ?[一-龠々]{1,4})(?=[\s、。(（]|$)"
)
_SOFT = re.compile(  # a name in hiragana, after a particle or none: あおぞら銀行
    "(?<![ぁ-ん])(?:(?<=[一-龠々ァ-ヴー])[とはがやもをにの])?(?P<name>[ぁ-ん]{1,5}[ぁ-ん](?<![たるいのうくすつむ])(?:銀行|証券|生命|信託銀行))"
)
_LED = re.compile(
    "^(?:米|英|仏|独|旧|現|今回|当時|現在|一方|結局|実際|最終的|同日|昨年|今年|前年|当初|今後|先月|今月)(?=.{2})"
)
_BOUGHT = (
    "(?:[^。、「」一-龠]{0,8}|(?:1株|総額)[^。、「」]{0,16}で|行う)"
    "(?:同意なき|敵対的|友好的|対抗)?(?:TOB|公開買|買収|完全子会社化|子会社化)"
)
_DEALT = (  # what stands right after a company that is bid for, or that bids; once is enough from 1 on
    (4.0, LISTED),
    (1.5, re.compile("^[(（][A-Z][A-Za-z]{1,11}[)）]")),
    (1.5, re.compile("^(?:株|株式)?(?:に対する|に対し|への)[^。]{0,30}?(?:TOB|公開買|買収|子会社化)")),
    (1.5, re.compile("^の(?:取締役会|経営陣|株主総会|臨時株主総会)")),
    (0.75, re.compile(f"^(?:株|株式)?(?:に|を|の){_BOUGHT}")),
    (0.75, re.compile("^(?:は|が|も)[^。]{0,60}(?:TOB|買収|公開買|反対|賛同|子会社化)")),
    (0.75, re.compile("^[がと][^。、]{0,20}(?:争|競|対立|提携|統合)")),
)
_BUILT = re.compile("(?:通信|電力|石油|航空|放送|製鉄|海運|鉄道|電工|紡績|製紙)$")  # which make a name of a common word
_SOLD = re.compile("^(?:を|の|と)?(?:買収|合併|統合|子会社化|株式)")
LEAST = 0.75  # points; twice that much is needed of a name that is met once
SHORT = re.compile("(?:・?ホールディングス|HD|・?グループ|コーポレーション|キャピタル|製作所|商事|電機)$")
_STANDS = "(?=側|株[のをがはにで、]|陣営|[はがをにものへと、。]|(?:に対|による|から))(?!の?(?:ように|ほか))"


@cache
def said_of() -> dict[str, re.Pattern[str]]:
    """What stands around Japanese names, by what it says of them."""
    said = words("ja")
    return {
        "honorific": re.compile(
            f"^(?:[米英仏独露韓]国?|ロシアの?)?(?:次期|前|元|副|新|現|共同|兼)?(?:{said['honorifics']})"
        ),
        "titled": re.compile(f"(?:{said['honorifics']}|{said['roles']})$"),
        "role": re.compile(f"(?:{said['roles']})(?:の|で|である|、|・)?$"),
        "owned": re.compile(f"^{said['owned']}"),
        "after": re.compile(f"^{said['after_company']}"),
        "before": re.compile(f"(?:{said['before_company']})$"),
        "verbs": re.compile(said["company_verbs"]),
        "ends": re.compile(f"(?:{said['company_ends']})$"),
        "nonprofit": re.compile(f"(?:{said['nonprofit_ends']})$"),
        "regulator": re.compile(f"(?:{said['regulator_ends']})$"),
        "court": re.compile(f"(?:{said['court_ends']})$"),
        "person": re.compile(
            rf"(?P<name>[一-龠々]{{1,5}}(?: [一-龠々]{{1,3}})?)(?=(?:{said['honorifics'].replace('氏', '氏(?!名)')}))"
        ),
    }


def kanji_names(text: str) -> Iterator[tuple[str, str, float]]:
    """Names written in kanji: people by what follows them, companies and authorities by how they end or act."""
    said = said_of()
    for match in said["person"].finditer(text):
        name = _bare(match["name"].rstrip("副前元新次兼"))
        before = text[max(0, match.start() - 2) : match.start()]
        if name and not re.search("[ァ-ヴーA-Za-z]・?$", before) and not is_common(name):
            kind = "company" if said["ends"].search(name) or name in known() else "person"
            if len(name) > 1 or text[match.end()] == "氏":
                yield name, kind, 4 if text[match.end()] == "氏" or len(name) >= 3 else 1
    for match in _SOFT.finditer(text):
        yield match["name"], "company", 2
    for match in _SIGNED.finditer(text):
        if not is_common(match["name"]):
            yield match["name"], "person", 3
    for match in _KANJI.finditer(text):
        if not re.match("[ァ-ヴーA-Za-z]", text[match.end() : match.end() + 1]):
            yield from _institution(_LED.sub("", match[0]), text[match.end() : match.end() + 2])
            yield from _dealt(match[0], text[match.start() - 6 : match.start()], text[match.end() : match.end() + 90])


def _institution(name: str, after: str) -> Iterator[tuple[str, str, float]]:
    """A company, court or authority that ends as such."""
    said = said_of()
    if is_common(name) or len(name) < 3:
        return
    for kind, least in (("court", 4), ("regulator", 4), ("nonprofit", 4), ("ends", 3)):
        if said[kind].search(name) and len(name) >= least and after[:1] not in ("化", "的", "性", "業"):
            yield name, "company" if kind == "ends" else kind, 2
            return


def _dealt(run: str, before: str, after: str) -> Iterator[tuple[str, str, float]]:
    """A company that nothing but what is done with it shows as one: 島忠にTOB, 前田道路(1883)."""
    bare = re.sub("(?:株式|株|側|陣営)$", "", run)
    name = _LED.sub("", bare)
    said = said_of()
    if len(name) < 2 or re.search("[ァ-ヴーA-Za-z]$", before) or said["honorific"].match(after):
        return
    firm = (LISTED.match(after) and len(name) > 3) or (_BUILT.search(name) and _SOLD.match(after))
    if (is_common(name) and not firm) or said["titled"].search(name) or re.match("[ぁ-ん]*(?:同|両)", name):
        return
    points = max((weight for weight, says in _DEALT if says.match(run[len(bare) :] + after)), default=0.0)
    points += 0.5 * (said["before"].search(before) is not None) + 0.5 * (bare != run)
    if (
        points >= LEAST
        and not re.search(r"\d$", before)
        and not any(said[kind].search(name) for kind in ("court", "regulator", "nonprofit"))
    ):
        yield name, "company", points


def short_forms(names: list[str], text: str) -> Iterator[str]:
    """What a text also calls its companies: 大戸屋 for 大戸屋ホールディングス, 牧野 for 牧野フライス製作所."""
    for name in names:
        kanji = re.match("[一-龠々]{2,}(?=[ァ-ヴ])", name)
        for short in {SHORT.sub("", name), kanji[0] if kanji else name, clipped(name), initial(name)} - {name}:
            if len(short) > 1 and not is_common(short) and re.search(rf"(?<![一-龠ァ-ヴー]){short}{_STANDS}", text):
                yield short


def clipped(name: str) -> str:
    """A long name in kanji without its middle, as newspapers have it: 豊田織機 for 豊田自動織機."""
    return name[:2] + name[-2:] if re.fullmatch("[一-龠々]{6,}", name) else name


def initial(name: str) -> str:
    """A name in kanji with one sign for what the company does, as in market reports: 北越紙 for 北越製紙, 新生銀."""
    return re.sub("製(?=.$)|(?<=[銀証商])[行券事]$", "", name) if re.fullmatch("[一-龠々]{4,5}", name) else name


def _bare(name: str) -> str:
    """A person's name without the roles that run into it, as in 会長孫正義."""
    return re.sub(
        r"^(?:.*(?:社長|会長|代表|取締役|大臣|首相|長官|議員|教授|弁護士|実業家|投資家|富豪|出身"
        r"|最高経営責任者|創業者)|[前元新米](?![田川原澤沢島嶋井木倉本谷])|現|故)(?=.{1,4}$)",
        "",
        name,
    )


@lru_cache(8192)
def is_common(name: str) -> bool:
    """Whether a run of kanji is no name: common words put together, a title, or a place and what is there."""
    titles = listed("ja", "honorifics") | listed("ja", "roles")
    place = next((each for each in listed("ja", "places") if name.startswith(each)), "")
    rest = name[len(place) :]
    return (
        name in listed("ja", "generic")
        or re.search("(?:大手|首位|中堅|業界|各社|企業|会社|市場)$", name) is not None
        or any(piece in titles or (not place and is_plain(piece)) for piece in name.split())
        or is_plain(said_of()["ends"].sub("", name) or "-")
        or (bool(place) and (not rest or (is_plain(rest) and not said_of()["ends"].search(rest))))
        or name[-1] in "前元新副同両各次現共兼"
        or name[0] in "同両各副兼"
    )


@lru_cache(8192)
def is_plain(run: str) -> bool:
    """Whether common words alone make up a run of kanji, at least one of them of two signs."""
    if re.search("[^一-龠々]", run):
        return False
    plain = listed("ja", "plain")
    reached = {0: False}  # place in the run: whether a word of two signs led there
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 6), end):
            if start in reached and run[start:end] in plain:
                reached[end] = reached.get(end, False) or reached[start] or end - start > 1
    return reached.get(len(run), False)
