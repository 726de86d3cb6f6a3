#include "CSimdJSON.h"
#include <simdjson.h>
extern "C" int wql_simdjson_supported(void) { return simdjson::builtin_implementation() != nullptr; }
