"""Question -> ranked matches with score, reason and margin.

codes (numbers that are asked about) - terms, spelling, question (text -> weighted terms) - index
(what narrows the candidates) - likeness (RapidFuzz scores them) - matcher (the ranking) - tiers (found, choices or nothing).
"""
