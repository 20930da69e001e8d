"""Doors of background work: two feeds, the errands to Piclo, and sweeps that find what a lost message left behind."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from bidding.models import Ballot, BallotState
from bidding.outbound import closing, sending, settling, withdrawing
from bidding.sync.obligations import ObligationsPull
from bidding.sync.results import ResultsPull
from portal.core.doorbell import ring
from portal.piclo.feeds import run_feed
from portal.piclo.models import Connection

MANY = 200


@shared_task(name="bidding.tasks.pull_results", acks_late=True, time_limit=600)
def pull_results(*, connection_id: int, trigger: str) -> None:
    """Read what became of our bids."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is not None:
        pull = ResultsPull(connection)
        run_feed(
            connection_id=connection_id,
            feed="results",
            trigger=trigger,
            pages=pull.pages,
            apply=pull.apply,
        )


@shared_task(name="bidding.tasks.pull_obligations", acks_late=True, time_limit=600)
def pull_obligations(*, connection_id: int, trigger: str) -> None:
    """Read our contracts."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is not None:
        pull = ObligationsPull(connection)
        run_feed(
            connection_id=connection_id,
            feed="obligations",
            trigger=trigger,
            pages=pull.pages,
            apply=pull.apply,
            finish=pull.finish,
        )


# The time limit is shorter than settings.BALLOT_SENDING_SECONDS: what is taken for lost is not at work any more.
@shared_task(name="bidding.tasks.send_ballot", acks_late=True, time_limit=60)
def send_ballot(*, ballot_id: int) -> None:
    """Send one ballot, if it waits to be sent."""
    sending.send(ballot_id, clock=timezone.now)


@shared_task(name="bidding.tasks.settle_ballot", acks_late=True, time_limit=120)
def settle_ballot(*, ballot_id: int) -> None:
    """Read Piclo back about one ballot, if it is unconfirmed; where it was lost, send it again."""
    settling.settle(ballot_id, clock=timezone.now)
    if Ballot.objects.filter(pk=ballot_id, state=BallotState.APPROVED).exists():
        ring(send_ballot, ballot_id=ballot_id)


@shared_task(name="bidding.tasks.withdraw_ballot", acks_late=True, time_limit=60)
def withdraw_ballot(*, ballot_id: int) -> None:
    """Ask Piclo to take one ballot back, if somebody asked for it."""
    withdrawing.withdraw(ballot_id, clock=timezone.now)


@shared_task(name="bidding.tasks.send_waiting_ballots", acks_late=True, time_limit=60)
def send_waiting_ballots() -> None:
    """Ring for every ballot that waits to be sent or withdrawn, and let lapse what bidding closed without."""
    now = timezone.now()
    for ballot_id in closing.overtaken(now):
        closing.let_lapse(ballot_id, now)
    due = Ballot.objects.filter(Q(try_after=None) | Q(try_after__lte=now)).order_by("competition__closed_at")
    for pk in due.filter(state=BallotState.APPROVED).values_list("pk", flat=True)[:MANY]:
        ring(send_ballot, ballot_id=pk)
    for pk in due.filter(state=BallotState.WITHDRAWING).values_list("pk", flat=True)[:MANY]:
        ring(withdraw_ballot, ballot_id=pk)


@shared_task(name="bidding.tasks.settle_unconfirmed_ballots", acks_late=True, time_limit=60)
def settle_unconfirmed_ballots() -> None:
    """Doubt ballots whose worker died while sending, and ring for every unconfirmed one."""
    now = timezone.now()
    for pk in Ballot.objects.filter(state=BallotState.SENDING).values_list("pk", flat=True):
        settling.doubt(pk, now)
    unconfirmed = Ballot.objects.filter(state=BallotState.UNCONFIRMED).order_by("competition__closed_at")
    for pk in unconfirmed.values_list("pk", flat=True)[:MANY]:
        ring(settle_ballot, ballot_id=pk)
