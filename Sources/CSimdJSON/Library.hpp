#ifndef WQL_LIBRARY_HPP
#define WQL_LIBRARY_HPP

#include <simdjson.h>

namespace wql {

/// Why simdjson's library cannot be used, in the loader's words; nullptr where it can.
///
/// Where WORKQL_SIMDJSON names the library's file, it is loaded by the first call, because what reads
/// no answer should not wait for it, and for the library of C++ that comes with it. Otherwise the
/// program is linked with it.
const char *missing_library();

/// What the library says about an error. It must not be missing.
const char *words(simdjson::error_code error);

}  // namespace wql

#endif
