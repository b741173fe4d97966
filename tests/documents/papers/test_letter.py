"""The three letters about a late invoice, and the e-mails that carry them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.documents.document_samples import MEDIATOR, assert_golden, pages_of, text_of
from tests.documents.golden_invoices import golden_invoices
from tests.documents.hostile_strings import HOSTILE
from tests.domain.money.late_papers import LAW, make_credit, make_entries, make_receipt

from phmcoach.documents.papers.letter import compose_letter_mail, render_letter, view_letter
from phmcoach.documents.papers.qr import draw_qr
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.lateness import Claim, measure_lateness
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.reminder import Reminder, draft_reminder
from phmcoach.domain.records.practice import Mediator
from phmcoach.domain.shape.validation import validate
from phmcoach.errors import InvalidDataError
from phmcoach.value import replace
from phmcoach.words import ReminderLevel

ACCENT = "#1f4e5f"
ON = date(2026, 10, 15)
LEVELS: tuple[ReminderLevel, ...] = ("friendly", "firm", "formal")


def remind(
    name: str,
    level: ReminderLevel,
    *others: Invoice | Receipt,
    notified_on: date | None = None,
    on: date = ON,
) -> Reminder:
    paper = golden_invoices()[name]
    late = measure_lateness(
        make_entries(paper, *others), paper, LAW, as_of=on, claim=Claim(notified_on)
    )
    return draft_reminder(
        late,
        LAW,
        level=level,
        seller=paper.seller,
        buyer=paper.buyer,
        mediator=validate(Mediator, MEDIATOR),
    )


def text(reminder: Reminder) -> str:
    return text_of(render_letter(reminder, accent=ACCENT, specimen=False).pdf)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["public", "english"])
def test_a_letter_and_its_e_mail_are_the_golden_ones(name: str, level: ReminderLevel) -> None:
    reminder = remind(name, level)
    rendered = render_letter(reminder, accent=ACCENT, specimen=False)
    pages = pages_of(rendered.pdf)

    assert rendered.warnings == ()
    assert len(pages) == 1
    assert_golden(f"letter-{name}-{level}.txt", f"{pages[0]}\n\n{compose_letter_mail(reminder)}")


def test_a_deposit_invoice_is_called_a_deposit_invoice() -> None:
    found = text(remind("deposit", "firm"))
    assert "La facture d’acompte n° F-2026-0007 du 31 juillet 2026" in found
    mail = compose_letter_mail(remind("deposit", "friendly"))
    assert "la facture d’acompte n°\u00a0F-2026-0007" in mail


def test_payments_and_credit_notes_are_subtracted_row_by_row() -> None:
    paper = golden_invoices()["vat"]
    found = text(
        remind(
            "vat",
            "formal",
            make_credit(paper, "F-2026-0099", "100"),
            make_receipt(paper, date(2026, 9, 10), "500"),
            make_receipt(paper, date(2026, 9, 20), "40", nature="indemnity"),
        )
    )
    assert (
        "Décompte au 15 octobre 2026 Montant Facture n° F-2026-0002 du 31 juillet 2026 1 887,00 € "
        "Avoirs −120,00 € Règlements reçus −500,00 € Pénalités de retard "
        "31 août 2026 – 10 septembre 2026 : 1 767,00 € × 12,4 % × 11 / 365 6,60 € "
        "Pénalités de retard "
        "11 septembre 2026 – 15 octobre 2026 : 1 267,00 € × 12,4 % × 35 / 365 15,07 € "
        "Indemnité forfaitaire pour frais de recouvrement 40,00 € "
        "Déjà réglé au titre du retard −40,00 € Total à régler 1 288,67 €"
    ) in found
    assert "elle demeure impayée en partie à ce jour" in found


@pytest.mark.parametrize("level", LEVELS)
def test_the_rows_of_a_letter_add_up_to_its_total(level: ReminderLevel) -> None:
    paper = golden_invoices()["vat"]
    view = view_letter(remind("vat", level, make_receipt(paper, ON, "500", nature="penalties")))
    taken, added = ("credited", "received", "compensated"), ("due", "indemnity")
    rows = sum(view[name] for name in added) - sum(view[name] for name in taken)
    assert rows + sum((span.amount for span in view["spans"]), Decimal(0)) == view["asked"]


def test_a_consumer_owes_interest_since_the_formal_notice() -> None:
    found = text(remind("private-vat", "formal", notified_on=date(2026, 9, 15)))
    assert "16 septembre 2026 – 15 octobre 2026 : 1 572,50 € × 2,75 % × 30 / 365" in found
    assert "Les intérêts au taux légal, actuellement de 2,75 % l’an, continuent de courir" in found
    assert "40,00 €" not in found


def test_one_day_is_written_in_the_singular() -> None:
    assert "il y a 1 jour." in text(remind("vat", "firm", on=date(2026, 8, 31)))
    assert "1 day ago" in text(remind("english", "formal", on=date(2026, 8, 31)))


@pytest.mark.parametrize("level", LEVELS)
def test_the_payment_code_has_the_amount_of_the_letter(level: ReminderLevel) -> None:
    reminder = remind("vat", level)
    payload = (
        "BCD\n002\n1\nSCT\nTESTFRPP\nHélène Marchand EI\nFR7699999000010000000000115\n"
        f"EUR{reminder.asked}\n\n\nF-2026-0002"
    )
    source = render_letter(reminder, accent=ACCENT, specimen=False).source
    assert draw_qr(payload).replace('"', '\\"') in source


def test_a_letter_mentions_neither_the_sessions_nor_the_beneficiary() -> None:
    paper = golden_invoices()["vat"]
    for level in LEVELS:
        reminder = remind("vat", level)
        found = render_letter(reminder, accent=ACCENT, specimen=False).source
        assert paper.beneficiary not in found + compose_letter_mail(reminder)
        assert "coaching" not in found


def test_a_specimen_is_marked() -> None:
    found = text_of(render_letter(remind("vat", "formal"), accent=ACCENT, specimen=True).pdf)
    assert "SPÉCIMEN" in found
    assert "SPÉCIMEN" not in text(remind("vat", "formal"))


@pytest.mark.usefixtures("typeset_again")
def test_a_letter_has_the_same_bytes_each_time() -> None:
    first = render_letter(remind("vat", "formal"), accent=ACCENT, specimen=False)
    assert render_letter(remind("vat", "formal"), accent=ACCENT, specimen=False) == first


def test_a_template_of_the_coach_replaces_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "letter-mail.txt.j2").write_text("Facture {{ number }}\n\nMerci.\n", "utf-8")
    assert compose_letter_mail(remind("vat", "firm"), tmp_path) == "Facture F-2026-0002\n\nMerci.\n"


def test_a_mistake_in_a_template_of_the_coach_is_reported_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    own = tmp_path / "fr" / "letter-mail.txt.j2"
    own.write_text("Bonjour\n\n{{ nothing }}\n", "utf-8")
    with pytest.raises(InvalidDataError) as refused:
        compose_letter_mail(remind("vat", "firm"), tmp_path)
    place = refused.value.problems[0].place
    assert place is not None
    assert (place.file, place.line) == (own, 3)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_code_in_a_name_neither_runs_in_a_letter_nor_adds_a_line_to_an_e_mail(hostile: str) -> None:
    reminder = remind("vat", "formal")
    seller = replace(reminder.seller, name=hostile, phone=hostile)
    changed = Reminder(reminder.lateness, "formal", seller, reminder.buyer)
    render_letter(changed, accent=ACCENT, specimen=False)
    ours = compose_letter_mail(reminder).count("\n")
    assert compose_letter_mail(changed).count("\n") == ours
