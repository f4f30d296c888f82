"""A platform that won't have us."""

from __future__ import annotations


class UnfitError(Exception):
    """The platform refuses what the settings hold; its text is the doctor's report."""
