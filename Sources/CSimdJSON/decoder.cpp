#include "CSimdJSON.h"
#include <simdjson.h>
int wql_simdjson_supported(void) { return 1; }
