"""Pure and synchronous: values in, values out. No files, no clock, no platform.

entry (what is known) - normalise, han (one folding of text) - redact (secrets out) -
decode (paste -> findings) - match (question -> ranked targets) - answer - desk (the only door).
"""
