"""The throw-away stack that a measurement runs on, as its run.json describes it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Stack:
    """Addresses and credentials of the running stack."""

    portal_url: str
    experience_url: str
    database_url: str
    experience_database_url: str
    piclo: dict[str, Any]

    def fill_market(self, assets: int, competitions: int, windows: int) -> None:
        """Have Experience hold so much more, through its own command."""
        env = os.environ | {
            "EXPERIENCE_DATABASE_URL": self.experience_database_url,
            "EXPERIENCE_PROVIDER_ID": self.piclo["provider_id"],
            "DJANGO_SETTINGS_MODULE": "experience.settings",
        }
        words = [
            "load",
            "--assets",
            str(assets),
            "--competitions",
            str(competitions),
            "--windows",
            str(windows),
        ]
        subprocess.run(
            [sys.executable, "-m", "experience", *words], env=env, check=True, stdout=subprocess.DEVNULL
        )


def running_stack() -> Stack:
    """The stack of FLEXDESK_RUN_JSON, which `./dev bench` sets."""
    said = json.loads(Path(os.environ["FLEXDESK_RUN_JSON"]).read_text())
    return Stack(
        portal_url=said["portal_url"],
        experience_url=said["experience_url"],
        database_url=said["services"]["database_url"],
        experience_database_url=said["services"]["experience_database_url"],
        piclo=said["piclo"],
    )
