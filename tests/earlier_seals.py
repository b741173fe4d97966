"""The seals of earlier versions: a digest for each signed value, and no record of what it was."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.signed import RECORD
from phmcoach.domain.contract.signed_changes import amended_parts, signed_parts
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.store.folder import Folder
from phmcoach.store.records import load_record
from phmcoach.store.signed import contract_record_file
from phmcoach.store.toml.edit import set_values


def seal_of_contract(dossier: Dossier) -> dict[str, str]:
    """Return the seal that an earlier version gave a contract."""
    return {part.key: part.digest for part in signed_parts(dossier)}


def seal_of_amendment(amendment: Amendment) -> dict[str, str]:
    """Return the seal that an earlier version gave an amendment."""
    return {part.key: part.digest for part in amended_parts(amendment)}


def seal_as_earlier(folder: Folder, ref: str) -> Path:
    """Leave an engagement as an earlier version would have: with its seals, and without records.

    Its papers may be written.
    """
    path = folder.engagement_file(ref)
    loaded = load_record(path, Engagement)
    text, engagement = loaded.source.text, loaded.value
    if RECORD in engagement.seal:
        text = _reseal(text, ("seal",), engagement.seal, seal_of_contract(Dossier(ref, engagement)))
    for place, each in enumerate(engagement.amendments):
        if RECORD in each.seal:
            text = _reseal(text, ("amendments", place, "seal"), each.seal, seal_of_amendment(each))
    path.write_text(text, "utf-8")
    for record in folder.documents_dir(ref).glob("*.signed.toml"):
        record.unlink()
    for paper in folder.documents_dir(ref).glob("*.pdf"):
        paper.chmod(0o600)
    return path


def seal_contract_as_earlier(folder: Folder, ref: str) -> None:
    """Leave a contract as an earlier version would have, with amendments that this one recorded."""
    path = folder.engagement_file(ref)
    loaded = load_record(path, Engagement)
    seal = seal_of_contract(Dossier(ref, loaded.value))
    path.write_text(_reseal(loaded.source.text, ("seal",), loaded.value.seal, seal), "utf-8")
    contract_record_file(folder, ref).unlink()


def _reseal(
    text: str, place: tuple[str | int, ...], now: Iterable[str], digests: Mapping[str, str]
) -> str:
    changes = {(*place, key): digest for key, digest in digests.items()}
    return set_values(text, {**changes, **{(*place, key): None for key in now}})
