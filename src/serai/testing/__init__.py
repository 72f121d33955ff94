"""Help for tests: the database, people, clocks. Never imported by the product."""
