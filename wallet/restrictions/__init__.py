"""What a person has had restricted, or objects to: released to nobody until it is lifted. The gate asks here.

How somebody comes to ask for it, and what the operator owes them then, is the room `rights`.
"""
