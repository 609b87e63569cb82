"""What an operator has to see of a running wallet: who may call, how far the log is, and master keys."""
