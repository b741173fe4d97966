"""The closed lists of the domain, free of any library so that the command line can name them.

Each list is a Literal, which types check, and a tuple, which programs walk through. The words
are those of the files and of the options; the catalogues hold what people read (`word.…`).
"""

from typing import Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

VatRegime = Literal["franchise", "quarterly", "monthly"]
VAT_REGIMES: tuple[VatRegime, ...] = get_args(VatRegime)

ClientKind = Literal["company-fr", "private"]
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
    "three-way",
    "preliminary",
]
SESSION_TYPES: tuple[SessionType, ...] = get_args(SessionType)

SessionMode = Literal["in-person", "video", "phone"]
SESSION_MODES: tuple[SessionMode, ...] = get_args(SessionMode)
"""What a contract may name as its sessions."""

BilledExtra = Literal["phone", "letter", "email", "training-input", "three-way"]
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

Party = Literal["coach", "beneficiary", "sponsor"]
PARTIES: tuple[Party, ...] = get_args(Party)

PauseReason = Literal["leave", "illness", "closure", "other"]
PAUSE_REASONS: tuple[PauseReason, ...] = get_args(PauseReason)

MonthCounting = Literal["contract", "calendar"]
MONTH_COUNTINGS: tuple[MonthCounting, ...] = get_args(MonthCounting)

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

Level = Literal["ok", "risk", "breach"]
LEVELS: tuple[Level, ...] = get_args(Level)
