"""GraphML: the register as a graph for other programs, one edge for each interest."""

from __future__ import annotations

from xml.etree import ElementTree

from suitor.holdings.amounts import limits
from suitor.holdings.holdings import Holdings

__all__ = ["write"]

KEYS = [("name", "node"), ("kind", "node"), ("right", "edge"), ("low", "edge"), ("high", "edge")]


def write(holdings: Holdings) -> str:
    """The register as GraphML; a stake not known runs from 0 to 1."""
    root = ElementTree.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for key, place in KEYS:
        number = "double" if key in ("low", "high") else "string"
        ElementTree.SubElement(root, "key", {"id": key, "for": place, "attr.name": key, "attr.type": number})
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    for entity in holdings.entities:
        node = ElementTree.SubElement(graph, "node", id=entity.id)
        _data(node, name=entity.label, kind=entity.kind)
    for held in holdings.interests:
        edge = ElementTree.SubElement(graph, "edge", source=held.holder, target=held.company)
        bound = limits(held.amount)
        _data(edge, right=held.kind, low=repr(float(bound.low)), high=repr(float(bound.high)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _data(element: ElementTree.Element, **values: str) -> None:
    for key, value in values.items():
        ElementTree.SubElement(element, "data", key=key).text = value
