#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Converts the JSON text of an answer into columns. It is described once, with the `wql_add_…`
/// functions, and then decodes any number of answers, reusing its buffers. Not thread-safe.
typedef struct wql_decoder wql_decoder;

/// The conversion of a JSON value to a column's value. null and absent become NULL in every case;
/// numbers may be in quotes.
typedef enum {
    /// A string, or the digits of a number.
    WQL_TEXT,
    /// A whole number of 64 bits.
    WQL_INTEGER,
    /// true, false, 1 or 0; kept as 1 or 0.
    WQL_BOOLEAN,
    /// Seconds since 1970, kept as milliseconds; 0 is NULL.
    WQL_SECONDS,
    /// Milliseconds since 1970; 0 is NULL.
    WQL_MILLISECONDS,
    /// Seconds below 1e12 and milliseconds from there on, stored as milliseconds; 0 is NULL.
    WQL_SECONDS_OR_MILLISECONDS,
    /// A number divided by a million, kept as a double; 0 is NULL.
    WQL_MILLIONTHS,
    /// Any value, kept as its JSON text.
    WQL_JSON,
    /// A number, kept as a double.
    WQL_REAL,
    /// Date and time with an offset or Z, as `2026-08-01T09:00:00.5+08:00`, kept as milliseconds;
    /// empty is NULL.
    WQL_ISO8601
} wql_kind;

/// The location of a column's value.
typedef enum {
    /// In the row's own object.
    WQL_ROW,
    /// In the object whose list contains the row.
    WQL_PARENT,
    /// The value is the row itself.
    WQL_ELEMENT
} wql_level;

typedef enum {
    WQL_DECODED,
    /// The text is not exactly one JSON object.
    WQL_MALFORMED,
    /// A value has a kind that its column or field cannot have; see `wql_failure`.
    WQL_UNEXPECTED_KIND,
    WQL_OUT_OF_MEMORY,
    /// The library that reads JSON cannot be loaded; see `wql_failure.reason`.
    WQL_NO_LIBRARY
} wql_status;

/// Bytes that are valid until the decoder's next use. `bytes` is NULL if there are none.
typedef struct {
    const char *bytes;
    size_t count;
} wql_text;

/// The details of an error. `field` is the key as spelled in the answer, empty for a row itself;
/// `row` counts the list's elements from 0 and is -1 outside of the list.
typedef struct {
    wql_text field;
    int64_t row;
    /// The kind found: 's'tring, 'n'umber, 'b'oolean, '0' for null, 'o'bject, 'a'rray.
    char found;
    /// The kind expected: a `wql_kind`, or -1 for an array and -2 for an object.
    int expected;
    /// Whether the kind is correct but the value is not, such as a number of more than 64 bits.
    int of_value;
    /// The parser's message about a malformed text, or the loader's about a missing library.
    const char *reason;
} wql_failure;

wql_decoder *wql_decoder_create(void);
void wql_decoder_destroy(wql_decoder *decoder);

/// Adds a single value of the root object, or of the object `object` in it if that is not NULL.
/// `kind` is WQL_TEXT, WQL_INTEGER or WQL_BOOLEAN. Returns its number, counted from 0.
int wql_add_scalar(wql_decoder *decoder, const char *object, const char *name, wql_kind kind);

/// Adds a spelling of the root's key that contains the list. If several lists are not empty, the
/// one whose spelling was added first applies.
void wql_add_list(wql_decoder *decoder, const char *name);

/// Does the same for a list that is in the object `object` of the root.
void wql_add_inner_list(wql_decoder *decoder, const char *object, const char *name);

/// Adds a spelling of the key, in each element of the list, of a second list whose elements are
/// then the rows.
void wql_add_nested(wql_decoder *decoder, const char *name);

/// Sets rows to be plain strings or numbers, not objects.
void wql_set_plain_rows(wql_decoder *decoder);

/// Sets the root itself to be the list. An object instead of it contains only scalars.
void wql_set_root_list(wql_decoder *decoder);

/// Treats an object instead of the list as the only row.
void wql_set_single_row(wql_decoder *decoder);

/// Adds a column. Returns its number, counted from 0.
int wql_add_column(wql_decoder *decoder, wql_level level, wql_kind kind);

/// Adds a spelling of a column's key. If several spellings in one object are not null, the one
/// added first applies.
void wql_add_spelling(wql_decoder *decoder, int column, const char *name);

/// Does the same for a key of the object `object` in a row, for columns of the level WQL_ROW.
void wql_add_inner_spelling(
    wql_decoder *decoder, int column, const char *object, const char *name);

/// Decodes one answer. A UTF-8 byte order mark at the start is skipped. After WQL_MALFORMED and
/// WQL_UNEXPECTED_KIND the scalars read so far are available, but no rows.
///
/// Of `capacity` readable bytes, the first `count` are the answer. If 256 spaces follow, the answer
/// is read in place, otherwise it is copied first.
wql_status
wql_decode(wql_decoder *decoder, const uint8_t *bytes, size_t count, size_t capacity);
wql_failure wql_last_failure(const wql_decoder *decoder);

int wql_scalar_present(const wql_decoder *decoder, int scalar);
int64_t wql_scalar_integer(const wql_decoder *decoder, int scalar);
wql_text wql_scalar_text(const wql_decoder *decoder, int scalar);

/// Returns whether a key of the list was present.
int wql_list_present(const wql_decoder *decoder);
/// Returns the number of elements of the list; with a nested list that is not the number of rows.
size_t wql_list_count(const wql_decoder *decoder);
size_t wql_row_count(const wql_decoder *decoder);

/// Returns the key of an unexpected list that could be the list under another name: set if the
/// list, or a nested one, was absent and a list of rows was present under this key.
wql_text wql_stray_list(const wql_decoder *decoder);

/// Returns a column's values, one a row. Those of a NULL are 0, or empty.
const int64_t *wql_column_integers(const wql_decoder *decoder, int column);
const double *wql_column_reals(const wql_decoder *decoder, int column);
/// Returns one offset more than there are rows; row n's text is from offset n to offset n + 1.
const uint32_t *wql_column_offsets(const wql_decoder *decoder, int column);
wql_text wql_column_bytes(const wql_decoder *decoder, int column);
/// Returns one byte a row, 0 for NULL; NULL if no row is NULL.
const uint8_t *wql_column_validity(const wql_decoder *decoder, int column);

#ifdef __cplusplus
}
#endif

#endif
