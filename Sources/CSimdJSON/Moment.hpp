#ifndef WQL_MOMENT_HPP
#define WQL_MOMENT_HPP

#include <cstdint>
#include <string_view>

#include "Scan.hpp"

namespace wql {

/// Reads a fixed number of digits from the start of a text.
inline bool take_digits(std::string_view &text, size_t width, int64_t &value) {
    if (text.size() < width) { return false; }
    value = 0;
    for (size_t at = 0; at < width; at++) {
        if (!is_digit(text[at])) { return false; }
        value = value * 10 + (text[at] - '0');
    }
    text.remove_prefix(width);
    return true;
}

inline bool take(std::string_view &text, char wanted) {
    if (text.empty() || text.front() != wanted) { return false; }
    text.remove_prefix(1);
    return true;
}

/// Returns the days from 1970-01-01 to a day of the Gregorian calendar, after Howard Hinnant.
inline int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

inline int64_t length_of_month(int64_t year, int64_t month) {
    if (month == 2) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28; }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Parses a text of RFC 3339 as milliseconds since 1970: a date, T or a space, a time whose seconds
/// may be omitted or have a fraction, and Z or an offset. Digits after the milliseconds are
/// truncated.
inline bool parse_moment(std::string_view text, int64_t &moment) {
    int64_t year, month, day, hour, minute, second = 0, fraction = 0;
    if (!take_digits(text, 4, year) || !take(text, '-') || !take_digits(text, 2, month)
        || !take(text, '-') || !take_digits(text, 2, day)) {
        return false;
    }
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) { return false; }
    if (!take_digits(text, 2, hour) || !take(text, ':') || !take_digits(text, 2, minute)) {
        return false;
    }
    if (take(text, ':')) {
        if (!take_digits(text, 2, second)) { return false; }
        if (take(text, '.')) {
            size_t digits = 0;
            for (; !text.empty() && is_digit(text.front()); digits++) {
                if (digits < 3) { fraction = fraction * 10 + (text.front() - '0'); }
                text.remove_prefix(1);
            }
            if (digits == 0) { return false; }
            for (; digits < 3; digits++) { fraction *= 10; }
        }
    }
    int64_t offset = 0;
    if (!take(text, 'Z') && !take(text, 'z')) {
        bool west = take(text, '-');
        if (!west && !take(text, '+')) { return false; }
        int64_t hours, minutes;
        if (!take_digits(text, 2, hours)) { return false; }
        take(text, ':');
        if (!take_digits(text, 2, minutes) || hours > 23 || minutes > 59) { return false; }
        offset = (hours * 60 + minutes) * (west ? -60 : 60);
    }
    if (!text.empty() || month < 1 || month > 12 || day < 1
        || day > length_of_month(year, month) || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    int64_t days = days_from_civil(year, month, day);
    moment = (days * 86400 + hour * 3600 + minute * 60 + second - offset) * 1000 + fraction;
    return true;
}

}  // namespace wql

#endif
