"""Paste -> findings: undo the wrapping, read the fields, recognise messages, refuse decoys.

unwrap - fields, tables, messages - relation (is this message that code's?) - decoder (the vote) -
scan (which places of a long log are worth decoding).
"""
