"""The one place where these tests reach inside the program: when something moves, it changes here.

The folders, what is expected of them and the tests themselves stay as they are.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.earlier_seals import seal_of_amendment, seal_of_contract

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.agreement import evaluation_sha256
from phmcoach.domain.money.ledger import LedgerEntry, LedgerHead
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import InvalidDataError
from phmcoach.store.ledger_chain import read_entry, render_head
from phmcoach.store.ledger_issue import render_entry
from phmcoach.store.records import load_record

RENAMED: dict[str, str] = {
    "amend.price-of-billed": "amend.price-already-billed",
    "amend.signed-over-unsigned": "amend.earlier-unsigned",
    "amend.texts-of-nothing": "usage.texts-without-objective",
    "billing.engagement-gone": "billing.engagement-missing",
    "billing.session-gone": "billing.session-missing",
    "credit.line-gone": "credit.line-already-credited",
    "credit.of-a-credit": "credit.credit-note",
    "credit.reduction-frees-nothing": "credit.reduction-rebills-nothing",
    "credit.session-gone": "credit.session-already-credited",
    "documents.template-reaches-out": "documents.template-forbidden-word",
    "duplicate.of-a-quote": "duplicate.quote",
    "effect.beside-billed": "effect.uncounted-billed",
    "effect.beside-billed-hours": "effect.uncounted-billed-hours",
    "effect.beside-included": "effect.uncounted-included",
    "effect.beside-included-hours": "effect.uncounted-included-hours",
    "effect.freed": "effect.not-billed",
    "engagement.follow-up-of-another-name": "engagement.follow-up-other-name",
    "engagement.reference-twice": "engagement.duplicate-reference",
    "gate.client-of-another-country": "gate.client-country-mismatch",
    "gate.closed-without-end": "gate.closed-before-outcome",
    "gate.follow-up-of-another": "gate.follow-up-other-beneficiary",
    "gate.follow-up-of-unknown": "gate.follow-up-unknown",
    "gate.pair-without-organisation": "gate.pair-private",
    "gate.vat-number-of-another-country": "gate.vat-number-country-mismatch",
    "ledger.clock-ran-back": "ledger.clock-moved-back",
    "ledger.not-the-first": "ledger.first-number",
    "outcome.ground-of-another": "outcome.ground-not-by-coach",
    "package.deposit-of-package": "package.no-deposit",
    "pay.cash-of-a-consumer": "pay.consumer-cash",
    "pay.of-a-credit": "pay.credit-note",
    "pay.opening-stands": "pay.opening-exists",
    "pay.refund-of-a-deposit": "pay.deposit-refund",
    "pay.taken-back-already": "pay.already-undone",
    "quote.is-no-quote": "quote.not-a-quote",
    "remind.barred": "remind.time-barred",
    "remind.near-the-bar": "remind.nearly-time-barred",
    "remind.of-a-credit": "remind.credit-note",
    "report.of-earlier-agreement": "report.earlier-agreement",
    "scale.of-amendment": "scale.in-amendment",
    "session.no-length-beside": "session.no-length-uncounted",
    "shape.entry-of-another-kind": "shape.entry-kind-mismatch",
    "shape.foreigner-with-siren": "shape.siren-outside-france",
    "shape.one-series-for-two": "shape.series-shared",
    "shape.siret-of-another": "shape.siret-not-of-siren",
    "shape.vat-number-of-another": "shape.vat-number-not-french",
    "store.above-most": "store.above-maximum",
    "store.below-least": "store.below-minimum",
    "store.toml-said-twice": "store.toml-duplicate",
    "template.is-own-already": "template.already-own",
}
"""Ids of messages that a later version renamed, as CHANGELOG tells: the old one, then the new."""


class Digest(NamedTuple):
    """A digest that a file holds, and what the program makes of the same content today."""

    of: str
    stored: str
    computed: str | None


_SEALING = re.compile(
    r'"?[a-z_0-9.-]+"? = "([0-9a-f]{16}|[0-9a-f]{64})"\r?|seal = \{.*\}\r?'
    r'|contract_reference = "A-[0-9]{4}-[0-9]{2,}"\r?'
    r'|last_session = "s[0-9]+"\r?|last_objective = "o[0-9]+"\r?'
)
"""A line of a seal: a digest of each value, or since then one of the record of what was signed; and
what later versions keep: the number of a contract from its first signature, the highest ids."""


_KEPT = (".signed.toml", "-copie.pdf", "-copy.pdf")
"""The files that later versions write, so that what was signed stays."""


NO_LONGER_ACCEPTED = frozenset(("end petit --on 2026-05-20 --by beneficiary",))
"""The work that a later version refuses, as CHANGELOG tells: an end after the last day."""


_NOW_COPIES: Mapping[str, str] = {
    "contract martin": "documents/martin/contrat-martin.pdf",
    "contract martin --amendment 1": "documents/martin/avenant-1-martin.pdf",
    "contract petit": "documents/petit/contrat-petit.pdf",
    "contract petit --amendment 1": "documents/petit/avenant-1-petit.pdf",
    "contract rossi-2026 --amendment 1": "documents/rossi-2026/avenant-1-rossi-2026.pdf",
}
"""The work that wrote a paper which all had signed without one, under the name of the paper; a
later version writes it beside, as a copy.
"""


_READERS = re.compile("--(shared|personal)\\b")


def as_typed_today(line: str) -> str:
    """Return a line of earlier work as it is typed now: an objective says who reads it."""
    if line.startswith("add-objective ") and not _READERS.search(line):
        return f"{line} --shared"
    return line


_PAPER = re.compile(
    r"(ledger/[0-9]{4}/|documents/[^/]+/)"
    r"(?:facture-acompte|facture|avoir|devis|deposit-invoice|invoice|credit-note|quote)-"
    r"([A-Z0-9-]+-[0-9]{4}-[0-9]{4,}.*)"
)
_LETTER = re.compile(
    r"(documents/[^/]+/)(relance-amicale|relance-ferme|mise-en-demeure)-"
    r"([A-Z0-9-]+-[0-9]{4}-[0-9]{4,})-([0-9-]{10}.*)"
)


def former_name(file: str) -> str:
    """Return the name of a file as earlier versions gave it: that of a paper was its number."""
    return _LETTER.sub(r"\1\3-\2-\4", _PAPER.sub(r"\1\2", file))


def read_issued(entry: Path) -> bytes:
    """Return the PDF of an entry, which later versions name with a word before its number."""
    return read_entry(entry.read_bytes(), str(entry)).read_pdf()


def without_seals(works: dict[str, Any]) -> dict[str, Any]:
    """Return what work changed, without what later versions keep: seals, records, copies, ids.

    Work that is no longer accepted is left out: the folder is read alike and the work goes on.
    """
    return {
        line: {
            **done,
            "files": {
                former_name(name): change
                for name, how in done["files"].items()
                if not name.endswith(_KEPT)
                and (name, how) != (_NOW_COPIES.get(line), "new")
                and (change := _without_sealing(how)) != {"gone": [], "came": []}
            },
        }
        for line, done in works.items()
        if line not in NO_LONGER_ACCEPTED
    }


def without_remarks_on_seals(looks: dict[str, Any]) -> dict[str, Any]:
    """Return answers without the warnings of a changed contract, which `show` did not have.

    Nor did it say in the next steps that the change stops the invoice.
    """
    for each in looks.values():
        answer = each.get("answer")
        if isinstance(answer, dict) and "next_steps" in answer:
            answer["next_steps"] = [
                step for step in answer["next_steps"] if not step["code"].startswith("seal.")
            ]
        if isinstance(answer, dict) and isinstance(answer.get("warnings"), list):
            answer["warnings"] = [
                warning
                for warning in answer["warnings"]
                if not str(warning.get("code", "")).startswith("seal.")
            ]
    return looks


def with_former_codes(looks: dict[str, Any]) -> dict[str, Any]:
    """Return answers as earlier versions gave them where the rule itself is another one since.

    A round that only shows had the exit code 0, whatever failed. A cadence took a planned session
    that is past for one that was not held. An amendment was to be signed after the end too. A
    declaration was rounded for each month, and could be negative. A draft for an organisation named
    the beneficiary. The VAT of a credit note without VAT was a negative zero. A step to
    an objective did not say who reads it. A round billed one instalment of a package at a time. A
    profile that is not known and a day to come were for an editor.
    """
    _name_the_editor(looks)
    for line, each in looks.items():
        answer = each.get("answer")
        if line.startswith("show") and isinstance(answer, dict) and "next_steps" in answer:
            for step in answer["next_steps"]:
                step["fix"] = step["fix"] and step["fix"].removesuffix(" --shared")
            answer["next_steps"] = [_with_former_step(answer, one) for one in answer["next_steps"]]
        if line.startswith("check-cadence") and isinstance(answer, dict):
            answer["engagements"] = [_with_former_cadence(one) for one in answer["engagements"]]
            if each["code"] == 0 and any(one["level"] == "breach" for one in answer["engagements"]):
                each["code"] = 1
        if "--view declaration" in line and isinstance(answer, dict):
            each["answer"] = _with_former_declaration(answer)
        if "--view sales" in line and isinstance(answer, dict):
            answer["lines"] = [_with_negative_zero(one) for one in answer["lines"]]
        if "--dry-run" in line and isinstance(answer, dict):
            drafts = _with_one_instalment(answer.get("invoices", ()))
            answer["invoices"] = [_with_former_lines(one) for one in drafts]
        if "--all --dry-run" in line and isinstance(answer, dict) and answer.get("failed"):
            assert each["code"] != 0
            each["code"] = 0
    return looks


def _name_the_editor(looks: dict[str, Any]) -> None:
    """Give findings of the doctor that a command mends now the command that they had."""
    for finding in looks.get("doctor --json", {}).get("answer", {}).get("findings", ()):
        problem = finding["problem"]
        if problem["code"] in ("profile.unknown", "gate.in-the-future"):
            ref = problem["fix"].split()[2]
            finding["problem"] = {**problem, "fix": f"coach edit {ref}"}


def _with_negative_zero(sale: dict[str, Any]) -> dict[str, Any]:
    is_former = (sale["type"], sale["vat"]) == ("credit", "0.00")
    return {**sale, "vat": "-0.00"} if is_former else sale


_CONTRACT = re.compile(r"contrat (A-\S+ )?du [0-9]+(er)?\u00a0\S+\u00a0[0-9]{4}( – temps réservé)?")


def _with_one_instalment(drafts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield drafts without the instalments that follow another one of their engagement."""
    seen: set[str] = set()
    for draft in drafts:
        if draft["type"] != "deposit" or draft["engagement"] not in seen:
            yield draft
        if draft["type"] == "deposit":
            seen.add(draft["engagement"])


def _with_former_lines(draft: dict[str, Any]) -> dict[str, Any]:
    """Return a draft whose lines name the beneficiary instead of the contract."""
    lines = [
        line
        | {
            "designation": _CONTRACT.sub(draft["beneficiary"], line["designation"]).replace(
                " individuel (", " ("
            )
        }
        for line in draft["lines"]
    ]
    return {**draft, "lines": lines}


def _with_former_step(answer: dict[str, Any], step: dict[str, Any]) -> dict[str, Any]:
    if step["code"] == "settle.to-bill" and step["fix"] is None:
        return step | {"fix": f"coach invoice {answer['ref']}"}
    if step["code"] != "step.take-back-amendment":
        return step
    last = answer["amendments"][-1]
    number, days = last["number"], last["signatures"]
    return {
        "code": "amend.not-signed",
        "args": {"number": number, "parties": [party for party in days if days[party] is None]},
        "fix": f"coach sign {answer['ref']} --amendment {number} --on DATE",
        "place": None,
    }


def _with_former_cadence(now: dict[str, Any]) -> dict[str, Any]:
    """Return what was recorded of an engagement that has a session which is not recorded.

    tests/domain/cadence/test_cadence_unrecorded.py states how it is judged now.
    """
    if all(verdict["code"] != "session.unrecorded" for verdict in now["verdicts"]):
        return now
    facts = ("ref", "as_of", "state", "counted", "planned", "contracted", "last_on")
    for path in sorted(Path(__file__).parent.glob("*/*.json")):
        for line, look in json.loads(path.read_text("utf-8"))["looks"].items():
            if line.startswith("check-cadence") and isinstance(look.get("answer"), dict):
                for was in look["answer"]["engagements"]:
                    if all(was[key] == now[key] for key in facts):
                        return dict(was)
    return now


def _with_former_declaration(now: dict[str, Any]) -> dict[str, Any]:
    """Return what was recorded of the same receipts.

    tests/domain/money/test_ledger_views.py states how they are declared now.
    """
    for path in sorted(Path(__file__).parent.glob("*/*.json")):
        for line, look in json.loads(path.read_text("utf-8"))["looks"].items():
            was = look.get("answer")
            if "--view declaration" in line and isinstance(was, dict):
                received = [each["totals"][-1:] for each in (was, now)]
                first, other = ([one.get("turnover_received") for one in each] for each in received)
                if first == other and was["limits"] == now["limits"]:
                    same = {key: was[key] for key in ("lines", "totals", "warnings")}
                    return {**now, **same}
    return now


def _without_sealing(how: dict[str, list[str]] | str) -> dict[str, list[str]] | str:
    if isinstance(how, str):
        return how
    return {
        side: [line for line in lines if not _SEALING.fullmatch(line)]
        for side, lines in how.items()
    }


def stop_real_clock(patch: pytest.MonkeyPatch, day: date) -> None:
    """Stop the system's clock in the afternoon of a day: what is issued is no specimen."""
    paris = timezone(timedelta(hours=1))
    moment = datetime.combine(day, time(15, 42, 7), paris)
    patch.setattr("phmcoach.cli.shell.state.CliState.now", property(lambda _: moment))


def render_again(path: Path) -> bytes:
    """Return the bytes that the program writes for what it reads in a file of the ledger."""
    if path.name == "head.toml":
        return render_head(load_record(path, LedgerHead).value)
    return render_entry(load_record(path, LedgerEntry).value)


def digests_of(path: Path) -> tuple[Digest, ...]:
    """Return each digest of an engagement, or nothing where its file cannot be read."""
    try:
        engagement = load_record(path, Engagement).value
    except InvalidDataError:
        return ()
    return tuple(_digests(Dossier(path.stem, engagement)))


def _digests(dossier: Dossier) -> Iterator[Digest]:
    engagement = dossier.engagement
    contract = seal_of_contract(dossier)
    for key, stored in engagement.seal.items():
        yield Digest(f"contract {key}", stored, contract.get(key))
    for each in engagement.amendments:
        amendment = seal_of_amendment(each)
        for key, stored in each.seal.items():
            yield Digest(f"amendment {each.number} {key}", stored, amendment.get(key))
    said = engagement.evaluation
    if said is not None:
        shown = ("shown", said.shown_sha256), ("approved", said.approved_sha256)
        for name, kept in shown:
            if kept is not None:
                yield Digest(f"evaluation {name}", kept, evaluation_sha256(dossier))
