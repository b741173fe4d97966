"""The options that several commands share, declared once."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import (
    AMOUNT,
    DATE,
    FILE,
    INTEGER,
    LEVEL,
    LIST,
    MINUTES,
    MOMENT,
    TEXT,
    TIME,
    WEIGHT,
    one_of,
    parse_word,
)
from phmcoach.cli.shell.options import OptionGroup, flag, option
from phmcoach.errors import UsageError
from phmcoach.words import (
    BILLED_EXTRAS,
    CALLED_OFF_BY,
    CONCLUSIONS,
    DECLARATION_RHYTHMS,
    LANGUAGES,
    MEETING_PURPOSES,
    PAUSE_REASONS,
    SESSION_MODES,
    SESSION_TYPES,
    TAX_REGIMES,
    VAT_REGIMES,
    YES_NO,
    BilledExtra,
    CalledOffBy,
    ClientKind,
    Conclusion,
    DeclarationRhythm,
    Language,
    MeetingPurpose,
    PauseReason,
    SessionMode,
    SessionType,
    TaxRegime,
    VatRegime,
    YesNo,
)

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking

NameOption = Annotated[str | None, option("--name", TEXT, "option.name")]
StreetOption = Annotated[str | None, option("--address", TEXT, "option.address")]
PostcodeOption = Annotated[str | None, option("--postcode", TEXT, "option.postcode")]
CityOption = Annotated[str | None, option("--city", TEXT, "option.city")]
EmailOption = Annotated[str | None, option("--email", TEXT, "option.email")]
SiretOption = Annotated[str | None, option("--siret", TEXT, "option.siret")]
NextNumberOption = Annotated[int | None, option("--next-number", INTEGER, "option.next-number")]
VatNumberOption = Annotated[str | None, option("--vat-number", TEXT, "option.vat-number")]
IbanOption = Annotated[str | None, option("--iban", TEXT, "option.iban")]
BicOption = Annotated[str | None, option("--bic", TEXT, "option.bic")]
VatRegimeOption = Annotated[
    VatRegime | None, option("--vat-regime", one_of(VAT_REGIMES), "option.vat-regime")
]
TaxRegimeOption = Annotated[
    TaxRegime | None, option("--tax-regime", one_of(TAX_REGIMES), "option.tax-regime")
]
DeclarationOption = Annotated[
    DeclarationRhythm | None,
    option("--declaration", one_of(DECLARATION_RHYTHMS), "option.declaration"),
]
OwnElectronicAddressOption = Annotated[
    str | None, option("--electronic-address", TEXT, "option.own-electronic-address")
]
ContactOption = Annotated[str | None, option("--contact", TEXT, "option.contact")]
ContactRoleOption = Annotated[str | None, option("--contact-role", TEXT, "option.contact-role")]
PurchaseOrderOption = Annotated[
    str | None, option("--purchase-order", TEXT, "option.purchase-order")
]
SessionDatesOption = Annotated[
    bool | None, flag("--session-dates/--no-session-dates", "option.session-dates")
]
NameOnInvoicesOption = Annotated[
    bool | None, flag("--name-on-invoices/--no-name-on-invoices", "option.name-on-invoices")
]
PackageOption = Annotated[Decimal | None, option("--package", AMOUNT, "option.package")]
PurposeOption = Annotated[
    MeetingPurpose | None, option("--purpose", one_of(MEETING_PURPOSES), "option.purpose")
]
AskOption = Annotated[bool, flag("--ask", "option.ask")]
LastNumber = Annotated[list[str] | None, option("--last-number", TEXT, "option.last-number")]
GapReason = Annotated[str | None, option("--reason", TEXT, "option.gap-reason")]
TakeBack = Annotated[bool, flag("--take-back", "option.take-back")]
HoursConsent = Annotated[
    YesNo | None, option("--hours-consent", one_of(YES_NO), "option.hours-consent")
]
ProposedOption = Annotated[bool, flag("--proposed-by-beneficiary", "option.proposed")]


class Identity(OptionGroup):
    """The identity of a client, and how to reach them."""

    name: NameOption = None
    siren: Annotated[str | None, option("--siren", TEXT, "option.siren")] = None
    siret: SiretOption = None
    rna: Annotated[str | None, option("--rna", TEXT, "option.rna")] = None
    vat_number: VatNumberOption = None
    street: StreetOption = None
    postcode: PostcodeOption = None
    city: CityOption = None
    contact: ContactOption = None
    contact_role: ContactRoleOption = None
    email: EmailOption = None
    country: Annotated[str | None, option("--country", TEXT, "option.country")] = None
    service_code: Annotated[str | None, option("--service-code", TEXT, "option.service-code")] = (
        None
    )
    buyer_reference: Annotated[
        str | None, option("--buyer-reference", TEXT, "option.buyer-reference")
    ] = None
    electronic_address: Annotated[
        str | None, option("--electronic-address", TEXT, "option.electronic-address")
    ] = None
    billing_email: Annotated[
        str | None, option("--billing-email", TEXT, "option.billing-email")
    ] = None
    billing_street: Annotated[
        str | None, option("--billing-address", TEXT, "option.billing-address")
    ] = None
    billing_postcode: Annotated[
        str | None, option("--billing-postcode", TEXT, "option.billing-postcode")
    ] = None
    billing_city: Annotated[str | None, option("--billing-city", TEXT, "option.billing-city")] = (
        None
    )
    language: Annotated[
        Language | None, option("--language", one_of(LANGUAGES), "option.document-language")
    ] = None

    def details(self) -> dict[str, str | None]:
        """Return the keys of a client and of their address, with the values that were given."""
        country = self.country.strip().upper() if self.country else None
        return {**vars(self), "country": country}


class Extent(OptionGroup):
    """The number of sessions, their span and their rate."""

    sessions: Annotated[int | None, option("--sessions", INTEGER, "option.sessions")] = None
    hours: Annotated[int | None, option("--hours", MINUTES, "option.hours")] = None
    start: Annotated[date | None, option("--start", DATE, "option.start")] = None
    end: Annotated[date | None, option("--end", DATE, "option.end")] = None
    months: Annotated[int | None, option("--months", INTEGER, "option.months")] = None
    rate: Annotated[Decimal | None, option("--rate", AMOUNT, "option.rate")] = None


class Place(OptionGroup):
    """The place of the signature, and whether it protects an organisation like a consumer."""

    concluded: Annotated[
        Conclusion | None, option("--concluded", one_of(CONCLUSIONS), "option.concluded")
    ] = None
    small_company: Annotated[
        bool | None, flag("--small-company/--no-small-company", "option.small-company")
    ] = None

    def ask(self, ask: "Asking", kind: ClientKind) -> tuple[Conclusion | None, bool | None]:
        """Return both; a person is asked for what the right to withdraw depends on.

        A small company has it off the premises alone, so one question is enough.
        """
        concluded, is_small = self.concluded, self.small_company
        if kind == "private":
            if concluded is None:
                concluded = ask.choice("--concluded", None, CONCLUSIONS, question="ask.concluded")
        elif is_small is None and kind != "public":
            is_small = ask.yes("--small-company", None, before="said.small-company")
            concluded = "off-premises" if is_small else concluded
        return concluded, is_small


class Conditions(OptionGroup):
    """The places and modes of sessions, other costs, and the price of a cancellation."""

    mode: Annotated[list[str] | None, option("--mode", one_of(SESSION_MODES), "option.mode")] = None
    place: Annotated[str | None, option("--place", TEXT, "option.place")] = None
    also_billed: Annotated[
        list[str] | None, option("--also-billed", one_of(BILLED_EXTRAS), "option.also-billed")
    ] = None
    notice_hours: Annotated[
        int | None, option("--notice-hours", INTEGER, "option.notice-hours")
    ] = None
    late_cancel_percent: Annotated[
        int | None, option("--late-cancel-percent", INTEGER, "option.late-cancel-percent")
    ] = None
    payment_days: Annotated[
        int | None, option("--payment-days", INTEGER, "option.payment-days")
    ] = None

    def modes(self) -> tuple[SessionMode, ...]:
        """Return the modes that were given, once each."""
        return tuple(dict.fromkeys(parse_word(word, SESSION_MODES) for word in self.mode or ()))

    def extras(self) -> tuple[BilledExtra, ...]:
        """Return what is billed besides sessions, once each."""
        given = (parse_word(word, BILLED_EXTRAS) for word in self.also_billed or ())
        return tuple(dict.fromkeys(given))


class ObjectiveTexts(OptionGroup):
    """The texts of an objective."""

    statement: Annotated[str | None, option("--statement", TEXT, "option.statement")] = None
    result: Annotated[str | None, option("--result", TEXT, "option.result")] = None
    indicator: Annotated[str | None, option("--indicator", TEXT, "option.indicator")] = None


LEVEL_QUESTIONS = (
    "ask.level-much-less",
    "ask.level-less",
    "ask.level-expected",
    "ask.level-more",
    "ask.level-much-more",
)


class Scale(OptionGroup):
    """The five levels of an objective, and its weight."""

    scale: Annotated[list[str] | None, option("--scale", LEVEL, "option.scale")] = None
    scale_file: Annotated[Path | None, option("--scale-file", FILE, "option.scale-file")] = None
    weight: Annotated[Decimal | None, option("--weight", WEIGHT, "option.weight")] = None

    def levels(self) -> tuple[str, ...]:
        """Return the five levels that were typed, or the five lines of a file; () without either.

        They are () too if `ask` asks for them. Raises UsageError for another number of levels,
        MissingError if there is no such file.
        """
        if self._is_begun:
            return ()
        levels = tuple(self.scale or ())
        if self.scale_file is not None:
            from phmcoach.actions.contract.scales import read_levels

            levels = read_levels(self.scale_file)
        if len(levels) != len(LEVEL_QUESTIONS) and (levels or self.scale_file is not None):
            raise UsageError.of("usage.not-five-levels", found=len(levels))
        return levels

    def ask(self, ask: "Asking") -> tuple[str, ...]:
        """Return the levels that `--scale` begins, the others asked for; () if it begins none."""
        if not self._is_begun:
            return ()
        typed = [each for each in self.scale or () if each != LIST]
        questions = LEVEL_QUESTIONS if current().interactive else LEVEL_QUESTIONS[:1]
        others = (ask.text("--scale", None, question=each) for each in questions[len(typed) :])
        return (*typed, *others)

    @property
    def _is_begun(self) -> bool:
        """Whether `--scale` was typed alone or, on a terminal, with too few levels."""
        if self.scale == [LIST]:
            return True
        return 0 < len(self.scale or ()) < len(LEVEL_QUESTIONS) and current().interactive


class SessionFacts(OptionGroup):
    """The hour, the length and the type of a session."""

    at: Annotated[time | None, option("--at", TIME, "option.at")] = None
    hours: Annotated[int | None, option("--hours", MINUTES, "option.length")] = None
    kind: Annotated[
        SessionType | None, option("--type", one_of(SESSION_TYPES), "option.session-type")
    ] = None


class PauseDays(OptionGroup):
    """A pause that an amendment records: both days, and why, for the coach alone."""

    pause_from: Annotated[date | None, option("--pause-from", DATE, "option.paused-from")] = None
    pause_to: Annotated[date | None, option("--pause-to", DATE, "option.paused-to")] = None
    pause_reason: Annotated[
        PauseReason | None, option("--pause-reason", one_of(PAUSE_REASONS), "option.pause-reason")
    ] = None


class CallOff(OptionGroup):
    """The person who called a session off, and when they said so."""

    notified: Annotated[datetime | None, option("--notified", MOMENT, "option.notified")] = None
    by: Annotated[
        CalledOffBy | None, option("--by", one_of(CALLED_OFF_BY), "option.called-off-by")
    ] = None
