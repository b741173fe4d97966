import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.documents import find_form, form_path
from phmcoach.actions.opening import open_all, open_engagement
from phmcoach.actions.practice.doctor import Diagnosis, examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import MissingError, Place, RuleRefusedError, StorageError

Signed = Callable[..., Path]


@pytest.fixture
def engagement(context: Context, signed: Signed) -> Path:
    """Make an engagement with one invoice."""
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    return path


SEAL = "seal.contract-changed"


def messages(diagnosis: Diagnosis) -> list[str]:
    return [finding.message for finding in diagnosis.findings]


def test_a_folder_that_commands_made_is_healthy(context: Context, engagement: Path) -> None:
    diagnosis = examine(context)
    assert (diagnosis.findings, diagnosis.is_healthy) == ((), True)
    assert (diagnosis.engagements, diagnosis.clients, diagnosis.entries) == (1, 1, 1)
    assert engagement.exists()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('request = "Trouver ma place."\n', "", ["gate.request-removed"]),
        (
            "validated_on = 2026-01-05",
            "validated_on = 2026-01-11",
            [SEAL],
        ),
        (
            "received_on = 2026-01-02",
            "received_on = 2026-01-06",
            ["gate.validated-before-received", SEAL],
        ),
        ('indicator = "Dossiers."\n', "", [SEAL]),
        ("personal = false", "personal = true", [SEAL]),
        ("\nsessions = 12", "\nsessions = 9", [SEAL]),
        ("beneficiary = 2026-01-10\n", "", ["gate.session-before-signature"]),
        (
            "\nend_on = 2026-07-11",
            "\nend_on = 2026-01-12",
            [SEAL, "gate.session-after-end"],
        ),
        ('client = "acme"', 'client = "nobody"', ["find.client-of-engagement"]),
        ('profile = "standard"', 'profile = "own"', ["profile.unknown"]),
        ("on = 2026-01-13", "on = 2026-02-14", ["billing.session-changed"]),
        ("minutes = 120\ntype", "minutes = true\ntype", ["store.not-a-whole-number"]),
    ],
)
def test_rules_broken_by_hand_are_found(
    context: Context, engagement: Path, old: str, new: str, found: list[str]
) -> None:
    text = engagement.read_text("utf-8")
    assert text.count(old) == 1
    engagement.write_text(text.replace(old, new), "utf-8")
    diagnosis = examine(context)
    assert not diagnosis.is_healthy
    reported = messages(diagnosis)
    assert [m for m in reported if not m.startswith("store.")] == [
        m for m in found if not m.startswith("store.")
    ]
    assert reported
    assert all(finding.place for finding in diagnosis.findings)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[signatures]\n", "[signatures]\nexpress_request_on = 2027-01-10\n"),
        ("[[sessions]]\n", "[[sessions]]\nnotified_at = 2027-01-12T08:00:00\n"),
        ("[signatures]\n", '[quote]\nnumber = "D-1"\naccepted_on = 2027-01-09\n[signatures]\n'),
    ],
)
def test_facts_of_any_kind_in_the_future_are_found(
    context: Context, engagement: Path, old: str, new: str
) -> None:
    text = engagement.read_text("utf-8")
    engagement.write_text(text.replace(old, new), "utf-8")
    assert "gate.in-the-future" in messages(examine(context))


def test_a_file_without_its_client_is_checked_as_far_as_possible(
    context: Context, engagement: Path
) -> None:
    text = engagement.read_text("utf-8")
    changed = text.replace('client = "acme"', 'client = "nobody"')
    changed = changed.replace("validated_on = 2026-01-05", "validated_on = 2046-01-05")
    engagement.write_text(changed.replace("on = 2026-01-13", "on = 2026-02-14"), "utf-8")

    assert messages(examine(context)) == [
        "find.client-of-engagement",
        "gate.in-the-future",
        "billing.session-changed",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("archive/martin-2026.toml", "store.stray-engagement"),
        ("engagements/martin-2026.toml.txt", "store.stray-name"),
        ("engagements/Martin-2026.toml", "store.stray-name"),
    ],
)
def test_the_only_file_of_a_billed_engagement_in_a_wrong_place_is_an_error_and_not_lost(
    context: Context, engagement: Path, name: str, message: str
) -> None:
    (context.folder.root / "archive").mkdir()
    engagement.rename(context.folder.root / name)
    (finding,) = examine(context).findings
    assert (finding.message, finding.level) == (message, "error")


def test_a_copy_in_the_archive_of_an_engagement_that_is_there_is_no_error(
    context: Context, engagement: Path
) -> None:
    context.folder.archive_dir.mkdir()
    (context.folder.archive_dir / engagement.name).write_bytes(engagement.read_bytes())
    (finding,) = examine(context).findings
    assert (finding.message, finding.level) == ("store.stray-in-archive", "warning")


@pytest.mark.parametrize("name", ["bigco.toml", "Acme.toml"])
def test_the_file_of_a_client_that_was_renamed_is_named(
    context: Context, engagement: Path, name: str
) -> None:
    renamed = context.folder.clients_dir / name
    context.folder.client_file("acme").rename(renamed)
    found = {each.message: each for each in examine(context).findings}
    args = {"client": "acme", "engagement": engagement.stem, "file": f"clients/{name}"}
    assert dict(found["find.client-renamed"].args) == args
    assert command_of(found["find.client-renamed"]) is None
    with pytest.raises(MissingError) as refused:
        open_engagement(context.folder, "martin")
    assert [each.message for each in refused.value.problems] == ["find.client-renamed"]


def test_the_file_of_a_client_of_another_engagement_is_not_renamed(
    context: Context, engagement: Path
) -> None:
    context.folder.client_file("acme").rename(context.folder.client_file("bigco"))
    other = engagement.read_text("utf-8").partition("[[objectives]]")[0]
    other = other.replace('client = "acme"', 'client = "bigco"').replace("Claire", "Paul")
    context.folder.engagement_file("autre").write_text(other, "utf-8")
    told = [each for each in messages(examine(context)) if each.startswith("find.")]
    assert told == ["find.client-of-engagement"]


def test_nothing_that_follows_from_lost_signatures_is_found_beside_them(
    context: Context, engagement: Path
) -> None:
    text = engagement.read_text("utf-8")
    before, _, rest = text.partition("[signatures]\n")
    engagement.write_text(before + rest[rest.index("\n[") + 1 :], "utf-8")
    assert messages(examine(context)) == ["seal.contract-changed"]
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert [each.message for each in refused.value.problems] == ["seal.contract-changed"]


def test_every_closed_gate_names_the_command_that_opens_it(
    context: Context, engagement: Path
) -> None:
    text = engagement.read_text("utf-8")
    engagement.write_text(text.replace("beneficiary = 2026-01-10\n", ""), "utf-8")
    fixes = [command_of(finding) for finding in examine(context).findings]
    assert fixes == ["coach sign martin-2026 --on DATE"]


def test_a_renewal_without_a_reason_is_found(context: Context, engagement: Path) -> None:
    text = engagement.read_text("utf-8").replace("2026-01-02", "2026-03-01")
    second = text[: text.index("[[objectives]]")]
    lines = second.splitlines(keepends=True)
    second = "".join(line for line in lines if "valid" not in line and "A-2026" not in line)
    context.folder.engagement_file("martin-bis").write_text(second, "utf-8")
    assert messages(examine(context)) == ["gate.renewal-without-justification"]


def test_an_open_copy_of_an_archived_engagement_is_found(
    context: Context, engagement: Path
) -> None:
    archived = context.folder.archive_dir / "2026" / engagement.name
    archived.parent.mkdir(parents=True)
    context.folder.engagement_file("martin-bis").write_bytes(engagement.read_bytes())
    engagement.rename(archived)
    (found,) = (each for each in examine(context).findings if "copy" in each.message)
    assert (found.message, dict(found.args)) == (
        "engagement.copy-of-archived",
        {"ref": "martin-bis", "other": "martin-2026", "file": "engagements/martin-bis.toml"},
    )


def copies_found(context: Context, path: Path, copy: Path) -> list[tuple[str, object]]:
    """Return the findings of two files of one engagement, and the file that each names."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(path.read_bytes())
    found = [each for each in examine(context).findings if each.level == "error"]
    return [(each.message, each.args.get("file")) for each in found]


def test_an_archived_copy_of_a_billed_engagement_is_what_is_moved_out(
    context: Context, engagement: Path
) -> None:
    copy = context.folder.archive_dir / "2025" / "martin-2025.toml"
    name = "archive/2025/martin-2025.toml"
    assert copies_found(context, engagement, copy) == [("engagement.copy-in-archive", name)]


def test_an_archived_copy_that_nothing_documents_is_moved_out_as_it_is_not_closed(
    context: Context, signed: Signed
) -> None:
    copy = context.folder.archive_dir / "2025" / "martin-2025.toml"
    name = "archive/2025/martin-2025.toml"
    found = copies_found(context, signed(), copy)
    assert ("engagement.copy-in-archive", name) in found
    assert "step.archived-open" not in [message for message, _ in found]


def exchange(one: Path, other: Path) -> None:
    aside = one.rename(one.with_name("aside"))
    other.rename(one)
    aside.rename(other)


def exchanged(file: str, second: str) -> dict[str, object]:
    return {
        "ref": file,
        "other": second,
        "file": f"engagements/{file}.toml",
        "second": f"engagements/{second}.toml",
    }


def test_two_signed_engagements_that_were_exchanged_are_found_once(
    context: Context, engagement: Path, signed: Signed
) -> None:
    exchange(engagement, signed("roche-2026"))
    (found,) = examine(context).findings
    assert (found.message, dict(found.args)) == (
        "engagement.exchanged",
        exchanged("martin-2026", "roche-2026"),
    )
    for ref in ("martin-2026", "roche-2026"):
        with pytest.raises(RuleRefusedError) as error:
            log_session(context, ref=ref, on=date(2026, 2, 10))
        assert error.value.problems[0].message == "engagement.exchanged"


def test_a_demand_under_the_name_of_a_signed_engagement_is_neither_changed_nor_a_copy(
    context: Context, engagement: Path, open_demand: Callable[..., Path]
) -> None:
    exchange(engagement, open_demand("roche-2026", beneficiary_id="roche"))
    (found,) = examine(context).findings
    assert (found.message, dict(found.args)) == (
        "engagement.exchanged",
        exchanged("roche-2026", "martin-2026"),
    )
    assert command_of(found) is None
    for ref in ("martin-2026", "roche-2026"):
        before = context.folder.engagement_file(ref).read_bytes()
        with pytest.raises(RuleRefusedError) as error:
            validate_demand(context, ref=ref, on=date(2026, 1, 5), request="Autre chose.")
        assert [each.message for each in error.value.problems] == ["engagement.exchanged"]
        assert context.folder.engagement_file(ref).read_bytes() == before
        shown = [each.message for each in show_engagement(context, ref=ref).warnings]
        assert shown == ["engagement.exchanged"]


def test_three_engagements_that_were_exchanged_are_each_named(
    context: Context, engagement: Path, signed: Signed
) -> None:
    second, third = signed("petit-2026"), signed("roche-2026")
    exchange(engagement, second)
    exchange(second, third)
    found = [(each.message, each.args["file"]) for each in examine(context).findings]
    assert found == [
        ("engagement.exchanged", f"engagements/{each.name}") for each in (engagement, second, third)
    ]


def test_an_engagement_that_was_billed_and_is_gone_is_found(
    context: Context, engagement: Path
) -> None:
    engagement.unlink()
    (finding,) = examine(context).findings
    assert finding.message == "billing.engagement-missing"
    assert finding.place == Place(engagement)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('profile = "standard"', 'profile = "own"', "profile"),
        ("[[sessions]]", '[[sessions]]\nid = "s1"\n{session}\n[[sessions]]', "sessions.2.id"),
    ],
)
def test_rules_broken_by_hand_are_found_on_their_line(
    context: Context, engagement: Path, old: str, new: str, key: str
) -> None:
    text = engagement.read_text("utf-8")
    session = 'on = 2026-01-13\nminutes = 120\ntype = "in-person"\nstatus = "held"\n'
    wrong = text.replace(old, new.format(session=session))
    engagement.write_text(wrong, "utf-8")
    problem = examine(context).findings[0]
    assert problem.place is not None
    assert (problem.place.key, problem.place.file) == (key, engagement)
    assert problem.place.line is not None
    lines = wrong.splitlines()
    assert lines[problem.place.line - 1] == ('id = "s1"' if key != "profile" else 'profile = "own"')


def test_one_changed_byte_of_an_issued_pdf_is_found(context: Context, engagement: Path) -> None:
    (pdf,) = context.folder.ledger_dir.rglob("*.pdf")
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    assert messages(examine(context)) == ["ledger.pdf-changed"]
    assert engagement.exists()


def test_broken_files_of_every_kind_are_reported_together(
    context: Context, engagement: Path
) -> None:
    for path in (
        engagement,
        context.folder.practice_file,
        context.folder.client_file("acme"),
        context.folder.ledger_head,
    ):
        path.write_text("= broken", "utf-8")
    diagnosis = examine(context)
    files = {finding.place.file.name for finding in diagnosis.findings if finding.place}
    assert files == {"martin-2026.toml", "practice.toml", "acme.toml", "head.toml"}


def test_archived_engagements_are_examined_too(context: Context, engagement: Path) -> None:
    year = context.folder.archive_dir / "2026"
    year.mkdir(parents=True)
    over = "\n[outcome]\nended_on = 2026-03-01\nclosed_on = 2026-03-01\n"
    engagement.write_text(engagement.read_text("utf-8") + over, "utf-8")
    engagement.rename(year / engagement.name)
    assert examine(context).findings == ()
    (year / engagement.name).write_text("= broken", "utf-8")
    assert not examine(context).is_healthy


def test_a_ledger_without_its_head_is_reported_with_the_number_of_its_entries(
    context: Context, engagement: Path
) -> None:
    context.folder.ledger_head.unlink()
    diagnosis = examine(context)
    assert engagement.exists()
    assert (diagnosis.is_healthy, diagnosis.entries) == (False, 1)


def refuse_folder(place: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a folder one that cannot be listed; return the message that says why."""
    if how == "file":
        if place.exists():
            place.rename(place.with_name("aside"))
        place.parent.mkdir(exist_ok=True)
        place.touch()
        return "store.not-a-folder"
    if how == "link":
        if place.exists():
            place.rename(place.with_name("aside"))
        place.parent.mkdir(exist_ok=True)
        place.symlink_to("nowhere")
        return "store.broken-link"
    scandir = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path) == place:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    place.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(os, "scandir", refuse)
    return "store.no-permission"


@pytest.mark.parametrize("how", ["file", "link", "forbidden"])
@pytest.mark.parametrize("name", ["engagements", "clients", "archive", "archive/2025", "law"])
def test_a_folder_that_cannot_be_listed_is_one_finding_among_others(
    context: Context, engagement: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    monkeypatch.setattr("phmcoach.actions.practice.doctor.find_open_rights", lambda _: ())
    place = context.folder.root / name
    (context.folder.root / "practice.toml").write_text("= broken", "utf-8")
    message = refuse_folder(place, how, monkeypatch)
    findings = examine(context).findings
    assert [each.message for each in findings] == ["store.toml-broken", message]
    assert findings[1].args == {"path": str(place)}
    assert engagement.name == "martin-2026.toml"


def test_a_year_of_the_archive_that_cannot_be_listed_hides_no_open_engagement(
    context: Context, engagement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = context.folder.archive_dir / "2025"
    message = refuse_folder(place, "forbidden", monkeypatch)
    found = open_all(context.folder)
    assert [each.ref for each in found.opened] == [engagement.stem]
    assert [(each.message, each.args) for each in found.problems] == [
        (message, {"path": str(place)})
    ]


@pytest.mark.parametrize("typed", ["martin-2026", "mart"])
@pytest.mark.parametrize("place", ["archive", "archive/2025"])
def test_an_archive_that_cannot_be_listed_is_named_beside_an_open_engagement(
    context: Context,
    engagement: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    place: str,
) -> None:
    path = context.folder.root / place
    message = refuse_folder(path, "forbidden", monkeypatch)
    shown = show_engagement(context, ref=typed)
    assert shown.case.ref == engagement.stem
    assert [(each.message, each.level, each.args) for each in shown.warnings] == [
        (message, "warning", {"path": str(path)})
    ]


@pytest.mark.usefixtures("engagement")
def test_an_unknown_engagement_may_be_in_a_year_that_cannot_be_listed(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = refuse_folder(context.folder.archive_dir / "2025", "forbidden", monkeypatch)
    with pytest.raises(StorageError) as error:
        show_engagement(context, ref="petit")
    assert [each.message for each in error.value.problems] == [message]


def test_documents_that_cannot_be_searched_hold_no_form_to_name(
    context: Context, engagement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_path(context.folder, engagement.stem)
    stat = os.stat

    def refuse(path: str | Path, **how: bool) -> object:
        if path in (form, str(form)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, **how)

    monkeypatch.setattr(os, "stat", refuse)
    assert find_form(context.folder, engagement.stem) is None


def test_what_the_disk_refuses_of_an_engagement_is_not_mended_in_its_file(
    context: Context, engagement: Path
) -> None:
    documents = context.folder.documents_dir("martin-2026")
    documents.rename(documents.with_name("aside"))
    documents.touch()
    found = [each for each in examine(context).findings if each.message == "store.not-a-folder"]
    assert found
    assert {command_of(each) for each in found} == {None}
    assert engagement.exists()


def test_a_folder_that_others_can_enter_is_reported_until_its_rights_are_mended(
    context: Context,
) -> None:
    def found() -> list[str]:
        return [each.message for each in examine(context).findings]

    context.folder.root.chmod(0o755)
    assert "store.open-to-others" in found()
    context.folder.root.chmod(0o700)
    assert "store.open-to-others" not in found()


def test_a_practice_where_nothing_may_be_written_is_checked_all_the_same(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = context.folder.root
    monkeypatch.setattr("phmcoach.store.lock.os.access", lambda *_: False)

    diagnosis = examine(context)

    assert [(each.message, each.args) for each in diagnosis.findings] == [
        ("store.unwritable", {"paths": (str(root),)})
    ]
    assert diagnosis.is_healthy


def test_each_folder_where_nothing_may_be_written_is_named(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = {context.folder.clients_dir, context.folder.ledger_dir}
    monkeypatch.setattr("phmcoach.store.lock.os.access", lambda path, _: path not in refused)

    (finding,) = examine(context).findings

    assert finding.args == {
        "paths": (str(context.folder.clients_dir), str(context.folder.ledger_dir))
    }


def test_each_place_below_the_top_where_nothing_may_be_written_is_named(
    context: Context, engagement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = context.folder
    places = (
        folder.archive_dir / "2025",
        folder.ledger_dir / "2026",
        folder.documents_dir(engagement.stem),
        folder.templates_dir / "fr" / "clauses",
    )
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
    refused = {*places, folder.lock_file}
    monkeypatch.setattr("phmcoach.store.lock.os.access", lambda path, _: path not in refused)

    (finding,) = examine(context).findings

    assert finding.args == {"paths": tuple(map(str, (*places, folder.lock_file)))}
