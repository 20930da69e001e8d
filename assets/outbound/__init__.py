"""Our rows to Piclo, a noun a file: what they share stands in `claims`."""

from assets.outbound.assets import push_due, push_one
from assets.outbound.planned import push_due_planned, push_planned
from assets.outbound.runs import side_by_side

__all__ = ["push_due", "push_due_planned", "push_one", "push_planned", "side_by_side"]
