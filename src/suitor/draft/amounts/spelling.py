"""How numbers are written in English and Japanese, and the same number as the reader of amounts spells it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..._core.amounts import CURRENCIES, SCALES

__all__ = ["KANA_SCALE", "KANJI", "WRITTEN", "arabic", "is_pence", "is_scaled", "spelled"]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN_SCALE = (
    r"(?:[ -]?(?:lakh crore|crore|cr|lakh|thousand|million|billion|trillion|mln|bln|trln)s?(?![a-z])"
    r"| ?(?:bn|mn|mm|tn|trn|k|m|b|t)(?![a-z\d]))"
)
KANA_SCALE = "|".join(sorted((word for word in SCALES if not word.isascii()), key=len, reverse=True))
_SIGN = (
    r"(?:(?:us|u\.s\.) ?|a|c|hk|nt|au|ca)?\$|€|£|¥|₩|₹|rs\.? ?(?=\d)|(?:"
    + "|".join(
        sorted(
            {code for code in CURRENCIES if code.isascii() and len(code) == 3 and code.isalpha()}
            - {"won", "try", "all"}
        )
    )
    + r")(?![a-z])"
)
_NATION = r"(?:u\.s\. |us |american |canadian |australian |hong kong |singapore |taiwan |british |japanese |chinese )?"
_AFTER = (
    rf"[ -]?{_NATION}(?:dollars?|euros?|pounds?(?: sterling)?|yen|yuan|renminbi|won|rupees?|francs?)(?![a-z])"
    r"| ?(?:usd|jpy|eur|gbp|cny|krw|cad|aud|hkd|chf|twd|inr|sgd)(?![a-z])"
    + "| ?(?:"
    + _any(word for word in CURRENCIES if not word.isascii() and len(word) > 1 and word[0] not in "¥€£₩₹")
    + "|円|元(?![ァ-ヴ一-龠A-Za-z]))"
)
_PENCE = (  # in which British shares are priced
    r" ?(?:british )?pence(?![a-z])|p(?= (?:per|a) share| in cash|-a-share| (?:that )?(?:its )?shares| offer\b| bid\b)"
    r"|(?<=\.\d)p(?![a-z\d])|(?<=\.\d\d)p(?![a-z\d])"
)
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,6})?|\d{1,16}(?:\.\d{1,6})?)"
KANJI = "〇一二三四五六七八九十百千"
_DIGITS = (
    rf"(?:(?:{_NUMBER} ?(?:{KANA_SCALE}) ?){{1,4}}(?:{_NUMBER})?"
    rf"|{_NUMBER}{_LATIN_SCALE}?"
    rf"|[{KANJI}]{{1,7}}(?:(?=割)|(?=円)|(?=ドル)|(?=ユーロ)|(?=パーセント)|(?:兆|億|万)(?:[{KANJI}]{{1,7}}[億万])?)"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|half a|a)(?:[ -](?:thousand|million|billion"
    r"|trillion))(?![a-z]))"
)
_PER = r"(?:(?: ?(?:/|per |an? )|-a-|-per-)(?:share|month|year|quarter|week|day|user|株|月|年)(?![a-z])| ?apiece| each)"
_PART = (
    r" ?(?:%|％|per ?cent(?![a-z])|パーセント)(?!ポイント|pt| point)"
    r"|割(?:[\d一二三四五六七八九]分)?(?![りれ当合安高増減])"
)
_COUNT = (
    r" ?(?:倍|株|人)(?![ァ-ヴ一-龠])|(?:(?<=\d)x| times)(?![a-z])"
    r"| (?!in )(?:[a-z]{2,12} ){0,3}?(?:users|people|subscribers|shares)(?![a-z])"
)
_BEFORE = (
    r"1株(?:当たり|あたり|当り|につき)?、?(?:金|の?(?:価格|金額|買付価格|対価)(?:は|を|が)?)? ?"
    r"|一株(?:当たり|あたり|につき)? ?|月額? ?|年額? ?|1人(?:当たり|あたり) ?"
)
WRITTEN = re.compile(
    rf"(?:(?<![a-z\d.$€£¥+数])(?<!\d/)|(?<=\bc\.))(?<!\d,)(?P<before>{_BEFORE})?"
    rf"(?:(?P<sign>{_SIGN}) ?)?(?P<digits>{_DIGITS})(?![\d]|,\d|\.\d)"
    rf"(?P<after>{_AFTER}|{_PENCE})?(?:(?P<part>{_PART})|(?P<count>{_COUNT}))?(?P<per>{_PER})?",
    re.I,
)
_ONES = dict(zip("〇一二三四五六七八九", range(10)))
_WORDS = dict(zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(1, 11))) | {
    "a": 1,
    "half a": 0.5,
}
_NATIONS = {
    "canadian": "CAD",
    "australian": "AUD",
    "hong kong": "HKD",
    "taiwan": "TWD",
    "japanese": "JPY",
    "chinese": "CNY",
}
_PLAIN = {"sterling": "pounds", "renminbi": "CNY", "rupee": "INR", "rupees": "INR", "francs": "CHF", "franc": "CHF"}
_INDIAN = {"lakh": 1e5, "cr": 1e7, "crore": 1e7, "lakh crore": 1e12}
_SCALES = {"mln": "million", "bln": "billion", "trln": "trillion"}


def spelled(end: re.Match[str]) -> str:
    """The number as the reader of amounts spells it."""
    said = {name: end[name] or "" for name in ("before", "sign", "part", "count", "per")}
    before = "1株" if re.match("[1一]株", said["before"]) else said["before"].strip()
    sign = re.sub(r"^(?:u\.s\.|us) ?\$$", "US$", said["sign"].strip(), flags=re.I)
    sign = {"au$": "A$", "ca$": "C$", "rs": "₹", "rs.": "₹"}.get(sign.lower(), sign)
    part = "%" if "cent" in said["part"].lower() else re.sub("[一二三四五六七八九]", arabic, said["part"].strip())
    per = re.sub(r"-a-|-per-| ?(?:/|per |an? )", "/", said["per"], flags=re.I)
    per = per.replace(" apiece", "/share").replace(" each", "/share")
    counted = re.sub(".* ", " ", said["count"].replace(" times", "x"))
    if is_pence(end):
        return f"£{float(end['digits'].replace(',', '')) / 100:g}{per}"
    return f"{before}{sign}{_digits(end['digits'].lower())}{_currency(end['after'], sign)}{part}{counted}{per}"


def is_pence(end: re.Match[str]) -> bool:
    """Whether a number counts hundredths of a pound."""
    unit = (end["after"] or "").strip().lower().removeprefix("british ")
    return unit in ("p", "pence") and re.fullmatch(r"[\d,.]+", end["digits"]) is not None


def _digits(digits: str) -> str:
    """The digits, words and kanji of a number as digits and a word for thousands or more."""
    words = re.fullmatch(r"(half a|[a-z]+)[ -]([a-z]+)", digits)
    if words and words[1] in _WORDS:
        digits = f"{_WORDS[words[1]]:g} {words[2]}"
    digits = re.sub(f"[{KANJI}]{{1,7}}", arabic, digits) if digits[0] in KANJI else digits
    if (crore := re.fullmatch(r"([\d,.]+) ?(lakh crore|crore|cr|lakh)s?", digits)) is not None:
        return f"{float(crore[1].replace(',', '')) * _INDIAN[crore[2]]:.15g}"
    scale = r"[ -]?(thousand|million|billion|trillion|mln|bln|trln)s?$"
    return re.sub(scale, lambda word: " " + _SCALES.get(word[1], word[1]), digits)


def _currency(after: str | None, sign: str) -> str:
    """The name of a currency behind a number, as the reader knows it."""
    name = (after or "").strip(" -").lower()
    if not name or not name.isascii():
        return name
    nation = next((code for word, code in _NATIONS.items() if name.startswith(word)), "")
    plain = name.rsplit(" ", 1)[-1]
    plain = _PLAIN.get(plain, plain)
    return " " + (nation or plain) if not sign else ""


def arabic(match: re.Match[str]) -> str:
    """Digits for a number in kanji: 二百 is 200, 一五 is 15."""
    if not set(match[0]) & set("十百千"):
        return "".join(str(_ONES[sign]) for sign in match[0])
    total, one = 0, 0
    for sign in match[0]:
        if sign in _ONES:
            one = _ONES[sign]
        else:
            total += (one or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            one = 0
    return str(total + one)


def is_scaled(end: re.Match[str]) -> bool:
    """Whether a number has a word for thousands or more."""
    return not end["digits"][-1].isdigit()
