"""The contract and its amendments as documents that can be signed."""

from dataclasses import dataclass
from pathlib import Path

from phmcoach.actions.amending import find_amendment
from phmcoach.actions.context import Context
from phmcoach.actions.law_data import open_law
from phmcoach.actions.opening import is_specimen, open_engagement, open_practice
from phmcoach.domain.amendment_gates import amendment_gate
from phmcoach.domain.gates import client_gate, contract_gate, signed_gate
from phmcoach.domain.seal import seal_problems
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.lock import lock_folder


@dataclass(frozen=True)
class Written:
    """A document that was written, and what its maker should know of it."""

    path: Path
    warnings: tuple[Problem, ...] = ()


def write_contract(context: Context, *, ref: str) -> Written:
    """Render the contract into `documents/<ref>/`, over the earlier version of the same file.

    Raises RuleRefusedError with every gate that is closed: demand, objectives, terms, and what is
    not known of the client.
    """
    from phmcoach.documents.contract import render_contract

    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref)
        problems = (
            *contract_gate(opened.engagement, private=opened.private, ref=opened.ref),
            *seal_problems(opened.engagement, opened.ref),
            *client_gate(opened.client, opened.engagement.client),
        )
        if problems:
            raise RuleRefusedError(*problems)
        rendered = render_contract(
            opened.engagement,
            opened.client,
            practice,
            reference=opened.ref,
            today=context.today,
            law=open_law(context.folder),
            specimen=is_specimen(context, practice),
            templates=context.folder.templates_dir,
        )
        directory = context.folder.documents_dir(opened.ref)
        make_folder(directory)
        path = directory / f"contrat-{opened.ref}.pdf"
        replace_file(path, rendered.pdf, None)
    return Written(path, rendered.warnings)


def write_amendment(context: Context, *, ref: str, number: int) -> Written:
    """Render an amendment into `documents/<ref>/`, over the earlier version of the same file.

    Raises MissingError for an unknown number, RuleRefusedError for a contract that is not signed,
    or no longer is what was signed, and with all that is wrong with the amendment.
    """
    from phmcoach.documents.amendment import render_amendment

    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref)
        engagement, private = opened.engagement, opened.private
        amendment = find_amendment(opened, number)
        problems = (
            *signed_gate(engagement, private=private, ref=opened.ref),
            *seal_problems(engagement, opened.ref),
            *amendment_gate(engagement, amendment, private=private, ref=opened.ref),
            *client_gate(opened.client, engagement.client),
        )
        if problems:
            raise RuleRefusedError(*problems)
        rendered = render_amendment(
            engagement,
            amendment,
            opened.client,
            practice,
            reference=opened.ref,
            law=open_law(context.folder),
            specimen=is_specimen(context, practice),
            templates=context.folder.templates_dir,
        )
        directory = context.folder.documents_dir(opened.ref)
        make_folder(directory)
        path = directory / f"avenant-{number}-{opened.ref}.pdf"
        replace_file(path, rendered.pdf, None)
    return Written(path, rendered.warnings)
