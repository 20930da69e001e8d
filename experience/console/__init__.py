"""The operator's desk in a browser. Every button is a verb of `experience.operator_api.deeds`."""
