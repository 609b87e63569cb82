"""The wallet: people, requests, consequences.

Two fronts (`app` for HTTP, `cli` for the shell) are put together in `wiring`. Below them stand the rooms, top down:
pages; audit, dossiers, oauth; corrections; consents; records; notices; identity; ledger; web, addresses, intake. At the
bottom `database`, `settings`, `errors`, `clock` and `vietnamese`. A room imports only what stands below it;
`pyproject.toml` holds the list that CI enforces.

Each room has the same doors: `routes` (HTTP) call `service` (plain functions on a session), which uses `models`
(tables) and speaks in `schemas` (what goes over the wire).
"""
