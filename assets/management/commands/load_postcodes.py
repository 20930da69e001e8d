"""Load a postcode table from a file on the server: for files that are too large for a browser."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assets.intake.postcode_loading import LOCK, load
from assets.models import PostcodeTable, TableState
from portal.piclo.locks import held_lock


class Command(BaseCommand):
    help = (
        "Load OS Code-Point Open or the ONS Postcode Directory (CSV or zip) into the portal's postcode table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--keep-others", action="store_true", help="keep postcodes that the file does not name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with held_lock(LOCK) as held:
            if not held:
                raise CommandError("Another table is being loaded. Wait until it has ended.")
            table = PostcodeTable.objects.create(
                name=path.name[:200],
                size=path.stat().st_size,
                keeps_others=options["keep_others"],
                state=TableState.LOADING,
            )
            with path.open("rb") as content:
                load(table, content)
        self.tell(table)

    def tell(self, table: PostcodeTable) -> None:
        """What became of it; a refusal ends the command with its reason."""
        if table.state == TableState.REFUSED:
            raise CommandError(table.words)
        self.stdout.write(
            f"{table.rows_read:,} rows read, {table.rows_unplaced:,} without a place, "
            f"{table.rows_unreadable:,} unreadable. The table has {table.postcodes:,} postcodes; "
            f"{table.postcodes_moved:,} are new, moved or gone, and {table.assets_moved:,} assets are judged again."
        )
