"""How the database came to its shape: one module of `versions/` a step, in the order of their `down_revision`.

A new step is written by hand; it only adds, because an older program may still be running beside it. The test
tests/store/test_migrations.py says what it lacks against tables.py.
"""
