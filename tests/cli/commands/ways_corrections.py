# ruff: noqa: E501 - command lines as they are typed
"""The ways out of what was noted wrong, and of days that a wrong clock put in the future."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

M2 = 'new-engagement m2 --client acme --beneficiary "Claire Martin" --situation new-role --profile follow-up --follow-up-of martin'
KLARA = 'new-engagement m2 --client acme --beneficiary "Klara Martin" --situation new-role'

WAYS = (
    Way(
        "gate.in-the-future",
        at.DEMANDED.then("@ 2026-01-01"),
        "doctor",
        "2026-01-01",
        remedy=Remedy.CORRECT_RECEIVED,
    ),
    Way(
        "gate.in-the-future",
        at.VALIDATED.then("@ 2026-01-04"),
        "doctor",
        remedy=Remedy.TAKE_BACK_VALIDATION,
    ),
    Way(
        "gate.in-the-future",
        at.CONTRACTED.then("@ 2026-01-09"),
        "doctor",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "gate.in-the-future",
        at.HALF_CONTRACTED.then("@ 2026-01-09"),
        "sign martin --on 2026-01-09 --party beneficiary",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "gate.in-the-future",
        at.AMENDED_ALONE.then("@ 2026-02-01"),
        "doctor",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way(
        "gate.in-the-future",
        at.AMENDMENT_SIGNED.then("@ 2026-02-02"),
        "doctor",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "gate.in-the-future",
        at.ACTIVE.then("@ 2026-01-12"),
        "doctor",
        "2026-01-12",
        remedy=Remedy.CORRECT_DAY,
    ),
    Way(
        "gate.in-the-future",
        at.ENDED.then("@ 2026-02-02"),
        "doctor",
        remedy=Remedy.TAKE_BACK_END,
    ),
    Way(
        "gate.in-the-future",
        at.DECLINED.then("@ 2026-02-02"),
        "doctor",
        remedy=Remedy.TAKE_BACK_DECLINE,
    ),
    Way(
        "gate.validated-before-received",
        at.VALIDATED.then(
            "! engagements/martin.toml received_on = 2026-01-02 => received_on = 2026-01-20"
        ),
        "doctor",
        "2026-01-03",
        remedy=Remedy.CORRECT_RECEIVED,
    ),
    Way(
        "gate.analysed-before-received",
        at.DEMANDED.then(
            'validate-demand martin --on 2026-01-25 --request "X." --analysed-on 2026-01-10\n'
            "! engagements/martin.toml received_on = 2026-01-02 => received_on = 2026-01-20"
        ),
        "doctor",
        "2026-01-03",
        remedy=Remedy.CORRECT_RECEIVED,
    ),
    Way(
        "gate.validated-before-received",
        at.VALIDATED,
        "new-engagement martin --received-on 2026-01-20",
        "2026-01-03",
        then="show martin",
        remedy=Remedy.RECEIVED_EARLIER,
    ),
    Way(
        "taken-back.signed",
        at.CONTRACTED,
        "new-engagement martin --received-on 2026-01-03",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "gate.demand-not-validated",
        at.READY.then("~ engagements/martin.toml ^request = .*\\n"),
        "contract martin",
        then='validate-demand martin --on 2026-01-05 --request "X."',
        remedy=Remedy.TAKE_BACK_VALIDATION,
    ),
    Way(
        "gate.renewal-without-justification",
        at.CLOSED.then(f'{KLARA}\nvalidate-demand m2 --beneficiary "Claire Martin"'),
        "doctor",
        "X.",
        remedy=Remedy.JUSTIFY,
    ),
    Way(
        "gate.follow-up-without-closed",
        at.DEMANDED.then('! engagements/martin.toml "short" => "follow-up"'),
        "doctor",
        remedy=Remedy.TO_STANDARD,
    ),
    Way(
        "gate.follow-up-profile",
        at.CLOSED.then(f'{M2}\n! engagements/m2.toml "follow-up" => "short"'),
        "doctor",
        remedy=Remedy.TO_FOLLOW_UP,
    ),
    Way(
        "gate.follow-up-unknown",
        at.CLOSED.then(f'{M2}\n! engagements/m2.toml "martin" => "nobody"'),
        "doctor",
        "martin",
        remedy=Remedy.OTHER_FOLLOWED,
    ),
    Way(
        "gate.follow-up-other-beneficiary",
        at.TWO_CLOSED.then(
            f'{M2}\n! engagements/m2.toml follow_up_of = "martin" => follow_up_of = "zoe"'
        ),
        "doctor",
        "martin",
        remedy=Remedy.OTHER_FOLLOWED,
    ),
    Way(
        "gate.already-beyond-number",
        at.CONTRACTED.then(
            '! engagements/martin.toml profile = "short" => profile = "short"\\nalready_held = 3'
        ),
        "doctor",
        "2",
        remedy=Remedy.OTHER_ALREADY,
    ),
    Way(
        "gate.package-begun-elsewhere",
        at.PACKAGE.then(
            '! engagements/martin.toml profile = "short" => profile = "short"\\nalready_held = 1'
        ),
        "doctor",
        remedy=Remedy.NONE_ALREADY,
    ),
    Way(
        "terms.already-signed",
        at.EVALUATED,
        "set-terms martin --payment-days 45",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.AMEND,
    ),
    Way(
        "demand.name-signed",
        at.EVALUATED,
        'validate-demand martin --beneficiary "Clara Martin"',
        "'Clara Martin'",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.RENAME_BY_AMENDMENT,
    ),
    Way(
        "demand.name-signed",
        at.ENDED,
        'validate-demand martin --beneficiary "Clara Martin"',
        then="amend martin --beneficiary 'Clara Martin'",
        remedy=Remedy.TAKE_BACK_END,
    ),
    Way(
        "profile.unknown",
        at.DEMANDED.then('! engagements/martin.toml "short" => "brief"'),
        "doctor",
        "short",
        remedy=Remedy.OTHER_PROFILE,
    ),
    Way(
        "profile.unknown",
        at.AIMED.then('! engagements/martin.toml "short" => "brief"'),
        "set-terms martin --sessions 2 --hours 2 --start 2026-01-12 --months 2",
        "short",
        remedy=Remedy.OTHER_PROFILE,
    ),
)
