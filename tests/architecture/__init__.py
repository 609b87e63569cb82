"""Reads the house itself: do the docs tell the truth, do names, lengths, imports and lock files keep the rules."""
