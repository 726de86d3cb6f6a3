#ifndef CXLSXWRITER_H
#define CXLSXWRITER_H

#include <xlsxwriter.h>

/* The functions of libxlsxwriter that WorkQL uses. */
#define XLSXWRITER_FUNCTIONS(X) \
    X(workbook_new_opt) \
    X(workbook_add_worksheet) \
    X(workbook_add_format) \
    X(workbook_set_properties) \
    X(workbook_close) \
    X(lxw_workbook_free) \
    X(format_set_bold) \
    X(format_set_num_format) \
    X(worksheet_freeze_panes) \
    X(worksheet_set_column) \
    X(worksheet_autofilter) \
    X(worksheet_write_string) \
    X(worksheet_write_number) \
    X(worksheet_write_boolean) \
    X(lxw_worksheet_write_single_row) \
    X(workbook_add_chart) \
    X(worksheet_insert_chart) \
    X(chart_add_series) \
    X(chart_series_set_name) \
    X(chart_title_set_name) \
    X(chart_title_off) \
    X(chart_legend_set_position) \
    X(lxw_strerror)

#define XLSXWRITER_MEMBER(function) __typeof__(function) *_Nonnull function;
typedef struct {
    XLSXWRITER_FUNCTIONS(XLSXWRITER_MEMBER)
} xlsxwriter_functions;
#undef XLSXWRITER_MEMBER

/* The loader's name of the library to which these headers belong. */
static const char *const _Nonnull xlsxwriter_name = "libxlsxwriter.so." LXW_SOVERSION;

/* Removes the sheet that was added last from a workbook that is not closed yet. Its memory and its
 * temporary file are kept until the process ends: the workbook still refers to the name. */
void xlsxwriter_remove_last_sheet(lxw_workbook *_Nonnull book);

/* A number of a row in the digits that read back as the number. */
typedef struct {
    /* The name of its cell: `B2`. */
    const char *_Nonnull cell;
    const char *_Nonnull digits;
} xlsxwriter_number;

/* Completes the row that was written last, with some of its numbers in other digits: the library
 * writes 16, and some reals have 17. The numbers are in the order of their columns, and their cells
 * contain numbers already. Returns 0 if there is no memory. */
int xlsxwriter_complete_row(
    const xlsxwriter_functions *_Nonnull functions, lxw_worksheet *_Nonnull sheet,
    const xlsxwriter_number *_Nonnull numbers, size_t count);

/* Loads the library, which depends on OpenSSL and would thereby add more than a third to the start
 * time of the command; it is therefore loaded only when a workbook is written. On macOS it is
 * linked: its loader does not search the folder in which Homebrew installs libraries.
 *
 * Returns 0 if there is no library of that name with these functions. */
int xlsxwriter_load(const char *_Nonnull name, xlsxwriter_functions *_Nonnull functions);

#endif
