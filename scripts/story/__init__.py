"""The demo: a wallet of its own, and the story of a dossier told over HTTP by clients that know nothing of its code.

`__main__` reads the options · `server` starts and stops the wallet, `neighbour` the example site of another office ·
`offices` registers the services · `people` are the clients · `cast` is who and what appears · `play` is the order of
the acts · `telling` prints.
"""
