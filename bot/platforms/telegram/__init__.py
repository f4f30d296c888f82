"""Telegram: update -> Inbound; reply -> Bot API."""
