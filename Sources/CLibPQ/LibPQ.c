#include "CLibPQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

/* The library's own names and numbers, which are part of its binary interface. */
enum { CONNECTION_OK = 0 };
enum { COMMAND_OK = 1, TUPLES_OK = 2, COPY_IN = 4 };
enum { DIAG_PRIMARY = 'M', DIAG_STATE = 'C' };

static struct {
    pq_connection *(*PQconnectdbParams)(const char *const *, const char *const *, int);
    void (*PQfinish)(pq_connection *);
    int (*PQstatus)(const pq_connection *);
    int (*PQserverVersion)(const pq_connection *);
    char *(*PQerrorMessage)(const pq_connection *);
    void *(*PQsetNoticeProcessor)(pq_connection *, void (*)(void *, const char *), void *);
    pq_result *(*PQexecParams)(
        pq_connection *, const char *, int, const unsigned *, const char *const *, const int *,
        const int *, int);
    pq_result *(*PQexec)(pq_connection *, const char *);
    int (*PQresultStatus)(const pq_result *);
    char *(*PQresultErrorField)(const pq_result *, int);
    char *(*PQresultErrorMessage)(const pq_result *);
    int (*PQntuples)(const pq_result *);
    int (*PQnfields)(const pq_result *);
    int (*PQgetisnull)(const pq_result *, int, int);
    char *(*PQgetvalue)(const pq_result *, int, int);
    char *(*PQcmdTuples)(pq_result *);
    void (*PQclear)(pq_result *);
    int (*PQputCopyData)(pq_connection *, const char *, int);
    int (*PQputCopyEnd)(pq_connection *, const char *);
    pq_result *(*PQgetResult)(pq_connection *);
} library;

static void *opened;
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static const char *load(void) {
    if (opened) return NULL;
    static const char *const names[] = {
#ifdef __APPLE__
        "libpq.5.dylib",
        "/opt/homebrew/opt/libpq/lib/libpq.5.dylib",
        "/usr/local/opt/libpq/lib/libpq.5.dylib",
#else
        "libpq.so.5",
#endif
    };
    void *found = NULL;
    const char *reason = NULL;
    for (size_t index = 0; !found && index < sizeof names / sizeof *names; index++) {
        found = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
        if (!found && !reason) reason = dlerror();
    }
    if (!found) return reason ? reason : names[0];
#define FIND(function) \
    *(void **)&library.function = dlsym(found, #function); \
    if (!library.function) return "a function is missing: " #function;
    FIND(PQconnectdbParams)
    FIND(PQfinish)
    FIND(PQstatus)
    FIND(PQserverVersion)
    FIND(PQerrorMessage)
    FIND(PQsetNoticeProcessor)
    FIND(PQexecParams)
    FIND(PQexec)
    FIND(PQresultStatus)
    FIND(PQresultErrorField)
    FIND(PQresultErrorMessage)
    FIND(PQntuples)
    FIND(PQnfields)
    FIND(PQgetisnull)
    FIND(PQgetvalue)
    FIND(PQcmdTuples)
    FIND(PQclear)
    FIND(PQputCopyData)
    FIND(PQputCopyEnd)
    FIND(PQgetResult)
    opened = found;
    return NULL;
}

const char *pq_load(void) {
    pthread_mutex_lock(&opening);
    const char *reason = load();
    pthread_mutex_unlock(&opening);
    return reason;
}

pq_connection *pq_connect(const char *const *names, const char *const *values) {
    return library.PQconnectdbParams(names, values, 1);
}

void pq_finish(pq_connection *connection) { library.PQfinish(connection); }

int pq_is_alive(const pq_connection *connection) {
    return library.PQstatus(connection) == CONNECTION_OK;
}

int pq_server_version(const pq_connection *connection) {
    return library.PQserverVersion(connection);
}

const char *pq_message(const pq_connection *connection) {
    const char *message = library.PQerrorMessage(connection);
    return message ? message : "";
}

static void drop(void *context, const char *message) {
    (void)context;
    (void)message;
}

void pq_silence(pq_connection *connection) {
    library.PQsetNoticeProcessor(connection, drop, NULL);
}

pq_result *pq_execute(
    pq_connection *connection, const char *statement, int count, const char *const *values) {
    /* Without parameters it may be several statements. */
    if (count == 0) return library.PQexec(connection, statement);
    return library.PQexecParams(connection, statement, count, NULL, values, NULL, NULL, 0);
}

int pq_outcome(const pq_result *result) {
    switch (library.PQresultStatus(result)) {
        case COMMAND_OK: return 1;
        case TUPLES_OK: return 2;
        case COPY_IN: return 3;
        default: return 0;
    }
}

const char *pq_state(const pq_result *result) {
    return library.PQresultErrorField(result, DIAG_STATE);
}

const char *pq_primary(const pq_result *result) {
    const char *message = library.PQresultErrorField(result, DIAG_PRIMARY);
    if (!message) message = library.PQresultErrorMessage(result);
    return message ? message : "";
}

int pq_rows(const pq_result *result) { return library.PQntuples(result); }

int pq_columns(const pq_result *result) { return library.PQnfields(result); }

const char *pq_value(const pq_result *result, int row, int column) {
    if (library.PQgetisnull(result, row, column)) return NULL;
    return library.PQgetvalue(result, row, column);
}

long pq_affected(pq_result *result) { return atol(library.PQcmdTuples(result)); }

void pq_clear(pq_result *result) {
    if (result) library.PQclear(result);
}

int pq_put(pq_connection *connection, const char *bytes, int count) {
    return library.PQputCopyData(connection, bytes, count);
}

pq_result *pq_put_end(pq_connection *connection, const char *error) {
    if (library.PQputCopyEnd(connection, error) != 1) return NULL;
    pq_result *first = library.PQgetResult(connection);
    pq_result *next;
    /* A COPY has one result, and then none. */
    while ((next = library.PQgetResult(connection)) != NULL) library.PQclear(next);
    return first;
}
