#ifndef WQL_LIBRARY_HPP
#define WQL_LIBRARY_HPP

#include <simdjson.h>

namespace wql {

/// Returns the loader's message if simdjson's library cannot be used; nullptr otherwise.
///
/// If WORKQL_SIMDJSON names the library's file, it is loaded by the first call, because a run that
/// reads no answer should not wait for it, or for the library of C++ on which it depends. Otherwise
/// the program is linked with it.
const char *missing_library();

/// Returns the library's message for an error. The library must be loaded.
const char *words(simdjson::error_code error);

}  // namespace wql

#endif
