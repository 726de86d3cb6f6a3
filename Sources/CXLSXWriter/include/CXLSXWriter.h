#ifndef CXLSXWRITER_H
#define CXLSXWRITER_H

#include <xlsxwriter.h>

/* What WorkQL uses of libxlsxwriter. */
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

/* The name under which the loader knows the library whose headers these are. */
static const char *const _Nonnull xlsxwriter_name = "libxlsxwriter.so." LXW_SOVERSION;

/* Takes the sheet that was added last out of a workbook that is not closed yet. Its memory and its
 * temporary file are kept until the process ends: the workbook still knows the name. */
void xlsxwriter_remove_last_sheet(lxw_workbook *_Nonnull book);

/* Loads the library, which brings OpenSSL with it and so more than a third of the time in which the
 * command starts; hence only when a workbook is written. On macOS it is linked: its loader does not
 * look where Homebrew keeps libraries.
 *
 * Returns 0 where there is no library of that name with these functions. */
int xlsxwriter_load(const char *_Nonnull name, xlsxwriter_functions *_Nonnull functions);

#endif
