"""Every refusal names the command that mends it, and every command that is named can be typed.

A refusal that has none stands here, under the reason why: a new one is given a command, or a place
in one of the lists.
"""

import ast
import re
import shlex
from collections.abc import Iterator

from tests.house.test_catalogues import ENGLISH, FRENCH, ROOT, SOURCES
from typer.core import TyperArgument

from phmcoach.cli.app import build_program

COMMANDS = build_program().commands
OPTIONS = {
    name: {"--help"}.union(*({*param.opts, *param.secondary_opts} for param in command.params))
    for name, command in COMMANDS.items()
}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
NAMED = re.compile(
    r"\bcoach ([a-z]+(?:-[a-z]+)*)((?: +(?:-[-a-zA-Z]+|(?!coach\b)[^\s.;:,)`«»]+))*)"
)

WHAT_WAS_TYPED = {
    "amend.before-contract",
    "amend.below-used",
    "amend.signed-early",
    "amend.starts-after-session",
    "credit.beyond-line",
    "credit.no-such-line",
    "credit.no-such-session",
    "credit.reduction-frees-nothing",
    "credit.specimen-and-real",
    "duplicate.of-a-quote",
    "engagement.archived-reference",
    "engagement.reference-in-ledger",
    "gate.in-the-future",
    "ledger.issue-date-before-last",
    "ledger.issue-date-in-future",
    "ledger.no-invoice",
    "ledger.period-reversed",
    "money.nothing",
    "money.too-much",
    "outcome.session-after",
    "pay.before-issue",
    "pay.beyond-indemnity",
    "pay.cash-beyond-limit",
    "pay.other-cash-beyond-limit",
    "pay.refund-beyond-received",
    "pay.too-early",
    "pay.undo-before-receipt",
    "penalties.no-agreed-rate",
    "penalties.no-notice-needed",
    "penalties.rate-below-floor",
    "quote.ends-before-issue",
    "quote.is-no-quote",
    "report.approved-before-shown",
    "session.already-logged",
    "session.held-in-the-future",
    "sign.amendment-party-not-needed",
    "sign.party-not-needed",
    "template.ambiguous",
}
"""No fact is missing: what was typed cannot be, and the sentence says what can."""

WHAT_IS = {
    "credit.line-gone",
    "credit.nothing-left",
    "credit.of-a-credit",
    "credit.session-gone",
    "evaluate.closed",
    "gate.client-overseas",
    "gate.practice-overseas",
    "law.unknown-date",
    "ledger.series-full",
    "ledger.session-already-billed",
    "package.month-not-over",
    "pay.no-indemnity",
    "pay.nothing-outstanding",
    "pay.nothing-owed-back",
    "pay.taken-back-already",
    "quote.already-accepted",
    "quote.already-signed",
    "quote.engagement-over",
    "remind.barred",
    "remind.not-due",
    "remind.of-a-credit",
    "remind.paid",
    "scale.after-second-session",
    "sign.no-withdrawal",
}
"""No fact would change it: it is done already, it is too late or too early, or it is not built."""

BY_HAND = {
    "billing.billed-elsewhere",
    "billing.engagement-gone",
    "documents.no-mediator",
    "documents.paper-left",
    "documents.template-fault",
    "documents.template-includes-itself",
    "documents.template-no-file",
    "documents.template-no-such-part",
    "documents.template-reaches-out",
    "documents.template-syntax",
    "documents.template-unknown-name",
    "documents.template-unprintable",
    "documents.template-untitled",
    "edit.changed-meanwhile",
    "engagement.reference-twice",
    "gate.seller-without-vat-number",
    "law.unknown-half-year",
    "ledger.clock-ran-back",
    "ledger.dates-out-of-order",
    "ledger.entries-lost",
    "ledger.entry-changed",
    "ledger.head-behind",
    "ledger.head-changed",
    "ledger.last-entry-changed",
    "ledger.missing-head",
    "ledger.not-the-first",
    "ledger.number-missing",
    "ledger.number-repeated",
    "ledger.pdf-changed",
    "ledger.pdf-missing",
    "ledger.pdf-name-taken",
    "ledger.place-differs",
    "ledger.place-missing",
    "ledger.place-repeated",
    "ledger.places-missing",
    "ledger.receipt-before-its-day",
    "ledger.totals-differ",
    "ledger.unexpected-file",
    "ledger.wrong-year-folder",
    "ledger.wrong-year-number",
    "step.archived-open",
    "template.is-own-already",
    "template.list-starts-late",
    "template.no-language",
    "threshold.franchise-lost-before",
}
"""The sentence or the place names the file that a hand mends: the practice’s own, a template, a
backup."""

REMARKS = {
    "amend.evaluated",
    "demand.disciplinary",
    "documents.foreign-font",
    "documents.typesetting-remark",
    "ledger.issued-unfinished",
    "ledger.unfinished",
    "pause.day",
    "pause.days",
    "pause.other-day",
    "pause.other-days",
    "pay.cash-of-a-consumer",
    "plan.after-close",
    "plan.after-end",
    "plan.beyond-number",
    "plan.in-pause",
    "remind.near-the-bar",
    "session.before-start",
    "session.charged-in-time",
    "session.free-though-late",
    "session.in-pause",
    "session.outside-modes",
    "session.preliminary-after-signature",
    "session.unusual-length",
    "settle.deposits",
    "threshold.franchise-ending",
    "threshold.franchise-lost",
    "threshold.franchise-near",
    "threshold.micro-crossed",
    "threshold.micro-near",
}
"""They stop nothing; of what is planned, the command that plans it anyway is named where it is
refused."""

PASSED_ON = {
    "actions.contract.evaluating._at",
    "actions.contract.evaluating._misfits",
    "store.problems._word",
}
"""Who says again what another said, without its command: of what was typed, or of a line of a file
or form."""


def texts() -> Iterator[str]:
    """Walk through the texts of all modules, an X in the place of each value."""
    for tree in TREES.values():
        yield from texts_of(tree)


def texts_of(tree: ast.Module) -> Iterator[str]:
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for part in ast.walk(node) if part is not node}  # fmt: skip
    for node in ast.walk(tree):
        if id(node) in inner:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )


def fault_of(line: str) -> str | None:
    """Return what is wrong with a command line that someone is told to type, or None."""
    _, name, *words = shlex.split(line)
    if name not in COMMANDS:
        return f"no command {name}"
    params = COMMANDS[name].params
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    room = 99 if any(param.nargs == -1 for param in arguments) else len(arguments)
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            option = next((param for param in params if word in param.opts), None)
            if word not in OPTIONS[name]:
                return f"no option {word}"
            if option is not None and not getattr(option, "is_flag", False):
                if not words:
                    return f"no value of {word}"
                words.pop(0)
        elif word != "…":
            room -= 1
    return "too many words" if room < 0 else None


def test_every_command_that_mends_something_can_be_typed() -> None:
    lines = {text for text in texts() if re.match("coach [a-z]", text)}
    assert len(lines) > 50
    assert {line: fault for line in lines if (fault := fault_of(line))} == {}


def test_every_option_that_is_put_behind_a_command_exists() -> None:
    behind = {text for text in texts() if re.match(" --[a-z]", text)}
    every = set().union(*OPTIONS.values())
    named = {word for text in behind for word in text.split() if word.startswith("--")}
    assert named - every == set()


def test_every_command_that_a_sentence_names_exists() -> None:
    wrong = []
    for catalogue in (ENGLISH, FRENCH):
        for ident, forms in catalogue.items():
            for form in forms:
                for name, words in NAMED.findall(form):
                    if name not in COMMANDS and f": coach {name}" not in form:
                        continue  # the person
                    unknown = set(re.findall(r"--[a-z-]+", words)) - OPTIONS.get(name, set())
                    if name not in COMMANDS or unknown:
                        wrong.append((ident, name, unknown))
    assert wrong == []


def calls_of(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """Walk through the calls of a module, each with the function that makes it."""
    inside = {
        id(node): function
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            yield node, inside.get(id(node))


def spelled(node: ast.expr, *scopes: ast.AST | None) -> set[str] | None:
    """Return the ids that an expression can be, looking up a name in its scopes; None: unknown."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        found = spelled(node.body, *scopes), spelled(node.orelse, *scopes)
        return None if None in found else set().union(*(each or () for each in found))
    if not isinstance(node, ast.Name):
        return None
    values = [
        each.value
        for scope in scopes
        if scope is not None
        for each in ast.walk(scope)
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == node.id
    ]
    every = [spelled(value) for value in values]
    return None if not every or None in every else set().union(*(each or () for each in every))


def is_bare(call: ast.Call, makers: set[str]) -> bool:
    """Whether a call makes a problem, or a refusal, that names no command."""
    called = ast.unparse(call.func)
    refusing = re.fullmatch("(RuleRefused|Missing|Conflict)Error.of", called)
    if not (refusing or called in makers) or any(word.arg == "fix" for word in call.keywords):
        return False
    return called != "Problem" or len(call.args) < 3


def bare_problems() -> Iterator[tuple[str, set[str] | None]]:
    """Walk through what makes a problem without a command: its place, and the ids it can have.

    A function that is given the id makes problems itself: its callers are looked at instead.
    """
    for path, tree in TREES.items():
        parts = path.relative_to(ROOT / "src" / "phmcoach").with_suffix("").parts
        if parts[0] not in ("domain", "actions", "documents", "store"):
            continue
        makers, before = {"Problem"}, 0
        while len(makers) > before:
            before = len(makers)
            for call, function in calls_of(tree):
                given = function.args.args[0].arg if function and function.args.args else None
                if is_bare(call, makers) and ast.unparse(call.args[0]) == given:
                    makers.add(function.name if function else "")
        for call, function in calls_of(tree):
            given = function.args.args[0].arg if function and function.args.args else None
            if is_bare(call, makers) and ast.unparse(call.args[0]) != given:
                place = ".".join((*parts, function.name if function else ""))
                yield place, spelled(call.args[0], function, tree)


BARE = tuple(bare_problems())


def test_every_refusal_without_a_command_is_known_to_have_none() -> None:
    names = set().union(*(ids for _, ids in BARE if ids is not None))
    found = {name for name in names if not name.startswith(("store.", "usage."))}
    assert found == WHAT_WAS_TYPED | WHAT_IS | BY_HAND | REMARKS


def test_every_problem_that_is_made_of_another_is_known() -> None:
    assert {place for place, ids in BARE if ids is None} == PASSED_ON
