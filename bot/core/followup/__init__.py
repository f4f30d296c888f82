"""What a message in a thread asks about the error that was answered there: "can I retry?", 怎么处理, "ticket"."""

from bot.core.followup.question import FollowUp, follow_up, warm
from bot.core.followup.thread import follow_up_beside

__all__ = ["FollowUp", "follow_up", "follow_up_beside", "warm"]
