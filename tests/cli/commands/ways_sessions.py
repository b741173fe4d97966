# ruff: noqa: E501 - command lines as they are typed
"""The ways out of what stops a session or a pause."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

MONTH_MISSED = at.AIMED_STANDARD.then(
    "set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 4\nsign martin --on 2026-01-10\n@ 2026-03-20"
)

SERIES = "plan martin --on 2026-02-10 --every 1w --times"
LATE_SERIES = "plan martin --on 2026-03-10 --every 1w --times 3"
MOST = at.FULL.then(
    """
amend martin --sessions 25 --anyway X --on 2026-02-02
sign martin --amendment 1 --on 2026-02-03
plan martin --on 2026-02-10 --every 1d --times 5
"""
)
"""As many sessions as any amendment may agree on."""

WAYS = (
    Way(
        "plan.beyond-number",
        at.ACTIVE,
        f"{SERIES} 3",
        "Plus.",
        f"sign martin --amendment 1 --on 2026-02-03\n{SERIES} 3",
        remedy=Remedy.MORE_SESSIONS_ANYWAY,
    ),
    Way(
        "plan.beyond-number",
        at.ACTIVE,
        f"{SERIES} 2",
        then=f"sign martin --amendment 1 --on 2026-02-03\n{SERIES} 2",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "plan.beyond-number",
        at.FULL,
        "plan martin --on 2026-02-10 --every 1d --times 8",
        "Plus.",
        "sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-02-10 --every 1d --times 5",
        remedy=Remedy.MORE_SESSIONS_ANYWAY,
    ),
    Way(
        "plan.beyond-number",
        MOST,
        "plan martin --on 2026-02-20",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.beyond-number",
        MOST.then("plan martin --on 2026-02-20 --anyway"),
        "doctor",
        then="doctor",
        remedy=Remedy.REMOVE_SESSION,
    ),
    Way(
        "plan.beyond-set-number",
        at.READY,
        f"{SERIES} 3",
        then=f"{SERIES} 3",
        remedy=Remedy.SET_SESSIONS,
    ),
    Way(
        "plan.after-end",
        at.MET,
        LATE_SERIES,
        then="amend martin --sessions 5 --anyway X\nsign martin --amendment 1 --on 2026-02-03\n"
        + LATE_SERIES,
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.after-set-end",
        at.READY,
        LATE_SERIES,
        then=f"set-terms martin --sessions 3\n{LATE_SERIES}",
        remedy=Remedy.SET_END,
    ),
    *(
        Way(
            "session.already-invoiced",
            at.INVOICED,
            f"log-session martin --session s1 {option}",
            "X.",
            f"log-session martin --session s1 {option} {besides}",
        )
        for option, besides in (
            ("--debrief 1", "--type shadowing --proposed-by-beneficiary"),
            ("--proposed-by-beneficiary", "--type shadowing"),
        )
    ),
    Way("attendance.no-session", at.CONTRACTED, "attendance martin"),
    Way(
        "session.unknown",
        at.PLANNED,
        "log-session martin --session s9",
        then="reschedule martin --session s1 --to 2026-02-11 --by coach",
    ),
    Way(
        "session.no-length",
        at.AIMED,
        "log-session martin --on 2026-02-03 --type phone --anyway",
        "1",
        "show martin",
        remedy=Remedy.LENGTH,
    ),
    Way(
        "session.no-length-uncounted",
        at.ACTIVE,
        "log-session martin --on 2026-02-03 --type phone",
        "1",
        "show martin",
        remedy=Remedy.LENGTH,
    ),
    Way(
        "session.no-debrief",
        at.ACTIVE,
        "log-session martin --on 2026-02-03 --type shadowing --proposed-by-beneficiary",
        "30min",
    ),
    Way(
        "session.of-other-type",
        at.ACTIVE,
        "log-session martin --on 2026-02-03 --debrief 30min --proposed-by-beneficiary",
        then="show martin",
        remedy=Remedy.OF_ITS_TYPE,
    ),
    Way(
        "session.of-other-type",
        at.ACTIVE,
        "plan martin --on 2026-02-10 --purpose launch --hours 1",
        then="show martin",
        remedy=Remedy.OF_ITS_TYPE,
    ),
    Way("plan.nothing-left", at.MET, "plan martin --propose --yes", then="list"),
    Way(
        "session.of-other-type",
        at.ACTIVE,
        "log-session martin --session s1 --debrief 30min",
        then="show martin",
        remedy=Remedy.OF_ITS_TYPE,
    ),
    Way("attendance.other-period", at.ACTIVE, "attendance martin --from 2026-02-01", then="list"),
    Way(
        "plan.proposes-sessions",
        at.ACTIVE,
        "plan martin --propose --type phone --yes",
        then="show martin",
        remedy=Remedy.WITHOUT_OPTION,
    ),
    Way(
        "session.none-planned",
        at.ACTIVE,
        "cancel-session martin --by coach",
        then="plan martin --on 2026-02-10",
    ),
    Way(
        "session.not-planned",
        at.ACTIVE,
        "reschedule martin --session s1 --to 2026-02-10 --by coach",
        "held",
        "plan martin --on 2026-02-10",
    ),
    Way(
        "session.notified-too-late",
        at.PLANNED.then("@ 2026-02-10"),
        'cancel-session martin --session s1 --notified "2026-02-10 15:00"',
    ),
    Way("session.already-invoiced", at.INVOICED, "log-session martin --session s1 --hours 3"),
    Way("session.already-invoiced", at.INVOICED, "log-session martin --session s1 --remove"),
    Way("session.already-invoiced", at.JOINT, "log-session martin --session s1 --remove"),
    Way("billing.session-missing", at.SESSION_LOST, "doctor"),
    Way("billing.session-missing", at.SESSION_LOST, "invoice martin", then="doctor"),
    Way(
        "billing.session-missing",
        at.SESSION_LOST,
        "log-session martin --session s1 --hours 3",
        then="doctor",
    ),
    Way(
        "billing.session-missing",
        at.ACTIVE.then(
            """
log-session martin --session s1 --travel 20 --travel-label Train
invoice martin
~ engagements/martin.toml ^\\[\\[sessions\\]\\](\\n.+)*
"""
        ),
        "doctor",
    ),
    Way(
        "billing.session-changed",
        at.ACTIVE.then(
            """
log-session martin --session s1 --travel 20 --travel-label Train
invoice martin
! engagements/martin.toml "held" => "cancelled"
! engagements/martin.toml "Train" => "Taxi"
"""
        ),
        "doctor",
    ),
    Way("billing.session-missing", at.SESSION_LOST_TYPED_AGAIN, "doctor"),
    Way(
        "billing.session-changed",
        at.INVOICED.then('! engagements/martin.toml "held" => "cancelled"'),
        "doctor",
    ),
    Way(
        "session.travel-invoiced",
        at.ACTIVE.then(
            "log-session martin --session s1 --travel 20 --travel-label Train\ninvoice martin"
        ),
        "log-session martin --session s1 --travel 0",
    ),
    Way(
        "session.travel-invoiced",
        at.PACKAGE.then(
            """
log-session martin --on 2026-01-13 --travel 20 --travel-label Train
invoice martin
"""
        ),
        "log-session martin --session s1 --travel 0",
    ),
    Way(
        "billing.travel-changed",
        at.ACTIVE.then(
            """
log-session martin --session s1 --travel 20 --travel-label "Train de nuit"
invoice martin
! engagements/martin.toml Train de nuit => Taxi
"""
        ),
        "doctor",
    ),
    Way(
        "session.already-invoiced",
        at.PACKAGE_ENDED,
        "log-session martin --session s1 --remove",
        remedy=Remedy.REBILL,
    ),
    Way(
        "session.shadowing-not-proposed",
        at.ACTIVE,
        "plan martin --on 2026-02-10 --type shadowing",
        then="show martin",
        remedy=Remedy.PROPOSED,
    ),
    Way(
        "gate.shadowing-not-proposed",
        at.ACTIVE,
        "log-session martin --on 2026-02-03 --type shadowing",
        then="show martin",
        remedy=Remedy.PROPOSED,
    ),
    Way(
        "gate.session-before-signature",
        at.READY,
        "log-session martin --on 2026-02-03",
        remedy=Remedy.SIGN,
    ),
    Way(
        "gate.session-before-signature",
        at.ACTIVE.then(at.NO_SIGNATURE),
        "doctor",
        remedy=Remedy.SIGN_AS_RECORDED,
    ),
    Way(
        "gate.session-before-signature",
        at.CONTRACTED,
        "log-session martin --on 2026-01-09",
        then="list",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "gate.session-after-end",
        at.ACTIVE.then("@ 2026-03-20"),
        "log-session martin --on 2026-03-20",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "gate.session-beyond-number",
        at.MET,
        "log-session martin --on 2026-02-03",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "gate.session-after-close",
        at.ENDED.then("@ 2026-02-10"),
        "log-session martin --on 2026-02-10",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "gate.session-in-withdrawal",
        at.PRIVATE_SIGNED,
        "log-session hugo --on 2026-02-03",
        remedy=Remedy.EXPRESS_REQUEST,
    ),
    Way(
        "gate.session-before-signature",
        at.DECLINED_READY,
        "log-session martin --on 2026-02-03",
        then="sign martin --on 2026-02-03",
        remedy=Remedy.TAKE_BACK_DECLINE,
    ),
    Way(
        "plan.in-withdrawal",
        at.PRIVATE_SIGNED,
        "plan hugo --on 2026-02-05",
        then="show hugo",
        remedy=Remedy.EXPRESS_REQUEST,
    ),
    Way(
        "plan.in-withdrawal",
        at.PRIVATE_SIGNED.then("plan hugo --on 2026-02-05"),
        "show hugo",
        remedy=Remedy.EXPRESS_REQUEST,
    ),
    Way(
        "step.express-request",
        at.PRIVATE_READY.then("@ 2026-03-25\nsign hugo --on 2026-03-25"),
        "show hugo",
        "2026-03-25",
    ),
    Way(
        "gate.session-before-request",
        at.PRIVATE_SIGNED.then("@ 2026-02-04\nsign hugo --express-request --on 2026-02-04"),
        "log-session hugo --on 2026-02-03",
        remedy=Remedy.ANYWAY,
    ),
    Way("plan.in-the-past", at.ACTIVE, "plan martin --on 2026-02-01", then="show martin"),
    Way(
        "outcome.already-over",
        at.ENDED,
        "decline martin --on 2026-02-10 --by coach",
        then="close martin --on 2026-02-03",
    ),
    Way("outcome.still-planned", at.STILL_PLANNED, "show martin", "held"),
    Way("session.unrecorded", at.UNRECORDED, "check-cadence martin", "held"),
    Way("outcome.still-planned", at.STILL_PLANNED, "close martin --on 2026-02-03", "cancelled"),
    Way("step.session", at.PLANNED, "show martin", "cancelled"),
    Way("step.nothing-to-prepare", at.ARCHIVED, "prepare martin", then="show martin"),
    Way("step.promise", at.PLANNED.then("@ 2026-02-10"), "prepare martin"),
    Way(
        "step.session-in-pause",
        at.PLANNED.then("pause martin --from 2026-02-08 --to 2026-02-12 --reason leave"),
        "show martin",
        "2026-02-13",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "step.session-in-pause",
        at.PLANNED.then("pause martin --from 2026-02-08 --to 2026-03-11 --reason illness"),
        "show martin",
        remedy=Remedy.WAIVE_CANCELLATION,
    ),
    Way("step.plan", at.ACTIVE, "show martin", "2026-02-10"),
    Way("step.plan-after-pause", at.PAUSED.then("@ 2026-02-05"), "show martin", "2026-02-10"),
    Way(
        "pause.already-there",
        at.PAUSED,
        "pause martin --from 2026-02-05 --to 2026-02-07 --reason leave",
    ),
    Way(
        "pause.none",
        at.ACTIVE,
        "pause martin --take-back",
        then="pause martin --from 2026-02-04 --to 2026-02-08 --reason leave",
    ),
    Way(
        "pause.without-contract",
        at.READY,
        "pause martin --from 2026-02-04 --to 2026-02-08 --reason leave",
    ),
    Way(
        "pause.without-contract",
        at.READY,
        "amend martin --pause-from 2026-02-04 --pause-to 2026-02-08",
        then="pause martin --from 2026-02-04 --to 2026-02-08 --reason other",
    ),
    Way(
        "pause.session-planned",
        at.PLANNED,
        "pause martin --from 2026-02-05 --to 2026-03-11 --reason leave",
        then="show martin",
        remedy=Remedy.WAIVE_CANCELLATION,
    ),
    Way(
        "plan.in-pause",
        at.PLANNED.then("pause martin --from 2026-02-05 --to 2026-03-11 --reason leave"),
        "doctor",
        remedy=Remedy.WAIVE_CANCELLATION,
    ),
    Way(
        "pause.session-planned",
        at.PLANNED,
        "pause martin --from 2026-02-05 --to 2026-02-12 --reason leave",
        "2026-02-14",
        "show martin",
    ),
    Way(
        "pause.amend-end",
        at.ACTIVE,
        "pause martin --from 2026-02-04 --to 2026-02-08 --reason leave",
        then="show martin",
    ),
    Way(
        "pause.amend-end",
        at.HALF_AMENDED,
        "pause martin --from 2026-02-04 --to 2026-02-08 --reason leave",
        then="amend martin --end 2026-03-16",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "pause.amend-end",
        at.HALF_AMENDED.then("pause martin --from 2026-02-04 --to 2026-02-08 --reason leave"),
        "sign martin --amendment 1 --on 2026-02-03",
        then="sign martin --amendment 2 --on 2026-02-03",
    ),
    Way(
        "pause.amend-end",
        at.STANDARD.then("amend martin --end 2026-08-31 --anyway X."),
        "pause martin --from 2026-08-04 --to 2026-08-08 --reason leave",
        then="show martin",
        remedy=Remedy.LATER_END_ANYWAY,
    ),
    Way(
        "gate.pause-outside-contract",
        at.ACTIVE.then(
            "amend martin --end 2026-04-30\n"
            "pause martin --from 2026-04-04 --to 2026-04-08 --reason leave\n"
            "amend martin --take-back"
        ),
        "show martin",
    ),
    Way(
        "gate.pause-outside-contract",
        at.ACTIVE.then(
            "amend martin --end 2026-04-30\n"
            "pause martin --from 2026-04-04 --to 2026-04-08 --reason leave"
        ),
        "amend martin --end 2026-03-20",
        "2026-04-20",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.ENDING_LATER,
    ),
    Way(
        "pause.amend-end-all",
        at.PAUSED,
        "pause martin --from 2026-02-10 --to 2026-02-12 --reason leave",
        then="show martin",
    ),
    Way(
        "plan.late-move-beyond-number",
        at.LAST_PLANNED,
        'reschedule martin --session s2 --to 2026-02-20 --notified "2026-02-03 12:00"',
        then="sign martin --amendment 1 --on 2026-02-03",
    ),
    Way(
        "plan.late-move-waived",
        at.LAST_PLANNED,
        'reschedule martin --session s2 --to 2026-02-20 --notified "2026-02-03 12:00"',
        then="plan martin --on 2026-02-20",
    ),
    Way(
        "attendance.no-session",
        at.MISSED,
        "attendance martin",
        then="end martin --on 2026-02-03 --by coach",
        remedy=Remedy.SHOW,
    ),
    Way(
        "attendance.no-session",
        at.READY,
        "attendance martin",
        then="contract martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.in-the-past",
        at.READY,
        "plan martin --on 2026-02-01",
        then="contract martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "pause.session-held",
        at.ACTIVE,
        "pause martin --from 2026-01-12 --to 2026-01-14 --reason leave",
        then="doctor",
    ),
    Way(
        "session.before-start",
        at.READY.then("set-terms martin --start 2026-02-09\nplan martin --on 2026-02-05"),
        "doctor",
        "2026-02-10",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "session.before-start",
        at.CONTRACTED.then("log-session martin --on 2026-01-11"),
        "doctor",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.EARLIER_START,
    ),
    Way(
        "session.before-start",
        at.LATE_START,
        "doctor",
        "X.",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.EARLIER_START_ANYWAY,
    ),
    Way(
        "plan.beyond-number",
        at.MET.then("plan martin --on 2026-02-10 --anyway"),
        "doctor",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "plan.beyond-package",
        at.PACKAGE_MET.then("plan martin --on 2026-02-10 --anyway"),
        "doctor",
        "1350",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS_PRICED,
    ),
    Way(
        "plan.beyond-number",
        at.FULL.then("plan martin --on 2026-02-10 --anyway"),
        "doctor",
        "X.",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS_ANYWAY,
    ),
    Way(
        "plan.late-move-beyond-number",
        at.FULL.then(
            "log-session martin --session s20 --remove\nplan martin --on 2026-02-04 --at 9:00"
        ),
        'reschedule martin --session s21 --to 2026-02-20 --notified "2026-02-03 12:00"',
        "X.",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS_ANYWAY,
    ),
    Way(
        "plan.in-pause",
        at.PLANNED.then("pause martin --from 2026-02-09 --to 2026-02-12 --reason leave"),
        "doctor",
        "2026-02-14",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "session.in-pause",
        at.ACTIVE.then("pause martin --from 2026-01-12 --to 2026-01-14 --reason leave"),
        "doctor",
        remedy=Remedy.NO_PAUSE_ON_DAY,
    ),
    Way(
        "session.preliminary-after-signature",
        at.CONTRACTED.then("log-session martin --on 2026-01-13 --type preliminary --hours 1"),
        "doctor",
        "in-person",
        remedy=Remedy.OTHER_TYPE,
    ),
    Way(
        "plan.after-close",
        at.LAST_PLANNED.then(
            "end martin --on 2026-02-03 --by coach\n"
            '! engagements/martin.toml "cancelled-by-coach" => "planned"'
        ),
        "doctor",
        remedy=Remedy.REMOVE_SESSION,
    ),
    Way(
        "session.charged-in-time",
        at.PLANNED.then(
            'cancel-session martin --session s1 --notified "2026-02-03 10:00"\n'
            "log-session martin --session s1 --status cancelled-late"
        ),
        "doctor",
        remedy=Remedy.WAIVE_CANCELLATION,
    ),
    Way(
        "session.already-billed",
        at.MOVED,
        "log-session martin --on 2026-01-13",
        then="show martin",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "session.already-logged",
        at.ACTIVE,
        "log-session martin --on 2026-01-13",
        then="show martin",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "session.already-logged",
        at.PLANNED.then(
            "cancel-session martin --session s1 --by coach\nplan martin --on 2026-02-10"
        ),
        "log-session martin --session s1 --status planned",
        then="show martin",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "session.already-logged",
        at.PLANNED,
        "plan martin --on 2026-02-10",
        then="show martin",
        remedy=Remedy.ANYWAY,
    ),
    Way(
        "plan.in-the-past",
        at.ACTIVE,
        "plan martin --on 2026-01-13",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.in-the-past",
        at.ACTIVE,
        "plan martin --on 2026-01-09",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.in-the-past",
        at.PLANNED,
        "log-session martin --session s1 --status planned --on 2026-02-01",
        "2026-02-11",
        "show martin",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "pause.not-there",
        at.PAUSED.then("pause martin --from 2026-02-20 --to 2026-02-22 --reason leave"),
        "pause martin --take-back --from 2026-02-15",
    ),
    Way(
        "session.before-demand",
        at.CONTRACTED,
        "log-session martin --on 2025-01-13",
        "2026-01-13",
        "show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "session.before-demand",
        at.ACTIVE,
        "log-session martin --session s1 --on 2025-01-13",
        "2026-01-14",
        "show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "gate.session-before-demand",
        at.CONTRACTED.then("log-session martin --on 2025-01-13 --anyway"),
        "doctor",
        "2026-01-13",
        remedy=Remedy.CORRECT_DAY,
    ),
    Way(
        "plan.after-end",
        at.ACTIVE.then("plan martin --on 2026-03-13 --anyway"),
        "show martin",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.after-end",
        at.ACTIVE,
        "plan martin --on 2026-03-13",
        then="sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-03-13",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.ends-too-soon",
        at.ACTIVE.then("@ 2026-03-11"),
        "plan martin --propose",
        then="sign martin --amendment 1 --on 2026-03-11\nplan martin --propose",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.ends-too-soon",
        at.READY.then("@ 2026-03-11"),
        "plan martin --propose",
        remedy=Remedy.SET_END,
    ),
    Way(
        "plan.ends-too-soon",
        at.ACTIVE.then("amend martin --end 2026-03-20\n@ 2026-03-11"),
        "plan martin --propose",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "plan.after-end",
        at.ACTIVE.then("amend martin --end 2026-03-20"),
        "plan martin --on 2026-03-13",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "plan.beyond-number",
        at.MET.then("amend martin --end 2026-03-20"),
        "plan martin --on 2026-03-13",
        then="sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-03-13",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "plan.after-end",
        at.ACTIVE.then("plan martin --on 2026-03-13 --anyway"),
        "doctor",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.after-end",
        at.STANDARD,
        "plan martin --on 2027-02-10",
        then="plan martin --on 2026-02-10",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.after-end",
        at.ACTIVE,
        "plan martin --on 2026-12-10",
        then="plan martin --on 2026-02-10",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.beyond-billed-package",
        at.PACKAGE_BILLED,
        "plan martin --on 2026-02-10",
        then="sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-02-10",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "plan.after-set-end",
        at.READY,
        "plan martin --on 2026-03-13",
        remedy=Remedy.SET_END,
    ),
    Way(
        "plan.after-set-end",
        at.AIMED_STANDARD.then(
            "set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6"
        ),
        "plan martin --on 2027-03-13",
        then="plan martin --on 2026-03-11",
        remedy=Remedy.SHOW,
    ),
    Way(
        "plan.beyond-set-number",
        at.READY.then("plan martin --on 2026-02-10 --every 1w --times 3 --anyway"),
        "show martin",
        "",
        remedy=Remedy.SET_SESSIONS,
    ),
    Way(
        "plan.after-set-end",
        at.HALF_CONTRACTED,
        "plan martin --on 2026-03-13",
        then=f"{at.TERMS.replace('--months 2', '--end 2026-03-13')}\nplan martin --on 2026-03-13",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "plan.after-end",
        at.HALF_AMENDED,
        "plan martin --on 2026-03-13",
        then="amend martin --end 2026-03-13\nsign martin --amendment 2 --on 2026-02-03\nplan martin --on 2026-03-13",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "plan.beyond-number",
        at.HALF_AMENDED.then(
            "plan martin --on 2026-02-10 --anyway\nplan martin --on 2026-02-17 --anyway"
        ),
        "doctor",
        then="amend martin --sessions 3\nsign martin --amendment 2 --on 2026-02-03\nshow martin",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "session.before-start",
        at.LATE_START.then(
            "amend martin --rate 300 --on 2026-02-02\nsign martin --amendment 1 --on 2026-02-03 --party coach"
        ),
        "doctor",
        then="amend martin --start 2026-01-12 --anyway X.\nsign martin --amendment 2 --on 2026-02-03\ndoctor",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "plan.package-after-end",
        at.PACKAGE,
        "plan martin --on 2026-03-13",
        then="sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-03-13",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.beyond-package",
        at.PACKAGE_FULL,
        "log-session martin --on 2026-02-20 --status planned",
        "6300 X.",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS_PRICED_ANYWAY,
    ),
    Way(
        "plan.beyond-number",
        at.MET,
        "log-session martin --on 2026-02-10 --status planned",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "plan.after-end",
        at.STANDARD,
        "plan martin --on 2026-07-13",
        "X.",
        "sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-07-13",
        remedy=Remedy.LATER_END_ANYWAY,
    ),
    Way(
        "plan.after-end",
        at.STANDARD.then("plan martin --on 2027-02-10 --anyway"),
        "doctor",
        "2026-02-10",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "plan.after-end",
        at.CONTRACTED,
        "log-session martin --on 2026-04-20",
        then="sign martin --amendment 1 --on 2026-02-03\nlog-session martin --on 2026-04-20 --status planned",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.beyond-number",
        at.MET,
        "log-session martin --on 2026-02-10",
        then="sign martin --amendment 1 --on 2026-02-03\nlog-session martin --on 2026-02-10 --status planned",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "plan.after-end",
        at.CONTRACTED,
        "plan martin --on 2026-04-20 --anyway",
        then="sign martin --amendment 1 --on 2026-02-03\nplan martin --on 2026-04-20 --anyway",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "plan.beyond-number",
        at.MET,
        "log-session martin --on 2026-02-10 --status planned --anyway",
        then="sign martin --amendment 1 --on 2026-02-03\ndoctor",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "session.no-length",
        at.VALIDATED,
        "log-session martin --on 2026-02-10",
        "2",
        then="show martin",
        remedy=Remedy.LENGTH,
    ),
    Way(
        "session.held-in-the-future",
        at.ACTIVE,
        "log-session martin --on 2026-02-10",
        then="show martin",
        remedy=Remedy.PLANNED_INSTEAD,
    ),
    Way(
        "session.held-in-the-future",
        at.PLANNED,
        "log-session martin --session s1",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "gate.in-the-future",
        at.PLANNED,
        'cancel-session martin --session s1 --notified "2026-02-05 10:00"',
        '"2026-02-02 10:00"',
        then="show martin",
        remedy=Remedy.OTHER_NOTICE,
    ),
    Way(
        "pause.ends-before-start",
        at.ACTIVE,
        "pause martin --from 2026-02-10 --to 2026-02-05 --reason leave",
        "2026-02-12",
        then="show martin",
        remedy=Remedy.LAST_DAY,
    ),
    Way(
        "pause.ends-before-start",
        at.ACTIVE,
        "amend martin --rate 300 --pause-from 2026-02-10 --pause-to 2026-02-05",
        "2026-02-12",
        then="show martin",
        remedy=Remedy.LAST_AMENDED_PAUSE_DAY,
    ),
    Way(
        "attendance.ends-before-start",
        at.ACTIVE,
        "attendance martin --from 2026-01-10 --to 2026-01-02",
        "2026-01-20",
        then="show martin",
        remedy=Remedy.LAST_DAY,
    ),
    Way(
        "cadence.floor-broken",
        MONTH_MISSED,
        "check-cadence martin",
        remedy=Remedy.EXPLAIN_MONTH,
    ),
    Way(
        "cadence.floor-broken-pauses",
        MONTH_MISSED.then("pause martin --from 2026-02-12 --to 2026-02-14 --reason leave"),
        "check-cadence martin",
        remedy=Remedy.EXPLAIN_MONTH,
    ),
    Way(
        "cadence.nothing-to-explain",
        at.ACTIVE,
        'check-cadence martin --acknowledge "…"',
        then="check-cadence martin",
        remedy=Remedy.CHECK_RHYTHM,
    ),
    Way(
        "cadence.nothing-explained",
        at.ACTIVE,
        "check-cadence martin --take-back",
        then="check-cadence martin",
        remedy=Remedy.CHECK_RHYTHM,
    ),
    Way(
        "cadence.drift",
        at.ACTIVE.then("@ 2026-02-05"),
        "today",
        "2026-02-06",
        remedy=Remedy.PLAN,
    ),
    Way(
        "cadence.pace-lost",
        at.AIMED_STANDARD.then(
            "set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 4\nsign martin --on 2026-01-10\n@ 2026-05-08"
        ),
        "today",
        "2026-06-30",
        remedy=Remedy.LATER_LAST_DAY,
    ),
    Way(
        "cadence.no-evaluation-date",
        at.PLANNED.then(
            "@ 2026-02-09\nplan martin --on 2026-02-20\nplan martin --on 2026-03-10 --anyway"
        ),
        "today",
        "2026-03-11",
        remedy=Remedy.PLAN_EVALUATION,
    ),
)
