"""Fault tests: the bot as real processes that are killed, under a platform and a database that fail."""
