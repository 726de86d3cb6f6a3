#include "Library.hpp"

#ifdef WORKQL_SIMDJSON

#include <dlfcn.h>

#include <string>

namespace {

struct Library {
    using Active = simdjson::internal::atomic_ptr<const simdjson::implementation> &(*)();
    Active active = nullptr;
    const simdjson::internal::error_code_info *errors = nullptr;
    std::string missing;

    Library() {
        if (void *library = dlopen(WORKQL_SIMDJSON, RTLD_NOW | RTLD_LOCAL)) {
            // The mangled names, by C++ compilers on Linux, of the two functions that simdjson.h
            // declares.
            active = reinterpret_cast<Active>(
                dlsym(library, "_ZN8simdjson25get_active_implementationEv"));
            errors = static_cast<const simdjson::internal::error_code_info *>(
                dlsym(library, "_ZN8simdjson8internal11error_codesE"));
        }
        if (active == nullptr || errors == nullptr) {
            const char *reason = dlerror();
            missing = reason == nullptr ? WORKQL_SIMDJSON : reason;
        }
    }
};

const Library &library() {
    static const Library library;
    return library;
}

}  // namespace

namespace simdjson {

/// Replaces the library's own function, which the header's functions call.
internal::atomic_ptr<const implementation> &get_active_implementation() {
    return library().active();
}

}  // namespace simdjson

namespace wql {

const char *missing_library() {
    return library().missing.empty() ? nullptr : library().missing.c_str();
}

const char *words(simdjson::error_code error) { return library().errors[error].message; }

}  // namespace wql

#else

namespace wql {

const char *missing_library() { return nullptr; }

const char *words(simdjson::error_code error) { return simdjson::error_message(error); }

}  // namespace wql

#endif
