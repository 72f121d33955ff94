"""The partnership: who takes part, what was agreed, what is done about it. See README.md."""
