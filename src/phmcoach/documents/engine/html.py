"""Render a template as a page for a browser, with every value escaped.

The page has no script and asks for nothing outside of it, so neither a text of a client nor the
network can change what it shows.
"""

from functools import lru_cache

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from phmcoach.documents.engine.compiled import CompiledTemplates
from phmcoach.documents.engine.escape import drop_invisible
from phmcoach.documents.engine.templates import open_shared, packaged_templates
from phmcoach.formats import clean_text


def render_html_template(name: str, values: dict[str, object]) -> bytes:
    """Render a template as HTML in UTF-8, without empty lines."""
    text = html_environment().get_template(name).render(values)
    lines = (line.rstrip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line).encode()


@lru_cache(maxsize=1)
def html_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of HTML templates."""
    return ImmutableSandboxedEnvironment(
        autoescape=True,
        bytecode_cache=CompiledTemplates(packaged_templates(), "html"),
        finalize=_visible,
        loader=FunctionLoader(open_shared),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def _visible(value: object) -> object:
    """Drop what hides or reorders a text; keep markup from macros as it is."""
    return clean_text(drop_invisible(value)) if type(value) is str else value
