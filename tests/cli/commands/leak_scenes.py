"""A practice full of markers: a company, a pair, a private client, an early end, a declined demand.

The values here are only those that make the records valid for the commands; `tests.markers` fills
every other field.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tests.markers import Each, Forms, Several, fill

from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.evaluation import EvaluationForm
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice

AGREED_ON = date(2026, 1, 19)
"""The day of quotes, contracts and signatures."""

ENDED_ON = date(2026, 7, 14)
"""The last day of the engagement that ends early."""

HELD_ON = date(2026, 8, 12)
"""The day on which all sessions were held and the amendment is signed."""

REFUSED_ON = date(2026, 8, 20)
"""The day on which one demand is declined and another one accepted."""

SHOWN_ON, APPROVED_ON, CLOSED_ON = date(2026, 8, 26), date(2026, 8, 28), date(2026, 9, 3)
LATE_ON = date(2026, 10, 12)
"""The day on which every invoice is late."""

PUT_AWAY_ON = date(2026, 10, 27)
"""The day on which everything is closed and archived."""

NEXT_YEAR_ON = date(2027, 1, 4)
"""A day on which the year of all of it is over."""

PROFILE = "zq99001-profile"
LATER = (
    *("quote", "signatures", "seal", "amendments"),
    *("outcome", "evaluation", "pauses", "sessions"),
)
"""Keys that are not known yet when the contract is written."""


@dataclass(frozen=True, eq=False)
class Scene:
    """One engagement and its client; `later` shifts its days, so that scenes share no day."""

    ref: str
    client: str
    later: int
    kind: str = "company-fr"
    siren: str | None = None
    language: str = "fr"
    forms: Forms = field(default_factory=dict)
    dates_open: bool = False

    @property
    def private(self) -> bool:
        return self.kind == "private"

    @property
    def pair(self) -> bool:
        return self.forms.get(("Terms", "contract")) == "pair"

    @property
    def parties(self) -> tuple[str, ...]:
        return ("coach", "beneficiary") if self.private else ("coach", "beneficiary", "sponsor")

    def day(self, month: int, day: int, year: int = 2026) -> date:
        return date(year, month, day) + timedelta(days=self.later)


PACKAGE: Forms = {
    ("Engagement", "already_held"): None,
    ("Terms", "contract"): "pair",
    ("Terms", "plan"): "package",
    ("Terms", "package_price"): Decimal("5217.35"),
    ("Terms", "schedule"): [Decimal(30), Decimal(70)],
    ("Terms", "session_dates"): True,
    ("Amendment", "hourly_rate"): None,
    ("Amendment", "package_price"): Decimal("5417.45"),
    ("Amendment", "session_dates"): True,
}
ALONE: Forms = {
    ("Terms", "concluded"): "at-distance",
    ("Evaluation", "mode"): "two-way",
    ("Evaluation", "observations"): None,
    ("EvaluationForm", "mode"): "two-way",
    ("EvaluationForm", "observations"): None,
}
SCENES = (
    Scene("martin-2026", "usine", 0, siren="811222330"),
    Scene(
        *("leroy-2026", "groupe", 1),
        siren="500000005",
        language="en",
        forms=PACKAGE,
        dates_open=True,
    ),
    Scene("petit-2026", "petit", 2, kind="private", forms=ALONE),
)
ENDED = Scene("morel-2026", "usine", 3, siren="811222330")
DECLINED = Scene("noir-2026", "groupe", 4, siren="500000005", language="en")
ALL = (*SCENES, ENDED, DECLINED)


KEPT = frozenset(
    {
        *("Practice.schema_version", "Engagement.schema_version", "Practice.demo"),
        *("Objective.personal", "Session.type", "Session.status", "Session.debrief_minutes"),
        *("Billing.next_number", "Billing.next_number_year", "Billing.quote_days"),
    }
)
"""Fields whose effect others may see: what is billed, and how long a quote is valid."""


def practice_data() -> dict[str, Any]:
    """Return `practice.toml`."""
    return fill(
        Practice,
        {
            ("Practice", "schema_version"): 1,
            ("Practice", "siret"): "90000000100017",
            ("Practice", "vat_number"): "FR68900000001",
            ("Practice", "electronic_address"): "0225:900000001_LECOACH",
            ("Practice", "demo"): False,
            ("Practice", "accent"): "#a1b2c3",
            ("Practice", "time_zone"): "Indian/Reunion",
            ("Practice", "profiles"): {PROFILE: fill_bounds()},
            ("Address", "postcode"): "75000",
            ("Address", "country"): "FR",
            ("Bank", "iban"): "FR7699999000010000000000115",
            ("Bank", "bic"): "TESTFRPPXXX",
            ("BankChange", "iban"): "FR7699999000020000000000294",
            ("BankChange", "bic"): "TESTFRPPXXX",
            ("Billing", "next_number_year"): 2026,
            ("Billing", "prefix"): "F",
            ("Billing", "quote_prefix"): "D",
            ("Billing", "payment_days"): 30,
            ("Billing", "quote_days"): 30,
            ("CadenceHabits", "drift_days"): 34,
            ("HourlyRate", "hourly"): Decimal("987.65"),
            ("HourlyRate", "valid_from"): date(2019, 5, 17),
            ("Closure", "start_on"): date(2026, 8, 3),
            ("Closure", "end_on"): date(2026, 8, 8),
        },
    )


def fill_bounds() -> dict[str, int]:
    return {
        "sessions_min": 2,
        "sessions_max": 20,
        "session_minutes_min": 30,
        "session_minutes_max": 240,
        "months_min": 1,
        "months_max": 9,
        "sessions_per_month_min": 1,
    }


def client_data(scene: Scene) -> dict[str, Any]:
    """Return `clients/….toml`."""
    siren = scene.siren
    siret = {"811222330": "81122233000011", "500000005": "50000000500016"}.get(siren or "")
    return fill(
        Client,
        {
            ("Client", "schema_version"): 1,
            ("Client", "kind"): scene.kind,
            ("Client", "siren"): siren,
            ("Client", "siret"): siret,
            ("Client", "rna"): None,
            ("Client", "vat_number"): siren and f"FR{(12 + 3 * int(siren)) % 97:02}{siren}",
            ("Client", "electronic_address"): siren and f"0225:{siren}_COMPTA",
            ("Client", "language"): scene.language,
            ("Address", "postcode"): "69000",
            ("Address", "country"): "FR",
        },
    )


def engagement_data(scene: Scene) -> dict[str, Any]:
    """Return the complete `engagements/….toml`; its keys in `LATER` are written later."""
    return fill(Engagement, {**engagement_forms(scene), **scene.forms})


def evaluation_form(scene: Scene) -> dict[str, Any]:
    """Return the form that `coach evaluate` reads."""
    return fill(EvaluationForm, {**engagement_forms(scene), **scene.forms})


def engagement_forms(scene: Scene) -> Forms:
    day, later = scene.day, scene.later
    return {
        ("Engagement", "schema_version"): 1,
        ("Engagement", "client"): scene.client,
        ("Engagement", "contract_reference"): f"A-2026-{31 + scene.later}",
        ("Engagement", "profile"): PROFILE,
        ("Demand", "situations"): ["work-life-balance", "other"],
        ("Demand", "received_on"): day(11, 2, 2025),
        ("Demand", "analysed_on"): day(11, 12, 2025),
        ("Demand", "validated_on"): day(11, 22, 2025),
        ("Erased", "on"): day(3, 19, 2047),
        ("Erased", "what"): "papers",
        ("Engagement", "objectives"): Several(("shared", "personal")),
        ("Objective", "id"): Each(("o1", "o2")),
        ("Objective", "personal"): Each((False, True)),
        ("Objective", "scaled_on"): Each((day(12, 2, 2025), day(12, 12, 2025))),
        ("Objective", "weight"): Each((Decimal("137.25"), Decimal("213.75"))),
        ("Terms", "set_on"): day(12, 22, 2025),
        ("Terms", "sessions"): 11,
        ("Terms", "session_minutes"): 97,
        ("Terms", "start_on"): day(1, 22),
        ("Terms", "end_on"): day(7, 6),
        ("Terms", "hourly_rate"): Decimal("251.45"),
        ("Terms", "plan"): "hourly",
        ("Terms", "package_price"): None,
        ("Terms", "schedule"): None,
        ("Terms", "monthly"): None,
        ("Terms", "payment_days"): 17,
        ("Terms", "notice_hours"): 53,
        ("Terms", "late_cancel_percent"): Decimal("61.75"),
        ("Terms", "contract"): "three-party",
        ("Terms", "session_dates"): False,
        ("Terms", "name_on_invoices"): False,
        ("Terms", "bounds"): fill_bounds(),
        ("Amendment", "number"): 1,
        ("Amendment", "set_on"): day(5, 4),
        ("Amendment", "effective_on"): day(5, 14),
        ("Amendment", "signatures"): None,
        ("Amendment", "seal"): None,
        ("Amendment", "applies_from"): day(1, 12),
        ("Amendment", "sessions"): 13,
        ("Amendment", "session_minutes"): 103,
        ("Amendment", "start_on"): None,
        ("Amendment", "end_on"): day(7, 21),
        ("Amendment", "hourly_rate"): Decimal("263.15"),
        ("Amendment", "package_price"): None,
        ("Amendment", "payment_days"): 19,
        ("Amendment", "notice_hours"): 57,
        ("Amendment", "late_cancel_percent"): Decimal("63.25"),
        ("Amendment", "session_dates"): None,
        ("Amendment", "name_on_invoices"): False,
        ("Amendment", "dropped"): None,
        ("Amendment", "client"): None if scene.private else scene.client,
        "amendments.0.objectives.0.id": "o3",
        "amendments.0.objectives.0.scaled_on": day(4, 24),
        ("Pause", "start_on"): day(4, 1),
        ("Pause", "end_on"): day(4, 9),
        ("Pause", "reason"): "leave",
        ("Outcome", "evaluation_planned_on"): day(7, 27),
        ("Outcome", "evaluated_on"): None,
        ("Outcome", "closed_on"): None,
        ("Outcome", "declined_on"): None,
        ("Outcome", "declined_by"): None,
        ("Outcome", "decline_ground"): None,
        ("Outcome", "decline_reason"): None,
        ("Outcome", "ended_on"): None,
        ("Outcome", "ended_by"): None,
        ("Outcome", "end_reason"): None,
        ("Outcome", "withdrawal"): None,
        ("Engagement", "evaluation"): None,
        ("EvaluationForm", "on"): day(8, 15),
        ("EvaluationForm", "mode"): "three-way",
        ("EvaluationForm", "ratings"): Several(("shared", "personal")),
        ("Rating", "objective"): Each(("o1", "o2")),
        ("Engagement", "removed_sessions"): None,
        ("Engagement", "last_session"): None,
        ("Engagement", "last_objective"): None,
        ("Outcome", "called_off"): None,
        ("Engagement", "sessions"): Several(("held", "missed", "meeting", "observed")),
        ("Session", "id"): Each(("s1", "s2", "s3", "s4")),
        ("Session", "type"): Each(("in-person", "in-person", "three-way", "shadowing")),
        ("Session", "status"): Each(("held", "no-show", "held", "held")),
        ("Session", "on"): Each((day(2, 10), day(2, 20), day(3, 20), day(5, 20))),
        ("Session", "at"): Each(
            (time(13, 41 + later), time(14, 31 + later), time(17, 21 + later), time(16, 51 + later))
        ),
        ("Session", "minutes"): Each((101, 107, 109, 173)),
        ("Session", "purpose"): Each((None, None, "mid-term", None)),
        ("Session", "debrief_minutes"): Each((None, None, None, 83)),
        ("Session", "notified_at"): Each(
            (None, datetime(2026, 2, 13 + later, 17, 11 + later), None, None)  # noqa: DTZ001 - local
        ),
        ("Session", "earlier_invoice"): Each((None, None, f"F-2019-04{later}7", None)),
        ("Session", "proposed_by_beneficiary"): Each((False, False, False, True)),
        ("TravelCost", "amount"): Decimal("38.85"),
    }
