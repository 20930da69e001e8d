"""Connections for tests, and a Piclo that answers from memory."""

import factory
from factory.django import DjangoModelFactory

from portal.piclo.models import Connection
from tests.factories.accounts import OrganisationFactory


class ConnectionFactory(DjangoModelFactory[Connection]):
    class Meta:
        model = Connection

    organisation = factory.SubFactory(OrganisationFactory)
    base_url = "https://piclo.test"
    provider_id = "Prv0001"
    client_id = "client"
    api_key = "key"
