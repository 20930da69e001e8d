"""Two who save in one instant: each is judged after the other, so that one MPAN never comes to two assets unnoticed."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assets.models import Asset, ImportState
from assets.selectors.clashes import judge_alone
from assets.services import InvalidAssetError, change_asset, changing, common, create_asset
from assets.services.imports import ask_to_apply
from assets.services.many import Done, set_status_of_many
from portal.accounts.models import Membership
from tests.assets.sheets import GOOD, HEADINGS, as_csv, mpan_of, read, worked
from tests.assets.test_pages import form_of, text_of
from tests.factories.assets import AssetFactory

pytestmark = pytest.mark.django_db(transaction=True)
MPAN = mpan_of(7)
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def with_meter(ref: str) -> dict[str, Any]:
    standing = AssetFactory.build(ref=ref, import_meter_id=MPAN)
    return {column: getattr(standing, column) for column in changing.KEPT}


def elsewhere(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> "Future[Any]":
    """Work in a connection of its own, begun and waiting for us, or done."""

    def alone() -> Any:
        try:
            return work()
        finally:
            connection.close()

    future = pool.submit(alone)
    while not future.done() and not is_waited_for():
        sleep(0.01)
    return future


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def test_a_new_asset_waits_for_another_and_is_then_refused_its_meter(owner: Membership) -> None:
    def second() -> None:
        create_asset(by=owner, values=with_meter("B"), now=timezone.now())

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            create_asset(by=owner, values=with_meter("A"), now=timezone.now())
            late = elsewhere(pool, second)
        with pytest.raises(InvalidAssetError, match="is on A too"):
            late.result()
    assert list(Asset.objects.values_list("ref", flat=True)) == ["A"]


def test_an_edit_waits_for_a_new_asset_and_is_then_refused_its_meter(owner: Membership) -> None:
    standing = AssetFactory.create(organisation=owner.organisation, ref="B")

    def second() -> None:
        changes = {"import_meter_id": MPAN}
        change_asset(asset_id=standing.pk, by=owner, version=1, changes=changes, now=timezone.now())

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            create_asset(by=owner, values=with_meter("A"), now=timezone.now())
            late = elsewhere(pool, second)
        with pytest.raises(InvalidAssetError, match="is on A too"):
            late.result()


def test_an_archived_asset_brought_back_with_others_waits_for_a_new_one_and_stays_archived(
    owner: Membership,
) -> None:
    gone = AssetFactory.create(
        organisation=owner.organisation, ref="B", import_meter_id=MPAN, status="archived"
    )

    def second() -> Done:
        return set_status_of_many(
            assets=Asset.objects.filter(pk=gone.pk), status="operational", by=owner, now=timezone.now()
        )

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            create_asset(by=owner, values=with_meter("A"), now=timezone.now())
            late = elsewhere(pool, second)
        assert len(late.result().kept) == 1


def test_an_import_waits_for_a_new_asset_and_applies_nothing_then(owner: Membership) -> None:
    file = read(owner, as_csv((*GOOD, MPAN), headings=(*HEADINGS, "Import MPAN")))
    ask_to_apply(import_id=file.pk, by=owner, now=timezone.now())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            create_asset(by=owner, values=with_meter("A"), now=timezone.now())
            late = elsewhere(pool, lambda: worked(file))
        done = late.result()
    assert (done.state, done.words) == (
        ImportState.READY,
        "Nothing was applied: 1 row no longer fit the portfolio as it stands now.",
    )
    assert list(Asset.objects.values_list("ref", flat=True)) == ["A"]


def test_whoever_waits_for_too_long_is_told_on_the_form_and_by_the_api(
    owner: Membership, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "LONGEST_WAIT_S", 0.05)
    standing = AssetFactory.create(organisation=owner.organisation)
    new, edit = reverse("assets:asset-create"), reverse("assets:asset-edit", args=[standing.pk])
    asleep = AssetFactory.create(organisation=owner.organisation, status="archived", import_meter_id=MPAN)
    waking = {"deed": "status", "status": "operational"}
    bodies = {
        new: form_of(owner_client, edit, ref="NEW-1", import_meter_id=MPAN),
        edit: form_of(owner_client, edit, import_meter_id=MPAN),
        reverse("assets:asset-selection"): {**waking, "asset": asleep.pk, "agreed": 1},
    }

    def asked() -> list[tuple[int, str]]:
        pages = [owner_client.post(url, body) for url, body in bodies.items()]
        patch = owner_client.patch(
            reverse("api:asset-detail", args=[standing.pk]),
            {"import_meter_id": MPAN},
            content_type="application/json",
        )
        many = owner_client.post(
            reverse("api:asset-selection"), {**waking, "assets": [asleep.pk]}, content_type="application/json"
        )
        return [(answer.status_code, text_of(answer)) for answer in (*pages, patch, many)]

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        judge_alone(owner.organisation_id)
        answers = pool.submit(lambda: (asked(), connection.close())[0]).result()
    assert [status for status, _ in answers] == [422, 422, 422, 409, 409]
    assert all("An import is being applied just now" in words for _, words in answers)
