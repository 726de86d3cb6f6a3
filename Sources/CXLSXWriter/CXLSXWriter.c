#include "CXLSXWriter.h"

#ifdef __APPLE__

int xlsxwriter_load(const char *name, xlsxwriter_functions *functions) {
    (void)name;
#define XLSXWRITER_TAKE(function) functions->function = function;
    XLSXWRITER_FUNCTIONS(XLSXWRITER_TAKE)
    return 1;
}

#else

#include <dlfcn.h>

int xlsxwriter_load(const char *name, xlsxwriter_functions *functions) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) return 0;
#define XLSXWRITER_FIND(function) \
    *(void **)&functions->function = dlsym(library, #function); \
    if (!functions->function) return 0;
    XLSXWRITER_FUNCTIONS(XLSXWRITER_FIND)
    return 1;
}

#endif
