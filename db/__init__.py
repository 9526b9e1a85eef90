"""Storage: tables, engines, units of work, mapping rows to facts, the journal, migrations. No rule, no sentence."""
