"""What developers and operators run by hand; nothing imports from here but tests."""
