#include <sqlite3.h>

/// "A name in double quotes" is one, and no text where there is nothing of that name. The function of
/// SQLite takes what arguments there are, and Swift calls no such functions.
static inline int wql_refuse_texts_in_double_quotes(sqlite3 *connection) {
    int status = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (void *)0);
    if (status != SQLITE_OK) return status;
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (void *)0);
}
