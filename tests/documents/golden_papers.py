"""Every golden paper, in one table: each document for each contract, short and long.

A row says for which contracts a paper exists, in which languages, and how it is drawn; a missing
paper is listed with its reason, so that nothing is omitted silently. Both
`tests/documents/papers/test_golden_papers.py` and `make conformance` go through this table.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Literal

from tests.builders import make_case
from tests.documents.document_samples import LAW, TODAY
from tests.documents.golden_account import REFERENCE, drafting_of, issued_invoices
from tests.documents.golden_records import FRAMES, LENGTHS, Coaching, Frame
from tests.domain.money.late_papers import make_entries

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.amendment import render_amendment
from phmcoach.documents.papers.attendance import render_attendance
from phmcoach.documents.papers.contract import render_choices, render_contract
from phmcoach.documents.papers.designation import designate_quote
from phmcoach.documents.papers.evaluation_form import render_evaluation_form
from phmcoach.documents.papers.invoice import render_invoice
from phmcoach.documents.papers.letter import compose_letter_mail, render_letter
from phmcoach.documents.papers.paper_input import AmendmentInput, ContractInput
from phmcoach.documents.papers.personal_annex import render_personal_annex
from phmcoach.documents.papers.quote import render_quote
from phmcoach.documents.papers.report import render_report
from phmcoach.domain.base import Reader
from phmcoach.domain.contract.attendance import record_attendance
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.lateness import Claim, measure_lateness
from phmcoach.domain.money.quoting import draft_quote
from phmcoach.domain.money.reminder import Reminder, draft_reminder, put_together
from phmcoach.value import Value, replace
from phmcoach.words import LANGUAGES, REMINDER_LEVELS, ContractPaper, Language, ReminderLevel

ACCENT = "#1f4e5f"
COMPANIES: tuple[Frame, ...] = ("three-party", "pair")

_BLIND = ("quote", "invoice", "credit", "attendance", "letter")

Layout = Literal[
    "articles",
    "contract",
    "choices",
    "attendance",
    "letter",
    "money",
    "report",
    "report-sponsor",
    "text",
]
"""Layouts of the sources: each one but the text has a golden preamble."""

Draw = Callable[[Coaching], Rendered | str]
"""A document without a PDF, such as an e-mail or a form for the editor, is a text."""


class Kind(Value):
    """A kind of paper: how it is laid out and drawn, for which contracts, in which languages."""

    layout: Layout
    draw: Draw
    frames: tuple[Frame, ...] = FRAMES
    languages: tuple[Language, ...] = ("fr",)


class Golden(Value):
    """One golden paper; `name` is that of its files."""

    kind: str
    coaching: Coaching

    @property
    def name(self) -> str:
        """The kind of paper, the contract, the length, the language, the form of a company."""
        made = self.coaching
        return f"{self.kind}-{made.frame}-{made.length}-{made.language}{_form_of(made)}"

    @property
    def preamble(self) -> str:
        """The name of the golden preamble of its source."""
        made = self.coaching
        return f"{KINDS[self.kind].layout}-{made.language}{_form_of(made)}"

    @property
    def file_name(self) -> str:
        """The name of its files; two papers that cannot differ share them.

        The short pair has the terms of the short contract of three, and these papers do not know
        who signed how many contracts.
        """
        made = self.coaching
        if made.length == "short" and made.frame == "pair" and self.kind.startswith(_BLIND):
            made = replace(made, frame="three-party")
        return Golden(self.kind, made).name


def _form_of(made: Coaching) -> str:
    return "" if made.form == "ei" else f"-{made.form}"


def _contract(paper: ContractPaper | None = None) -> Draw:
    def draw(made: Coaching) -> Rendered:
        contracting = _contracting(made)
        return render_contract(contracting, paper or contracting.papers[0])

    return draw


def _contracting(made: Coaching) -> ContractInput:
    return ContractInput(
        case=make_case(made.agreed(), client=made.client, ref=REFERENCE),
        practice=made.practice,
        law=LAW,
        today=TODAY,
        specimen=False,
    )


def _small_company(made: Coaching) -> Rendered:
    """Draw the contract of an organisation that may withdraw, or the service agreement."""
    contracting = _contracting(made)
    engagement = contracting.case.engagement
    if engagement.terms is None:
        raise LookupError(made)
    terms = replace(engagement.terms, concluded="off-premises", small_company=True)
    case = contracting.case.having(replace(engagement, terms=terms))
    return render_contract(replace(contracting, case=case), contracting.papers[0])


def _annex(made: Coaching) -> Rendered:
    found = render_personal_annex(_contracting(made))
    if found is None:
        raise LookupError(made)
    return found


def _choices(made: Coaching) -> Rendered:
    found = render_choices(_contracting(made))
    if found is None:
        raise LookupError(made)
    return found


def _amendment(paper: ContractPaper | None = None) -> Draw:
    def draw(made: Coaching) -> Rendered:
        case = make_case(made.amended(), client=made.client, ref=REFERENCE)
        making = AmendmentInput(
            case=case,
            step=case.history[-1],
            practice=made.practice,
            law=LAW,
            specimen=False,
        )
        return render_amendment(making, paper or making.papers[0])

    return draw


def _attendance(made: Coaching) -> Rendered:
    case = make_case(made.held(), client=made.client, ref=REFERENCE)
    return render_attendance(
        case,
        made.practice,
        record_attendance(case, start_on=None, end_on=None),
        on=date(2026, 7, 31),
        specimen=False,
    )


def _report(reader: Reader) -> Draw:
    def draw(made: Coaching) -> Rendered:
        engagement = made.evaluated(approved=reader is Reader.SPONSOR)
        return render_report(
            make_case(engagement, client=made.client, ref=REFERENCE),
            made.practice,
            reader=reader,
            today=date(2026, 7, 23),
            specimen=False,
        )

    return draw


def _quote(made: Coaching) -> Rendered:
    drafting = drafting_of(made, made.agreed(), date(2026, 1, 22), Account())
    quote = designate_quote(draft_quote(drafting, date(2026, 2, 21)))
    return render_quote(replace(quote, number="D-2026-0003"), accent=ACCENT)


def _invoice(name: str) -> Draw:
    def draw(made: Coaching) -> Rendered:
        return render_invoice(issued_invoices(made)[name], accent=ACCENT, draft=False)

    return draw


def _reminder(made: Coaching, level: ReminderLevel) -> Reminder:
    paper = issued_invoices(made)["invoice"]
    return _reminder_of(made, paper, level, paper.due_on + timedelta(days=46))


def _reminder_of_several(made: Coaching) -> Reminder:
    """Put two invoices to formal notice, and mention the deposit invoice."""
    papers = issued_invoices(made)
    invoice, deposit = papers["invoice"], replace(papers["deposit"], number="F-2026-0021")
    other = replace(invoice, number="F-2026-0022")
    as_of = invoice.due_on + timedelta(days=46)
    reminders = [_reminder_of(made, paper, "formal", as_of) for paper in (other, invoice)]
    return put_together([_reminder_of(made, deposit, "friendly", as_of), *reminders])


def _reminder_of(made: Coaching, paper: Invoice, level: ReminderLevel, as_of: date) -> Reminder:
    late = measure_lateness(make_entries(paper), paper, LAW, as_of=as_of, claim=Claim())
    return draft_reminder(
        late,
        LAW,
        level=level,
        seller=paper.seller,
        buyer=paper.buyer,
        mediator=made.practice.mediator,
    )


def _letter(level: ReminderLevel) -> Draw:
    return lambda made: render_letter(_reminder(made, level), accent=ACCENT, specimen=False)


def _mail(level: ReminderLevel) -> Draw:
    return lambda made: compose_letter_mail(_reminder(made, level))


def _letter_about_several(made: Coaching) -> Rendered:
    return render_letter(_reminder_of_several(made), accent=ACCENT, specimen=False)


def _mail_about_several(made: Coaching) -> str:
    return compose_letter_mail(_reminder_of_several(made))


def _form(made: Coaching) -> str:
    return render_evaluation_form(
        make_case(made.held(), client=made.client, ref=REFERENCE),
        on=date(2026, 7, 20),
        language=made.language,
    )


KINDS: Mapping[str, Kind] = {
    "contract": Kind("contract", _contract(), ("private", "three-party"), LANGUAGES),
    "contract-service": Kind("contract", _contract("service"), ("pair",), LANGUAGES),
    "contract-beneficiary": Kind("contract", _contract("beneficiary"), ("pair",), LANGUAGES),
    "contract-small-company": Kind("contract", _small_company, COMPANIES, LANGUAGES),
    "personal-annex": Kind("articles", _annex, COMPANIES, LANGUAGES),
    "choices": Kind("choices", _choices, ("three-party",), LANGUAGES),
    "amendment": Kind("articles", _amendment(), ("private", "three-party"), LANGUAGES),
    "amendment-service": Kind("articles", _amendment("service"), ("pair",), LANGUAGES),
    "amendment-beneficiary": Kind("articles", _amendment("beneficiary"), ("pair",), LANGUAGES),
    "attendance": Kind("attendance", _attendance),
    "evaluation-form": Kind("text", _form),
    "report-beneficiary": Kind("report", _report(Reader.BENEFICIARY), languages=LANGUAGES),
    "report-sponsor": Kind("report-sponsor", _report(Reader.SPONSOR), COMPANIES, LANGUAGES),
    "quote": Kind("money", _quote, languages=LANGUAGES),
    "invoice": Kind("money", _invoice("invoice"), languages=LANGUAGES),
    "invoice-deposit": Kind("money", _invoice("deposit")),
    "invoice-final": Kind("money", _invoice("final")),
    "credit": Kind("money", _invoice("credit")),
    **{f"letter-{level}": Kind("letter", _letter(level)) for level in REMINDER_LEVELS},
    **{f"letter-mail-{level}": Kind("text", _mail(level)) for level in REMINDER_LEVELS},
    "letter-several": Kind("letter", _letter_about_several, languages=LANGUAGES),
    "letter-mail-several": Kind("text", _mail_about_several, languages=LANGUAGES),
}
"""The withdrawal form is a part of the private contract, and printed with it."""

ABSENT: Mapping[tuple[str, Frame], str] = {
    ("contract", "pair"): "signed as two papers: contract-service and contract-beneficiary",
    ("contract-service", "private"): "no organisation",
    ("contract-service", "three-party"): "one contract that three sign",
    ("contract-beneficiary", "private"): "the beneficiary signs the contract itself",
    ("contract-beneficiary", "three-party"): "one contract that three sign",
    ("contract-small-company", "private"): "no organisation",
    ("personal-annex", "private"): "personal objectives stand in the contract",
    ("choices", "private"): "an annex of the contract",
    ("choices", "pair"): "an annex of the beneficiary's contract",
    ("amendment", "pair"): "as its contract, two papers",
    ("amendment-service", "private"): "no organisation",
    ("amendment-service", "three-party"): "as its contract, one paper",
    ("amendment-beneficiary", "private"): "the beneficiary signs the amendment itself",
    ("amendment-beneficiary", "three-party"): "as its contract, one paper",
    ("report-sponsor", "private"): "no organisation",
}
"""The papers that a contract does not have, and why."""


NAMELESS = {"evaluation-form"}
"""The papers that do not say who makes them: those of a company are the same."""


def find_goldens() -> Iterator[Golden]:
    """Yield every golden paper of the table: for a sole trader all, for a company one each."""
    for kind, row in KINDS.items():
        for language in row.languages:
            for frame in row.frames:
                for length in LENGTHS:
                    yield Golden(kind, Coaching(frame, length, language))
        if kind not in NAMELESS:
            yield Golden(kind, Coaching(row.frames[-1], "long", "fr", "eurl"))
            yield Golden(kind, Coaching(row.frames[0], "short", row.languages[-1], "sasu"))


GOLDENS: Mapping[str, Golden] = {golden.name: golden for golden in find_goldens()}


@cache
def draw_golden(name: str) -> Rendered | str:
    """Draw a golden paper by its name; the result is cached."""
    golden = GOLDENS[name]
    return KINDS[golden.kind].draw(golden.coaching)
