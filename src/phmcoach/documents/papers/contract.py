"""The contract: articles in Markdown, which the coach may edit, on a page in Typst.

The page contains what prose cannot: the title, the signatures, which never appear alone on a page,
and the annex of objectives. A contract consists of one paper, or two for a pair. The personal annex
and the beneficiary's choices are separate papers that an organisation never receives.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date

from phmcoach.documents.engine.escape import Code
from phmcoach.documents.engine.jinja import render_markdown
from phmcoach.documents.engine.prose import convert_prose
from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import Templates, open_templates
from phmcoach.documents.engine.typst import find_pages
from phmcoach.documents.papers.contract_view import view_contract
from phmcoach.documents.papers.file_names import (
    annex_name,
    choices_name,
    choices_names,
    contract_name,
)
from phmcoach.documents.papers.page import View, render_typst_page, write_typst_page
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.documents.papers.personal_annex import render_personal_annex
from phmcoach.errors import Problem
from phmcoach.words import ContractPaper

_PAGES: Mapping[ContractPaper, int] = {
    "three-party": 5,
    "private": 5,
    "service": 4,
    "beneficiary": 4,
}
"""How many pages the articles and signatures of each paper take at most."""

_FEW_SESSIONS = 3
_SHORT_PAGES = 3
"""The same for a contract of few sessions, such as the short form and a follow-up."""

_QUARTERS = range(38, 31, -1)
"""The sizes of the letters that are tried, from the largest, in quarters of a point."""


def render_papers(inputs: ContractInput) -> dict[str, Rendered]:
    """Render every paper to sign, by file name: those of the contract, and the personal annex.

    The contract of a private client includes their personal objectives, because only they and the
    coach sign it. The beneficiary's choices go with a contract that nobody has signed. Raises what
    `render_contract` raises.
    """
    language, reference = inputs.language, inputs.case.ref
    found = {
        inputs.name_of(contract_name(language, reference, paper)): render_contract(inputs, paper)
        for paper in inputs.papers
    }
    annex = None if inputs.case.private else render_personal_annex(inputs)
    if annex is not None:
        found[annex_name(language, reference)] = annex
    if has_choices_apart(inputs) and not (inputs.signed or inputs.all_copies):
        found[choices_name(language, reference)] = render_choices(inputs)
    return found


def has_choices_apart(inputs: ContractInput) -> bool:
    """Whether the beneficiary's choices are a paper of their own, no annex of what they sign."""
    is_shared = inputs.papers == ("three-party",)
    return is_shared and bool(view_contract(inputs, "three-party")["choices_apart"])


def other_choices(inputs: ContractInput) -> frozenset[str]:
    """Return the names of choices that go with a contract in another form or language."""
    own = {choices_name(inputs.language, inputs.case.ref)} if has_choices_apart(inputs) else set()
    return choices_names(inputs.case.ref) - own


def render_choices(inputs: ContractInput) -> Rendered:
    """Render the beneficiary's choices, as the paper that goes with a three-party contract.

    They are handed to the coach alone, and no part of what is signed. Raises InvalidDataError for a
    fault in the coach's own template.
    """
    view = view_contract(inputs, "three-party")
    found = open_templates(inputs.language, inputs.templates)
    articles = render_markdown(found, "contract.md.j2", view)
    choices = render_markdown(found, "choices.md.j2", view)
    return render_typst_page(
        found,
        "choices.typ.j2",
        view
        | {
            "choices": convert_prose(found, choices, other_text=articles),
            "specimen": inputs.specimen,
        },
        accent=inputs.practice.accent,
        author=inputs.practice.printed_name,
        on=inputs.today,
    )


def render_contract(inputs: ContractInput, paper: ContractPaper) -> Rendered:
    """Render one paper of a contract, ready to sign, or with the signatures' dates.

    A company's contract shows the values that the sponsor may see, a private client's those that
    the client may see. Raises InvalidDataError for a fault in the coach's own template,
    RuleRefusedError if the law of the day is not known.
    """
    view = view_contract(inputs, paper)
    name = contract_name(inputs.language, inputs.case.ref, paper)
    found = open_templates(inputs.language, inputs.templates)
    printed = view | _prose(found, view)
    printed |= {"specimen": inputs.specimen, "copy": inputs.is_copy(name)}
    look = {"accent": inputs.practice.accent, "author": inputs.practice.printed_name}
    if view["text"] != 1:
        printed["quarters"] = _choose_size(found, printed, on=inputs.today, **look)
    return render_typst_page(
        found,
        "contract.typ.j2",
        printed,
        **look,
        on=inputs.today,
        warnings=_remarks(
            inputs.case.ref, view, is_signed=bool(inputs.case.engagement.signatures.days)
        ),
    )


def _choose_size(templates: Templates, view: View, *, accent: str, author: str, on: date) -> int:
    """Return the largest size at which the articles and signatures take few enough pages.

    It is the smallest one if none does. An own page that marks no page takes the largest.
    """
    most = _SHORT_PAGES if view["terms"]["sessions"] <= _FEW_SESSIONS else _PAGES[view["paper"]]

    def fits(quarters: int) -> bool:
        page = view | {"quarters": quarters}
        source = write_typst_page(
            templates, "contract.typ.j2", page, accent=accent, author=author, on=on
        )
        return all(page <= most for page in find_pages(source, "signed-page"))

    place = bisect_left(_QUARTERS, True, key=fits)
    return _QUARTERS[min(place, len(_QUARTERS) - 1)]


def _prose(templates: Templates, view: View) -> dict[str, Code]:
    """Convert the prose; the withdrawal form is empty if the client has no right to withdraw."""
    articles = render_markdown(templates, "contract.md.j2", view)
    annexes = render_markdown(templates, "annexes.md.j2", view)
    withdrawable = view["withdrawable"]
    form = render_markdown(templates, "withdrawal-form.md.j2", view) if withdrawable else ""
    return {
        "articles": convert_prose(templates, articles, end=0 if view["text"] == 1 else 2),
        "annexes": convert_prose(templates, annexes, other_text=articles),
        "withdrawal_form": convert_prose(templates, form, other_text=articles),
    }


def _remarks(ref: str, view: View, *, is_signed: bool) -> tuple[Problem, ...]:
    """Report the statements that the law requires of a contract, and that can still be added.

    A client who may withdraw, and every consumer, is told the coach's telephone number (C. conso.
    L111-1, L221-5), a consumer also a mediator (L616-1).
    """
    remarks = []
    is_protected = view["withdrawable"] or view["paper"] == "private"
    if is_protected and view["coach"]["phone"] is None and not is_signed:
        remarks.append(Problem("documents.no-phone"))
    if view["paper"] != "private":
        return tuple(remarks)
    if view["mediator"] is None:
        remarks.append(Problem("documents.no-mediator"))
    if not view["withdrawable"] and not is_signed:
        remarks.append(Problem("documents.no-withdrawal", ref=ref))
    return tuple(remarks)
