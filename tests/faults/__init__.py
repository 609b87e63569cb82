"""What must hold when something breaks: the process, the input, the log."""
