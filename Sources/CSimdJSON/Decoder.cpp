#include "Decoder.hpp"

#include <algorithm>
#include <cstring>

#include "Library.hpp"

namespace wql {

/// The memory for reading an answer besides its columns, several times the answer's size. Each
/// thread has its own, since an answer is read without interruption: the memory of the previous
/// answer is still in the cache, and there are never more of them than answers read concurrently.
struct Scratch {
    ondemand::parser parser;
    std::vector<char> buffer;

    /// The size up to which memory is kept; that of a rare, larger answer is released.
    static constexpr size_t most = 16 << 20;

    char *room(size_t size) {
        if (buffer.size() > most && size < most) {
            buffer = std::vector<char>();
            parser = ondemand::parser();
        }
        if (buffer.size() < size) { buffer.resize(size); }
        return buffer.data();
    }
};

static thread_local Scratch scratch;

Decoder::Decoder() = default;

int Decoder::add_scalar(const char *object, const char *name, wql_kind kind) {
    int number = static_cast<int>(scalars.size());
    Scalar scalar;
    scalar.kind = kind;
    scalars.push_back(scalar);
    if (object == nullptr) {
        root.add(name, number, 0);
        return number;
    }
    int place = object_in(objects, root, object);
    objects[static_cast<size_t>(place)].keys.add(name, number, 0);
    return number;
}

/// Returns the index of the object of that name, which is added to `keys` if it is new.
int Decoder::object_in(std::vector<Object> &objects, Keys &keys, const char *name) {
    for (size_t place = 0; place < objects.size(); place++) {
        if (objects[place].name == name) { return static_cast<int>(place); }
    }
    int place = static_cast<int>(objects.size());
    keys.add(name, object_target + place, 0);
    objects.push_back(Object{name, Keys()});
    return place;
}

void Decoder::add_list(const char *name) { root.add(name, list_target, lists++); }

void Decoder::add_inner_list(const char *object, const char *name) {
    int place = object_in(objects, root, object);
    objects[static_cast<size_t>(place)].keys.add(name, list_target, lists++);
}

void Decoder::add_nested(const char *name) { parent.add(name, list_target, nested_lists++); }

int Decoder::add_column(wql_level level, wql_kind kind) {
    int number = static_cast<int>(columns.size());
    columns.emplace_back(level, kind);
    if (level == WQL_ROW) { row_columns.push_back(number); }
    if (level == WQL_PARENT) { parent_columns.push_back(number); }
    if (level == WQL_ELEMENT) { element_column = number; }
    return number;
}

void Decoder::add_spelling(int column, const char *name) {
    Column &known = columns[static_cast<size_t>(column)];
    (known.level == WQL_PARENT ? parent : row).add(name, column, known.spellings++);
}

void Decoder::add_inner_spelling(int column, const char *object, const char *name) {
    int place = object_in(row_objects, row, object);
    Column &known = columns[static_cast<size_t>(column)];
    row_objects[static_cast<size_t>(place)].keys.add(name, column, known.spellings++);
}

void Decoder::clear() {
    for (Scalar &scalar : scalars) { scalar.present = false; }
    forget_rows();
    list_present = false;
    element_number = -1;
    stray.clear();
    nested_stray.clear();
    failed_field.clear();
    failure = wql_failure{{nullptr, 0}, -1, '\0', 0, 0, ""};
}

void Decoder::forget_rows() {
    for (Column &column : columns) {
        column.rows.clear();
        column.filled = 0;
    }
    list_count = row_count = 0;
}

/// Returns the answer in memory that the parser may read past its end, where it finds only spaces:
/// in place, if that is already the case, else copied. The parser would otherwise take the bytes
/// after a truncated text for a part of it.
simdjson::padded_string_view Decoder::prepare(
    const uint8_t *bytes, size_t count, size_t capacity) const {
    if (count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        count -= 3;
        capacity -= 3;
    }
    size_t padding = std::max({size_t{simdjson::SIMDJSON_PADDING}, root.reach(), row.reach()});
    padding = std::max(padding, parent.reach());
    for (const Object &info : objects) { padding = std::max(padding, info.keys.reach()); }
    for (const Object &inner : row_objects) { padding = std::max(padding, inner.keys.reach()); }
    // Keys that are learned while decoding are never longer than 64 bytes.
    padding = std::max(padding, size_t{80});
    auto end = reinterpret_cast<const char *>(bytes + count);
    if (capacity - count >= padding
        && std::all_of(end, end + padding, [](char byte) { return byte == ' '; })) {
        return simdjson::padded_string_view(reinterpret_cast<const char *>(bytes), count, capacity);
    }
    char *text = scratch.room(count + padding);
    if (count > 0) { std::memcpy(text, bytes, count); }
    std::memset(text + count, ' ', padding);
    return simdjson::padded_string_view(text, count, count + padding);
}

void Decoder::decode(const uint8_t *bytes, size_t count, size_t capacity) {
    clear();
    if (const char *reason = missing_library()) { fail(WQL_NO_LIBRARY, reason); }
    auto view = prepare(bytes, count, capacity);
    ondemand::document document;
    check(scratch.parser.iterate(view).get(document));
    if (root_list && is_array(document)) {
        ondemand::value value;
        check(document.get_value().get(value));
        int best = 1;
        read_list(value, 0, best, "");
    } else {
        ondemand::object object;
        simdjson::error_code error = document.get_object().get(object);
        if (error == simdjson::INCORRECT_TYPE) { fail_malformed("the root is not an object"); }
        check(error);
        read_root(object);
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
        fail_malformed("more text follows the root object");
    }
}

bool Decoder::is_array(ondemand::document &document) {
    ondemand::json_type type;
    check(document.type().get(type));
    return type == ondemand::json_type::array;
}

void Decoder::read_root(ondemand::object &object) {
    int previous = Keys::start, best = lists;
    for (auto result : object) {
        ondemand::field field;
        check(std::move(result).get(field));
        previous = root.find(field.key().raw(), previous);
        const Keys::Key &key = root[previous];
        ondemand::value value = field.value();
        if (key.target >= object_target) {
            Object &info = objects[static_cast<size_t>(key.target - object_target)];
            read_info(value, info, best, key.name);
        } else if (key.target == list_target) {
            read_list(value, key.rank, best, key.name);
        } else if (key.target >= 0) {
            read_scalar(value, scalars[static_cast<size_t>(key.target)], key.name);
        } else if (stray.empty() && holds_rows(value)) {
            stray = until_quote(field.key().raw());
        }
    }
    if (list_present) { stray = nested_stray; }
}

void Decoder::read_info(
    ondemand::value &value, Object &info, int &best, const std::string &name) {
    if (is_null(value)) { return; }
    ondemand::object object = open(value, name);
    int previous = Keys::start;
    for (auto result : object) {
        ondemand::field field;
        check(std::move(result).get(field));
        previous = info.keys.find(field.key().raw(), previous);
        const Keys::Key &key = info.keys[previous];
        if (key.target < 0) { continue; }
        ondemand::value inner = field.value();
        if (key.target == list_target) {
            read_list(inner, key.rank, best, key.name);
        } else {
            read_scalar(inner, scalars[static_cast<size_t>(key.target)], key.name);
        }
    }
}

void Decoder::read_list(
    ondemand::value &value, int rank, int &best, const std::string &name) {
    if (is_null(value)) { return; }
    std::string_view token = value.raw_json_token();
    if (single_row && token.front() == '{') {
        list_present = true;
        best = rank;
        read_row(value, name);
        list_count = 1;
        return;
    }
    if (token.front() != '[') { fail_kind(token, -1, name); }
    list_present = true;
    // Rows under a preferred spelling have already been read.
    if (list_count > 0 && best <= rank) { return; }
    ondemand::array array;
    check(value.get_array().get(array));
    bool first = true;
    for (auto result : array) {
        ondemand::value element;
        check(std::move(result).get(element));
        if (first) { forget_rows(); }
        first = false;
        best = rank;
        element_number = static_cast<int64_t>(list_count);
        if (plain_rows) {
            read_plain(element, name);
        } else if (nested_lists > 0) {
            read_parent(element, name);
        } else {
            read_row(element, name);
        }
        list_count += 1;
    }
    element_number = -1;
}

ondemand::object Decoder::open(ondemand::value &value, const std::string &name) {
    std::string_view token = value.raw_json_token();
    if (token.front() != '{') { fail_kind(token, -2, name); }
    ondemand::object object;
    check(value.get_object().get(object));
    return object;
}

void Decoder::read_row(ondemand::value &value, const std::string &name) {
    ondemand::object object = open(value, name);
    uint64_t number = ++object_number;
    int previous = Keys::start;
    for (auto result : object) {
        ondemand::field field;
        check(std::move(result).get(field));
        previous = row.find(field.key().raw(), previous);
        const Keys::Key &key = row[previous];
        if (key.target < 0) { continue; }
        ondemand::value inner = field.value();
        if (key.target >= object_target) {
            Object &part = row_objects[static_cast<size_t>(key.target - object_target)];
            read_inner(inner, part, number, key.name);
        } else {
            read_value(inner, key, number);
        }
    }
    fill_missing(row_columns, number);
    row_count += 1;
}

/// Reads the columns of a row, the object `number`, that are in an object inside it.
void Decoder::read_inner(
    ondemand::value &value, Object &inner, uint64_t number, const std::string &name) {
    if (is_null(value)) { return; }
    ondemand::object object = open(value, name);
    int previous = Keys::start;
    for (auto result : object) {
        ondemand::field field;
        check(std::move(result).get(field));
        previous = inner.keys.find(field.key().raw(), previous);
        const Keys::Key &key = inner.keys[previous];
        if (key.target < 0) { continue; }
        ondemand::value held = field.value();
        read_value(held, key, number);
    }
}

void Decoder::read_plain(ondemand::value &value, const std::string &name) {
    std::string_view token = trim(value.raw_json_token());
    if (element_column >= 0) {
        Store &store = columns[static_cast<size_t>(element_column)].rows;
        append_text(token, store.bytes, name);
        store.seal();
    } else {
        std::string ignored;
        append_text(token, ignored, name);
    }
    row_count += 1;
}

void Decoder::read_parent(ondemand::value &value, const std::string &name) {
    ondemand::object object = open(value, name);
    uint64_t number = ++object_number;
    size_t first_row = row_count;
    bool has_rows = false;
    std::string unknown;
    for (int column : parent_columns) { columns[static_cast<size_t>(column)].single.clear(); }
    int previous = Keys::start;
    for (auto result : object) {
        ondemand::field field;
        check(std::move(result).get(field));
        previous = parent.find(field.key().raw(), previous);
        const Keys::Key &key = parent[previous];
        ondemand::value inner = field.value();
        if (key.target == list_target) {
            // A second spelling of the list would contain the same rows again.
            if (row_count == first_row) { has_rows = read_nested(inner, key.name) || has_rows; }
        } else if (key.target >= 0) {
            read_value(inner, key, number);
        } else if (unknown.empty() && holds_rows(inner)) {
            unknown = until_quote(field.key().raw());
        }
    }
    if (!has_rows && nested_stray.empty()) { nested_stray = unknown; }
    fill_missing(parent_columns, number);
    for (int column : parent_columns) {
        Column &known = columns[static_cast<size_t>(column)];
        known.rows.push_copies(known.single, row_count - first_row);
    }
}

/// Reads the rows of one parent; returns false if they are null.
bool Decoder::read_nested(ondemand::value &value, const std::string &name) {
    if (is_null(value)) { return false; }
    std::string_view token = value.raw_json_token();
    if (token.front() != '[') { fail_kind(token, -1, name); }
    ondemand::array array;
    check(value.get_array().get(array));
    for (auto result : array) {
        ondemand::value element;
        check(std::move(result).get(element));
        read_row(element, name);
    }
    return true;
}

/// Returns whether the value is a list whose elements look like rows.
bool Decoder::holds_rows(ondemand::value &value) {
    if (value.raw_json_token().front() != '[') { return false; }
    ondemand::array array;
    check(value.get_array().get(array));
    for (auto result : array) {
        ondemand::value element;
        check(std::move(result).get(element));
        char first = element.raw_json_token().front();
        return first == '{' || (plain_rows && first == '"');
    }
    return false;
}

void Decoder::fill_missing(const std::vector<int> &numbers, uint64_t object) {
    for (int number : numbers) {
        Column &column = columns[static_cast<size_t>(number)];
        if (column.filled != object) { column.target().push_null(); }
    }
}

bool Decoder::is_null(ondemand::value &value) {
    std::string_view token = trim(value.raw_json_token());
    if (token.front() == 'n' && token != "null") { fail_malformed("a value is malformed"); }
    return token.front() == 'n';
}

void Decoder::fail_kind(
    std::string_view token, int expected, const std::string &name, bool of_value) {
    token = trim(token);
    failed_field = name;
    char found = token.empty() ? '0' : token.front();
    switch (found) {
    case '"': found = 's'; break;
    case 't': case 'f': case 'n':
        if (token != "true" && token != "false" && token != "null") {
            fail_malformed("a value is malformed");
        }
        found = found == 'n' ? '0' : 'b';
        break;
    case '{': found = 'o'; break;
    case '[': found = 'a'; break;
    default:
        if (!is_number(token)) { fail_malformed("a value is malformed"); }
        found = 'n';
    }
    failure = wql_failure{
        {failed_field.data(), failed_field.size()}, element_number, found, expected, of_value, ""};
    throw Stop{WQL_UNEXPECTED_KIND};
}

void Decoder::fail(wql_status status, const char *reason) {
    failure = wql_failure{{nullptr, 0}, element_number, '\0', 0, 0, reason};
    throw Stop{status};
}

void Decoder::fail_malformed(const char *reason) { fail(WQL_MALFORMED, reason); }

void Decoder::check(simdjson::error_code error) {
    if (error != simdjson::SUCCESS) { fail_malformed(words(error)); }
}

}  // namespace wql
