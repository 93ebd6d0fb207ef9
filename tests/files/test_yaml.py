"""Files that are broken as YAML, or hostile."""

from __future__ import annotations

import time

import pytest

from suitor.deal import parse

from .conftest import filled, kinds, told, wrong


def test_a_missing_bracket_is_found_where_the_list_breaks_off(alone):
    """
    suitor: 1
    factors: [mood, rates
    currency: USD
    """
    assert told(alone) == ["3:9"]
    assert alone[0].kind == "syntax" and "bracket" in alone[0].hint


def test_two_colons_in_a_line_need_quotes(problems):
    """
    name: The bid: a story
    """
    assert told(problems) == ["1:14"]
    assert "put text with ': '" in problems[0].hint


def test_an_open_quote_is_found(alone):
    """
    suitor: 1
    name: "The bid
    """
    assert told(alone)[0].startswith("2:")
    assert "missing quote" in alone[0].hint


def test_a_line_that_is_indented_too_far_is_found(problems):
    """
    id: acme
      name: The bid
    """
    assert told(problems) == ["2:7"]
    assert problems[0].kind == "syntax"


def test_a_repeated_key_is_not_dropped_silently(problems):
    """
    currency: USD
    id: acme
    currency: JPY
    """
    assert told(problems) == ["3:1 currency"]
    assert problems[0].hint == "It stands in line 1 already: keep one of the two."


def test_every_repeated_key_is_told(problems):
    """
    bid:
      price: 3bn USD
      price: 4bn USD
      per: equity
      per: firm
    """
    assert told(problems) == ["3:3 bid.price", "5:3 bid.per"]


def test_a_tag_is_not_followed(problems):
    """
    name: !!python/object/apply:os.system ["true"]
    """
    assert told(problems)[0] == "1:7 name"
    assert problems[0].found == "tag:yaml.org,2002:python/object/apply:os.system"
    assert "Remove the tag" in problems[0].hint


def test_a_made_up_tag_is_named(problems):
    """
    bid:
      price: !money 3bn USD
    """
    assert told(problems)[0] == "2:10 bid.price"
    assert problems[0].found == "!money"


def test_a_second_document_is_refused(alone):
    """
    suitor: 1
    ---
    suitor: 1
    """
    assert told(alone) == ["2:1"]
    assert "---" in alone[0].hint


def test_an_alias_needs_its_anchor(problems):
    """
    stakes:
      - {holder: public, of: *target, cash: 100%}
    """
    assert told(problems) == ["2:26"]
    assert "&" in problems[0].hint


def test_a_merge_key_is_written_out(problems):
    """
    parties:
      - &acme {id: acme, name: Acme, kind: company}
      - {<<: *acme, id: buyer}
      - {id: public, name: Public, kind: group}
      - {id: rival, name: Rival, kind: company}
    """
    assert "3:6 parties[1].<<" in told(problems)
    assert "write the keys out" in next(problem.hint for problem in problems if problem.path.endswith("<<"))


def test_a_key_is_one_word(problems):
    """
    bid:
      ? [price, per]
      : 3bn USD
    """
    assert told(problems) == ["2:5 bid"]
    assert problems[0].kind == "key"


def test_a_list_is_no_deal(alone):
    """
    - suitor: 1
    """
    assert told(alone) == ["1:1"]
    assert "suitor init" in alone[0].hint


def test_a_sentence_is_no_deal(alone):
    """
    Acme is worth three billion dollars.
    """
    assert told(alone) == ["1:1"]
    assert alone[0].found == "Acme is worth three billion dollars."


def test_a_file_of_comments_is_no_deal(alone):
    """
    # nothing yet
    """
    assert told(alone) == ["1:1"]


def test_an_alias_that_holds_itself_ends(problems):
    """
    timeline: &again [*again]
    """
    assert kinds(problems) == ["depth"]
    assert problems[0].line == 1


def test_aliases_of_aliases_cost_no_more_than_a_large_file(alone):
    """
    a: &a [x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
    f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
    g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
    """
    assert kinds(alone) == ["many"]


@pytest.mark.parametrize(
    ("content", "place", "kind"),
    [
        ("name: " + "[" * 100_000, "1:46", "depth"),
        ("name: " + "{a: " * 60 + "1" + "}" * 60, "1:160", "depth"),
        ("x" * 2_000_001, "1:1", "size"),
        ("name: [" + "1," * 500_000 + "]", "1:", "many"),
        ("id: acme\nname: a\x00b\n", "2:8", "character"),
        ("id: acme\nname: a\x1bb\n", "2:8", "character"),
        (b"id: acme\nname: \xff\xfe\n", "2:1", "utf8"),
        (b"", "1:1", "sections"),
        ("bid:\n\tprice: 3bn USD\n", "2:1", "tab"),
    ],
    ids=["brackets", "braces", "size", "list", "null", "escape", "bytes", "empty", "tab"],
)
def test_hostile_bytes_are_told_at_once(content, place, kind):
    begun = time.perf_counter()
    problems = wrong(content)
    assert time.perf_counter() - begun < 10
    assert (told(problems)[0][: len(place)], problems[0].kind) == (place, kind)


def test_a_byte_order_mark_and_dos_lines_do_no_harm():
    text = filled("id: acme").replace("\n", "\r\n")
    ours, theirs = parse(text), parse(b"\xef\xbb\xbf" + text.encode())
    assert ours.sha256 == theirs.sha256
    assert {path: quantity.median for path, quantity in ours.quantities.items()} == {
        path: quantity.median for path, quantity in theirs.quantities.items()
    }
