#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A regular expression that is matched in linear time. It is compiled once, and can then be used
/// by any number of threads.
typedef struct wql_pattern wql_pattern;

typedef enum {
    WQL_PATTERN_FINE,
    /// A backslash before a letter without a meaning there, or the number of a group.
    WQL_PATTERN_ESCAPE,
    /// A class such as `[[:nothing:]]` or `\p{Nothing}`.
    WQL_PATTERN_CLASS,
    /// A range from a later character to an earlier one.
    WQL_PATTERN_RANGE,
    WQL_PATTERN_MISSING_BRACKET,
    WQL_PATTERN_MISSING_PARENTHESIS,
    WQL_PATTERN_UNEXPECTED_PARENTHESIS,
    WQL_PATTERN_TRAILING_BACKSLASH,
    /// `*` without a preceding expression.
    WQL_PATTERN_REPETITION_ARGUMENT,
    /// More than 1000, or a minimum greater than the maximum.
    WQL_PATTERN_REPETITION_SIZE,
    /// `**`, `a++`
    WQL_PATTERN_REPETITION,
    /// `(?` followed by an unknown construct.
    WQL_PATTERN_GROUP,
    WQL_PATTERN_GROUP_NAME,
    WQL_PATTERN_TOO_LARGE,
    WQL_PATTERN_OTHER
} wql_pattern_problem;

/// Compiles a pattern, which is UTF-8. The caller frees it, even if it has a problem; returns NULL
/// if there is no memory.
wql_pattern *wql_pattern_new(const char *text, size_t length);
void wql_pattern_free(wql_pattern *pattern);

wql_pattern_problem wql_pattern_failure(const wql_pattern *pattern);
/// Returns the part of the pattern that caused the failure; empty if it is the whole pattern.
const char *wql_pattern_failed_part(const wql_pattern *pattern, size_t *length);

/// Returns the number of its instructions: a match takes at most this number of steps for each byte
/// of the text.
int wql_pattern_size(const wql_pattern *pattern);

/// Returns whether the pattern matches anywhere in a text. A failed pattern matches nothing.
bool wql_pattern_matches(const wql_pattern *pattern, const char *text, size_t length);

/// Finds the first match at or after a byte, and its groups.
///
/// @param offsets Receives the begin and the end of the match and then of each group, in bytes of
///   the text; -1 for a group that does not participate.
/// @param groups The capacity of `offsets` in pairs, including the whole match: at least 1.
bool wql_pattern_find(
    const wql_pattern *pattern, const char *text, size_t length, size_t start, int groups,
    ptrdiff_t *offsets);
/// Returns the number of groups of a pattern, not including the whole match.
int wql_pattern_groups(const wql_pattern *pattern);

/// Returns the first occurrence of a part in a text, in time that grows with the sum of both
/// lengths; NULL if there is none.
const void *wql_find(
    const void *text, size_t length, const void *part, size_t part_length);

#ifdef __cplusplus
}
#endif

#endif
