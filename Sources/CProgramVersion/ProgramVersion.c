#include "CProgramVersion.h"

// `make command` says it. A file of its own, so that another commit compiles nothing else.
#ifndef WORKQL_COMMIT
#define WORKQL_COMMIT ""
#endif

const char *program_commit(void) { return WORKQL_COMMIT; }
