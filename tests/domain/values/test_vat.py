from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.values.money import round_cents
from phmcoach.domain.values.vat import tax_gross, tax_net, vat_of

amounts = st.decimals("0.00", "99999.99", places=2)
rates = st.sampled_from([Decimal(0), Decimal("5.5"), Decimal(10), Decimal(20)])


@given(st.lists(amounts, max_size=12), rates)
def test_vat_is_rounded_once_for_all_lines_of_a_rate(nets: list[Decimal], rate: Decimal) -> None:
    taxed = tax_net(tuple(nets), rate)
    assert taxed.base == sum(nets, Decimal(0))
    assert taxed.vat == round_cents(Fraction(taxed.base) * Fraction(rate) / 100)
    assert taxed.nets == tuple(nets)


def test_rounding_line_by_line_would_have_given_another_sum() -> None:
    taxed = tax_net((Decimal("0.12"),) * 3, Decimal(20))
    assert (taxed.vat, sum(vat_of(net, Decimal(20)) for net in taxed.nets)) == (
        Decimal("0.07"),
        Decimal("0.06"),
    )


@given(st.lists(amounts, max_size=12), rates)
def test_a_consumer_pays_what_was_promised_with_at_most_a_cent_of_vat_more_than_the_rule(
    grosses: list[Decimal], rate: Decimal
) -> None:
    taxed = tax_gross(tuple(grosses), rate)
    assert taxed.gross == sum(grosses, Decimal(0))
    assert sum(taxed.nets, Decimal(0)) == taxed.base
    assert Decimal(0) <= taxed.vat - vat_of(taxed.base, rate) <= Decimal("0.01")


@given(amounts, rates)
def test_the_vat_is_that_of_the_rule_wherever_a_base_reaches_the_total(
    base: Decimal, rate: Decimal
) -> None:
    vat = vat_of(base, rate)
    taxed = tax_gross((base + vat,), rate)
    assert taxed.vat == vat_of(taxed.base, rate)


@pytest.mark.parametrize(
    ("total", "base", "vat"),
    [("1000.05", "833.37", "166.68"), ("0.03", "0.02", "0.01"), ("142.08", "118.40", "23.68")],
)
def test_a_total_that_no_base_reaches_has_a_cent_of_vat_more(
    total: str, base: str, vat: str
) -> None:
    taxed = tax_gross((Decimal(total),), Decimal(20))
    assert (taxed.base, taxed.vat) == (Decimal(base), Decimal(vat))


@given(st.lists(amounts, max_size=40), rates)
def test_the_base_of_each_line_is_its_own_to_within_two_cents_and_never_negative(
    grosses: list[Decimal], rate: Decimal
) -> None:
    nets = tax_gross(tuple(grosses), rate).nets
    exact = [Fraction(gross) / (1 + Fraction(rate) / 100) for gross in grosses]
    pairs = list(zip(nets, exact, strict=True))
    assert all(net >= 0 for net, _ in pairs)
    assert all(abs(Fraction(net) - own) < Fraction(2, 100) for net, own in pairs)


def test_many_small_lines_share_the_cents_that_rounding_moved() -> None:
    taxed = tax_gross((Decimal("0.01"),) * 12, Decimal(20))
    assert (taxed.base, taxed.vat) == (Decimal("0.10"), Decimal("0.02"))
    assert sorted(taxed.nets) == [Decimal("0.00")] * 2 + [Decimal("0.01")] * 10
