"""The closed lists of words of the domain.

This module imports no library, so the command line can use it at start-up. Each list is a Literal
for the type checker and a tuple to iterate over. The words are those of the files and the options;
the catalogues hold the words that people read (`word.…`).
"""

from collections.abc import Mapping
from typing import Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

VatRegime = Literal["franchise", "quarterly", "monthly"]
VAT_REGIMES: tuple[VatRegime, ...] = get_args(VatRegime)

DeclarationRhythm = Literal["monthly", "quarterly"]
DECLARATION_RHYTHMS: tuple[DeclarationRhythm, ...] = get_args(DeclarationRhythm)

FilingRhythm = Literal["monthly", "quarterly", "yearly"]

Declaration = Literal["urssaf", "vat-return", "declaration-2035"]
DECLARATIONS: tuple[Declaration, ...] = get_args(Declaration)

LegalForm = Literal["ei", "eurl", "sasu"]
LEGAL_FORMS: tuple[LegalForm, ...] = get_args(LegalForm)

CompanyForm = Literal["eurl", "sasu"]

TaxRegime = Literal["micro-bnc", "bnc-2035", "is"]
TAX_REGIMES: tuple[TaxRegime, ...] = get_args(TaxRegime)

VatCategory = Literal["S", "E", "AE"]
"""The code of EN 16931: standard rate, exempt, owed by the buyer (reverse charge)."""

ClientKind = Literal["company-fr", "private", "company-eu", "public", "association"]
CLIENT_KINDS: tuple[ClientKind, ...] = get_args(ClientKind)

Situation = Literal[
    "new-role",
    "leading-a-team",
    "delegation",
    "difficult-management-situation",
    "persuasion-cooperation-confidence",
    "organisation-change",
    "changing-or-conflictual-environment",
    "high-stakes-decision",
    "problem-or-setback",
    "work-life-balance",
    "other",
]
SITUATIONS: tuple[Situation, ...] = get_args(Situation)

Requester = Literal["beneficiary", "manager"]
REQUESTERS: tuple[Requester, ...] = get_args(Requester)

SessionType = Literal[
    "in-person",
    "video",
    "phone",
    "letter",
    "email",
    "shadowing",
    "training-input",
    "reflection",
    "three-way",
    "preliminary",
]
SESSION_TYPES: tuple[SessionType, ...] = get_args(SessionType)

SessionMode = Literal["in-person", "video", "phone"]
SESSION_MODES: tuple[SessionMode, ...] = get_args(SessionMode)
"""The ways of meeting that a contract may agree for its sessions."""

BilledExtra = Literal["phone", "letter", "email", "training-input", "reflection", "three-way"]
BILLED_EXTRAS: tuple[BilledExtra, ...] = get_args(BilledExtra)
"""The types that a contract may bill although they do not count as sessions."""

DroppedTerm = Literal[
    "package", "schedule", "place", "also-billed", "purchase-order", "contract-number"
]
DROPPED_TERMS: tuple[DroppedTerm, ...] = get_args(DroppedTerm)
"""The terms that `set-terms` takes out again."""

SessionStatus = Literal[
    "planned",
    "held",
    "cancelled",
    "cancelled-late",
    "no-show",
    "cancelled-by-coach",
    "force-majeure",
]
SESSION_STATUSES: tuple[SessionStatus, ...] = get_args(SessionStatus)
BILLABLE_STATUSES: tuple[SessionStatus, ...] = ("held", "cancelled-late", "no-show")
"""The statuses of a session that an invoice may bill, here or in an earlier tool."""

MeetingPurpose = Literal["launch", "mid-term", "final"]
MEETING_PURPOSES: tuple[MeetingPurpose, ...] = get_args(MeetingPurpose)
"""The purpose of a three-way meeting."""

CalledOffBy = Literal["beneficiary", "coach", "force-majeure"]
CALLED_OFF_BY: tuple[CalledOffBy, ...] = get_args(CalledOffBy)
"""Who, or what, caused a planned session to be cancelled."""

Party = Literal["coach", "beneficiary", "sponsor"]
PARTIES: tuple[Party, ...] = get_args(Party)

PauseReason = Literal["leave", "illness", "closure", "other"]
PAUSE_REASONS: tuple[PauseReason, ...] = get_args(PauseReason)

DeclineGround = Literal["personal", "ethical", "conflict-of-interest", "other"]
DECLINE_GROUNDS: tuple[DeclineGround, ...] = get_args(DeclineGround)
"""The ground on which a coach declines a demand; only the coach sees it."""

MonthCounting = Literal["contract", "calendar"]
MONTH_COUNTINGS: tuple[MonthCounting, ...] = get_args(MonthCounting)

BillingPlan = Literal["hourly", "package"]
BILLING_PLANS: tuple[BillingPlan, ...] = get_args(BillingPlan)

Conclusion = Literal["on-premises", "at-distance", "off-premises"]
CONCLUSIONS: tuple[Conclusion, ...] = get_args(Conclusion)
"""Where a consumer signed (C. conso. L221-1); withdrawal and the first payment depend on it."""

Withdrawal = Literal["informed", "not-informed"]
WITHDRAWALS: tuple[Withdrawal, ...] = get_args(Withdrawal)
"""A consumer's withdrawal, by whether the contract informed them of their right to it."""

ContractKind = Literal["three-party", "pair"]
CONTRACT_KINDS: tuple[ContractKind, ...] = get_args(ContractKind)
"""The kinds of contract with an organisation: one contract that all three parties sign, or a pair:
a service agreement with the organisation and a contract with the beneficiary."""

ArticlesText = Literal[2]
"""The text of a contract's articles; the first one has no number."""

ContractPaper = Literal["private", "three-party", "service", "beneficiary"]
"""The papers that make up contracts; the last two form a pair."""

SignedVersion = Literal["on-disk", "made-now"]
SIGNED_VERSIONS: tuple[SignedVersion, ...] = get_args(SignedVersion)
"""Which paper was signed: the one on disk, or the one that would be made now."""

ServiceNature = Literal["coaching", "training"]
SERVICE_NATURES: tuple[ServiceNature, ...] = get_args(ServiceNature)
"""What is sold. Training is not supported: its rules for VAT and invoice mentions differ."""

DocumentType = Literal["invoice", "deposit", "credit"]
DOCUMENT_TYPES: tuple[DocumentType, ...] = get_args(DocumentType)

RenewedVat = Literal["included", "added"]
RENEWED_VATS: tuple[RenewedVat, ...] = get_args(RenewedVat)
"""Whether the VAT of a deposit that is billed anew is in the sum received, or asked in addition."""

ShortfallReason = Literal["bank-fees", "let-go", "still-due"]
SHORTFALL_REASONS: tuple[ShortfallReason, ...] = get_args(ShortfallReason)
"""Why a payment is a little too small: the bank kept it, the coach lets it go, or it stays due."""

PaymentMethod = Literal["transfer", "card", "cheque", "cash"]
PAYMENT_METHODS: tuple[PaymentMethod, ...] = get_args(PaymentMethod)

ReceiptNature = Literal["fees", "penalties", "indemnity", "other", "opening"]
RECEIPT_NATURES: tuple[ReceiptNature, ...] = get_args(ReceiptNature)
"""The purpose of a receipt; `opening` is the total received before the ledger began."""

ENTRY_CANCELLED = "entry-cancelled"
CANCELLING: tuple[str, ...] = (ENTRY_CANCELLED,)
"""What is printed as the nature of an entry that cancels another one."""

ReminderLevel = Literal["friendly", "firm", "formal"]
REMINDER_LEVELS: tuple[ReminderLevel, ...] = get_args(ReminderLevel)
"""The steps of reminding a client who owes; the last is the formal notice (mise en demeure)."""

LedgerView = Literal["receipts", "sales", "unpaid", "turnover", "vat", "declaration"]
LEDGER_VIEWS: tuple[LedgerView, ...] = get_args(LedgerView)

Export = Literal["archive", "ics", "sessions", "invoices", "payments", "hours"]
Import = Literal["all", "clients", "engagements", "sessions"]
IMPORTS: tuple[Import, ...] = get_args(Import)

Side = Literal["here", "there"]
SIDES: tuple[Side, ...] = get_args(Side)
"""Of two machines: this one, or the remote with what other machines have sent to it."""

Recoverable = Literal["clock", "numbers", "head", "entry", "fork"]
RECOVERABLE: tuple[Recoverable, ...] = get_args(Recoverable)
EXPORTS: tuple[Export, ...] = get_args(Export)

HoursWord = Literal["hours-named", "hours-unnamed", "hours-total", "individual"]
HOURS_WORDS: tuple[HoursWord, ...] = get_args(HoursWord)
"""The lines of a log of coaching hours, and the form of the coaching."""

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""The days of a week, as Python numbers them."""

YesNo = Literal["yes", "no"]
YES_NO: tuple[YesNo, ...] = get_args(YesNo)

NoteAction = Literal["list", "show", "search", "check", "recover"]
NOTE_ACTIONS: tuple[NoteAction, ...] = get_args(NoteAction)

PrivacyAction = Literal["export", "due", "erase"]
PRIVACY_ACTIONS: tuple[PrivacyAction, ...] = get_args(PrivacyAction)

TemplateAction = Literal["list", "copy", "check"]
TEMPLATE_ACTIONS: tuple[TemplateAction, ...] = get_args(TemplateAction)

SocialFund = Literal["ssi", "cipav"]
SOCIAL_FUNDS: tuple[SocialFund, ...] = get_args(SocialFund)
"""The fund that gets a micro-entrepreneur's contributions; for coaches, the SSI since 2018."""

LAW_TOPICS: tuple[str, ...] = (
    *("law-vat", "law-late-rules", "law-half-years", "law-filings", "law-ssi", "law-cipav"),
    *("law-training-fund", "law-income-tax", "law-cash", "law-vat-franchise"),
    *("law-vat-franchise-upper", "law-micro", "law-retention", "law-franchise"),
    *("law-reverse-charge", "law-nature", "law-no-discount", "law-late-penalties"),
    *("law-late-penalties-public", "law-recovery-indemnity", "law-recovery-indemnity-public"),
    *("law-private-data", "law-contract-data", "law-accounts-data"),
)
"""What the legal data sets: whole lists, and the ids of single rules."""

Direction = Literal["in", "out"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

ObjectiveReading = Literal["kept-between", "read-by-organisation"]
OBJECTIVE_READINGS: tuple[ObjectiveReading, ...] = get_args(ObjectiveReading)
"""Whether the organisation will read an objective; it reads none without the beneficiary's yes."""

ClientChange = Literal["succession", "new-employer"]
CLIENT_CHANGES: tuple[ClientChange, ...] = get_args(ClientChange)
"""Why another organisation comes in: it succeeds the client, or the beneficiary works elsewhere."""

EvaluationMode = Literal["two-way", "three-way"]
EVALUATION_MODES: tuple[EvaluationMode, ...] = get_args(EvaluationMode)
"""Who evaluates: the beneficiary and the coach, or both with the sponsor's contact."""

ReportReader = Literal["beneficiary", "sponsor"]
REPORT_READERS: tuple[ReportReader, ...] = get_args(ReportReader)

MailedPaper = Literal["contract", "amendment", "report", "attendance", "quote"]
MAILED_PAPERS: tuple[MailedPaper, ...] = get_args(MailedPaper)
"""The papers of an engagement that an e-mail can be prepared for; an invoice has its number."""

Withheld = Literal[
    "request",
    "personal-objectives",
    "changes",
    "next",
    "relation",
    "session-content",
    "session-dates",
    "absences",
    "opinion",
    "score",
]
"""The kinds of content that a sponsor's report leaves out; its template names each of them."""

State = Literal[
    "demanded",
    "validated",
    "contracted",
    "active",
    "paused",
    "evaluated",
    "ended",
    "declined",
    "closed",
]
STATES: tuple[State, ...] = get_args(State)

PastTerm = Literal["to-evaluate", "past-term"]
"""What a coach reads once the last day of the contract is over; a program reads `State`."""
PAST_TERMS: tuple[PastTerm, ...] = get_args(PastTerm)

ShownState = State | PastTerm

JointDatum = Literal[
    "client",
    "billing-address",
    "purchase-order",
    "contract-number",
    "payment-days",
    "language",
    "vat-rate",
]
JOINT_DATA: tuple[JointDatum, ...] = get_args(JointDatum)
"""What the contracts of one invoice have in common."""

Level = Literal["ok", "info", "risk", "warning", "breach", "error"]
"""How grave a message is, the mildest first; the words are those of the JSON answers. The cadence
uses ok, risk and breach; the doctor info, warning and error."""
GRAVITY: Mapping[Level, int] = {level: place for place, level in enumerate(get_args(Level))}

CADENCE_LEVELS: tuple[Level, ...] = ("ok", "risk", "breach")
"""The levels that tables show, each as a word in its colour."""
