"""What a message in a thread asks about the error that was answered there: "can I retry?", 怎么处理, "ticket"."""

from bot.core.followup.question import FollowUp, bare_follow_up, choice_of, follow_up, warm
from bot.core.followup.thread import follow_up_beside

__all__ = ["FollowUp", "bare_follow_up", "choice_of", "follow_up", "follow_up_beside", "warm"]
