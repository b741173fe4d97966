"""An archived year can be read and checked without the program that made it."""

import stat
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

from phmcoach.documents.papers.facturx import extract_xml
from phmcoach.errors import ConflictError, StorageError
from phmcoach.store.files import write_new
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder

ARCHIVE = (*IN, "export", "archive", "--year", "2026")


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with an invoice and its payment."""
    pay = (*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer")
    return begin_after(*INVOICED, pay) / "practice"


def unpack(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_holds_the_year_and_the_digest_of_each_file(coach: Run, practice: Path) -> None:
    ran = coach(*ARCHIVE)
    assert ran.code == 0, ran
    path = Path(ran.out.strip())
    assert path == practice / "exports" / "archive-2026-au-2026-02-03.zip"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    files = unpack(path)
    assert sorted(files) == [
        "LISEZMOI.txt",
        "SHA256SUMS",
        "etats/chiffre-d-affaires-2026.csv",
        "etats/journal-des-ventes-2026.csv",
        "etats/livre-des-recettes-2026.csv",
        "etats/tva-exigible-2026.csv",
        "registre/2026/000001.toml",
        "registre/2026/000002.toml",
        "registre/2026/facture-SPECIMEN-2026-0001.pdf",
        "registre/2026/facture-SPECIMEN-2026-0001.xml",
        "registre/head.toml",
    ]
    listed = [line.split("  ", 1) for line in files.pop("SHA256SUMS").decode().splitlines()]
    sums = {name: digest for digest, name in listed}
    assert sums == {name: sha256(content).hexdigest() for name, content in files.items()}
    issued = practice / "ledger" / "2026" / "facture-SPECIMEN-2026-0001.pdf"
    assert files["registre/2026/facture-SPECIMEN-2026-0001.pdf"] == issued.read_bytes()
    assert b"CrossIndustryInvoice" in files["registre/2026/facture-SPECIMEN-2026-0001.xml"]
    assert b"520,00" in files["etats/livre-des-recettes-2026.csv"]


@pytest.mark.usefixtures("practice")
def test_the_notice_says_what_the_archive_is_and_is_not(coach: Run) -> None:
    ran = coach(*ARCHIVE)
    notice = unpack(Path(ran.out.strip()))["LISEZMOI.txt"].decode()
    assert notice.startswith("ARCHIVE COMPTABLE 2026 – Camille Durand EI, SIRET 90000000100017\n")
    assert "n’était pas terminée" in notice
    assert "SPÉCIMEN" in notice
    assert "2026 is not over" in ran.err


def test_a_plain_copy_for_a_portal_is_the_original_in_two_files(coach: Run, practice: Path) -> None:
    before = {path: path.read_bytes() for path in practice.glob("ledger/**/*") if path.is_file()}
    ran = coach(*IN, "mail", "1", "--duplicate", "--plain")
    pdf, xml = map(Path, ran.out.splitlines())
    assert (pdf.name, xml.name) == (
        "facture-SPECIMEN-2026-0001-portail.pdf",
        "facture-SPECIMEN-2026-0001-portail.xml",
    )
    assert xml.read_bytes() == extract_xml(next(practice.glob("ledger/*/*.pdf")).read_bytes())
    assert extract_xml(pdf.read_bytes()) is None
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("today", "kept"),
    [
        (
            "2026-12-31",
            "6 ans au moins (LPF art. L102 B) ; à partir du 1er janvier 2027, 10 ans au moins (",
        ),
        ("2027-01-01", "les pièces fiscales 10 ans au moins ("),
    ],
)
@pytest.mark.usefixtures("practice")
def test_the_notice_says_how_long_the_law_keeps_papers_from_its_day_on(
    coach: Run, monkeypatch: pytest.MonkeyPatch, today: str, kept: str
) -> None:
    monkeypatch.setenv("COACH_TODAY", today)
    notice = unpack(Path(coach(*ARCHIVE).out.strip()))["LISEZMOI.txt"].decode()
    assert kept in notice.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


@pytest.mark.usefixtures("practice")
def test_last_year_is_archived_unless_another_is_named(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2027-01-04")
    ran = coach(*IN, "export", "archive")
    assert (ran.code, "not over" in ran.err) == (0, False), ran
    assert "n’était pas terminée" not in unpack(Path(ran.out.strip()))["LISEZMOI.txt"].decode()


@pytest.mark.usefixtures("practice")
def test_an_archive_of_the_same_day_has_the_same_bytes_and_replaces_no_file(
    coach: Run, tmp_path: Path
) -> None:
    first = Path(coach(*ARCHIVE).out.strip())
    again = coach(*ARCHIVE)
    assert (again.code, "--to" in again.err) == (6, True), again
    other = coach(*ARCHIVE, "--to", str(tmp_path / "copy.zip"))
    assert other.code == 0, other
    assert (tmp_path / "copy.zip").read_bytes() == first.read_bytes()
    assert BytesIO(first.read_bytes()).read(2) == b"PK"


@pytest.mark.parametrize(
    "place",
    [
        "engagements/.tmp-0123456789abcdef",
        "ledger/x.zip",
        "ledger/2026/x.zip",
        ".coach.plan",
        "law/vat.toml",
        "documents/martin/amendment-1.signed.toml",
        "clients/new.zip",
        "exports/archives.toml",
    ],
)
def test_no_archive_is_written_among_the_files_that_the_program_uses(
    coach: Run, practice: Path, place: str
) -> None:
    before = {path for path in practice.rglob("*") if path.name != ".coach.lock"}
    ran = coach(*ARCHIVE, "--to", str(practice / place))
    assert (ran.code, "coach -C practice export archive --year 2026" in ran.err) == (5, True), ran
    assert {path for path in practice.rglob("*") if path.name != ".coach.lock"} == before


@pytest.mark.parametrize("place", ["copy.zip", "exports/copy.zip", "mine/copy.zip"])
def test_an_archive_may_be_kept_in_the_practice_beside_its_files(
    coach: Run, practice: Path, place: str
) -> None:
    (practice / "mine").mkdir()
    (practice / "exports").mkdir(exist_ok=True)
    assert coach(*ARCHIVE, "--to", str(practice / place)).code == 0
    assert (practice / place).is_file()


@pytest.mark.usefixtures("practice")
def test_json_describes_the_archive(coach: Run) -> None:
    import json

    made = json.loads(coach(*ARCHIVE, "--json").out)
    assert (made["entries"], made["over"]) == (2, False)
    assert sha256(Path(made["path"]).read_bytes()).hexdigest() == made["sha256"]


def test_a_damaged_ledger_is_not_archived(coach: Run, practice: Path) -> None:
    pdf = practice / "ledger" / "2026" / "facture-SPECIMEN-2026-0001.pdf"
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    ran = coach(*ARCHIVE)
    assert (ran.code, "coach -C practice doctor" in ran.err) == (5, True), ran
    assert not (practice / "exports").exists()


@pytest.mark.parametrize(
    "name", ["head.toml", "2026/000001.toml", "2026/facture-SPECIMEN-2026-0001.pdf"]
)
def test_a_ledger_that_cannot_be_read_is_not_called_damaged(
    coach: Run, practice: Path, name: str
) -> None:
    path = practice / "ledger" / name
    path.unlink()
    path.mkdir()
    ran = coach(*ARCHIVE)
    assert (ran.code, f"ledger/{name} is not a file" in ran.err) == (7, True), ran


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("export",), 2),
        (("export", "everything"), 2),
        (("export", "archive", "--year", "2024"), 5),
        (("export", "archive", "--year", "2026", "--to", "/nowhere/a.zip"), 7),
    ],
)
def test_an_impossible_archive_is_refused(coach: Run, words: tuple[str, ...], code: int) -> None:
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (code, ""), ran


def test_the_folder_is_locked_while_an_archive_is_written(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def write(path: Path, content: bytes, mode: int) -> None:
        with pytest.raises(ConflictError), lock_folder(Folder(practice), timeout=0):
            pass
        held.append(path.name)
        write_new(path, content, mode)

    monkeypatch.setattr("phmcoach.actions.practice.year_archive.write_new", write)
    assert coach(*ARCHIVE).code == 0
    assert held == ["archive-2026-au-2026-02-03.zip"]


@pytest.fixture
def archived(coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Archive 2026 in January, and then record a receipt of December."""
    monkeypatch.setenv("COACH_TODAY", "2027-01-04")
    assert coach(*ARCHIVE).code == 0
    late = (
        "receive",
        "--amount",
        "10",
        "--label",
        "Talk",
        "--on",
        "2026-12-30",
        "--by",
        "transfer",
        "--today-is",
        "2027-01-04",
    )
    assert coach(*IN, *late).code == 0
    return practice


@pytest.mark.usefixtures("archived")
def test_an_archive_holds_every_entry_of_its_statements_whenever_it_was_recorded(
    coach: Run,
) -> None:
    files = unpack(Path(coach(*ARCHIVE).out.strip()))
    assert b"10,00" in files["etats/livre-des-recettes-2026.csv"]
    assert b"2026-12-30" in files["registre/2027/000003.toml"]
    notice = files["LISEZMOI.txt"].decode()
    assert "telle qu’elle a été écrite (texte, format TOML) : 2\n" in notice
    assert "un encaissement de décembre noté en janvier : 1\n" in notice
    following = unpack(Path(coach(*IN, "export", "archive", "--year", "2027").out.strip()))
    assert "registre/2027/000003.toml" in following


def test_a_year_that_changed_since_its_archive_is_reported_wherever_the_archive_is(
    coach: Run, archived: Path
) -> None:
    (archived / "exports" / "archive-2026-au-2027-01-04.zip").unlink()
    ran = coach(*IN, "doctor")
    assert (ran.code, "archive of 4 January 2027, 1 entry was added to 2026" in plain(ran.out)) == (
        0,
        True,
    ), ran
    again = coach(*ARCHIVE)
    assert "archive of 4 January 2027, 1 entry was added to 2026: keep" in plain(again.err)
    assert "added to 2026" not in plain(coach(*IN, "doctor").out)


def test_a_second_archive_of_a_day_has_a_name_of_its_own_if_the_year_has_changed(
    coach: Run, archived: Path
) -> None:
    first = archived / "exports" / "archive-2026-au-2027-01-04.zip"
    before = first.read_bytes()
    assert Path(coach(*ARCHIVE).out.strip()) == first.with_stem(f"{first.stem}-2")
    assert first.read_bytes() == before
    assert coach(*ARCHIVE).code == 6


def test_an_archive_of_a_year_that_is_not_over_is_not_noted(coach: Run, practice: Path) -> None:
    assert coach(*ARCHIVE).code == 0
    assert not (practice / "exports" / "archives.toml").exists()
    pay = ("receive", "--amount", "10", "--label", "Talk", "--on", "2026-02-03", "--by", "transfer")
    assert coach(*IN, *pay).code == 0
    assert "added to 2026" not in plain(coach(*IN, "doctor").out)


@pytest.mark.usefixtures("archived")
def test_json_warns_of_a_year_that_changed_since_its_archive(coach: Run) -> None:
    import json

    made = json.loads(coach(*ARCHIVE, "--json").out)
    assert [warning["code"] for warning in made["warnings"]] == ["archive.changed-since"]


def test_notes_on_archives_that_cannot_be_read_are_reported_and_stop_the_next_archive(
    coach: Run, archived: Path
) -> None:
    (archived / "exports" / "archives.toml").write_text("schema = 1\narchive = 2\n", "utf-8")
    doctor, export = coach(*IN, "doctor"), coach(*ARCHIVE)
    assert (doctor.code, export.code) == (1, 4)
    assert "exports/archives.toml:2" in doctor.out
    assert "exports/archives.toml:2" in export.err


def test_an_archive_that_cannot_be_noted_is_made_with_a_warning(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError.of("store.no-space", path="archives.toml")

    monkeypatch.setenv("COACH_TODAY", "2027-01-04")
    monkeypatch.setattr("phmcoach.actions.practice.archived_years.create_record", refuse)
    ran = coach(*ARCHIVE)
    assert (ran.code, "exports/archives.toml could not be" in ran.err) == (0, True), ran
    assert Path(ran.out.strip()).parent == practice / "exports"


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
