//! Scopes: which names are local, global, free or cells, decided before any code is made.
