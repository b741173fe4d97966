"""The invoice as a PDF."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.documents.document_samples import (
    SIGNED,
    VAT,
    make_company,
    make_engagement,
    make_invoice,
    make_person,
    make_practice,
    make_sessions,
    pages_of,
    text_of,
    words_of,
)
from tests.documents.golden_invoices import golden_invoices

from phmcoach.documents.papers.invoice import render_invoice
from phmcoach.documents.papers.qr import draw_qr
from phmcoach.domain.money.invoice import Deduction, Invoice
from phmcoach.domain.shape.validation import validate
from phmcoach.value import fields_of, replace
from phmcoach.words import Language

ACCENT = "#1f4e5f"


def bill(
    sessions: int,
    terms: dict[str, Any] | None = None,
    *,
    private: bool = False,
    travel: bool = False,
    number: str | None = "F-2026-0007",
    specimen: bool = False,
    practice: dict[str, str] | None = None,
) -> Invoice:
    engagement = make_engagement(
        {"sessions": 20, **(terms or {})},
        sessions=make_sessions(sessions, travel=travel),
        signatures=SIGNED,
    )
    client = make_person() if private else make_company()
    return make_invoice(
        engagement, client, make_practice(**(practice or {})), number=number, specimen=specimen
    )


def text(invoice: Invoice, *, draft: bool = False) -> str:
    return text_of(render_invoice(invoice, accent=ACCENT, draft=draft).pdf)


def test_a_consumer_invoice_shows_prices_with_vat_and_the_net_total() -> None:
    found = text(bill(3, private=True, practice=VAT))

    assert "Désignation Quantité Prix unitaire TTC TVA Montant TTC" in found
    assert "4 h 260,00 € 20 % 1 040,00 €" in found
    assert "Total HT 1 191,67 € TVA 20 % 238,33 € Total TTC 1 430,00 €" in found
    assert "Net à payer 1 430,00 €" in found
    assert "40 €" not in found


@pytest.mark.usefixtures("typeset_again")
def test_an_invoice_has_the_same_bytes_each_time() -> None:
    first = render_invoice(bill(4), accent=ACCENT, draft=False)

    assert render_invoice(bill(4), accent=ACCENT, draft=False) == first


def test_a_draft_is_marked_and_has_neither_number_nor_payment_code() -> None:
    rendered = render_invoice(bill(2, number=None), accent=ACCENT, draft=True)

    assert "BROUILLON" in text_of(rendered.pdf)
    assert "Référence à rappeler" not in text_of(rendered.pdf)
    assert "<svg" not in rendered.source


@pytest.mark.parametrize(("number", "draft"), [(None, False), ("F-2026-0001", True)])
def test_a_draft_with_a_number_or_an_invoice_without_one_is_a_bug(
    number: str | None, *, draft: bool
) -> None:
    with pytest.raises(ValueError, match="a draft has no number"):
        render_invoice(bill(2, number=number), accent=ACCENT, draft=draft)


def test_each_page_of_a_specimen_is_marked() -> None:
    invoice = bill(16, travel=True, number="SPECIMEN-2026-0001", specimen=True)
    pages = pages_of(render_invoice(invoice, accent=ACCENT, draft=False).pdf)

    assert len(pages) == 2
    assert all("SPÉCIMEN" in page for page in pages)


def test_the_payment_code_contains_the_amount_and_the_account() -> None:
    source = render_invoice(bill(4), accent=ACCENT, draft=False).source
    payload = (
        "BCD\n002\n1\nSCT\nTESTFRPP\nHélène Marchand EI\nFR7699999000010000000000115\n"
        "EUR1820.00\n\n\nF-2026-0007"
    )

    assert draw_qr(payload).replace('"', '\\"') in source
    assert "Code QR du virement de 1\u202f820,00\u202f€, F-2026-0007" in source


def test_an_invoice_of_zero_has_no_payment_code() -> None:
    nothing = replace(bill(2), total_gross=Decimal("0.00"))

    assert "<svg" not in render_invoice(nothing, accent=ACCENT, draft=False).source


def test_the_legal_letters_ei_follow_the_name_of_the_seller() -> None:
    assert text(bill(1)).startswith("Hélène Marchand EI")


def test_mentions_are_printed_word_for_word() -> None:
    invoice = bill(2)
    nature, *others = (" ".join(mention.text.split()) for mention in invoice.mentions)
    found = text(invoice)

    assert [each for each in others if each not in found] == []
    assert nature not in found
    assert found.count("Prestations de services") == 1  # in the head, beside the period


def test_a_credit_note_says_nothing_of_late_payment() -> None:
    credit = golden_invoices()["full-credit"]
    found = text(credit)

    assert "late-penalties" in {mention.id for mention in credit.mentions}
    assert [word for word in ("retard", "Escompte", "40 €") if word in found] == []


@pytest.mark.parametrize("travel", range(6, 17))
def test_a_mention_is_never_split_over_two_pages(travel: int) -> None:
    invoice = bill(travel, travel=True, practice=VAT)
    pages = pages_of(render_invoice(invoice, accent=ACCENT, draft=False).pdf)
    whole = [" ".join(mention.text.split()) for mention in invoice.mentions[1:]]

    assert [each for each in whole if not any(each in page for page in pages)] == []


def test_the_code_says_what_it_is_for() -> None:
    assert "À scanner dans votre application bancaire" in text(bill(2))
    assert "À scanner" not in text(bill(2, number=None), draft=True)


def test_a_deduction_shows_its_net_and_its_vat() -> None:
    invoice = bill(4, practice=VAT)
    paid = Deduction(
        number="F-2026-0001", issued_on=invoice.issued_on, net=Decimal(300), vat=Decimal(60)
    )
    exempt = replace(paid, vat=Decimal(0))

    assert "2026 300,00 € HT, TVA 60,00 € −360,00 €" in text(replace(invoice, deductions=(paid,)))
    assert "TVA 0,00" not in text(replace(invoice, deductions=(exempt,)))


def test_days_of_sessions_are_printed_only_if_the_contract_discloses_them() -> None:
    closed = render_invoice(bill(4), accent=ACCENT, draft=False).source
    opened = render_invoice(bill(4, {"session_dates": True}), accent=ACCENT, draft=False).source

    assert "Séance" not in closed.replace("Séance réservée", "")
    assert "10, 17 et 24\u00a0février\u00a02026" in opened


def test_several_months_are_printed_as_one_period() -> None:
    assert "Période février 2026 à mars 2026" in text(bill(6))


def test_a_long_invoice_repeats_its_head_and_numbers_its_pages() -> None:
    pages = pages_of(render_invoice(bill(18, travel=True), accent=ACCENT, draft=False).pdf)

    assert len(pages) == 2
    assert all("Désignation Quantité" in page for page in pages)
    assert [re.findall(r"Page \d / \d", page) for page in pages] == [["Page 1 / 2"], ["Page 2 / 2"]]


@pytest.mark.parametrize("sessions", range(1, 21))
def test_totals_are_never_on_a_page_without_a_line(sessions: int) -> None:
    rendered = render_invoice(bill(sessions, travel=True, practice=VAT), accent=ACCENT, draft=False)
    page = next(page for page in pages_of(rendered.pdf) if "Net à payer" in page)
    before = page.partition("Total HT")[0].partition("Montant HT")[2]

    assert "€" in before


def test_foreign_addresses_name_their_country() -> None:
    invoice = bill(1)
    address = replace(invoice.buyer.address, country="BE", city="Bruxelles")
    buyer = replace(invoice.buyer, address=address)

    assert "69003 Bruxelles Belgique" in text(replace(invoice, buyer=buyer))


def test_the_issue_date_is_the_date_of_the_file() -> None:
    invoice = bill(1)
    source = render_invoice(invoice, accent=ACCENT, draft=False).source

    assert invoice.issued_on == date(2026, 7, 31)
    assert "datetime(year: 2026, month: 7, day: 31)" in source


def test_an_invoice_paid_in_full_by_deposits_asks_for_no_payment() -> None:
    source = render_invoice(golden_invoices()["settled"], accent=ACCENT, draft=False).source

    assert "Facture acquittée par acompte." in source
    assert "Aucun règlement n’est attendu." in source
    assert all(word not in source for word in ("IBAN", "au plus tard", "Échéance", "<svg"))


def test_the_price_of_an_hour_at_a_percentage_has_enough_decimals() -> None:
    invoice = golden_invoices()["private-reserved"]
    (line,) = invoice.lines
    source = render_invoice(invoice, accent=ACCENT, draft=False).source

    assert (line.quantity, line.amount) == (Decimal("3.5"), Decimal("115.51"))
    assert "33,0033\u202f€" in source
    assert validate(Invoice, fields_of(invoice)) == invoice


def test_a_consumer_invoice_always_shows_days_and_place() -> None:
    found = text(bill(3, private=True))

    assert "Séances des 10 et 17 février 2026" in found
    assert "Lieu d’exécution : 12, rue des Lilas, 75011 Paris." in found


def test_the_place_of_remote_sessions_is_remote() -> None:
    invoice = bill(2, private=True)
    (line, other) = invoice.lines
    (session,) = line.sessions
    by_video = replace(line, sessions=(replace(session, type="video"),))
    lines = (by_video, replace(other, sessions=()))
    remote = replace(invoice, lines=lines, place=None)

    assert "Lieu d’exécution : à distance." in text(remote)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("language", "released", "left", "effect"),
    [
        (
            "fr",
            "Acompte à nouveau disponible, facture n°",
            "Reste à déduire ou à rembourser",
            "est à nouveau à votre disposition",
        ),
        (
            "en",
            "Deposit available again, invoice no.",
            "Left to deduct or to refund",
            "is at your disposal again",
        ),
    ],
)
def test_a_credit_note_that_only_releases_a_deposit_says_so(
    language: Language, released: str, left: str, effect: str
) -> None:
    credit = golden_invoices()["full-credit"]
    deposit = Deduction(
        number="F-2026-0001",
        issued_on=credit.issued_on,
        net=credit.total_net,
        vat=credit.total_vat,
    )
    credit = replace(credit, language=language, deductions=(deposit,))
    text = words_of(render_invoice(credit, accent=ACCENT, draft=False).source)
    assert [each for each in (released, left, effect) if each not in text] == []


@pytest.mark.parametrize("typed", ["Séance annulée", "Séance annulée."])
def test_the_reason_of_a_credit_note_ends_with_one_full_stop(typed: str) -> None:
    credit = replace(golden_invoices()["full-credit"], reason=typed)
    source = render_invoice(credit, accent=ACCENT, draft=False).source
    assert f'#"{typed}";{"" if typed.endswith(".") else "."}\n' in source


def test_an_invoice_of_several_contracts_names_each_quote_with_its_contract() -> None:
    invoice = golden_invoices()["joint"]
    one, other = invoice.contracts or ()
    quoted = (replace(one, quote="D-2026-0001"), replace(other, quote="D-2026-0002"))
    found = text(replace(invoice, contracts=quoted))
    assert "A-2026-03, devis n° D-2026-0001. A-2026-04, devis n° D-2026-0002." in found
    assert "Contrat d’accompagnement signé" not in found
