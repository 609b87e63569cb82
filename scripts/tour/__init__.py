"""The pictures of the tour: `python -m scripts.tour [--out DIR]` plays the demo and photographs its pages.

Needs Debian's chromium and `scripts/setup test`. Everybody and everything on the pictures is invented.
"""
