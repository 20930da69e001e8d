"""What providers' machines send: the checks that need no database."""
