"""Verdicts of the pairs that are near each other, by the one rule."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from assets.models import Asset
from competitions.judging.storing import NOTHING, VERDICT
from competitions.rules.codes import standings_of
from competitions.rules.fleet import Rows, terms_of
from competitions.rules.pairs import Grounds, Indices, Pairs, Placed, joined, pairs_by_postcode
from competitions.rules.qualification import capacities_of, codes_for, criteria_codes
from competitions.rules.wanted import Wanted
from competitions.selectors.wanted import wanted_by

# Areas of which the pairs are looked for together.
PART = 500


class Found(NamedTuple):
    """Some competitions, by id, and the verdicts in them."""

    competitions: list[int]
    verdicts: Rows


def found_in_parts(
    keys: Sequence[int],
    grounds: Grounds,
    listed: Mapping[int, Sequence[str]],
    wanted: Mapping[int, Wanted],
    fleet: Rows,
    now: datetime,
) -> Iterator[Found]:
    """The verdicts of a fleet in competitions: `keys` those of `grounds`, ascending, `listed` those with postcodes.

    Later parts are measured and judged, in threads that know no database, while the earlier are stored.
    """
    order, drawn = sorted({*keys, *listed}), np.array(keys, np.int64)
    parts = [order[start : start + PART] for start in range(0, len(order), PART)]
    here = [np.flatnonzero(np.isin(drawn, part)) for part in parts]
    with ThreadPoolExecutor(1) as measuring, ThreadPoolExecutor(1) as judging:
        placed = measuring.submit(Placed.of, fleet["longitude"], fleet["latitude"])
        near = [measuring.submit(_pairs_of, placed, grounds.at(places)) for places in here]
        judge = Judge(wanted, listed, _postcodes(fleet) if listed else [], fleet, now)
        ahead = [
            judging.submit(judge.verdicts_in, part, drawn[places], pairs)
            for part, places, pairs in zip(parts, here, near, strict=True)
        ]
        for part, found in zip(parts, ahead, strict=True):
            yield Found(part, found.result())


def _pairs_of(placed: Future[Placed], grounds: Grounds) -> Pairs:
    return placed.result().pairs_of(grounds)


def found_verdicts(
    keys: Sequence[int], grounds: Grounds, listed: Mapping[int, Sequence[str]], fleet: Rows, now: datetime
) -> Rows:
    """As `found_in_parts`, together."""
    wanted = wanted_by({*keys, *listed})
    parts = [found.verdicts for found in found_in_parts(keys, grounds, listed, wanted, fleet, now)]
    return np.concatenate([NOTHING, *parts])


@dataclass(frozen=True)
class Judge:
    """What a fleet is judged by, and the fleet."""

    wanted: Mapping[int, Wanted]
    listed: Mapping[int, Sequence[str]]
    postcodes: Sequence[str]
    fleet: Rows
    now: datetime

    def verdicts_in(self, part: list[int], drawn: Indices, measured: Future[Pairs]) -> Rows:
        """The verdicts in some competitions; the pairs are measured of those that are drawn."""
        pairs = measured.result()
        pairs = Pairs(np.searchsorted(part, drawn)[pairs.areas], pairs.assets, pairs.in_buffer)
        named = {place: self.listed[key] for place, key in enumerate(part) if key in self.listed}
        if named:
            pairs = joined(pairs, pairs_by_postcode(named, self.postcodes))
        return self._verdicts(np.array(part, np.int64), [self.wanted[key] for key in part], pairs)

    def _verdicts(self, competitions: Indices, asked: Sequence[Wanted], pairs: Pairs) -> Rows:
        terms, assets = terms_of(asked)[pairs.areas], self.fleet[pairs.assets]
        codes = codes_for(terms, assets, pairs.in_buffer, self.now) | _listed_codes(
            asked, pairs.areas, assets
        )
        found = np.empty(len(pairs.areas), list(VERDICT.items()))
        found["competition_id"], found["asset_id"] = competitions[pairs.areas], assets["id"]
        found["place"], found["codes"], found["standing"] = pairs.in_buffer, codes, standings_of(codes)
        found["capacity_w"] = capacities_of(terms, assets)
        # In the order of the table's key, which then only grows at its end.
        return found[np.lexsort((found["asset_id"], found["competition_id"]))]


def _listed_codes(
    asked: Sequence[Wanted], at: Indices, assets: Rows
) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """The codes of operators' lists: competition by competition, for the few that have any."""
    codes = np.zeros(len(assets), np.int32)
    for place, wanted in enumerate(asked):
        criteria = wanted.criteria
        if criteria.asset_types or criteria.connection_types or criteria.meter_ids:
            these = np.flatnonzero(at == place)
            codes[these] = criteria_codes(criteria, assets[these])
    return codes


def _postcodes(fleet: Rows) -> list[str]:
    """Postcodes in the order of the fleet."""
    known = dict(Asset.objects.filter(pk__in=fleet["id"].tolist()).values_list("pk", "postcode"))
    return [known.get(pk, "") for pk in fleet["id"].tolist()]
