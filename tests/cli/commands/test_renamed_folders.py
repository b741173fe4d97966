"""A folder of the practice that is there under another name only, as of a synchronisation."""

from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

SAID = "The folder {0} is missing, and is probably there under another name: {1}."


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one engagement, which has a session to bill."""
    return begin_after(*ROAD) / "practice"


@pytest.mark.parametrize("renamed", ["Engagements", "engagements 2", "Copie de engagements"])
@pytest.mark.parametrize(
    "words", [("list",), ("invoice", "--all"), ("show", "martin")], ids=" ".join
)
def test_a_renamed_folder_of_engagements_is_never_taken_for_an_empty_one(
    coach: Run, practice: Path, renamed: str, words: tuple[str, ...]
) -> None:
    (practice / "engagements").rename(practice / renamed)
    if (practice / "engagements").exists():
        pytest.skip("this file system does not tell the two names apart")
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (7, "")
    assert SAID.format("engagements", renamed) in ran.err


@pytest.mark.parametrize("name", ["engagements", "clients", "documents"])
def test_the_doctor_names_a_renamed_folder(coach: Run, practice: Path, name: str) -> None:
    (practice / name).rename(practice / f"{name} (1)")
    ran = coach(*IN, "doctor")
    assert ran.code == 1
    assert SAID.format(name, f"{name} (1)") in ran.out


@pytest.mark.parametrize("name", ["engagements", "clients", "documents", "ledger"])
def test_nothing_is_billed_while_a_folder_has_another_name(
    coach: Run, practice: Path, name: str
) -> None:
    (practice / name).rename(practice / f"{name} 2")
    ran = coach(*IN, "invoice", "martin")
    assert ran.code == 7
    assert SAID.format(name, f"{name} 2") in ran.err
    assert not [*practice.glob("ledger*/*/*.pdf")]


def test_the_doctor_names_renamed_documents_once_and_no_paper_in_them(
    coach: Run, practice: Path
) -> None:
    copy = practice / "engagements" / "roche.toml"
    text = (practice / "engagements" / "martin.toml").read_text("utf-8")
    copy.write_text(text.replace("Claire Martin", "Nadia Roche"), "utf-8")
    (practice / "documents").rename(practice / "documents 2")
    said = coach(*IN, "doctor").out
    assert said.count(SAID.format("documents", "documents 2")) == 1
    assert "the document that was signed" not in said


@pytest.mark.parametrize(
    ("words", "code"),
    [(("doctor",), 1), (("invoice", "martin"), 7), (("contract", "martin"), 7)],
    ids=["doctor", "invoice", "contract"],
)
def test_renamed_documents_of_one_engagement_are_named_once(
    coach: Run, practice: Path, words: tuple[str, ...], code: int
) -> None:
    (practice / "documents" / "martin").rename(practice / "documents" / "martin 2")
    ran = coach(*IN, *words)
    assert ran.code == code
    said = ran.out + ran.err
    assert said.count(SAID.format("documents/martin", "martin 2")) == 1
    assert "the document that was signed" not in said


def test_two_folders_that_may_be_the_missing_one_are_both_named(coach: Run, practice: Path) -> None:
    (practice / "Engagements").mkdir()
    (practice / "Engagements" / "martin.toml").write_text("", encoding="utf-8")
    (practice / "engagements").rename(practice / "engagements 2")
    assert "under another name: Engagements and engagements 2." in coach(*IN, "list").err


def test_a_folder_that_holds_something_else_is_no_renamed_one(coach: Run, practice: Path) -> None:
    (practice / "archives 2024").mkdir()
    (practice / "archives 2024" / "note.toml").write_text("", encoding="utf-8")
    assert coach(*IN, "list").code == 0


BESIDE = "The folder {1} lies beside {0} and is not read"


def put_beside(practice: Path, name: str, copy: str) -> None:
    """Leave the content of a folder under the name of a copy, and an empty folder in its place."""
    (practice / name).rename(practice / copy)
    (practice / name).mkdir()


@pytest.mark.parametrize("copy", ["engagements 2", "engagements (1)", "Copie de engagements"])
@pytest.mark.parametrize(
    "words",
    [("list",), ("invoice", "--all"), ("remind",), ("check-cadence",), ("show", "martin")],
    ids=" ".join,
)
def test_a_copy_of_the_folder_of_engagements_is_named_once(
    coach: Run, practice: Path, copy: str, words: tuple[str, ...]
) -> None:
    put_beside(practice, "engagements", copy)
    ran = coach(*IN, *words)
    assert (ran.out + ran.err).replace("\n", " ").count(BESIDE.format("engagements", copy)) == 1


def test_a_client_who_is_not_found_names_the_copy_of_their_folder(
    coach: Run, practice: Path
) -> None:
    put_beside(practice, "clients", "clients 2")
    ran = coach(*IN, "set-client", "acme", "--city", "Nice")
    assert ran.code == 3
    assert ran.err.replace("\n", " ").count(BESIDE.format("clients", "clients 2")) == 1


def test_an_engagement_in_a_folder_of_engagements_is_not_only_unknown(
    coach: Run, practice: Path
) -> None:
    file = practice / "engagements" / "martin.toml"
    (file.parent / "2026").mkdir()
    file.rename(file.parent / "2026" / file.name)
    for command in ("invoice", "show", "contract"):
        ran = coach(*IN, command, "martin")
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.count("The folder “2026” contains TOML files, which are not read here") == 1


@pytest.mark.parametrize("place", ["clients 2", "clients/2026"])
def test_a_client_whose_file_is_in_another_folder_is_not_made_again(
    coach: Run, practice: Path, place: str
) -> None:
    (practice / place).mkdir()
    file = practice / "clients" / "acme.toml"
    file.rename(practice / place / file.name)
    for words in (("show", "martin"), ("invoice", "martin"), ("invoice", "--all"), ("doctor",)):
        ran = coach(*IN, *words)
        said = ran.out + ran.err
        assert ran.code in {1, 3}
        assert f"whose file is probably {place}/acme.toml: put it back" in said
        assert "new-client" not in said
    ran = coach(*IN, "set-client", "acme", "--city", "Nice")
    assert (ran.code, "new-client" in ran.err) == (3, False)


def test_a_round_names_renamed_documents_once_and_bills_nothing(coach: Run, practice: Path) -> None:
    (practice / "clients" / "other.toml").write_text(
        (practice / "clients" / "acme.toml").read_text("utf-8").replace("Acme SA", "Other SA"),
        "utf-8",
    )
    path = practice / "engagements" / "martin.toml"
    other = path.read_text("utf-8").replace("Claire", "Zoé").replace('"acme"', '"other"')
    path.with_name("zoe.toml").write_text(other, "utf-8")
    (practice / "documents").rename(practice / "documents 2")
    for words in (("invoice", "--all", "--yes"), ("invoice", "--all", "--dry-run")):
        ran = coach(*IN, *words)
        assert (ran.code, ran.out) == (7, "")
        assert ran.err.count(SAID.format("documents", "documents 2")) == 1


@pytest.mark.parametrize("name", ["engagements", "clients", "documents", "ledger"])
def test_the_doctor_names_a_folder_that_lies_beside_the_real_one(
    coach: Run, practice: Path, name: str
) -> None:
    put_beside(practice, name, f"{name} 2")
    said = coach(*IN, "doctor").out.replace("\n", " ")
    assert said.count(BESIDE.format(name, f"{name} 2")) == 1


def test_the_owners_own_folders_beside_are_not_named(coach: Run, practice: Path) -> None:
    (practice / "engagements.bak").mkdir()
    (practice / "engagements.bak" / "martin.toml").write_text("", encoding="utf-8")
    (practice / "engagements 2").mkdir()
    assert "lies beside" not in coach(*IN, "doctor").out


@pytest.mark.parametrize(
    "words",
    [("templates", "list"), ("templates", "copy", "invoice"), ("contract", "martin")],
    ids=" ".join,
)
def test_renamed_templates_are_never_replaced_by_ours(
    coach: Run, practice: Path, words: tuple[str, ...]
) -> None:
    assert coach(*IN, "templates", "copy", "contract.md.j2").code == 0
    (practice / "templates").rename(practice / "templates 2")
    ran = coach(*IN, *words)
    assert ran.code == 7
    assert SAID.format("templates", "templates 2") in ran.err


def test_the_doctor_names_renamed_templates_and_law(coach: Run, practice: Path) -> None:
    coach(*IN, "templates", "copy", "contract.md.j2")
    (practice / "templates").rename(practice / "Templates")
    (practice / "law 2").mkdir()
    (practice / "law 2" / "x.toml").write_text("", encoding="utf-8")
    said = coach(*IN, "doctor").out
    assert SAID.format("templates", "Templates") in said
    assert SAID.format("law", "law 2") in said
