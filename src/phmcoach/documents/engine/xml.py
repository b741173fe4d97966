"""Render the XML template of the e-invoice, with every value escaped."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from phmcoach.documents.engine.compiled import CompiledTemplates
from phmcoach.documents.engine.escape import drop_invisible
from phmcoach.documents.engine.templates import open_shared, packaged_templates


def render_xml_template(name: str, values: dict[str, object]) -> bytes:
    """Render a template as XML in UTF-8, without empty lines."""
    text = xml_environment().get_template(name).render(values)
    lines = (line.rstrip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line).encode()


@lru_cache(maxsize=1)
def xml_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of XML templates."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        bytecode_cache=CompiledTemplates(packaged_templates(), "xml"),
        finalize=_visible,
        loader=FunctionLoader(open_shared),
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"amount": _write_amount, "day": _write_day, "plain": _write_plain}
    return environment


def _visible(value: object) -> object:
    """Drop the characters of a text that XML 1.0 forbids; keep markup from macros as it is."""
    if type(value) is str:
        return "".join(mark for mark in drop_invisible(value) if mark not in "\ufffe\uffff")
    return value


def _write_day(value: date) -> str:
    return f"{value:%Y%m%d}"


def _write_amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _write_plain(value: Decimal) -> str:
    """Write a number without an exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
