"""The closed lists of the domain, free of any library so that the command line can name them.

Each list is a Literal, which types check, and a tuple, which programs walk through. The words
are those of the files and of the options; the catalogues hold what people read (`word.…`).
"""

from collections.abc import Mapping
from typing import Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

VatRegime = Literal["franchise", "quarterly", "monthly"]
VAT_REGIMES: tuple[VatRegime, ...] = get_args(VatRegime)

TaxRegime = Literal["micro-bnc", "bnc-2035"]
TAX_REGIMES: tuple[TaxRegime, ...] = get_args(TaxRegime)

VatCategory = Literal["S", "E", "AE"]
"""The code of EN 16931: standard rate, exempt, owed by the buyer (reverse charge)."""

ClientKind = Literal["company-fr", "private", "company-eu", "public"]
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
"""What a contract may name as its sessions."""

BilledExtra = Literal["phone", "letter", "email", "training-input", "reflection", "three-way"]
BILLED_EXTRAS: tuple[BilledExtra, ...] = get_args(BilledExtra)
"""What a contract may bill without counting it as a session."""

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

MeetingPurpose = Literal["launch", "mid-term", "final"]
MEETING_PURPOSES: tuple[MeetingPurpose, ...] = get_args(MeetingPurpose)
"""Why the three parties meet."""

CalledOffBy = Literal["beneficiary", "coach", "force-majeure"]
CALLED_OFF_BY: tuple[CalledOffBy, ...] = get_args(CalledOffBy)
"""Who, or what, makes a planned session fall through."""

Party = Literal["coach", "beneficiary", "sponsor"]
PARTIES: tuple[Party, ...] = get_args(Party)

PauseReason = Literal["leave", "illness", "closure", "other"]
PAUSE_REASONS: tuple[PauseReason, ...] = get_args(PauseReason)

DeclineGround = Literal["personal", "ethical", "conflict-of-interest", "other"]
DECLINE_GROUNDS: tuple[DeclineGround, ...] = get_args(DeclineGround)
"""Why a coach refuses a demand: his to weigh, and his to know."""

MonthCounting = Literal["contract", "calendar"]
MONTH_COUNTINGS: tuple[MonthCounting, ...] = get_args(MonthCounting)

BillingPlan = Literal["hourly", "package"]
BILLING_PLANS: tuple[BillingPlan, ...] = get_args(BillingPlan)

Conclusion = Literal["on-premises", "at-distance", "off-premises"]
CONCLUSIONS: tuple[Conclusion, ...] = get_args(Conclusion)
"""Where a consumer's contract was made (C. conso. L221-1): it decides withdrawal and payment."""

ContractKind = Literal["three-party", "pair"]
CONTRACT_KINDS: tuple[ContractKind, ...] = get_args(ContractKind)
"""How an organisation contracts: one paper that all three sign, or a service agreement with it and
a contract with the beneficiary."""

ContractPaper = Literal["private", "three-party", "service", "beneficiary"]
"""The papers that contracts are made of; the last two are the pair."""

ServiceNature = Literal["coaching", "training"]
SERVICE_NATURES: tuple[ServiceNature, ...] = get_args(ServiceNature)
"""What is sold; training has its own rules of VAT and mentions, which are not built."""

DocumentType = Literal["invoice", "deposit", "credit"]
DOCUMENT_TYPES: tuple[DocumentType, ...] = get_args(DocumentType)

PaymentMethod = Literal["transfer", "card", "cheque", "cash"]
PAYMENT_METHODS: tuple[PaymentMethod, ...] = get_args(PaymentMethod)

ReceiptNature = Literal["fees", "penalties", "indemnity", "other", "opening"]
RECEIPT_NATURES: tuple[ReceiptNature, ...] = get_args(ReceiptNature)
"""What was received: what invoices ask for, what lateness costs, other income of the practice, and
the sum of what was received before the ledger began."""

ReminderLevel = Literal["friendly", "firm", "formal"]
REMINDER_LEVELS: tuple[ReminderLevel, ...] = get_args(ReminderLevel)
"""How a client is reminded of what he owes; the last is the formal notice (mise en demeure)."""

LedgerView = Literal["receipts", "sales", "unpaid", "turnover", "vat", "declaration"]
LEDGER_VIEWS: tuple[LedgerView, ...] = get_args(LedgerView)

Export = Literal["archive"]
EXPORTS: tuple[Export, ...] = get_args(Export)

TemplateAction = Literal["list", "copy", "check"]
TEMPLATE_ACTIONS: tuple[TemplateAction, ...] = get_args(TemplateAction)

SocialFund = Literal["ssi", "cipav"]
SOCIAL_FUNDS: tuple[SocialFund, ...] = get_args(SocialFund)
"""Where a micro-entrepreneur's contributions go; a coach has been with the SSI since 2018."""

Direction = Literal["in", "out"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

EvaluationMode = Literal["two-way", "three-way"]
EVALUATION_MODES: tuple[EvaluationMode, ...] = get_args(EvaluationMode)
"""Who evaluates: the beneficiary and the coach, or the sponsor's contact with them."""

ReportReader = Literal["beneficiary", "sponsor"]
REPORT_READERS: tuple[ReportReader, ...] = get_args(ReportReader)

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
"""Kinds of what a sponsor's report leaves out; the report's template words them."""

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

Level = Literal["ok", "info", "risk", "warning", "breach", "error"]
"""How grave a message is, the mildest first; the words are those of the JSON answers. The cadence
uses ok, risk and breach; the doctor info, warning and error."""
GRAVITY: Mapping[Level, int] = {level: place for place, level in enumerate(get_args(Level))}

CADENCE_LEVELS: tuple[Level, ...] = ("ok", "risk", "breach")
"""The levels that tables show, each as a word in its colour."""
