"""Taking back a validation, a quote's acceptance, an evaluation, an agreement, an amendment."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import TODAY
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.ending import archive, close, decline, end
from phmcoach.actions.contract.evaluating import evaluate, plan_evaluation
from phmcoach.actions.contract.papers import write_amendment
from phmcoach.actions.contract.pausing import read_pause
from phmcoach.actions.contract.reports import approve_report, write_report
from phmcoach.actions.contract.signed_files import read_signed_files
from phmcoach.actions.contract.taking_back import (
    TakenBack,
    take_back_amendment,
    take_back_approval,
    take_back_evaluation,
    take_back_signatures,
    take_back_validation,
)
from phmcoach.actions.money.quotes import (
    QuoteRequest,
    accept_quote,
    issue_quote,
    take_back_acceptance,
)
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError, Problem, RuleRefusedError, StorageError
from phmcoach.value import replace

Signed = Callable[..., Path]
VALIDATED_ON, HELD_ON = date(2026, 1, 5), date(2026, 1, 13)


def refusal(error: pytest.ExceptionInfo[CoachError]) -> list[tuple[str, str | None]]:
    return [(each.message, command_of(each)) for each in error.value.problems]


@pytest.mark.parametrize(
    ("take_back", "message"),
    [
        (take_back_validation, "taken-back.no-validation"),
        (take_back_evaluation, "taken-back.no-evaluation"),
        (take_back_approval, "taken-back.no-approval"),
        (take_back_amendment, "taken-back.no-amendment"),
    ],
)
def test_only_what_was_recorded_is_taken_back(
    context: Context,
    open_demand: Callable[[str], Path],
    take_back: Callable[..., TakenBack],
    message: str,
) -> None:
    path = open_demand("martin-2026")
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back(context, ref="martin")
    assert refusal(error) == [(message, "coach show martin-2026")]
    assert path.read_bytes() == before


# The validation of a demand, and the acceptance of a quote


@pytest.fixture
def proposed(context: Context, open_demand: Callable[[str], Path]) -> Path:
    """Return the file of an engagement whose terms nobody has signed."""
    path = open_demand("martin-2026")
    validate_demand(
        context,
        ref="martin",
        on=VALIDATED_ON,
        request="Ma place.",
        shared_request="Déléguer.",
        analysed_on=VALIDATED_ON,
        disciplinary=False,
    )
    add_objective(context, ref="martin", statement="A", result="B", indicator="C")
    set_terms(
        context,
        ref="martin",
        sessions=12,
        minutes=120,
        start_on=TODAY,
        months=6,
        rate=Decimal(260),
    )
    return path


def test_a_validation_that_is_taken_back_can_be_recorded_again(
    context: Context, proposed: Path
) -> None:
    with pytest.raises(RuleRefusedError) as error:
        validate_demand(context, ref="martin", on=TODAY, request="Mon équipe.")
    line = "coach validate-demand martin-2026 --take-back"
    assert refusal(error) == [("demand.already-validated", line)]
    take_back_validation(context, ref="martin")
    text = proposed.read_text("utf-8")
    for key in ("request =", "shared_request", "validated_on", "analysed_on", "disciplinary"):
        assert f"\n{key}" not in text
    validate_demand(context, ref="martin", on=TODAY, request="Mon équipe.")
    assert 'request = "Mon équipe."\nvalidated_on = 2026-06-15' in proposed.read_text("utf-8")


@pytest.mark.parametrize("is_archived", [False, True], ids=["open", "archived"])
def test_a_validation_that_tells_two_demands_of_one_person_apart_is_not_taken_back(
    context: Context, proposed: Path, open_demand: Callable[..., Path], *, is_archived: bool
) -> None:
    open_demand("retour", justification="Autre poste.")
    line = 'coach validate-demand retour --on DATE --request "…"'
    if is_archived:
        decline(context, ref="retour", on=TODAY, by="coach")
        close(context, ref="retour", on=TODAY)
        archive(context, ref="retour")
        line = "coach show martin-2026"
    before = proposed.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back_validation(context, ref="martin")
    assert refusal(error) == [("taken-back.same-demand", line)]
    assert proposed.read_bytes() == before


def test_a_validation_that_nobody_signed_is_taken_back_beside_a_damaged_ledger(
    context: Context, proposed: Path
) -> None:
    context.folder.ledger_head.write_text("damaged", "utf-8")
    take_back_validation(context, ref="martin")
    assert "validated_on" not in proposed.read_text("utf-8")


def test_a_validation_that_was_signed_is_not_taken_back(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back_validation(context, ref="martin")
    assert refusal(error) == [("taken-back.signed", "coach sign martin-2026 --take-back")]
    with pytest.raises(RuleRefusedError) as error:
        validate_demand(context, ref="martin", on=TODAY, request="Mon équipe.")
    assert refusal(error) == [("demand.already-validated", "coach sign martin-2026 --take-back")]
    assert path.read_bytes() == before


def test_the_acceptance_of_a_quote_is_taken_back(context: Context, proposed: Path) -> None:
    issue_quote(context, QuoteRequest("martin"))
    before = proposed.read_bytes()
    with pytest.raises(RuleRefusedError, match=r"taken-back\.no-acceptance"):
        take_back_acceptance(context, name="martin")
    accept_quote(context, name="martin", on=TODAY)
    take_back_acceptance(context, name="martin")
    assert proposed.read_bytes() == before


# The evaluation and the agreement to it


@pytest.fixture
def evaluated(context: Context, signed: Signed) -> tuple[Path, bytes]:
    """Return the file of an engagement that was evaluated, and what was in it before."""
    path = signed()
    log_session(context, ref="martin", on=HELD_ON)
    before = path.read_bytes()
    answers = {
        "mode": "three-way",
        "ratings": [{"objective": "o1", "attainment": "Fait."}],
        "alliance": {"matters": 9, "method": 8, "freedom": 10, "takeaway": 7},
    }
    evaluate(context, ref="martin", on=TODAY, answers=answers)
    return path, before


def test_an_evaluation_that_is_taken_back_leaves_the_file_as_it_was(
    context: Context, evaluated: tuple[Path, bytes]
) -> None:
    path, before = evaluated
    take_back_evaluation(context, ref="martin")
    assert path.read_bytes() == before


def test_the_planned_day_of_an_evaluation_is_taken_back(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.read_bytes()
    plan_evaluation(context, ref="martin", on=date(2026, 7, 20))
    assert take_back_evaluation(context, ref="martin").unplanned
    assert path.read_bytes() == before


def test_a_closed_engagement_is_reopened_before_its_evaluation_is_taken_back(
    context: Context, evaluated: tuple[Path, bytes]
) -> None:
    path, _ = evaluated
    close(context, ref="martin", on=TODAY)
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back_evaluation(context, ref="martin")
    assert refusal(error) == [("outcome.closed-since", "coach close martin-2026 --take-back")]
    assert path.read_bytes() == before


def test_an_agreement_is_taken_back_and_the_sponsors_report_is_named(
    context: Context, evaluated: tuple[Path, bytes]
) -> None:
    path, _ = evaluated
    write_report(context, ref="martin", reader="beneficiary")
    before = path.read_bytes()
    approve_report(context, ref="martin", on=TODAY, share_score=True)
    write_report(context, ref="martin", reader="sponsor")
    taken_back = take_back_approval(context, ref="martin")
    assert path.read_bytes() == before
    assert [(each.message, command_of(each)) for each in taken_back.warnings] == [
        ("report.stale", "coach report martin-2026 --agreed --on DATE")
    ]


def test_the_agreement_stays_once_the_engagement_is_closed(
    context: Context, evaluated: tuple[Path, bytes]
) -> None:
    path, _ = evaluated
    write_report(context, ref="martin", reader="beneficiary")
    approve_report(context, ref="martin", on=TODAY, share_score=True)
    close(context, ref="martin", on=TODAY)
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back_approval(context, ref="martin")
    assert refusal(error) == [("outcome.closed-since", "coach close martin-2026 --take-back")]
    assert path.read_bytes() == before


@pytest.mark.usefixtures("evaluated")
def test_the_sponsors_report_of_an_evaluation_that_is_taken_back_is_put_aside(
    context: Context,
) -> None:
    write_report(context, ref="martin", reader="beneficiary")
    approve_report(context, ref="martin", on=TODAY, share_score=True)
    report = write_report(context, ref="martin", reader="sponsor").path
    content = report.read_bytes()

    taken_back = take_back_evaluation(context, ref="martin")

    kept = report.with_name(f"{report.stem}-{TODAY}.pdf")
    (warning,) = taken_back.warnings
    assert (warning.message, dict(warning.args)) == (
        "report.put-aside",
        {"name": report.name, "kept": kept.name},
    )
    assert (report.exists(), kept.read_bytes()) == (False, content)
    assert "report.stale" not in [each.message for each in examine(context).findings]


@pytest.mark.usefixtures("evaluated")
def test_the_report_that_an_evaluation_left_is_put_aside_even_after_a_close(
    context: Context,
) -> None:
    write_report(context, ref="martin", reader="beneficiary")
    approve_report(context, ref="martin", on=TODAY)
    report = write_report(context, ref="martin", reader="sponsor").path
    content = report.read_bytes()
    take_back_evaluation(context, ref="martin")
    report.write_bytes(content)  # as an earlier version left it
    end(context, ref="martin", on=TODAY, by="coach")
    close(context, ref="martin", on=TODAY)

    (stale,) = (each for each in examine(context).findings if each.message == "report.stale")
    assert command_of(stale) == "coach evaluate martin-2026 --take-back"
    assert take_back_evaluation(context, ref="martin").reports_only
    assert report.with_name(f"{report.stem}-{TODAY}-2.pdf").read_bytes() == content
    assert "report.stale" not in [each.message for each in examine(context).findings]


@pytest.mark.usefixtures("evaluated")
def test_a_report_that_cannot_be_put_aside_is_put_aside_by_the_next_command(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(context, ref="martin", reader="beneficiary")
    approve_report(context, ref="martin", on=TODAY)
    report = write_report(context, ref="martin", reader="sponsor").path
    remarks = list[Problem]()

    def refuse(path: Path, _target: Path, _sha256: str) -> None:
        raise StorageError.of("store.no-permission", path=str(path))

    with monkeypatch.context() as patch:
        patch.setattr("phmcoach.store.two_files.move_file", refuse)
        taken_back = take_back_evaluation(replace(context, remark=remarks.append), ref="martin")
    assert [each.message for each in (*taken_back.warnings, *remarks)] == ["store.not-put-aside"]
    assert [each.message for each in examine(context).findings] == ["store.plan-pending"]

    plan_evaluation(context, ref="martin", on=date(2026, 7, 1))
    assert (report.exists(), report.with_name(f"{report.stem}-{TODAY}.pdf").exists()) == (
        False,
        True,
    )
    assert examine(context).findings == ()


# An amendment in preparation


def test_an_amendment_in_preparation_is_taken_back(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.read_bytes()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    assert take_back_amendment(context, ref="martin").warnings == ()
    assert path.read_bytes() == before
    assert amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=13)).changes


def test_the_paper_of_an_amendment_that_is_taken_back_is_put_aside(
    context: Context, signed: Signed
) -> None:
    """Whoever has it to sign would find another amendment under its number."""
    signed()
    for rank in ("", "-2"):
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
        (paper,) = write_amendment(context, ref="martin", number=1).paths
        content = paper.read_bytes()
        (warning,) = take_back_amendment(context, ref="martin").warnings
        kept = paper.with_name(f"retire{rank}-{paper.name}")
        assert (warning.message, warning.level, warning.args) == (
            "amend.put-aside",
            "warning",
            {"name": paper.name, "kept": kept.name},
        )
        assert (paper.exists(), kept.read_bytes()) == (False, content)
        assert examine(context).findings == ()
    assert amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=13)).changes


@pytest.mark.parametrize("again", [True, False], ids=["signatures-first", "at-once"])
def test_the_signed_paper_and_the_scan_of_an_amendment_that_is_taken_back_are_put_aside(
    context: Context, signed: Signed, tmp_path: Path, again: bool
) -> None:
    """Neither is taken for one of the next amendment, which has the same number."""
    signed()
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 signed by hand")
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    (paper,) = write_amendment(context, ref="martin", number=1).paths
    given = read_signed_files((), (scan,))
    sign_amendment(context, ref="martin", number=1, on=TODAY, party="coach", given=given)
    if again:
        take_back_signatures(context, ref="martin", number=1)
    warnings = take_back_amendment(context, ref="martin").warnings
    assert [each.message for each in warnings] == ["amend.put-aside"] * 2
    assert not list(paper.parent.glob(f"{paper.stem}*"))
    assert len(list(paper.parent.glob(f"retire-{paper.stem}*"))) == 2
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=13))
    write_amendment(context, ref="martin", number=1)
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert examine(context).findings == ()


@pytest.mark.parametrize("is_left_over", [False, True], ids=["removed", "left-over"])
def test_a_paper_that_cannot_be_put_aside_is_not_said_to_be(
    context: Context, signed: Signed, monkeypatch: pytest.MonkeyPatch, is_left_over: bool
) -> None:
    """Nor is it if something has the name that it would have got."""
    path = signed()
    before = path.read_bytes()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    (paper,) = write_amendment(context, ref="martin", number=1).paths
    if is_left_over:
        path.write_bytes(before)

    def refuse(path: Path, target: Path, _sha256: str) -> None:
        target.write_bytes(b"%PDF-1.7 of somebody else")
        raise StorageError.of("store.no-permission", path=str(path))

    monkeypatch.setattr("phmcoach.store.two_files.move_file", refuse)
    remarks: list[Problem] = []
    warnings = take_back_amendment(replace(context, remark=remarks.append), ref="martin").warnings
    message = "store.no-permission" if is_left_over else "store.not-put-aside"
    assert [(each.message, each.args) for each in (*warnings, *remarks)] == [
        (message, {"path": str(paper)})
    ]


@pytest.mark.parametrize("is_put_back", [True, False], ids=["for-a-moment", "for-good"])
def test_a_record_that_cannot_be_put_aside_stops_no_later_command(
    context: Context, signed: Signed, monkeypatch: pytest.MonkeyPatch, is_put_back: bool
) -> None:
    """The next command tries once more; then `doctor` names the record."""
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    sign_amendment(context, ref="martin", number=1, on=TODAY, party="coach")
    record = context.folder.documents_dir("martin-2026") / "amendment-1.signed.toml"
    remarks, later = list[Problem](), list[Problem]()

    def refuse(path: Path, _target: Path, _sha256: str) -> None:
        raise StorageError.of("store.no-permission", path=str(path))

    with monkeypatch.context() as patch:
        patch.setattr("phmcoach.store.two_files.move_file", refuse)
        take_back_amendment(replace(context, remark=remarks.append), ref="martin")
        if not is_put_back:
            log_session(replace(context, remark=later.append), ref="martin", on=HELD_ON)
    with path.open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    log_session(replace(context, remark=later.append), ref="martin", on=date(2026, 1, 14))

    assert [(each.message, each.level, each.args) for each in remarks] == [
        ("store.not-put-aside", "warning", {"path": str(record)})
    ]
    assert record.exists() == (not is_put_back)
    assert [(each.message, command_of(each)) for each in examine(context).findings] == (
        [] if is_put_back else [("seal.amendment-removed", None)]
    )


def test_papers_that_are_all_that_is_left_of_an_amendment_are_put_aside(
    context: Context, signed: Signed
) -> None:
    """Somebody interrupted the command after the amendment was removed."""
    path = signed()
    before = path.read_bytes()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    (paper,) = write_amendment(context, ref="martin", number=1).paths
    path.write_bytes(before)
    (warning,) = take_back_amendment(context, ref="martin").warnings
    assert (warning.message, paper.exists()) == ("amend.put-aside", False)
    with pytest.raises(RuleRefusedError, match=r"taken-back\.no-amendment"):
        take_back_amendment(context, ref="martin")


def test_an_amendment_that_the_others_refuse_is_taken_back_and_leaves_no_finding(
    context: Context, signed: Signed
) -> None:
    path = signed()
    before = path.read_bytes()
    records = context.folder.documents_dir("martin-2026")
    for rank in ("", "-2"):
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
        sign_amendment(context, ref="martin", number=1, on=TODAY, party="coach")
        record = (records / "amendment-1.signed.toml").read_bytes()
        assert take_back_amendment(context, ref="martin").warnings == ()
        assert path.read_bytes() == before
        assert not (records / "amendment-1.signed.toml").exists()
        assert (records / f"amendment-1.taken-back{rank}.toml").read_bytes() == record
        assert examine(context).findings == ()


def test_an_amendment_that_everyone_signed_stays(context: Context, signed: Signed) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError, match=r"taken-back\.amendment-signed"):
        take_back_amendment(context, ref="martin")
    assert path.read_bytes() == before


def test_a_pause_is_not_named_when_an_amendment_of_another_subject_is_taken_back(
    context: Context, signed: Signed
) -> None:
    signed()
    pause = read_pause(date(2026, 7, 1), date(2026, 7, 5))
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=13), pause=pause)
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    amend(context, ref="martin", on=TODAY, terms=TermsChange(notice_hours=72))
    assert take_back_amendment(context, ref="martin").warnings == ()


def test_the_pause_of_an_amendment_that_is_taken_back_stays_and_is_named(
    context: Context, signed: Signed
) -> None:
    signed()
    terms, days = TermsChange(sessions=13), (date(2026, 7, 1), date(2026, 7, 5))
    pause = read_pause(*days)
    amend(context, ref="martin", on=TODAY, terms=terms, pause=pause)
    (warning,) = take_back_amendment(context, ref="martin").warnings
    line = "coach pause martin-2026 --take-back --from 2026-07-01"
    assert (warning.message, warning.level, command_of(warning)) == (
        "amend.pause-stays",
        "warning",
        line,
    )
