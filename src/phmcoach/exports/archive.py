"""A zip that is the same bytes for the same content, and proves that it is whole."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"
_READ_ONLY = 0o400 << 16


def pack_archive(files: Mapping[str, bytes], on: date) -> bytes:
    """Return a zip of files, by their paths, and of their digests in the form of `sha256sum`.

    All are dated at midnight of a day, so that the same content gives the same zip.
    """
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    saved = BytesIO()
    with ZipFile(saved, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted({**files, SUMS: sums.encode()}.items()):
            info = ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.external_attr = _READ_ONLY
            archive.writestr(info, content)
    return saved.getvalue()
