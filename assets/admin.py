"""Assets and groups for operators of the portal. Assets are looked at: a change has its rules, and goes to Piclo."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from assets.models import Asset, AssetGroup, AssetImport, PlannedAsset, PostcodeTable, PushRun
from assets.services.postcodes import fault_of_upload, upload_postcode_table
from portal.core.admin import ReadOnly


@admin.register(Asset)
class AssetAdmin(ReadOnly, admin.ModelAdmin[Asset]):
    list_display = ("name", "ref", "organisation", "status", "category", "push_state", "pushed_at")
    list_filter = ("organisation", "push_state", "status", "category")
    list_select_related = ("organisation",)
    search_fields = ("name", "ref", "piclo_id", "postcode", "import_meter_id", "export_meter_id")


@admin.register(PlannedAsset)
class PlannedAssetAdmin(ReadOnly, admin.ModelAdmin[PlannedAsset]):
    list_display = ("name", "reference", "organisation", "competition_reference", "push_state", "pushed_at")
    list_filter = ("organisation", "push_state", "capacity_type")
    list_select_related = ("organisation",)
    search_fields = ("name", "reference", "piclo_id", "competition_reference")


@admin.register(AssetGroup)
class AssetGroupAdmin(ReadOnly, admin.ModelAdmin[AssetGroup]):
    list_display = ("name", "organisation", "modified_at")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("name",)
    exclude = ("assets",)


class PostcodeTableForm(forms.ModelForm[PostcodeTable]):
    """A file to load."""

    content = forms.FileField(
        label="Postcode table",
        help_text="OS Code-Point Open or the ONS Postcode Directory, as CSV or zip, up to 250 MB. Larger files are "
        "loaded on the server: manage.py load_postcodes FILE.",
    )

    class Meta:
        model = PostcodeTable
        fields = ("content", "keeps_others")

    def clean_content(self) -> "UploadedFile[bytes]":
        """Refused before it is stored, in words."""
        content: UploadedFile[bytes] = self.cleaned_data["content"]
        if fault := fault_of_upload(content.name or "", content.size or 0):
            raise forms.ValidationError(fault)
        return content


@admin.register(PostcodeTable)
class PostcodeTableAdmin(admin.ModelAdmin[PostcodeTable]):
    """Postcode tables: uploaded here, loaded in the background. What was loaded is looked at; nothing is edited."""

    list_display = (
        "name",
        "kind",
        "state",
        "progress",
        "rows_read",
        "postcodes",
        "assets_moved",
        "created_at",
    )
    list_filter = ("state", "kind")
    ordering = ("-pk",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if change else PostcodeTableForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = [field.name for field in PostcodeTable._meta.fields if field.name not in {"id", "content"}]
        return [(None, {"fields": shown if obj else ["content", "keeps_others"]})]

    def save_model(self, request: HttpRequest, obj: PostcodeTable, form: Any, change: bool) -> None:
        """Through the service, which records who brought it and rings for its loading."""
        made = upload_postcode_table(
            content=form.cleaned_data["content"],
            name=form.cleaned_data["content"].name,
            keeps_others=form.cleaned_data["keeps_others"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        obj.pk, obj.name = made.pk, made.name

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AssetImport)
class AssetImportAdmin(ReadOnly, admin.ModelAdmin[AssetImport]):
    list_display = (
        "name",
        "organisation",
        "state",
        "progress",
        "attempts",
        "uploaded_by",
        "uploaded_at",
        "ended_at",
    )
    list_filter = ("state", "kind", "organisation")
    list_select_related = ("organisation", "uploaded_by")
    search_fields = ("name", "digest")


@admin.register(PushRun)
class PushRunAdmin(ReadOnly, admin.ModelAdmin[PushRun]):
    list_display = ("__str__", "organisation", "state", "total", "asked_by", "asked_at", "ended_at")
    list_filter = ("state", "organisation")
    list_select_related = ("organisation", "asked_by")
