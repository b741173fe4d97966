"""The engagement: one beneficiary's coaching, from the demand to the close, as dated facts.

Nothing that can be derived is stored: not the state, not the number of sessions left, not what
was billed. A hand-edited file can therefore be wrong, but it cannot disagree with itself.
"""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import (
    ACCOUNTING,
    BENEFICIARY,
    COACH,
    SPONSOR,
    Day,
    Email,
    Line,
    Minutes,
    Money,
    Percent,
    Reader,
    Record,
    Slug,
    Text,
    Weight,
    written_as,
)
from phmcoach.domain.records.evaluation import Evaluation, Rating, digest_content
from phmcoach.domain.records.practice import Closure, Profile
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.gas import LEVELS
from phmcoach.words import (
    PARTIES,
    BilledExtra,
    BillingPlan,
    Conclusion,
    ContractKind,
    DeclineGround,
    Party,
    PauseReason,
    Requester,
    SessionMode,
    Situation,
)


class Beneficiary(Record):
    """The person who is coached. `id` is stable: names change, people share names."""

    id: Annotated[Slug, COACH]
    name: Annotated[Line, ACCOUNTING]
    role: Annotated[Line | None, SPONSOR] = None
    email: Annotated[Email | None, BENEFICIARY] = None


class Demand(Record):
    """The two levels of the demand; only the beneficiary's own, once validated, starts the work.

    `analysed_on` is the day on which coach and beneficiary made the demand clear. `disciplinary`
    says whether a procedure against him was under way at the validation, and is None where nobody
    asked: it weakens his consent, and it is the coach's alone to know.
    """

    received_on: Annotated[Day, SPONSOR]
    requested_by: Annotated[Requester, SPONSOR] = "beneficiary"
    situations: Annotated[tuple[Situation, ...], Field(strict=False, min_length=1), COACH]
    situation_text: Annotated[Text | None, COACH] = None
    sponsor_request: Annotated[Text | None, SPONSOR] = None
    request: Annotated[Text | None, BENEFICIARY] = None
    shared_request: Annotated[Text | None, SPONSOR] = None
    analysed_on: Annotated[Day | None, COACH] = None
    validated_on: Annotated[Day | None, SPONSOR] = None
    disciplinary: Annotated[bool | None, COACH] = None


def _five_apart(levels: tuple[str, ...]) -> tuple[str, ...]:
    if levels and len(levels) != len(LEVELS):
        raise PydanticCustomError("shape.levels-not-five", "a scale has five levels")
    if len({" ".join(level.casefold().split()) for level in levels}) < len(levels):
        raise PydanticCustomError("shape.levels-alike", "two levels say the same")
    return levels


class Objective(Record):
    """What the contract fixes: an objective, the expected result, the indicator that shows it.

    It may have a scale: what each of five levels, from -2 to +2, would look like, written on a day
    (`scaled_on`) before anyone could know the outcome, and the objective's weight among others.
    """

    id: Annotated[
        str, written_as("o[0-9]{1,4}", "shape.bad-objective-id"), BENEFICIARY.when("shared")
    ]
    statement: Annotated[Text, BENEFICIARY.when("shared")]
    expected_result: Annotated[Text | None, BENEFICIARY.when("shared")] = None
    indicator: Annotated[Text | None, BENEFICIARY.when("shared")] = None
    personal: Annotated[bool, BENEFICIARY] = False
    levels: Annotated[
        tuple[Line, ...],
        Field(strict=False),
        AfterValidator(_five_apart),
        BENEFICIARY.when("shared"),
    ] = ()
    weight: Annotated[Weight, BENEFICIARY.when("shared")] = Decimal(1)
    scaled_on: Annotated[Day | None, BENEFICIARY.when("shared")] = None

    @model_validator(mode="after")
    def _scale_is_whole(self) -> Self:
        if bool(self.levels) != (self.scaled_on is not None):
            raise PydanticCustomError("shape.scale-without-day", "a scale has its day")
        return self

    @property
    def shared(self) -> bool:
        """Whether the sponsor may see it: it stands in the annex that he signs."""
        return not self.personal

    @property
    def is_complete(self) -> bool:
        """Whether statement, expected result and indicator are all there."""
        return bool(self.expected_result and self.indicator)


WHOLE = Decimal(100)
"""What the percentages of a schedule make together."""


class Terms(Record):
    """Number, length, duration, price and modes. `bounds` are those it was validated against.

    `hourly_rate` and `package_price` are without VAT for an organisation and with VAT for a private
    client. A package is billed by a `schedule` of percentages, the first at the signature and the
    last at the end, or once a contract month (`monthly`); without either, once at the end.
    `concluded` says where a private client's contract was made (C. conso. L221-1), `contract` how
    an organisation signs: with the beneficiary, or apart from him.
    """

    set_on: Annotated[Day, COACH]
    sessions: Annotated[int, Field(ge=1, le=500), SPONSOR]
    session_minutes: Annotated[Minutes, SPONSOR]
    start_on: Annotated[Day, SPONSOR]
    end_on: Annotated[Day, SPONSOR]
    hourly_rate: Annotated[Money, ACCOUNTING]
    modes: Annotated[tuple[SessionMode, ...], Field(strict=False, min_length=1), SPONSOR] = (
        "in-person",
    )
    place: Annotated[Line | None, SPONSOR] = None
    also_billed: Annotated[tuple[BilledExtra, ...], Field(strict=False), SPONSOR] = ()
    notice_hours: Annotated[int, Field(ge=0, le=720), SPONSOR] = 48
    late_cancel_percent: Annotated[Percent, SPONSOR] = Decimal(100)
    payment_days: Annotated[int, Field(ge=0, le=45), SPONSOR] = 30
    purchase_order: Annotated[Line | None, ACCOUNTING] = None
    contract_number: Annotated[Line | None, ACCOUNTING] = None
    plan: Annotated[BillingPlan, SPONSOR] = "hourly"
    package_price: Annotated[Money | None, ACCOUNTING] = None
    schedule: Annotated[tuple[Percent, ...], Field(strict=False), ACCOUNTING] = ()
    monthly: Annotated[bool, ACCOUNTING] = False
    concluded: Annotated[Conclusion, SPONSOR] = "on-premises"
    contract: Annotated[ContractKind, SPONSOR] = "three-party"
    session_dates: Annotated[bool, SPONSOR] = False
    bounds: Annotated[Profile, SPONSOR]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_on < self.start_on:
            raise PydanticCustomError("shape.ends-before-start", "ends before it starts")
        return self

    @model_validator(mode="after")
    def _plan_is_whole(self) -> Self:
        if (self.plan == "package") != (self.package_price is not None):
            raise PydanticCustomError("shape.package-without-price", "a package has its price")
        if self.plan == "hourly" and (self.schedule or self.monthly):
            raise PydanticCustomError("shape.schedule-without-package", "hours have no schedule")
        if self.schedule and self.monthly:
            raise PydanticCustomError("shape.two-schedules", "one schedule or the other")
        if self.schedule and (sum(self.schedule) != WHOLE or not all(self.schedule)):
            raise PydanticCustomError("shape.schedule-not-whole", "percentages make a hundred")
        return self


class QuoteAcceptance(Record):
    """The quote that the client accepted, and when."""

    number: Annotated[Line, ACCOUNTING]
    accepted_on: Annotated[Day, ACCOUNTING]


class SignedDays(Record):
    """When each party signed a paper."""

    coach: Annotated[Day | None, SPONSOR] = None
    beneficiary: Annotated[Day | None, SPONSOR] = None
    sponsor: Annotated[Day | None, SPONSOR] = None

    def signed_on(self, party: Party) -> date | None:
        """Return the day a party signed, or None."""
        signed: date | None = getattr(self, party)
        return signed

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the signatures that there are."""
        return tuple(on for party in PARTIES if (on := self.signed_on(party)) is not None)

    @property
    def first_on(self) -> date | None:
        """The day of the first signature, from which on nothing that is signed may change."""
        return min(self.days, default=None)


class Signatures(SignedDays):
    """When each party signed the contract.

    `express_request_on` is the day on which a private client asked in writing that the sessions
    begin before his time to withdraw is over (C. conso. L221-25).
    """

    express_request_on: Annotated[Day | None, SPONSOR] = None


class Amendment(Record):
    """A dated, numbered change of the signed contract: only what changes, and who signed it.

    In force once all whose contract it changes have signed it, from `effective_on`: whoever signed
    the contract, and of a pair the parties of each paper that changes. The keys of `Terms` have
    their meaning there. `applies_from` makes the contract hold for sessions from an
    earlier day than its signature. An objective with a known id takes the place of that one;
    `dropped` are the ids of those that fall away. Personal objectives stand in no paper that the
    organisation signs, so they never stand here.
    """

    number: Annotated[int, Field(ge=1, le=999), SPONSOR]
    set_on: Annotated[Day, SPONSOR]
    effective_on: Annotated[Day, SPONSOR]
    reason: Annotated[Text | None, COACH] = None
    sessions: Annotated[int | None, Field(ge=1, le=500), SPONSOR] = None
    session_minutes: Annotated[Minutes | None, SPONSOR] = None
    start_on: Annotated[Day | None, SPONSOR] = None
    end_on: Annotated[Day | None, SPONSOR] = None
    hourly_rate: Annotated[Money | None, ACCOUNTING] = None
    package_price: Annotated[Money | None, ACCOUNTING] = None
    modes: Annotated[tuple[SessionMode, ...] | None, Field(strict=False, min_length=1), SPONSOR] = (
        None
    )
    place: Annotated[Line | None, SPONSOR] = None
    also_billed: Annotated[tuple[BilledExtra, ...] | None, Field(strict=False), SPONSOR] = None
    notice_hours: Annotated[int | None, Field(ge=0, le=720), SPONSOR] = None
    late_cancel_percent: Annotated[Percent | None, SPONSOR] = None
    payment_days: Annotated[int | None, Field(ge=0, le=45), SPONSOR] = None
    session_dates: Annotated[bool | None, SPONSOR] = None
    applies_from: Annotated[Day | None, SPONSOR] = None
    objectives: Annotated[tuple[Objective, ...], Field(strict=False), SPONSOR] = ()
    dropped: Annotated[tuple[str, ...], Field(strict=False), COACH] = ()
    signatures: Annotated[SignedDays, Field(default_factory=SignedDays), SPONSOR]
    seal: Annotated[dict[str, str], Field(default_factory=dict), COACH]


class Pause(Record):
    """Days that do not count in the rhythm, both included. The reason is the coach's to know."""

    start_on: Annotated[Day, SPONSOR]
    end_on: Annotated[Day, SPONSOR]
    reason: Annotated[PauseReason, COACH] = "other"

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_on < self.start_on:
            raise PydanticCustomError("shape.ends-before-start", "ends before it starts")
        return self


class Outcome(Record):
    """How it ended, fact by fact. Of an end the sponsor learns the day: by whom and why, never."""

    declined_on: Annotated[Day | None, SPONSOR] = None
    declined_by: Annotated[Party | None, COACH] = None
    decline_ground: Annotated[DeclineGround | None, COACH] = None
    decline_reason: Annotated[Text | None, COACH] = None
    ended_on: Annotated[Day | None, SPONSOR] = None
    ended_by: Annotated[Party | None, COACH] = None
    end_reason: Annotated[Text | None, COACH] = None
    evaluation_planned_on: Annotated[Day | None, BENEFICIARY] = None
    evaluated_on: Annotated[Day | None, SPONSOR] = None
    closed_on: Annotated[Day | None, SPONSOR] = None


class Engagement(Record):
    """`engagements/<reference>.toml`.

    `terms` and `objectives` are those of the contract; what holds on a day is `amending`'s to say.
    `seal` holds a digest of each part of what was signed.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema"), COACH]
    client: Annotated[Slug, ACCOUNTING]
    profile: Annotated[Slug, COACH] = "standard"
    follow_up_of: Annotated[Slug | None, COACH] = None
    justification: Annotated[Text | None, COACH] = None
    beneficiary: Annotated[Beneficiary, ACCOUNTING]
    demand: Annotated[Demand, SPONSOR]
    objectives: Annotated[tuple[Objective, ...], Field(strict=False), SPONSOR] = ()
    terms: Annotated[Terms | None, ACCOUNTING] = None
    quote: Annotated[QuoteAcceptance | None, ACCOUNTING] = None
    signatures: Annotated[Signatures, Field(default_factory=Signatures), SPONSOR]
    seal: Annotated[dict[str, str], Field(default_factory=dict), COACH]
    amendments: Annotated[tuple[Amendment, ...], Field(strict=False), SPONSOR] = ()
    outcome: Annotated[Outcome, Field(default_factory=Outcome), SPONSOR]
    evaluation: Annotated[Evaluation | None, SPONSOR] = None
    pauses: Annotated[tuple[Pause, ...], Field(strict=False), SPONSOR] = ()
    sessions: Annotated[tuple[Session, ...], Field(strict=False), ACCOUNTING] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
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
                    at = (*array, number, "id")
                    raise PydanticCustomError(
                        "shape.repeated-id", "{name} twice", {"name": name, "at": at}
                    )
        return self

    def opens(self, condition: str, inner: Record) -> bool:
        """Whether the organisation may read a field inside, which the field cannot know itself.

        `dates_disclosed`: the contract names the days of sessions, of those that were held.
        `agreed`: the beneficiary agreed to this very evaluation, and what is rated is shared.
        """
        match condition, inner:
            case "dates_disclosed", Session():
                from phmcoach.domain.contract.amending import terms_on

                terms = terms_on(self, inner.on)
                return terms is not None and terms.session_dates and inner.status == "held"
            case "agreed", Rating():
                objective = self.agreed_objective(inner.objective)
                return self.has_agreed and objective is not None and objective.shared
            case "agreed", Evaluation():
                return self.has_agreed
            case _:
                return False

    @property
    def evaluation_sha256(self) -> str | None:
        """The digest of what the beneficiary's version of the evaluation says, or None."""
        if self.evaluation is None:
            return None
        from phmcoach.domain.contract.amending import agreed_objectives
        from phmcoach.domain.contract.recall import recall_frame

        recalled = recall_frame(self, Reader.BENEFICIARY, private=False)
        return digest_content(
            self.evaluation, agreed_objectives(self), self.outcome.evaluated_on, asdict(recalled)
        )

    @property
    def is_shown(self) -> bool:
        """Whether the beneficiary was shown the evaluation as it stands, and not only before."""
        found = self.evaluation
        return found is not None and found.shown_sha256 == self.evaluation_sha256

    @property
    def has_agreed(self) -> bool:
        """Whether the beneficiary agreed to the evaluation as it stands, and to no earlier one."""
        found = self.evaluation
        return (
            found is not None
            and found.approved_on is not None
            and found.approved_sha256 == self.evaluation_sha256
        )

    def objective(self, name: str) -> Objective | None:
        """Return the objective of the contract with this id, or None."""
        return next((objective for objective in self.objectives if objective.id == name), None)

    def agreed_objective(self, name: str) -> Objective | None:
        """Return the objective with this id as the parties agreed it last, or None."""
        from phmcoach.domain.contract.amending import agreed_objectives

        return next((each for each in agreed_objectives(self) if each.id == name), None)

    def session(self, name: str) -> Session | None:
        """Return the session with this id, or None."""
        return next((session for session in self.sessions if session.id == name), None)

    def named_pauses(self, closures: tuple[Closure, ...]) -> tuple[Pause, ...]:
        """Return this engagement's pauses and the practice's closures, each with its reason."""
        return self.pauses + tuple(
            Pause(start_on=closure.start_on, end_on=closure.end_on, reason="closure")
            for closure in closures
        )

    def all_pauses(self, closures: tuple[Closure, ...]) -> tuple[tuple[date, date], ...]:
        """Return this engagement's pauses and the practice's closures, as pairs of days."""
        own = tuple((pause.start_on, pause.end_on) for pause in self.pauses)
        return own + tuple((closure.start_on, closure.end_on) for closure in closures)
