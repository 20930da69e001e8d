"""The pages and the API of imports."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assets.models import Asset, AssetImport
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.assets.sheets import GOOD, as_csv, as_xlsx, read, upload, worked
from tests.factories.assets import AssetFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

pytestmark = pytest.mark.django_db
BAD = ("BAD-1", "Battery two", "Storage", "Onshore wind", "11", "TD1 1AA", "0.05")


def page(client: Client, name: str, query: str = "", **kwargs: object) -> str:
    response = client.get(reverse(f"assets:{name}", kwargs=kwargs) + query)
    assert response.status_code == 200
    return str(response.getvalue().decode())


def test_a_file_is_uploaded_previewed_and_applied(owner: Membership, owner_client: Client) -> None:
    file = SimpleUploadedFile("assets.csv", as_csv(GOOD))
    response = owner_client.post(reverse("assets:import-create"), {"file": file})
    upload = AssetImport.objects.get()
    assert response["Location"] == upload.get_absolute_url()
    assert 'hx-trigger="every 1s"' in page(owner_client, "import-detail", pk=upload.pk)
    worked(upload)
    ready = page(owner_client, "import-detail", pk=upload.pk)
    assert "Apply 1 change" in ready
    assert "every 1s" not in ready
    owner_client.post(reverse("assets:import-apply", args=[upload.pk]))
    assert "Being applied" in page(owner_client, "import-detail", pk=upload.pk)
    worked(upload)
    assert "Applied" in page(owner_client, "import-detail", pk=upload.pk)
    assert Asset.objects.get().name == "Battery one"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("assets.csv", b"%PDF-1.7 something", "a PDF document"),
        ("assets.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
        ("assets.csv", as_xlsx(GOOD), "Name it .xlsx, or save it as CSV"),
        ("assets.xlsx", as_csv(GOOD), "it is no Excel workbook"),
        ("assets.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "old or protected"),
        ("assets.csv", b"", "The file is empty"),
        ("assets.csv", b"ref,name\n\0\0\0\0", "not a text file"),
        ("assets.xlsx", b"PK\x03\x04 nothing else", "damaged"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_beside_the_field_and_not_kept(
    owner_client: Client, name: str, content: bytes, words: str
) -> None:
    response = owner_client.post(reverse("assets:import-create"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not AssetImport.objects.exists()


def test_a_refused_file_says_what_to_do_next(owner: Membership, owner_client: Client) -> None:
    file = read(owner, b"Foo,Bar\r\n1,2\r\n")
    text = page(owner_client, "import-detail", pk=file.pk)
    assert "Upload another file" in text
    assert 'href="/assets/imports/template.xlsx"' in text


def test_faults_are_listed_and_handed_back_in_a_copy_of_the_file(
    owner: Membership, owner_client: Client
) -> None:
    file = read(owner, as_csv(GOOD, BAD))
    text = page(owner_client, "import-detail", pk=file.pk)
    assert "Onshore wind is no type of storage." in text
    assert "Apply the 1 good row only" in text
    copy = page(owner_client, "import-faults", pk=file.pk).splitlines()
    assert copy[0].endswith("What is wrong")
    assert copy[1].endswith(",")
    assert copy[2].endswith("Type: Onshore wind is no type of storage.")
    assert len(page(owner_client, "import-faults", "?only=faults", pk=file.pk).splitlines()) == 2
    repaired = "\r\n".join(copy).replace("Onshore wind,", "Battery,").encode()
    assert (again := read(owner, repaired)).rows_create == 2
    assert again.unknown_headings == []


def test_the_copy_of_a_workbook_is_a_workbook(owner: Membership, owner_client: Client) -> None:
    file = read(owner, as_xlsx(GOOD, (*BAD[:4], 11, "TD1 1AA", 0.05)), "assets.xlsx")
    response = owner_client.get(reverse("assets:import-faults", args=[file.pk]))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert read(owner, content, "again.xlsx").rows_faulty == 1


def test_both_templates_say_what_each_column_takes_and_are_read_as_empty(
    owner: Membership, owner_client: Client
) -> None:
    text = page(owner_client, "import-template-csv")
    assert "Required. Yours; unique among your assets." in text
    assert "has a heading but no rows" in read(owner, text.encode()).words
    book = owner_client.get(reverse("assets:import-template-xlsx")).content
    assert "has a heading but no rows" in read(owner, book, "template.xlsx").words


def test_the_upload_page_offers_the_assets_there_are_to_change_and_send_back(
    owner: Membership, owner_client: Client
) -> None:
    AssetFactory.create(organisation=owner.organisation, ref="BAT-1", name="Old name")
    assert 'href="/assets/export.csv"' in page(owner_client, "import-create")
    download = b"".join(owner_client.get("/assets/export.csv").streaming_content)  # type: ignore[attr-defined]
    file = read(owner, download.replace(b"Old name", b"New name"))
    assert (file.rows_update, file.rows_faulty) == (1, 0)


def test_the_original_comes_back_as_bytes_that_nothing_opens(owner: Membership, owner_client: Client) -> None:
    content = as_csv(GOOD)
    file = upload(owner, content, "assets.csv")
    response = owner_client.get(reverse("assets:import-original", args=[file.pk]))
    assert response.getvalue() == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_whoever_may_only_look_sees_the_history_but_no_button(
    owner: Membership, make_member: MakeMember, sign_in: SignIn
) -> None:
    file = read(owner, as_csv(GOOD))
    viewer = sign_in(make_member(Role.VIEWER))
    assert "Apply 1 change" not in page(viewer, "import-detail", pk=file.pk)
    assert "assets.csv" in page(viewer, "import-list")
    assert viewer.post(reverse("assets:import-apply", args=[file.pk])).status_code == 403


def test_a_long_history_and_a_long_preview_need_no_more_queries(
    owner: Membership, owner_client: Client
) -> None:
    for _ in range(3):
        file = read(owner, as_csv(GOOD, BAD))
    assert_ratchet(owner_client, "assets:import-list")
    AssetFactory.create(organisation=owner.organisation)
    assert "BAD-1" in page(owner_client, "import-detail", "?outcome=all", pk=file.pk)


def test_the_api_uploads_tells_and_applies(owner: Membership, owner_client: Client) -> None:
    made = owner_client.post(
        reverse("api:asset-import-list"), {"file": SimpleUploadedFile("assets.csv", as_csv(GOOD, BAD))}
    )
    assert made.status_code == 201
    pk = made.json()["id"]
    worked(AssetImport.objects.get(pk=pk))
    assert owner_client.get(reverse("api:asset-import-detail", args=[pk])).json()["rows_faulty"] == 1
    rows = owner_client.get(reverse("api:asset-import-rows", args=[pk]) + "?outcome=fault").json()["results"]
    assert [fault["column"] for fault in rows[0]["faults"]] == ["asset_type"]
    apply = reverse("api:asset-import-apply", args=[pk])
    assert owner_client.post(apply, {}, content_type="application/json").status_code == 409
    asked = owner_client.post(apply, {"good_rows_only": True}, content_type="application/json")
    assert (asked.status_code, asked.json()["state"]) == (202, "applying")
    refused = owner_client.post(
        reverse("api:asset-import-list"), {"file": SimpleUploadedFile("a.csv", b"%PDF")}
    )
    assert refused.status_code == 409
