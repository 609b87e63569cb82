"""A stand-in for Zalo, for tests and the demo: a process of its own on loopback that answers as Zalo's documents say.

`endpoints` are the two that the wallet calls, and a page in place of the mini app. Nothing here is Zalo's.
"""
