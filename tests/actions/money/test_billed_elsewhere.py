"""A session is billed once, also if the file of its engagement was copied or renamed."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from tests.actions.conftest import bill, bill_all
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_round import draft_round
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.invoices import Request, draft
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import CoachError, Problem, RuleRefusedError
from phmcoach.store.folder import Listing
from phmcoach.value import replace

Signed = Callable[..., Path]
ANOTHER = (
    ("received_on = 2026-01-02", "received_on = 2026-01-03"),
    ('contract_reference = "A-2026-01"', 'contract_reference = "A-2026-07"'),
)
HELD_ON = date(2026, 1, 13)


@pytest.fixture
def archived(context: Context, signed: Signed) -> Path:
    """Make a billed engagement that is in the archive."""
    path = signed()
    log_session(context, ref="martin", on=HELD_ON)
    bill_all(context, ref="martin")
    target = context.folder.archive_dir / "2026" / path.name
    target.parent.mkdir(parents=True)
    return path.rename(target)


@pytest.fixture
def copy(context: Context, archived: Path) -> Path:
    """Make an open copy of it."""
    path = context.folder.engagement_file("martin-bis")
    path.write_bytes(archived.read_bytes())
    return path


@pytest.fixture
def edited(copy: Path) -> Path:
    """Change its demand, its number and its seal, so that it could be another engagement."""
    change(copy, *ANOTHER)
    remove_seal(copy)
    return copy


def change(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def remove_seal(path: Path) -> None:
    """Remove the digests of what was signed, so that a change of it is not refused."""
    before, _, rest = path.read_text("utf-8").partition("\n[seal]\n")
    path.write_text(before + "\n[" + rest.partition("\n[")[2] if "\n[" in rest else before, "utf-8")


def refused(context: Context) -> tuple[Problem, ...]:
    with pytest.raises(RuleRefusedError) as error:
        draft(context, Request("martin-bis"))
    return error.value.problems


@pytest.mark.usefixtures("copy")
def test_a_copy_of_an_archived_engagement_bills_nothing_again(context: Context) -> None:
    (problem,) = refused(context)
    assert (problem.message, dict(problem.args)) == (
        "engagement.copy-of-archived",
        {"ref": "martin-bis", "other": "martin-2026", "file": "engagements/martin-bis.toml"},
    )
    assert command_of(problem) is None


@pytest.mark.usefixtures("copy")
def test_no_hour_makes_another_session_of_that_of_a_copy(context: Context) -> None:
    path = context.folder.engagement_file("martin-bis")
    remove_seal(path)
    log_session(context, ref="martin-bis", session_id="s1", at=time(17))
    assert [each.message for each in refused(context)] == ["engagement.copy-of-archived"]


@pytest.mark.usefixtures("edited")
def test_a_session_that_another_engagement_bills_is_not_billed_again(context: Context) -> None:
    (problem,) = refused(context)
    assert (problem.message, dict(problem.args)) == (
        "billing.session-billed-for-other",
        {
            "id": "s1",
            "on": HELD_ON,
            "minutes": 120,
            "number": "F-2026-0001",
            "other": "martin-2026",
        },
    )
    assert command_of(problem) == "coach log-session martin-bis --session s1 --at HH:MM"


def test_a_session_under_another_id_is_the_same_session(context: Context, edited: Path) -> None:
    change(edited, ('id = "s1"', 'id = "s7"'))
    assert [each.message for each in refused(context)] == ["billing.session-billed-for-other"]


@pytest.mark.usefixtures("edited")
def test_two_sessions_of_one_day_are_told_by_their_hours(context: Context) -> None:
    log_session(context, ref="martin-bis", session_id="s1", at=time(17))
    assert len(draft(context, Request("martin-bis")).invoices) == 1


@pytest.mark.parametrize(
    "changed",
    [
        (f"on = {HELD_ON}", "on = 2026-01-14"),
        ("minutes = 120\ntype", "minutes = 90\ntype"),
    ],
    ids=["another day", "another length"],
)
def test_another_session_is_billed(
    context: Context, edited: Path, changed: tuple[str, str]
) -> None:
    change(edited, changed)
    assert len(draft(context, Request("martin-bis")).invoices) == 1


@pytest.mark.parametrize("name", ["Claire Martin", "Claire MARTIN"])
def test_another_id_of_the_person_does_not_bill_a_session_again(
    context: Context, edited: Path, name: str
) -> None:
    change(edited, ('id = "martin-2026"', 'id = "claire"'), ("Claire Martin", name))
    (problem,) = refused(context)
    assert (problem.message, problem.args["other"]) == (
        "billing.session-billed-for-other",
        "martin-2026",
    )


def test_a_namesake_at_another_hour_is_billed(context: Context, edited: Path) -> None:
    change(edited, ('id = "martin-2026"', 'id = "claire-martin-2"'))
    log_session(context, ref="martin-bis", session_id="s1", at=time(17))
    assert len(draft(context, Request("martin-bis")).invoices) == 1


def test_a_namesake_at_another_client_is_billed(context: Context, copy: Path) -> None:
    details: dict[str, str | None] = {"siren": "732829320", "street": "1 rue Z"}
    where: dict[str, str | None] = {"postcode": "75000", "city": "Paris"}
    new_client(context, ref="bigco", kind="company-fr", name="Bigco", details=details | where)
    change(copy, ('client = "acme"', 'client = "bigco"'))
    remove_seal(copy)
    assert len(draft(context, Request("martin-bis")).invoices) == 1


@pytest.fixture
def other_client(context: Context) -> None:
    """Copy the file of the client."""
    clients = context.folder.clients_dir
    (clients / "acme-2.toml").write_bytes((clients / "acme.toml").read_bytes())


@pytest.mark.usefixtures("other_client")
@pytest.mark.parametrize("is_sealed", [True, False])
def test_a_copy_that_names_the_copy_of_its_client_bills_nothing(
    context: Context, copy: Path, *, is_sealed: bool
) -> None:
    change(copy, ('client = "acme"', 'client = "acme-2"'))
    if not is_sealed:
        remove_seal(copy)
    assert [each.message for each in refused(context)] == ["engagement.copy-of-archived"]


@pytest.mark.usefixtures("other_client")
def test_a_session_billed_to_a_copy_of_the_client_is_not_billed_again(
    context: Context, edited: Path
) -> None:
    change(edited, ('client = "acme"', 'client = "acme-2"'))
    assert [each.message for each in refused(context)] == ["billing.session-billed-for-other"]


@pytest.mark.usefixtures("other_client")
def test_two_open_copies_with_two_copies_of_the_client_are_both_refused(
    context: Context, signed: Signed
) -> None:
    path = signed()
    copy = context.folder.engagement_file("martin-bis")
    copy.write_bytes(path.read_bytes())
    change(copy, ('client = "acme"', 'client = "acme-2"'))
    remove_seal(copy)
    for ref in ("martin-2026", "martin-bis"):
        with pytest.raises(RuleRefusedError) as error:
            draft(context, Request(ref))
        assert [each.message for each in error.value.problems] == ["engagement.two-files"]
    assert "engagement.two-files" in [each.message for each in examine(context).findings]


@pytest.mark.usefixtures("edited")
def test_a_credited_session_may_be_billed_by_the_other_file(context: Context) -> None:
    issue_credit_note(context, CreditRequest("1", Selection(), "Erreur."))
    assert len(draft(context, Request("martin-bis")).invoices) == 1


@pytest.fixture
def unbilled(context: Context, signed: Signed) -> Path:
    """Make an engagement with an unbilled session, and one of a namesake with the same session."""
    path = signed()
    log_session(context, ref="martin", on=HELD_ON)
    copy = context.folder.engagement_file("martin-bis")
    copy.write_bytes(path.read_bytes())
    change(
        copy,
        *ANOTHER,
        ('id = "martin-2026"', 'id = "claire"'),
    )
    remove_seal(copy)
    return copy


def doctor_says(context: Context) -> list[tuple[str, object, object]]:
    """Return what the doctor finds of sessions that two engagements have."""
    return [
        (each.message, each.ref, each.args["other"])
        for each in examine(context).findings
        if each.message == "billing.session-of-other"
    ]


def round_drafts(context: Context) -> dict[str, list[str]]:
    """Return what each engagement of a round that writes nothing is refused for."""
    drafts = draft_round(context, Request(""), Listing(context.folder))
    return {
        ref: [p.message for p in each.problems] if isinstance(each, CoachError) else []
        for ref, each in drafts
    }


@pytest.mark.usefixtures("unbilled")
def test_what_a_round_would_bill_twice_is_known_before_it_bills(context: Context) -> None:
    assert doctor_says(context) == [("billing.session-of-other", "martin-bis", "martin-2026")]
    assert round_drafts(context) == {
        "martin-2026": [],
        "martin-bis": ["billing.session-of-other"],
    }


def test_a_round_names_the_archived_copy_of_what_it_bills(
    context: Context, signed: Callable[..., Path]
) -> None:
    path = signed()
    copy = context.folder.archive_dir / "2025" / "martin-vieux.toml"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(path.read_bytes())
    told: list[Problem] = []

    drafts = round_drafts(replace(context, remark=told.append))

    assert drafts == {}
    assert [(each.level, each.message, each.args["file"]) for each in told] == [
        ("warning", "engagement.copy-in-archive", "archive/2025/martin-vieux.toml")
    ]


@pytest.mark.usefixtures("unbilled")
def test_the_doctor_names_the_session_that_is_not_billed(context: Context) -> None:
    bill_all(context, ref="martin-bis")
    assert doctor_says(context) == [("billing.session-of-other", "martin-2026", "martin-bis")]


@pytest.mark.usefixtures("unbilled")
def test_the_doctor_and_a_round_tell_two_sessions_of_one_day_by_their_hours(
    context: Context,
) -> None:
    log_session(context, ref="martin-bis", session_id="s1", at=time(17))
    assert doctor_says(context) == []
    assert round_drafts(context) == {"martin-2026": [], "martin-bis": []}


@pytest.mark.usefixtures("unbilled")
def test_the_doctor_says_nothing_of_a_session_that_a_credit_note_took_back(
    context: Context,
) -> None:
    bill_all(context, ref="martin-2026")
    issue_credit_note(context, CreditRequest("1", Selection(), "Erreur."))
    assert doctor_says(context) == []


@pytest.mark.usefixtures("other_client")
def test_the_doctor_knows_a_copy_of_the_client(context: Context, unbilled: Path) -> None:
    change(unbilled, ('client = "acme"', 'client = "acme-2"'))
    assert doctor_says(context) == [("billing.session-of-other", "martin-bis", "martin-2026")]
    assert round_drafts(context)["martin-bis"] == ["billing.session-of-other"]


@pytest.mark.usefixtures("edited")
def test_the_doctor_knows_an_archived_original(context: Context) -> None:
    assert doctor_says(context) == [("billing.session-of-other", "martin-bis", "martin-2026")]


def test_an_instalment_that_a_round_would_bill_twice_is_known_before_it_bills(
    context: Context, unbilled: Path
) -> None:
    package = 'plan = "package"\npackage_price = 3000\nschedule = [50, 50]'
    path = context.folder.engagement_file("martin-2026")
    remove_seal(path)
    (context.folder.documents_dir(path.stem) / "contract.signed.toml").unlink()
    for each in (path, unbilled):
        change(each, ("hourly_rate =", f"{package}\nhourly_rate ="))
    change(unbilled, ('id = "claire"', 'id = "martin-2026"'))
    assert round_drafts(context) == {
        "martin-2026": [],
        "martin-bis": ["billing.instalment-of-other"],
    }


@pytest.fixture
def package(context: Context, signed: Signed) -> Path:
    """Make an open copy, with another demand, of a billed package that is in the archive."""
    path = signed()
    package = 'plan = "package"\npackage_price = 3000\nschedule = [50, 50]'
    change(path, ("hourly_rate =", f"{package}\nhourly_rate ="))
    remove_seal(path)
    (context.folder.documents_dir(path.stem) / "contract.signed.toml").unlink()
    bill(context, ref="martin")
    target = context.folder.archive_dir / "2026" / path.name
    target.parent.mkdir(parents=True)
    path.rename(target)
    copy = context.folder.engagement_file("martin-bis")
    copy.write_bytes(target.read_bytes())
    change(copy, *ANOTHER)
    return copy


@pytest.mark.usefixtures("package")
def test_an_instalment_of_a_package_is_not_billed_again_by_a_copy(context: Context) -> None:
    (problem,) = refused(context)
    assert (problem.message, problem.args["part"]) == ("billing.instalment-billed-for-other", 1)


def test_the_package_of_a_namesake_signed_on_the_same_day_is_billed(
    context: Context, package: Path
) -> None:
    change(package, ('id = "martin-2026"', 'id = "claire-martin-2"'))
    assert len(draft(context, Request("martin-bis")).invoices) == 1


@pytest.mark.parametrize(
    ("hour", "found"),
    [(None, ["billing.session-billed-for-other"]), (time(17), [])],
    ids=["no hour", "another hour"],
)
def test_a_package_is_not_billed_again_under_another_id_for_the_same_sessions(
    context: Context, package: Path, hour: time | None, found: list[str]
) -> None:
    held = (
        f'\n[[sessions]]\nid = "s1"\non = {HELD_ON}\nminutes = 120\ntype = "in-person"\n'
        'status = "held"\n'
    )
    for path in (package, context.folder.archive_dir / "2026" / "martin-2026.toml"):
        path.write_text(path.read_text("utf-8") + held, "utf-8")
    change(package, ('id = "martin-2026"', 'id = "claire"'))
    if hour:
        log_session(context, ref="martin-bis", session_id="s1", at=hour)
    try:
        draft(context, Request("martin-bis"))
        problems: tuple[Problem, ...] = ()
    except RuleRefusedError as error:
        problems = error.problems
    assert [each.message for each in problems] == found


def test_an_original_that_cannot_be_read_still_stops_its_copy(
    context: Context, archived: Path, copy: Path
) -> None:
    remove_seal(copy)
    archived.write_text("schema = 1\n", "utf-8")
    assert [each.message for each in refused(context)] == ["billing.session-billed-for-other"]


@pytest.fixture
def renamed(context: Context, archived: Path) -> Path:
    """Rename the file of a billed engagement without a seal: only its invoices tell its name."""
    remove_seal(archived)
    return archived.rename(context.folder.engagement_file("martin-bis"))


@pytest.mark.usefixtures("renamed")
def test_a_renamed_file_bills_nothing_again(context: Context) -> None:
    (problem,) = refused(context)
    assert (problem.message, dict(problem.args)) == (
        "billing.billed-elsewhere",
        {"number": "F-2026-0001", "other": "martin-2026"},
    )


@pytest.mark.usefixtures("renamed")
def test_what_was_credited_may_be_billed_by_a_renamed_file(context: Context) -> None:
    issue_credit_note(context, CreditRequest("1", Selection(), "Erreur.", rebillable=True))
    assert len(draft(context, Request("martin-bis")).invoices) == 1
