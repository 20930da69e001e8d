"""From files that people bring to rows."""
