# ruff: noqa: E501 - command lines as they are typed
"""The ways out of what stops an end, an evaluation or its report."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

WAYS = (
    Way(
        "outcome.not-contracted",
        at.READY,
        "end martin --on 2026-02-03 --by sponsor",
        then="close martin --on 2026-02-03",
        remedy=Remedy.DECLINE,
    ),
    Way(
        "outcome.already-contracted",
        at.ACTIVE,
        "decline martin --on 2026-02-03 --by sponsor",
        then="show martin",
        remedy=Remedy.END,
    ),
    Way(
        "outcome.at-its-term",
        at.MET.then("@ 2026-03-20"),
        "end martin --on 2026-03-20 --by coach",
        then="show martin",
        remedy=Remedy.EVALUATE,
    ),
    Way(
        "outcome.not-recorded",
        at.ACTIVE,
        "end martin --take-back",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way("outcome.closed-since", at.END_CLOSED, "end martin --take-back"),
    Way("outcome.closed-since", at.CLOSED, "evaluate martin --take-back"),
    Way(
        "outcome.already-over",
        at.CLOSED,
        "close martin --on 2026-02-03",
        then="pay 1 --on 2026-02-03 --by transfer",
    ),
    Way("outcome.already-over", at.PAID, "close martin --on 2026-02-03", then="archive martin"),
    Way(
        "gate.closed-before-outcome",
        at.VALIDATED,
        "close martin --on 2026-02-03",
        "2026-02-03 coach",
        remedy=Remedy.DECLINE,
    ),
    Way(
        "gate.closed-before-outcome",
        at.CONTRACTED,
        "close martin --on 2026-02-03",
        "2026-02-03 coach",
        remedy=Remedy.END,
    ),
    Way(
        "gate.closed-before-outcome",
        at.MET,
        "close martin --on 2026-02-03",
        then=f"evaluate martin --from {at.FORM}",
        remedy=Remedy.EVALUATE,
    ),
    Way(
        "gate.closed-before-outcome",
        at.WITH_FORM,
        "close martin --on 2026-02-03",
        remedy=Remedy.EVALUATE_FROM,
    ),
    Way("gate.evaluated-without-session", at.CONTRACTED, "evaluate martin --form"),
    Way("step.end", at.MISSED, "show martin", "2026-02-03 coach"),
    Way("step.plan-evaluation", at.MET, "show martin"),
    Way("step.evaluation-form", at.TO_EVALUATE, "show martin"),
    Way("step.evaluate", at.WITH_FORM, "show martin"),
    Way(
        "usage.evaluate-by-form",
        at.TO_EVALUATE,
        "evaluate martin",
        then=f"evaluate martin --from {at.FORM}",
        remedy=Remedy.EVALUATE,
    ),
    Way(
        "usage.evaluate-by-form",
        at.WITH_FORM,
        "evaluate martin",
        then="show martin",
        remedy=Remedy.EVALUATE_FROM,
    ),
    Way(
        "report.no-evaluation",
        at.MET,
        "report martin --for beneficiary",
        then=f"evaluate martin --from {at.FORM}",
        remedy=Remedy.EVALUATE,
    ),
    Way(
        "report.no-evaluation",
        at.WITH_FORM,
        "report martin --for beneficiary",
        remedy=Remedy.EVALUATE_FROM,
    ),
    Way(
        "report.no-evaluation",
        at.WITH_FORM,
        "approve-report martin --on 2026-02-03",
        remedy=Remedy.EVALUATE_FROM,
    ),
    Way("report.no-sponsor", at.PRIVATE_EVALUATED, "report hugo --for sponsor", then="show hugo"),
    Way("report.not-shown", at.EVALUATED, "show martin"),
    Way("report.not-shown", at.EVALUATED, "approve-report martin --on 2026-02-03"),
    Way("report.not-shown", at.EVALUATED, "report martin --for sponsor"),
    Way("report.not-approved", at.SHOWN, "show martin"),
    Way("report.not-approved", at.SHOWN, "report martin --for sponsor"),
    Way(
        "report.already-approved",
        at.APPROVED,
        "approve-report martin --on 2026-02-03",
        then="show martin",
    ),
    Way("step.sponsor-report", at.APPROVED, "show martin"),
    Way("step.close", at.BILLED, "show martin"),
    Way("step.archive", at.PAID, "show martin"),
    Way("step.not-closed", at.BILLED, "archive martin"),
    Way("step.nothing-closed", at.ACTIVE, "archive", then="show martin"),
    Way("store.unknown-engagement", at.ACTIVE, "show nobody", then="show martin"),
    Way(
        "store.unknown-client",
        at.PRACTICE,
        "new-engagement zoe --client nobody --beneficiary Z --situation new-role",
        "nobody Nobody",
    ),
    Way(
        "gate.renewal-without-justification",
        at.CLOSED,
        'new-engagement m2 --client acme --beneficiary "Claire Martin" --situation new-role',
        "X.",
        "show m2",
        remedy=Remedy.JUSTIFIED,
    ),
    Way(
        "gate.follow-up-without-closed",
        at.PRACTICE,
        "new-engagement m2 --client acme --beneficiary Z --situation new-role --profile follow-up",
        "",
        "show m2",
        remedy=Remedy.STANDARD_PROFILE,
    ),
    Way(
        "gate.follow-up-without-closed",
        at.BILLED,
        "new-engagement m2 --client acme --beneficiary 'Claire Martin' --situation new-role --profile follow-up",
        remedy=Remedy.CLOSE,
    ),
    Way(
        "gate.follow-up-profile",
        at.CLOSED,
        "new-engagement m2 --client acme --beneficiary 'Claire Martin' --situation new-role --profile short --follow-up-of martin",
        "",
        "show m2",
        remedy=Remedy.FOLLOW_UP_PROFILE,
    ),
    Way(
        "report.changed-since-shown",
        at.SHOWN.then(at.OTHER_DAY),
        "approve-report martin --on 2026-02-03",
    ),
    Way(
        "report.earlier-agreement",
        at.REPORTED.then(
            f"! {at.FORM} changed = => #\nevaluate martin --from {at.FORM}\nreport martin --for beneficiary"
        ),
        "approve-report martin --on 2026-02-03",
    ),
    Way(
        "scale.in-amendment",
        at.WITH_LEVELS.then(
            'amend martin --add-objective "X." --result Y --indicator Z\nsign martin --amendment 1 --on 2026-02-03'
        ),
        "set-scale martin o2 --scale a --scale b --scale c --scale d --scale e",
        "levels.txt",
        "show martin",
    ),
)
