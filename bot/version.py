"""Which errcode this is."""

from __future__ import annotations

import importlib.metadata


def version() -> str:
    """The installed version, which is its git tag's; "0" when it is run from a folder."""
    try:
        return importlib.metadata.version("errcode")
    except importlib.metadata.PackageNotFoundError:
        return "0"
