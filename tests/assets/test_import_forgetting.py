"""Rows of imports are dropped 30 days after their end; the imports, their counts and their files are not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assets.intake import forgetting
from assets.intake.forgetting import forget_old_rows
from assets.models import AssetImport, ImportRow
from assets.services.imports import discard_import
from assets.tasks import forget_old_import_rows
from portal.accounts.models import Membership
from tests.assets.sheets import GOOD, applied, as_csv, read
from tests.assets.test_pages import text_of

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=30)
OTHER = ("NEW-2", *GOOD[1:])


def ended(file: AssetImport, ago: timedelta) -> AssetImport:
    AssetImport.objects.filter(pk=file.pk).update(ended_at=timezone.now() - ago)
    return file


def test_rows_go_after_thirty_days_with_all_else_kept(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    content = as_csv(GOOD, OTHER)
    old = ended(applied(read(owner, content), owner), DAYS + timedelta(minutes=1))
    assert forget_old_rows(timezone.now()) == 2
    old.refresh_from_db()
    assert (old.rows_create, old.rows.count()) == (2, 0)
    with old.content.open("rb") as kept:
        assert kept.read() == content
    assert forget_old_rows(timezone.now()) == 0


def test_rows_of_younger_and_of_waiting_imports_stay(owner: Membership) -> None:
    ended(applied(read(owner, as_csv(GOOD)), owner), DAYS - timedelta(minutes=1))
    waiting = read(owner, as_csv(OTHER))
    AssetImport.objects.update(uploaded_at=timezone.now() - 9 * DAYS)
    assert (forget_old_rows(timezone.now()), waiting.rows.count(), ImportRow.objects.count()) == (0, 1, 2)


def test_rows_of_a_discarded_import_go_by_the_sweep(owner: Membership) -> None:
    file = read(owner, as_csv(GOOD))
    discard_import(import_id=file.pk, by=owner, now=timezone.now() - 2 * DAYS)
    forget_old_import_rows()
    assert not file.rows.exists()


def test_the_page_says_for_how_long_rows_are_shown_and_then_that_they_are_gone(
    owner: Membership, owner_client: Client
) -> None:
    file = applied(read(owner, as_csv(GOOD)), owner)
    shown = text_of(owner_client.get(file.get_absolute_url()))
    assert "shown until" in shown
    assert "NEW-1" in shown
    ended(file, 2 * DAYS)
    forget_old_rows(timezone.now())
    shown = text_of(owner_client.get(file.get_absolute_url()))
    assert "no longer shown" in shown
    assert "created 1" in shown
    assert "NEW-1" not in shown
    assert owner_client.get(reverse("assets:import-faults", args=[file.pk])).status_code == 404
