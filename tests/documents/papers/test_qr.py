"""The payment code."""

from decimal import Decimal

import pytest

from phmcoach.documents.papers.qr import draw_qr, transfer_payload

IBAN = "FR7699999000010000000000115"


def test_the_payload_is_an_epc_transfer_line_by_line() -> None:
    payload = transfer_payload(
        name="Hélène Marchand EI",
        iban=IBAN,
        bic="TESTFRPP",
        amount=Decimal(1560),
        reference="F-2026-0007",
    )

    assert payload == (
        f"BCD\n002\n1\nSCT\nTESTFRPP\nHélène Marchand EI\n{IBAN}\nEUR1560.00\n\n\nF-2026-0007"
    )


def test_the_line_of_a_missing_bic_is_empty() -> None:
    payload = transfer_payload(
        name="A", iban=IBAN, bic=None, amount=Decimal("0.01"), reference="F-1"
    )

    assert payload.split("\n")[3:8] == ["SCT", "", "A", IBAN, "EUR0.01"]


@pytest.mark.parametrize("name", ["x" * 71, "x" * 69 + " y"])
def test_a_name_is_cut_to_the_length_that_the_standard_allows(name: str) -> None:
    payload = transfer_payload(name=name, iban=IBAN, bic=None, amount=Decimal(1), reference="F-1")

    assert payload.split("\n")[5] == name[:70].rstrip()


def test_a_name_with_line_breaks_cannot_change_the_account() -> None:
    payload = transfer_payload(
        name="A\nFR00\u2028B\x00", iban=IBAN, bic=None, amount=Decimal(1), reference="F-1"
    )

    assert payload.split("\n")[5:7] == ["A FR00 B", IBAN]


def test_the_drawing_is_an_svg_that_depends_on_the_payload_alone() -> None:
    first, again, other = draw_qr("BCD\n002"), draw_qr("BCD\n002"), draw_qr("BCD\n001")

    assert first.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert first == again
    assert first != other


def test_numbers_that_do_not_fit_are_left_out_and_none_is_cut() -> None:
    """Eleven numbers of eleven characters take 141 with their separators, ten take 128."""
    numbers = [f"F-2026-{n:04d}" for n in range(1, 13)]
    assert reference_of(numbers[:10]) == ", ".join(numbers[:10])
    assert reference_of(numbers[:11]) == ", ".join(numbers[:10])
    assert reference_of(numbers[:12]) == ", ".join(numbers[:10])


def test_numbers_that_take_all_140_characters_are_kept() -> None:
    """Six of 20 characters with their separators are 130; the seventh of 8 makes 140."""
    numbers = [*(f"F-2026-{n:013d}" for n in range(1, 7)), "F-2026-7"]
    assert reference_of(numbers) == ", ".join(numbers)
    assert reference_of([*numbers, "F-2026-8"]) == ", ".join(numbers)


def reference_of(numbers: list[str]) -> str:
    payload = transfer_payload(
        name="A", iban=IBAN, bic=None, amount=Decimal(1), reference=", ".join(numbers)
    )
    return payload.splitlines()[-1]
