"""errcode: recognises documented errors in what people type or paste, and says what to do now.

One walk, no way back: event -> inbound -> redact -> decode or match -> answer -> rendered -> posted.
CONTRIBUTING.md walks through the rooms.
"""
