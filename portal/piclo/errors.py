"""What can go wrong when Piclo is asked, told apart by what to do about it."""

from collections.abc import Mapping, Sequence


class PicloError(Exception):
    """Piclo did not do what was asked. `words` can be shown to people as they are.

    `may_have_arrived` says whether Piclo may nevertheless have carried the request out: a write for which it is true is
    neither done nor undone until Piclo has been read back.
    """

    def __init__(self, words: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.may_have_arrived = may_have_arrived


class Unavailable(PicloError):
    """Piclo cannot be reached, is too busy or is broken: ask again later.

    `retry_after` is in seconds from now where Piclo said so.
    """

    def __init__(
        self, words: str, *, retry_after: float | None = None, may_have_arrived: bool = False
    ) -> None:
        super().__init__(words, may_have_arrived=may_have_arrived)
        self.retry_after = retry_after


class Malformed(PicloError):
    """Piclo answered with something that cannot be understood as a whole."""


class Rejected(PicloError):
    """Piclo understood and said no; asking again with the same words is useless.

    `fields` holds Piclo's words by the field they are about, with dotted names for nested ones ("bids.0.capacity").
    """

    def __init__(self, words: str, *, status: int, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.fields: dict[str, list[str]] = {name: list(said) for name, said in (fields or {}).items()}


class Unauthorised(Rejected):
    """Piclo does not know the client id and key, or no longer accepts the token they gave."""


class NotFound(Rejected):
    """Piclo has no such thing, or does not show it to this provider."""
