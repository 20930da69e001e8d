"""Where things lie in a checkout, and in the folder that holds a run's data."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Var:
    """The folder of one run: ./var for the demo, a temporary one for tests."""

    folder: Path

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def broker(self) -> Path:
        return self.folder / "broker"

    @property
    def experience(self) -> Path:
        """Meter-data files written by the Experience server's seed."""
        return self.folder / "experience"

    @property
    def files(self) -> Path:
        """What people upload."""
        return self.folder / "files"

    @property
    def static(self) -> Path:
        """Stays empty: static files are served from where they lie."""
        return self.folder / "static"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def beat(self) -> Path:
        """Where Celery's beat remembers what ran last."""
        return self.folder / "celerybeat"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def prepared(self) -> Path:
        """What the last migration and seed were made from."""
        return self.folder / "prepared.json"

    @property
    def run_file(self) -> Path:
        return self.folder / "run.json"

    @property
    def run_lock(self) -> Path:
        return self.folder / "run.lock"

    def make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.broker, self.experience, self.files, self.static, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)


DEMO = Var(ROOT / "var")
