"""The files that a coach says were signed: papers and scans, with a signature or long after it."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import on_day
from tests.actions.contract.conftest import (
    REF,
    SIGNED_ON,
    Agree,
    add_personal,
    attached,
    contents,
    digests,
)
from tests.earlier_seals import seal_as_earlier

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.attaching import attach, read_signers, replace_attached
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signed_files import SignedFiles, read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError, Problem, RuleRefusedError, StorageError, UsageError
from phmcoach.store import two_files
from phmcoach.store.files import move_file
from phmcoach.store.lock import lock_folder
from phmcoach.store.two_files import plan_file
from phmcoach.value import replace
from phmcoach.words import Party

PDF, JPEG, PNG = b"%PDF-1.7 signed", b"\xff\xd8\xff signed", b"\x89PNG\r\n\x1a\n signed"
PAPER, SCAN = "contrat-martin-2026.pdf", "contrat-martin-2026-signe.pdf"
ANNEX = "annexe-personnelle-martin-2026.pdf"
LATE = date(2026, 6, 30)


@pytest.fixture
def put(tmp_path: Path) -> "Put":
    return Put(tmp_path / "desk")


class Put:
    """Puts files on the desk of the coach, outside the practice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, content: bytes = PDF) -> Path:
        self.folder.mkdir(exist_ok=True)
        path = self.folder / name
        path.write_bytes(content)
        return path


def papers(*paths: Path) -> SignedFiles:
    return read_signed_files(paths, ())


def scans(*paths: Path) -> SignedFiles:
    return read_signed_files((), paths)


def documents(context: Context) -> Path:
    return context.folder.documents_dir(REF)


def attach_to(context: Context, given: SignedFiles, number: int | None = None) -> list[str]:
    """Attach files; return what is attached now, and then what was attached already."""
    kept = attach(context, ref=REF, number=number, given=given)
    return [*kept.attached, *(f"already {name}" for name in kept.already)]


def refused(given: SignedFiles, context: Context) -> str:
    with pytest.raises(CoachError) as error:
        sign(context, ref=REF, on=SIGNED_ON, given=given)
    (problem,) = error.value.problems
    inner = problem.args.get("problem", problem)
    return str(getattr(inner, "message", inner))


def write_otherwise(context: Context, agree: Agree) -> bytes:
    """Agree, and change what is agreed; return the paper that is not made again alike."""
    agree()
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    return contents(context)[PAPER]


def test_the_paper_on_disk_is_what_was_signed_if_the_coach_says_so_with_a_warning(
    context: Context, agree: Agree
) -> None:
    before = write_otherwise(context, agree)
    given = papers(documents(context) / PAPER)
    remarks: list[Problem] = []

    heard = replace(context, remark=remarks.append)
    kept = sign(heard, ref=REF, on=SIGNED_ON, given=given).kept

    assert [(each.level, each.message) for each in remarks] == [("warning", "sign.unlike-paper")]

    assert (kept.attached, kept.aside) == ((PAPER,), ())
    assert contents(context) == {PAPER: before}
    assert attached(context) == digests(context, PAPER)
    assert (documents(context) / PAPER).stat().st_mode & 0o777 == 0o400


def test_the_paper_as_it_is_made_now_takes_the_name_and_the_other_one_is_kept(
    context: Context, agree: Agree
) -> None:
    before = write_otherwise(context, agree)

    kept = sign(context, ref=REF, on=SIGNED_ON, given=SignedFiles(made_now=frozenset({PAPER}))).kept

    aside = "contrat-martin-2026-2026-01-08.pdf"
    assert (kept.attached, kept.aside) == ((PAPER,), (aside,))
    assert contents(context)[aside] == before
    assert contents(context)[PAPER] not in (before, PDF)
    assert attached(context) == digests(context, PAPER)
    assert examine(context).findings == ()


def test_another_pdf_takes_the_name_of_the_paper_and_the_paper_on_disk_is_kept(
    context: Context, agree: Agree, put: Put
) -> None:
    before = write_otherwise(context, agree)
    taken = documents(context) / "contrat-martin-2026-2026-01-08.pdf"
    taken.write_bytes(b"a file of the coach")

    kept = sign(context, ref=REF, on=SIGNED_ON, given=papers(put("DocuSign 12.pdf"))).kept

    aside = "contrat-martin-2026-2026-01-08-2.pdf"
    assert kept.aside == (aside,)
    assert contents(context) == {
        PAPER: PDF,
        aside: before,
        taken.name: b"a file of the coach",
    }
    assert attached(context) == digests(context, PAPER)
    assert examine(context).findings == ()


def test_a_paper_that_was_never_written_is_attached(
    context: Context, agree: Agree, put: Put
) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    sign(context, ref=REF, on=SIGNED_ON, given=papers(put("any.pdf")))
    assert contents(context) == {PAPER: PDF}


def test_each_contract_of_a_pair_is_matched_by_the_start_of_its_name(
    context: Context, agree: Agree, put: Put
) -> None:
    agree("pair", personal=True)
    given = papers(
        put("Contrat-Beneficiaire signé.pdf", b"%PDF-1.4 beneficiary"),
        put("annexe-personnelle.pdf", b"%PDF-1.4 annex"),
    )
    sign(context, ref=REF, on=SIGNED_ON, given=given)
    found = contents(context)
    assert found["contrat-beneficiaire-martin-2026.pdf"] == b"%PDF-1.4 beneficiary"
    assert found[ANNEX] == b"%PDF-1.4 annex"
    names = ("contrat-prestation-martin-2026.pdf", "contrat-beneficiaire-martin-2026.pdf", ANNEX)
    assert attached(context) == digests(context, *names)


def test_files_that_fit_no_paper_or_the_same_one_are_refused_before_anything_is_written(
    context: Context, agree: Agree, put: Put
) -> None:
    agree(personal=True)
    before = contents(context)
    assert refused(papers(put("scan.pdf")), context) == "usage.no-such-paper"
    two = papers(put("contrat-1.pdf"), put("contrat-2.pdf"))
    assert refused(two, context) == "usage.two-signed-papers"
    assert contents(context) == before
    assert not (documents(context) / "contract.signed.toml").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "usage.not-a-pdf"), (b"PK\x03\x04", "usage.not-a-pdf"), (JPEG, "usage.not-a-pdf")],
)
def test_a_paper_is_a_pdf(put: Put, content: bytes, message: str) -> None:
    with pytest.raises(UsageError) as error:
        papers(put("contrat.pdf", content))
    assert getattr(error.value.problems[0].args["problem"], "message", None) == message


def test_a_scan_is_a_pdf_or_a_picture_whatever_its_name_says(put: Put) -> None:
    given = [put("a.png", JPEG), put("b", PNG), put("c.jpeg", b"\n" + PDF)]
    assert [each.suffix for each in scans(*given).scans] == [".jpg", ".png", ".pdf"]
    with pytest.raises(UsageError):
        scans(put("photo.heic", b"\x00\x00\x00\x18ftypheic"))


def test_a_folder_and_a_missing_file_are_reported(tmp_path: Path) -> None:
    messages = []
    for path in (tmp_path, tmp_path / "none.pdf"):
        with pytest.raises(CoachError) as error:
            papers(path)
        messages.append(error.value.problems[0].message)
    assert messages == ["store.not-a-file", "store.no-such-file"]


def test_a_scan_is_kept_beside_the_paper_and_sealed(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=scans(put("scan 1.pdf")))
    assert (documents(context) / SCAN).stat().st_mode & 0o777 == 0o400
    assert attached(context) == digests(context, PAPER, SCAN)
    assert examine(context).findings == ()


def test_a_scan_arrives_when_all_have_signed_and_once_more_changes_nothing(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    assert read_signers(context, ref=REF, number=None).missing == ()
    given = scans(put("scan.pdf"))

    assert attach_to(on_day(context, LATE), given) == [SCAN]
    before = context.folder.engagement_file(REF).read_bytes()
    assert attach_to(on_day(context, LATE), given) == [f"already {SCAN}"]

    assert context.folder.engagement_file(REF).read_bytes() == before
    assert attached(context) == digests(context, PAPER, SCAN)


def test_scans_of_one_paper_never_take_the_name_of_another_file(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    own = documents(context) / "contrat-martin-2026-signe-2.jpg"
    own.write_bytes(b"a file of the coach")
    pages = [put(f"{page}.jpg", JPEG + bytes([page])) for page in range(3)]

    assert attach_to(context, scans(*pages, pages[0])) == [
        "contrat-martin-2026-signe.jpg",
        "contrat-martin-2026-signe-3.jpg",
        "contrat-martin-2026-signe-4.jpg",
        "already contrat-martin-2026-signe.jpg",
    ]
    assert own.read_bytes() == b"a file of the coach"


def test_a_scan_that_lies_under_its_name_already_is_taken_as_it_is(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    scan = documents(context) / SCAN
    scan.write_bytes(PDF)
    assert attach_to(context, scans(scan)) == [SCAN]
    assert sorted(contents(context)) == [SCAN, PAPER]
    assert scan.stat().st_mode & 0o777 == 0o400


def test_a_paper_that_could_not_be_made_is_attached_later(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    own = context.folder.templates_dir / "fr" / "contract.typ.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing }}", "utf-8")
    sign(context, ref=REF, on=SIGNED_ON)
    kept = show_engagement(context, ref=REF).kept
    assert kept is not None
    assert (kept.papers, kept.missing) == ((), (PAPER,))

    assert attach_to(context, papers(put("signed.pdf"))) == [PAPER]

    kept = show_engagement(context, ref=REF).kept
    assert kept is not None
    assert (kept.papers, kept.scans, kept.missing) == ((PAPER,), (), ())
    assert examine(context).findings == ()


def test_a_paper_that_is_attached_is_never_replaced(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    before = contents(context)
    with pytest.raises(RuleRefusedError) as error:
        attach_to(context, papers(put("other.pdf")))
    assert [each.message for each in error.value.problems] == ["sign.paper-attached"]
    assert contents(context) == before
    assert attach_to(context, papers(documents(context) / PAPER)) == [f"already {PAPER}"]


def test_a_wrong_paper_gives_its_place_to_the_right_one_and_is_kept(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    wrong = put("wrong.pdf", b"%PDF-1.7 wrong")
    sign(context, ref=REF, on=SIGNED_ON, given=papers(wrong))

    right = papers(put("right.pdf"))
    kept = replace_attached(context, ref=REF, number=None, wrong=PAPER, given=right)
    again = replace_attached(context, ref=REF, number=None, wrong=PAPER, given=right)

    assert (kept.attached, kept.aside) == ((PAPER,), (f"remplace-{PAPER}",))
    assert (again.attached, again.already) == ((), (PAPER,))
    assert attached_and_replaced(context) == {
        PAPER: PDF,
        f"remplace-{PAPER}": b"%PDF-1.7 wrong",
    }
    assert attached(context) == digests(context, PAPER)
    assert (documents(context) / PAPER).stat().st_mode & 0o777 == 0o400
    assert examine(context).findings == ()


def test_a_second_wrong_paper_is_kept_beside_the_first(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=papers(put("1.pdf", b"%PDF-1.7 1")))
    for name in ("2", "3"):
        given = papers(put(f"{name}.pdf", f"%PDF-1.7 {name}".encode()))
        replace_attached(context, ref=REF, number=None, wrong=PAPER, given=given)
    assert attached_and_replaced(context) == {
        PAPER: b"%PDF-1.7 3",
        f"remplace-{PAPER}": b"%PDF-1.7 1",
        f"remplace-2-{PAPER}": b"%PDF-1.7 2",
    }


def test_a_wrong_scan_is_replaced_by_one_of_another_kind(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=scans(put("wrong.pdf")))
    photo = scans(put("photo.jpg", JPEG))
    kept = replace_attached(context, ref=REF, number=None, wrong=SCAN, given=photo)
    right = "contrat-martin-2026-signe.jpg"
    assert (kept.attached, kept.aside) == ((right,), (f"remplace-{SCAN}",))
    assert [*attached(context)] == [PAPER, right]
    assert examine(context).findings == ()


def test_a_wrong_file_that_is_gone_gives_its_place_all_the_same(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=scans(put("wrong.pdf")))
    (documents(context) / SCAN).unlink()
    right = scans(put("right.pdf", b"%PDF-1.7 right"))
    kept = replace_attached(context, ref=REF, number=None, wrong=SCAN, given=right)
    assert (kept.attached, kept.aside) == ((SCAN,), ())
    assert examine(context).findings == ()


@pytest.mark.parametrize(
    ("wrong", "given", "expected"),
    [
        ("contrat-other.pdf", ("right.pdf",), "sign.not-attached"),
        (PAPER, ("right.pdf", "other.pdf"), "usage.one-file-instead"),
        (PAPER, ("photo.jpg",), "usage.not-a-pdf"),
    ],
)
def test_what_is_to_be_replaced_is_one_file_that_is_attached(
    context: Context, agree: Agree, put: Put, wrong: str, given: tuple[str, ...], expected: str
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    before = contents(context)
    files = scans(*(put(name, JPEG if name.endswith("jpg") else PDF) for name in given))
    with pytest.raises(CoachError) as error:
        replace_attached(context, ref=REF, number=None, wrong=wrong, given=files)
    assert [each.message for each in error.value.problems] == [expected]
    assert contents(context) == before


def test_what_is_replaced_is_chosen_among_the_files_that_are_attached(
    context: Context, agree: Agree, put: Put
) -> None:
    for each in agree().paths:
        each.unlink()
    sign(context, ref=REF, on=SIGNED_ON)
    right = scans(put("right.pdf"))

    def refusal() -> tuple[str, object]:
        with pytest.raises(RuleRefusedError) as error:
            replace_attached(context, ref=REF, number=None, wrong="contrat.pdf", given=right)
        (problem,) = error.value.problems
        return problem.message, problem.args["names"]

    assert refusal() == ("sign.nothing-attached", ())
    attach(context, ref=REF, number=None, given=scans(put("photo.jpg", JPEG)))
    attach(context, ref=REF, number=None, given=read_signed_files([put(PAPER, PDF)], []))
    assert refusal() == ("sign.not-attached", ("contrat-martin-2026-signe.jpg", PAPER))


def test_an_exchange_that_was_stopped_is_finished_by_the_next_command(
    context: Context, agree: Agree, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=papers(put("wrong.pdf", b"%PDF-1.7 wrong")))
    with monkeypatch.context() as patch:
        patch.setattr(two_files, "move_file", refuse_to_move)
        right = papers(put("right.pdf"))
        heard = replace(context, remark=lambda _: None)
        replace_attached(heard, ref=REF, number=None, wrong=PAPER, given=right)
    assert contents(context)[PAPER] == b"%PDF-1.7 wrong"
    assert [each.message for each in examine(context).findings] == ["store.plan-pending"]

    with lock_folder(context.folder):
        pass
    assert attached_and_replaced(context) == {
        PAPER: PDF,
        f"remplace-{PAPER}": b"%PDF-1.7 wrong",
    }
    assert examine(context).findings == ()


def test_a_right_file_waits_for_its_name_as_long_as_the_system_refuses_it(
    context: Context, agree: Agree, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other commands go on meanwhile; the same exchange is refused until the first one is done."""
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=papers(put("wrong.pdf", b"%PDF-1.7 wrong")))
    remarks = list[Problem]()
    heard = replace(context, remark=remarks.append)
    right = papers(put("right.pdf"))
    paper = str(documents(context) / PAPER)
    with monkeypatch.context() as patch:
        patch.setattr(two_files, "move_file", refuse_to_move)
        replace_attached(heard, ref=REF, number=None, wrong=PAPER, given=right)
        log_session(heard, ref=REF, on=date(2026, 1, 20))
        other = papers(put("other.pdf", b"%PDF-1.7 other"))
        with pytest.raises(CoachError) as error:
            replace_attached(heard, ref=REF, number=None, wrong=PAPER, given=other)
        assert [each.message for each in examine(context).findings] == ["store.plan-pending"]
    assert [(each.message, each.args) for each in error.value.problems] == [
        ("store.no-permission", {"path": paper})
    ]
    assert [(each.message, each.args) for each in remarks] == [
        ("store.not-put-aside", {"path": paper}),
        ("store.not-in-place", {"path": paper}),
    ]

    log_session(heard, ref=REF, on=date(2026, 1, 27))
    assert attached_and_replaced(context) == {PAPER: PDF, f"remplace-{PAPER}": b"%PDF-1.7 wrong"}
    assert not plan_file(context.folder).exists()
    assert examine(context).findings == ()


def test_a_right_file_that_alone_is_refused_is_not_said_to_be_missing(
    context: Context, agree: Agree, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=papers(put("wrong.pdf", b"%PDF-1.7 wrong")))
    remarks = list[Problem]()

    def refuse_hidden(path: Path, target: Path, expected_sha256: str) -> None:
        if path.name.startswith(".tmp-"):
            refuse_to_move(path)
        move_file(path, target, expected_sha256)

    with monkeypatch.context() as patch:
        patch.setattr(two_files, "move_file", refuse_hidden)
        heard = replace(context, remark=remarks.append)
        right = papers(put("right.pdf"))
        replace_attached(heard, ref=REF, number=None, wrong=PAPER, given=right)
        with lock_folder(context.folder):
            pass
        assert [each.message for each in examine(context).findings] == ["store.plan-pending"]
    assert [(each.message, each.args) for each in remarks] == [
        ("store.not-in-place", {"path": str(documents(context) / PAPER)})
    ]
    with lock_folder(context.folder):
        pass
    assert attached_and_replaced(context) == {PAPER: PDF, f"remplace-{PAPER}": b"%PDF-1.7 wrong"}
    assert examine(context).findings == ()


def attached_and_replaced(context: Context) -> dict[str, bytes]:
    """Return the attached paper and those whose place it took, not the one of ours put aside."""
    found = contents(context).items()
    return {name: it for name, it in found if name == PAPER or name.startswith("remplace-")}


def refuse_to_move(path: Path, *_: object) -> None:
    raise StorageError.of("store.no-permission", path=str(path))


def test_a_scan_that_is_lost_or_changed_is_found_and_can_be_given_again(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    given = scans(put("scan.pdf"))
    sign(context, ref=REF, on=SIGNED_ON, given=given)
    scan = documents(context) / SCAN

    scan.unlink()
    assert [each.message for each in examine(context).findings] == ["seal.paper-missing"]
    assert attach_to(context, given) == [SCAN]
    assert examine(context).findings == ()

    scan.chmod(0o600)
    scan.write_bytes(b"%PDF-1.4 changed")
    assert [each.message for each in examine(context).findings] == ["seal.paper-changed"]
    assert attach_to(context, given) == [SCAN]
    assert examine(context).findings == ()
    assert contents(context)["contrat-martin-2026-signe-2026-06-15.pdf"] == b"%PDF-1.4 changed"


def test_an_amendment_has_papers_and_scans_of_its_own(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=14))
    given = papers(put("signed.pdf"))
    sign_amendment(context, ref=REF, number=1, on=context.today, given=given)
    assert attach_to(context, scans(put("page.png", PNG)), 1) == ["avenant-1-martin-2026-signe.png"]
    assert [*attached(context, amendment=True)] == [
        "avenant-1-martin-2026.pdf",
        "avenant-1-martin-2026-signe.png",
    ]
    assert read_signers(context, ref=REF, number=1).missing == ()
    assert examine(context).findings == ()


def test_a_second_signature_attaches_what_is_given_with_it(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    sign(context, ref=REF, on=SIGNED_ON, given=scans(put("scan.pdf")))
    assert attached(context) == digests(context, PAPER, SCAN)


def test_nothing_is_attached_to_a_contract_that_was_changed_since(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    path = context.folder.engagement_file(REF)
    path.write_text(re.sub(r"\nsessions = 12\n", "\nsessions = 13\n", path.read_text("utf-8")))
    with pytest.raises(RuleRefusedError) as error:
        attach_to(context, scans(put("scan.pdf")))
    assert [each.message for each in error.value.problems] == ["seal.contract-changed"]
    assert SCAN not in contents(context)


@pytest.mark.parametrize("number", [None, 1])
def test_what_an_earlier_version_sealed_is_carried_over_and_takes_files(
    context: Context, agree: Agree, put: Put, number: int | None
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=14))
    sign_amendment(context, ref=REF, number=1, on=context.today)
    seal_as_earlier(context.folder, REF)
    context = replace(context, remark=lambda _: None)

    names = attach_to(
        context, replace(papers(put("a.pdf")), scans=scans(put("b.png", PNG)).scans), number
    )

    stem = "contrat" if number is None else "avenant-1"
    assert names == [f"{stem}-martin-2026.pdf", f"{stem}-martin-2026-signe.png"]
    assert [*attached(context, amendment=number is not None)] == names
    assert [*attached(context, amendment=number is None)] == []
    assert examine(context).findings == ()


def test_a_file_that_fits_no_paper_carries_nothing_over(
    context: Context, agree: Agree, put: Put
) -> None:
    agree("pair")
    sign(context, ref=REF, on=SIGNED_ON)
    before = seal_as_earlier(context.folder, REF).read_bytes()
    with pytest.raises(UsageError):
        attach_to(context, papers(put("scan.pdf")))
    assert context.folder.engagement_file(REF).read_bytes() == before
    assert not (documents(context) / "contract.signed.toml").exists()


def test_files_of_the_language_that_was_signed_are_attached_after_a_change_of_language(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    set_client(context, ref="acme", details={"language": "en"})
    assert attach_to(context, scans(put("scan.pdf"))) == [SCAN]


def test_copies_and_later_annexes_leave_what_was_attached_as_it_is(
    context: Context, agree: Agree, put: Put
) -> None:
    agree(personal=True)
    given = replace(
        papers(put("contrat.pdf")), scans=scans(put("annexe-personnelle.jpg", JPEG)).scans
    )
    sign(context, ref=REF, on=SIGNED_ON, given=given)
    before = {path: path.read_bytes() for path in documents(context).iterdir()}
    add_personal(context)
    write_contract(on_day(context, LATE), ref=REF)
    after = {path: path.read_bytes() for path in documents(context).iterdir()}
    assert before.items() <= after.items()
    assert examine(context).findings == ()


# Between two signatures, and what is another document of the folder

PAIR = ("contrat-prestation-martin-2026-signe.pdf", "contrat-beneficiaire-martin-2026-signe.pdf")


def test_a_scan_arrives_between_two_signatures(context: Context, agree: Agree, put: Put) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    assert attach_to(context, scans(put("scan.pdf"))) == [SCAN]
    sign(context, ref=REF, on=SIGNED_ON)
    assert attached(context) == digests(context, PAPER, SCAN)
    assert examine(context).findings == ()


@pytest.mark.parametrize(
    ("party", "on", "only_files"),
    [
        (None, None, True),
        (None, SIGNED_ON, False),
        ("coach", None, True),
        ("coach", SIGNED_ON, True),
        ("sponsor", None, False),
    ],
)
def test_files_are_only_attached_where_no_signature_is_left_to_record(
    context: Context, agree: Agree, party: Party | None, on: date | None, *, only_files: bool
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    signers = read_signers(context, ref=REF, number=None)
    assert signers.leave_only_files(party, on) is only_files


def test_one_scan_of_a_pair_is_kept_with_both_contracts(
    context: Context, agree: Agree, put: Put
) -> None:
    agree("pair", personal=True)
    sign(context, ref=REF, on=SIGNED_ON)
    assert attach_to(context, scans(put("scan.pdf"))) == [*PAIR]
    assert attach_to(context, scans(put("scan.pdf"))) == [f"already {name}" for name in PAIR]
    assert {name: contents(context)[name] for name in PAIR} == dict.fromkeys(PAIR, PDF)


def test_the_same_scan_is_kept_with_each_contract_that_it_is_named_after(
    context: Context, agree: Agree, put: Put
) -> None:
    agree("pair")
    sign(context, ref=REF, on=SIGNED_ON)
    assert attach_to(context, scans(put("contrat-prestation.pdf"))) == [PAIR[0]]
    assert attach_to(context, scans(put("contrat-beneficiaire.pdf"))) == [PAIR[1]]


def test_the_answer_knows_which_file_was_kept_under_which_name(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    given = replace(papers(put("a.pdf")), scans=scans(put("b.png", PNG)).scans)
    kept = sign(context, ref=REF, on=SIGNED_ON, given=given).kept
    assert kept.sources == {PAPER: "a.pdf", "contrat-martin-2026-signe.png": "b.png"}


@pytest.mark.parametrize("option", ["paper", "scan"])
@pytest.mark.parametrize(
    "known",
    [
        "ledger/2026/facture-F-2026-0001.pdf",
        "documents/roux-2026/contrat-roux-2026.pdf",
        "documents/roux-2026/contrat-roux-2026-signe.pdf",
        "documents/martin-2026/avenant-1-martin-2026.pdf",
        "documents/martin-2026/bilan-martin-2026-organisation.pdf",
        "documents/martin-2026/relance-ferme-F-2026-0007-2026-06-15.pdf",
        "documents/martin-2026/F-2026-0007-mise-en-demeure-2026-06-15.pdf",
        "documents/martin-2026/facture-F-2026-0007-duplicata.pdf",
        "documents/martin-2026/facture-F-2026-0007-portail.pdf",
        "documents/martin-2026/choix-du-beneficiaire-martin-2026.pdf",
    ],
)
def test_another_document_of_the_folder_is_never_what_was_signed(
    context: Context, agree: Agree, put: Put, known: str, option: str
) -> None:
    agree()
    path = context.folder.root / known
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    before = context.folder.engagement_file(REF).read_bytes()
    given = papers(put("any.pdf")) if option == "paper" else scans(put("any.pdf"))

    with pytest.raises(UsageError) as error:
        sign(context, ref=REF, on=SIGNED_ON, given=given)

    inner = error.value.problems[0].args["problem"]
    assert isinstance(inner, Problem)
    assert (inner.message, inner.args) == ("usage.other-paper", {"file": "any.pdf", "path": known})
    assert context.folder.engagement_file(REF).read_bytes() == before
    assert not (documents(context) / "contract.signed.toml").exists()


def test_the_other_contract_of_a_pair_is_no_paper_of_this_one(
    context: Context, agree: Agree, put: Put
) -> None:
    agree("pair")
    other = contents(context)["contrat-prestation-martin-2026.pdf"]
    given = papers(put("contrat-beneficiaire.pdf", other))
    assert refused(given, context) == "usage.other-paper"


@pytest.mark.parametrize("name", ["contrat-martin-2026-2026-01-08.pdf", "scan du 10 janvier.pdf"])
def test_a_version_of_the_paper_or_a_file_of_the_coach_beside_it_may_be_what_was_signed(
    context: Context, agree: Agree, name: str
) -> None:
    agree()
    path = documents(context) / name
    path.write_bytes(PDF)
    sign(context, ref=REF, on=SIGNED_ON, given=papers(path))
    assert contents(context)[PAPER] == PDF


def test_a_wrong_paper_makes_room_once_its_line_is_deleted_from_the_seal(
    context: Context, agree: Agree, put: Put
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, given=papers(put("wrong.pdf")))
    path = context.folder.engagement_file(REF)
    path.write_text(re.sub(rf'"{PAPER}" = .*\n', "", path.read_text("utf-8")))

    assert attach_to(context, papers(put("right.pdf", PDF + b" right"))) == [PAPER]

    assert contents(context)[PAPER] == PDF + b" right"
    assert PDF in contents(context).values()
    assert examine(context).findings == ()
