"""VAT, once per group of lines with the same rate (EN 16931, BR-CO-17).

A business agrees on prices without VAT: the bases are added, then taxed once. A consumer agrees
on prices with VAT: what he pays is fixed and the base is found from it. Some totals cannot be
reached by any base (with 20 %, 0.03 € is between 0.02 + 0.00 and 0.03 + 0.01): then the consumer
pays the nearest total below, never a cent more than he agreed to.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from phmcoach.domain.values.money import CENT, round_cents, total


@dataclass(frozen=True)
class Taxed:
    """A group of amounts with one rate: the base, its VAT and the base of each amount."""

    base: Decimal
    vat: Decimal
    nets: tuple[Decimal, ...]

    @property
    def gross(self) -> Decimal:
        """Base and VAT together."""
        return self.base + self.vat


def vat_of(base: Decimal, rate: Decimal) -> Decimal:
    """Return base × rate / 100, rounded half-up (BR-CO-17)."""
    return round_cents(base * rate / 100)


def tax_net(nets: tuple[Decimal, ...], rate: Decimal) -> Taxed:
    """Tax amounts that were agreed without VAT."""
    base = total(nets)
    return Taxed(base, vat_of(base, rate), nets)


def tax_gross(grosses: tuple[Decimal, ...], rate: Decimal) -> Taxed:
    """Find the bases of amounts that were agreed with VAT.

    The largest amounts take the cents that rounding each by itself has moved, one cent each.
    """
    promised = total(grosses)
    base = round_cents(Fraction(promised) / (1 + Fraction(rate) / 100))
    while base + vat_of(base, rate) > promised:
        base -= CENT
    nets = [round_cents(Fraction(gross) / (1 + Fraction(rate) / 100)) for gross in grosses]
    moved = base - total(nets)
    largest = sorted(range(len(nets)), key=nets.__getitem__, reverse=True)
    for place in largest[: int(abs(moved) / CENT)]:
        nets[place] += CENT.copy_sign(moved)
    return Taxed(base, vat_of(base, rate), tuple(nets))
