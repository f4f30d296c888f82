"""What can go wrong with the store, in words that say how to mend it."""

from __future__ import annotations


class StoreError(Exception):
    """The store can't be used. Its text says what was met and how to mend it, and shows no password.

    `public` is for whoever may ask: it names no host, no user, no database and no file.
    """

    def __init__(self, what: str, mend: str, public: str = "it can't be used") -> None:
        super().__init__(f"{what}; {mend}")
        self.what = what
        self.mend = mend
        self.public = public


class UnpreparedError(StoreError):
    """The database isn't there yet, or older than this program, and it could only be looked at: a start sees to it."""


class UnavailableError(StoreError):
    """The database is away, busy or full, or broke off a transaction: nothing is wrong with the work, so the whole
    transaction is worth another try. If it failed while committing, it may have been committed all the same.
    """
