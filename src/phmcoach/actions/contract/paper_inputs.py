"""The inputs of the papers of a contract or an amendment, and which papers are signed."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from phmcoach.actions.context import Context
from phmcoach.actions.contract.succeeding import find_new_client
from phmcoach.actions.followed import followed_contract
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.opening import is_specimen, load_client
from phmcoach.documents.papers.file_names import amendment_name, annex_name, contract_name
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import as_signed, coach_as_signed
from phmcoach.domain.records.amendment import Signatures, SignedDays
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import contract_papers
from phmcoach.store.folder import Folder
from phmcoach.value import replace
from phmcoach.words import ContractPaper

if TYPE_CHECKING:
    from phmcoach.documents.engine.rendered import Rendered
    from phmcoach.documents.papers.paper_input import AmendmentInput, ContractInput

Make = Callable[[date, int | None], "Rendered | None"]
"""Makes a paper as of a day, a contract also with a text of its articles, else the one it has."""

PapersToSign = dict[str, Make]
"""What makes each paper, by its file name."""


def contract_input(
    context: Context, case: Case, practice: Practice, today: date, text: int | None = None
) -> "ContractInput":
    """Return what the papers of a contract are made from, as of a day."""
    from phmcoach.documents.papers.paper_input import ContractInput

    first = with_first_client(context.folder, case)
    return ContractInput(
        case=as_signed(first),
        practice=coach_as_signed(case, practice),
        law=open_law(context.folder),
        today=today,
        text=text,
        follows=followed_contract(context.folder, first),
        specimen=is_specimen(context, practice),
        templates=context.folder.templates_dir,
    )


def amendment_input(
    context: Context, case: Case, practice: Practice, place: int
) -> "AmendmentInput":
    """Return what the papers of an amendment are made from."""
    from phmcoach.documents.papers.paper_input import AmendmentInput

    printed = as_signed(with_first_client(context.folder, case))
    return AmendmentInput(
        case=printed,
        step=printed.history[place],
        new_client=find_new_client(context.folder, case, place),
        practice=coach_as_signed(case, practice),
        law=open_law(context.folder),
        specimen=is_specimen(context, practice),
        templates=context.folder.templates_dir,
    )


def with_first_client(folder: Folder, case: Case) -> Case:
    """Return the case with the client who signed the contract, not a successor."""
    name = case.engagement.client
    if case.client_reference == name:
        return case
    return replace(case, client=load_client(folder, name, needed_by=case).value)


def contract_papers_to_sign(
    context: Context, case: Case, practice: Practice, *, dated: bool = False
) -> PapersToSign:
    """Return how to make each paper that is signed with a contract, by its file name.

    They show no signature, as the paper that was signed: whoever signed by hand was recorded since.
    `dated` ones show the days that are recorded.
    """
    printed = as_signed(case)
    engagement, ref, language = printed.engagement, case.ref, printed.client.language
    shown = case if dated else case.having(replace(case.engagement, signatures=Signatures()))

    def print_paper(paper: ContractPaper, on: date, text: int | None) -> "Rendered":
        from phmcoach.documents.papers.contract import render_contract

        return render_contract(contract_input(context, shown, practice, on, text), paper)

    def print_annex(on: date, _: int | None) -> "Rendered | None":
        from phmcoach.documents.papers.personal_annex import render_personal_annex

        return render_personal_annex(contract_input(context, shown, practice, on))

    if engagement.terms is None:
        return {}
    papers = contract_papers(engagement.terms, private=printed.private)
    made: PapersToSign = {
        contract_name(language, ref, paper): partial(print_paper, paper) for paper in papers
    }
    if not printed.private and any(each.personal for each in engagement.objectives):
        made[annex_name(language, ref)] = print_annex
    return made


def amendment_papers_to_sign(
    context: Context, case: Case, practice: Practice, place: int, *, dated: bool = False
) -> PapersToSign:
    """Return how to make each paper of an amendment, as for a contract; each has its own date."""
    amendments = case.engagement.amendments
    unsigned = replace(amendments[place], signatures=SignedDays())
    if not dated:
        others = (*amendments[:place], unsigned, *amendments[place + 1 :])
        case = case.having(replace(case.engagement, amendments=others))
    step = case.history[place]

    def print_paper(paper: ContractPaper, _: date, __: int | None) -> "Rendered":
        from phmcoach.documents.papers.amendment import render_amendment

        return render_amendment(amendment_input(context, case, practice, place), paper)

    language, number = as_signed(case).client.language, step.amendment.number
    return {
        amendment_name(language, case.ref, number, paper): partial(print_paper, paper)
        for paper in case.papers_of(step)
    }


def unsigned_papers(context: Context, case: Case, practice: Practice) -> PapersToSign:
    """Return how to make the contract or the amendment to be signed next, until somebody has."""
    if case.contracted_on is None:
        has_begun = case.engagement.signatures.first_on is not None
        return {} if has_begun else contract_papers_to_sign(context, case, practice)
    step = case.next_to_sign
    if step is None or step.amendment.signatures.days:
        return {}
    return amendment_papers_to_sign(context, case, practice, step.place)
