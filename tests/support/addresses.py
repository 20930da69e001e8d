"""Every address of the portal that is ours, found in the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Other packages' pages have their own tests.
FOREIGN = ("admin", "account", "mfa")


@dataclass(frozen=True)
class Address:
    """A URL name with its namespace, and whether it takes arguments."""

    name: str
    pattern: URLPattern

    @property
    def takes_arguments(self) -> bool:
        return bool(self.pattern.pattern.regex.groupindex) or bool(self.pattern.pattern.converters)

    @property
    def permission(self) -> Any:
        """What a page's or an endpoint's door asks for; None where every member may pass."""
        view = self.pattern.callback
        if hasattr(view, "required_permission"):
            return view.required_permission
        doors = getattr(
            getattr(view, "cls", None) or getattr(view, "view_class", None), "permission_classes", []
        )
        return next(
            (door.required_permission for door in doors if hasattr(door, "required_permission")), None
        )

    @property
    def has_door(self) -> bool:
        view = self.pattern.callback
        return hasattr(view, "required_permission") or self.permission is not None

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            if inner.split(":")[0] not in FOREIGN and not _is_foreign(entry):
                yield from addresses(entry, inner)
        elif entry.name:
            yield Address(":".join(filter(None, [namespace, entry.name])), entry)


def _is_foreign(resolver: URLResolver) -> bool:
    return str(getattr(resolver.urlconf_name, "__name__", "")).startswith("allauth")
