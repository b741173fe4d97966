"""A second file of an engagement that nobody can work on: archived too, a link, or renamed."""

import json
import re
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, ROAD

SAME = (
    "archive/2025/martin.toml and engagements/martin.toml are the same file, twice: martin can"
    " neither be changed nor billed. Move archive/2025/martin.toml out of the practice’s folder.\n"
    "  practice/engagements/martin.toml\n"
)
SAME_CLOSED = (
    "engagements/martin.toml and archive/2025/martin.toml are the same file, twice: martin can"
    " neither be changed nor billed. Move engagements/martin.toml out of the practice’s folder.\n"
    "  practice/engagements/martin.toml\n"
)
OTHER = (
    "engagements/martin.toml and archive/2025/martin.toml have the same reference, martin, and"
    " different contents: neither can be changed or billed. Compare them, then move the wrong one"
    " out of the practice’s folder.\n  practice/engagements/martin.toml\n"
)
SAME_ARCHIVED = (
    "archive/2025/martin.toml and archive/2026/martin.toml are the same file, twice: martin can"
    " neither be changed nor billed. Move archive/2025/martin.toml out of the practice’s folder.\n"
)
OTHER_ARCHIVED = (
    "archive/2025/martin.toml and archive/2026/martin.toml have the same reference, martin, and"
    " different contents: neither can be changed or billed. Compare them, then move the wrong one"
    " out of the practice’s folder.\n"
)
RENAMED = (
    "claire was called martin when it was signed or billed, and its documents bear that name: it"
    " can neither be changed nor billed under another one. Rename engagements/claire.toml back to"
    " martin.toml.\n  practice/engagements/claire.toml\n"
)
ARCHIVED = (
    "claire and martin, which is archived, are the same engagement: billing claire would have the"
    " same sessions paid twice. Compare them, then move engagements/claire.toml out of the"
    " practice’s folder.\n  practice/engagements/claire.toml\n"
)
ENDED = (
    ("end", "martin", "--by", "coach", "--on", "2026-02-03"),
    ("invoice", "martin"),
    ("pay", "1", "--on", "2026-02-03", "--by", "transfer"),
    ("close", "martin", "--on", "2026-02-03"),
    ("archive", "martin"),
)
SUMMED = "1 error. Engagements: 1, clients: 1, ledger entries: {}.\n"


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one engagement, which has a session to bill."""
    return begin_after(*ROAD) / "practice"


@pytest.fixture
def engagement(practice: Path) -> Path:
    return practice / "engagements" / "martin.toml"


@pytest.fixture
def archived(engagement: Path) -> Path:
    """Put the engagement into the archive too, as a program that synchronises a folder does."""
    path = engagement.parents[1] / "archive" / "2025" / "martin.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(engagement.read_bytes())
    return path


@pytest.fixture
def renamed(engagement: Path) -> Path:
    return engagement.rename(engagement.with_name("claire.toml"))


def warned(coach: Run, *words: str) -> str:
    ran = coach(*IN, *words)
    assert ran.code == 0, ran
    return ran.out + ran.err


@pytest.mark.usefixtures("archived")
@pytest.mark.parametrize("words", [("list",), ("check-cadence",), ("show", "martin")], ids=" ".join)
def test_an_engagement_that_is_archived_too_is_shown_with_a_warning(
    coach: Run, words: tuple[str, ...]
) -> None:
    assert "Warning: " + SAME in warned(coach, *words)


@pytest.mark.usefixtures("archived")
def test_an_engagement_that_is_archived_too_is_not_edited(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    assert coach(*IN, "edit", "martin") == Ran(5, "", "Error: " + SAME)


@pytest.mark.usefixtures("archived")
def test_the_doctor_says_that_an_archived_file_is_equal(coach: Run) -> None:
    assert coach(*IN, "doctor") == Ran(1, "Error: " + SAME + SUMMED.format(0), "")


def test_the_doctor_says_that_an_archived_file_differs(coach: Run, archived: Path) -> None:
    archived.write_text(archived.read_text("utf-8") + "\n[outcome]\nclosed_on = 2026-02-03\n")
    assert coach(*IN, "doctor") == Ran(1, "Error: " + OTHER + SUMMED.format(0), "")


@pytest.mark.parametrize("ref", [(), ("martin",)])
def test_nothing_is_moved_over_an_archived_file(
    coach: Run, engagement: Path, ref: tuple[str, ...]
) -> None:
    for words in ENDED[:-1]:
        assert coach(*IN, *words).code == 0
    path = engagement.parents[1] / "archive" / "2025" / "martin.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(engagement.read_bytes())
    ran = coach(*IN, "archive", *ref)
    assert (ran.code, ran.out, engagement.exists()) == (5, "", True)
    assert SAME_CLOSED.partition("\n")[0] in ran.err


def test_an_engagement_that_was_archived_by_hand_is_taken_back_as_it_is(
    coach: Run, engagement: Path, archived: Path
) -> None:
    engagement.unlink()
    ran = coach(*IN, "archive", "martin", "--take-back")
    assert (ran.code, ran.err) == (
        0,
        "Engagement moved out of the archive: martin. Its state is the same.\n",
    )
    assert not archived.exists()


def test_a_round_bills_nothing_of_an_engagement_that_is_archived_too(
    coach: Run, archived: Path
) -> None:
    ran = coach(*IN, "invoice", "--all", "--json")
    (failed,) = json.loads(ran.out)["failed"]
    assert (ran.code, json.loads(ran.out)["invoices"]) == (5, [])
    assert [each["code"] for each in failed["problems"]] == ["engagement.duplicate-file"]
    assert archived.exists()


def test_an_engagement_that_was_archived_twice_is_one_warning(
    coach: Run, engagement: Path, archived: Path
) -> None:
    other = engagement.parents[1] / "archive" / "2026" / "martin.toml"
    other.parent.mkdir()
    engagement.rename(other)
    assert archived.exists()
    ran = coach(*IN, "list", "--archived")
    assert ran.err.count("Warning: archive/2025/martin.toml and archive/2026/martin.toml are") == 1


@pytest.mark.parametrize("is_equal", [True, False], ids=["equal", "different"])
def test_no_command_chooses_which_of_two_archived_files_is_taken_back(
    coach: Run, engagement: Path, archived: Path, *, is_equal: bool
) -> None:
    other = engagement.parents[1] / "archive" / "2026" / "martin.toml"
    other.parent.mkdir()
    engagement.rename(other)
    if not is_equal:
        other.write_text(other.read_text("utf-8") + "\n# lu\n", "utf-8")
    said = (SAME_ARCHIVED if is_equal else OTHER_ARCHIVED) + "  practice/archive/2025/martin.toml\n"
    ran = coach(*IN, "archive", "martin", "--take-back")
    assert ran == Ran(5, "", "Error: " + said)
    assert (archived.exists(), other.exists(), engagement.exists()) == (True, True, False)
    assert coach(*IN, "doctor") == Ran(1, "Error: " + said + SUMMED.format(0), "")
    archived.unlink()
    assert coach(*IN, "archive", "martin", "--take-back").code == 0
    assert engagement.exists()


def test_a_copy_with_another_demand_and_no_seal_is_named_and_not_made_legitimate(
    coach: Run, engagement: Path
) -> None:
    text = engagement.read_text("utf-8")
    edited = re.sub(r"received_on = [0-9-]+", "received_on = 2026-01-03", text)
    before, _, after = edited.partition("[seal]")
    assert before != edited != text
    engagement.with_name("claire.toml").write_text(before + after.partition("\n\n")[2], "utf-8")
    said = (
        "{} and {} are one and the same engagement, in two files: neither can be changed or billed."
        " The copy is probably engagements/claire.toml: compare them, then move it out of the"
        " practice’s folder.\n  practice/engagements/claire.toml\n"
    )
    summed = "1 error. Engagements: 2, clients: 1, ledger entries: 0.\n"
    assert coach(*IN, "doctor") == Ran(1, "Error: " + said.format("claire", "martin") + summed, "")
    for ref, other in (("claire", "martin"), ("martin", "claire")):
        assert coach(*IN, "invoice", ref) == Ran(5, "", "Error: " + said.format(ref, other))


@pytest.mark.usefixtures("renamed")
def test_the_doctor_says_which_name_a_renamed_engagement_had(coach: Run) -> None:
    assert coach(*IN, "doctor") == Ran(1, "Error: " + RENAMED + SUMMED.format(0), "")


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize("words", [("list",), ("show", "claire")], ids=" ".join)
def test_a_renamed_engagement_is_shown_with_a_warning(coach: Run, words: tuple[str, ...]) -> None:
    assert "Warning: " + RENAMED in warned(coach, *words)


def test_a_renamed_engagement_keeps_its_name_in_the_record_if_its_documents_were_renamed_too(
    coach: Run, practice: Path, renamed: Path
) -> None:
    (practice / "documents" / "martin").rename(practice / "documents" / "claire")
    assert coach(*IN, "doctor").out == "Error: " + RENAMED + SUMMED.format(0)
    assert renamed.exists()


def test_an_engagement_without_a_seal_is_known_by_its_invoices(
    coach: Run, engagement: Path
) -> None:
    assert coach(*IN, "invoice", "martin").code == 0
    text = engagement.read_text("utf-8")
    before, _, after = text.partition("[seal]")
    engagement.write_text(before + after.partition("\n\n")[2], "utf-8")
    engagement.rename(engagement.with_name("claire.toml"))
    assert coach(*IN, "doctor") == Ran(1, "Error: " + RENAMED + SUMMED.format(1), "")


def test_once_it_has_its_name_again_the_engagement_is_in_order(
    coach: Run, engagement: Path, renamed: Path
) -> None:
    renamed.rename(engagement)
    assert coach(*IN, "doctor").code == 0


def test_the_copy_of_an_archived_engagement_is_neither_archived_nor_said_to_be_billed_next(
    coach: Run, engagement: Path
) -> None:
    for words in ENDED:
        assert coach(*IN, *words).code == 0
    archived = engagement.parents[1] / "archive" / "2026" / "martin.toml"
    engagement.with_name("claire.toml").write_bytes(archived.read_bytes())
    assert coach(*IN, "archive", "claire") == Ran(5, "", "Error: " + ARCHIVED)
    assert ARCHIVED.partition("\n")[0] in coach(*IN, "archive").err
    shown = warned(coach, "show", "claire")
    assert ("Warning: " + ARCHIVED in shown, "coach invoice" in shown) == (True, False)
    assert "Warning: " + ARCHIVED in warned(coach, "list")


def test_a_link_is_the_copy_and_never_the_file_that_it_leads_to(
    coach: Run, engagement: Path
) -> None:
    engagement.rename(engagement.with_name("reel.toml"))
    engagement.symlink_to("reel.toml")
    assert "The copy is probably engagements/martin.toml" in coach(*IN, "doctor").out


def test_the_doctor_has_an_engagement_edited_that_exists_not_made_again(
    coach: Run, engagement: Path
) -> None:
    text = engagement.read_text("utf-8").partition("[[objectives]]")[0]
    other = text.replace("received_on = 2026-01-02", "received_on = 2026-01-03")
    engagement.with_name("deux.toml").write_text(other, "utf-8")
    ran = coach(*IN, "doctor")
    assert "To fix it: coach -C practice edit deux\n" in ran.out, ran


def test_the_doctor_warns_of_two_files_of_one_client(coach: Run, practice: Path) -> None:
    acme = practice / "clients" / "acme.toml"
    acme.with_name("a.toml").write_bytes(acme.read_bytes())
    warning = (
        "Warning: a and acme are probably one client, in two files: what is changed in one does not"
        " reach the other. The copy is probably clients/a.toml: compare them, keep the one that the"
        " engagements name, and move the other out of the practice’s folder."
    )
    ran = coach(*IN, "doctor")
    assert (ran.code, ran.out.partition("\n")[0]) == (0, warning)


@pytest.mark.parametrize("key", ['service_code = "SRV"', 'siret = "81122233000011"'])
def test_two_sites_or_departments_of_a_company_are_two_clients(
    coach: Run, practice: Path, key: str
) -> None:
    acme = practice / "clients" / "acme.toml"
    text = acme.read_text("utf-8").replace("\nsiren", f"\n{key}\nsiren", 1)
    acme.with_name("acme-2.toml").write_text(text, "utf-8")
    ran = coach(*IN, "doctor")
    assert (ran.code, "Warning" in ran.out) == (0, False), ran
