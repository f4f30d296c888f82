"""Answer -> one medium's words. Plain data and text: no SDK, no server, no files.

shown (text from elsewhere, made fit to be shown) - wording (every phrase a user sees, zh beside en;
its verdicts, remarks and tickets) - links (where the pages stand) - json (the answer object) -
sheet (what is to be shown, in order) - terminal (a pipe's plain lines, a screen's panels) - markdown (a
remedy's page as neutral blocks) - chat (what a chat is told, in such blocks), painted by slack and telegram.
"""
