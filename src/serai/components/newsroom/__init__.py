"""The newsroom: the public face. See README.md."""
