"""The ways out of what stops an amendment."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

LEVELS = "--scale a --scale b --scale c --scale d --scale e"
WAYS = (
    Way(
        "amend.planned-after-end",
        at.PLANNED,
        'amend martin --end 2026-02-09 --anyway "X."',
        "2026-02-08",
        "contract martin --amendment 1",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "amend.planned-beyond-number",
        at.LAST_PLANNED,
        'amend martin --sessions 1 --anyway "X."',
        then="contract martin --amendment 1",
        remedy=Remedy.REMOVE_SESSION,
    ),
    Way(
        "amend.planned-after-end",
        at.ACTIVE.then('amend martin --end 2026-02-09 --anyway "X."'),
        "plan martin --on 2026-02-10",
        "2026-02-08",
        "show martin",
        remedy=Remedy.MOVE_SESSION,
    ),
    Way(
        "amend.already-signed",
        at.AMENDMENT_SIGNED,
        "sign martin --amendment 1 --on 2026-02-03",
    ),
    Way(
        "amend.signed-early",
        at.AMENDED,
        "sign martin --amendment 1 --on 2026-02-01",
        remedy=Remedy.DATE_AMENDMENT,
    ),
    Way(
        "amend.applies-before-demand",
        at.ACTIVE,
        "amend martin --applies-from 2026-01-01",
        "2026-01-05",
        "show martin",
        remedy=Remedy.APPLIED_FROM,
    ),
    Way(
        "amend.applies-before-demand",
        at.ACTIVE.then(
            "amend martin --applies-from 2026-01-05\n"
            "! engagements/martin.toml applies_from = 2026-01-05 => applies_from = 2026-01-01"
        ),
        "doctor",
    ),
    Way("amend.package-price-stays", at.PACKAGE, "amend martin --sessions 3", "1200"),
    Way("amend.package-price-billed", at.PACKAGE_BILLED, "amend martin --sessions 3", "X."),
    Way(
        "gate.client-without-siren",
        at.ACTIVE.then(
            """
new-client nova --kind company-fr --name "Nova SA"
set-client nova --address "1 rue" --postcode 75000 --city Paris
"""
        ),
        "amend martin --client nova --succession",
        "833444557",
        then="sign martin --amendment 1 --on 2026-02-03",
    ),
    Way(
        "amend.package-already-billed",
        at.PACKAGE_BILLED,
        "amend martin --package 1000",
        remedy=Remedy.REBILL,
    ),
    Way(
        "amend.package-already-billed",
        at.PACKAGE_ENDED_AMENDED,
        "sign martin --amendment 1 --on 2026-02-02",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
        then="show martin",
    ),
    Way(
        "amend.client-private",
        at.ACTIVE.then('new-client lea --kind private --name "Léa Roux"'),
        "amend martin --client lea --succession",
        "2026-02-03",
        "end martin --take-back",
        remedy=Remedy.END,
    ),
    Way(
        "amend.succession-to-come",
        at.ACTIVE.then('new-client beta --kind company-fr --name "Beta"'),
        "amend martin --client beta --succession --effective 2026-03-01",
        "2026-02-02",
        "show martin",
        remedy=Remedy.EFFECTIVE_LATER,
    ),
    Way(
        "amend.applies-late",
        at.ACTIVE,
        "amend martin --applies-from 2026-01-15",
        "2026-01-05",
        "show martin",
        remedy=Remedy.APPLIED_FROM,
    ),
    Way(
        "amend.applies-late",
        at.ACTIVE,
        "amend martin --rate 300 --applies-from 2026-01-15",
        "2026-01-05",
        "show martin",
        remedy=Remedy.APPLIED_FROM,
    ),
    Way(
        "amend.effective-before-contract",
        at.ACTIVE,
        "amend martin --rate 300 --effective 2026-01-01",
        "2026-02-03",
        "show martin",
        remedy=Remedy.EFFECTIVE_LATER,
    ),
    Way(
        "amend.ends-before-start",
        at.ACTIVE,
        "amend martin --end 2025-01-01",
        "2026-03-01",
        "show martin",
        remedy=Remedy.ENDING_LATER,
    ),
    Way(
        "amend.effective-after-end",
        at.ACTIVE,
        "amend martin --sessions 3 --effective 2027-01-01",
        "2026-02-03",
        "show martin",
        remedy=Remedy.EFFECTIVE_LATER,
    ),
    Way(
        "amend.client-already",
        at.ACTIVE,
        "amend martin --client acme --succession",
        "Luc",
        "show martin",
    ),
    Way("amend.partly-signed", at.HALF_AMENDED, "amend martin --rate 310"),
    Way(
        "amend.number-used",
        at.AMENDMENT_WRITTEN.then(r"~ engagements/martin.toml \[\[amendments\]\][^\[]*"),
        "amend martin --sessions 3",
    ),
    Way(
        "amend.pause-stays",
        at.ACTIVE.then("amend martin --sessions 3 --pause-from 2026-02-10 --pause-to 2026-02-12"),
        "amend martin --take-back",
        then="doctor",
    ),
    Way(
        "step.take-back-amendment",
        at.ACTIVE.then(
            "amend martin --sessions 3\nend martin --by coach --on 2026-02-03\n@ 2026-02-04"
        ),
        "show martin",
    ),
    Way(
        "step.take-back-amendment",
        at.AMENDED.then("end martin --by coach --on 2026-02-03"),
        "show martin",
    ),
    Way(
        "amend.over",
        at.AMENDED.then("end martin --by coach --on 2026-02-03"),
        "contract martin --amendment 1",
        then="show martin",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way(
        "bounds.span-long",
        at.STANDARD.then(
            """
pause martin --from 2026-02-04 --to 2026-03-31 --reason illness
amend martin --end 2026-09-04 --on 2026-02-03
end martin --by sponsor --on 2026-02-03
pause martin --take-back
"""
        ),
        "doctor",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way("taken-back.no-amendment", at.ACTIVE, "amend martin --take-back", then="show martin"),
    Way(
        "taken-back.amendment-signed",
        at.AMENDMENT_SIGNED,
        "amend martin --take-back",
    ),
    Way(
        "taken-back.billed",
        at.JOINT_AMENDED,
        "amend martin --take-back",
        "X.",
        "sign martin --amendment 1 --take-back\namend martin --take-back",
        remedy=Remedy.REBILL,
    ),
    Way(
        "taken-back.billed",
        at.JOINT_AMENDED,
        "sign martin --amendment 1 --on 2026-02-03",
        "X.",
        "sign martin --amendment 1 --take-back\nsign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.REBILL,
    ),
    Way("amend.not-signed", at.AMENDMENT_WRITTEN, "show martin"),
    Way("amend.not-signed", at.HALF_AMENDED_CLOSED, "archive martin"),
    Way("step.refused-amendment", at.HALF_AMENDED_CLOSED, "archive martin", then="archive martin"),
    Way(
        "step.take-back-amendment",
        at.HALF_AMENDED.then(
            """
end martin --by coach --on 2026-02-03
invoice martin
pay 1 --on 2026-02-03 --by transfer
close martin --on 2026-02-03
"""
        ),
        "archive martin",
        then="archive martin",
    ),
    Way("amend.nothing", at.ACTIVE, "amend martin --reason X", "3"),
    Way(
        "amend.nothing",
        at.ACTIVE.then("amend martin --sessions 3"),
        "amend martin --sessions 2",
        then="show martin",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way("amend.over", at.ENDED, "amend martin --rate 300", remedy=Remedy.TAKE_BACK_END),
    *(
        Way("amend.over", state, typed, then="show martin", remedy=remedy)
        for state in (at.ENDED, at.END_CLOSED, at.CLOSED)
        for typed, remedy in (
            ("amend martin --contact 'Anne Roy' --contact-role DRH", Remedy.SET_CONTACT),
            ("amend martin --purchase-order BC-7", Remedy.SET_ORDER),
        )
    ),
    Way(
        "amend.over",
        at.ENDED,
        "amend martin --contact X --rate 300",
        remedy=Remedy.TAKE_BACK_END,
    ),
    Way(
        "amend.over",
        at.ENDED,
        "amend martin --contact X --drop-objective o1",
        remedy=Remedy.TAKE_BACK_END,
    ),
    Way(
        "amend.over",
        at.ACTIVE.then(
            "amend martin --purchase-order BC-6 --on 2026-02-02\n"
            "sign martin --amendment 1 --on 2026-02-03\nend martin --by coach --on 2026-02-03"
        ),
        "amend martin --purchase-order BC-7",
        remedy=Remedy.TAKE_BACK_END,
    ),
    Way("amend.over", at.CLOSED, "amend martin --sessions 3", remedy=Remedy.TAKE_BACK_CLOSE),
    Way(
        "amend.over",
        at.ACTIVE.then(
            "amend martin --sessions 3\nend martin --by coach --on 2026-02-03\n@ 2026-02-04"
        ),
        "sign martin --amendment 1 --on 2026-02-04",
        then="show martin",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way(
        "amend.price-already-billed",
        at.INVOICED,
        "amend martin --rate 300 --effective 2026-01-12",
        "2026-02-03",
        "show martin",
        remedy=Remedy.EFFECTIVE_LATER,
    ),
    Way(
        "amend.price-already-billed",
        at.AMENDED.then("amend martin --effective 2026-01-12\ninvoice martin"),
        "sign martin --amendment 1 --on 2026-02-03",
        "2026-02-03",
    ),
    Way(
        "amend.unknown",
        at.AMENDED,
        "sign martin --amendment 7 --on 2026-02-03",
        then="sign martin --amendment 1 --on 2026-02-03",
    ),
    Way(
        "amend.no-package",
        at.ACTIVE,
        "amend martin --package 900",
        "300",
        "show martin",
        remedy=Remedy.RATE_INSTEAD,
    ),
    *(
        Way("amend.no-package", state, typed, answers, "show martin", remedy=Remedy.RATE_INSTEAD)
        for state, typed, answers in (
            (at.INVOICED, "amend martin --package=900 --effective 2026-01-12", "300 2026-02-03"),
            (
                at.CONTRACTED.then("log-session martin --on 2026-02-03\ninvoice martin"),
                "amend martin --package 900 --sessions 3",
                "300 2026-02-04",
            ),
            (at.AMENDED, "amend martin --rate 290 --package 900", "300"),
        )
    ),
    Way(
        "amend.unknown-objective",
        at.ACTIVE,
        "amend martin --drop-objective o9",
        then="amend martin --rate 300",
        remedy=Remedy.SHOW,
    ),
    Way(
        "gate.no-objective",
        at.ACTIVE,
        "amend martin --drop-objective o1",
        "X. Y. Z.",
        "show martin",
        remedy=Remedy.ADD_BY_AMENDMENT,
    ),
    Way(
        "gate.no-shared-objective",
        at.ACTIVE.then(at.OBJECTIVE.replace("--shared", "--personal")),
        "amend martin --drop-objective o1",
        "X. Y. Z.",
        "show martin",
        remedy=Remedy.ADD_BY_AMENDMENT,
    ),
    Way(
        "amend.objectives-evaluated",
        at.EVALUATED,
        "amend martin --drop-objective o1",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "amend.objectives-evaluated",
        at.OBJECTIVE_DRAFT.then(at.EVALUATING),
        "sign martin --amendment 1 --on 2026-02-03",
        then="show martin",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way(
        "amend.objectives-evaluated",
        at.OBJECTIVE_DRAFT.then(
            "sign martin --amendment 1 --on 2026-02-03 --party coach\n" + at.EVALUATING
        ),
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.TAKE_BACK_EVALUATION,
    ),
    Way(
        "amend.sessions-beyond-limit",
        at.STANDARD,
        'amend martin --sessions 30 --anyway "X."',
        "X.",
        "show martin",
        remedy=Remedy.NEW_ENGAGEMENT,
    ),
    Way(
        "amend.span-beyond-limit",
        at.STANDARD,
        'amend martin --end 2027-06-01 --anyway "X."',
        "X.",
        "show martin",
        remedy=Remedy.NEW_ENGAGEMENT,
    ),
    Way(
        "bounds.sessions",
        at.STANDARD,
        "amend martin --sessions 22",
        "X.",
        "show martin",
        remedy=Remedy.ANYWAY_WITH_REASON,
    ),
    Way(
        "bounds.span-long",
        at.STANDARD,
        "amend martin --end 2026-09-01",
        "X.",
        "show martin",
        remedy=Remedy.ANYWAY_WITH_REASON,
    ),
    Way(
        "bounds.sessions-per-month",
        at.STANDARD,
        "amend martin --sessions 3",
        "X. 6",
        "show martin",
        remedy=Remedy.OTHER_SESSIONS,
    ),
    Way(
        "bounds.sessions-per-month",
        at.STANDARD,
        'amend martin --sessions 3 --anyway "X."',
        "6",
        "show martin",
        remedy=Remedy.OTHER_SESSIONS,
    ),
    Way(
        "bounds.sessions-per-month",
        at.ELEVEN_MET,
        "amend martin --sessions 1",
        "X.",
        "show martin",
        remedy=Remedy.OTHER_SESSIONS,
    ),
    Way(
        "bounds.session-length",
        at.STANDARD,
        'amend martin --hours 5 --end 2026-08-01 --anyway "X."',
        "3",
        "show martin",
        remedy=Remedy.LENGTH,
    ),
    *(
        Way(
            "terms.already-signed",
            at.STANDARD.then("log-session martin --on 2026-01-13"),
            f"set-terms martin {typed}",
            answers,
            "show martin",
            remedy=Remedy.AMEND,
        )
        for typed, answers in (
            ("--sessions 22", "X."),
            ("--sessions 5", "6 X."),
            ("--start 2026-02-01", "2026-01-13"),
            ("--hours 5 --rate 300", "3"),
            ("--end 2026-01-12", "2026-06-01 X."),
        )
    ),
    Way(
        "amend.client-private",
        at.EVALUATED,
        "amend martin --client petit --succession",
        then="show martin",
        remedy=Remedy.CLOSE,
    ),
    Way(
        "amend.new-employer",
        at.EVALUATED.then(
            'new-client nova --kind company-fr --name "Nova SA" --siren 552100554 '
            '--address "1 rue" --postcode 75000 --city Paris'
        ),
        "amend martin --client nova --new-employer",
        then="show martin",
        remedy=Remedy.CLOSE,
    ),
    Way(
        "terms.no-amendment",
        at.EVALUATED.then("invoice martin"),
        "set-terms martin --concluded off-premises",
        then="show martin",
        remedy=Remedy.CLOSE,
    ),
    Way(
        "amend.client-already",
        at.PRIVATE_SIGNED,
        "amend hugo --client petit --succession",
        then="show hugo",
        remedy=Remedy.SHOW,
    ),
    Way(
        "amend.client-already",
        at.ACTIVE,
        "amend martin --client acme --new-employer",
        "Luc",
        then="show martin",
    ),
    *(
        Way(
            "amend.client-already",
            state,
            "set-terms martin --client acme",
            then="show martin",
            remedy=Remedy.SHOW,
        )
        for state in (at.ACTIVE, at.HALF_CONTRACTED, at.ENDED, at.CLOSED)
    ),
    *(
        Way(
            "amend.client-already",
            state,
            f"amend martin --client acme{option}",
            "Luc",
            then="show martin",
            remedy=Remedy.SET_CONTACT,
        )
        for state in (at.HALF_CONTRACTED, at.ENDED, at.CLOSED)
        for option in ("", " --new-employer")
    ),
    Way(
        "amend.client-already",
        at.ENDED,
        "amend martin --client acme --succession --contact 'Anne Roy'",
        then="show martin",
        remedy=Remedy.SET_CONTACT,
    ),
    *(
        Way(
            "amend.new-employer-next",
            state,
            "set-terms martin --client petit --rate 200",
            answers="X.",
            then="list",
            remedy=Remedy.NEW_ENGAGEMENT,
        )
        for state in (at.ENDED, at.END_CLOSED)
    ),
    Way(
        "amend.sessions-beyond-limit",
        at.STANDARD,
        "set-terms martin --sessions 40",
        "X.",
        "show martin",
        remedy=Remedy.NEW_ENGAGEMENT,
    ),
    Way(
        "terms.already-signed",
        at.ACTIVE,
        "set-terms martin --sessions 2",
        "3 2 2026-03-11",
        "show martin",
        remedy=Remedy.AMEND_TERMS,
    ),
    Way("step.amendment", at.AMENDED, "show martin"),
    Way(
        "scale.after-signature",
        at.WITH_LEVELS,
        f"add-objective martin --objective o1 {LEVELS}",
        "levels.txt",
        "show martin",
    ),
    Way(
        "scale.after-signature",
        at.HALF_CONTRACTED,
        f"add-objective martin --objective o1 {LEVELS}",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "scale.after-signature",
        at.HALF_AMENDED,
        f"add-objective martin --objective o1 {LEVELS}",
        then="show martin",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "scale.after-signature",
        at.ENDED,
        f"add-objective martin --objective o1 {LEVELS}",
        then="show martin",
        remedy=Remedy.TAKE_BACK_END,
    ),
    Way(
        "scale.no-objective",
        at.VALIDATED,
        f"add-objective martin --objective o1 {LEVELS}",
    ),
    Way(
        "scale.unknown-objective",
        at.AIMED,
        f"add-objective martin --objective o9 {LEVELS}",
        then=f"add-objective martin --objective o1 {LEVELS}",
    ),
    Way(
        "scale.already-evaluated",
        at.EVALUATED,
        f"add-objective martin --objective o1 {LEVELS}",
        then="report martin --for beneficiary",
    ),
    Way(
        "amend.pause-alone",
        at.ACTIVE,
        "amend martin --pause-from 2026-02-04 --pause-to 2026-02-08 --pause-reason leave",
    ),
    Way(
        "amend.contact-of-client",
        at.ACTIVE,
        "amend martin --contact 'Anne Roy' --contact-role DRH",
    ),
    Way(
        "gate.pause-outside-contract",
        at.ACTIVE,
        "pause martin --from 2025-03-15 --to 2025-03-20 --reason leave",
        "2026-02-15 2026-02-20",
        "show martin",
        remedy=Remedy.OTHER_PAUSE,
    ),
    Way(
        "gate.pause-outside-contract",
        at.ACTIVE,
        "pause martin --from 2026-03-15 --to 2026-03-20 --reason leave",
        "2026-03-31",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.AMEND_WITH_PAUSE,
    ),
    Way(
        "gate.pause-outside-contract",
        at.HALF_AMENDED,
        "pause martin --from 2026-03-15 --to 2026-03-20 --reason leave",
        then="amend martin --end 2026-03-31 --pause-from 2026-03-15 --pause-to 2026-03-20",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "terms.already-signed",
        at.AMENDMENT_SIGNED.then(r"~ engagements/martin.toml ^(signatures[.]\w+|seal) = .*\n"),
        "set-terms martin --sessions 3 --hours 2 --start 2026-01-12 --months 2",
        then="amend martin --sessions 3",
        remedy=Remedy.SIGN_AS_RECORDED,
    ),
    Way(
        "terms.already-signed",
        at.HALF_AMENDED,
        "set-terms martin --sessions 3 --hours 2 --start 2026-01-12 --months 2",
        then="amend martin --sessions 3",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "outcome.already-over",
        at.DECLINED,
        "amend martin --rate 300",
        then="show martin",
        remedy=Remedy.TAKE_BACK_DECLINE,
    ),
    Way(
        "amend.personal-objective",
        at.ACTIVE.then(at.OBJECTIVE.replace("--shared", "--personal")),
        "amend martin --drop-objective o2",
        then="doctor",
        remedy=Remedy.REMOVE_OBJECTIVE,
    ),
    Way(
        "amend.personal-objective",
        at.ACTIVE.then(at.OBJECTIVE.replace("--shared", "--personal")),
        "amend martin --reword-objective o2 --statement Y",
        then="doctor",
        remedy=Remedy.REWORD_OBJECTIVE,
    ),
    Way(
        "amend.below-used",
        at.ELEVEN_MET,
        "amend martin --sessions 10 --rate 300",
        then="show martin",
        remedy=Remedy.SESSIONS_USED,
    ),
    Way(
        "amend.below-used",
        at.MET,
        "amend martin --sessions 1",
        then="evaluate martin --plan 2026-02-05",
        remedy=Remedy.SHOW,
    ),
    Way(
        "amend.below-used",
        at.MET,
        "set-terms martin --sessions 1",
        then="evaluate martin --plan 2026-02-05",
        remedy=Remedy.SHOW,
    ),
    Way(
        "terms.already-signed",
        at.CONTRACTED.then("log-session martin --on 2026-02-03\ninvoice martin"),
        "set-terms martin --rate 300",
        "2026-02-04",
        "show martin",
        remedy=Remedy.AMEND,
    ),
    Way(
        "amend.new-employer",
        at.PRIVATE_SIGNED.then('new-client beta --kind company-fr --name "Beta SA"'),
        "amend hugo --client beta --new-employer",
        remedy=Remedy.END,
    ),
    Way(
        "amend.new-employer",
        at.EVALUATED_EARLY,
        "amend martin --client petit",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "amend.client-private",
        at.EVALUATED_EARLY,
        "amend martin --client petit --succession",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    *(
        Way(
            "amend.new-employer-next",
            state,
            "amend martin --client petit",
            answers="X.",
            then="list",
            remedy=Remedy.NEW_ENGAGEMENT,
        )
        for state in (at.ENDED, at.END_CLOSED, at.ACTIVE.then("@ 2026-04-20"))
    ),
    Way(
        "amend.client-already",
        at.ACTIVE,
        "amend martin --client acme",
        "X.",
        then="show martin",
    ),
    Way(
        "amend.objectives-evaluated",
        at.EVALUATED,
        "amend martin --drop-objective o1",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "outcome.already-over",
        at.EVALUATED,
        "amend martin --pause-from 2026-02-10 --pause-to 2026-02-12 --pause-reason illness",
        then="show martin",
    ),
    Way(
        "usage.succession-or-new-employer",
        at.ACTIVE.then(
            'new-client beta --kind company-fr --name "Beta" --siren 552100554 --address "1 rue"'
            " --postcode 69000 --city Lyon"
        ),
        "amend martin --client beta",
        then="show martin",
        remedy=Remedy.SUCCESSION,
    ),
)
