"""The desk: the bot as in a chat, in a browser, without any account.

memory (what a thread is about, carried by the page) - thread (a text or a button -> what is said to it) -
message (an answer in the chat's own blocks) - painted (blocks -> markup) - reading (a log, in a thread of its own)
- report, chart (what a log has come to) - words (what only the desk says) - doors (the routes). Nothing is kept between two
requests, so any replica may take the next one.
"""
