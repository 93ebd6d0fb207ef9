"""What a request asks for, kept within bounds; and how one that cannot be answered is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from ..deal import Deal, DealError, Problem
from . import settings
from .desk import HOME, Desk
from .telling import LANGUAGES, spoken

T = TypeVar("T")

FEWEST, USUAL, MOST = 100, 2_000, 4_000  # draws of an answer; parts of it are kept, so there is a bound


class Refused(Exception):
    """A request that cannot be answered, with what to tell the visitor."""

    def __init__(self, status: int, problems: list[dict[str, Any]]) -> None:
        super().__init__(status)
        self.status, self.problems = status, problems


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


def draws_of(request: Request, usual: int = USUAL, most: int = MOST) -> int:
    """How many draws are asked for."""
    return int_of(request.query_params.get("draws"), usual, FEWEST, most)


def settings_of(request: Request) -> dict[str, str]:
    try:
        return settings.of_query(request.query_params.multi_items())
    except ValueError as error:
        raise Refused(422, [{"message": str(error)}]) from None


def desk_of(request: Request) -> Desk:
    """Where the deals are."""
    desk: Desk = request.app.state.desk
    return desk


def deal_of(request: Request) -> Deal:
    """The deal that is asked about."""
    try:
        return desk_of(request).deal(request.query_params.get("deal", HOME))
    except KeyError:
        raise Refused(404, [{"message": spoken(language_of(request)).plain("app.gone")}]) from None


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
