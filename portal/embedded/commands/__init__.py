"""The commands of ./dev, one a file: each has `run(arguments) -> exit code`."""
