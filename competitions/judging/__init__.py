"""Our own verdicts, kept up to date: what changed is judged again, and nothing else."""

from competitions.judging.run import judge_due, judge_organisation

__all__ = ["judge_due", "judge_organisation"]
