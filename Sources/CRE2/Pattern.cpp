#include "CRE2.h"

#include <re2/re2.h>

#include <cstring>
#include <new>
#include <vector>

struct wql_pattern {
    RE2 expression;

    wql_pattern(re2::StringPiece text, const RE2::Options &options) : expression(text, options) {}
};

namespace {

RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    // The memory of the program and of the states of the automaton. A larger program would take too
    // long for a long text if the automaton does not fit.
    options.set_max_mem(4 << 20);
    return options;
}

}  // namespace

wql_pattern *wql_pattern_new(const char *text, size_t length) {
    return new (std::nothrow) wql_pattern(re2::StringPiece(text, length), options());
}

void wql_pattern_free(wql_pattern *pattern) { delete pattern; }

wql_pattern_problem wql_pattern_failure(const wql_pattern *pattern) {
    switch (pattern->expression.error_code()) {
    case RE2::NoError: return WQL_PATTERN_FINE;
    case RE2::ErrorBadEscape: return WQL_PATTERN_ESCAPE;
    case RE2::ErrorBadCharClass: return WQL_PATTERN_CLASS;
    case RE2::ErrorBadCharRange: return WQL_PATTERN_RANGE;
    case RE2::ErrorMissingBracket: return WQL_PATTERN_MISSING_BRACKET;
    case RE2::ErrorMissingParen: return WQL_PATTERN_MISSING_PARENTHESIS;
    case RE2::ErrorUnexpectedParen: return WQL_PATTERN_UNEXPECTED_PARENTHESIS;
    case RE2::ErrorTrailingBackslash: return WQL_PATTERN_TRAILING_BACKSLASH;
    case RE2::ErrorRepeatArgument: return WQL_PATTERN_REPETITION_ARGUMENT;
    case RE2::ErrorRepeatSize: return WQL_PATTERN_REPETITION_SIZE;
    case RE2::ErrorRepeatOp: return WQL_PATTERN_REPETITION;
    case RE2::ErrorBadPerlOp: return WQL_PATTERN_GROUP;
    case RE2::ErrorBadNamedCapture: return WQL_PATTERN_GROUP_NAME;
    case RE2::ErrorPatternTooLarge: return WQL_PATTERN_TOO_LARGE;
    default: return WQL_PATTERN_OTHER;
    }
}

const char *wql_pattern_failed_part(const wql_pattern *pattern, size_t *length) {
    const std::string &part = pattern->expression.error_arg();
    *length = part.size();
    return part.data();
}

int wql_pattern_size(const wql_pattern *pattern) { return pattern->expression.ProgramSize(); }

bool wql_pattern_matches(const wql_pattern *pattern, const char *text, size_t length) {
    return pattern->expression.Match(
        re2::StringPiece(text, length), 0, length, RE2::UNANCHORED, nullptr, 0);
}

bool wql_pattern_find(
    const wql_pattern *pattern, const char *text, size_t length, size_t start, int groups,
    ptrdiff_t *offsets) {
    std::vector<re2::StringPiece> found(groups);
    if (!pattern->expression.Match(
            re2::StringPiece(text, length), start, length, RE2::UNANCHORED, found.data(), groups)) {
        return false;
    }
    for (int group = 0; group < groups; ++group) {
        const re2::StringPiece &part = found[group];
        offsets[2 * group] = part.data() == nullptr ? -1 : part.data() - text;
        offsets[2 * group + 1] =
            part.data() == nullptr ? -1 : part.data() - text + static_cast<ptrdiff_t>(part.size());
    }
    return true;
}

int wql_pattern_groups(const wql_pattern *pattern) {
    return pattern->expression.NumberOfCapturingGroups();
}

const void *wql_find(
    const void *text, size_t length, const void *part, size_t part_length) {
    return memmem(text, length, part, part_length);
}
