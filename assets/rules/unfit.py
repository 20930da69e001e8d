"""What a cell says cannot be taken; the message says why and what to do."""


class Unfit(ValueError):
    """Words for whoever wrote the cell."""
