"""How often other bots are answered: two bots that answer each other would never end."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.delivery.inbound import Place

MOST_ANSWERS = 5  # to other bots in a chat, within WINDOW
WINDOW = 60.0  # seconds
MOST_KEPT = 1_000  # chats in memory


@dataclass(slots=True)
class Budget:
    """Counts the answers, not the messages: a storm of one alert is one answer, and its counter goes on."""

    _answers: OrderedDict[Place, deque[float]] = field(default_factory=OrderedDict)

    def is_spent(self, place: Place, now: float) -> bool:
        """Whether nothing of another bot is read in `place` for now. `now` is in seconds of a steady clock."""
        answers = self._answers.get(place, ())
        return sum(now - at < WINDOW for at in answers) >= MOST_ANSWERS

    def spend(self, place: Place, now: float) -> None:
        """One more answer."""
        self._answers.setdefault(place, deque(maxlen=MOST_ANSWERS)).append(now)
        self._answers.move_to_end(place)
        if len(self._answers) > MOST_KEPT:
            self._answers.popitem(last=False)
