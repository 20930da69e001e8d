"""Every tag and filter of the house, a builtin of all templates. See templates/README.md."""

from django.template import Library

from portal.core.templatetags import form_tags, message_tags, part_tags, table_tags, value_tags

register = Library()
for room in (value_tags, part_tags, table_tags, form_tags, message_tags):
    register.tags.update(room.register.tags)
    register.filters.update(room.register.filters)
