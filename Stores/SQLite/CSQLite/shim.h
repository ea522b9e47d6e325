#pragma once
#include <sqlite3.h>

/* The importer drops this cast, so Swift cannot name the constant itself. */
static inline sqlite3_destructor_type holdfast_sqlite_transient(void) { return SQLITE_TRANSIENT; }
