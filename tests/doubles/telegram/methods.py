"""The Bot API's methods that are answered at once, by their names in small letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from .arguments import Arguments
from .chats import Chats
from .files import get_file
from .inline import answer_button, answer_inline
from .members import get_chat, get_member, leave_chat
from .profile import delete_commands, get_commands, get_me, get_text, set_commands, set_text
from .reach import find_chat, may_write
from .sending import delete_message, edit_buttons, edit_text, send_message

Method = Callable[[Chats, Arguments], Any]


def _chat_action(chats: Chats, args: Arguments) -> bool:
    may_write(find_chat(chats, args))
    return True


METHODS: dict[str, Method] = {
    "answercallbackquery": answer_button,
    "answerinlinequery": answer_inline,
    "deletemessage": delete_message,
    "deletemycommands": delete_commands,
    "editmessagereplymarkup": edit_buttons,
    "editmessagetext": edit_text,
    "getchat": get_chat,
    "getchatmember": get_member,
    "getfile": get_file,
    "getme": get_me,
    "getmycommands": get_commands,
    "getmydescription": partial(get_text, name="description"),
    "getmyname": partial(get_text, name="name"),
    "getmyshortdescription": partial(get_text, name="short_description"),
    "leavechat": leave_chat,
    "sendchataction": _chat_action,
    "sendmessage": send_message,
    "setmycommands": set_commands,
    "setmydescription": partial(set_text, name="description"),
    "setmyname": partial(set_text, name="name"),
    "setmyshortdescription": partial(set_text, name="short_description"),
}
