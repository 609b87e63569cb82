"""What people and services are told: messages written in the transaction of the act itself, delivered afterwards.

`service` writes and reads the outbox, `numbering` gives what was committed its order. A service polls (`routes`), or
has its messages brought: `endpoints` says where to, `dispatcher` serves each service on its own, `delivering` decides
what is next and what becomes of it, `signing` signs, `courier` sends to `destinations` that may be sent to.
A citizen reads theirs on the pages; `citizens` tells them meanwhile that there is something to read.
"""
