"""Between a platform and the desk: nothing that was acknowledged is lost, nothing is answered twice.

inbound (what a platform brings: one message, or its deletion) - intake (seen, decided, posts owed: one transaction) -
sender (lease, post, record). Async begins here and in the store; no platform is known by its name.
"""
