"""What a message in a thread asks about the error that was answered there: "can I retry?", 怎么处理, "ticket"."""

from bot.core.followup.question import FollowUp, follow_up, warm

__all__ = ["FollowUp", "follow_up", "warm"]
