"""The answers of the page: a setting told, a number explained, a file read, a report to keep."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .. import files
from ..deal import Deal, parse
from . import settings
from .asking import Refused, deal_of, desk_of, draws_of, in_thread, int_of, language_of, settings_of, told_problems
from .desk import HOME
from .telling import spoken, told

REPORT, LONGEST = 10_000, 20_000  # draws of a report to keep, and the most of them


async def evaluate(request: Request) -> Response:
    """Verdict, rows and charts for one setting, at once."""
    query, language, draws = request.query_params, language_of(request), draws_of(request)
    width = round(int_of(query.get("width"), 720, 100, 2000) / 20) * 20
    side = "b" if query.get("side") == "b" else "a"
    hidden = frozenset(query.get("hide", "").split(",")) - {""}
    desk, base, chosen = desk_of(request), deal_of(request), settings_of(request)
    name = desk.name(query.get("deal", HOME))

    def fresh() -> Response:
        started = time.perf_counter()
        found = told_problems(lambda: desk.stages.study(base, chosen, draws), language)
        whole: dict[str, Any] = told(found, language, hidden, side, width)
        whole |= {"copy": settings.told(name, chosen, REPORT, settings.SEED), "still": desk.stages.still(base)}
        return JSONResponse(whole | {"draws": draws, "ms": round(1000 * (time.perf_counter() - started))})

    key = (base.sha256, name, tuple(chosen.items()), draws, language, tuple(sorted(hidden)), side, width)
    return await in_thread(request, lambda: desk.answers.get(key, fresh))


async def figure(request: Request) -> Response:
    """How one number of a setting comes about: definition, formula, and every input with its line and source."""
    from ..report import explain

    id, language, draws = request.query_params.get("id", "")[:200], language_of(request), draws_of(request)
    desk, base, chosen = desk_of(request), deal_of(request), settings_of(request)

    def made() -> Response:
        found = told_problems(lambda: desk.stages.study(base, chosen, draws), language)
        try:
            return JSONResponse({"lines": explain(found, id, language).splitlines()})
        except KeyError as error:
            raise Refused(404, [{"message": str(error.args[0])}]) from None

    return await in_thread(request, made)


async def upload(request: Request) -> Response:
    """Read a visitor's deal file, or say what is wrong with it; nothing is written anywhere."""
    language = language_of(request)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > files.LARGEST:
            raise Refused(413, [{"message": spoken(language).plain("app.too_large", most=f"{files.LARGEST:,}")}])
    name = request.query_params.get("name", "deal.yaml").replace("\\", "/").rsplit("/", 1)[-1][:80] or "deal.yaml"

    def read() -> Response:
        try:
            text = bytes(body).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = body[: error.start].count(b"\n") + 1
            raise Refused(422, [{"line": line, "message": spoken(language).plain("app.not_text")}]) from None
        deal = told_problems(lambda: parse(text, name), language)
        return JSONResponse({"deal": desk_of(request).keep(deal), "name": name})

    return await in_thread(request, read)


async def report(request: Request) -> Response:
    """The whole report of a setting, to keep."""
    from ..analysis import analyze
    from ..report import FORMATS, render

    language, format = language_of(request), request.query_params.get("format", "html")
    draws = draws_of(request, REPORT, LONGEST)
    if format not in FORMATS:
        raise Refused(404, [{"message": f"{format[:40]!r}: {', '.join(FORMATS)}"}])

    def made() -> Response:
        deal = edited(request)
        study = told_problems(lambda: analyze(deal, draws=draws, seed=settings.SEED), language)
        content = told_problems(lambda: render(study, format, language), language)
        return attachment(content, f"{deal.file.id}.{language}.{FORMATS[format]}")

    return await in_thread(request, made)


async def deal_file(request: Request) -> Response:
    """The deal file with the settings written in; its comments survive."""

    def made() -> Response:
        deal = edited(request)
        return attachment(deal.text, f"{deal.file.id}.yaml")

    return await in_thread(request, made)


def edited(request: Request) -> Deal:
    """The deal read anew from its edited text, so that the text is what was computed."""
    deal, chosen = deal_of(request), settings_of(request)
    return told_problems(lambda: settings.rewritten(deal, chosen), language_of(request))


def attachment(content: str | bytes, name: str) -> Response:
    """Something to keep; the browser does not open it here."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    head = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type="application/octet-stream", headers=head)
