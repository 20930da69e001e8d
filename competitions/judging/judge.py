"""Verdicts of the pairs that are near each other, by the one rule."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from assets.models import Asset
from competitions.judging.storing import VERDICT
from competitions.rules.codes import standings_of
from competitions.rules.fleet import Rows, terms_of
from competitions.rules.pairs import Grounds, Indices, Pairs, joined, pairs_by_postcode, pairs_of
from competitions.rules.qualification import capacities_of, codes_for, criteria_codes
from competitions.rules.wanted import Wanted
from competitions.selectors.wanted import wanted_by


def found_verdicts(
    keys: Sequence[int], grounds: Grounds, listed: Mapping[int, Sequence[str]], fleet: Rows, now: datetime
) -> Rows:
    """The verdicts of a fleet in competitions: `keys` those of `grounds`, `listed` those that list postcodes."""
    order = sorted({*keys, *listed})
    pairs = pairs_of(grounds, fleet["longitude"], fleet["latitude"])
    places = np.searchsorted(order, np.array(keys, np.int64))
    pairs = Pairs(places[pairs.areas] if len(keys) else pairs.areas, pairs.assets, pairs.in_buffer)
    if listed:
        by_place = {order.index(key): entries for key, entries in listed.items()}
        pairs = joined(pairs, pairs_by_postcode(by_place, _postcodes(fleet)))
    return _verdicts(np.array(order, np.int64), pairs, fleet, now)


def _verdicts(competitions: Indices, pairs: Pairs, fleet: Rows, now: datetime) -> Rows:
    hit = np.unique(pairs.areas)
    wanted = wanted_by(competitions[hit].tolist())
    asked = [wanted[key] for key in competitions[hit].tolist()]
    at = np.searchsorted(hit, pairs.areas)
    terms, assets = terms_of(asked)[at], fleet[pairs.assets]
    codes = codes_for(terms, assets, pairs.in_buffer, now) | _listed_codes(asked, at, assets)
    found = np.empty(len(pairs.areas), list(VERDICT.items()))
    found["competition_id"], found["asset_id"] = competitions[pairs.areas], assets["id"]
    found["place"], found["codes"], found["standing"] = pairs.in_buffer, codes, standings_of(codes)
    found["capacity_w"] = capacities_of(terms, assets)
    return found


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
