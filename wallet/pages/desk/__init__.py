"""The auditors' screens, for a desk: every look is logged, and each page says so."""
