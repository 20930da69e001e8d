"""Components as template tags; `ui` is available in every template without loading."""
