"""Measurements, each beside a named baseline in the same run: `scripts/bench [--quick] [--json FILE]`."""
