"""Which ports a run takes."""

import socket

from portal.embedded import ports


def test_a_free_port_is_taken_as_wished() -> None:
    wished = ports.free_port()
    assert ports.pick_port(wished) == wished


def test_a_taken_port_is_passed_over_for_the_next_free_one() -> None:
    with socket.create_server((ports.HOST, 0)) as busy:
        taken = busy.getsockname()[1]
        assert not ports.is_free(taken)
        picked = ports.pick_port(taken)
        assert picked != taken
        assert ports.is_free(picked)


def test_a_port_promised_to_another_process_is_passed_over() -> None:
    wished = ports.free_port()
    assert ports.pick_port(wished, frozenset({wished})) != wished


def test_a_listening_port_answers_and_a_closed_one_does_not() -> None:
    with socket.create_server((ports.HOST, 0)) as busy:
        port = busy.getsockname()[1]
        assert ports.answers(port)
    assert not ports.answers(port)
