"""What the admin pages of all apps share."""

from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """Rows that operators of the portal look at: they are made, changed and ended by their own rules alone.

    Stands before ModelAdmin or TabularInline. A row deleted here could be one that is on its way to Piclo.
    """

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
