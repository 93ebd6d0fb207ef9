"""How long the what-if page takes, beside what it may take: to open, to answer a moved slider, to serve a crowd.

python benchmarks/app.py [CASE]

Each line has a figure, its budget, and OVER where it is spent. The server starts from compiled files, as one that pip
installed does. Computing is told in wall seconds and, as a busy machine stretches those, in processor seconds. Seconds
on screen run in headless Chromium from the slider's event to the first changed text (few draws, where all of them
take long) and to the answer over all draws; they need playwright and Chromium on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from suitor.app.desk import Desk
from suitor.app.telling import told
from suitor.files import read

PORT = 8799
HOME = f"http://127.0.0.1:{PORT}"
SERVE = "from suitor.app import serve; serve({case!r}, '127.0.0.1', {port}, 'en', False)"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRAWS, CROWD = 2_000, 20
OPEN, COMPUTE, SHOWN, MEMORY, VISITOR = 1.0, 0.15, 0.5, 120.0, 1.0  # seconds and megabytes
MOVES = {
    "the offer": ("bid.price", "{}bn USD", (110, 115, 120)),
    "a gate": ("gates[hsr].chance", "{}%", (40, 45, 50)),
    "gifts under one scenario": ("scenarios[accepted_reopened].changes[4].set.to", "{}bn USD", (2, 3, 4)),
    "mission": ("parties[openai_inc].users", "0.{}", (5, 6, 7)),
    "value": ("financials.value", "{}bn USD", (200, 220, 240)),
    "elasticity": ("market.elasticity.value", "{}", (1.5, 1.7, 1.9)),
}
PLACES = (0.3, 0.45, 0.6)  # of a slider, between its ends
MOVE = """async ([path, part]) => {
  const row = [...document.querySelectorAll(".control")].find((each) => each.dataset.path === path);
  const slide = row.querySelector(".slide"), place = document.getElementById("side-a"), before = place.textContent;
  const until = (done) => new Promise((found) => {
    const look = () => (done() ? found(performance.now()) : requestAnimationFrame(look));
    look();
  });
  slide.value = Number(slide.min) + part * (slide.max - slide.min);
  const started = performance.now();
  slide.dispatchEvent(new Event("input", { bubbles: true }));
  const first = await until(() => place.textContent !== before);
  const last = await until(() => !place.hasAttribute("aria-busy"));
  return [(first - started) / 1000, (last - started) / 1000];
}"""


def say(what: str, value: float, budget: float | None, unit: str = "s") -> None:
    """One line: a figure, its budget, and whether it keeps within."""
    beside = "" if budget is None else f"of {budget:<5g}" + ("" if value <= budget else "OVER")
    print(f"{what:58} {value:8.3f} {unit:2} {beside}", flush=True)


@contextmanager
def serving(case: str, compiled: str) -> Iterator[tuple[float, int]]:
    """Seconds from the command to the first whole page, and the process that serves it."""
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-c", SERVE.format(case=case, port=PORT)], env=surroundings)
    try:
        while True:
            try:
                asked("/")
                break
            except OSError:
                if server.poll() is not None:
                    raise
                time.sleep(0.01)
        yield time.perf_counter() - started, server.pid
    finally:
        server.terminate()
        server.wait()


def asked(path: str, **query: str) -> bytes:
    """What the server answers."""
    return bytes(urllib.request.urlopen(f"{HOME}{path}?{urllib.parse.urlencode(query)}").read())


def memory(process: int) -> float:
    """Megabytes that a process holds; nan where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    held = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(held[1]) / 1024 if held else float("nan")


def crowd() -> list[float]:
    """Seconds that each of many visitors waits who move the offer at once."""

    def visit(number: int) -> float:
        started = time.perf_counter()
        asked("/api/evaluate", **{"set.bid.price": f"{60 + number}bn USD", "draws": f"{DRAWS}"})
        return time.perf_counter() - started

    with ThreadPoolExecutor(CROWD) as visitors:
        return sorted(visitors.map(visit, range(CROWD)))


def on_screen(case: str) -> None:
    """From a slider's event to what the visitor sees."""
    if find_spec("playwright") is None or CHROMIUM is None:
        print("on screen: not measured, for playwright or Chromium is missing")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        started = time.perf_counter()
        tab.goto(f"{HOME}/?lang=en")
        tab.wait_for_selector("#side-a:not([aria-busy]) section", timeout=60_000)
        say("on screen: the first answer, from the address typed", time.perf_counter() - started, None)
        deal = read(case)
        for name, (path, _, _) in MOVES.items():
            if path not in deal.quantities:
                continue
            # The first move of a kind tells the page whether all draws may be asked for at once.
            took = [tab.evaluate(MOVE, [path, part]) for part in PLACES]
            say(f"on screen: {name}, first changed text", min(first for first, _ in took[1:]), SHOWN)
            say(f"on screen: {name}, all draws", min(last for _, last in took[1:]), None)
        browser.close()


def moving(case: str) -> None:
    """Each kind of slider at all draws and, while it moves, at a few: computing, then telling."""
    deal = read(case)
    desk = Desk(deal, case)
    desk.stages.study(deal, {}, DRAWS)
    for name, (path, text, values) in MOVES.items():
        if path not in deal.quantities:
            continue
        for draws in (DRAWS, 300):
            took = [once(desk, deal, {path: text.format(value)}, draws) for value in values]
            computed, processor, telling = (min(each) for each in zip(*took))
            budget = COMPUTE if draws == DRAWS else None
            say(f"compute: {name}, {draws:,} draws", computed, budget)
            say(f"   of which the processor works, and telling takes {telling:.3f} s", processor, None)


def once(desk: Desk, deal: Any, settings: dict[str, str], draws: int) -> tuple[float, float, float]:
    """Seconds of one move: computing, the processor's part of it, and the processor's in telling."""
    started, clock = time.perf_counter(), time.process_time()
    study = desk.stages.study(deal, settings, draws)
    computed, worked = time.perf_counter() - started, time.process_time() - clock
    clock = time.process_time()
    told(study, "en", frozenset(), "a", 720)
    return computed, worked, time.process_time() - clock


def main(case: str = "openai-2025") -> None:
    with tempfile.TemporaryDirectory() as compiled:
        with serving(case, compiled):  # compiles what it loads
            asked("/api/evaluate", draws=f"{DRAWS}")
        with serving(case, compiled) as (opened, process):
            say("open: from the command to the page", opened, OPEN)
            asked("/api/evaluate", draws=f"{DRAWS}")
            alone = memory(process)
            say("memory: with one visitor", alone, MEMORY, "MB")
            waited = crowd()
            say(f"a crowd: {CROWD} visitors move the offer, the last waits", waited[-1], None)
            say("memory: each more of them", (memory(process) - alone) / (CROWD - 1), VISITOR, "MB")
            on_screen(case)
            say("memory: after all these moves", memory(process), None, "MB")
    moving(case)


if __name__ == "__main__":
    main(*sys.argv[1:])
