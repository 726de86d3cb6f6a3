#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A regular expression that is matched in linear time. It is compiled once, and can then be used by
/// any number of threads.
typedef struct wql_pattern wql_pattern;

typedef enum {
    WQL_PATTERN_FINE,
    /// A backslash before a letter that means nothing there, or the number of a group.
    WQL_PATTERN_ESCAPE,
    /// A class such as `[[:nothing:]]` or `\p{Nothing}`.
    WQL_PATTERN_CLASS,
    /// A range from a later character to an earlier one.
    WQL_PATTERN_RANGE,
    WQL_PATTERN_MISSING_BRACKET,
    WQL_PATTERN_MISSING_PARENTHESIS,
    WQL_PATTERN_UNEXPECTED_PARENTHESIS,
    WQL_PATTERN_TRAILING_BACKSLASH,
    /// `*` with nothing before it.
    WQL_PATTERN_REPETITION_ARGUMENT,
    /// More than 1000, or a least that is above the greatest.
    WQL_PATTERN_REPETITION_SIZE,
    /// `**`, `a++`
    WQL_PATTERN_REPETITION,
    /// `(?` with something behind it that is not known.
    WQL_PATTERN_GROUP,
    WQL_PATTERN_GROUP_NAME,
    WQL_PATTERN_TOO_LARGE,
    WQL_PATTERN_OTHER
} wql_pattern_problem;

/// Compiles a pattern, which is UTF-8. Freed by the caller, whatever its problem is; NULL without
/// memory.
wql_pattern *wql_pattern_new(const char *text, size_t length);
void wql_pattern_free(wql_pattern *pattern);

wql_pattern_problem wql_pattern_failure(const wql_pattern *pattern);
/// The part of the pattern that the failure is about; empty where it is about the whole.
const char *wql_pattern_failed_part(const wql_pattern *pattern, size_t *length);

/// The number of its instructions: a match takes at most so many steps for each byte of the text.
int wql_pattern_size(const wql_pattern *pattern);

/// Whether the pattern matches anywhere in a text. Of one that failed, nothing matches.
bool wql_pattern_matches(const wql_pattern *pattern, const char *text, size_t length);

/// The first match at or after a byte, and its groups.
///
/// @param offsets Gets the begin and the end of the match and then of each group, in bytes of the
///   text; -1 for a group that takes no part.
/// @param groups How many pairs `offsets` has room for, the whole match included: at least 1.
bool wql_pattern_find(
    const wql_pattern *pattern, const char *text, size_t length, size_t start, int groups,
    ptrdiff_t *offsets);
/// How many groups a pattern has, the whole match not included.
int wql_pattern_groups(const wql_pattern *pattern);

/// Where a part first stands in a text, in time that grows with both; NULL where it does not.
const void *wql_find(
    const void *text, size_t length, const void *part, size_t part_length);

#ifdef __cplusplus
}
#endif

#endif
