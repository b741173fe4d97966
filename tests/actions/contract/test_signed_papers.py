"""Papers once somebody has signed: those on disk stay, copies are marked, an annex may follow."""

import re
import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.conftest import on_day
from tests.actions.contract.conftest import (
    REF,
    SIGNED_ON,
    WRITTEN_ON,
    Agree,
    add_personal,
    attached,
    contents,
    digests,
)

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.attaching import attach
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import Papers, write_amendment, write_contract
from phmcoach.actions.contract.proofs import OtherPapersError
from phmcoach.actions.contract.signed_files import SignedFiles, read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import set_client
from phmcoach.documents.engine.metadata import day_of
from phmcoach.errors import Place
from phmcoach.remedy import Remedy
from phmcoach.words import PARTIES

LATER = date(2026, 2, 2)


def names(papers: Papers) -> list[str]:
    return [path.name for path in papers.paths]


def test_a_paper_stays_once_somebody_has_signed_and_a_copy_is_written_beside_it(
    context: Context, agree: Agree
) -> None:
    agree()
    before = contents(context)
    sign(context, ref=REF, on=SIGNED_ON, party="coach")

    papers = write_contract(context, ref=REF)

    assert names(papers) == ["contrat-martin-2026-copie.pdf"]
    assert papers.originals == ("contrat-martin-2026.pdf",)
    assert papers.warnings == ()
    assert before.items() <= contents(context).items()


def test_a_copy_is_dated_as_the_paper_that_was_signed(context: Context, agree: Agree) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    (copy, *_) = write_contract(context, ref=REF).paths
    assert day_of(copy.read_bytes()) == WRITTEN_ON


def test_each_contract_of_a_pair_has_its_copy(context: Context, agree: Agree) -> None:
    agree("pair")
    sign(context, ref=REF, on=SIGNED_ON)
    assert names(write_contract(context, ref=REF)) == [
        "contrat-prestation-martin-2026-copie.pdf",
        "contrat-beneficiaire-martin-2026-copie.pdf",
    ]


def test_a_paper_that_was_never_written_is_written_to_be_signed_by_the_others(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    papers = write_contract(context, ref=REF)
    written = ["contrat-martin-2026.pdf", "choix-du-beneficiaire-martin-2026.pdf"]
    assert (names(papers), papers.originals) == (written, ())


def test_once_all_have_signed_a_contract_that_was_never_written_is_marked_as_a_copy(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    sign(context, ref=REF, on=SIGNED_ON)

    first, second = (write_contract(context, ref=REF) for _ in range(2))

    assert (names(first), first.has_copies, first.originals) == (
        ["contrat-martin-2026-copie.pdf"],
        True,
        (),
    )
    assert (second, paper.exists()) == (first, False)


def test_once_all_have_signed_an_amendment_that_was_never_written_is_marked_as_a_copy(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend(context, ref=REF, on=SIGNED_ON, terms=TermsChange(sessions=14))
    sign_amendment(context, ref=REF, number=1, on=SIGNED_ON)

    first, second = (write_amendment(context, ref=REF, number=1) for _ in range(2))

    assert (names(first), first.has_copies, first.originals) == (
        ["avenant-1-martin-2026-copie.pdf"],
        True,
        (),
    )
    assert second == first
    assert not (first.paths[0].parent / "avenant-1-martin-2026.pdf").exists()


def test_what_was_signed_without_a_paper_of_ours_takes_its_name_though_a_copy_was_written(
    context: Context, agree: Agree, tmp_path: Path
) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    sign(context, ref=REF, on=SIGNED_ON)
    write_contract(context, ref=REF)
    own = tmp_path / "signed.pdf"
    own.write_bytes(b"%PDF-1.7 what they signed")

    attach(context, ref=REF, number=None, given=read_signed_files([own], []))

    assert paper.read_bytes() == own.read_bytes()
    assert attached(context) == digests(context, paper.name)
    assert findings(context) == []


def test_an_unchanged_annex_is_named_beside_the_copy_of_a_contract_that_was_changed(
    context: Context, agree: Agree
) -> None:
    paper, annex, *_ = agree(personal=True).paths
    sign(context, ref=REF, on=SIGNED_ON)
    paper.chmod(0o644)
    paper.write_bytes(paper.read_bytes() + b"x")
    papers = write_contract(context, ref=REF)
    assert names(papers) == ["contrat-martin-2026-copie.pdf", annex.name]
    assert papers.originals == (annex.name,)


def test_an_annex_with_the_same_objectives_is_not_written_again(
    context: Context, agree: Agree
) -> None:
    agree(personal=True)
    before = contents(context)
    sign(context, ref=REF, on=SIGNED_ON)
    papers = write_contract(on_day(context, LATER), ref=REF)
    assert names(papers)[1:] == ["annexe-personnelle-martin-2026.pdf"]
    assert papers.originals == ("annexe-personnelle-martin-2026.pdf", "contrat-martin-2026.pdf")
    assert before.items() <= contents(context).items()


def test_an_annex_with_other_objectives_is_written_beside_the_signed_one(
    context: Context, agree: Agree
) -> None:
    agree(personal=True)
    before = contents(context)
    sign(context, ref=REF, on=SIGNED_ON)
    add_personal(context)
    papers = write_contract(on_day(context, LATER), ref=REF)
    assert names(papers)[1:] == ["annexe-personnelle-martin-2026-2026-02-02.pdf"]
    assert before.items() <= contents(context).items()


def findings(context: Context) -> list[tuple[str, str]]:
    return [(each.level, each.message) for each in examine(context).findings]


def test_the_papers_on_disk_are_proof_of_what_was_signed_and_read_only(
    context: Context, agree: Agree
) -> None:
    papers = agree(personal=True)
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    proof = digests(context, "contrat-martin-2026.pdf", "annexe-personnelle-martin-2026.pdf")
    assert attached(context) == proof
    *signed, choices = papers.paths
    assert {path.stat().st_mode & 0o777 for path in signed} == {0o400}
    assert choices.name == "choix-du-beneficiaire-martin-2026.pdf"
    assert choices.stat().st_mode & 0o777 == 0o600
    sign(context, ref=REF, on=SIGNED_ON)
    assert attached(context) == proof
    assert findings(context) == []


def test_both_contracts_of_a_pair_are_proof(context: Context, agree: Agree) -> None:
    agree("pair")
    sign(context, ref=REF, on=SIGNED_ON)
    names = ("contrat-prestation-martin-2026.pdf", "contrat-beneficiaire-martin-2026.pdf")
    assert attached(context) == digests(context, *names)


def test_the_paper_of_an_amendment_is_proof(context: Context, agree: Agree) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=14))
    write_amendment(context, ref=REF, number=1)
    sign_amendment(context, ref=REF, number=1, on=context.today)
    proof = digests(context, "avenant-1-martin-2026.pdf")
    assert attached(context, amendment=True) == proof
    assert findings(context) == []


def name_recorded(context: Context, number: int) -> str | None:
    path = context.folder.documents_dir(REF) / f"amendment-{number}.signed.toml"
    client = tomllib.loads(path.read_text("utf-8")).get("client")
    return None if client is None else client["name"]


def amend_and_sign(context: Context, number: int, sessions: int) -> None:
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=sessions))
    write_amendment(context, ref=REF, number=number)
    sign_amendment(context, ref=REF, number=number, on=context.today)


def test_an_amendment_records_a_name_that_is_new_since_the_last_signature(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend_and_sign(context, 1, 13)
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    amend_and_sign(context, 2, 14)
    amend_and_sign(context, 3, 15)
    assert [name_recorded(context, number) for number in (1, 2, 3)] == [None, "Bigco SA", None]
    assert findings(context) == []


@pytest.mark.usefixtures("only_source")
def test_a_signed_amendment_keeps_the_name_that_it_printed(context: Context, agree: Agree) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    amend_and_sign(context, 1, 14)
    set_client(context, ref="acme", details={"name": "Hugeco SA"})
    (copy,) = write_amendment(context, ref=REF, number=1).paths
    printed = copy.read_text("utf-8")
    assert (copy.name, "Bigco SA" in printed, "Hugeco SA" in printed) == (
        "avenant-1-martin-2026-copie.pdf",
        True,
        False,
    )


def test_the_record_of_a_new_name_can_be_made_again(context: Context, agree: Agree) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    amend_and_sign(context, 1, 14)
    record = context.folder.documents_dir(REF) / "amendment-1.signed.toml"
    before = record.read_bytes()
    record.unlink()
    write_amendment(context, ref=REF, number=1)
    assert record.read_bytes() == before


def test_a_paper_that_would_be_made_otherwise_stops_the_first_signature_before_it_writes(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    engagement = context.folder.engagement_file(REF).read_bytes()
    before = contents(context)

    with pytest.raises(OtherPapersError) as error:
        sign(context, ref=REF, on=SIGNED_ON)

    (problem,) = error.value.problems
    assert problem.place is not None
    assert (problem.message, problem.place.file) == ("sign.other-paper", paper)
    assert context.folder.engagement_file(REF).read_bytes() == engagement
    assert contents(context) == before
    assert not (paper.parent / "contract.signed.toml").exists()


def test_every_paper_that_would_be_made_otherwise_is_named(context: Context, agree: Agree) -> None:
    agree("pair", personal=True)
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    add_personal(context)
    with pytest.raises(OtherPapersError) as error:
        sign(context, ref=REF, on=SIGNED_ON)
    assert [each.args["file"] for each in error.value.problems] == [
        "contrat-prestation-martin-2026.pdf",
        "contrat-beneficiaire-martin-2026.pdf",
        "annexe-personnelle-martin-2026.pdf",
    ]


def test_the_paper_of_an_amendment_that_would_be_made_otherwise_stops_its_signature(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=14))
    write_amendment(context, ref=REF, number=1)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=15))
    with pytest.raises(OtherPapersError) as error:
        sign_amendment(context, ref=REF, number=1, on=context.today)
    assert [each.message for each in error.value.problems] == ["sign.other-amendment-paper"]


def test_signatures_that_only_a_paper_proves_are_not_sealed_with_another_price(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    sign(context, ref=REF, on=SIGNED_ON)
    (paper.parent / "contract.signed.toml").unlink()
    path = context.folder.engagement_file(REF)
    unsealed = re.sub(r"\n\[seal\]\n(.+\n)+", "\n", path.read_text("utf-8"))
    path.write_text(unsealed.replace("hourly_rate = 260.0", "hourly_rate = 300.0"), "utf-8")
    engagement, papers = path.read_bytes(), contents(context)

    with pytest.raises(OtherPapersError) as error:
        sign(context, ref=REF, on=SIGNED_ON)

    assert [(each.message, each.place) for each in error.value.problems] == [
        ("sign.other-kept-paper", Place(paper))
    ]
    assert (path.read_bytes(), contents(context)) == (engagement, papers)
    assert not (paper.parent / "contract.signed.toml").exists()


def test_signatures_of_an_amendment_that_only_its_paper_proves_are_not_sealed_with_another_number(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend_and_sign(context, 1, 14)
    (context.folder.documents_dir(REF) / "amendment-1.signed.toml").unlink()
    path = context.folder.engagement_file(REF)
    contract, amendment = path.read_text("utf-8").split("[[amendments]]")
    unsealed = re.sub(r"\nseal = .*", "", amendment).replace("sessions = 14", "sessions = 15")
    path.write_text(f"{contract}[[amendments]]{unsealed}", "utf-8")

    with pytest.raises(OtherPapersError) as error:
        sign_amendment(context, ref=REF, number=1, on=context.today)

    assert [each.message for each in error.value.problems] == ["sign.other-kept-paper"]


def test_a_contract_that_was_printed_with_signatures_written_by_hand_stops_no_signature(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    path = context.folder.engagement_file(REF)
    days = "".join(f"{party} = {SIGNED_ON}\n" for party in PARTIES)
    path.write_text(f"{path.read_text('utf-8')}\n[signatures]\n{days}", "utf-8")
    write_contract(context, ref=REF)

    sign(context, ref=REF, on=SIGNED_ON)

    assert attached(context) == {}
    assert (paper.parent / "contract.signed.toml").exists()


def test_a_refused_paper_is_written_again_by_the_command_that_is_named(
    context: Context, agree: Agree
) -> None:
    agree()
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    with pytest.raises(OtherPapersError) as error:
        sign(context, ref=REF, on=SIGNED_ON)
    assert [each.remedy for each in error.value.problems] == [Remedy.PAPERS_AGAIN]
    write_contract(context, ref=REF)
    sign(context, ref=REF, on=SIGNED_ON)
    assert attached(context) == digests(context, "contrat-martin-2026.pdf")


def next_of(context: Context) -> str:
    step = show_engagement(context, ref=REF).next_step
    assert step is not None
    return step.message


def test_no_signature_is_asked_for_beside_a_paper_that_is_to_be_written_again(
    context: Context, agree: Agree
) -> None:
    agree()
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    contract = show_engagement(context, ref=REF)
    write_contract(context, ref=REF)
    sign(context, ref=REF, on=SIGNED_ON)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=14))
    write_amendment(context, ref=REF, number=1)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=15))
    amendment = show_engagement(context, ref=REF)
    for shown in (contract, amendment):
        assert [each.message for each in (shown.next_step, *shown.later_steps) if each] == [
            "step.paper-again"
        ]


def test_a_contract_whose_terms_changed_is_to_be_written_again_before_it_is_signed(
    context: Context, agree: Agree
) -> None:
    agree()
    steps = [next_of(context)]
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    steps.append(next_of(context))
    write_contract(context, ref=REF)
    steps.append(next_of(context))
    set_client(context, ref="acme", details={"name": "Acme SA"})
    (context.folder.documents_dir(REF) / "contrat-martin-2026.pdf").write_bytes(
        b"%PDF-1.7 a scan of the paper"
    )
    steps.append(next_of(context))
    assert steps == ["gate.not-signed", "step.paper-again", "gate.not-signed", "gate.not-signed"]


def test_an_amendment_that_changed_is_to_be_written_again_before_it_is_signed(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=14))
    write_amendment(context, ref=REF, number=1)
    steps = [next_of(context)]
    amend(context, ref=REF, on=context.today, terms=TermsChange(sessions=15))
    steps.append(next_of(context))
    sign_paper = SignedFiles(made_now=frozenset({"avenant-1-martin-2026.pdf"}))
    sign_amendment(context, ref=REF, number=1, on=context.today, party="coach", given=sign_paper)
    steps.append(next_of(context))
    assert steps == ["amend.not-signed", "step.paper-again", "amend.not-signed"]


def test_a_paper_that_is_no_pdf_proves_nothing_and_stops_no_signature(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    paper.write_text("à imprimer", "utf-8")
    sign(context, ref=REF, on=SIGNED_ON)
    assert attached(context) == {}
    assert paper.read_text("utf-8") == "à imprimer"


def test_the_second_signature_asks_nothing_about_the_papers(context: Context, agree: Agree) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    paper.write_bytes(b"%PDF-1.7 other")
    assert sign(context, ref=REF, on=SIGNED_ON).parties == ("beneficiary", "sponsor")
    assert attached(context) == {}


def test_a_paper_that_cannot_be_made_stops_no_signature(context: Context, agree: Agree) -> None:
    agree()
    own = context.folder.templates_dir / "fr" / "contract.typ.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing }}", "utf-8")
    assert sign(context, ref=REF, on=SIGNED_ON).parties == ("coach", "beneficiary", "sponsor")
    assert attached(context) == {}


def test_the_doctor_reports_a_signed_paper_that_was_changed_or_is_gone(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    sign(context, ref=REF, on=SIGNED_ON)
    paper.chmod(0o600)
    paper.write_bytes(b"%PDF other")
    assert findings(context) == [("error", "seal.paper-changed")]
    paper.unlink()
    assert findings(context) == [("error", "seal.paper-missing")]


def test_two_signed_papers_that_were_exchanged_are_told_apart(
    context: Context, agree: Agree
) -> None:
    one, other = agree("pair").paths
    sign(context, ref=REF, on=SIGNED_ON)
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    told = [("seal.paper-exchanged", a.name, b.name) for a, b in ((one, other), (other, one))]
    papers = write_contract(on_day(context, LATER), ref=REF)
    for found in (examine(context).findings, papers.warnings):
        each = [(it.message, it.args.get("file"), it.args.get("other")) for it in found]
        assert sorted(each) == sorted(told)
    assert papers.originals == ()


def test_a_contract_that_is_not_the_one_that_was_signed_is_named(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    sign(context, ref=REF, on=SIGNED_ON)
    paper.chmod(0o600)
    paper.write_bytes(b"%PDF other")
    papers = write_contract(on_day(context, LATER), ref=REF)
    assert [(it.message, it.level) for it in papers.warnings] == [("seal.paper-changed", "warning")]
    assert papers.originals == ()


def test_a_signed_paper_that_is_gone_is_never_replaced_by_another(
    context: Context, agree: Agree
) -> None:
    """Another version of the program, say, typesets them otherwise."""
    paper, annex, *_ = agree(personal=True).paths
    sign(context, ref=REF, on=SIGNED_ON)
    file = context.folder.engagement_file(REF)
    text = file.read_text("utf-8")
    for each in (paper, annex):
        text = text.replace(sha256(each.read_bytes()).hexdigest(), "0" * 64)
        each.unlink()
    file.write_text(text, "utf-8")
    papers = write_contract(on_day(context, LATER), ref=REF)
    assert names(papers) == [
        "contrat-martin-2026-copie.pdf",
        "annexe-personnelle-martin-2026-2026-02-02.pdf",
    ]
    assert papers.originals == ()
    assert not paper.exists()
