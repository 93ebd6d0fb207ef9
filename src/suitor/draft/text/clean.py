"""An article as people copy it, made plain: markup, addresses and footnote marks go, full-width digits become digits.

Every pattern here looks a bounded way ahead, so that a hostile text costs no more than a long one.
"""

from __future__ import annotations

import html
import re
import unicodedata

from .markdown import without_markdown

__all__ = ["LONGEST", "clean"]

LONGEST = 1_000_000  # characters; a long article has ten thousand

_TAG = re.compile(r"<(/?)(!--|[a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]{0,600})?)/?>|<!--|-->")
_MARKUP = re.compile(
    r"</?(?:p|div|span|br|a|b|i|strong|em|h[1-6]|ul|ol|li|td|th|tr|table|html|body|img|script)\b", re.I
)
_HIDDEN = {"script", "style", "noscript", "svg", "head"}
_CELLS = {"td", "th"}
_INLINE = {"a", "abbr", "b", "em", "font", "i", "mark", "ruby", "rb", "s", "small", "span", "strong", "u"}
_DROPPED = {"rt", "rp", "sup"}  # readings above characters and footnote marks
_ADDRESS = re.compile(
    r"(?:https?://|www\.|pic\.twitter\.com/)(?:(?!\d{4}年)[!-;=?-~]){1,500}"
    r"|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,40}|\(@\w{1,40}\)|(?<![\w@])@\w{2,40}"
)
_CAPTION = re.compile(
    r"[(（](?:AP |Reuters )?(?:Photo|Image|写真|画像)[^()（）\n]{0,80}[)）]"
    r"|\b(?:Photo|Image|Picture)s?(?: credit)?(?: by|:| courtesy of)[^.\n]{0,60}|写真[=＝:][^\n。]{0,40}"
    r"|写真は、[^。\n]{0,80}。[^。\n]{0,60}撮影(?:[(（][^()（）\n]{0,40}[)）])?。?"
    r"|^[^\n]{0,500}(?:\(Photo by|\(AP Photo|Getty Images)[^\n]{0,120}$"
    r"|^[^。\n]{0,40}(?:年|月|日)、[^。\n]{0,30}で撮影。[^\n]{0,40}$",
    re.M,
)
_CORRECTED = re.compile(r" ?\((?:corrects|corrected|correcting) from [^()\n]{1,60}\)", re.I)
_SPACED = re.compile(  # around Latin words and brackets in Japanese
    "(?<=[A-Za-z0-9)）」』ァ-ヴー一-龠]) (?=(?:[はがをにのともへやで]|氏|社|側|による|から)(?!\n))"
    "|(?<=[ァ-ヴー一-龠]) (?=[(（])|(?<=[はがをにのともへやで、。]) (?=[A-Za-z])"
)
_FOOTNOTE = re.compile(
    r"\[(?:\d{1,3}|[a-z]|注\d{0,3}|note \d{1,3})\]|[(（](?:注|※)\s?\d{0,3}[)）]|※\d{1,3}|[⁰¹²³⁴-⁹†‡]"
)
_NARROW = re.compile("[！-｝￠-￦ｦ-ﾟ㌀-㏿㈱㈲№℡]+")
_KEPT = set("！（），：；？～［］｛｝．＝＆・「」、。｜＜＞")  # full-width signs that are right in Japanese text
_BETWEEN = re.compile(f"([{''.join(map(re.escape, sorted(_KEPT)))}])")
_AMPERSAND = re.compile("＆")
_CIRCLED = re.compile("[\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]")
_DOLLAR = re.compile(r"\$(US|AU|NZ|A|C)(?=\d)")
_POINT = re.compile(r"(?<=\d)．(?=\d)|(?<=\d)・(?=\d{1,2}(?:%|％|パーセント|億|兆|万|倍))")
_COMMA = re.compile(r"(?<=\d)[，](?=\d{3})")
_KANJI_YEAR = re.compile("(?<![一二三四五六七八九十百千〇])[一二][〇一二三四五六七八九]{3}(?=年)")
_KANJI_DAY = re.compile(
    "(?<![一二三四五六七八九十百千〇\\d])(?:[一二三四五六七八九]"
    "|[二三]?十[一二三四五六七八九]?)(?=月(?!曜)|日(?![本市町月酔間]))"
)
_KANJI = dict(zip("〇一二三四五六七八九", "0123456789"))
_COLUMN = re.compile("(?<=[^\\s])(?:[ \u3000]{3,60}|\u3000{2})(?=[^\\s])")  # wide gaps set the columns of a table
_INDENT = re.compile("^[ \u3000]{3,60}(?=[^\\s\\n][^\\n]{0,80}\\t)", re.M)
_GLUED = re.compile(  # to a name in a byline
    r"(?<=[a-z])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}, (?:19|20)\d\d)"
)
_SPACES = re.compile(r"[^\S\n\t]+")


def clean(text: str) -> str:
    """The text without markup, with plain digits, letters and spaces.

    >>> clean("<p>１株２，９００円</p>").strip()
    '1株2,900円'
    """
    if len(text) > LONGEST:
        raise ValueError(f"an article of at most {LONGEST:,} characters can be read; this one has {len(text):,}.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = without_markdown(text)
    if _MARKUP.search(text):
        text = _unmarked(text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    text = _ADDRESS.sub(" ", _CORRECTED.sub("", text))
    text = _FOOTNOTE.sub("", _CAPTION.sub("", text))
    text = _CIRCLED.sub("・", text)
    text = _AMPERSAND.sub("&", _NARROW.sub(_narrow, text))
    text = _KANJI_DAY.sub(_dated, _KANJI_YEAR.sub(_dated, text))
    text = _DOLLAR.sub(r"\1$", _COMMA.sub(",", _POINT.sub(".", text)))
    text = _GLUED.sub(" ", text)
    text = _INDENT.sub("\t", _COLUMN.sub("\t", text))
    return _SPACED.sub("", _SPACES.sub(" ", _printable(text))).replace("**", "").replace("__", "")


def _unmarked(text: str) -> str:
    """What a browser would show, a line for each block and a bar between cells."""
    shown: list[str] = []
    hidden, end = "", 0
    for tag in _TAG.finditer(text):
        name = (tag[2] or tag[0]).lower()
        if not hidden:
            shown.append(text[end : tag.start()])
        end = tag.end()
        if hidden:
            hidden = "" if (tag[1] and name == hidden) or (hidden == "<!--" and name == "-->") else hidden
        elif (name in _HIDDEN | _DROPPED and not tag[1] and not tag[0].endswith("/>")) or name == "<!--":
            hidden = name
        else:
            shown.append(_shown(name, bool(tag[1])))
    return "".join(shown) + ("" if hidden else text[end:])


def _shown(name: str, closing: bool) -> str:
    """What stands in the plain text for a tag."""
    if name in _CELLS:
        return " | "
    if name in _INLINE:
        return ""
    if name == "li" and not closing:
        return "\n・"
    if re.fullmatch("h[1-6]", name) and not closing:
        return "\n\n# "
    return "\n\n" if name == "p" or name.startswith("h") else "\n"


def _narrow(match: re.Match[str]) -> str:
    """Full-width letters and digits as plain ones; Japanese punctuation stays."""
    pieces = _BETWEEN.split(match[0])
    return "".join(piece if piece in _KEPT else unicodedata.normalize("NFKC", piece) for piece in pieces)


def _dated(match: re.Match[str]) -> str:
    """The number of a year, a month or a day in digits: 二〇二三年, 十二月, 二十三日."""
    tens, ten, ones = match[0].rpartition("十")
    if not ten:
        return "".join(_KANJI[sign] for sign in match[0])
    return (_KANJI[tens] if tens else "1") + (_KANJI[ones] if ones else "0")


def _printable(text: str) -> str:
    """Only what can be printed and written to a file; odd spaces become spaces."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    kept = []
    for sign in text:
        if sign in "\n\t" or sign.isprintable():
            kept.append(sign)
        elif unicodedata.category(sign) in ("Zs", "Zl", "Zp"):
            kept.append(" " if unicodedata.category(sign) == "Zs" else "\n")
    return "".join(kept)
