#ifndef CLIBPQ_H
#define CLIBPQ_H

#include <stddef.h>

/* What WorkQL uses of libpq, PostgreSQL's library for clients. It is loaded when a warehouse is first
 * opened: it brings TLS and Kerberos with it, for which every other start of the command would wait.
 * Its interface has been the same since PostgreSQL 9.2, so that its headers are not needed. */

typedef struct pg_conn pq_connection;
typedef struct pg_result pq_result;

/* Loads the library. Returns NULL when it is there, and otherwise the loader's words. */
const char *_Nullable pq_load(void);

/* Blocks until the connection is there or failed. `names` and `values` end with NULL; `dbname` may be a
 * connection string. Never NULL but where memory is used up. */
pq_connection *_Nullable pq_connect(
    const char *_Nullable const *_Nonnull names, const char *_Nullable const *_Nonnull values);
void pq_finish(pq_connection *_Nonnull connection);
int pq_is_alive(const pq_connection *_Nonnull connection);
int pq_server_version(const pq_connection *_Nonnull connection);
const char *_Nonnull pq_message(const pq_connection *_Nonnull connection);
/* Keeps notices from being printed. */
void pq_silence(pq_connection *_Nonnull connection);

/* Text parameters and text results. */
pq_result *_Nullable pq_execute(
    pq_connection *_Nonnull connection, const char *_Nonnull statement, int count,
    const char *_Nullable const *_Nullable values);
/* 0 for an error, 1 for done, 2 for rows, 3 where rows are taken by pq_put. */
int pq_outcome(const pq_result *_Nonnull result);
/* Five characters; NULL where the server gave none. */
const char *_Nullable pq_state(const pq_result *_Nonnull result);
const char *_Nonnull pq_primary(const pq_result *_Nonnull result);
int pq_rows(const pq_result *_Nonnull result);
int pq_columns(const pq_result *_Nonnull result);
/* NULL for NULL. */
const char *_Nullable pq_value(const pq_result *_Nonnull result, int row, int column);
long pq_affected(pq_result *_Nonnull result);
void pq_clear(pq_result *_Nullable result);

/* 1 where the bytes are on their way. */
int pq_put(pq_connection *_Nonnull connection, const char *_Nonnull bytes, int count);
/* Ends the rows, with an error where `error` is given. The result is the statement's. */
pq_result *_Nullable pq_put_end(pq_connection *_Nonnull connection, const char *_Nullable error);

#endif
