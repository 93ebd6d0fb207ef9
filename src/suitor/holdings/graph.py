"""Who can be reached from whom, and who from one another: chains and loops of a graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

__all__ = ["components", "graph_of", "reached"]

Name = TypeVar("Name", bound=Hashable)


def graph_of(ties: Iterable[tuple[Name, Name]]) -> dict[Name, list[Name]]:
    """Everybody in some ties, each with those that its own lead to."""
    graph: dict[Name, list[Name]] = {}
    for one, other in ties:
        graph.setdefault(one, []).append(other)
        graph.setdefault(other, [])
    return graph


def reached(graph: Mapping[Name, Iterable[Name]], *starts: Name) -> list[Name]:
    """The starts and all that any chain leads to from them, nearest first."""
    found = dict.fromkeys(starts)
    queue = list(found)
    for name in queue:
        fresh = dict.fromkeys(target for target in graph.get(name, ()) if target not in found)
        found.update(fresh)
        queue.extend(fresh)
    return queue


def components(graph: Mapping[Name, Iterable[Name]]) -> list[list[Name]]:
    """Strongly connected components, each before those that lead to it (Tarjan 1972, without recursion)."""
    order: dict[Name, int] = {}
    low: dict[Name, int] = {}
    stack: list[Name] = []
    waiting: set[Name] = set()
    found: list[list[Name]] = []
    for root in graph:
        if root in order:
            continue
        work = [(root, iter(graph[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        waiting.add(root)
        while work:
            node, targets = work[-1]
            step = next((target for target in targets if target not in order or target in waiting), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    cut = stack.index(node)
                    found.append(stack[cut:])
                    waiting.difference_update(stack[cut:])
                    del stack[cut:]
            elif step in order:
                low[node] = min(low[node], order[step])
            else:
                order[step] = low[step] = len(order)
                stack.append(step)
                waiting.add(step)
                work.append((step, iter(graph.get(step, ()))))
    return found
