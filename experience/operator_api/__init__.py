"""What an operator does, over HTTP and from the shell. The console's buttons do the same."""
