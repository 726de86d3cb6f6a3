#include <cmath>
#include <cstring>

#include "Decoder.hpp"
#include "Moment.hpp"

namespace wql {

/// Returns the text between the quotes of a string's token.
static std::string_view inside(std::string_view token) {
    return token.size() < 2 ? std::string_view() : token.substr(1, token.size() - 2);
}

static bool starts_number(std::string_view token) {
    return is_digit(token.front()) || token.front() == '-';
}

template <typename Bytes>
void Decoder::append_text(std::string_view token, Bytes &out, const std::string &name) {
    if (token.front() == '"') {
        std::string_view text = inside(token);
        if (std::memchr(text.data(), '\\', text.size()) == nullptr) {
            out.insert(out.end(), text.begin(), text.end());
        } else if (!unescape(text, out)) {
            fail_malformed("a string contains an escape that JSON does not have");
        }
    } else if (starts_number(token)) {
        if (!is_number(token)) { fail_malformed("a number is malformed"); }
        out.insert(out.end(), token.begin(), token.end());
    } else {
        fail_kind(token, WQL_TEXT, name);
    }
}

template void Decoder::append_text(
    std::string_view, std::vector<char> &, const std::string &);
template void Decoder::append_text(std::string_view, std::string &, const std::string &);

void Decoder::read_scalar(ondemand::value &value, Scalar &scalar, const std::string &name) {
    std::string_view token = trim(value.raw_json_token());
    if (token == "null") { return; }
    switch (scalar.kind) {
    case WQL_BOOLEAN:
        scalar.integer = read_boolean(token, name);
        break;
    case WQL_INTEGER:
        scalar.integer = read_integer(token, WQL_INTEGER, name);
        break;
    default:
        scalar.text.clear();
        append_text(token, scalar.text, name);
    }
    scalar.present = true;
}

void Decoder::read_value(ondemand::value &value, const Keys::Key &key, uint64_t object) {
    Column &column = columns[static_cast<size_t>(key.target)];
    // The same column under a preferred spelling, or the same key twice.
    if (column.filled == object && column.rank <= key.rank) { return; }
    std::string_view token = trim(value.raw_json_token());
    if (token == "null") { return; }
    Store &store = column.target();
    if (column.filled == object) { store.pop(); }
    switch (store.kind) {
    case WQL_TEXT:
        append_text(token, store.bytes, key.name);
        store.seal();
        break;
    case WQL_INTEGER:
        store.push(read_integer(token, WQL_INTEGER, key.name));
        break;
    case WQL_BOOLEAN:
        store.push(read_boolean(token, key.name));
        break;
    case WQL_SECONDS: case WQL_MILLISECONDS: case WQL_SECONDS_OR_MILLISECONDS:
        read_instant(token, store, key.name);
        break;
    case WQL_MILLIONTHS:
        read_millionths(token, store, key.name);
        break;
    case WQL_REAL:
        read_real(token, store, key.name);
        break;
    case WQL_ISO8601:
        read_moment(token, store, key.name);
        break;
    case WQL_JSON:
        read_json(value, token, store);
        break;
    }
    column.filled = object;
    column.rank = key.rank;
}

void Decoder::read_json(ondemand::value &value, std::string_view token, Store &store) {
    std::string_view text = token;
    if (token.front() == '{') {
        ondemand::object object;
        check(value.get_object().get(object));
        check(object.raw_json().get(text));
    } else if (token.front() == '[') {
        ondemand::array array;
        check(value.get_array().get(array));
        check(array.raw_json().get(text));
    } else if (token.front() != '"' && token != "true" && token != "false" && !is_number(token)) {
        fail_malformed("a value is malformed");
    }
    store.push(trim(text));
}

void Decoder::read_instant(std::string_view token, Store &store, const std::string &name) {
    int64_t instant = read_integer(token, store.kind, name);
    bool seconds = store.kind == WQL_SECONDS
                   || (store.kind == WQL_SECONDS_OR_MILLISECONDS && instant < 1'000'000'000'000);
    if (seconds && __builtin_mul_overflow(instant, int64_t{1000}, &instant)) {
        fail_kind(token, store.kind, name, true);
    }
    if (instant == 0) {
        store.push_null();
    } else {
        store.push(instant);
    }
}

void Decoder::read_millionths(std::string_view token, Store &store, const std::string &name) {
    int64_t whole = 0;
    double number = parse_integer(token, whole) ? static_cast<double>(whole)
                                                : read_double(token, store.kind, name);
    if (number == 0) {
        store.push_null();
    } else {
        store.push(number / 1e6);
    }
}

void Decoder::read_real(std::string_view token, Store &store, const std::string &name) {
    int64_t whole = 0;
    store.push(
        parse_integer(token, whole) ? static_cast<double>(whole)
                                    : read_double(token, store.kind, name));
}

void Decoder::read_moment(std::string_view token, Store &store, const std::string &name) {
    if (token.front() != '"') { fail_kind(token, store.kind, name); }
    std::string_view text = inside(token);
    int64_t moment = 0;
    if (text.empty()) {
        store.push_null();
    } else if (parse_moment(text, moment)) {
        store.push(moment);
    } else {
        fail_kind(token, store.kind, name, true);
    }
}

int64_t Decoder::read_integer(std::string_view token, wql_kind kind, const std::string &name) {
    int64_t whole = 0;
    bool quoted = token.front() == '"';
    if (parse_integer(quoted ? inside(token) : token, whole)) {
        if (!quoted && !is_number(token)) { fail_malformed("a number is malformed"); }
        return whole;
    }
    // Some services write a whole number as 1.6e12 or 5.0.
    double number = read_double(token, kind, name);
    if (number != std::floor(number) || number >= 0x1p63 || number < -0x1p63) {
        fail_kind(token, kind, name, true);
    }
    return static_cast<int64_t>(number);
}

double Decoder::read_double(std::string_view token, wql_kind kind, const std::string &name) {
    bool quoted = token.front() == '"';
    if (!quoted && !starts_number(token)) { fail_kind(token, kind, name); }
    std::string_view text = quoted ? inside(token) : token;
    if (!is_number(text)) {
        if (quoted) { fail_kind(token, kind, name); }
        fail_malformed("a number is malformed");
    }
    double number = parse_double(text);
    if (!std::isfinite(number)) { fail_kind(token, kind, name, true); }
    return number;
}

int64_t Decoder::read_boolean(std::string_view token, const std::string &name) {
    if (token == "true" || token == "1" || token == "\"1\"") { return 1; }
    if (token == "false" || token == "0" || token == "\"0\"") { return 0; }
    fail_kind(token, WQL_BOOLEAN, name, starts_number(token));
}

}  // namespace wql
