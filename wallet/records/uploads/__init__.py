"""A paper that comes in pieces, so that a lost network costs a piece and not the whole: tus 1.0 over the same intake.

    begun --piece, piece, …--> complete --deposit--> kept (its answer stands until the time is over)
      any of them --three days, or its owner's word--> gone

Every piece is sealed as it arrives, an object of its own under the citizen's key; how far an upload has come stands in
its row and nowhere else, so any worker goes on with it. Nothing of it is read before it is whole. Then its pieces are
opened once, after an entry (`upload.open`), and stream through the same deposit as any document.

`protocol` speaks tus, `arriving` takes the pieces, `keeping` makes a paper of them, `rows` finds and forgets.
"""
