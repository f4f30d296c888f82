"""Answer -> one medium's words. Plain data and text: no SDK, no server, no files.

wording (every phrase a user sees, zh beside en) - links (where the pages stand) -
json (the answer object) - terminal (a pipe's plain text, a screen's panels).
"""
