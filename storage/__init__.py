"""Sealed bytes. This package knows bytes, ids and keys; it knows no person, no HTTP and no SQL.

The door is `strongbox.Strongbox`: seal a body into a store, open it again, open a range of it, destroy it.
What it is made of, from the outside in:

- `objects` says what a store of objects promises; `folder`, `s3` and `memory` keep that promise.
- `keys` says what a key service promises; `keyring` keeps it with a file. `key_cache` holds opened citizen keys.
- `sealing` seals short messages, `streams` long ones, `chunks` reads a range of one. All three speak one format,
  Cobblestone-256 (c2sp.org/chunked-encryption), byte for byte.
- `contexts` binds every sealed thing to whose it is, which it is, and which version.
- `durable` is how a file survives a power cut. `errors` is everything that may go wrong here.
"""
