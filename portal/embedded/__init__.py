"""The default run: an embedded database and broker, and the runner that starts and stops everything.

It runs before Django and beside it, so it imports neither Django nor any other part of the portal.
"""
