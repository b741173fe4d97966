"""Render a template as a page for a browser, or as an e-invoice, with every value escaped.

A page has no script and asks for nothing outside of it, so neither a text of a client nor the
network can change what it shows.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from phmcoach.documents.engine.compiled import CompiledTemplates
from phmcoach.documents.engine.escape import drop_invisible
from phmcoach.documents.engine.templates import open_shared, packaged_templates
from phmcoach.formats import clean_text


def render_html_template(name: str, values: dict[str, object]) -> bytes:
    """Render a template as HTML in UTF-8, without empty lines."""
    return _render(html_environment(), name, values)


def render_xml_template(name: str, values: dict[str, object]) -> bytes:
    """Render a template as XML in UTF-8, without empty lines."""
    return _render(xml_environment(), name, values)


def _render(
    environment: ImmutableSandboxedEnvironment, name: str, values: dict[str, object]
) -> bytes:
    text = environment.get_template(name).render(values)
    lines = (line.rstrip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line).encode()


@lru_cache(maxsize=1)
def html_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of HTML templates."""
    return _environment("html", _clean_html, trim_blocks=True)


@lru_cache(maxsize=1)
def xml_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of XML templates."""
    environment = _environment("xml", _clean_xml, trim_blocks=False)
    environment.filters |= {"amount": _write_amount, "day": _write_day, "plain": _write_plain}
    return environment


def _environment(
    kind: Literal["html", "xml"], clean: Callable[[str], str], *, trim_blocks: bool
) -> ImmutableSandboxedEnvironment:
    """Return an environment that cleans each text, and keeps markup from macros as it is."""
    return ImmutableSandboxedEnvironment(
        autoescape=True,
        bytecode_cache=CompiledTemplates(packaged_templates(), kind),
        finalize=lambda value: clean(value) if type(value) is str else value,
        loader=FunctionLoader(open_shared),
        lstrip_blocks=True,
        trim_blocks=trim_blocks,
        undefined=StrictUndefined,
    )


def _clean_html(text: str) -> str:
    """Drop what hides or reorders a text."""
    return clean_text(drop_invisible(text))


def _clean_xml(text: str) -> str:
    """Drop the characters of a text that XML 1.0 forbids."""
    return "".join(mark for mark in drop_invisible(text) if mark not in "\ufffe\uffff")


def _write_day(value: date) -> str:
    return f"{value:%Y%m%d}"


def _write_amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _write_plain(value: Decimal) -> str:
    """Write a number without an exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
