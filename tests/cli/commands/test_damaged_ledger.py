"""A damaged ledger: readers go on and name the file, writers refuse, facts can be recorded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

from phmcoach.store.ledger_chain import RecordedEntry, derive_head, parse_entry, render_head

ON = ("--on", "2026-02-03")
PAID = (*IN, "pay", "1", *ON, "--by", "transfer")
RECEIVED = (*IN, "receive", "--amount", "90", "--label", "Atelier", *ON, "--by", "cash")
TWICE_INVOICED = (
    *INVOICED,
    PAID,
    (*IN, "log-session", "martin", "--on", "2026-02-02"),
    (*IN, "invoice", "martin"),
)


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice whose ledger is an invoice, its payment, another invoice, and a receipt.

    Three sessions are not billed: s3 took place, s4 and s5 are planned.
    """
    return (
        begin_after(
            *TWICE_INVOICED,
            RECEIVED,
            (*IN, "log-session", "martin", "--on", "2026-02-03"),
            (*IN, "plan", "martin", "--on", "2026-02-10"),
            (*IN, "plan", "martin", "--on", "2026-02-17"),
        )
        / "practice"
    )


def payment(practice: Path) -> Path:
    return practice / "ledger" / "2026" / "000002.toml"


def change(practice: Path) -> None:
    """Change the payment, so that it can still be parsed."""
    path = payment(practice)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"Acme SA", b"Acme SB"))


def break_off(practice: Path) -> None:
    """Change the payment, so that it cannot be parsed."""
    path = payment(practice)
    path.chmod(0o600)
    path.write_bytes(b"= nothing\n")


def remove(practice: Path) -> None:
    payment(practice).unlink()


Damage = Callable[[Path], None]
DAMAGES = (change, break_off, remove)
CHANGED = (
    "Entry 000002 of the ledger no longer matches the digest in SPECIMEN-2026-0002: restore it"
    " from a backup, or from the computer that wrote SPECIMEN-2026-0002. If there is no copy, move"
    " this file out of the folder, then type: coach recover"
)


def everything(practice: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in practice.rglob("*") if path.is_file()}


READERS = (
    ("show", "martin"),
    ("ledger",),
    ("ledger", "--csv"),
    ("ledger", "--view", "sales"),
    ("ledger", "--view", "unpaid"),
    ("remind",),
)


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_reader_prints_its_result_and_names_the_changed_entry(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    before = coach(*IN, *command)
    path = payment(practice)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    after = coach(*IN, *command)
    assert (before.code, after.code, after.out) == (0, 4, before.out)
    assert after.err == f"{before.err}Error: {CHANGED}\n  {shown(path)}\n  {FIX}\n"


FIX = "To fix it: coach -C practice doctor"


def shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd()))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_reader_shows_what_can_be_read_and_ends_with_4(
    coach: Run, practice: Path, command: tuple[str, ...], damage: Damage
) -> None:
    damage(practice)
    ran = coach(*IN, *command)
    assert (ran.code, bool(ran.out)) == (4, True), ran
    assert "practice/ledger/2026" in ran.err


@pytest.mark.parametrize("command", [READERS[0], READERS[1], READERS[5]], ids=" ".join)
def test_an_answer_for_programs_names_the_changed_entry_among_its_warnings(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    change(practice)
    ran = coach(*IN, *command, "--json")
    *_, last = json.loads(ran.out)["warnings"]
    place = {"file": str(payment(practice)), "line": None, "key": None}
    assert (ran.code, last["code"], last["place"]) == (4, "ledger.entry-changed", place)


def test_a_list_that_needs_no_ledger_does_not_open_it(coach: Run, practice: Path) -> None:
    break_off(practice)
    assert coach(*IN, "list").code == 0


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "command",
    [
        ("pay", "2", *ON, "--by", "transfer"),
        ("receive", "--amount", "10", "--label", "x", *ON, "--by", "cash"),
        ("invoice", "martin"),
        ("invoice", "martin", "--dry-run"),
        ("credit", "2", "--reason", "x"),
        ("log-session", "martin", "--session", "s3", "--hours", "1"),
        ("cancel-session", "martin", "--session", "s4", "--by", "coach"),
        ("reschedule", "martin", "--session", "s4", "--by", "coach", "--to", "2026-02-12"),
        ("mail", "1", "--duplicate"),
        ("mail", "1"),
        ("remind", "1"),
        (
            "new-engagement",
            "zed",
            "--client",
            "acme",
            "--beneficiary",
            "Z",
            "--situation",
            "new-role",
        ),
    ],
    ids=" ".join,
)
def test_what_depends_on_the_ledger_is_refused_and_nothing_is_written(
    coach: Run, practice: Path, command: tuple[str, ...], damage: Damage
) -> None:
    damage(practice)
    before = everything(practice)
    ran = coach(*IN, *command)
    assert (ran.code, ran.out, everything(practice)) == (4, "", before), ran
    assert "practice/ledger/2026" in ran.err


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "command",
    [
        ("log-session", "martin", "--on", "2026-01-20"),
        ("plan", "martin", "--on", "2026-03-10"),
    ],
    ids=" ".join,
)
def test_a_session_is_recorded_with_a_warning(
    coach: Run, practice: Path, command: tuple[str, ...], damage: Damage
) -> None:
    damage(practice)
    ran = coach(*IN, *command)
    assert (ran.code, ran.err.startswith("Warning: ")) == (0, True), ran
    assert "practice/ledger/2026" in ran.err
    assert 'id = "s6"' in (practice / "engagements" / "martin.toml").read_text("utf-8")


def test_a_planned_session_that_took_place_is_recorded_with_a_warning(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(practice)
    monkeypatch.setenv("COACH_TODAY", "2026-02-10")
    ran = coach(*IN, "log-session", "martin", "--on", "2026-02-10")
    assert (ran.code, CHANGED in ran.err) == (0, True), ran


def test_a_session_on_an_invoice_that_can_be_read_is_refused_as_billed(
    coach: Run, practice: Path
) -> None:
    change(practice)
    ran = coach(*IN, "log-session", "martin", "--session", "s1", "--hours", "1")
    assert (ran.code, "is on invoice" in ran.err) == (5, True), ran


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", ["mail --duplicate", "mail", "remind"])
def test_a_document_that_still_verifies_is_written_and_the_damage_named(
    coach: Run, practice: Path, command: str, damage: Damage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-04-20")
    damage(practice)
    ran = coach(*IN, *command.split(), "SPECIMEN-2026-0002")
    assert (ran.code, Path(ran.out.splitlines()[-1]).exists()) == (4, True), ran
    assert "practice/ledger/2026" in ran.err


def test_a_document_is_refused_if_its_own_entry_was_changed(coach: Run, practice: Path) -> None:
    path = practice / "ledger" / "2026" / "000003.toml"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"Acme SA", b"Acme SB"))
    assert coach(*IN, "mail", "SPECIMEN-2026-0002", "--duplicate").code == 4
    assert not list(practice.rglob("*duplicata*"))


def put_an_older_one_back(practice: Path) -> dict[Path, bytes]:
    """Put the ledger of before the second invoice back beside the newer PDFs; return what is lost.

    The head that it gets is that of its two entries.
    """
    ledger = practice / "ledger"
    head = (ledger / "head.toml").read_bytes()
    lost = {path: path.read_bytes() for path in sorted((ledger / "2026").glob("00000[34].toml"))}
    for path in lost:
        path.unlink()
    older = derive_head(parse_entries(sorted((ledger / "2026").glob("*.toml"))))
    (ledger / "head.toml").write_bytes(render_head(older))
    return {**lost, ledger / "head.toml": head}


def parse_entries(paths: list[Path]) -> list[RecordedEntry]:
    return [parse_entry(path.read_bytes(), str(path)) for path in paths]


WITHOUT_ENTRY = (
    "facture-SPECIMEN-2026-0002.pdf has the name of an issued document whose entry is not in the"
    " ledger: an older version of the ledger was probably put back beside it."
)


@pytest.mark.parametrize(
    "command",
    [
        ("pay", "1", *ON, "--by", "transfer"),
        ("pay", "1", "--undo", *ON),
        ("receive", "--amount", "10", "--label", "x", *ON, "--by", "cash"),
        ("receive", "--nature", "opening", "--amount", "100"),
        ("invoice", "martin"),
        ("invoice", "martin", "--dry-run"),
        ("invoice", "martin", "--deposit", "100"),
        ("invoice", "--all", "--yes"),
        ("credit", "1", "--reason", "x"),
        ("quote", "martin"),
        ("recover", "clock", "--today-is", "2026-02-03"),
        ("mail", "2"),
        ("mail", "2", "--duplicate"),
        ("log-session", "martin", "--session", "s3", "--hours", "1"),
    ],
    ids=" ".join,
)
def test_nothing_is_issued_or_paid_while_a_pdf_lies_there_without_its_entry(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    put_an_older_one_back(practice)
    before = everything(practice)
    ran = coach(*IN, *command)
    assert (ran.code, ran.out, everything(practice)) == (4, "", before), ran
    assert WITHOUT_ENTRY in ran.err


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_reader_names_the_pdf_without_its_entry(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    put_an_older_one_back(practice)
    ran = coach(*IN, *command)
    assert (ran.code, WITHOUT_ENTRY in ran.err) == (4, True), ran


def test_once_the_entry_and_the_head_are_back_the_payment_is_recorded(
    coach: Run, practice: Path
) -> None:
    lost = put_an_older_one_back(practice)
    for path, raw in lost.items():
        path.write_bytes(raw)
    assert coach(*IN, "doctor").code == 0
    assert coach(*IN, "pay", "2", *ON, "--by", "transfer").code == 0


def test_the_same_document_gets_its_number_again_once_its_pdf_was_moved_out(
    coach: Run, begin_after: BeginAfter
) -> None:
    practice = begin_after(*TWICE_INVOICED) / "practice"
    put_an_older_one_back(practice)
    pdf = practice / "ledger" / "2026" / "facture-SPECIMEN-2026-0002.pdf"
    sent = pdf.rename(practice.parent / pdf.name).read_bytes()
    assert coach(*IN, "invoice", "martin", "--on", "2026-02-03", "--yes").code == 0
    assert pdf.read_bytes() == sent
    assert coach(*IN, "doctor").code == 0


@pytest.mark.parametrize("command", [("invoice", "martin"), ("invoice", "--all", "--yes")])
def test_a_number_that_was_mailed_is_not_drawn_again_after_an_older_ledger_was_put_back(
    coach: Run, begin_after: BeginAfter, command: tuple[str, ...]
) -> None:
    practice = begin_after(*TWICE_INVOICED) / "practice"
    assert coach(*IN, "mail", "2").code == 0
    put_an_older_one_back(practice)
    (practice / "ledger" / "2026" / "facture-SPECIMEN-2026-0002.pdf").unlink()
    before = everything(practice)
    ran = coach(*IN, *command)
    sent = "documents/martin/facture-SPECIMEN-2026-0002.eml"
    said = f"have had this number or a later one already ({sent})"
    assert (ran.code, ran.out, ran.err.count(said)) == (4, "", 1), ran
    assert everything(practice) == before
    assert coach(*IN, "doctor").out.count(said) == 1
