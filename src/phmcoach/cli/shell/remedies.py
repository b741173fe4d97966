"""Which command helps with what the program reports: the one place that spells commands.

A message has one command (`COMMANDS`), a page of help (`HELP`), or none, and then `no_remedy` says
why not. What is about an engagement and stands in no list is mended by `coach edit REF`. Where the
context decides, the rule names a `Remedy` (`CHOSEN`, `FLAGS`, `CORRECTIONS`). A field of a template
is an argument of the message, or `ref`, what the message is about; what only the coach knows stays
as `…`, in capitals or as an example.
"""

from collections.abc import Mapping

from phmcoach.remedy import Remedy

EDIT = "edit {ref}"
"""What helps with an engagement where nothing else does: its file, at the editor."""

SHOW = "show {ref}"
"""What helps if the answer is in the engagement, also in an archived one."""

TAKE_BACK_ARCHIVE = "archive {ref} --take-back"
"""What comes before every change of an archived engagement."""

COMMANDS: Mapping[str, str] = {
    "amend.already-signed": "show {ref}",
    "amend.applies-late": "amend {ref} --applies-from DATE",
    "amend.client-already": 'amend {ref} --contact "…"',
    "amend.effective-after-end": "amend {ref} --effective DATE",
    "amend.effective-before-contract": "amend {ref} --effective DATE",
    "amend.ends-before-start": "amend {ref} --end DATE",
    "amend.ends-before-session": "amend {ref} --end DATE",
    "amend.no-contract": (
        "set-terms {ref} --sessions N --hours H --start DATE --months M{client:--client}"
    ),
    "amend.not-signed": "sign {ref} --amendment {number} --on DATE",
    "amend.nothing": "amend {ref} --sessions N",
    "amend.over": "show {ref}",
    "amend.partly-signed": "amend {ref} --take-back",
    "amend.pause-alone": "pause {ref} --from {start_on} --to {end_on} --reason {reason}",
    "amend.pause-stays": "pause {ref} --take-back --from {start_on}",
    "amend.price-already-billed": "amend {ref} --effective DATE",
    "amend.contact-of-client": "set-client {client} --contact {contact}{role:--contact-role}",
    "amend.earlier-unsigned": "sign {ref} --amendment {earlier} --on DATE",
    "amend.starts-after-session": "amend {ref} --start DATE",
    "amend.unknown": "show {ref}",
    "archive.exists": "export archive --year {year} --to FILE.zip",
    "archive.ledger-not-whole": "doctor",
    "archive.nothing": "ledger",
    "attendance.no-session": "log-session {ref} --on DATE",
    "billing.deposit-open": "pay {number} --on DATE --by transfer",
    "billing.place-assumed": 'amend {ref} --place "…"',
    "billing.session-billed-for-other": "log-session {ref} --session {id} --at HH:MM",
    "client.other-company": 'new-client CLIENT --kind {kind} --name "…"',
    "credit.deposit-released": 'credit {number} --reason "…"',
    "credit.line-already-credited": "show {ref}",
    "credit.nothing-left": "show {ref}",
    "credit.session-already-credited": "log-session {ref} --session {id} --remove",
    "credit.session-freed": "invoice {ref}",
    "credit.deposit-deducted": 'credit {by} --reason "…"',
    "demo.folder-not-empty": "demo DIR",
    "documents.no-withdrawal": "set-terms {ref} --concluded at-distance …",
    "edit.draft-left": "edit {ref} --discard",
    "find.client-of-engagement": 'new-client {client} --kind company-fr --name "…"',
    "gate.closed-before-end": "close {ref} --take-back",
    "gate.client-without-address": 'set-client {ref} --address "…" --postcode … --city …',
    "gate.client-without-email": "set-client {ref} --email …",
    "gate.client-without-siren": "set-client {ref} --siren …",
    "gate.client-without-siret": "set-client {ref} --siret …",
    "gate.client-without-vat-number": "set-client {ref} --vat-number …",
    "gate.demand-not-validated": 'validate-demand {ref} --on DATE --request "…"',
    "gate.evaluated-without-session": "log-session {ref} --on DATE",
    "gate.no-objective": 'add-objective {ref} --statement "…" --result "…" --indicator "…"',
    "gate.no-shared-objective": 'add-objective {ref} --statement "…" --result "…" --indicator "…"',
    "gate.no-terms": "set-terms {ref} --sessions N --hours H --start DATE --months M",
    "gate.not-signed": "sign {ref} --on DATE --party {party}",
    "gate.pause-outside-contract": "pause {ref} --take-back --from {start_on}",
    "gate.pause-twice": "pause {ref} --take-back --from {start_on}",
    "gate.pause-without-contract": "sign {ref} --on DATE",
    "gate.vat-number-country-mismatch": "set-client {ref} --vat-number …",
    "invoice.nothing-to-bill": "log-session {ref} --on DATE",
    "invoice.session-not-covered": "doctor",
    "ledger.no-declaration": "ledger",
    "ledger.no-such-paper": "ledger",
    "mail.no-address": "set-client {ref} --email …",
    "mail.pdf-changed": "doctor",
    "objective.unknown": "show {ref}",
    "outcome.already-over": "show {ref}",
    "outcome.closed-since": "close {ref} --take-back",
    "outcome.session-after": "end {ref} --on {last_on} --by {by}",
    "outcome.session-billed": 'credit {number} --session {id} --rebill --reason "…"',
    "outcome.share-billed": 'credit {number} --rebill --reason "…"',
    "outcome.still-planned": "log-session {ref} --session {id} --on {on} --status STATUS",
    "package.no-deposit": "invoice {ref}",
    "package.sessions-not-reached": "log-session {ref} --on DATE",
    "pause.already-there": "pause {ref} --take-back --from DATE",
    "pause.amend-end": "amend {ref} --end {restored}",
    "pause.amend-end-all": "amend {ref} --end {restored}",
    "pause.none": "show {ref}",
    "pause.session-held": "pause {ref} --take-back --from {on} --to {on}",
    "pause.session-planned": "log-session {ref} --session {id} --on DATE --status planned",
    "pause.without-contract": "sign {ref} --on DATE",
    "pay.deposit-and-paid": "invoice {ref}",
    "pay.no-money": 'credit {number} --reason "…"',
    "pay.no-such-receipt": "ledger",
    "pay.credit-note": "pay {corrected} --refund --on DATE --by transfer",
    "pay.opening-exists": "pay --undo {entry}",
    "pay.deposit-refund": 'credit {number} --amount 1=… --reason "…"',
    "pay.same-again": "pay --undo {entry}",
    "plan.in-the-past": "log-session {ref} --on {on}",
    "plan.late-move-beyond-number": "amend {ref} --sessions {room}",
    "plan.late-move-waived": "log-session {ref} --session {moved} --status cancelled",
    "practice.exists": "doctor",
    "quote.accepted-before-issue": "accept-quote {ref} --on DATE",
    "quote.expired": "quote {ref}",
    "quote.none": "quote {ref}",
    "quote.other-terms": "quote {ref}",
    "remind.paid-late": "pay {number} --nature penalties --amount … --on DATE --by transfer",
    "remind.too-early": "remind {number} --level friendly",
    "report.already-approved": "report {ref} --for sponsor",
    "report.changed-since-shown": "report {ref} --for beneficiary",
    "report.no-sponsor": "report {ref} --for beneficiary",
    "report.not-approved": "approve-report {ref} --on DATE",
    "report.not-shown": "report {ref} --for beneficiary",
    "report.earlier-agreement": "report {ref} --for sponsor",
    "scale.after-signature": "amend {ref} --reword-objective {id} --scale-file FILE",
    "scale.already-evaluated": "show {ref}",
    "scale.no-objective": 'add-objective {ref} --statement "…" --result "…" --indicator "…"',
    "scale.in-amendment": "amend {ref} --reword-objective {id} --scale-file FILE",
    "scale.unknown-objective": "show {ref}",
    "seal.amendment-missing": "sign {ref} --amendment {number} --on {on}",
    "seal.amendment-without-signature": "sign {ref} --amendment {number} --on {on}",
    "seal.client-changed": 'new-client CLIENT --kind {kind} --name "…"',
    "seal.contract-missing": "sign {ref} --on {on}",
    "seal.contract-without-signature": "sign {ref} --on {on}",
    "seal.record-changed": "contract {ref}",
    "seal.record-missing": "contract {ref}",
    "session.already-invoiced": 'credit {number} --session {id} --rebill --reason "…"',
    "session.no-debrief": "log-session {ref} --session {id} --debrief H",
    "session.not-planned": "log-session {ref} --session {id} --status STATUS",
    "session.notified-too-late": "log-session {ref} --session {id} --status no-show",
    "session.unknown": "show {ref}",
    "settle.deposit-surplus": 'credit {number} --amount 1={amount:.2f} --reason "…"',
    "settle.owed": "pay {number} --refund --on DATE --by transfer",
    "settle.package-to-bill": "invoice {ref}",
    "settle.to-bill": "invoice {ref}",
    "settle.to-bill-later": "invoice {ref}",
    "settle.unpaid": "pay {number} --on DATE --by transfer",
    "sign.already-signed": "show {ref}",
    "sign.paper-attached": "show {ref}",
    "step.accept-quote": "accept-quote {ref} --on DATE",
    "step.amendment": "contract {ref} --amendment {number}",
    "step.archive": "archive {ref}",
    "step.archived-open": TAKE_BACK_ARCHIVE,
    "step.close": "close {ref} --on DATE",
    "step.contract": "contract {ref}",
    "step.end": "end {ref} --on DATE --by PARTY",
    "step.evaluate": "evaluate {ref} --from {form}",
    "step.evaluation-form": "evaluate {ref} --form",
    "step.instalment": "invoice {ref}",
    "step.not-closed": "close {ref} --on DATE",
    "step.nothing-closed": "list",
    "step.plan": "plan {ref} --on DATE",
    "step.plan-after-pause": "plan {ref} --on DATE",
    "step.plan-evaluation": "evaluate {ref} --plan DATE",
    "step.plan-evaluation-late": "evaluate {ref} --plan DATE",
    "step.plan-evaluation-over": "evaluate {ref} --plan DATE",
    "step.remind": "remind {number}",
    "step.session": "log-session {ref} --session {id} --on {on} --status STATUS",
    "step.sponsor-report": "report {ref} --for sponsor",
    "step.take-back-amendment": "amend {ref} --take-back",
    "store.archived-engagement": TAKE_BACK_ARCHIVE,
    "store.no-practice": "init {folder}",
    "store.no-practice-found": "init {folder}",
    "store.unknown-client": 'new-client {typed} --kind company-fr --name "…"',
    "store.unknown-engagement": "list",
    "taken-back.no-acceptance": "show {ref}",
    "taken-back.no-amendment": "show {ref}",
    "taken-back.no-approval": "show {ref}",
    "taken-back.no-evaluation": "show {ref}",
    "taken-back.no-validation": "show {ref}",
    "taken-back.not-archived": "show {ref}",
    "template.no-such": "templates list",
    "template.no-such-nearest": "templates list",
    "template.unknown": "templates list",
    "template.unknown-nearest": "templates list",
    "terms.concluded-organisation": "set-terms {ref} …",
    "terms.client-quoted": "accept-quote {ref} --take-back",
    "terms.private-contract": "set-terms {ref} …",
}
"""The command of each message that has one of its own."""

HELP: Mapping[str, str] = {
    "client.nothing-given": "set-client --help",
    "gate.client-in-france": "set-client {ref} --help",
    "gate.client-country-mismatch": "set-client {ref} --help",
    "gate.client-outside-eu": "set-client {ref} --help",
    "taken-back.amendment-signed": "amend {ref} --help",
}
"""Messages whose way out is a choice: the help of a command explains it."""

CHOSEN: Mapping[Remedy, str | None] = {
    Remedy.NOTHING: None,
    Remedy.ACCEPT_QUOTE: "accept-quote {ref} --on DATE",
    Remedy.ADD_BY_AMENDMENT: (
        'amend {ref}{dropped:--drop-objective} --add-objective "…" --result "…" --indicator "…"'
    ),
    Remedy.AMEND: (
        "amend {ref}{sessions:--sessions}{session_minutes:--hours}{start_on:--start}{end_on:--end}"
        "{hourly_rate:--rate}{package_price:--package}{place:--place}{notice_hours:--notice-hours}"
        "{late_cancel_percent:--late-cancel-percent}{payment_days:--payment-days}"
        "{purchase_order:--purchase-order}"
    ),
    Remedy.AMEND_ANYWAY: 'amend {ref} --anyway "…"',
    Remedy.AMEND_RATE: "amend {ref} --rate …",
    Remedy.AMEND_TERMS: "amend {ref} --sessions N --hours H --end DATE",
    Remedy.AMEND_WITH_PAUSE: (
        "amend {ref} --end DATE --pause-from {start_on} --pause-to {end_on}{reason:--pause-reason}"
    ),
    Remedy.APPLY_FROM_SESSION: "amend {ref} --applies-from {on}",
    Remedy.APPROVE_REPORT: "approve-report {ref} --on DATE",
    Remedy.CLOSE: "close {ref} --on DATE",
    Remedy.DECLINE: "decline {ref} --on DATE --by {by}",
    Remedy.DOCTOR: "doctor",
    Remedy.DROP_BY_AMENDMENT: "amend {ref} --drop-objective {id}",
    Remedy.EARLIER_START: "amend {ref} --start {on}",
    Remedy.EARLIER_START_ANYWAY: 'amend {ref} --start {on} --anyway "…"',
    Remedy.EDIT: EDIT,
    Remedy.END: "end {ref} --on DATE --by {by}",
    Remedy.EVALUATE: "evaluate {ref} --form",
    Remedy.EVALUATE_FROM: "evaluate {ref} --from {form}",
    Remedy.EXPRESS_REQUEST: "sign {ref} --express-request --on DATE",
    Remedy.LATER_END: "amend {ref} --end {on}",
    Remedy.LATER_END_ANYWAY: 'amend {ref} --end {on} --anyway "…"',
    Remedy.LIST_ARCHIVED: "list --archived",
    Remedy.MORE_SESSIONS: "amend {ref} --sessions N",
    Remedy.MOVE_SESSION: "log-session {ref} --session {id} --on DATE --status planned",
    Remedy.MORE_SESSIONS_ANYWAY: 'amend {ref} --sessions N --anyway "…"',
    Remedy.NEW_ENGAGEMENT: (
        "new-engagement {ref}-2 --client {client} --beneficiary {name} --beneficiary-id {id}"
        ' --situation {situation} --justification "…"'
    ),
    Remedy.NO_PAUSE_ON_DAY: "pause {ref} --take-back --from {on} --to {on}",
    Remedy.OTHER_TYPE: "log-session {ref} --session {id} --type TYPE",
    Remedy.REBILL: 'credit {invoice} --rebill --reason "…"',
    Remedy.REMOVE_OBJECTIVE: "add-objective {ref} --objective {id} --remove",
    Remedy.REMOVE_SESSION: "log-session {ref} --session {id} --remove",
    Remedy.REPORT: "report {ref} --for beneficiary",
    Remedy.REWORD_BY_AMENDMENT: 'amend {ref} --reword-objective {id} --statement "…"',
    Remedy.REWORD_OBJECTIVE: 'add-objective {ref} --objective {id} --statement "…"',
    Remedy.SET_TERMS: "set-terms {ref} --sessions N --hours H --start DATE --months M",
    Remedy.SHOW: SHOW,
    Remedy.SIGN: "sign {ref} --on DATE",
    Remedy.SIGN_AMENDMENT: "sign {ref} --amendment {number} --on DATE",
    Remedy.SIGNED_CLIENT: (
        "new-client {client} --kind {kind} --name {name}"
        "{siren:--siren}{siret:--siret}{vat_number:--vat-number}"
    ),
    Remedy.TAKE_BACK_AMENDMENT: "amend {ref} --take-back",
    Remedy.TAKE_BACK_EVALUATION: "evaluate {ref} --take-back",
    Remedy.TAKE_BACK_CLOSE: "close {ref} --take-back",
    Remedy.TAKE_BACK_DECLINE: "decline {ref} --take-back",
    Remedy.TAKE_BACK_END: "end {ref} --take-back",
    Remedy.TAKE_BACK_VALIDATION: "validate-demand {ref} --take-back",
    Remedy.WAIVE_CANCELLATION: "log-session {ref} --session {id} --status cancelled",
    Remedy.WRITE_AMENDMENT: "contract {ref} --amendment {number}",
}
"""The command of each remedy; an option in the place of a format is repeated for each value."""

FLAGS: Mapping[Remedy, str] = {
    Remedy.ANYWAY: "--anyway",
    Remedy.ANYWAY_WITH_REASON: '--anyway "…"',
    Remedy.PROPOSED: "--proposed-by-beneficiary",
    Remedy.SIGNED_PAPER: "--paper {path}",
}
"""The remedies that are the command that was typed, with one more option."""

CORRECTIONS: Mapping[Remedy, str] = {
    Remedy.APPLIED_EARLIER: "--applies-from DATE",
    Remedy.EFFECTIVE_LATER: "--effective DATE",
    Remedy.ENDING_LATER: "--end DATE",
    Remedy.FOLLOW_UP: "--follow-up-of {followed}",
    Remedy.FOLLOW_UP_PROFILE: "--profile follow-up",
    Remedy.JUSTIFIED: '--justification "…"',
    Remedy.LENGTH: "--hours H",
    Remedy.SESSIONS_USED: "--sessions {used}",
    Remedy.STANDARD_PROFILE: "--profile standard",
    Remedy.STARTING_EARLIER: "--start DATE",
}
"""The remedies that are the command that was typed, with another value of an option."""
