"""Nested logit demand: products of one nest are closer substitutes than products of different nests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import across, regress
from suitor._core.records import Array, record, replace
from suitor.market.demand import Alone, Demand, Margins, hold
from suitor.market.groups import Groups

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class NestedLogit(Demand):
    """Share of j in nest g:  s_j = (e^{u_j/σ_g} / I_g) · I_g^{σ_g} / (outside + Σ_h I_h^{σ_h}),

    where I_g = Σ_{k∈g} e^{u_k/σ_g}, u_j = v_j − α p_j and σ_g in (0, 1]; σ = 1 is logit, and 1 − σ is PyBLP's rho.

    McFadden (1978), "Modelling the choice of residential location"; Berry (1994), RAND Journal 25(2).
    """

    value: Array  # (*draw, product), mean utility at price 0
    sensitivity: Array  # (*draw,), α: utility lost per unit of money
    sigma: Array  # (*draw, nest), dissimilarity within each nest
    nest: NDArray[np.int_]  # (product,), which nest each product is in
    size: Array  # (*draw,), buyers who could buy, units a year
    outside: float = 1.0

    axes: ClassVar[Mapping[str, int]] = {"value": 1, "sensitivity": 0, "sigma": 1, "size": 0}
    scaled_by: ClassVar[str] = "sensitivity"

    @classmethod
    def of(
        cls,
        value: object,
        *,
        sensitivity: object,
        sigma: object,
        nest: object,
        size: object = 1.0,
        outside: float = 1.0,
    ) -> NestedLogit:
        """Nested logit demand with the given mean values; one sigma for all nests, or one for each."""
        places = np.unique(np.asarray(nest), return_inverse=True)[1]
        sigma = np.atleast_1d(np.asarray(sigma, dtype=float))
        sigma = np.broadcast_to(sigma, (*sigma.shape[:-1], places.max() + 1))
        number = [np.asarray(x, dtype=float) for x in (value, sensitivity, size)]
        return cls(number[0], number[1], sigma, places, number[2], outside)

    @property
    def _member(self) -> Array:
        return np.equal.outer(self.nest, np.arange(self.nest.max() + 1)).astype(float)

    def _parts(self, price: Array) -> tuple[Array, Array, Array, Array]:
        """Share within the nest, share of the nest, their product, and the log of everything."""
        scaled = (self.value - self.sensitivity[..., None] * price) / self.sigma[..., self.nest]
        top = _top(scaled.real, self.nest)
        weight = np.exp(scaled - top[..., self.nest])
        inclusive = across(weight, self._member)
        index = self.sigma * (top + np.log(inclusive))
        peak = np.maximum(index.real.max(-1, keepdims=True), 0.0 if self.outside else -np.inf)
        nest = np.exp(index - peak)
        total = self.outside * np.exp(-peak) + nest.sum(-1, keepdims=True)
        within, nest = weight / inclusive[..., self.nest], nest / total
        return within, nest, within * nest[..., self.nest], (peak + np.log(total))[..., 0]

    def share(self, price: Array) -> Array:
        """Share of each product in all who could buy."""
        return self._parts(price)[2]

    def quantity(self, price: Array) -> Array:
        return self.size[..., None] * self.share(price)

    def slopes(self, price: Array) -> Array:
        within, _, share, _ = self._parts(price)
        sigma = self.sigma[..., self.nest]
        together = np.equal.outer(self.nest, self.nest)
        bend = np.eye(share.shape[-1]) / sigma[..., None, :]
        bend = bend + together * ((1.0 - 1.0 / sigma) * within)[..., None, :] - share[..., None, :]
        return -(self.size * self.sensitivity)[..., None, None] * share[..., :, None] * bend

    def lost(self, price: Array, gone: NDArray[np.bool_]) -> tuple[Array, Array]:
        """With k left of its nest, one of the rest sells k^(σ − 1)/R times as much, R = outside + Σ_g s_g k_g^σ."""
        within, nest, share, whole = self._parts(price)
        with np.errstate(divide="ignore", invalid="ignore"):
            goes, left = ((within[..., None, :] * one) @ self._member for one in (gone, ~gone))
            logs = np.where(goes < 0.5, np.log1p(-goes), np.log(left))
            sigma, nest = self.sigma[..., None, :], nest[..., None, :]
            fall = (nest * np.expm1(sigma * logs)).sum(-1)
            rest = self.outside * np.exp(-whole)[..., None] + (nest * np.exp(sigma * logs)).sum(-1)
            log_rest = np.where(fall > -0.5, np.log1p(fall), np.log(rest))
            more = np.expm1(((sigma - 1.0) * logs)[..., self.nest] - log_rest[..., None])
            units = np.where(gone, 1.0, -more) * (self.size[..., None] * share)[..., None, :]
        return units, -(self.size / self.sensitivity)[..., None] * log_rest

    def keep(self, kept: Any) -> NestedLogit:
        nests, nest = np.unique(self.nest[kept], return_inverse=True)
        return replace(self, value=self.value[..., kept], sigma=self.sigma[..., nests], nest=nest)

    def zeta(self, cost: Array, held: Array, tilt: Array) -> Callable[[Array], Array]:
        """Markups implied by others' and one's own: σ tilt/α + (1 − σ) (held within the nest) + σ (held over all)."""
        together, sigma = held * np.equal.outer(self.nest, self.nest), self.sigma[..., self.nest]
        alone = sigma * tilt / self.sensitivity[..., None]

        def implied(markup: Array) -> Array:
            within, _, share, _ = self._parts(cost + markup)
            return alone + sigma * hold(held, share * markup) + (1.0 - sigma) * hold(together, within * markup)

        return implied

    def prices(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Bertrand prices through one markup per owner and nest where all are after profit."""
        from suitor.market import nests
        from suitor.market.floors import settle
        from suitor.market.owners import through_owners

        return through_owners(market, stakes, nests.solve, settle)

    def surplus(self, price: Array) -> Array:
        return self.size / self.sensitivity * self._parts(price)[3]

    def on_sale(self, price: Array) -> Array:
        """Prices at which every product is worth as much as the outside good."""
        return np.broadcast_to(self.value / self.sensitivity[..., None], price.shape)

    def shift(self, value: Array) -> NestedLogit:
        """The same demand with each product worth `value` more, in utility."""
        return replace(self, value=self.value + value)

    @classmethod
    def through(cls, seen: Observed, sensitivity: Array, sigma: Array | None = None) -> NestedLogit:
        """The nested logit that sells the observed shares at the observed prices, for given parameters."""
        known: Any = seen.sigma if sigma is None else sigma
        nest = seen.nest
        member = np.equal.outer(nest, np.arange(nest.max() + 1)).astype(float)
        in_nest = (seen.share @ member)[..., nest]
        wide = np.broadcast_to(known, (*known.shape[:-1], member.shape[1]))
        outside: Any = np.log(seen.outside)[..., None] if seen.has_outside else 0.0
        each = wide[..., nest]
        value = each * np.log(seen.share / in_nest) + np.log(in_nest) - outside + sensitivity[..., None] * seen.price
        if not seen.has_outside:
            value = value - value[..., seen.base, None]
        return cls(value, sensitivity, wide, nest, seen.size, 1.0 if seen.has_outside else 0.0)

    @classmethod
    def alone(cls, seen: Observed, firm: Groups) -> Alone:
        """Margins at what was seen, and their slopes, where each firm is after its own profit.

        With w the firm's share of the nest, r = σ/(1 − (1 − σ)w):  αp · margin = r/(1 − Σ_{k∈f} s_k r_k), a line in
        1/σ and 1/α at given margins:  margin · (1 − w)/σ − (1/p)/α = (1/p) Σ_{k∈f} s_k p_k margin_k − margin · w.
        """
        nest = Groups(seen.nest)
        held = firm.within(nest).shared(seen.share) / nest.shared(seen.share)
        free, unit = 1.0 - held, 1.0 / seen.price

        def columns(of: Array) -> list[Array]:
            """A column for each nest parameter."""
            return [of] if seen.sigma_count == 1 else [of * own for own in nest.member.T]

        def margins(sigma: Array | None = None) -> Margins:
            told: Any = seen.sigma if sigma is None else sigma
            each = nest.each(told) if told.shape[-1] > 1 else told
            part = free + each * held
            ratio = each / part
            bought = seen.share * ratio
            room = 1.0 - firm.shared(bought)
            margin = ratio * unit / room

            def slopes() -> dict[str, list[Array]]:
                lean = free / part  # of the log of r in the log of σ
                return {"sigma": [margin * (one + firm.shared(bought * one) / room) for one in columns(lean)]}

            return margin, slopes

        def near(margin: Array, weight: Any) -> dict[str, Array]:
            earned = unit * firm.shared(seen.share * seen.price * margin)
            return {"sigma": 1.0 / regress([*columns(margin * free), -unit], earned - margin * held, weight)[:-1].T}

        return Alone(margins, near)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: halfway to plain logit."""
        sensitivity = {"sensitivity": 0.5 / seen.typical_markup}
        return sensitivity if seen.sigma is not None else sensitivity | {"sigma": halfway(seen)}


def halfway(seen: Observed) -> Array:
    """Dissimilarities between plain logit and nests whose products are the same."""
    return np.full((*seen.draws, seen.sigma_count), 0.5)


def _top(scaled: Array, nest: NDArray[np.int_]) -> Array:
    """Largest utility in each nest, so that no exponential overflows."""
    return np.stack([scaled[..., nest == place].max(-1) for place in range(nest.max() + 1)], axis=-1)
