"""Rows of imports are kept while people look back at them, and not for ever: an import may have 200,000."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from assets.models import AssetImport, ImportRow

AT_ONCE = 5_000


def forget_old_rows(now: datetime) -> int:
    """Drop the rows of imports that ended long ago, some at a time; how many. Counts and the original file stay."""
    rows = ImportRow.objects.filter(upload=OuterRef("pk"))
    total = 0
    for upload in AssetImport.objects.ended_long_ago(now).filter(Exists(rows)).order_by("pk"):
        while chunk := list(upload.rows.values_list("pk", flat=True)[:AT_ONCE]):
            total += ImportRow.objects.filter(pk__in=chunk).delete()[0]
    return total
