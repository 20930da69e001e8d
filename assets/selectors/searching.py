"""Finding assets by what is typed. Which way is the short one depends on how many carry it, so that is guessed first.

Few are found by an index and then sorted. Many are found by walking through the list in its order, as far as a page.
"""

import random
from dataclasses import dataclass
from statistics import fmean

from django.core.cache import cache
from django.db.models import Max, Min, Q

from assets.models import Asset
from assets.models.asset import AssetQuerySet
from assets.rules.searching import mpan_of, postcode_beginnings, words_of
from portal.core.counting import Leaves

# By how many keys an organisation is sampled, and for how long that is kept.
SAMPLED, KEPT_S = 1_000, 60
# Words are common that so many assets carry, or such a share of them.
COMMON, COMMON_SHARE = 1_000, 0.25


def assets_found(assets: AssetQuerySet, typed: str, organisation_id: int) -> AssetQuerySet:
    """Assets that carry what is typed: a whole MPAN, the beginning of a postcode, else all words."""
    if mpan := mpan_of(typed):
        meters = Q(import_meter_id=mpan) | Q(export_meter_id=mpan)
        return assets.filter(meters | Q(ref=mpan)).leaving(Leaves.FEW)
    if beginnings := postcode_beginnings(typed):
        return assets.lying_in(beginnings).leaving(Leaves.FEW)
    words = words_of(typed)
    if _are_common(words, organisation_id):
        return assets.walked_for(words).leaving(Leaves.MANY)
    return assets.carrying(words).leaving(Leaves.FEW)


def _are_common(words: list[str], organisation_id: int) -> bool:
    sample = _sample_of(organisation_id)
    share = fmean(all(word in text for word in words) for text in sample.texts) if sample.texts else 0
    return share > COMMON_SHARE or share * sample.assets > COMMON


@dataclass(frozen=True)
class Sample:
    """What some assets of an organisation carry, and how many it has of which these are some, roughly."""

    texts: list[str]
    assets: float


def _sample_of(organisation_id: int) -> Sample:
    """Kept for a minute: what was guessed by an old one is found all the same, by the longer way at worst."""
    name = f"sampled-assets-{organisation_id}"
    sample: Sample | None = cache.get(name)
    if sample is None:
        sample = _sampled(Asset.objects.filter(organisation_id=organisation_id))
        cache.set(name, sample, KEPT_S)
    return sample


def _sampled(assets: AssetQuerySet) -> Sample:
    ends = assets.aggregate(first=Min("pk"), last=Max("pk"))
    keys = range(ends["first"] or 0, (ends["last"] or 0) + 1)
    tried = random.sample(keys, min(SAMPLED, len(keys)))
    texts = list(assets.filter(pk__in=tried).values_list("searched", flat=True))
    return Sample(texts, len(texts) / len(tried) * len(keys))
