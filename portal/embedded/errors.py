"""What can go wrong in the runner, said so that a person knows what to do next."""


class EmbeddedError(Exception):
    """Shown to the person as it is; the command then ends with exit code 1."""


class ChildError(EmbeddedError):
    """A process ended that should not have, or did not become ready."""

    def __init__(self, name: str, what: str, last_lines: list[str]) -> None:
        self.name = name
        self.last_lines = last_lines
        quoted = "\n".join(f"    {line}" for line in last_lines)
        super().__init__(f"{name} {what}" + (f"; its last lines:\n{quoted}" if quoted else ""))
