"""The amounts, shares and exchange rates of a sentence, each read by the same reader as the numbers of a deal file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .._core.amounts import CURRENCIES, SCALES, Amount, read
from .._core.records import field, record, replace

__all__ = ["Money", "RateFound", "numbers_in", "rates_in", "unit_of"]


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


@record
class RateFound:
    """What one unit of a currency costs in another, as the text says."""

    of: str
    into: str
    rate: str
    written: str
    start: int
    end: int


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN_SCALE = (
    r"(?:[ -]?(?:thousand|million|billion|trillion|mln|bln|trln)s?(?![a-z])| ?(?:bn|mn|mm|tn|trn|k|m|b|t)(?![a-z\d]))"
)
_KANA_SCALE = "|".join(sorted((word for word in SCALES if not word.isascii()), key=len, reverse=True))
_SIGN = (
    r"(?:(?:us|u\.s\.) ?|a|c|hk|nt|au|ca)?\$|€|£|¥|₩|₹|(?:"
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
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,6})?|\d{1,16}(?:\.\d{1,6})?)"
_KANJI = "〇一二三四五六七八九十百千"
_DIGITS = (
    rf"(?:(?:{_NUMBER} ?(?:{_KANA_SCALE}) ?){{1,4}}(?:{_NUMBER})?"
    rf"|{_NUMBER}{_LATIN_SCALE}?"
    rf"|[{_KANJI}]{{1,7}}(?:(?=割)|(?=円)|(?=ドル)|(?=ユーロ)|(?=パーセント)|(?:兆|億|万)(?:[{_KANJI}]{{1,7}}[億万])?)"
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
_END = re.compile(
    rf"(?<![a-z\d.$€£¥+数])(?<!\d,)(?P<before>{_BEFORE})?(?:(?P<sign>{_SIGN}) ?)?(?P<digits>{_DIGITS})(?![\d]|,\d|\.\d)"
    rf"(?P<after>{_AFTER})?(?:(?P<part>{_PART})|(?P<count>{_COUNT}))?(?P<per>{_PER})?",
    re.I,
)
_DASH = re.compile(r" ?(?:-to-|-|–|—|〜|~|～|から|ないし|to|and) ?", re.I)
_ABOUT = re.compile(
    r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ|推定|最大で?|最高|最低|少なくとも|総額で?|計|合計|時価|ざっと|上限"
    r"|(?:an estimated|estimated|around|about|nearly|roughly|approximately|approx\.|circa|some|almost"
    r"|just over|just under"
    r"|more than|less than|over|under|up to|at least|as much as|as many as|close to|upwards of|~|≈)) ?(?:a |an )?$",
    re.I,
)
_ROUGH = re.compile(
    r" ?(?:以上|以下|超|未満|余り|余|あまり|程度|前後|近く|規模|強|弱|ほど|台|or more|or so|plus)(?![a-z])", re.I
)
_FRACTION = re.compile(
    r"過半数?|半数以上|([\d一二三四五六七八九十]{1,2})分の([\d一二三四五六七八九十]{1,2})"
    r"|\b(?:a |the )?(?:controlling |simple |slim )?majority(?= (?:stake|of the (?:shares|votes|voting"
    r"|stock)|share|interest|holder|owner))"
    r"|\b(?:two[- ]thirds|three[- ]quarters|one[- ]third|a third|one[- ]quarter|a quarter"
    r"|half)(?= (?:of (?:the|its|all)(?: [a-z]+)? (?:shares|stock|equity|votes|company|firm|business"
    r"|profits?)|stake|interest))"
    r"|\b(?:two|three)[- ](?:thirds|quarters)\b",
    re.I,
)
_PARTS = {"two thirds": 2 / 3, "three quarters": 0.75, "one third": 1 / 3, "a third": 1 / 3, "one quarter": 0.25}
_PARTS |= {"a quarter": 0.25, "half": 0.5}
_CONVERSION = re.compile(
    r" ?(?:余り|余|強|弱|超|規模|相当)?(?:"
    r"[(（\[［](?:当時の為替レートで|当時のレートで|現在のレートで|日本円(?:で|換算で|にして)?"
    r"|円換算で|米ドルで|邦貨換算で?|=|＝|≒|or |equivalent to |equal to )?、?"
    r"|、?日本円(?:で|換算で|にして)(?:は)?|, or |, equivalent to | or |[=＝≒/／])"
    r" ?(?:約|およそ|ざっと|about |around |roughly |approximately |some |nearly )?$",
    re.I,
)
_RATE = re.compile(
    r"(?:1|一)(?P<of>米?ドル|ユーロ|ポンド|人民元|元|ウォン) ?(?:[=＝≒は]|あたり|当たり"
    r"|につき)+ ?約? ?(?P<rate>\d{1,4}(?:\.\d{1,4})?)(?P<into>円|ドル)"
    r"|\b1 ?(?P<of2>USD|EUR|GBP|CNY) ?[=＝≈] ?(?P<rate2>\d{1,4}(?:\.\d{1,4})?) ?(?P<into2>JPY|USD|EUR)"
    r"|(?P<rate3>\d{1,4}(?:\.\d{1,4})?) (?P<into3>yen|won|yuan) (?:to|per) the (?P<of3>dollar|euro|pound)"
)
_UNIT = re.compile(
    rf"[(（\[](?:単位[:：]?)? ?(?P<scale>{_KANA_SCALE})?(?P<currency>円|米?ドル|ユーロ|ポンド|%|％)[)）\]]"
    r"|[(（\[]?(?P<sign>US\$|\$|€|£|¥|USD|EUR|GBP|JPY) ?(?P<latin>billions?|millions?|trillions?|bn|mn|m|tn)\b",
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
_NAMED = ("sign", "after", "part", "count", "before")  # any of these says what a number counts
WINDOW = 24  # characters before a number in which a word such as 約 or `up to` makes it rough


def numbers_in(text: str, unit: str = "") -> tuple[Money, ...]:
    """The money, shares, prices and counts of a sentence, in order; `unit` is what a table says of bare numbers.

    >>> [each.value for each in numbers_in("It offered $97.4 billion (about 15 trillion yen) for 49% of the firm.")]
    ['$97.4 billion', '49%']
    """
    spans = [(rate.start, rate.end) for rate in rates_in(text)]
    ends = [end for end in _END.finditer(text) if not any(a <= end.start() < b for a, b in spans)]
    ends = [end for end in ends if unit or any(map(end.group, _NAMED)) or _scaled(end) or _DASH.match(text, end.end())]
    found = [*_joined(text, ends, unit), *_fractions(text)]
    return tuple(_converted(text, sorted(found, key=lambda each: each.start)))


def _joined(text: str, ends: list[re.Match[str]], unit: str) -> Iterator[Money]:
    """Each number, or two of them where a dash makes a range."""
    skip = False
    for index, end in enumerate(ends):
        if skip:
            skip = False
            continue
        following = ends[index + 1] if index + 1 < len(ends) else None
        ranged = _range(text, end, following) if following else None
        one = ranged or _money(text, end.start(), end.end(), _spelled(end))
        skip = ranged is not None
        if (
            one is None
            and unit
            and re.fullmatch(r"\s*[▲△−+-]? ?", text[: end.start()])
            and not text[end.end() :].strip()
        ):
            one = _money(text, 0, len(text), unit.format(text.strip()))
        if one is not None:
            yield one


def _range(text: str, low: re.Match[str], high: re.Match[str]) -> Money | None:
    between = text[low.end() : high.start()]
    dash = _DASH.fullmatch(between)
    if (
        not dash
        or not any(end[name] for end in (low, high) for name in _NAMED)
        or (
            between.strip().lower() == "and" and not re.search(r"\b(?:between|from) ?$", text[: low.start()][-9:], re.I)
        )
    ):
        return None
    if dash[0].strip() == "から" and re.match("[にへ]", text[high.end() :]):
        return None  # it went from one to the other
    if low["per"] or bool(low["sign"]) > bool(high["sign"] or high["after"] or high["digits"]):
        return None
    return _money(text, low.start(), high.end(), f"{_spelled(low)}-{_spelled(high)}", ranged=True)


def _scaled(end: re.Match[str]) -> bool:
    """Whether a number has a word for thousands or more."""
    return not end["digits"][-1].isdigit()


def _spelled(end: re.Match[str]) -> str:
    """The number as the reader of amounts spells it."""
    digits = end["digits"].lower()
    words = re.fullmatch(r"(half a|[a-z]+)[ -]([a-z]+)", digits)
    if words and words[1] in _WORDS:
        digits = f"{_WORDS[words[1]]:g} {words[2]}"
    digits = re.sub(f"[{_KANJI}]{{1,7}}", _arabic, digits) if digits[0] in _KANJI else digits
    digits = re.sub(
        r"[ -]?(thousand|million|billion|trillion|mln|bln|trln)s?$", lambda scale: " " + _scale(scale[1]), digits
    )
    sign = re.sub(r"^(?:u\.s\.|us) ?\$$", "US$", (end["sign"] or "").strip(), flags=re.I)
    sign = {"au$": "A$", "ca$": "C$"}.get(sign.lower(), sign)
    part = (
        "%"
        if "cent" in (end["part"] or "").lower()
        else re.sub("[一二三四五六七八九]", _arabic, (end["part"] or "").strip())
    )
    per = (
        re.sub(r"-a-|-per-| ?(?:/|per |an? )", "/", end["per"] or "", flags=re.I)
        .replace(" apiece", "/share")
        .replace(" each", "/share")
    )
    before = (
        re.sub(r"^([1一]株).*", r"1株", end["before"] or "") if "株" in (end["before"] or "") else (end["before"] or "")
    )
    counted = (end["count"] or "").replace(" times", "x").rsplit(" ", 1)
    counted = ("" if len(counted) == 1 else " ") + counted[-1]
    return f"{before.strip()}{sign}{digits}{_currency(end['after'], sign)}{part}{counted}{per}"


def _scale(word: str) -> str:
    return {"mln": "million", "bln": "billion", "trln": "trillion"}.get(word.lower(), word)


def _currency(after: str | None, sign: str) -> str:
    """The name of a currency behind a number, as the reader knows it."""
    name = (after or "").strip(" -").lower()
    if not name or not name.isascii():
        return name
    nation = next((code for word, code in _NATIONS.items() if name.startswith(word)), "")
    plain = name.rsplit(" ", 1)[-1]
    plain = {
        "sterling": "pounds",
        "renminbi": "CNY",
        "rupee": "INR",
        "rupees": "INR",
        "francs": "CHF",
        "franc": "CHF",
    }.get(plain, plain)
    return " " + (nation or plain) if not sign else ""


def _arabic(match: re.Match[str]) -> str:
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


def _money(text: str, start: int, end: int, value: str, ranged: bool = False) -> Money | None:
    """The number if the reader of amounts takes it and it counts money, a part or things."""
    try:
        amount = _read(value)
    except ValueError:
        return None
    if not (amount.currency or amount.word in ("%", "x", "share", "user")) or (ranged and amount.low == amount.high):
        return None
    if amount.currency == "KRW" and value.endswith("won") and amount.low < 1000:
        return None
    window = text[max(0, start - WINDOW) : start]
    before, after = _ABOUT.search(window), _ROUGH.match(text, end)
    about = (before[0] if before else after[0] if after else "").strip()
    return Money(text[start:end].strip(), value.strip(), amount, start, end, about)


@lru_cache(1024)
def _read(value: str) -> Amount:
    return read(value)


def _fractions(text: str) -> Iterator[Money]:
    """Shares in words: a majority, two thirds, 3分の2."""
    for match in _FRACTION.finditer(text):
        word = match[0].lower()
        if match[1]:
            above, below = (int(re.sub(f"[{_KANJI}]+", _arabic, part)) for part in (match[2], match[1]))
            share = (above / below, above / below) if 0 < above < below else None
        elif "majority" in word or word.startswith(("過半", "半数")):
            share = (0.5, 1.0)
        else:
            part = _PARTS.get(word.replace("-", " "))
            share = (part, part) if part else None
        if share:
            yield Money(match[0], "", Amount(*share, word="%"), match.start(), match.end())


def _converted(text: str, found: list[Money]) -> Iterator[Money]:
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
    return second.start - first.end < 40 and _CONVERSION.fullmatch(text[first.end : second.start]) is not None


def rates_in(text: str) -> tuple[RateFound, ...]:
    """Exchange rates that the text gives: 1ドル=152円, 152 yen to the dollar."""
    found = []
    for match in _RATE.finditer(text):
        of, into = (match["of"] or match["of2"] or match["of3"]), (match["into"] or match["into2"] or match["into3"])
        rate = match["rate"] or match["rate2"] or match["rate3"]
        found.append(
            RateFound(CURRENCIES[of.lower()], CURRENCIES[into.lower()], rate, match[0], match.start(), match.end())
        )
    return tuple(found)


def unit_of(*heads: str) -> str:
    """What a bare number below a head such as `売上高（億ドル）` or `$bn` is, as a pattern to fill in."""
    for match in filter(None, map(_UNIT.search, heads)):
        if match["currency"]:
            return "{}" + (match["scale"] or "") + match["currency"].replace("％", "%")
        return match["sign"] + "{} " + match["latin"].rstrip("s")
    return ""
