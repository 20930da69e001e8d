"""What a file is, told by its content, and when somebody is reminded that a document runs out."""

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

MAX_BYTES = 20 * 1024 * 1024
# What an archive may claim to hold. Real ones of accounts and certificates stay far below.
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 1_000

# Days before the last day on which somebody is reminded.
REMINDERS = (60, 30, 7, 0)


class DocumentKind(StrEnum):
    """What a document is for."""

    INSURANCE = "insurance"
    ACCOUNTS = "accounts"
    AGREEMENT = "agreement"
    VENDOR_FORM = "vendor_form"
    OTHER = "other"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    DocumentKind.INSURANCE: "Insurance certificate",
    DocumentKind.ACCOUNTS: "Audited accounts",
    DocumentKind.AGREEMENT: "Signed framework agreement",
    DocumentKind.VENDOR_FORM: "New vendor form",
    DocumentKind.OTHER: "Other",
}


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken. `media_type` is what a browser is told: octet-stream for what it must not guess."""

    name: str
    endings: tuple[str, ...]
    media_type: str = "application/octet-stream"


PDF = FileType("PDF", ("pdf",), "application/pdf")
PNG = FileType("PNG", ("png",), "image/png")
JPEG = FileType("JPEG", ("jpg", "jpeg"), "image/jpeg")
DOCX = FileType("Word document", ("docx",))
XLSX = FileType("Excel workbook", ("xlsx",))
ZIP = FileType("ZIP archive", ("zip",))
TYPES = (PDF, DOCX, XLSX, PNG, JPEG, ZIP)
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
TAKEN = "PDF, Word (.docx), Excel (.xlsx), PNG, JPEG or ZIP"


class Unfit(ValueError):
    """A file that is not taken; the message says why and what to do."""


def type_of(content: IO[bytes], name: str, size: int) -> FileType:
    """What `content` is, by its bytes and not by its name. Raises Unfit; leaves the file at its beginning."""
    if not size:
        raise Unfit("The file is empty.")
    if size > MAX_BYTES:
        raise Unfit("The file is larger than 20 MB. Make it smaller, or send it in parts.")
    content.seek(0)
    head = content.read(8)
    found = next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)
    found = found or (_archive_type(content) if head.startswith(b"PK") else None)
    content.seek(0)
    if found is None:
        raise Unfit(f"This is not a file of a kind that is taken: {TAKEN}.")
    ending = name.rpartition(".")[2].lower()
    if ending not in found.endings:
        raise Unfit(
            f"This is a {found.name}, but its name ends in “.{ending[:12]}”. Name it .{found.endings[0]}."
        )
    return found


def _archive_type(content: IO[bytes]) -> FileType:
    """An archive by its list of members, which is read and nothing of it unpacked."""
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unfit("The archive is damaged: open it on your machine and save it again.") from error
    _check_archive(members)
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names:
        return ZIP
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unfit("The file holds macros. Save it without them.")
    if any(name.startswith("word/") for name in names):
        return DOCX
    if any(name.startswith("xl/") for name in names):
        return XLSX
    raise Unfit(f"This is not a file of a kind that is taken: {TAKEN}.")


def _check_archive(members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise Unfit("The archive is empty.")
    if len(members) > MAX_MEMBERS:
        raise Unfit(f"The archive holds more than {MAX_MEMBERS:,} files.")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(packed, 1024):
        raise Unfit("The archive would unpack to far more than it seems. Send its files one by one.")
    if any(member.filename.lower().endswith((".zip", ".7z", ".rar", ".gz")) for member in members):
        raise Unfit("The archive holds other archives. Put all files into one.")


def reminder_due(days_left: int, told: set[int]) -> int | None:
    """Which of REMINDERS is due with so many days left, if it or a later one has not been given yet.

    A document that comes late, or a portal that stood still, is reminded of once, by the latest that applies.
    """
    step = min((step for step in REMINDERS if step >= max(days_left, 0)), default=None)
    return None if step is None or any(given <= step for given in told) else step
