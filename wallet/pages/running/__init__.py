"""The operators' screens: nothing on them is about a person."""
