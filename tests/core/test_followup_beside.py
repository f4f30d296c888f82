"""What is asked in a thread, beside what the text would mean by itself: transcripts."""

from __future__ import annotations

import pytest

from bot.core.answer import Kind, RemarkKind
from bot.core.desk import Desk, Mode
from bot.core.followup import FollowUp, choice_of, follow_up_beside

# What the desk's own help says one may ask, and what people make of it.
RECOMMENDED = {
    "can I retry?": FollowUp.RETRY,
    "what do I tell the user?": FollowUp.END_USER,
    "用中文": FollowUp.CHINESE,
    "ticket": FollowUp.TICKET,
    "能重试吗？": FollowUp.RETRY,
    "怎么处理": FollowUp.STEPS,
    "in English": FollowUp.ENGLISH,
    "工单": FollowUp.TICKET,
    "who has to act?": FollowUp.ACTOR,
}
LIKEWISE = {
    "what should I tell the user": FollowUp.END_USER,
    "what do I say to the user?": FollowUp.END_USER,
    "what can the user do": FollowUp.END_USER,
    "what do we tell our users?": FollowUp.END_USER,
    "怎么跟用户说": FollowUp.END_USER,
    "does the user need to retry?": FollowUp.RETRY,
    "should the user try again": FollowUp.RETRY,
    "用户能重试吗": FollowUp.RETRY,
    "next": FollowUp.STEPS,
    "next?": FollowUp.STEPS,
    "next step": FollowUp.STEPS,
    "next steps": FollowUp.STEPS,
    "what next": FollowUp.STEPS,
    "what's next?": FollowUp.STEPS,
    "and then?": FollowUp.STEPS,
    "and now?": FollowUp.STEPS,
    "下一步": FollowUp.STEPS,
    "然后呢": FollowUp.STEPS,
    "还是不行": FollowUp.STEPS,
    "没用": FollowUp.STEPS,
    "试过了，没用": FollowUp.STEPS,
    "still not working": FollowUp.STEPS,
    "that didn't help": FollowUp.STEPS,
    "it doesn't work": FollowUp.STEPS,
    "sample code": FollowUp.SAMPLE,
    "code example?": FollowUp.SAMPLE,
    "can I see a code snippet": FollowUp.SAMPLE,
    "示例代码": FollowUp.SAMPLE,
    "有代码示例吗": FollowUp.SAMPLE,
}


@pytest.mark.parametrize(("text", "kind"), [*RECOMMENDED.items(), *LIKEWISE.items()])
def test_a_recognised_follow_up_outweighs_a_likeness(desk: Desk, text: str, kind: FollowUp) -> None:
    assert follow_up_beside(text, desk.answer(text, Mode.ASK), addressed=True) is kind


@pytest.mark.parametrize(
    "text",
    [
        "223114, can I retry?",
        "match user is not found, what do I tell the user?",
        "用户人脸模糊，怎么跟用户说",
        "error_code: 18 ticket",
        "222917 怎么处理",
        "system busy",
        "找不到该用户,怎么处理",
    ],
)
def test_an_error_of_its_own_outweighs_a_follow_up(desk: Desk, text: str) -> None:
    assert follow_up_beside(text, desk.answer(text, Mode.ASK), addressed=True) is None


@pytest.mark.parametrize("text", ["next", "and then?", "还是不行", "没用", "still not working", "sample code"])
def test_what_people_say_to_each_other_is_for_a_colleague(desk: Desk, text: str) -> None:
    assert follow_up_beside(text, desk.answer(text, Mode.LISTEN), addressed=False) is None


# --- with nothing above ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [*RECOMMENDED, "next", "what next", "第二个", "the second one", "还是不行", "help me: next?"]
)
def test_a_follow_up_that_names_no_error_is_no_lucky_pick(desk: Desk, text: str) -> None:
    answer = desk.answer(text, Mode.ASK)

    assert (answer.kind, answer.cards, answer.suggestions) == (Kind.NOTHING, (), ())


def test_it_is_asked_which_error_is_meant(desk: Desk) -> None:
    texts = ("can I retry?", "ticket", "第二个", "hello")

    remarks = [[(r.kind, r.detail) for r in desk.answer(text, Mode.ASK).remarks] for text in texts]

    assert remarks == [
        [(RemarkKind.UNNAMED, "retry")],
        [(RemarkKind.UNNAMED, "ticket")],
        [(RemarkKind.UNNAMED, "choice")],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("the first one", 0),
        ("first", 0),
        ("The second one.", 1),
        ("the 2nd", 1),
        ("option 3", 2),
        ("number 2", 1),
        ("第二个", 1),
        ("第三个吧", 2),
        ("选第1个", 0),
        ("第５个", 4),
        ("second", 1),
        ("the sixth one", None),
        ("2", None),
        ("the second pod", None),
        ("第二个人脸", None),
        ("per second", None),
        ("", None),
    ],
)
def test_which_choice_a_text_takes(text: str, index: int | None) -> None:
    assert choice_of(text) == index


# --- beside a code ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("can I retry 223113", ["retry"]),
        ("can I retry error 223113?", ["retry"]),
        ("223114 的工单怎么写", ["ticket"]),
        ("错误码 223114 能重试吗", ["retry"]),
        ("223114, what do I tell the user?", ["end-user"]),
        ("who has to act on 222901?", ["actor"]),
        ("223114", []),
        ("what is 223114", []),
        ("223114 怎么办", []),
        ("can I retry 223113 or 223114", []),
        ("user 42 got 223114 can I retry", []),
    ],
)
def test_what_is_asked_beside_a_code(desk: Desk, text: str, asked: list[str]) -> None:
    answer = desk.answer(text, Mode.ASK)

    assert answer.kind is Kind.FOUND
    assert [remark.detail for remark in answer.remarks if remark.kind is RemarkKind.ASKED] == asked
