"""The commands of each `Remedy`, which a rule names if only the context decides.

The templates are filled as those of `remedies`.
"""

from collections.abc import Mapping

from phmcoach.cli.shell.remedies import EDIT, OBJECTIVE, SHOW, TERMS
from phmcoach.remedy import Remedy

_TERMS = (
    "{sessions:--sessions}{session_minutes:--hours}{start_on:--start}{end_on:--end}"
    "{hourly_rate:--rate}{package_price:--package}{modes:--mode}{place:--place}"
    "{also_billed:--also-billed}{notice_hours:--notice-hours}"
    "{late_cancel_percent:--late-cancel-percent}{payment_days:--payment-days}"
    "{purchase_order:--purchase-order}{session_dates:--session-dates}"
    "{name_on_invoices:--name-on-invoices}"
)
"""The terms that were typed, as `amend` and `set-terms` take them."""

CHOSEN: Mapping[Remedy, str | None] = {
    Remedy.NOTHING: None,
    Remedy.ACCEPT_QUOTE: "quote {ref} --accept --on DATE",
    Remedy.ADD_BY_AMENDMENT: (
        'amend {ref}{dropped:--drop-objective} --add-objective "…" --result "…" --indicator "…"'
    ),
    Remedy.ADD_OBJECTIVE: OBJECTIVE,
    Remedy.ADD_SHARED_OBJECTIVE: OBJECTIVE + " --shared",
    Remedy.AMEND: "amend {ref}" + _TERMS + "{effective_on:--effective}{exception:--anyway}",
    Remedy.AMEND_EXTRAS: "amend {ref} --also-billed …",
    Remedy.AMEND_ORDER: "amend {ref} --purchase-order …",
    Remedy.AMEND_PLACE: 'amend {ref} --place "…"',
    Remedy.AMEND_ANYWAY: 'amend {ref} --anyway "…"',
    Remedy.AMEND_TERMS: "amend {ref} --sessions N --hours H --end DATE",
    Remedy.AMEND_WITH_PAUSE: (
        "amend {ref} --end DATE --pause-from {start_on} --pause-to {end_on}{reason:--pause-reason}"
    ),
    Remedy.APPLY_FROM_SESSION: "amend {ref} --applies-from {on}",
    Remedy.APPROVE_REPORT: "report {ref} --agreed --on DATE",
    Remedy.BENEFICIARY_EMAIL: "new-engagement {ref} --email …",
    Remedy.BILLING_EMAIL: "set-client {ref} --billing-email …",
    Remedy.BILL_WAIVED: "invoice {ref} --instalment {part}",
    Remedy.CHANGE_CLIENT: "set-client {ref} …",
    Remedy.CHECK_RHYTHM: "check-cadence {ref} --verbose",
    Remedy.CLOSE: "close {ref} --on DATE",
    Remedy.CORRECT_RECEIVED: "new-engagement {ref} --received-on DATE",
    Remedy.CREDIT_SESSION: 'credit {number} --session {id} --reason "…"',
    Remedy.CREDIT_SURPLUS: 'credit {number} --amount 1={price:.2f} --reason "…"',
    Remedy.CREDIT_UNPAID: "invoice {ref}{others:--with}{part:--instalment} --credit-unpaid",
    Remedy.CORRECT_DAY: "log-session {ref} --session {id} --on DATE",
    Remedy.CORRECT_ROLE: "new-engagement {ref} --role {role}",
    Remedy.DATE_AMENDMENT: "amend {ref} --on {signed_on}",
    Remedy.DECLINE: "decline {ref} --on DATE --by {by}",
    Remedy.DOCTOR: "doctor",
    Remedy.DROP_BY_AMENDMENT: "amend {ref} --drop-objective {id}",
    Remedy.DUPLICATE: "mail {number} --duplicate",
    Remedy.EARLIER_START: "amend {ref} --start {on}",
    Remedy.EARLIER_START_ANYWAY: 'amend {ref} --start {on} --anyway "…"',
    Remedy.EDIT: EDIT,
    Remedy.END: "end {ref} --on DATE --by {by}",
    Remedy.EVALUATE: "evaluate {ref} --form",
    Remedy.EVALUATE_FROM: "evaluate {ref} --from {form}",
    Remedy.EXPLAIN_MONTH: 'check-cadence {ref} --acknowledge "…"',
    Remedy.EXPRESS_REQUEST: "sign {ref} --express-request --on DATE",
    Remedy.INVOICE_PREFIX: "set-practice --prefix …",
    Remedy.JUSTIFY: 'new-engagement {ref} --justification "…"',
    Remedy.LATER_END: "amend {ref} --end {on}",
    Remedy.LATER_END_ANYWAY: 'amend {ref} --end {on} --anyway "…"',
    Remedy.LATER_LAST_DAY: "amend {ref} --end DATE",
    Remedy.LIST_ARCHIVED: "list --archived",
    Remedy.LIST_UNPAID: "ledger --view unpaid",
    Remedy.MORE_SESSIONS: "amend {ref} --sessions {room}",
    Remedy.MOVE_SESSION: "log-session {ref} --session {id} --on DATE --status planned",
    Remedy.MORE_SESSIONS_ANYWAY: 'amend {ref} --sessions {room} --anyway "…"',
    Remedy.MORE_SESSIONS_PRICED: "amend {ref} --sessions {room} --package …",
    Remedy.MORE_SESSIONS_PRICED_ANYWAY: 'amend {ref} --sessions {room} --package … --anyway "…"',
    Remedy.NEW_ENGAGEMENT: (
        "new-engagement {next} --client {client} --beneficiary {name} --beneficiary-id {id}"
        ' --situation {situation} --justification "…"'
    ),
    Remedy.NONE_ALREADY: "new-engagement {ref} --already 0",
    Remedy.NO_PAUSE_ON_DAY: "pause {ref} --take-back --from {on} --to {on}",
    Remedy.OTHER_ALREADY: "new-engagement {ref} --already N",
    Remedy.OTHER_FOLLOWED: "new-engagement {ref} --follow-up-of …",
    Remedy.OTHER_KIND: 'new-client CLIENT --kind {kind} --name "…"',
    Remedy.OTHER_PAUSE: "pause {ref} --from DATE --to DATE{reason:--reason}",
    Remedy.OTHER_PROFILE: "new-engagement {ref} --profile …",
    Remedy.OTHER_TYPE: "log-session {ref} --session {id} --type TYPE",
    Remedy.PAPERS_AGAIN: "contract {ref}{number:--amendment}",
    Remedy.PLAN: "plan {ref} --on DATE",
    Remedy.PLAN_EVALUATION: "evaluate {ref} --plan DATE",
    Remedy.QUOTE_PREFIX: "set-practice --quote-prefix …",
    Remedy.REBILL: 'credit {invoice} --rebill --reason "…"',
    Remedy.REBILL_SESSION: 'credit {number} --session {id} --rebill --reason "…"',
    Remedy.REMOVE_OBJECTIVE: "add-objective {ref} --objective {id} --remove",
    Remedy.REMOVE_SESSION: "log-session {ref} --session {id} --remove",
    Remedy.RENAME_BENEFICIARY: 'validate-demand {ref} --beneficiary "…"',
    Remedy.ROLE_BY_AMENDMENT: 'amend {ref} --role "…"',
    Remedy.RENAME_BY_AMENDMENT: 'amend {ref} --beneficiary "…"',
    Remedy.REPLACE_PAPER: "sign {ref}{number:--amendment} --paper {path} --instead-of {file}",
    Remedy.REPORT: "report {ref} --for beneficiary",
    Remedy.REWORD_BY_AMENDMENT: (
        "amend {ref} --reword-objective {id}"
        "{statement:--statement}{result:--result}{indicator:--indicator}"
    ),
    Remedy.REWORD_OBJECTIVE: 'add-objective {ref} --objective {id} --statement "…"',
    Remedy.SET_END: "set-terms {ref} --end {on}",
    Remedy.SET_CONTACT: "set-client {client}{contact:--contact}{role:--contact-role}",
    Remedy.SET_ORDER: "set-terms {ref} --purchase-order {order}",
    Remedy.SET_SESSIONS: "set-terms {ref} --sessions {room}",
    Remedy.SET_TERMS: TERMS,
    Remedy.SET_TYPED: "set-terms {ref}{client:--client}" + _TERMS,
    Remedy.SHOW: SHOW,
    Remedy.SIGN: "sign {ref} --on DATE",
    Remedy.SIGN_AMENDMENT: "sign {ref} --amendment {number} --on DATE",
    Remedy.SIGN_AS_RECORDED: "sign {ref}{number:--amendment} --on {signed_on}",
    Remedy.SIGNED_CLIENT: (
        "new-client {client} --kind {kind} --name {name}"
        "{siren:--siren}{siret:--siret}{vat_number:--vat-number}"
    ),
    Remedy.SUCCESSOR: "amend {ref} --client {client} --succession",
    Remedy.TAKE_BACK_AMENDMENT: "amend {ref} --take-back",
    Remedy.TAKE_BACK_EVALUATION: "evaluate {ref} --take-back",
    Remedy.TAKE_BACK_CLOSE: "close {ref} --take-back",
    Remedy.TAKE_BACK_DECLINE: "decline {ref} --take-back",
    Remedy.TAKE_BACK_END: "end {ref} --take-back",
    Remedy.TAKE_BACK_SIGNATURES: "sign {ref}{number:--amendment} --take-back",
    Remedy.TAKE_BACK_VALIDATION: "validate-demand {ref} --take-back",
    Remedy.TO_FOLLOW_UP: "new-engagement {ref} --profile follow-up",
    Remedy.TO_STANDARD: "new-engagement {ref} --profile standard",
    Remedy.WAIVE_CANCELLATION: "log-session {ref} --session {id} --status cancelled",
    Remedy.WRITE_AMENDMENT: "contract {ref} --amendment {number}",
}
"""The command of each remedy; an option in the place of a format is repeated for each value."""

FLAGS: Mapping[Remedy, str] = {
    Remedy.ANYWAY: "--anyway",
    Remedy.ANYWAY_WITH_REASON: '--anyway "…"',
    Remedy.PERSONAL: "--personal",
    Remedy.PROPOSED: "--proposed-by-beneficiary",
    Remedy.SMALL_COMPANY: "--small-company",
    Remedy.SUCCESSION: "--succession",
    Remedy.SIGNED_PAPER: "--paper {path}",
    Remedy.TODAY_IS: "--today-is {today}",
    Remedy.WITH_RATE: "--rate …",
}
"""The remedies that are the command that was typed, with one more option."""

CORRECTIONS: Mapping[Remedy, str] = {
    Remedy.APPLIED_FROM: "--applies-from DATE",
    Remedy.BY_BENEFICIARY: "--by beneficiary",
    Remedy.EFFECTIVE_LATER: "--effective DATE",
    Remedy.ENDING_LATER: "--end DATE",
    Remedy.FOLLOW_UP: "--follow-up-of {followed}",
    Remedy.FOLLOW_UP_PROFILE: "--profile follow-up",
    Remedy.JUSTIFIED: '--justification "…"',
    Remedy.LAST_AMENDED_PAUSE_DAY: "--pause-to DATE",
    Remedy.LAST_DAY: "--to DATE",
    Remedy.LATER_DAY: "--on DATE",
    Remedy.LENGTH: "--hours H",
    Remedy.OF_ITS_TYPE: "--type {own}",
    Remedy.OTHER_AMOUNT: "--amount …",
    Remedy.OTHER_ANALYSIS: "--analysed-on DATE",
    Remedy.OTHER_CREDITED: "--session …",
    Remedy.OTHER_DAY: "--on DATE",
    Remedy.OTHER_EVALUATION_DAY: "--plan DATE",
    Remedy.OTHER_LINES: "--lines …",
    Remedy.OTHER_NOTICE: '--notified "…"',
    Remedy.OTHER_REDUCTION: "--amount {line}=…",
    Remedy.OTHER_PAID_DAY: "--paid-on DATE",
    Remedy.OTHER_SESSIONS: "--sessions N",
    Remedy.OTHER_SPAN: "--months M",
    Remedy.PLANNED_INSTEAD: "--status planned",
    Remedy.RATE_INSTEAD: "--rate …",
    Remedy.RECEIVED_EARLIER: "--received-on DATE",
    Remedy.SESSIONS_USED: "--sessions {used}",
    Remedy.STANDARD_PROFILE: "--profile standard",
    Remedy.STARTING_EARLIER: "--start DATE",
}
"""The remedies that are the command that was typed, with another value of an option."""

INSTEAD_OF: Mapping[Remedy, str] = {
    Remedy.OTHER_SPAN: "--end",
    Remedy.RATE_INSTEAD: "--package",
}
"""The option of the typed command whose place another one takes."""

DROPPED: Mapping[Remedy, str] = {Remedy.WITHOUT_OPTION: "{option}"}
"""The remedies that are the command that was typed, without an option."""

HELP: Mapping[str, str] = {
    "client.nothing-given": "set-client --help",
    "practice.nothing-given": "set-practice --help",
    "gate.client-in-france": "set-client {ref} --help",
    "gate.client-country-mismatch": "set-client {ref} --help",
    "gate.client-outside-eu": "set-client {ref} --help",
}
"""Messages whose way out is a choice: the help of a command explains it."""
