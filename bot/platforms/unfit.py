"""A platform that won't have us."""

from __future__ import annotations


class UnfitError(Exception):
    """The platform refuses what the settings hold; its text is the doctor's report, `reason` what is wrong, in a line."""

    def __init__(self, report: str, reason: str) -> None:
        super().__init__(report)
        self.reason = reason
