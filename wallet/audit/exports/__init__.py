"""What the desk has found, in the formats of other people's tools. Under pseudonyms, and never without a reason."""
