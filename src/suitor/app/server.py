"""What the page is served by: this machine alone, from memory alone."""

from __future__ import annotations

import os
from importlib.resources import files as package_files
from string import printable
from urllib.parse import urlencode

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .. import files
from .._core.extras import need
from ..deal import Deal
from .answers import deal_file, evaluate, figure, report, upload
from .asking import Refused, deal_of, desk_of, draws_of, in_thread, language_of
from .controls import GROUPS, controls, voice_of
from .desk import HOME, Desk
from .guard import Guard
from .telling import LANGUAGES, pages, spoken

STATIC = {  # name -> (package, folder, type)
    "style.css": ("suitor.report", "text/css"),
    "app.css": ("suitor.app", "text/css"),
    "tables.js": ("suitor.report", "text/javascript"),
    "charts.js": ("suitor.report", "text/javascript"),
    "app.js": ("suitor.app", "text/javascript"),
}

SIGNS = "−∞…×↗"  # which no text of ours has and a page may show


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
            Route("/static/letters.css", letters),
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
    uvicorn = need("uvicorn", "app")
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


async def page(request: Request) -> Response:
    """The page itself, in one language, with every slider of the deal."""
    language, token = language_of(request), request.query_params.get("deal", HOME)
    desk = desk_of(request)
    try:
        deal = desk.deal(token)
    except KeyError:
        rest = [(key, text) for key, text in request.query_params.multi_items() if key == "lang"]
        return RedirectResponse(f"/?{urlencode([*rest, ('gone', '1')])}", 303)
    content = await in_thread(request, lambda: laid_out(request, deal, token, language))
    return HTMLResponse(content, background=BackgroundTask(lambda: desk.stages))


def laid_out(request: Request, deal: Deal, token: str, language: str) -> str:
    """The page with the deal's own sliders."""
    from ..report import FORMATS
    from ..report.drawing import PRINT

    words = spoken(language)
    voice = voice_of(deal, words)
    listed = controls(deal, words)
    labels = words.under("app")
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
            draws=draws_of(request),
            gone="gone" in request.query_params,
            page=words.under("page"),
            palette=PRINT,
        )
    )


async def static(request: Request) -> Response:
    """The style sheets and the scripts."""
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("not found", 404)
    package, kind = STATIC[name]
    text = package_files(package).joinpath("page", name).read_text("utf-8")
    return Response(text, media_type=kind)


async def letters(request: Request) -> Response:
    """The fonts of a page, cut down to the letters that it and its answers are written in."""
    from ..report.letters import embedded

    deal, words = deal_of(request), spoken(language_of(request))
    text = "".join([deal.text, *words.texts.values(), printable, SIGNS])
    return Response(await in_thread(request, lambda: embedded(text)), media_type="text/css")


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse({"problems": error.problems}, status_code=error.status)


async def gone(request: Request, error: Exception) -> Response:
    return Response(status_code=499)
