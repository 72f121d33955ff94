"""Questions of the newsroom, one file per noun; each is asked by a reader and answers with records."""
