"""The findings of `coach doctor`, printed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.words import Level

if TYPE_CHECKING:
    from phmcoach.actions.practice.doctor import Diagnosis
    from phmcoach.i18n import Translator

_LABELS: Mapping[Level, str] = {
    "error": "error.label",
    "warning": "error.warning-label",
    "info": "error.info-label",
}


def show_diagnosis(out: Output, diagnosis: "Diagnosis") -> None:
    """Print each finding, and in one line how many there are and what was read."""
    for finding in diagnosis.findings:
        out.finding(finding, _LABELS[finding.level], finding.level)
    out.result(
        out.tr.text(
            "said.examined" if diagnosis.findings else "said.no-findings",
            engagements=diagnosis.engagements,
            clients=diagnosis.clients,
            entries=diagnosis.entries,
            found=_count_findings(out.tr, diagnosis),
        )
    )


def _count_findings(tr: "Translator", diagnosis: "Diagnosis") -> list[str]:
    errors, remarks = diagnosis.errors, len(diagnosis.findings) - diagnosis.errors
    if not errors:
        return [tr.text("said.only-remarks", count=remarks)]
    told = [tr.text("said.errors", count=errors)]
    return told + ([tr.text("said.remarks", count=remarks)] if remarks else [])
