#include "CXLSXWriter.h"

#include <stdlib.h>
#include <xlsxwriter/third_party/queue.h>

void xlsxwriter_remove_last_sheet(lxw_workbook *book) {
    lxw_sheet *sheet = NULL, *next;
    STAILQ_FOREACH(next, book->sheets, list_pointers) sheet = next;
    if (!sheet || sheet->is_chartsheet) return;
    lxw_worksheet *worksheet = sheet->u.worksheet;
    STAILQ_REMOVE(book->sheets, sheet, lxw_sheet, list_pointers);
    STAILQ_REMOVE(book->worksheets, worksheet, lxw_worksheet, list_pointers);
    book->num_sheets--;
    book->num_worksheets--;
    free(sheet);
}

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
