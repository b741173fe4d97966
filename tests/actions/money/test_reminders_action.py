"""Letters and drafts on disk, made from a ledger that they never change."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from tests.actions.conftest import ADDRESS, bill, on_day
from tests.commands import command_of
from tests.domain.money.late_papers import make_quote

from phmcoach.actions.context import Context
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.mail import write_duplicate, write_mail, write_plain_copy
from phmcoach.actions.money.payments import pay
from phmcoach.actions.money.reminders import ReminderRequest, list_unpaid, write_reminder
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.quote import Quote
from phmcoach.errors import CoachError, InvalidDataError, MissingError, RuleRefusedError
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_issue import issue
from phmcoach.value import replace

NUMBER = "F-2026-0001"
AUGUST = date(2026, 8, 31)


@pytest.fixture
def late(context: Context, signed: Callable[..., Path]) -> Context:
    """Return August, with an invoice of 520.00 € that was due on 15 July."""
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    assert bill(context, ref="martin").invoice.due_on == date(2026, 7, 15)
    set_client(context, ref="acme", details={"email": "compta@acme.example"})
    return on_day(context, AUGUST)


def ledger_of(context: Context) -> dict[Path, bytes]:
    files = (path for path in context.folder.ledger_dir.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files}


def documents_of(context: Context) -> list[str]:
    """Return the names of the documents, besides the record of what was signed."""
    found = context.folder.documents_dir("martin-2026").glob("*")
    return sorted(path.name for path in found if not path.name.endswith(".signed.toml"))


def message_of(path: Path | None) -> Any:  # noqa: ANN401 - an EmailMessage
    assert path is not None
    return message_from_bytes(path.read_bytes(), policy=default)


def refusal(context: Context, **options: Any) -> str:  # noqa: ANN401 - fields of a request
    request = ReminderRequest(**{"number": NUMBER, **options})
    with pytest.raises(RuleRefusedError) as refused:
        write_reminder(context, request)
    return refused.value.problems[0].message


def test_unpaid_invoices_are_listed_with_their_penalties(late: Context) -> None:
    (found,) = list_unpaid(late).papers
    assert (found.number, found.days, found.level) == (NUMBER, 47, "friendly")
    assert (found.balance.outstanding, found.compensation) == (Decimal("520.00"), Decimal("48.30"))
    assert list_unpaid(late, on=date(2026, 7, 16)).papers[0].level is None


def test_each_letter_follows_the_one_before_after_eight_days(late: Context) -> None:
    """The days after the due date alone propose no formal notice."""
    written = []
    for on in (20, 28, 31):  # of July: 5, 13 and 16 days late
        day = date(2026, 7, on)
        written.append(write_reminder(on_day(late, day), ReminderRequest("1")).reminder.level)
    for on in (7, 8, 20):  # of August
        day = date(2026, 8, on)
        written.append(write_reminder(on_day(late, day), ReminderRequest("1")).reminder.level)
    assert written == ["friendly", "friendly", "firm", "firm", "firm", "formal"]


def test_a_client_with_several_late_invoices_gets_one_letter(late: Context) -> None:
    """Each invoice has the level that its own letters allow; a newer one is only mentioned."""
    log_session(late, ref="martin", on=date(2026, 1, 20))
    for on in (date(2026, 8, 1), date(2026, 8, 20)):
        write_reminder(on_day(late, on), ReminderRequest(NUMBER))
    newer = bill(on_day(late, date(2026, 8, 20)), ref="martin").invoice
    day = on_day(late, date(2026, 10, 1))
    written = write_reminder(day, ReminderRequest(newer.number or ""))
    (other,) = written.reminder.others
    assert (written.reminder.lateness.number, written.reminder.level) == (NUMBER, "formal")
    assert (other.lateness.number, other.level) == (newer.number, "friendly")
    assert written.reminder.total == written.reminder.asked + other.asked
    assert written.letter.name == f"mise-en-demeure-{NUMBER}-2026-10-01.pdf"
    copy = written.letter.with_name(f"relance-amicale-{newer.number}-2026-10-01.pdf")
    assert copy.read_bytes() == written.letter.read_bytes()
    assert (written.named, written.copy) == (other, copy)
    names = [each.get_filename() for each in message_of(written.mail).iter_attachments()]
    assert len(names) == 3
    levels = {
        each.number: each.level for each in list_unpaid(on_day(late, date(2026, 10, 9))).papers
    }
    assert levels == {NUMBER: "formal", newer.number: "firm"}


def test_a_letter_that_an_earlier_version_named_is_followed_by_the_next_level(
    late: Context,
) -> None:
    letter = write_reminder(late, ReminderRequest(NUMBER, level="friendly")).letter
    letter.rename(letter.with_name(f"{NUMBER}-relance-amicale-2026-08-31.pdf"))
    assert [each.letters for each in list_unpaid(late).papers] == [{"friendly": date(2026, 8, 31)}]


def test_a_letter_of_a_chosen_level_is_about_its_invoice_alone(late: Context) -> None:
    log_session(late, ref="martin", on=date(2026, 1, 20))
    bill(on_day(late, date(2026, 7, 2)), ref="martin")
    together = write_reminder(late, ReminderRequest(NUMBER)).reminder
    alone = write_reminder(late, ReminderRequest(NUMBER, level="friendly")).reminder
    assert (len(together.others), len(alone.others)) == (1, 0)


def test_a_rate_that_one_invoice_needs_does_not_hold_up_the_letter_about_another(
    late: Context,
) -> None:
    """A formal notice needs the rate of a half-year that is not known."""
    log_session(late, ref="martin", on=date(2026, 1, 20))
    newer = bill(on_day(late, date(2026, 9, 1)), ref="martin").invoice
    for on in (date(2026, 8, 1), date(2026, 8, 20)):
        write_reminder(on_day(late, on), ReminderRequest(NUMBER))
    day = on_day(late, date(2027, 1, 15))
    written = write_reminder(day, ReminderRequest(newer.number or ""))
    assert (written.reminder.lateness.number, written.reminder.others) == (newer.number, ())
    assert [each.level for each in written.warnings] == ["warning"]


def test_an_invoice_whose_pdf_is_lost_does_not_hold_up_the_letter_about_another(
    late: Context,
) -> None:
    log_session(late, ref="martin", on=date(2026, 1, 20))
    newer = bill(on_day(late, date(2026, 7, 2)), ref="martin").invoice
    next(late.folder.ledger_dir.glob(f"*/facture-{newer.number}.pdf")).unlink()
    written = write_reminder(late, ReminderRequest(NUMBER))
    assert written.reminder.others == ()
    assert [each.level for each in written.warnings] == ["warning"]


def test_a_lost_letter_makes_the_next_one_no_harder(late: Context) -> None:
    write_reminder(late, ReminderRequest("1", "friendly", on=date(2026, 7, 20)))
    made = write_reminder(late, ReminderRequest("1", "firm", on=date(2026, 8, 1)))
    assert list_unpaid(late).papers[0].level == "formal"
    made.letter.unlink()
    assert list_unpaid(late).papers[0].level == "firm"


def test_a_formal_notice_without_a_firm_letter_comes_with_a_warning(late: Context) -> None:
    def warned() -> list[str]:
        made = write_reminder(late, ReminderRequest("1", "formal"))
        return [problem.message for problem in made.warnings]

    assert warned() == ["remind.no-firm-letter"]
    write_reminder(late, ReminderRequest("1", "firm", on=date(2026, 8, 24)))
    assert warned() == ["remind.no-firm-letter"]
    write_reminder(late, ReminderRequest("1", "firm", on=date(2026, 8, 23)))
    assert warned() == []


def test_a_reminder_is_a_letter_and_a_draft_and_the_ledger_is_unchanged(late: Context) -> None:
    before = ledger_of(late)
    written = write_reminder(late, ReminderRequest("1", "formal"))
    assert documents_of(late) == [
        "mise-en-demeure-F-2026-0001-2026-08-31.eml",
        "mise-en-demeure-F-2026-0001-2026-08-31.pdf",
    ]
    assert ledger_of(late) == before
    assert written.reminder.asked == Decimal("568.30")
    assert [problem.message for problem in written.warnings] == ["remind.no-firm-letter"]
    assert written.mail is not None
    assert (written.letter.name, written.mail.name) == tuple(reversed(documents_of(late)))


def test_the_draft_contains_the_letter_and_the_issued_bytes_of_the_invoice(late: Context) -> None:
    written = write_reminder(late, ReminderRequest(NUMBER, "firm"))
    message = message_of(written.mail)
    assert (message["To"], message["Bcc"], message["X-Unsent"]) == (
        "Acme SA <compta@acme.example>",
        None,
        "1",
    )
    issued = late.folder.ledger_dir / "2026" / "facture-F-2026-0001.pdf"
    assert {part.get_filename(): part.get_content() for part in message.iter_attachments()} == {
        "relance-ferme-F-2026-0001-2026-08-31.pdf": written.letter.read_bytes(),
        "facture-F-2026-0001-A-2026-01.pdf": issued.read_bytes(),
    }


@pytest.mark.usefixtures("typeset_again")
def test_the_same_day_gives_the_same_bytes_and_another_day_another_file(late: Context) -> None:
    first = write_reminder(late, ReminderRequest(NUMBER))
    assert first.mail is not None
    bytes_of_first = (first.letter.read_bytes(), first.mail.read_bytes())
    again = write_reminder(late, ReminderRequest(NUMBER))
    assert again.mail is not None
    assert (again.letter.read_bytes(), again.mail.read_bytes()) == bytes_of_first
    write_reminder(late, ReminderRequest(NUMBER, "formal", on=date(2026, 8, 30)))
    assert len(documents_of(late)) == 4


def test_a_letter_goes_to_the_current_address_of_the_client(late: Context) -> None:
    set_client(late, ref="acme", details={"street": "99 rue Neuve", "contact": "Zoé Roy"})
    written = write_reminder(late, ReminderRequest(NUMBER))
    assert written.reminder.buyer.address.street == "99 rue Neuve"
    assert message_of(written.mail)["To"] == "Zoé Roy <compta@acme.example>"


def test_a_client_without_a_file_has_the_address_on_the_invoice(late: Context) -> None:
    late.folder.client_file("acme").unlink()
    written = write_reminder(late, ReminderRequest(NUMBER))
    assert written.reminder.buyer.address.street == ADDRESS["street"]
    assert [problem.message for problem in written.warnings] == ["mail.no-address"]
    assert message_of(written.mail)["To"] is None


def test_a_client_without_an_address_has_the_address_on_the_invoice(late: Context) -> None:
    late.folder.client_file("acme").write_text(
        'schema = 1\nkind = "company-fr"\nname = "Acme"\n', "utf-8"
    )
    written = write_reminder(late, ReminderRequest(NUMBER))
    assert written.reminder.buyer.address.street == ADDRESS["street"]


def test_a_client_without_an_e_mail_address_is_reported(late: Context) -> None:
    path = late.folder.client_file("acme")
    text = path.read_text("utf-8")
    path.write_text(text.replace('email = "compta@acme.example"\n', ""), "utf-8")
    (warning,) = write_reminder(late, ReminderRequest(NUMBER)).warnings
    assert (warning.message, command_of(warning)) == (
        "mail.no-address",
        "coach set-client acme --email …",
    )


def test_a_reminder_of_a_paid_invoice_is_refused_and_late_payment_is_reported(
    late: Context,
) -> None:
    pay(late, number=NUMBER, on=AUGUST, method="transfer")
    assert refusal(late) == "remind.paid-late"
    assert list_unpaid(late).papers == ()


def test_a_reminder_of_a_paper_not_due_unknown_or_no_invoice_is_refused(late: Context) -> None:
    assert refusal(late, on=date(2026, 7, 15)) == "remind.not-due"
    assert refusal(late, on=date(2026, 9, 1)) == "gate.in-the-future"
    with pytest.raises(MissingError):
        write_reminder(late, ReminderRequest("F-2026-0099"))
    request = CreditRequest(NUMBER, Selection(), "Erreur")
    assert issue_credit_note(late, request).number == "F-2026-0002"
    assert refusal(late, number="F-2026-0002") == "remind.credit-note"
    assert refusal(late) == "remind.paid"
    assert documents_of(late) == []


def test_unknown_rates_of_a_half_year_refuse_only_a_formal_notice(late: Context) -> None:
    later = on_day(late, date(2027, 1, 10))
    assert refusal(later, level="formal") == "law.missing"
    assert write_reminder(later, ReminderRequest(NUMBER, "friendly")).warnings == ()
    firm = write_reminder(later, ReminderRequest(NUMBER, "firm"))
    assert firm.letter.exists()
    assert [problem.message for problem in firm.warnings] == ["law.missing"]
    listed = list_unpaid(later)
    assert [problem.message for problem in listed.warnings] == ["law.missing"]
    later.folder.law_dir.mkdir()
    (later.folder.law_dir / "late-payment.toml").write_text(
        "schema = 1\n\n[[half_years]]\nvalid_from = 2027-01-01\nvalid_to = 2027-06-30\n"
        'refinancing = 2.15\nlegal = 2.70\nsource = "BCE"\n',
        "utf-8",
    )
    assert write_reminder(later, ReminderRequest(NUMBER)).letter.exists()
    assert list_unpaid(later).warnings == ()


def test_an_agreed_rate_and_a_notice_are_checked_at_every_level(late: Context) -> None:
    assert refusal(late, level="friendly", rate=Decimal(1)) == "penalties.rate-below-floor"
    assert refusal(late, level="friendly", notified_on=AUGUST) == "penalties.no-notice-needed"
    written = write_reminder(late, ReminderRequest(NUMBER, "formal", rate=Decimal(15)))
    assert written.reminder.asked == Decimal("570.04")


def test_a_letter_under_a_clock_set_by_hand_is_a_specimen(late: Context) -> None:
    plain = write_reminder(late, ReminderRequest(NUMBER)).letter.read_bytes()
    marked = write_reminder(replace(late, specimen=True), ReminderRequest(NUMBER))
    assert marked.letter.read_bytes() != plain


def test_a_mail_contains_the_issued_bytes(late: Context) -> None:
    before = ledger_of(late)
    written = write_mail(late, number="1")
    assert written.path == late.folder.documents_dir("martin-2026") / "facture-F-2026-0001.eml"
    message = message_of(written.path)
    (part,) = message.iter_attachments()
    issued = late.folder.ledger_dir / "2026" / "facture-F-2026-0001.pdf"
    assert part.get_filename() == "facture-F-2026-0001-A-2026-01.pdf"
    assert part.get_content() == issued.read_bytes()
    assert "520,00" in message.get_body().get_content()
    assert ledger_of(late) == before


def test_a_mail_about_a_paid_invoice_requests_no_payment(late: Context) -> None:
    pay(late, number=NUMBER, on=AUGUST, method="transfer")
    text = message_of(write_mail(late, number=NUMBER).path).get_body().get_content()
    assert "aucun paiement n’est attendu" in text


def test_a_credit_note_is_sent_like_an_invoice(late: Context) -> None:
    issue_credit_note(late, CreditRequest(NUMBER, Selection(), "Erreur"))
    message = message_of(write_mail(late, number="F-2026-0002").path)
    assert message["Subject"] == "Avoir n° F-2026-0002 – contrat A-2026-01 – Camille Durand EI"


@pytest.mark.parametrize("change", ["other", "gone"])
def test_a_pdf_that_was_changed_after_issue_is_never_sent(late: Context, change: str) -> None:
    issued = late.folder.ledger_dir / "2026" / "facture-F-2026-0001.pdf"
    issued.unlink()
    if change == "other":
        issued.write_bytes(b"%PDF-1.7")
    for attempt in (write_mail, _remind):
        with pytest.raises(InvalidDataError) as refused:
            attempt(late, number=NUMBER)
        (problem,) = refused.value.problems
        assert (problem.message, command_of(problem)) == ("mail.pdf-changed", "coach doctor")
    assert documents_of(late) == []


def _remind(context: Context, *, number: str) -> object:
    return write_reminder(context, ReminderRequest(number))


def test_an_unknown_number_has_neither_mail_nor_duplicate(late: Context) -> None:
    for attempt in (write_mail, write_duplicate):
        with pytest.raises(CoachError) as refused:
            attempt(late, number="99")
        assert refused.value.problems[0].message == "ledger.no-such-paper"


def test_a_duplicate_is_written_next_to_the_other_documents_and_the_ledger_is_unchanged(
    late: Context,
) -> None:
    before = ledger_of(late)
    written = write_duplicate(late, number=NUMBER)
    assert documents_of(late) == ["facture-F-2026-0001-duplicata.pdf"]
    assert ledger_of(late) == before
    first = written.path.read_bytes()
    assert write_duplicate(on_day(late, date(2026, 9, 9)), number=NUMBER).path.read_bytes() == first


def lose_original(context: Context) -> Path:
    pdf = context.folder.ledger_dir / "2026" / f"facture-{NUMBER}.pdf"
    pdf.unlink()
    return pdf


def restyle(context: Context) -> None:
    """Change the colour of the practice, so that no paper is made again as it was."""
    path = context.folder.practice_file
    text = path.read_text("utf-8")
    path.write_text(text.replace("\n", '\naccent = "#123456"\n', 1), "utf-8")


def test_a_lost_original_that_is_made_again_alike_is_put_back(late: Context) -> None:
    before = ledger_of(late)
    lose_original(late)
    written = write_duplicate(late, number=NUMBER)
    assert [each.message for each in written.warnings] == ["duplicate.original-restored"]
    assert ledger_of(late) == before
    assert examine(late).findings == ()


def test_a_lost_original_is_a_remark_once_its_duplicate_is_made(late: Context) -> None:
    restyle(late)
    pdf = lose_original(late)
    (lost,) = examine(late).findings
    written = write_duplicate(late, number=NUMBER)
    (found,) = examine(late).findings
    assert (lost.level, lost.message, command_of(lost)) == (
        "error",
        "ledger.pdf-missing",
        f"coach mail {NUMBER} --duplicate",
    )
    assert (found.level, found.message) == ("warning", "ledger.original-lost")
    assert written.warnings == ()
    assert not pdf.exists()


def test_the_duplicate_of_a_lost_original_is_sent_in_its_place(late: Context) -> None:
    restyle(late)
    lose_original(late)
    duplicate = write_duplicate(late, number=NUMBER).path
    (sent,) = message_of(write_mail(late, number=NUMBER).path).iter_attachments()
    assert sent.get_filename() == f"{duplicate.stem}-A-2026-01.pdf"
    assert sent.get_content() == duplicate.read_bytes()


def test_what_an_earlier_version_named_by_the_number_alone_is_sent(late: Context) -> None:
    pdf = late.folder.ledger_dir / "2026" / f"facture-{NUMBER}.pdf"
    pdf.rename(pdf.with_name(f"{NUMBER}.pdf"))
    (sent,) = message_of(write_mail(late, number=NUMBER).path).iter_attachments()
    assert sent.get_filename() == f"{NUMBER}-A-2026-01.pdf"
    restyle(late)
    pdf.with_name(f"{NUMBER}.pdf").unlink()
    duplicate = write_duplicate(late, number=NUMBER).path
    before = duplicate.rename(duplicate.with_name(f"{NUMBER}-duplicata.pdf"))
    (sent,) = message_of(write_mail(late, number=NUMBER).path).iter_attachments()
    assert sent.get_filename() == f"{before.stem}-A-2026-01.pdf"
    assert [each.message for each in examine(late).findings] == ["ledger.original-lost"]


def test_a_duplicate_does_not_stand_in_for_an_original_that_was_changed(late: Context) -> None:
    write_duplicate(late, number=NUMBER)
    lose_original(late).write_bytes(b"%PDF-1.7")
    (found,) = examine(late).findings
    assert (found.level, found.message) == ("error", "ledger.pdf-changed")
    with pytest.raises(InvalidDataError):
        write_mail(late, number=NUMBER)


def test_a_consumer_is_asked_only_for_the_debt_itself(
    context: Context, signed: Callable[..., Path]
) -> None:
    new_client(
        context,
        ref="hugo",
        kind="private",
        name="Hugo Petit",
        details={**ADDRESS, "email": "h@example.org"},
    )
    signed("petit-2026", client="hugo")
    log_session(context, ref="petit", on=date(2026, 1, 26))
    bill(context, ref="petit")
    august = on_day(context, AUGUST)
    assert write_reminder(august, ReminderRequest(NUMBER, "formal")).reminder.asked == Decimal(
        "520.00"
    )
    notified = ReminderRequest(NUMBER, "formal", notified_on=date(2026, 7, 31))
    assert write_reminder(august, notified).reminder.asked == Decimal("521.21")
    assert refusal(august, rate=Decimal(15)) == "penalties.no-agreed-rate"


def test_a_quote_is_sent_and_has_no_plain_copy_and_no_reminder(late: Context) -> None:
    quote = make_quote()

    def build(number: str, ledger: Ledger) -> tuple[Quote, bytes]:
        del ledger
        made = replace(quote, number=number, issued_on=AUGUST, engagement="martin-2026")
        return made, b"%PDF-1.7 devis"

    issue(
        late.folder,
        build,
        prefix="D",
        first=1,
        day=PaperDay(AUGUST, AUGUST, "franchise"),
        recorded_at=late.now,
    )
    message = message_of(write_mail(late, number="D-2026-0001").path)
    (part,) = message.iter_attachments()
    assert part.get_content() == b"%PDF-1.7 devis"
    with pytest.raises(RuleRefusedError) as refused:
        write_plain_copy(late, number="D-2026-0001")
    assert refused.value.problems[0].message == "duplicate.quote"
    assert refusal(late, number="D-2026-0001") == "ledger.no-invoice"


def test_a_paper_that_a_killed_writer_left_unnamed_can_be_sent(late: Context) -> None:
    ledger = late.folder.ledger_dir / "2026"
    (ledger / f"facture-{NUMBER}.pdf").rename(ledger / ".000001.pdf")
    mail = message_of(write_mail(late, number=NUMBER).path)

    attached = [part.get_filename() for part in mail.iter_attachments()]
    assert attached == [f"facture-{NUMBER}-A-2026-01.pdf"]


def test_an_invoice_and_its_reminder_go_to_the_accounts_department(late: Context) -> None:
    set_client(late, ref="acme", details={"billing_email": "factures@acme.example"})
    reminded = write_reminder(late, ReminderRequest(NUMBER))
    sent = [message_of(path)["To"] for path in (write_mail(late, number="1").path, reminded.mail)]
    assert sent == ["Acme SA <factures@acme.example>"] * 2
