"""Piclo's endpoints of planned assets from memory: no look-up by reference, and no reference twice."""

import json
from typing import Any

import httpx

from tests.assets.fake_piclo import CREATED, FakePiclo

PATH = "/planned-assets/v1/"
TAKEN = {"reference": ["A planned asset with this reference already exists."]}


class FakePlannedPiclo(FakePiclo):
    """Planned assets by id, with the faults of `FakePiclo`."""

    def add(self, piclo_id: str, **fields: Any) -> dict[str, Any]:
        """A planned asset that Piclo has already."""
        self.assets[piclo_id] = planned_record(piclo_id, **fields)
        return self.assets[piclo_id]

    @property
    def methods(self) -> list[str]:
        """What was asked to be written, in order."""
        return [method for method, _ in self.writes]

    def _read(self, request: httpx.Request) -> httpx.Response:
        piclo_id = request.url.path.removeprefix(PATH).strip("/")
        if not piclo_id:
            return httpx.Response(200, json=list(self.assets.values()))
        found = self.assets.get(piclo_id)
        missing = httpx.Response(404, json={"detail": "Not found."})
        return httpx.Response(200, json=found) if found else missing

    def _write(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.writes.append((request.method, body))
        if request.method == "POST":
            if any(record["reference"] == body["reference"] for record in self.assets.values()):
                return httpx.Response(400, json=TAKEN)
            record = {"id": f"pln{len(self.assets) + 1:04d}", "created": CREATED, **body}
            self.assets[record["id"]] = record
            return httpx.Response(201, json=record)
        record = self.assets[request.url.path.removeprefix(PATH).strip("/")]
        record.update(body)
        return httpx.Response(200, json=record)


def planned_record(piclo_id: str, **fields: Any) -> dict[str, Any]:
    """A planned asset as Piclo writes it."""
    return {
        "id": piclo_id,
        "reference": f"REF-{piclo_id}",
        "name": f"Planned {piclo_id}",
        "voltage_level": "11.00",
        "asset_type": "battery",
        "capacity_type": "active_export",
        "capacity_value": "1.500",
        "competition_reference": "LEITH_DEC_2026",
        "operator_name": "SP Energy Networks",
        "estimated_asset_count": 3,
        "maximum_runtime": "02:00:00",
        "created": CREATED,
        **fields,
    }
