"""The doctor's report: one line a check, how to mend it under it, an exit code that scripts can use."""

from __future__ import annotations

from textwrap import dedent

import pytest

from bot.doctor import Check, exit_code, report

SOUND = Check(ok=True, what="The knowledge is sound.")
REMARK = Check(ok=True, what="Snippets aren't read.", mend="Grant files:read.")
BROKEN = Check(ok=False, what="The database is locked.\nBy another process.", mend="End it,\nand try again.")


def test_each_finding_has_its_mark_its_words_and_its_remedy() -> None:
    expected = dedent(
        """\
        ok    The knowledge is sound.
        note  Snippets aren't read.
              Grant files:read.
        FAIL  The database is locked.
              By another process.
              End it,
              and try again.
        1 of 3 checks failed."""
    )

    assert expected == report([SOUND, REMARK, BROKEN])


@pytest.mark.parametrize(
    ("checks", "code", "last"),
    [
        ([], 0, "Nothing was checked."),
        ([SOUND], 0, "All is well."),
        ([SOUND, REMARK], 0, "All is well."),  # a remark is no fault
        ([BROKEN, SOUND, BROKEN], 1, "2 of 3 checks failed."),
        ([Check(ok=False, what="Slack is away.", mend="Wait.", passing=True)], 1, "1 of 1 checks failed."),
    ],
)
def test_the_exit_code_and_the_last_line_agree(checks: list[Check], code: int, last: str) -> None:
    assert (code, last) == (exit_code(checks), report(checks).splitlines()[-1])


def test_a_finding_without_words_is_still_a_line() -> None:
    assert "FAIL\n1 of 1 checks failed." == report([Check(ok=False, what="")])
