"""The six coachings of the golden papers: each kind of contract, short and long.

A short one has three sessions of ninety minutes and says as little as the gates allow; a long one
has eighteen of two hours and every fact. So the golden papers show both: facts that are missing
and facts that are there.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args

from tests.builders import make_case
from tests.documents.document_samples import (
    FORMS,
    MEDIATOR,
    SIGNED,
    VAT,
    make_company,
    make_engagement,
    make_person,
    make_practice,
)
from tests.documents.golden_words import (
    ADDED,
    DEMANDS,
    EVALUATIONS,
    MEASURED,
    PLACES,
    REWORDED,
    WRITTEN,
)

from phmcoach.domain.contract.agreement import evaluation_sha256
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.value import Value
from phmcoach.words import Language, LegalForm

Frame = Literal["private", "three-party", "pair"]
Length = Literal["short", "long"]
FRAMES: tuple[Frame, ...] = get_args(Frame)
LENGTHS: tuple[Length, ...] = get_args(Length)

QUOTE = {"number": "D-2026-0003", "accepted_on": date(2026, 1, 24)}
FIRST_ON = date(2026, 2, 3)
AMENDED_ON: Mapping[Length, date] = {"short": date(2026, 2, 10), "long": date(2026, 4, 15)}

_SHORT: dict[str, Any] = {
    "sessions": 3,
    "session_minutes": 90,
    "end_on": date(2026, 3, 2),
    "modes": ["in-person"],
    "bounds": {"sessions_min": 2, "sessions_max": 3},
}
_LONG: dict[str, Any] = {"sessions": 18, "place": "Lyon 3e"}
_TERMS: Mapping[tuple[Frame, Length], dict[str, Any]] = {
    ("private", "short"): _SHORT | {"hourly_rate": Decimal(120), "concluded": "off-premises"},
    ("private", "long"): _LONG | {"hourly_rate": Decimal(120), "concluded": "at-distance"},
    ("three-party", "short"): _SHORT,
    ("three-party", "long"): _LONG | {"also_billed": ["email", "training-input", "three-way"]},
    ("pair", "short"): _SHORT | {"contract": "pair"},
    ("pair", "long"): _LONG
    | {
        "contract": "pair",
        "plan": "package",
        "package_price": Decimal(8640),
        "schedule": [Decimal(30), Decimal(40), Decimal(30)],
        "session_dates": True,
        "purchase_order": "4500012345",
        "contract_number": "M-2026-04",
    },
}
_TRAVEL = {"amount": Decimal("47.50"), "label": "train Paris–Lyon"}


class Coaching(Value):
    """One coaching: its contract, its length and the language of its papers."""

    frame: Frame
    length: Length
    language: Language = "fr"
    form: LegalForm = "ei"

    @property
    def is_private(self) -> bool:
        """Whether the beneficiary is the client."""
        return self.frame == "private"

    @property
    def client(self) -> Client:
        """The client."""
        return (make_person if self.is_private else make_company)(language=self.language)

    @property
    def practice(self) -> Practice:
        """The practice: in the franchise if the coaching is short, with VAT if it is long."""
        vat = VAT if self.length == "long" else {}
        return make_practice(mediator=MEDIATOR, **vat, **FORMS[self.form])

    def agreed(self) -> Engagement:
        """Return the engagement with its terms, signed by the coach alone."""
        return make_engagement(**self._parts())

    def held(self) -> Engagement:
        """Return the signed engagement with its sessions."""
        return make_engagement(**self._parts(), **self._signed(), sessions=self._sessions())

    def amended(self) -> Engagement:
        """Return the engagement with the amendments of its length; the last one is unsigned."""
        return make_engagement(**self._parts(), **self._signed(), amendments=self._amendments())

    def evaluated(self, *, approved: bool) -> Engagement:
        """Return the evaluated engagement; if approved, with the digest of what the report says."""
        on = date(2026, 3, 9) if self.length == "short" else date(2026, 7, 20)
        parts = self._parts() | self._signed()
        parts |= {"sessions": self._sessions(), "outcome": {"evaluated_on": on}}
        if self.length == "long":
            kept = ("objectives", "dropped")
            in_force = [each | self._signed() for each in self._amendments()]
            parts["amendments"] = [
                {key: value for key, value in each.items() if key not in kept} for each in in_force
            ]
        evaluation = self._evaluation()
        plain = make_engagement(**parts, evaluation=evaluation)
        if not approved:
            return plain
        consent = {
            "shown_on": on,
            "shown_sha256": evaluation_sha256(make_case(plain)),
            "approved_on": on + timedelta(days=2),
            "approved_sha256": evaluation_sha256(make_case(plain)),
            "score_shared": self.length == "long",
        }
        return make_engagement(**parts, evaluation=evaluation | consent)

    def _parts(self) -> dict[str, Any]:
        words = DEMANDS[self.language]
        said = ["request"] if self.is_private else ["request", "sponsor_request"]
        if self.length == "long" and not self.is_private:
            said.append("shared_request")
        parts: dict[str, Any] = {
            "terms": _TERMS[self.frame, self.length],
            "demand": {
                "received_on": date(2026, 1, 12),
                "requested_by": "beneficiary" if self.is_private else "manager",
                "situations": ["new-role"],
                "validated_on": date(2026, 1, 20),
                **{key: words[key] for key in said},
            },
            "objectives": self._objectives(),
        }
        parts |= {"contract_reference": "A-2026-03"}
        parts |= {"profile": "short"} if self.length == "short" else {"quote": QUOTE}
        if self.is_private:
            parts["beneficiary"] = {"id": "dupont", "name": "Camille Dupont"}
        return parts

    def _signed(self) -> dict[str, Any]:
        parties = ("coach", "beneficiary") if self.is_private else tuple(SIGNED)
        return {"signatures": {party: SIGNED[party] for party in parties}}

    def _objectives(self) -> list[dict[str, Any]]:
        """Return three objectives, two with a scale; for a short coaching, two without."""
        found = WRITTEN[self.language]
        if self.length == "long":
            return found
        scale = ("levels", "weight", "scaled_on")
        bare = [{key: each[key] for key in each if key not in scale} for each in found]
        return [bare[0], bare[2]]

    def _sessions(self) -> list[dict[str, Any]]:
        """Make a session every nine days; a long coaching has a missed one and travel costs."""
        if self.length == "short":
            return [_session(number, minutes=90) for number in range(3)]
        travel = [] if self.is_private else [_TRAVEL]
        return [
            _session(
                number,
                minutes=120 if number % 3 else 90,
                type="video" if number % 4 == 1 else "in-person",
                status="no-show" if number == 4 else "held",
                travel=[] if number % 4 == 1 or number == 4 else travel,
                **({"at": time(14, 30)} if number % 2 else {}),
            )
            for number in range(18)
        ]

    def _amendments(self) -> list[dict[str, Any]]:
        on = AMENDED_ON[self.length]
        made: dict[str, Any] = {"set_on": on, "effective_on": on, "signatures": {"coach": on}}
        if self.length == "short":
            return [{**made, "number": 1, "sessions": 2, "end_on": date(2026, 2, 23)}]
        price = "package_price" if self.frame == "pair" else "hourly_rate"
        earlier = {**made, "number": 1, "notice_hours": 72, **self._signed()}
        whole = {
            "effective_on": date(2026, 5, 1),
            "sessions": 20,
            "end_on": date(2026, 8, 2),
            price: {"pair": Decimal(9600), "three-party": Decimal(280)}.get(
                self.frame, Decimal(110)
            ),
            "modes": ["video", "phone"],
            "place": PLACES[self.language],
            "also_billed": [] if self.frame == "three-party" else ["email"],
            "notice_hours": 24,
            "late_cancel_percent": Decimal(50),
            "payment_days": 15,
            "session_dates": self.frame == "three-party",
            "objectives": [REWORDED[self.language], ADDED[self.language]],
            "dropped": ["o2"],
        }
        return [earlier, {**made, "number": 2, **whole}]

    def _evaluation(self) -> dict[str, Any]:
        """Return the evaluation; a short coaching is rated by its indicators alone."""
        evaluation = dict(EVALUATIONS[self.language])
        silent: tuple[str, ...] = ()
        if self.is_private:
            evaluation["mode"] = "two-way"
            silent += ("observations", "shared_words")
        if self.length == "short":
            evaluation["ratings"] = [{"objective": "o1", "attainment": MEASURED[self.language]}]
            silent += ("alliance", "remains")
        return {key: value for key, value in evaluation.items() if key not in silent}


def _session(number: int, **facts: object) -> dict[str, Any]:
    on = FIRST_ON + timedelta(days=9 * number)
    return {"id": f"s{number + 1}", "on": on, "status": "held", **facts}
