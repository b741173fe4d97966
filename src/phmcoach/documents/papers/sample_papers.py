"""Sample documents, made from invented records, to test the coach's own templates.

A new document must be added here; a test lists the templates that no sample uses.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product
from pathlib import Path

from phmcoach.documents.engine.jinja import render_text
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.amendment import render_amendment_papers
from phmcoach.documents.papers.attendance import render_attendance
from phmcoach.documents.papers.contract import render_papers
from phmcoach.documents.papers.evaluation_form import render_evaluation_form
from phmcoach.documents.papers.invoice import render_duplicate, render_invoice
from phmcoach.documents.papers.letter import compose_letter_mail, render_letter
from phmcoach.documents.papers.page import view_sender
from phmcoach.documents.papers.paper_input import AmendmentInput, ContractInput
from phmcoach.documents.papers.paper_mail import (
    compose_engagement_mail,
    compose_month_mail,
    compose_paper_mail,
    compose_withdrawal_mail,
)
from phmcoach.documents.papers.quote import render_quote
from phmcoach.documents.papers.report import render_report
from phmcoach.documents.papers.sample_records import (
    TODAY,
    sample_amended,
    sample_case,
    sample_client,
    sample_engagement,
    sample_entries,
    sample_evaluated,
    sample_invoice,
    sample_practice,
    sample_quote,
)
from phmcoach.documents.papers.sheet import render_sheet
from phmcoach.domain.base import Reader, as_data
from phmcoach.domain.case import Case
from phmcoach.domain.contract.attendance import record_attendance
from phmcoach.domain.money.lateness import Claim, measure_lateness
from phmcoach.domain.money.ledger import Gap, Recovery
from phmcoach.domain.money.reminder import draft_reminder, put_together
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.money.views import receipts_sheet
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.law import Law
from phmcoach.domain.shape.validation import validate
from phmcoach.value import replace
from phmcoach.words import REMINDER_LEVELS, REPORT_READERS, ContractKind, Language, MailedPaper

Sample = Callable[[], object]
_GAP = Gap(
    first="F-2026-0008", last="F-2026-0009", noted_on=date(2026, 6, 15), reason="Sauvegarde."
)
_RECOVERY = Recovery(
    wrong_from=date(2027, 3, 2), wrong_to=date(2027, 3, 5), right_on=date(2026, 11, 28)
)
_PACKAGE: dict[str, object] = {"plan": "package", "package_price": 5200, "schedule": [30, 40, 30]}


def sample_papers(language: Language, law: Law, templates: Path) -> Iterator[Sample]:
    """Yield a sample of each document in a language.

    `templates` is the folder of the coach's own templates. A sample raises InvalidDataError for a
    fault in one of them.
    """
    yield from _contracts(language, law, templates)
    yield from _invoices(language, law, templates)
    yield from _letters(language, law, templates)
    yield from _attendance(language, templates)
    yield from _evaluation(language, templates)
    yield from _amendments(language, law, templates)
    yield from _views(language, law, templates)


def _contracts(language: Language, law: Law, templates: Path) -> Iterator[Sample]:
    company = ContractInput(
        case=sample_case(sample_engagement(), sample_client(language, private=False)),
        practice=sample_practice(liable=True),
        law=law,
        today=TODAY,
        specimen=False,
        templates=templates,
    )
    pair = company.case.having(
        sample_engagement(
            contract="pair",
            session_dates=True,
            name_on_invoices=True,
            concluded="off-premises",
            small_company=True,
        )
    )
    person = sample_client(language, private=True)
    private = replace(
        company,
        case=sample_case(sample_engagement(concluded="off-premises", **_PACKAGE), person),
        practice=sample_practice(liable=False),
    )
    for inputs in (company, replace(company, case=pair), private):
        yield partial(render_papers, inputs)
    yield from _mails(company.case, templates)
    for withdrawal, liable in (("informed", False), ("not-informed", True)):
        outcome = {"ended_on": TODAY, "ended_by": "beneficiary", "withdrawal": withdrawal}
        ended = sample_case(sample_engagement(concluded="at-distance"), person)
        engagement = validate(Engagement, as_data(ended.engagement) | {"outcome": outcome})
        practice = sample_practice(liable=liable)
        yield partial(
            compose_withdrawal_mail, ended.having(engagement), practice, templates=templates
        )


def _mails(case: Case, templates: Path) -> Iterator[Sample]:
    practice = sample_practice(liable=True)
    papers: tuple[MailedPaper, ...] = ("contract", "amendment", "report", "attendance")
    for paper, reader in product(papers, REPORT_READERS):
        number = 1 if paper == "amendment" else None
        for signed_on in (None, TODAY):
            yield partial(
                compose_engagement_mail,
                case,
                practice,
                paper,
                reader,
                number=number,
                signed_on=signed_on,
                apart=reader == "beneficiary",
                templates=templates,
            )


def _invoices(language: Language, law: Law, templates: Path) -> Iterator[Sample]:
    accent = sample_practice(liable=True).accent
    for private in (False, True):
        quote = sample_quote(language, law, private=private)
        quote = replace(quote, concluded="off-premises", small_company=not private or None)
        yield partial(render_quote, quote, accent=accent, templates=templates)
        yield partial(compose_paper_mail, quote, outstanding=Decimal(0), templates=templates)
        paper = sample_invoice(language, law, private=private)
        yield partial(render_invoice, paper, accent=accent, draft=False, templates=templates)
        yield partial(render_duplicate, paper, accent=accent, templates=templates)
        yield partial(compose_paper_mail, paper, outstanding=paper.total_gross, templates=templates)
        month = [(paper, paper.total_gross), (replace(paper, type="deposit"), Decimal(0))]
        practice = sample_practice(liable=not private)
        for papers in (month[:1], month):
            yield partial(compose_month_mail, papers, practice, TODAY, templates=templates)


def _letters(language: Language, law: Law, templates: Path) -> Iterator[Sample]:
    for private in (False, True):
        paper = sample_invoice(language, law, private=private)
        practice = sample_practice(liable=not private)
        late = measure_lateness(
            sample_entries(paper), paper, law, as_of=date(2026, 6, 15), claim=Claim()
        )
        reminders = []
        for level in REMINDER_LEVELS:
            reminder = draft_reminder(
                late,
                law,
                level=level,
                seller=paper.seller,
                buyer=paper.buyer,
                mediator=practice.mediator,
            )
            reminders.append(reminder)
        for reminder in (*reminders, *map(put_together, (reminders[:2], reminders))):
            yield partial(
                render_letter,
                reminder,
                accent=practice.accent,
                specimen=False,
                templates=templates,
            )
            yield partial(compose_letter_mail, reminder, templates)


def _attendance(language: Language, templates: Path) -> Iterator[Sample]:
    for session_dates in (False, True):
        engagement = sample_engagement(session_dates=session_dates)
        case = sample_case(engagement, sample_client(language, private=False))
        sheet = record_attendance(case, start_on=None, end_on=None)
        yield partial(
            render_attendance,
            case,
            sample_practice(liable=True),
            sheet,
            on=TODAY,
            specimen=False,
            templates=templates,
        )


def _evaluation(language: Language, templates: Path) -> Iterator[Sample]:
    evaluated = sample_case(sample_evaluated(), sample_client(language, private=False))
    yield partial(
        render_evaluation_form,
        evaluated,
        on=TODAY,
        language=language,
        templates=templates,
    )
    for reader in (Reader.BENEFICIARY, Reader.SPONSOR):
        yield partial(
            render_report,
            evaluated,
            sample_practice(liable=True),
            reader=reader,
            today=TODAY,
            specimen=False,
            templates=templates,
        )


def _amendments(language: Language, law: Law, templates: Path) -> Iterator[Sample]:
    kinds: tuple[tuple[ContractKind, bool], ...]
    kinds = (("three-party", False), ("pair", False), ("three-party", True))
    for contract, private in kinds:
        amended = sample_amended(contract=contract)
        case = sample_case(amended, sample_client(language, private=private))
        inputs = AmendmentInput(
            case=case,
            step=case.history[0],
            practice=sample_practice(liable=True),
            law=law,
            specimen=False,
            templates=templates,
        )
        yield partial(render_amendment_papers, inputs)


def _views(language: Language, law: Law, templates: Path) -> Iterator[Sample]:
    practice = sample_practice(liable=True)
    entries = sample_entries(sample_invoice(language, law, private=False))
    sheet = receipts_sheet(entries, Period(date(2026, 1, 1), date(2026, 12, 31)))
    yield partial(
        render_sheet,
        sheet,
        practice,
        on=TODAY,
        specimen=False,
        language=language,
        templates=templates,
    )
    if language == "fr":
        notice: dict[str, object] = {
            "year": "2026",
            "on": TODAY,
            **view_sender(practice, language),
            "siret": practice.siret,
            "over": False,
            "specimen": True,
            "entries": "2",
            "others": "0",
            "duplicates": "0",
            "papers": "1",
            "invoices": "1",
            "recoveries": (_RECOVERY,),
            "gaps": (_GAP,),
            "retention": law.durations_from("retention", TODAY),
        }
        found = open_templates(language, templates)
        yield partial(render_text, found, "archive-notice.txt.j2", notice)
