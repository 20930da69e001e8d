"""Looking at a workbook's archive before anything in it is opened: what it holds, and how large it would become."""

import zipfile
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from assets.rules.files import Unreadable

MB = 1024 * 1024
MOST_ENTRIES = 500
# A sheet of 200,000 full rows is 300 MB of XML; nothing that people make is packed harder than 1 to 100.
MOST_UNPACKED = 600 * MB
HIGHEST_RATIO = 150
PIECE = 1 * MB
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_archive(file: IO[bytes]) -> ZipFile:
    """The archive of a workbook that may be read. Raises Unreadable, saying what it is instead."""
    try:
        archive = ZipFile(file)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("The workbook is damaged or not complete. Save it again and upload that.") from error
    names = {info.filename for info in archive.infolist()}
    if words := _fault_of_size(archive.infolist()) or _fault_of_contents(names):
        raise Unreadable(words)
    return archive


def _fault_of_size(entries: list[ZipInfo]) -> str:
    if len(entries) > MOST_ENTRIES:
        return f"The workbook has {len(entries):,} parts; at most {MOST_ENTRIES} are read."
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED:
        return f"Unpacked the workbook is larger than {MOST_UNPACKED // MB} MB. Send it in parts."
    if any(entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 10_000) for entry in entries):
        return "The workbook is packed harder than any spreadsheet: it is not opened."
    if any(entry.flag_bits & 1 or entry.compress_type not in METHODS for entry in entries):
        return "The workbook is encrypted or packed in a way that is not read. Save it without a password."
    return ""


def _fault_of_contents(names: set[str]) -> str:
    if "xl/workbook.xml" not in names:
        return "This is an archive, but no Excel workbook. Save the sheet as .xlsx or CSV."
    if any(name.endswith("vbaProject.bin") for name in names):
        return "The workbook holds macros. Save it as a workbook without macros (.xlsx)."
    if any(name.startswith("xl/externalLinks/") for name in names):
        return "The workbook takes values from other workbooks. Paste them as values and break the links."
    return ""
