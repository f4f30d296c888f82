"""What a chat is told, as neutral blocks and words: the same for every platform, which only paints it.

voice (what answers speak from; what is made safe first) - card (an entry, a family) - answer (the body,
and what comes below it) - beside (quiet facts, buttons) - remedy (steps, tickets, follow-ups) - bounds.
"""
