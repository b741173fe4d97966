"""The engagement: one beneficiary's coaching, from the demand to the close, as dated facts.

Derived values are not stored: neither the state, nor the number of sessions left, nor the billed
amounts. A file edited by hand can therefore be wrong, but it cannot contradict itself.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from phmcoach.domain.base import (
    ACCOUNTING,
    BENEFICIARY,
    COACH,
    SPONSOR,
    Day,
    Email,
    Line,
    Record,
    Slug,
    Text,
)
from phmcoach.domain.records.amendment import Amendment, Signatures
from phmcoach.domain.records.erased import Erased, ErasedPart
from phmcoach.domain.records.evaluation import Evaluation
from phmcoach.domain.records.objective import Objective, ObjectiveId
from phmcoach.domain.records.session import Session, SessionId
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.marks import Key, Limits, ShapeError
from phmcoach.value import NOTHING
from phmcoach.words import (
    DeclineGround,
    Party,
    PauseReason,
    Requester,
    Situation,
    Withdrawal,
)

ContractReference = Annotated[str, Limits(pattern=r"^A-[0-9]{4}-[0-9]{2,5}$")]
"""The neutral number of a contract, such as A-2026-03: never made from a name."""


class BilledContract(Record):
    """A contract of an engagement as an invoice of several contracts names it."""

    engagement: Annotated[Slug, ACCOUNTING]
    beneficiary: Annotated[Line, ACCOUNTING]
    contract_reference: Annotated[ContractReference | None, ACCOUNTING] = None
    contract_signed_on: Annotated[Day, ACCOUNTING]
    quote: Annotated[Line | None, ACCOUNTING] = None


class Beneficiary(Record):
    """The person who is coached. `id` is stable: names change, people share names."""

    id: Annotated[Slug, COACH]
    name: Annotated[Line, ACCOUNTING]
    role: Annotated[Line | None, SPONSOR] = None
    email: Annotated[Email | None, BENEFICIARY] = None


class Demand(Record):
    """The two levels of the demand; only the beneficiary's own, once validated, starts the work.

    `analysed_on` is the day on which coach and beneficiary clarified the demand. `disciplinary`
    says whether the beneficiary faced a disciplinary procedure at the validation, which weakens
    their consent; it is None if the coach did not ask. Only the coach may see it.
    """

    received_on: Annotated[Day, SPONSOR]
    requested_by: Annotated[Requester, SPONSOR] = "beneficiary"
    situations: Annotated[tuple[Situation, ...], Limits(min_length=1), COACH]
    situation_text: Annotated[Text | None, COACH] = None
    sponsor_request: Annotated[Text | None, SPONSOR] = None
    request: Annotated[Text | None, BENEFICIARY] = None
    shared_request: Annotated[Text | None, SPONSOR] = None
    analysed_on: Annotated[Day | None, COACH] = None
    validated_on: Annotated[Day | None, SPONSOR] = None
    disciplinary: Annotated[bool | None, COACH] = None


class QuoteAcceptance(Record):
    """The quote that the client accepted, and when."""

    number: Annotated[Line, ACCOUNTING]
    accepted_on: Annotated[Day, ACCOUNTING]


class Pause(Record):
    """Days that do not count in the rhythm, both included. Only the coach sees the reason."""

    start_on: Annotated[Day, SPONSOR]
    end_on: Annotated[Day, SPONSOR]
    reason: Annotated[PauseReason, COACH] = "other"

    def check(self) -> None:
        """Refuse an end before the start."""
        if self.end_on < self.start_on:
            raise ShapeError("shape.ends-before-start")


class HoursConsent(Record):
    """Whether the person may be named in a log of coaching hours, which they may say otherwise.

    The choice is apart from the signature of the contract, and never told to the organisation.
    """

    given: Annotated[bool, BENEFICIARY]
    on: Annotated[Day, BENEFICIARY]


class Explanation(Record):
    """Why a past month lacks a session, so that the screen does not repeat it; for the coach alone.

    `month_on` is the first day of the month.
    """

    month_on: Annotated[Day, COACH]
    reason: Annotated[Text, COACH]


class Outcome(Record):
    """The end of an engagement. The sponsor may see its day, but neither who ended it nor why.

    `withdrawal` says that a consumer ended the contract by withdrawing from it (C. conso. L221-18).
    `called_off` are the ids of the sessions that an early end or a refusal called off.
    """

    declined_on: Annotated[Day | None, SPONSOR] = None
    declined_by: Annotated[Party | None, COACH] = None
    decline_ground: Annotated[DeclineGround | None, COACH] = None
    decline_reason: Annotated[Text | None, COACH] = None
    ended_on: Annotated[Day | None, SPONSOR] = None
    ended_by: Annotated[Party | None, COACH] = None
    end_reason: Annotated[Text | None, COACH] = None
    withdrawal: Annotated[Withdrawal | None, COACH] = None
    called_off: Annotated[tuple[SessionId, ...], COACH] = ()
    evaluation_planned_on: Annotated[Day | None, BENEFICIARY] = None
    evaluated_on: Annotated[Day | None, SPONSOR] = None
    closed_on: Annotated[Day | None, SPONSOR] = None


class Engagement(Record):
    """`engagements/<reference>.toml`.

    `terms` and `objectives` are those of the contract; `domain.history` applies the amendments.
    `contract_reference` is given once, when the contract is written or signed for the first time.
    `seal` holds a digest of each signed part. The ids in `removed_sessions` are never given again,
    nor those up to `last_session` and `last_objective` (`domain.records.given_ids`).
    `already_held` is the number of sessions that an earlier tool recorded and billed, on days that
    this file does not know. `erased` says what was erased of it (`domain.privacy.erasing`).
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    client: Annotated[Slug, ACCOUNTING]
    contract_reference: Annotated[ContractReference | None, ACCOUNTING] = None
    profile: Annotated[Slug, COACH] = "standard"
    follow_up_of: Annotated[Slug | None, COACH] = None
    justification: Annotated[Text | None, COACH] = None
    already_held: Annotated[int | None, Limits(ge=1, le=99), ACCOUNTING] = None
    beneficiary: Annotated[Beneficiary, ACCOUNTING]
    demand: Annotated[Demand, SPONSOR]
    objectives: Annotated[tuple[Objective, ...], SPONSOR] = ()
    terms: Annotated[Terms | None, ACCOUNTING] = None
    quote: Annotated[QuoteAcceptance | None, ACCOUNTING] = None
    signatures: Annotated[Signatures, SPONSOR] = Signatures()
    seal: Annotated[Mapping[str, str], COACH] = NOTHING
    amendments: Annotated[tuple[Amendment, ...], SPONSOR] = ()
    outcome: Annotated[Outcome, SPONSOR] = Outcome()
    evaluation: Annotated[Evaluation | None, SPONSOR] = None
    pauses: Annotated[tuple[Pause, ...], SPONSOR] = ()
    hours_consent: Annotated[HoursConsent | None, BENEFICIARY] = None
    explanations: Annotated[tuple[Explanation, ...], COACH] = ()
    sessions: Annotated[tuple[Session, ...], ACCOUNTING] = ()
    removed_sessions: Annotated[tuple[SessionId, ...], COACH] = ()
    last_session: Annotated[SessionId | None, COACH] = None
    last_objective: Annotated[ObjectiveId | None, COACH] = None
    erased: Annotated[tuple[Erased, ...], COACH] = ()

    def check(self) -> None:
        """Refuse an id that two sessions or two objectives have."""
        amended = (
            (("amendments", place, "objectives"), [objective.id for objective in each.objectives])
            for place, each in enumerate(self.amendments)
        )
        for array, ids in (
            (("sessions",), [session.id for session in self.sessions]),
            (("objectives",), [objective.id for objective in self.objectives]),
            *amended,
        ):
            for number, name in enumerate(ids):
                if name in ids[:number]:
                    raise ShapeError("shape.repeated-id", at=(*array, number, "id"), name=name)

    def is_erased(self, what: ErasedPart) -> bool:
        """Whether a part was erased, which no rule then misses."""
        return any(each.what == what for each in self.erased)

    @property
    def is_evaluated(self) -> bool:
        """Whether it was evaluated; what the evaluation said may have been erased since."""
        return self.evaluation is not None or self.outcome.evaluated_on is not None

    @property
    def seals(self) -> tuple[Mapping[str, str], ...]:
        """The seal of the contract, and that of each amendment."""
        return (self.seal, *(each.seal for each in self.amendments))

    @property
    def lacks_request(self) -> bool:
        """Whether the beneficiary's own words are missing, and were not erased."""
        return self.demand.request is None and not self.is_erased("demand")

    def objective(self, name: str) -> Objective | None:
        """Return the objective of the contract with this id, or None."""
        return next((objective for objective in self.objectives if objective.id == name), None)

    def session(self, name: str) -> Session | None:
        """Return the session with this id, or None."""
        return next((session for session in self.sessions if session.id == name), None)
