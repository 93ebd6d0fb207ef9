"""How long the what-if page takes: to open, to compute a moved slider, and to answer twenty visitors at once.

python benchmarks/app.py [CASE]

Processor seconds count beside wall seconds, for a busy machine stretches the latter.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from suitor.app.desk import Desk
from suitor.app.telling import told
from suitor.files import read

PORT = 8799
SERVE = "from suitor.app import serve; serve({case!r}, '127.0.0.1', {port}, 'en', False)"
MOVES = {
    "the offer": ("bid.price", "{}bn USD", (110, 115, 120)),
    "a gate": ("gates[hsr].chance", "{}%", (40, 45, 50)),
    "gifts under one scenario": ("scenarios[accepted_reopened].changes[4].set.to", "{}bn USD", (2, 3, 4)),
    "mission": ("parties[openai_inc].users", "0.{}", (5, 6, 7)),
    "value": ("financials.value", "{}bn USD", (200, 220, 240)),
}


def opening(case: str) -> tuple[float, subprocess.Popen[bytes]]:
    """Seconds from the command to the first whole page."""
    started = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-c", SERVE.format(case=case, port=PORT)])
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/").read()
            return time.perf_counter() - started, server
        except OSError:
            time.sleep(0.02)


def moving(case: str) -> None:
    """Each kind of slider at 2,000 draws and, while it moves, at 400: computing, then telling."""
    deal = read(case)
    desk = Desk(deal, case)
    desk.stages.study(deal, {}, 2_000)
    for name, (path, text, values) in MOVES.items():
        if path not in deal.quantities:
            continue
        for draws in (2_000, 400):
            took = min((once(desk, deal, {path: text.format(value)}, draws) for value in values), key=sum)
            print(f"{name:26} {draws:>6,} draws   compute {took[0]:6.3f} s   tell {took[1]:6.3f} s   (processor)")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def once(desk: Desk, deal, settings: dict[str, str], draws: int) -> tuple[float, float]:
    """Processor seconds of one move."""
    started = time.process_time()
    study = desk.stages.study(deal, settings, draws)
    computed = time.process_time()
    told(study, "en", frozenset(), "a", 720)
    return computed - started, time.process_time() - computed


def crowd() -> list[float]:
    """Seconds that each of twenty visitors waits who move the offer at once."""

    def visit(number: int) -> float:
        started = time.perf_counter()
        query = urllib.parse.urlencode({"set.bid.price": f"{60 + number}bn USD", "draws": 2_000})
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/evaluate?{query}").read()
        return time.perf_counter() - started

    with ThreadPoolExecutor(20) as visitors:
        return sorted(visitors.map(visit, range(20)))


def main(case: str = "openai-2025") -> None:
    opened, server = opening(case)
    print(f"open                       {opened:.2f} s from the command to the page")
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/evaluate").read()
        waited = crowd()
        print(f"twenty visitors            first {waited[0]:.2f} s   last {waited[-1]:.2f} s")
    finally:
        server.terminate()
    moving(case)


if __name__ == "__main__":
    main(*sys.argv[1:])
