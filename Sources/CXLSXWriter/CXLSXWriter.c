#include "CXLSXWriter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int xlsxwriter_complete_row(
    const xlsxwriter_functions *functions, lxw_worksheet *sheet, const xlsxwriter_number *numbers,
    size_t count) {
    char *row = NULL;
    size_t size = 0;
    FILE *file = sheet->file;
    FILE *memory = open_memstream(&row, &size);
    if (!memory) return 0;
    sheet->file = memory;
    functions->lxw_worksheet_write_single_row(sheet);
    sheet->file = file;
    if (fclose(memory) != 0) {
        free(row);
        return 0;
    }
    /* In texts `<` and `"` are escaped, so that what is found is a cell. */
    const char *rest = row;
    for (size_t i = 0; i < count; i++) {
        char start[32];
        snprintf(start, sizeof start, "<c r=\"%s\"", numbers[i].cell);
        const char *cell = strstr(rest, start);
        const char *value = cell ? strstr(cell, "<v>") : NULL;
        const char *end = value ? strstr(value, "</v>") : NULL;
        if (!end) continue;
        value += strlen("<v>");
        fwrite(rest, 1, (size_t)(value - rest), file);
        fputs(numbers[i].digits, file);
        rest = end;
    }
    fwrite(rest, 1, size - (size_t)(rest - row), file);
    free(row);
    return 1;
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
