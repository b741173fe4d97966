"""VAT, calculated once per group of lines with the same rate (EN 16931, BR-CO-17).

A business agrees to prices without VAT: the bases are added up, then taxed once. A consumer agrees
to prices with VAT: the total is fixed, the base is derived from it, and the VAT is the rest. No
base reaches some totals with its rounded VAT (at 20 %, 1,000.05 € lies between 833.37 + 166.67 and
833.38 + 166.68). The VAT of these is a cent above that of its base, which BR-CO-17 tolerates.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from phmcoach.domain.values.money import CENT, round_cents, total
from phmcoach.value import Value
from phmcoach.words import VatCategory


class Taxed(Protocol):
    """A bearer of VAT: a rule of the law, or the group of a paper."""

    @property
    def category(self) -> VatCategory:
        """The category in EN 16931."""

    @property
    def rate(self) -> Decimal:
        """The rate in percent."""


VatKey = tuple[VatCategory, Decimal]
"""What services on one paper have in common, and a deposit with the paper that deducts it."""


def vat_key(taxed: Taxed) -> VatKey:
    """Return how something is taxed, to compare it."""
    return taxed.category, taxed.rate


class VatBreakdown(Value):
    """The base and the VAT of amounts with the same rate, and the base of each amount."""

    base: Decimal
    vat: Decimal
    nets: tuple[Decimal, ...]

    @property
    def gross(self) -> Decimal:
        """The sum of base and VAT."""
        return self.base + self.vat


def vat_of(base: Decimal, rate: Decimal) -> Decimal:
    """Return base × rate / 100, rounded half-up (BR-CO-17)."""
    return round_cents(base * rate / 100)


def tax_net(nets: tuple[Decimal, ...], rate: Decimal) -> VatBreakdown:
    """Return the breakdown of amounts that were agreed without VAT."""
    base = total(nets)
    return VatBreakdown(base, vat_of(base, rate), nets)


def tax_gross(grosses: tuple[Decimal, ...], rate: Decimal) -> VatBreakdown:
    """Return the breakdown of amounts that were agreed with VAT.

    Their total is exactly the agreed one, so the VAT may be a cent above that of the base. The
    cents gained or lost by rounding each base are spread over the largest ones, one cent each.
    """
    agreed = total(grosses)
    base = round_cents(Fraction(agreed) / (1 + Fraction(rate) / 100))
    while base + vat_of(base, rate) > agreed:
        base -= CENT
    nets = [round_cents(Fraction(gross) / (1 + Fraction(rate) / 100)) for gross in grosses]
    difference = base - total(nets)
    largest = sorted(range(len(nets)), key=nets.__getitem__, reverse=True)
    for index in largest[: int(abs(difference) / CENT)]:
        nets[index] += CENT.copy_sign(difference)
    return VatBreakdown(base, agreed - base, tuple(nets))
