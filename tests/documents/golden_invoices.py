"""The golden invoices, drafted by the program: each case of VAT, each type of invoice."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from tests.builders import make_case
from tests.documents.document_samples import (
    FORMS,
    LAW,
    SIGNED,
    VAT,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    make_sessions,
)

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.designation import designate, name_contract
from phmcoach.documents.papers.invoice import render_invoice
from phmcoach.domain.base import as_data
from phmcoach.domain.money.account import (
    Account,
    balance_of,
    deduct,
    deposit_of,
    deposits_of,
    less_deposits,
)
from phmcoach.domain.money.billable import find_billable, month_lines
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.due import deposit_line, draft_renewed
from phmcoach.domain.money.invoice import Invoice, PaidOnIssue
from phmcoach.domain.money.joint import join
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.shape.validation import validate
from phmcoach.i18n import Translator
from phmcoach.value import replace
from phmcoach.words import RenewedVat

ISSUED_ON = date(2026, 7, 31)
GERMAN = {
    "kind": "company-eu",
    "name": "Beispiel Maschinenbau GmbH",
    "siren": None,
    "vat_number": "DE136695976",
    "contact": "Erika Mustermann",
    "email": "buchhaltung@beispiel.example",
    "address": {"street": "Musterstraße 5", "postcode": "10115", "city": "Berlin", "country": "DE"},
    "language": "en",
}
TOWN = {
    "kind": "public",
    "name": "Commune d’Exempleville",
    "siren": None,
    "siret": "81122233000011",
    "service_code": "SERV-RH-01",
    "contact": None,
    "email": None,
    "address": {"street": "Place de la Mairie", "postcode": "35000", "city": "Exempleville"},
}

CLUB = {"kind": "association", "name": "Les Amis", "siren": None, "rna": "W691234567"}
ELSEWHERE = {
    "siret": "81122233000011",
    "electronic_address": "81122233000011",
    "buyer_reference": "CC-410",
    "billing_email": "factures@acme.example",
    "billing_address": {"street": "BP 12", "postcode": "69200", "city": "Vénissieux"},
}


def _drafting(
    client: Client,
    practice: Practice,
    engagement: Engagement | None = None,
    account: Account | None = None,
) -> Drafting:
    return Drafting(
        case=make_case(engagement or _engagement(3), client=client, ref="dupont-2026"),
        account=account or Account(),
        practice=practice,
        law=LAW,
        issued_on=ISSUED_ON,
        specimen=False,
    )


def _engagement(sessions: int, **terms: object) -> Engagement:
    return _signed(terms, sessions=make_sessions(sessions, travel=True))


def _signed(terms: dict[str, object] | None = None, **changes: object) -> Engagement:
    return make_engagement(terms, signatures=SIGNED, contract_reference="A-2026-03", **changes)


def _hours(drafting: Drafting, number: str) -> Invoice:
    found = find_billable(drafting, through=ISSUED_ON)
    lines = [line for month in found.by_month() for line in month_lines(drafting, month)]
    bare = finish(drafting, lines)
    taken = deduct(deposits_of(drafting.account), bare.total_gross)
    return _numbered(replace(bare, deductions=taken), number)


def _numbered(draft: Invoice, number: str) -> Invoice:
    return replace(designate(draft), number=number)


def _company(**changes: object) -> Client:
    known = as_data(make_company()) | changes
    return validate(Client, {key: value for key, value in known.items() if value is not None})


def _liable(**changes: object) -> Practice:
    return make_practice(**VAT, **changes)


def _deposit(amount: str = "300.00") -> Invoice:
    drafting = _drafting(make_company(), _liable())
    line = deposit_line(drafting, Decimal(amount))
    return _numbered(finish(drafting, [line], kind="deposit"), "F-2026-0007")


def _final(deposit: Invoice | None = None, number: str = "F-2026-0008") -> Invoice:
    deposit = deposit or _deposit()
    share = ReceiptShare(
        category="S", rate=Decimal(20), net=deposit.total_net, vat=deposit.total_vat
    )
    payment = Receipt(
        received_on=ISSUED_ON,
        method="transfer",
        amount=deposit.total_gross,
        document=deposit.number,
        engagement="dupont-2026",
        shares=(share,),
    )
    account = Account((deposit,), (payment,))
    return _hours(_drafting(make_company(), _liable(), account=account), number)


def _after_unpaid_deposit() -> tuple[Invoice, Invoice]:
    """Return the credit note of what was not paid of a deposit, and the invoice of the whole."""
    deposit = _deposit()
    bare = Account((deposit,))
    paid = draft_receipt(deposit, bare, Decimal("100.01"), on=ISSUED_ON, method="transfer")
    known = Account((deposit,), (paid,))
    credit = draft_credit(
        deposit,
        known,
        Selection(reduced=balance_of(known, deposit).outstanding),
        reason="Acompte non payé",
        frees=True,
        issued_on=ISSUED_ON,
    )
    note = _numbered(credit, "F-2026-0029")
    account = Account((deposit, note), (paid,))
    return note, _hours(_drafting(make_company(), _liable(), account=account), "F-2026-0030")


def _joint(*deposits: Invoice) -> Invoice:
    """Return the invoice of two contracts of one client, each with a journey."""
    one, other = _two_contracts()
    drafts = []
    for each in (one, other):
        found = find_billable(each, through=ISSUED_ON)
        (month, *_) = found.by_month()
        drafts.append(name_contract(designate(finish(each, month_lines(each, month)))))
    paid = [deposit_of(Account((each,)), each) for each in deposits]
    return replace(less_deposits(join(drafts), paid), number="F-2026-0027")


def _two_contracts() -> tuple[Drafting, Drafting]:
    one = _drafting(make_company(), _liable())
    case = make_case(
        replace(_engagement(2), contract_reference="A-2026-04"),
        client=make_company(),
        ref="roche-2026",
    )
    return one, replace(one, case=case)


def _joint_final() -> Invoice:
    """Return the invoice of two contracts of which each has a deposit: one pays all of its own."""
    deposits = [
        _numbered(
            finish(each, [deposit_line(each, Decimal(amount))], kind="deposit"), f"F-2026-00{n}"
        )
        for n, (each, amount) in enumerate(zip(_two_contracts(), ("300", "1100"), strict=True), 33)
    ]
    return _joint(*deposits)


def _public_final() -> Invoice:
    """Return the final invoice of a public body that has paid two deposits."""
    final = _final(number="F-2026-0026")
    town, first = _company(**TOWN), final.deductions[0]
    body = _hours(_drafting(town, _liable()), "F-2026-0026")
    second = replace(first, number="F-2026-0009", issued_on=date(2026, 6, 30))
    return replace(body, deductions=(replace(first, issued_on=date(2026, 5, 29)), second))


def _odd_minutes() -> Invoice:
    """Return the invoice of sessions of 50, 95 and 100 minutes, one a month."""
    sessions = [
        {**day, "on": date(2026, month, 7), "minutes": minutes}
        for month, minutes, day in zip((5, 6, 7), (50, 95, 100), make_sessions(3), strict=True)
    ]
    engagement = _signed(sessions=sessions)
    return _hours(_drafting(make_company(), _liable(), engagement), "F-2026-0019")


def _reserved(client: Client, number: str) -> Invoice:
    """Return the invoice of a missed session: 33 % of 100.01 € an hour."""
    day = make_sessions(1)[0]
    missed = {**day, "minutes": 210, "status": "no-show"}
    terms = {"hourly_rate": Decimal("100.01"), "late_cancel_percent": 33}
    return _hours(_drafting(client, _liable(), _signed(terms, sessions=[missed])), number)


def _turning() -> Practice:
    """Return a practice that left the franchise on the day of issue."""
    turn = {"valid_from": ISSUED_ON, "regime": "quarterly"}
    return make_practice(vat_number=VAT["vat_number"], vat_regimes=[turn])


def _before_vat() -> Invoice:
    """Return the invoice of services in franchise, issued after it was left."""
    drafting = _drafting(make_company(), _turning())
    return _hours(drafting.serving(date(2026, 7, 1)), "F-2026-0022")


def _renewed(
    amount: str, received: str | None, *, vat: RenewedVat, client: Client | None = None
) -> tuple[Invoice, Invoice]:
    """Return the credit note of a deposit of before the change of regime, and the new deposit.

    Without an amount received, all of it was.
    """
    client = client or make_company()
    old = _drafting(client, make_practice())
    line = deposit_line(old, Decimal(amount))
    paper = _numbered(finish(old, [line], kind="deposit"), "F-2026-0023")
    bare, part = Account((paper,)), None if received is None else Decimal(received)
    paid = draft_receipt(paper, bare, part, on=ISSUED_ON, method="transfer")
    reason = Translator("fr").text(f"paper.renewed-{vat}")
    drafted = draft_credit(
        paper,
        bare,
        Selection(),
        reason=reason,
        frees=False,
        issued_on=ISSUED_ON,
        renewed_vat=vat,
    )
    credit = _numbered(drafted, "F-2026-0024")
    new = _drafting(client, _turning(), account=Account((paper, credit), (paid,)))
    made = draft_renewed(new, credit, is_included=vat == "included")
    return credit, _numbered(made, "F-2026-0025")


def _credit(paper: Invoice, selection: Selection, number: str, *, frees: bool = False) -> Invoice:
    drafted = draft_credit(
        paper,
        Account((paper,)),
        selection,
        reason="Séance facturée par erreur",
        frees=frees,
        issued_on=ISSUED_ON,
    )
    return _numbered(drafted, number)


@cache
def golden_invoices() -> Mapping[str, Invoice]:
    """Return every golden invoice by the name of its files."""
    vat = _hours(_drafting(make_company(), _liable()), "F-2026-0002")
    paid = _hours(_drafting(make_person(), make_practice()), "F-2026-0009")
    unpaid, whole = _after_unpaid_deposit()
    long = _engagement(20, session_dates=True, purchase_order="4500012345")
    return {
        "franchise": _hours(_drafting(make_company(), make_practice()), "F-2026-0001"),
        "vat": vat,
        "reverse-charge": _hours(
            _drafting(_company(**GERMAN | {"language": "fr"}), _liable()), "F-2026-0003"
        ),
        "private-franchise": _hours(_drafting(make_person(), make_practice()), "F-2026-0004"),
        "private-vat": _hours(_drafting(make_person(), _liable()), "F-2026-0005"),
        "public": _hours(
            _drafting(
                _company(**TOWN),
                _liable(),
                _engagement(3, purchase_order="ENG-2026-17", contract_number="M-2026-04"),
            ),
            "F-2026-0006",
        ),
        "billed-elsewhere": _hours(
            _drafting(
                _company(**ELSEWHERE), _liable(electronic_address="0225:900000001_90000000100017")
            ),
            "F-2026-0025",
        ),
        "billed-to-a-word": _hours(
            _drafting(
                _company(electronic_address="811222330_ACHATS-LYON"),
                _liable(electronic_address="900000001_VENTES"),
            ),
            "F-2026-0032",
        ),
        "joint": _joint(),
        "joint-credit": _credit(_joint(), Selection(lines=(3,)), "F-2026-0028"),
        "joint-final": _joint_final(),
        "joint-final-credit": _credit(
            _joint_final(), Selection(sessions=("roche-2026/s1",)), "F-2026-0035"
        ),
        "association": _hours(_drafting(_company(**CLUB), _liable()), "F-2026-0026"),
        "deposit": _deposit(),
        "final": _final(),
        "before-vat": _before_vat(),
        "renewed-deposit-credit": _renewed("1000.05", None, vat="included")[0],
        "renewed-deposit": _renewed("1000.05", None, vat="included")[1],
        "renewed-part-paid": _renewed("300.00", "100.00", vat="added")[1],
        "renewed-public": _renewed("300.00", "100.00", vat="added", client=_company(**TOWN))[1],
        "already-paid": replace(
            paid,
            paid=PaidOnIssue(received_on=date(2026, 7, 30), method="card"),
            due_on=date(2026, 7, 30),
        ),
        "partial-credit": _credit(vat, Selection(sessions=("s2",)), "F-2026-0010", frees=True),
        "full-credit": _credit(vat, Selection(), "F-2026-0011"),
        "deposit-credit": _credit(_deposit(), Selection(), "F-2026-0012"),
        "unpaid-deposit-credit": unpaid,
        "final-after-unpaid-deposit": whole,
        "sum-credit": _credit(vat, Selection(reduced=Decimal("15.00")), "F-2026-0031"),
        "final-credit": _credit(_final(), Selection(), "F-2026-0013"),
        "two-pages": _hours(_drafting(make_company(), _liable(), long), "F-2026-0014"),
        "english": _hours(_drafting(_company(**GERMAN), _liable()), "F-2026-0015"),
        "settled": _final(_deposit("9000.00"), "F-2026-0017"),
        "reserved": _reserved(make_company(), "F-2026-0018"),
        "private-reserved": _reserved(make_person(), "F-2026-0022"),
        "named": _hours(
            _drafting(make_company(), _liable(), _engagement(3, name_on_invoices=True)),
            "F-2026-0023",
        ),
        "unnumbered": _hours(
            _drafting(
                make_company(),
                _liable(),
                replace(_engagement(3), contract_reference=None),
            ),
            "F-2026-0024",
        ),
        "odd-minutes": _odd_minutes(),
        "credit-beyond-due": _credit(
            _final(_deposit("1200.00")), Selection(lines=(1,)), "F-2026-0020"
        ),
        "private-vat-cent": _numbered(
            finish(
                person := _drafting(make_person(), _liable()),
                [deposit_line(person, Decimal("1000.05"))],
                kind="deposit",
            ),
            "F-2026-0021",
        ),
        "eurl": _hours(
            _drafting(make_company(), make_practice(**VAT, **FORMS["eurl"])), "F-2026-0022"
        ),
        "sasu": _hours(
            _drafting(_company(language="en"), make_practice(**FORMS["sasu"])), "F-2026-0023"
        ),
        "sasu-credit": _credit(
            _hours(_drafting(make_company(), make_practice(**FORMS["sasu"])), "F-2026-0024"),
            Selection(),
            "F-2026-0025",
        ),
        "public-deposits": _public_final(),
        "franchise-deposit": _numbered(
            finish(
                franchise := _drafting(make_person(), make_practice()),
                [deposit_line(franchise, Decimal("150.00"))],
                kind="deposit",
            ),
            "F-2026-0016",
        ),
    }


@cache
def render_golden_invoice(name: str) -> Rendered:
    """Render a golden invoice by its name; the result is cached."""
    return render_invoice(golden_invoices()[name], accent="#1f4e5f", draft=False)
