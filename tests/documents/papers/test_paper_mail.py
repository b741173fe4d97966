"""The text of the e-mail that goes with an issued paper."""

from decimal import Decimal

import pytest
from tests.documents.golden_invoices import golden_invoices
from tests.domain.money.late_papers import make_quote

from phmcoach.documents.papers.paper_mail import compose_paper_mail
from phmcoach.value import replace

SIGNED = "\n\nBien cordialement,\n\nHélène Marchand EI\n06 39 98 00 00\n"
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("name", "subject", "said"),
    [
        (
            "vat",
            "Facture n° F-2026-0002",
            (
                "la facture n° F-2026-0002 du 31 juillet 2026, d’un montant de 1 887,00 €, à "
                "régler au plus tard le 30 août 2026. Les coordonnées bancaires y figurent."
            ),
        ),
        (
            "deposit",
            "Facture d’acompte n° F-2026-0007",
            (
                "la facture d’acompte n° F-2026-0007 du 31 juillet 2026, d’un montant de 360,00 €, "
                "à régler au plus tard le 30 août 2026. Les coordonnées bancaires y figurent."
            ),
        ),
        (
            "partial-credit",
            "Avoir n° F-2026-0010",
            (
                "l’avoir n° F-2026-0010 du 31 juillet 2026, d’un montant de 681,00 €, sur la "
                "facture n° F-2026-0002."
            ),
        ),
        (
            "already-paid",
            "Facture n° F-2026-0009",
            (
                "la facture n° F-2026-0009 du 31 juillet 2026, d’un montant de 1 572,50 €. Elle "
                "est réglée : aucun paiement n’est attendu."
            ),
        ),
    ],
)
def test_each_paper_has_its_own_text(name: str, subject: str, said: str) -> None:
    paper = golden_invoices()[name]
    owed = Decimal(0) if paper.type == "credit" else paper.amount_due
    found = compose_paper_mail(paper, outstanding=owed)
    assert found.replace(NBSP, " ").replace(NARROW, " ") == (
        f"{subject} – contrat A-2026-03 – Hélène Marchand EI\n\n"
        f"Bonjour,\n\nVous trouverez ci-joint {said}{SIGNED}"
    )


def test_the_text_names_the_amount_left_to_pay() -> None:
    found = compose_paper_mail(golden_invoices()["vat"], outstanding=Decimal(7))
    assert f"d’un montant de 7,00{NARROW}€" in found


def test_an_english_paper_is_sent_in_english() -> None:
    paper = golden_invoices()["english"]
    found = compose_paper_mail(paper, outstanding=paper.amount_due).replace(NBSP, " ")
    assert found == (
        "Invoice no. F-2026-0015 – contract A-2026-03 – Hélène Marchand EI\n"
        "\n"
        "Hello,\n"
        "\n"
        "Please find attached invoice no. F-2026-0015 of 31 July 2026, for €1,572.50, to be paid "
        "by 30 August 2026. The bank details are on it.\n"
        "\n"
        "Kind regards,\n"
        "\n"
        "Hélène Marchand EI\n"
        "06 39 98 00 00\n"
    )


@pytest.mark.parametrize("name", ["deposit", "partial-credit", "already-paid"])
def test_every_paper_has_its_own_text_in_english(name: str) -> None:
    paper = replace(golden_invoices()[name], language="en")
    assert compose_paper_mail(paper, outstanding=paper.amount_due).startswith(
        {"deposit": "Deposit invoice", "partial-credit": "Credit note", "already-paid": "Invoice"}[
            name
        ]
    )


def test_the_text_of_a_quote_says_until_when_it_is_valid() -> None:
    found = compose_paper_mail(make_quote())
    assert found.replace(NBSP, " ").replace(NARROW, " ") == (
        "Devis n° D-2026-0001 – Camille Durand EI\n"
        "\n"
        "Bonjour,\n"
        "\n"
        "Vous trouverez ci-joint le devis n° D-2026-0001 du 15 juin 2026, d’un montant de "
        "3 120,00 €. Il est valable jusqu’au 15 juillet 2026.\n"
        "\n"
        "Bien cordialement,\n"
        "\n"
        "Camille Durand EI\n"
    )
    english = compose_paper_mail(replace(make_quote(), language="en"))
    assert "It is valid until" in english
