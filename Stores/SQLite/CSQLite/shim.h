#pragma once
#include <sqlite3.h>

/* The importer drops this cast, so Swift cannot name the constant itself. */
static inline sqlite3_destructor_type holdfast_sqlite_transient(void) { return SQLITE_TRANSIENT; }

/* The importer has no functions with a variable number of arguments. */
static inline int holdfast_keep_log_at_close(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/* By default a name in double quotes that no column has is taken for a text, and reads as such from every row. */
static inline int holdfast_take_quoted_words_for_names(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
}

#ifdef __linux__
#include <sys/vfs.h>
/* The C library's module does not have statfs. 0 where the type cannot be told. */
static inline unsigned int holdfast_file_system_type(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (unsigned int)status.f_type : 0;
}
#endif
