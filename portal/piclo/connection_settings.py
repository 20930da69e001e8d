"""What a client needs to know of a connection, as a plain value."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """One provider's access to one Piclo environment. Times are in seconds.

    `longest_wait` bounds how long a read waits for a busy Piclo before it gives up with `Unavailable`.
    """

    base_url: str
    client_id: str
    api_key: str = field(repr=False)
    provider_id: str = ""
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    longest_wait: float = 30.0
    attempts: int = 4
    page_size: int = 500

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
