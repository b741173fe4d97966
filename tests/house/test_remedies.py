"""Every refusal names the command that helps, and every command that is named can be typed.

The command line keeps two tables of commands: `cli/shell/remedies` for messages, and
`cli/shell/chosen_remedies` for what a rule chooses. A new message is given a command there, or a
place in the list that says why it has none.
"""

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from decimal import Decimal
from string import Formatter

from tests.house.sources import nodes_of
from tests.house.test_catalogues import ENGLISH, FRENCH, ROOT, SOURCES, fields_of
from typer.core import TyperArgument

from phmcoach.cli.app import build_program
from phmcoach.cli.shell.chosen_remedies import CHOSEN, CORRECTIONS, DROPPED, FLAGS, HELP
from phmcoach.cli.shell.no_remedy import WITHOUT
from phmcoach.cli.shell.remedies import COMMANDS
from phmcoach.cli.shell.remedy_lines import find_command
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

PACKAGE = ROOT / "src" / "phmcoach"
PROGRAM = build_program().commands
OPTIONS = {
    name: {"--help"}.union(*({*param.opts, *param.secondary_opts} for param in command.params))
    for name, command in PROGRAM.items()
}
NAMED = re.compile(
    r"\bcoach ([a-z]+(?:-[a-z]+)*)((?: +(?:-[-a-zA-Z]+|(?!coach\b)[^\s.;:,)`«»]+))*)"
)
SAMPLE = Decimal(7)
FLAGS_OF_TERMS = {"--session-dates", "--name-on-invoices"}
"""The options of a template that are typed, or their contrary, without a value."""

"""A value that can be written with any format."""


MENDED_BY_EDIT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "amend.objective-twice",
            "amend.objectives-after-evaluation",
            "amend.wrong-number",
            "evaluate.approved-early",
            "evaluate.approved-unshown",
            "evaluate.level-without-scale",
            "evaluate.observations-two-way",
            "evaluate.rated-twice",
            "evaluate.three-way-private",
            "evaluate.unknown-objective",
            "evaluate.without-day",
            "gate.evaluated-after-close",
            "gate.outcome-without-day",
            "gate.pair-private",
            "scale.written-after-evaluation",
            "scale.written-after-second-session",
            "scale.written-after-signature",
        ),
        "days and values that no command writes so: a hand edit alone leads there",
    ),
    **dict.fromkeys(
        (
            "gate.request-removed",
            "seal.amendment-changed",
            "seal.amendment-unsigned",
            "seal.contract-changed",
            "seal.contract-noted",
            "seal.contract-unsigned",
            "seal.objectives-noted",
            "seal.instalment-billed",
            "seal.package-billed",
            "seal.rate-billed",
            "seal.signature-billed",
        ),
        "what was signed is put back as it was: any other change is an amendment",
    ),
    "seal.annex-changed": "put back, or made anew and signed: the sentence names both commands",
    **dict.fromkeys(
        ("quote.unknown",),
        "a key of the file names what is not there any more",
    ),
    "contract.same-number": "the number of a copied file",
}
"""About an engagement: its file is edited, which is the default, and why no command helps."""

CHOSEN_IN_CONTEXT = {
    "terms.concluded-organisation",
    "terms.private-contract",
    "terms.small-company-unsaid",
    "gate.analysed-before-received",
    "gate.follow-up-unknown",
    "gate.validated-before-received",
    "profile.unknown",
    "ledger.clock-jumped",
    "ledger.prefix-of-other-papers",
    "recover.today-unconfirmed",
    "amend.below-used",
    "amend.over",
    "amend.new-employer",
    "amend.new-employer-next",
    "credit.session-on-other",
    "demand.already-validated",
    "demand.name-signed",
    "demand.role-signed",
    "amend.no-package",
    "gate.already-beyond-number",
    "gate.package-begun-elsewhere",
    "amend.objectives-evaluated",
    "amend.package-already-billed",
    "amend.personal-objective",
    "amend.planned-after-end",
    "amend.planned-beyond-number",
    "amend.sessions-beyond-limit",
    "amend.span-beyond-limit",
    "amend.unknown-objective",
    "bounds.session-length",
    "bounds.sessions",
    "bounds.sessions-per-month",
    "bounds.span-long",
    "bounds.span-short",
    "engagement.follow-up-other-name",
    "evaluate.changed-since-approval",
    "gate.closed-before-end",
    "gate.closed-before-outcome",
    "withdrawal.not-by-client",
    "outcome.no-sponsor",
    "outcome.ground-not-by-coach",
    "gate.ended-without-contract",
    "gate.ended-before-contract",
    "gate.ended-after-evaluation",
    "gate.declined-before-validation",
    "gate.declined-before-received",
    "gate.declined-and-contracted",
    "gate.follow-up-other-beneficiary",
    "gate.follow-up-profile",
    "gate.follow-up-without-closed",
    "gate.renewal-without-justification",
    "gate.session-after-close",
    "gate.session-after-end",
    "gate.session-before-demand",
    "gate.session-before-signature",
    "gate.session-beyond-number",
    "gate.session-before-request",
    "gate.session-in-withdrawal",
    "gate.shadowing-not-proposed",
    "gate.signed-before-validation",
    "outcome.already-contracted",
    "outcome.at-its-term",
    "plan.in-withdrawal",
    "outcome.not-recorded",
    "outcome.not-contracted",
    "terms.client-signed",
    "terms.no-amendment",
    "terms.not-dropped",
    "withdrawal.no-right",
    "withdrawal.too-late",
    "withdrawal.too-late-uninformed",
    "quote.engagement-over",
    "report.approved-before-shown",
    "report.no-evaluation",
    "report.stale",
    "session.already-billed",
    "session.already-logged",
    "billing.deposit-to-credit",
    "settle.deposit-not-needed",
    "settle.deposit-partly-paid",
    "settle.deposit-surplus",
    "credit.beyond-line",
    "credit.beyond-paper",
    "evaluate.planned-before-session",
    "evaluate.planned-in-the-past",
    "ledger.issue-date-in-future",
    "ledger.issue-date-too-early",
    "pay.credited",
    "pay.nothing-outstanding",
    "session.held-in-the-future",
    "session.before-demand",
    "session.no-length",
    "session.no-length-uncounted",
    "session.shadowing-not-proposed",
    "sign.other-amendment-paper",
    "sign.other-kept-paper",
    "sign.other-paper",
    "sign.no-withdrawal",
    "sign.not-attached",
    "sign.nothing-attached",
    "sign.paper-attached",
    "step.paper-again",
    "step.plan-evaluation-paused",
    "taken-back.amended",
    "taken-back.billed",
    "taken-back.first-signature",
    "taken-back.session",
    "taken-back.signed",
    "terms.already-signed",
    "terms.partly-signed",
    "usage.evaluate-by-form",
    "step.session-in-pause",
    "billing.before-contract",
    "billing.before-demand",
    "pay.before-demand",
    "pay.paid-after-issue",
}
"""Each rule that reports one names the remedy."""

PASSED_ON = {
    "invoice.at",
    "step.before-archive",
    "step.held",
}
"""They say whose problem another one is, and have its command."""

SHOWN = {
    "evaluate.alliance",
    "client.standing-closed",
    "client.standing-contract",
    "client.standing-invoice",
    "evaluate.attainment",
    "evaluate.changed",
    "evaluate.end",
    "evaluate.indicator",
    "evaluate.item-freedom",
    "evaluate.item-matters",
    "evaluate.item-method",
    "evaluate.item-takeaway",
    "evaluate.leave-empty",
    "evaluate.level",
    "evaluate.next",
    "evaluate.objective",
    "evaluate.observations",
    "evaluate.remains",
    "evaluate.shared-words",
    "evaluate.start",
    "invoice.amount-due",
    "invoice.credit-totals",
    "invoice.carried-over",
    "invoice.deduction",
    "invoice.deduction-of",
    "invoice.deduction-released",
    "invoice.deduction-released-of",
    "invoice.totals",
    "invoice.totals-settled",
    "pause.days-lost",
    "pause.gap",
    "pause.gap-same",
    "pause.no-day-left",
    "pause.no-day-lost",
    "quote.totals",
    "seal.change",
    "seal.change-added",
    "seal.change-removed",
    "seal.change-unknown",
}
"""Lines of what is shown, in groups whose other messages are problems."""

FILES = {"bounds", "shape", "store", "usage"}
"""Groups of what is wrong in a file, whose place is named, or on the command line."""

PAGES = {
    *("amended", "argument", "ask", "cadence", "calendar", "column", "confirm", "dashboard"),
    *("editor", "effect", "error"),
    *("help", "metavar", "option", "output", "page", "panel", "paper", "prompt", "run", "said"),
    *("datum", "held", "person", "person-entry", "person-keeping", "person-kept", "person-without"),
    *("prepare", "sheet", "show", "span", "term", "today", "unpaid", "weekday", "word"),
}
"""Groups of what the program shows; the others hold problems."""

PROBLEMS = {it for it in ENGLISH if it.partition(".")[0] not in PAGES} - SHOWN
TABLE = COMMANDS.keys() | HELP.keys() | WITHOUT
LISTED = MENDED_BY_EDIT.keys() | CHOSEN_IN_CONTEXT | PASSED_ON

BESIDE_THE_SENTENCE = {
    "notes.draft-kept": {"on"},
    "notes.draft-left": {"on", "path"},
    "amend.client-already": {"contact", "role"},
    "amend.contact-of-client": {"client", "role"},
    "amend.pause-alone": {"start_on", "end_on", "reason"},
    "amend.no-contract": {"client"},
    "archive.exists": {"year"},
    "archive.in-use": {"year"},
    "billing.prefix-changed": {"on"},
    "billing.session-changed": {"amounts", "labels"},
    "billing.session-missing": {"minutes", "type", "status", "amounts", "labels"},
    "export.in-use": {"what"},
    "privacy.exists": {"person"},
    "sync.first-push": {"remote"},
    "sync.lost-unconfirmed": {"numbers"},
    "privacy.inside-practice": {"person"},
    "export.other-file": {"what"},
    "gate.incomplete-objective": {"expected_result", "indicator"},
    "gate.no-terms": {"rate"},
    "billing.travel-changed": {"amounts", "labels"},
    "client.other-company": {"kind"},
    "credit.session-already-credited": {"session"},
    "credit.session-billed-again": {"session"},
    "credit.sessions-unbilled": {"id"},
    "due.reminded": {"number"},
    "mail.no-invoice-of-month": {"through"},
    "notes.damaged": {"on"},
    "notes.not-opened": {"on"},
    "mail.paper-missing": {"number"},
    "pay.sum-differs": {"number", "on", "means"},
    "practice.declaration-whole-year": {"declaration"},
    "practice.tax-whole-year": {"regime"},
    "practice.vat-whole-quarter": {"regime"},
    "pay.credit-note": {"means"},
    "settle.owed": {"means"},
    "settle.refund": {"means"},
    "settle.refund-late": {"means"},
    "due.to-remind": {"number"},
    "due.unpaid": {"number"},
    "outcome.session-after": {"last_on", "by"},
    "outcome.share-waived": {"part"},
    "package.last-waived": {"part"},
    "pay.deposit-and-paid": {"others"},
    "scale.after-signature": {"id"},
    "seal.buyer-changed": {"named", "siren", "vat"},
    "seal.client-changed": {"kind"},
    "seal.client-incomplete": {"siren", "siret", "vat"},
    "seal.paper-unsealed": {"number", "paper", "scan"},
    "taken-back.first-signature": {"number"},
    "plan.late-move-beyond-number": {"room"},
    "step.evaluate": {"form"},
}
"""Arguments that a command needs and its sentence does not, each seen in a test of its command."""

LOOKS_UP = {"cli/pages/today.py", "cli/shell/remedy_lines.py"}
"""Where an id is looked up: in the table of commands, or in that of short sentences."""

TABLE_FILES = {
    f"cli/shell/{name}.py" for name in ("remedies", "chosen_remedies", "remedy_lines", "no_remedy")
}
"""The tables of commands, their look-up, and the messages without a command."""


def nodes_of_sources() -> dict[str, tuple[ast.AST, ...]]:
    return {path.relative_to(PACKAGE).as_posix(): nodes_of(path) for path in SOURCES}


def mistyped() -> Iterator[str]:
    """Yield the ids of mistakes of the command line: their sentences say what to type."""
    for node in (node for nodes in nodes_of_sources().values() for node in nodes):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="UsageError"), attr="of"),
                args=[ast.Constant(value=str(ident)), *_],
            ):
                yield ident


def texts_of(nodes: tuple[ast.AST, ...]) -> Iterator[str]:
    inner = {id(part) for node in nodes if isinstance(node, ast.JoinedStr)
             for part in ast.walk(node) if part is not node}  # fmt: skip
    for node in nodes:
        if id(node) in inner:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )


def fault_of(line: str) -> str | None:
    """Return what is wrong with a command line, or None."""
    _, name, *words = shlex.split(line)
    if name not in PROGRAM:
        return f"no command {name}"
    params = PROGRAM[name].params
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    room = 99 if any(param.nargs == -1 for param in arguments) else len(arguments)
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            option = next((param for param in params if word in param.opts), None)
            if word not in OPTIONS[name]:
                return f"no option {word}"
            if option is not None and not getattr(option, "is_flag", False):
                alone = getattr(getattr(option, "type", None), "alone", "")
                if alone and (not words or words[0].startswith("--")):
                    continue
                if not words:
                    return f"no value of {word}"
                words.pop(0)
        elif word != "…":
            room -= 1
    return "too many words" if room < 0 else None


def line_of(problem: Problem) -> str:
    command = find_command(problem)
    return command.line if command else ""


def test_every_command_of_the_table_can_be_typed() -> None:
    wrong = {}
    for ident in {*COMMANDS, *HELP}:
        known = {name for name, _ in fields_of(ENGLISH[ident])}
        args = dict.fromkeys(known | BESIDE_THE_SENTENCE.get(ident, set()), SAMPLE)
        # A field that is no argument is a KeyError here.
        wrong[ident] = fault_of(line_of(Problem(ident, args, ref="dupont-2026")))
    assert {ident: fault for ident, fault in wrong.items() if fault} == {}


def test_every_command_that_the_context_chooses_can_be_typed() -> None:
    wrong = {}
    for remedy, template in CHOSEN.items():
        fields = {name: spec for _, name, spec, _ in Formatter().parse(template or "") if name}
        args = {name: spec in FLAGS_OF_TERMS or SAMPLE for name, spec in fields.items()}
        problem = Problem("usage.empty", args, remedy=remedy)
        wrong[remedy] = fault_of(line_of(problem)) if template else None
    assert {remedy: fault for remedy, fault in wrong.items() if fault} == {}


def test_every_remedy_has_a_command() -> None:
    spelled = [*CHOSEN, *FLAGS, *CORRECTIONS, *DROPPED]
    assert sorted(spelled) == sorted(it for name, it in vars(Remedy).items() if name.isupper())


def test_every_flag_that_overcomes_a_refusal_exists() -> None:
    flags = {flag.partition(" ")[0] for flag in (*FLAGS.values(), *CORRECTIONS.values())}
    assert flags - set().union(*OPTIONS.values()) == set()


def test_a_message_has_one_command_or_a_reason_why_it_has_none() -> None:
    several = COMMANDS.keys() & HELP.keys() | (COMMANDS.keys() | HELP.keys()) & WITHOUT
    assert several == set()


def test_every_problem_of_the_catalogues_has_a_command_or_a_reason_why_not() -> None:
    known = TABLE | LISTED | {*mistyped()}
    assert {it for it in PROBLEMS - known if it.partition(".")[0] not in FILES} == set()


def test_the_table_and_the_lists_name_only_problems_of_the_catalogues() -> None:
    known = TABLE | LISTED
    assert known - PROBLEMS == set()


def test_what_is_mended_by_the_default_stands_in_no_table() -> None:
    both = TABLE & LISTED
    assert both == set()


def test_nothing_but_the_table_spells_a_command() -> None:
    spelled = {
        path: text
        for path, nodes in nodes_of_sources().items()
        for text in texts_of(nodes)
        if re.match("coach [a-z]", text)
    }
    assert spelled == {}


def test_nothing_is_decided_on_the_text_of_an_id_or_of_a_command() -> None:
    """It forbids to compare `.message`, `.code` or `.fix`, to search in it and to look it up."""
    found = {
        path
        for path, nodes in nodes_of_sources().items()
        for node in nodes
        if any(map(is_text_of_problem, decided_on(node)))
    }
    assert found == LOOKS_UP


def test_nothing_is_decided_on_an_id_that_the_code_spells() -> None:
    """It forbids to compare with an id of the catalogues, to match it and to look it up."""
    found = {
        path
        for path, nodes in nodes_of_sources().items()
        for node in nodes
        if any(map(spells_id, [*decided_on(node), *patterns_of(node)]))
    }
    assert found - TABLE_FILES == set()


def test_an_id_that_the_code_spells_is_found_wherever_it_decides() -> None:
    spelled = [
        'reason == "gate.no-terms"',
        'reason in ("gate.no-terms", "gate.no-objective")',
        'TABLE["gate.no-terms"]',
        'TABLE.get("gate.no-terms")',
        'match reason:\n    case "gate.no-terms" | "gate.no-objective":\n        pass',
    ]
    missed = [
        text
        for text in spelled
        if not any(
            spells_id(part)
            for node in ast.walk(ast.parse(text))
            for part in [*decided_on(node), *patterns_of(node)]
        )
    ]
    assert missed == []


def spells_id(node: ast.AST) -> bool:
    """Whether a node is an id of the catalogues, or a list or pattern that contains one."""
    match node:
        case ast.Constant(value=str(text)):
            return text in ENGLISH
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(map(spells_id, parts))
        case ast.MatchValue(value=value):
            return spells_id(value)
        case ast.MatchOr(patterns=patterns) | ast.MatchSequence(patterns=patterns):
            return any(map(spells_id, patterns))
        case _:
            return False


def patterns_of(node: ast.AST) -> list[ast.pattern]:
    """Return the patterns that a node matches its subject with."""
    return [case.pattern for case in node.cases] if isinstance(node, ast.Match) else []


def is_text_of_problem(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("message", "code", "fix")


def decided_on(node: ast.AST) -> list[ast.expr]:
    """Return what a node compares, looks up, matches or asks for a part of."""
    match node:
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.Match():
            return [node.subject]
        case ast.Subscript():
            return [node.slice, node.value]
        case ast.Call(func=ast.Attribute(attr="get" | "match" | "search" | "fullmatch")):
            return [*node.args]
        case ast.Call(func=ast.Attribute() as method):
            return [method.value]
        case _:
            return []


def test_every_command_that_a_sentence_names_exists() -> None:
    wrong = []
    for catalogue in (ENGLISH, FRENCH):
        for ident, forms in catalogue.items():
            for form in (it.replace("{coach}", "coach") for it in forms):
                for name, words in NAMED.findall(form):
                    if name not in PROGRAM and f": coach {name}" not in form:
                        continue  # the person
                    unknown = set(re.findall(r"--[a-z-]+", words)) - OPTIONS.get(name, set())
                    if name not in PROGRAM or unknown:
                        wrong.append((ident, name, unknown))
    assert wrong == []
