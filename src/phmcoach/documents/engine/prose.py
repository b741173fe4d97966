"""The prose of contracts, amendments and reports: Markdown, converted for their pages."""

from phmcoach.documents.engine.escape import Code
from phmcoach.documents.engine.markdown import (
    UnknownArticleError,
    UntitledClauseError,
    convert_markdown,
)
from phmcoach.documents.engine.templates import Templates, blame_clause, blame_reference
from phmcoach.errors import InvalidDataError


def convert_prose(templates: Templates, prose: str, *, other_text: str = "", end: int = 0) -> Code:
    """Convert Markdown to Typst; `other_text` contains more articles that it may refer to.

    What follows stands on the page of its last article and of `end` blocks before it.

    Raises InvalidDataError for a clause without a title, or a reference to an unknown article, in
    one of the coach's own templates.
    """
    try:
        return convert_markdown(prose, other_text=other_text, end=end)
    except (UnknownArticleError, UntitledClauseError) as error:
        blamed = _blame(error, templates)
        if blamed is None:
            raise
        raise blamed from error


def _blame(
    error: UnknownArticleError | UntitledClauseError, templates: Templates
) -> InvalidDataError | None:
    if isinstance(error, UntitledClauseError):
        return blame_clause(error.name, templates)
    return blame_reference(error.title, templates)
