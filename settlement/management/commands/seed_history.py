"""The demonstration's past: meter data uploaded, reports and invoices made, all through the services people use."""

import csv
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.models import Membership
from portal.accounts.permissions import Permission, Role
from settlement.models import MeterFile
from settlement.rules.conventions import PRESETS
from settlement.rules.readings import normal_meter
from settlement.selectors import deliveries_over, known_meters, month_of, months_to_invoice
from settlement.services.invoices import NotInvoiced, make_invoice
from settlement.services.meter_files import digest_of, upload_meter_file
from settlement.services.reports import NothingNew, NotReported, make_report

FOLDER = "FLEXDESK_DEMO_METER_FILES"
FLEXIBLE_POWER = PRESETS[0].convention
PAUSE = 2.0
# The feeds have brought everything once their number stands still for so many looks.
STILL = 4


class Command(BaseCommand):
    help = "Upload the practice market's meter data and settle its past months. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", default=os.environ.get(FOLDER, ""), help=f"CSV files; default ${FOLDER}"
        )
        parser.add_argument("--organisation", default="", help="slug; default the only one")
        parser.add_argument(
            "--wait", type=float, default=300.0, help="seconds to wait for sync and for reading"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = csv_files(options["folder"])
        member = settler(options["organisation"])
        self.wait = float(options["wait"])
        self.await_sync(member, meters_in(files))
        self.upload(member, files)
        self.await_reading(member)
        self.report(member)
        self.invoice(member)

    def await_sync(self, member: Membership, meters: set[str]) -> None:
        """Until every metered asset is here and the number of deliveries stands still."""
        counts: list[int] = []

        def arrived() -> bool:
            missing = meters - known_meters(member.organisation_id)
            counts.append(deliveries_over(timezone.now()).filter(organisation=member.organisation).count())
            self.stdout.write(
                f"Waiting for the sync: {len(missing)} meters to come, {counts[-1]} deliveries here."
            )
            return not missing and counts[-1] > 0 and counts[-STILL:].count(counts[-1]) == STILL

        self.until(arrived, "The sync did not bring the assets and deliveries of the past.")

    def upload(self, member: Membership, files: list[Path]) -> None:
        """Every file that was not uploaded before, in order of its name."""
        for path in files:
            with path.open("rb") as stream:
                content = File(stream, name=path.name)
                if MeterFile.objects.visible_to(member).filter(digest=digest_of(content)).exists():
                    self.stdout.write(f"{path.name} was uploaded before.")
                    continue
                upload_meter_file(
                    content=content, name=path.name, convention=FLEXIBLE_POWER, by=member, now=timezone.now()
                )
            self.stdout.write(f"{path.name} uploaded.")

    def await_reading(self, member: Membership) -> None:
        """Until the worker has read them."""
        waiting = MeterFile.objects.visible_to(member).to_read()

        def all_read() -> bool:
            self.stdout.write(f"Reading meter data: {waiting.count()} files to go.")
            return not waiting.exists()

        self.until(all_read, "The worker did not read the meter data.")

    def report(self, member: Membership) -> None:
        """The first report of every delivery that has none."""
        bare = deliveries_over(timezone.now()).filter(
            organisation=member.organisation, settlement_delivery__latest=None
        )
        made = 0
        for instruction in bare.order_by("start_at"):
            try:
                make_report(instruction=instruction, by=member, now=timezone.now())
                made += 1
            except NothingNew:
                # It made itself while this one was waiting for its turn.
                continue
            except NotReported as reason:
                self.stdout.write(f"{instruction}: {reason}")
        self.stdout.write(f"{made} reports made.")

    def invoice(self, member: Membership) -> None:
        """The first run of every past month."""
        now = timezone.now()
        for one in months_to_invoice(member, now):
            if one.run is None and one.month < month_of(now):
                try:
                    run = make_invoice(operator_name=one.operator_name, month=one.month, by=member, now=now)
                    self.stdout.write(f"{run}: £{run.total_gbp}.")
                except NotInvoiced as reason:
                    self.stdout.write(str(reason))

    def until(self, done: Callable[[], bool], failure: str) -> None:
        """Look every two seconds until `done`. Raises CommandError after the time to wait."""
        deadline = time.monotonic() + self.wait
        while not done():
            if time.monotonic() > deadline:
                raise CommandError(failure)
            time.sleep(PAUSE)


def csv_files(folder: str) -> list[Path]:
    """The CSV files of a folder, or of `meter-data` in it, by name."""
    if not folder:
        raise CommandError(f"Set {FOLDER} or give --folder.")
    inner = Path(folder) / "meter-data"
    files = sorted((inner if inner.is_dir() else Path(folder)).glob("*.csv"))
    if not files:
        raise CommandError(f"There is no CSV file in {folder}.")
    return files


def meters_in(files: list[Path]) -> set[str]:
    """The meters that the files name in their first column."""
    found: set[str] = set()
    for path in files:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = csv.reader(stream)
            next(rows, None)
            found |= {row[0] for row in rows if row}
    return {normal_meter(meter) for meter in found}


def settler(slug: str) -> Membership:
    """Who settles: the first member in the settlement role, or else the first who may."""
    members = Membership.objects.active().select_related("user", "organisation").order_by("pk")
    members = members.filter(organisation__slug=slug) if slug else members
    able = [member for member in members if member.can(Permission.SETTLEMENT_EDIT)]
    named = [member for member in able if Role.SETTLEMENT in member.roles]
    if not able:
        raise CommandError("Nobody may settle here; run seed_demo first.")
    return (named or able)[0]
