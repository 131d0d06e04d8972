"""A zip whose bytes follow from its files alone."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Collection, Mapping

EPOCH = (2020, 1, 1, 0, 0, 0)
"""The time of every file in it, so that the same content gives the same zip."""


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """programs: names of those that can be run"""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = (stat.S_IFREG | (0o755 if name in programs else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return data.getvalue()
