"""VAT, calculated once per group of lines with the same rate (EN 16931, BR-CO-17).

A business agrees to prices without VAT: the bases are added up, then taxed once. A consumer agrees
to prices with VAT: the total is fixed and the base is derived from it. Some totals cannot be
reached from any base (at 20 %, 0.03 € lies between 0.02 + 0.00 and 0.03 + 0.01): the consumer then
pays the next lower total, never a cent more than agreed.
"""

from decimal import Decimal
from fractions import Fraction

from phmcoach.domain.values.money import CENT, round_cents, total
from phmcoach.value import Value


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

    The cents gained or lost by rounding each base are spread over the largest ones, one cent each.
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
    return VatBreakdown(base, vat_of(base, rate), tuple(nets))
