#ifndef WQL_SCAN_HPP
#define WQL_SCAN_HPP

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <locale.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

namespace wql {

/// Returns the text up to the quote that ends a JSON string. It exists: the parser has paired the
/// quotes.
inline std::string_view until_quote(const char *raw) {
    const char *end = raw;
    while (*end != '"' && *end != '\0') { end += *end == '\\' ? 2 : 1; }
    return std::string_view(raw, static_cast<size_t>(end - raw));
}

/// Returns a token without trailing white space.
inline std::string_view trim(std::string_view token) {
    while (!token.empty()) {
        char last = token.back();
        if (last != ' ' && last != '\n' && last != '\r' && last != '\t') { break; }
        token.remove_suffix(1);
    }
    return token;
}

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Returns whether the text is a number in JSON syntax.
inline bool is_number(std::string_view text) {
    size_t at = 0;
    auto digits = [&] {
        size_t first = at;
        while (at < text.size() && is_digit(text[at])) { at++; }
        return at > first;
    };
    if (at < text.size() && text[at] == '-') { at++; }
    bool zero = at < text.size() && text[at] == '0';
    size_t first = at;
    if (!digits() || (zero && at > first + 1)) { return false; }
    if (at < text.size() && text[at] == '.') {
        at++;
        if (!digits()) { return false; }
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) { at++; }
        if (!digits()) { return false; }
    }
    return at == text.size();
}

/// Returns the value of a number in JSON syntax, which ends at the next quote, comma or bracket in
/// the buffer. Infinite if it is greater than any double.
///
/// The decimal separator is a point in every locale; std::from_chars, which would be the plainer
/// way, is not available for doubles on all platforms.
inline double parse_double(std::string_view number) {
    static const locale_t plain = newlocale(LC_ALL_MASK, "C", static_cast<locale_t>(nullptr));
    return strtod_l(number.data(), nullptr, plain);
}

/// Parses the text as a whole number; returns false if it is not one or needs more than 64 bits.
inline bool parse_integer(std::string_view text, int64_t &value) {
    bool negative = !text.empty() && text.front() == '-';
    size_t at = negative ? 1 : 0;
    if (at == text.size()) { return false; }
    int64_t sum = 0;
    if (text.size() <= 18) {
        for (; at < text.size(); at++) {
            if (!is_digit(text[at])) { return false; }
            sum = sum * 10 + (text[at] - '0');
        }
        value = negative ? -sum : sum;
        return true;
    }
    for (; at < text.size(); at++) {
        if (!is_digit(text[at])) { return false; }
        int64_t digit = text[at] - '0';
        if (__builtin_mul_overflow(sum, int64_t{10}, &sum)
            || __builtin_sub_overflow(sum, digit, &sum)) {
            return false;
        }
    }
    if (negative) {
        value = sum;
        return true;
    }
    return !__builtin_sub_overflow(int64_t{0}, sum, &value);
}

template <typename Bytes>
void append_utf8(uint32_t scalar, Bytes &out) {
    auto push = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (scalar < 0x80) {
        push(scalar);
    } else if (scalar < 0x800) {
        push(0xC0 | scalar >> 6);
        push(0x80 | (scalar & 0x3F));
    } else if (scalar < 0x10000) {
        push(0xE0 | scalar >> 12);
        push(0x80 | (scalar >> 6 & 0x3F));
        push(0x80 | (scalar & 0x3F));
    } else {
        push(0xF0 | scalar >> 18);
        push(0x80 | (scalar >> 12 & 0x3F));
        push(0x80 | (scalar >> 6 & 0x3F));
        push(0x80 | (scalar & 0x3F));
    }
}

/// Reads the four digits after `\u`; returns false if they are not hexadecimal digits.
inline bool parse_hex(std::string_view text, size_t at, uint32_t &value) {
    if (at + 4 > text.size()) { return false; }
    value = 0;
    for (size_t digit = at; digit < at + 4; digit++) {
        char c = text[digit];
        uint32_t nibble = is_digit(c)               ? static_cast<uint32_t>(c - '0')
                          : (c >= 'a' && c <= 'f') ? static_cast<uint32_t>(c - 'a' + 10)
                          : (c >= 'A' && c <= 'F') ? static_cast<uint32_t>(c - 'A' + 10)
                                                   : 16;
        if (nibble == 16) { return false; }
        value = value << 4 | nibble;
    }
    return true;
}

/// Appends the value of a JSON string given between its quotes; returns false for an escape that
/// JSON does not have. Half of a surrogate pair, which services produce when they cut an emoji in
/// two, becomes U+FFFD: one broken note must not invalidate the answer.
template <typename Bytes>
bool unescape(std::string_view text, Bytes &out) {
    for (size_t at = 0; at < text.size(); at++) {
        if (text[at] != '\\') {
            out.push_back(text[at]);
            continue;
        }
        at++;
        if (at == text.size()) { return false; }
        switch (text[at]) {
        case '"': case '\\': case '/': out.push_back(text[at]); break;
        case 'b': out.push_back('\b'); break;
        case 'f': out.push_back('\f'); break;
        case 'n': out.push_back('\n'); break;
        case 'r': out.push_back('\r'); break;
        case 't': out.push_back('\t'); break;
        case 'u': {
            uint32_t scalar = 0;
            if (!parse_hex(text, at + 1, scalar)) { return false; }
            at += 4;
            if (scalar >= 0xD800 && scalar < 0xDC00) {
                uint32_t low = 0;
                if (text.substr(at + 1, 2) == "\\u" && parse_hex(text, at + 3, low)
                    && low >= 0xDC00 && low < 0xE000) {
                    scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00);
                    at += 6;
                } else {
                    scalar = 0xFFFD;
                }
            } else if (scalar >= 0xDC00 && scalar < 0xE000) {
                scalar = 0xFFFD;
            }
            append_utf8(scalar, out);
            break;
        }
        default: return false;
        }
    }
    return true;
}

}  // namespace wql

#endif
