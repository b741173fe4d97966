"""An amendment: the changes of a contract, before and after, on a page like that of the contract.

It is one paper, or one for each contract of a pair that it changes.
"""

from phmcoach.documents.engine.jinja import render_markdown
from phmcoach.documents.engine.prose import convert_prose
from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.amendment_view import view_amendment
from phmcoach.documents.papers.file_names import amendment_name
from phmcoach.documents.papers.page import render_typst_page
from phmcoach.documents.papers.paper_input import AmendmentInput
from phmcoach.words import ContractPaper


def render_amendment_papers(inputs: AmendmentInput) -> dict[str, Rendered]:
    """Render every paper to sign, by file name. Raises what `render_amendment` raises."""
    language, reference = inputs.language, inputs.case.ref
    number = inputs.step.amendment.number
    return {
        inputs.name_of(amendment_name(language, reference, number, paper)): render_amendment(
            inputs, paper
        )
        for paper in inputs.papers
    }


def render_amendment(inputs: AmendmentInput, paper: ContractPaper) -> Rendered:
    """Render one paper of an amendment, ready to sign, or with the signatures' dates.

    It has its own date, so the result does not depend on the day of rendering. Raises
    InvalidDataError for a fault in the coach's own template, RuleRefusedError if the law of the day
    is not known.
    """
    view = view_amendment(inputs, paper)
    number = inputs.step.amendment.number
    name = amendment_name(inputs.language, inputs.case.ref, number, paper)
    found = open_templates(inputs.language, inputs.templates)
    prose = convert_prose(found, render_markdown(found, "amendment.md.j2", view))
    return render_typst_page(
        found,
        "amendment.typ.j2",
        view | {"articles": prose, "specimen": inputs.specimen, "copy": inputs.is_copy(name)},
        accent=inputs.practice.accent,
        author=inputs.practice.printed_name,
        on=inputs.step.amendment.set_on,
    )
