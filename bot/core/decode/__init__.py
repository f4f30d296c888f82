"""Paste -> findings: undo the wrapping, read the fields, recognise messages, refuse decoys.

unwrap - fields, tables, messages - paste (what stands around a place) - relation (is this message that
code's?) - belief (is it ours?) - decoder (the vote) - scan, stream (logs of any length).
"""
