"""The deal file: what is known about a bid, where it was read, how sure it is; or everything that is wrong with it."""

from __future__ import annotations

from .deal import Deal, parse
from .inputs import Inputs
from .problems import DealError, Problem
from .quantities import Quantity
from .schema import schema, template

__all__ = ["Deal", "DealError", "Inputs", "Problem", "Quantity", "parse", "schema", "template"]
