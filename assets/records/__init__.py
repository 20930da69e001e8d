"""What is written down of assets together with its event, whoever brings it: a person or a spreadsheet."""
