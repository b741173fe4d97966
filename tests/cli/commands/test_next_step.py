"""In each state, `coach show` names one next step; typed, it is accepted and leads on."""

import json
import os
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.folders.running import desk_in
from tests.next_steps import Follower, follow_all

pytestmark = pytest.mark.usefixtures("only_source")

Line = tuple[str, ...]

DEMANDED: tuple[Line, ...] = (
    (
        *("init", ".", "--name", "Camille Durand", "--siret", "90000000100017"),
        *("--address", "1 rue", "--postcode", "75000", "--city", "Paris"),
        *("--email", "a@example.org", "--iban", "FR7699999000010000000000115"),
        *("--bic", "TESTFRPPXXX", "--vat-regime", "franchise", "--language", "en"),
    ),
    (
        *("new-client", "acme", "--kind", "company-fr", "--name", "Acme SA"),
        *("--siren", "811222330", "--address", "10 avenue", "--postcode", "69000"),
        *("--city", "Lyon"),
    ),
    (
        *("new-engagement", "martin", "--client", "acme", "--beneficiary", "Claire Martin"),
        *("--situation", "new-role", "--profile", "short", "--received-on", "2026-01-02"),
    ),
)
VALIDATED = (*DEMANDED, ("validate-demand", "martin", "--on", "2026-01-05", "--request", "X."))
TERMS = ("set-terms", "martin", "--sessions", "2", "--start", "2026-01-12", "--months", "2")
OBJECTIVE = (
    *("add-objective", "martin", "--shared", "--statement", "Déléguer.", "--result", "Fait."),
    *("--indicator", "Dossiers."),
)
READY = (*VALIDATED, OBJECTIVE, (*TERMS, "--hours", "2"))
QUOTED = (*READY, ("quote", "martin"), ("quote", "martin", "--accept", "--on", "2026-02-03"))
OTHER_TERMS = (*QUOTED, (*TERMS, "--hours", "1"))
CONTRACTED = (*READY, ("sign", "martin", "--on", "2026-01-10"))
PLANNED = (*CONTRACTED, ("plan", "martin", "--on", "2026-02-10"))
ACTIVE = (*CONTRACTED, ("log-session", "martin", "--on", "2026-01-13"))
PAUSE = ("pause", "martin", "--reason", "leave", "--from", "2026-02-08", "--to")
PAUSED = (
    *ACTIVE,
    ("pause", "martin", "--from", "2026-02-01", "--to", "2026-02-08", "--reason", "leave"),
)
AMENDED = (*ACTIVE, ("amend", "martin", "--rate", "300", "--on", "2026-02-02"))
AMENDED_AND_SIGNED = (*AMENDED, ("sign", "martin", "--amendment", "1", "--on", "2026-02-03"))
MET = (*ACTIVE, ("log-session", "martin", "--on", "2026-01-20"))
FINAL = ("--type", "three-way", "--purpose", "final", "--hours", "1")
TO_EVALUATE = (*MET, ("evaluate", "martin", "--plan", "2026-02-05"))
WITH_FORM = (*TO_EVALUATE, ("evaluate", "martin", "--form"))
FORM = "documents/martin/evaluation.toml"
EVALUATED = (
    *(*WITH_FORM, ("!", FORM, '# changed = ""', 'changed = "Oui."')),
    ("evaluate", "martin", "--from", FORM),
)
SHOWN = (*EVALUATED, ("report", "martin", "--for", "beneficiary"))
APPROVED = (*SHOWN, ("report", "martin", "--agreed", "--on", "2026-02-03"))
REPORTED = (*APPROVED, ("report", "martin", "--for", "sponsor"))
BILLED = (*REPORTED, ("invoice", "martin"))
CLOSED = (*BILLED, ("close", "martin", "--on", "2026-02-03"))
PAID = (*CLOSED, ("pay", "1", "--on", "2026-02-03", "--by", "transfer"))
ENDED = (*ACTIVE, ("end", "martin", "--on", "2026-02-03", "--by", "sponsor"))
STILL_PLANNED = (
    *(*ACTIVE, ("plan", "martin", "--on", "2026-02-03")),
    ("end", "martin", "--on", "2026-02-03", "--by", "coach"),
)
MET_FIRST = (
    '\n[[sessions]]\nid = "s1"\non = 2026-01-13\n'
    'minutes = 120\ntype = "in-person"\nstatus = "held"\n'
)
CALLED_OFF = (
    *(*ACTIVE, ("plan", "martin", "--on", "2026-02-04", "--at", "09:00")),
    *(("end", "martin", "--on", "2026-02-03", "--by", "sponsor"), ("invoice", "martin")),
)
LOST = (
    *(*ACTIVE, ("invoice", "martin")),
    ("!", "engagements/martin.toml", MET_FIRST, ""),
)
DECLINED = (*VALIDATED, ("decline", "martin", "--on", "2026-02-03", "--by", "coach"))
MISSED = tuple(
    ("log-session", "martin", "--on", day, "--status", "no-show")
    for day in ("2026-01-13", "2026-01-20")
)
LOG = "coach log-session martin --session {} --on {} --status STATUS"

STATES = {
    "demanded": (
        *(DEMANDED, "gate.demand-not-validated"),
        'coach validate-demand martin --on DATE --request "…"',
    ),
    "validated": (
        *(VALIDATED, "gate.no-objective"),
        'coach add-objective martin --statement "…" --result "…" --indicator "…" --shared',
    ),
    "with an objective": (
        *((*VALIDATED, OBJECTIVE), "gate.no-terms"),
        "coach set-terms martin --sessions N --hours H --start DATE --months M",
    ),
    "with other terms than the quote": (OTHER_TERMS, "quote.other-terms", "coach quote martin"),
    "with a new quote": (
        *((*OTHER_TERMS, ("quote", "martin")), "step.accept-quote"),
        "coach quote martin --accept --on DATE",
    ),
    "ready for the contract": (READY, "step.contract", "coach contract martin"),
    "with the paper of the contract": (
        *((*READY, ("contract", "martin")), "gate.not-signed"),
        "coach sign martin --on DATE --party coach",
    ),
    "signed by the coach alone": (
        *((*READY, ("sign", "martin", "--on", "2026-01-10", "--party", "coach")),),
        *("gate.not-signed", "coach sign martin --on DATE --party beneficiary"),
    ),
    "contracted": (CONTRACTED, "step.plan", "coach plan martin --on DATE"),
    "with a session to come": (PLANNED, "step.session", LOG.format("s1", "2026-02-10")),
    "with a session in a pause": (
        (*PLANNED, (*PAUSE, "2026-02-12")),
        "step.session-in-pause",
        "coach log-session martin --session s1 --on DATE --status planned",
    ),
    "with a session in a pause to the end": (
        (*PLANNED, (*PAUSE, "2026-03-11")),
        "step.session-in-pause",
        "coach log-session martin --session s1 --status cancelled",
    ),
    "active": (ACTIVE, "step.plan", "coach plan martin --on DATE"),
    "with a session today": (
        *((*ACTIVE, ("plan", "martin", "--on", "2026-02-03")), "outcome.still-planned"),
        LOG.format("s2", "2026-02-03"),
    ),
    "with a billed session that is gone": (
        *(LOST, "billing.session-missing"),
        LOG.format("s1", "2026-01-13 --hours 120min --type in-person").replace("STATUS", "held"),
    ),
    "paused": (PAUSED, "step.plan-after-pause", "coach plan martin --on DATE"),
    "with an amendment in preparation": (
        *(AMENDED, "step.amendment", "coach contract martin --amendment 1"),
    ),
    "with the paper of an amendment": (
        *((*AMENDED, ("contract", "martin", "--amendment", "1")), "amend.not-signed"),
        "coach sign martin --amendment 1 --on DATE",
    ),
    "after the last session": (MET, "step.plan-evaluation", "coach evaluate martin --plan DATE"),
    "with a final meeting to come": (
        *((*MET, ("plan", "martin", "--on", "2026-02-10", *FINAL)), "step.session"),
        LOG.format("s3", "2026-02-10"),
    ),
    "after the final meeting": (
        *((*MET, ("log-session", "martin", "--on", "2026-02-02", *FINAL)), "step.evaluation-form"),
        "coach evaluate martin --form",
    ),
    "with a day for the evaluation": (
        *(TO_EVALUATE, "step.evaluation-form", "coach evaluate martin --form"),
    ),
    "with a form of the evaluation": (
        *(WITH_FORM, "step.evaluate"),
        "coach evaluate martin --from documents/martin/evaluation.toml",
    ),
    "without a session that was held": (
        *((*CONTRACTED, *MISSED), "step.end", "coach end martin --on DATE --by PARTY"),
    ),
    "evaluated": (EVALUATED, "report.not-shown", "coach report martin --for beneficiary"),
    "evaluated, with a session to come": (
        *((*MET[:-1], ("plan", "martin", "--on", "2026-02-10"), *EVALUATED[-3:]), "step.session"),
        LOG.format("s2", "2026-02-10"),
    ),
    "evaluated, with a session in a pause": (
        (*ACTIVE, PLANNED[-1], (*PAUSE, "2026-02-12"), *EVALUATED[-3:]),
        "step.session-in-pause",
        "coach log-session martin --session s2 --on DATE --status planned",
    ),
    "shown to the beneficiary": (
        *(SHOWN, "report.not-approved", "coach report martin --agreed --on DATE"),
    ),
    "agreed by the beneficiary": (
        *(APPROVED, "step.sponsor-report", "coach report martin --for sponsor"),
    ),
    "reported": (REPORTED, "settle.to-bill", "coach invoice martin"),
    "billed": (BILLED, "step.close", "coach close martin --on DATE"),
    "closed": (
        *(CLOSED, "settle.unpaid"),
        "coach pay SPECIMEN-2026-0001 --on DATE --by transfer",
    ),
    "paid": (PAID, "step.archive", "coach archive martin"),
    "ended early": (ENDED, "settle.to-bill", "coach invoice martin"),
    "ended, with two equal sessions": (
        (*ACTIVE, ("log-session", "martin", "--on", "2026-01-13", "--anyway"), ENDED[-1]),
        "billing.session-recorded-twice",
        "coach log-session martin --session s2 --at HH:MM",
    ),
    "ended on the day of a session": (
        *(STILL_PLANNED, "outcome.still-planned", LOG.format("s2", "2026-02-03")),
    ),
    "with a session called off too late": (
        *(CALLED_OFF, "settle.to-bill-later", "coach invoice martin"),
    ),
    "declined": (DECLINED, "step.close", "coach close martin --on DATE"),
}
"""The commands that lead to a state, the code of its next step, and the command that it names."""


@pytest.mark.parametrize("state", STATES)
def test_the_next_step_is_accepted_and_leads_to_the_archive(
    begin_after: BeginAfter, tmp_path: Path, state: str
) -> None:
    lines, code, command = STATES[state]
    folder = begin_after(*lines)
    today = date.fromisoformat(os.environ["COACH_TODAY"])
    with desk_in(folder, tmp_path, real=False) as desk:
        named = Follower(desk, "martin", today).show()["next_step"]
        taken = follow_all(desk, "martin", today)

    assert (named["code"], named["fix"]) == (code, command)
    assert taken[0].code == code
    assert taken[-1].code == "step.archive"


def next_step(coach: Run) -> dict[str, object]:
    found: dict[str, object] = json.loads(coach("show", "martin", "--json").out)["next_step"]
    return found


@pytest.mark.parametrize(
    ("lines", "signature"),
    [
        (CONTRACTED, r"^\[(signatures|seal)\]\n[^\[]*"),
        (AMENDED_AND_SIGNED, r"^(signatures|seal)(\.| = ).+\n"),
    ],
    ids=["contract", "amendment"],
)
def test_a_record_that_nobody_signed_is_signed_on_its_day(
    coach: Run, begin_after: BeginAfter, lines: tuple[Line, ...], signature: str
) -> None:
    path = begin_after(*lines) / "engagements/martin.toml"
    signed = path.read_text("utf-8")
    path.write_text(re.sub(signature, "", signed, flags=re.MULTILINE), "utf-8")

    command = str(next_step(coach)["fix"])

    assert command.startswith("coach sign martin")
    assert "DATE" not in command
    assert coach(*shlex.split(command)[1:]).code == 0
    assert next_step(coach)["code"] == "step.plan"


def test_an_archived_engagement_has_no_next_step(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*PAID, ("archive", "martin"))
    assert next_step(coach) is None
    assert "Next step" not in coach("show", "martin").out


def test_a_late_invoice_is_reminded_of_and_then_waits_for_its_payment(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_after(*CLOSED)
    monkeypatch.setenv("COACH_TODAY", "2026-03-09")
    reminded = next_step(coach)
    assert coach("remind", "SPECIMEN-2026-0001").code == 0
    waiting = next_step(coach)
    monkeypatch.setenv("COACH_TODAY", "2026-03-23")
    again = next_step(coach)

    assert (reminded["code"], reminded["fix"]) == ("step.remind", "coach remind SPECIMEN-2026-0001")
    assert waiting["code"] == "settle.unpaid"
    assert again["code"] == "step.remind"


def test_the_address_that_the_contract_prints_is_asked_for_first(
    coach: Run, begin_after: BeginAfter
) -> None:
    bare = DEMANDED[1][:6]
    begin_after(DEMANDED[0], bare, *DEMANDED[2:], *READY[len(DEMANDED) :])
    step = next_step(coach)
    assert step["code"] == "gate.client-without-address"
    assert step["fix"] == 'coach set-client acme --address "…" --postcode … --city …'


def test_what_the_amendment_prints_of_a_successor_is_asked_for_first(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(
        *READY,
        ("sign", "martin", "--on", "2026-01-10"),
        ("new-client", "beta", "--kind", "company-fr", "--name", "Beta", "--siren", "552100554"),
        ("amend", "martin", "--client", "beta", "--succession"),
    )
    lacking = next_step(coach)
    assert "coach sign" not in coach("show", "martin").out
    Path("clients/beta.toml").rename("beta.toml")
    gone = next_step(coach)
    Path("beta.toml").rename("clients/beta.toml")
    address = ("--address", "1 rue", "--postcode", "75000", "--city", "Paris")
    assert coach("set-client", "beta", *address).code == 0

    assert lacking["fix"] == 'coach set-client beta --address "…" --postcode … --city …'
    assert gone["fix"] == 'coach new-client beta --kind company-fr --name "…"'
    assert next_step(coach)["fix"] == "coach contract martin --amendment 1"
    assert "coach sign martin --amendment 1 --on DATE" in coach("show", "martin").out


@pytest.mark.parametrize(
    "words", [("sign", "martin", "--on", "2026-02-03"), ("contract", "martin")]
)
def test_once_a_quote_has_the_present_terms_no_other_one_is_asked_for(
    coach: Run, begin_after: BeginAfter, words: Line
) -> None:
    begin_after(*OTHER_TERMS)
    assert "coach quote martin\n" in coach(*words).err
    assert coach("quote", "martin").code == 0
    assert "coach quote martin --accept --on DATE\n" in coach(*words).err
    assert coach("quote", "martin", "--accept", "--on", "2026-02-03").code == 0
    assert coach(*words).code == 0


def test_the_last_day_for_the_evaluation_is_said(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*MET)
    shown = coach("show", "martin")
    assert shown.out.endswith(
        "\n\nNext step: There is no session left to plan: set the day of the evaluation, by "
        "19\u00a0February\u00a02026, thirty days after the last session.\n"
        "  To type: coach evaluate martin --plan DATE\n"
        "\nNext: The months that are over are still to be billed: €1,040.00.\n"
        "  To fix it: coach invoice martin\n"
    )


def test_a_planned_session_comes_before_the_close(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*STILL_PLANNED)
    shown = coach("show", "martin").out
    assert "coach log-session martin --session s2 --on 2026-02-03 --status STATUS" in shown
    assert "coach close" not in shown


def test_after_the_next_step_the_others_are_shown(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*APPROVED)
    lines = coach("show", "martin").out.splitlines()
    labels = [line.partition(":")[0] for line in lines if line.startswith("Next")]
    assert labels == ["Next step", "Next", "Next"]


@pytest.mark.parametrize("lines", [ENDED, CLOSED], ids=["ended", "closed"])
def test_a_broken_file_of_the_law_leaves_out_the_steps_and_is_named(
    coach: Run, begin_after: BeginAfter, lines: tuple[Line, ...]
) -> None:
    law = begin_after(*lines) / "law"
    law.mkdir()
    (law / "own.toml").write_text("x = [", "utf-8")

    shown = coach("show", "martin", "--json")

    found = json.loads(shown.out)
    assert (shown.code, found["next_step"], found["next_steps"]) == (0, None, [])
    assert [each["place"]["file"] for each in found["warnings"]] == [str(law / "own.toml")]


@pytest.mark.parametrize("on", ["2026-01-13", "2026-02-02"])
def test_a_session_recorded_twice_is_named_once_with_its_command(
    begin_after: BeginAfter, coach: Run, on: str
) -> None:
    once = ("log-session", "martin", "--on", on)
    begin_after(*CONTRACTED, once, (*once, "--anyway"))
    ran = coach("show", "martin")
    assert ran.out.count("coach log-session martin --session s2 --at HH:MM") == 1


def test_a_session_that_a_credit_note_waived_is_not_billed_again(
    begin_after: BeginAfter, coach: Run
) -> None:
    waived = ("credit", "1", "--session", "s1", "--reason", "X.", "--yes")
    begin_after(*ACTIVE, ("invoice", "martin"), waived)
    shown = " ".join(coach("show", "martin").out.split())
    assert "(credited, not billed again)" in shown
