"""What the page is served by: stateless answers over HTTP, for this machine alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from importlib.resources import files as package_files
from typing import Any, TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .. import files
from ..deal import Deal, DealError, Problem, parse
from . import settings
from .controls import GROUPS, controls, voice_of
from .desk import HOME, Desk
from .guard import Guard
from .telling import LANGUAGES, pages, spoken, told

T = TypeVar("T")

FEWEST, MOST = 100, 20_000  # draws
USUAL = 2_000
REPORT = 10_000  # draws of a report to keep
STATIC = {  # name -> (package, folder, type)
    "style.css": ("suitor.report", "text/css"),
    "app.css": ("suitor.app", "text/css"),
    "app.js": ("suitor.app", "text/javascript"),
}


def application(
    source: str = "openai-2025", language: str = "en", hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
) -> Starlette:
    """The what-if page of a deal file or a bundled case, as an ASGI application.

    `hosts` are the names under which it answers; any other is refused, so that no page elsewhere can read it.
    """
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/api/evaluate", evaluate),
            Route("/api/figure", figure),
            Route("/api/upload", upload, methods=["POST"]),
            Route("/api/report", report),
            Route("/api/deal", deal_file),
            Route("/static/{name}", static),
        ],
        exception_handlers={Refused: refused, ClientDisconnect: gone},
    )
    app.add_middleware(Guard, hosts=hosts)
    app.state.desk = Desk(files.read(source), source)
    app.state.language = language if language in LANGUAGES else "en"
    app.state.cores = CapacityLimiter(os.cpu_count() or 1)
    return app


def serve(path_or_case: str, host: str, port: int, language: str, open_browser: bool) -> None:
    """Serve the what-if page until interrupted."""
    import uvicorn

    anywhere = host in ("0.0.0.0", "::", "")
    app = application(path_or_case, language, ("*",) if anywhere else (host, "127.0.0.1", "localhost", "[::1]"))
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
    server = uvicorn.Server(config)
    if open_browser:
        import threading
        import webbrowser

        name = "localhost" if anywhere else f"[{host}]" if ":" in host else host
        address = f"http://{name}:{port}/?lang={language}"
        threading.Timer(0.5, webbrowser.open, [address]).start()
    server.run()


class Refused(Exception):
    """A request that cannot be answered, with what to tell the visitor."""

    def __init__(self, status: int, problems: list[dict[str, Any]]) -> None:
        super().__init__(status)
        self.status, self.problems = status, problems


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse({"problems": error.problems}, status_code=error.status)


async def gone(request: Request, error: Exception) -> Response:
    return Response(status_code=499)


async def page(request: Request) -> Response:
    """The page itself, in one language, with every slider of the deal."""
    language, token = language_of(request), request.query_params.get("deal", HOME)
    desk: Desk = request.app.state.desk
    try:
        deal = desk.deal(token)
    except KeyError:
        rest = [(key, text) for key, text in request.query_params.multi_items() if key == "lang"]
        return RedirectResponse(f"/?{urlencode([*rest, ('gone', '1')])}", 303)
    content = await in_thread(request, lambda: laid_out(request, desk, deal, token, language))
    return HTMLResponse(content, background=BackgroundTask(lambda: desk.stages))


def laid_out(request: Request, desk: Desk, deal: Deal, token: str, language: str) -> str:
    from ..report import FORMATS

    words = spoken(language)
    voice = voice_of(deal, words)
    listed = controls(deal, words)
    labels = {key.removeprefix("app."): text for key, text in words.texts.items() if key.startswith("app.")}
    return str(
        pages()
        .get_template("app.html")
        .render(
            language=language,
            token=token,
            title=voice.text(deal.file.name),
            question=voice.text(deal.file.question),
            groups=[(name, [each for each in listed if each.group == name]) for name in GROUPS],
            rest=[each for each in listed if not each.group],
            scenarios=[(each.id, voice.text(each.name)) for each in deal.file.scenarios],
            labels=labels,
            formats={name: name.upper() if len(name) < 5 else name.title() for name in FORMATS if name != "terminal"},
            draws=int_of(request.query_params.get("draws"), USUAL, FEWEST, MOST),
            gone="gone" in request.query_params,
            about=voice.plain("page.figure"),
            close=voice.plain("page.close"),
        )
    )


async def evaluate(request: Request) -> Response:
    """Verdict, rows and charts for one setting, at once."""
    query, language = request.query_params, language_of(request)
    draws = int_of(query.get("draws"), USUAL, FEWEST, MOST)
    width = round(int_of(query.get("width"), 720, 100, 2000) / 20) * 20
    side = "b" if query.get("side") == "b" else "a"
    hidden = frozenset(query.get("hide", "").split(",")) - {""}
    desk: Desk = request.app.state.desk

    def answer() -> Response:
        token, chosen = query.get("deal", HOME), settings_of(request)
        base = deal_of(desk, token, language)
        key = (base.sha256, token == HOME, tuple(chosen.items()), draws, language, tuple(sorted(hidden)), side, width)
        return desk.answers.get(key, lambda: fresh(base, chosen, token))

    def fresh(base: Deal, chosen: Mapping[str, str], token: str) -> Response:
        started = time.perf_counter()
        found = told_problems(lambda: desk.stages.study(base, chosen, draws), language)
        whole = told(found, language, hidden, side, width)
        whole |= {"copy": settings.told(desk.name(token), chosen, REPORT, settings.SEED), "draws": draws}
        whole |= {"still": desk.stages.still(base)}
        return JSONResponse(whole | {"ms": round(1000 * (time.perf_counter() - started))})

    return await in_thread(request, answer)


async def figure(request: Request) -> Response:
    """How one number of a setting comes about: definition, formula, and every input with its line and source."""
    from ..report import explain

    query, language = request.query_params, language_of(request)
    draws = int_of(query.get("draws"), USUAL, FEWEST, MOST)
    desk: Desk = request.app.state.desk

    def made() -> Response:
        base = deal_of(desk, query.get("deal", HOME), language)
        found = told_problems(lambda: desk.stages.study(base, settings_of(request), draws), language)
        try:
            return JSONResponse({"lines": explain(found, query.get("id", "")[:200], language).splitlines()})
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
    desk: Desk = request.app.state.desk

    def read() -> Response:
        try:
            text = bytes(body).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = body[: error.start].count(b"\n") + 1
            raise Refused(422, [{"line": line, "message": spoken(language).plain("app.not_text")}]) from None
        deal = told_problems(lambda: parse(text, name), language)
        return JSONResponse({"deal": desk.keep(deal), "name": name})

    return await in_thread(request, read)


async def report(request: Request) -> Response:
    """The whole report of a setting, to keep."""
    from ..analysis import analyze
    from ..report import FORMATS, render

    language, format = language_of(request), request.query_params.get("format", "html")
    draws = int_of(request.query_params.get("draws"), REPORT, FEWEST, MOST)
    desk: Desk = request.app.state.desk
    if format not in FORMATS:
        raise Refused(404, [{"message": f"{format[:40]!r}: {', '.join(FORMATS)}"}])

    def made() -> Response:
        deal = edited(desk, request, language)
        content = told_problems(
            lambda: render(analyze(deal, draws=draws, seed=settings.SEED), format, language), language
        )
        return attachment(content, f"{deal.file.id}.{language}.{FORMATS[format]}")

    return await in_thread(request, made)


async def deal_file(request: Request) -> Response:
    """The deal file with the settings written in; its comments survive."""
    desk: Desk = request.app.state.desk
    language = language_of(request)

    def made() -> Response:
        deal = edited(desk, request, language)
        return attachment(deal.text, f"{deal.file.id}.yaml")

    return await in_thread(request, made)


async def static(request: Request) -> Response:
    """The style sheets and the script."""
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("not found", 404)
    package, kind = STATIC[name]
    text = package_files(package).joinpath("page", name).read_text("utf-8")
    return Response(text, media_type=kind)


def attachment(content: str | bytes, name: str) -> Response:
    """Something to keep; the browser does not open it here."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    head = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type="application/octet-stream", headers=head)


async def in_thread(request: Request, work: Callable[[], Any]) -> Any:
    """Do the work beside the event loop, as many at once as there are cores, unless the visitor has left meanwhile."""
    async with request.app.state.cores:
        if request.method == "GET" and await request.is_disconnected():
            raise ClientDisconnect
        return await to_thread.run_sync(work)


def language_of(request: Request) -> str:
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else str(request.app.state.language)


def int_of(text: str | None, usual: int, least: int, most: int) -> int:
    """A whole number of the address, kept within its bounds."""
    return min(max(int(text), least), most) if text and text.isascii() and text.isdigit() and len(text) < 10 else usual


def settings_of(request: Request) -> dict[str, str]:
    try:
        return settings.of_query(request.query_params.multi_items())
    except ValueError as error:
        raise Refused(422, [{"message": str(error)}]) from None


def deal_of(desk: Desk, token: str, language: str) -> Deal:
    try:
        return desk.deal(token)
    except KeyError:
        raise Refused(404, [{"message": spoken(language).plain("app.gone")}]) from None


def edited(desk: Desk, request: Request, language: str) -> Deal:
    """The deal read anew from its edited text, so that the text is what was computed."""
    deal, chosen = deal_of(desk, request.query_params.get("deal", HOME), language), settings_of(request)
    return told_problems(lambda: settings.rewritten(deal, chosen), language)


def told_problems(work: Callable[[], T], language: str) -> T:
    """What the work gives; or a refusal that lists every problem of the file, or says why there is no answer."""
    try:
        return work()
    except DealError as error:
        raise Refused(422, [told_problem(one, language) for one in error.problems[:200]]) from None
    except ValueError as error:
        raise Refused(422, [{"message": str(error)}]) from None


def told_problem(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as the page shows it: its line, and its sentence without the place that an editor would jump to."""
    _, _, sentence = problem.text(language).partition("  ")
    return {"line": problem.line, "path": problem.path, "message": sentence}
