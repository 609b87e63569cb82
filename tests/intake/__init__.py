"""Papers as they come in: hostile and broken ones made here, each with the answer it must get."""
