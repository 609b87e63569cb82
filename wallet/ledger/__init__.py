"""The access log: who touched which citizen's data, in a form that nobody, the operator included, can bend unseen.

An act is an `entries.Entry`. `log.Log.append` seals its body and writes it to `log_pending` in the transaction of the
act itself (`pending` gives the receipt after the commit). The `sequencer` gives waiting entries their index and their
place in the citizen's own chain; the `publisher` turns committed rows into C2SP tiles and a signed checkpoint; `keeper`
runs the two under `lock`, after `startup` has made sure that nothing was rolled back. `witness_loop` has what is
published cosigned by others, as the `policy` asks. Readers: `chain` and `completeness` for the citizen, `verify` for
anybody.

    bytes    canonical, header, body, tree, tiles, notes, cosignatures, policy, proofs: pure functions
    rows     models, head, sequencer, log, levels, chain, completeness
    others   witnesses, witnessing, witness_loop
    files    tile_tree, edge, publisher, startup, sources, verify, routes
"""
