"""Whether the gates of a bid can open before the day by which it must have closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .offer import GateSection
from .records import DealFile
from .wrongs import Wrong, wrong


def late(file: DealFile) -> Iterator[Wrong]:
    """A bid that ends before its gates, each in its usual time, have opened on any way to the close."""
    if file.bid.expiry is None:
        return
    ways = [(*(gate for gate in file.gates if gate.id in route.gates), *route.own) for route in file.routes]
    left, needed = (file.bid.expiry - file.bid.date).days, min(map(longest, ways or [file.gates]))
    if needed > left:
        yield wrong("in_time", ("bid", "expiry"), left=str(left), needed=f"{needed:.0f}")


def longest(gates: Sequence[GateSection]) -> float:
    """Days through gates of which some wait for others, each at its median."""
    known, done = {gate.id: gate for gate in gates}, dict[str, float]()

    def opens(gate: GateSection) -> float:
        if gate.id not in done:
            start = max((opens(known[earlier]) for earlier in gate.after if earlier in known), default=0.0)
            done[gate.id] = start + gate.days.median
        return done[gate.id]

    return max(map(opens, gates), default=0.0)
