"""Write a reproducible zip that contains the digests of its files."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"
_READ_ONLY = 0o400 << 16


def pack_archive(files: Mapping[str, bytes], on: date) -> bytes:
    """Return a zip of files, keyed by path, and of their digests in the format of `sha256sum`.

    All files are dated `on` at midnight, so that the same content gives the same bytes.
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
