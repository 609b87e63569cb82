"""What a service owes once it may keep nothing any more: to delete it, and to prove that with a signed receipt.

    owed -> confirmed          `due_at` passes in between: overdue, until it is confirmed

`owing` makes the debt and says when it is overdue, `receipts` reads what a service signs, `confirming` takes it in,
`viewing` shows it to the citizen, the service and auditors. `has_overdue_disposal` is what the gate asks.
"""
