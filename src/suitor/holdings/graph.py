"""Who can be reached from whom: the strongly connected parts of a graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

__all__ = ["components"]

Name = TypeVar("Name", bound=Hashable)


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
