"""Our rows to Piclo, a noun a file: what they share stands in `claims`."""

from assets.outbound.assets import push_due, push_one

__all__ = ["push_due", "push_one"]
