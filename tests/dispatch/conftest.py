"""Dispatch's tests run at NOW, with a Piclo of their own and nobody at the broker."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
import time_machine

from dispatch.models import Instruction
from portal.accounts.models import Organisation
from portal.piclo import connect
from portal.piclo.client import PicloClient
from portal.piclo.models import Connection
from tests.dispatch.fake_piclo import FakePiclo
from tests.factories.dispatch import NOW, InstructionFactory
from tests.factories.dispatch import connect as make_connection

MakeInstruction = Callable[..., Instruction]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at NOW until it is moved."""
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return make_connection(organisation)


@pytest.fixture
def piclo(monkeypatch: pytest.MonkeyPatch) -> FakePiclo:
    """The Piclo that every connection reaches."""
    fake = FakePiclo()
    transport = httpx.MockTransport(fake.handle)
    client = partial(PicloClient, transport=transport, sleep=lambda seconds: None)
    monkeypatch.setattr(connect, "PicloClient", client)
    return fake


@pytest.fixture
def make_instruction(organisation: Organisation) -> MakeInstruction:
    """An instruction of the test's organisation, answered by a person where `answer` says so."""

    def make(**values: Any) -> Instruction:
        instruction = InstructionFactory.create(organisation=organisation, **values)
        if instruction.answer and not instruction.answered_terms:
            instruction.answered_terms = instruction.terms.digest
            instruction.save()
        return instruction

    return make
