#ifndef WQL_DECODER_HPP
#define WQL_DECODER_HPP

#include <simdjson.h>

#include <memory>
#include <string>
#include <vector>

#include "CSimdJSON.h"
#include "Keys.hpp"
#include "Store.hpp"

namespace wql {

namespace ondemand = simdjson::ondemand;

/// The reason why decoding ends early; thrown within this module, never out of it.
struct Stop {
    wql_status status;
};

struct Scalar {
    wql_kind kind;
    bool present = false;
    int64_t integer = 0;
    std::string text;
};

struct Column {
    Column(wql_level level, wql_kind kind) : level(level) { rows.kind = single.kind = kind; }

    wql_level level;
    Store rows;
    /// For a parent's column: its only value, before it is copied to the parent's rows.
    Store single;
    int spellings = 0;
    /// The object that contained the last value, and the rank of its spelling there.
    uint64_t filled = 0;
    int rank = 0;

    Store &target() { return level == WQL_PARENT ? single : rows; }
};

class Decoder {
  public:
    Decoder();

    int add_scalar(const char *object, const char *name, wql_kind kind);
    void add_list(const char *name);
    void add_inner_list(const char *object, const char *name);
    void add_nested(const char *name);
    int add_column(wql_level level, wql_kind kind);
    void add_spelling(int column, const char *name);
    void add_inner_spelling(int column, const char *object, const char *name);
    void decode(const uint8_t *bytes, size_t count, size_t capacity);
    void forget_rows();

    bool plain_rows = false;
    bool single_row = false;
    bool root_list = false;
    std::vector<Scalar> scalars;
    std::vector<Column> columns;
    bool list_present = false;
    size_t list_count = 0;
    size_t row_count = 0;
    std::string stray;
    std::string nested_stray;
    wql_failure failure{};

  private:
    /// The meaning of a key of the root or of a parent, packed into `Keys::Key::target`.
    static constexpr int list_target = 1 << 20;
    static constexpr int object_target = 1 << 21;

    struct Object {
        std::string name;
        Keys keys;
    };

    Keys root, parent, row;
    std::vector<Object> objects;
    /// The objects inside a row that contain some of its columns.
    std::vector<Object> row_objects;
    int lists = 0, nested_lists = 0;
    std::vector<int> row_columns, parent_columns;
    int element_column = -1;
    /// The number of the current object, so that the state of the previous one need not be cleared.
    uint64_t object_number = 0;
    int64_t element_number = -1;
    std::string failed_field;

    simdjson::padded_string_view
    prepare(const uint8_t *bytes, size_t count, size_t capacity) const;
    void clear();

    bool is_array(ondemand::document &document);
    void read_root(ondemand::object &object);
    static int object_in(std::vector<Object> &objects, Keys &keys, const char *name);
    void read_info(ondemand::value &value, Object &info, int &best, const std::string &name);
    void read_inner(ondemand::value &value, Object &inner, uint64_t number, const std::string &name);
    void read_scalar(ondemand::value &value, Scalar &scalar, const std::string &name);
    void read_list(ondemand::value &value, int rank, int &best, const std::string &name);
    void read_row(ondemand::value &value, const std::string &name);
    void read_plain(ondemand::value &value, const std::string &name);
    void read_parent(ondemand::value &value, const std::string &name);
    bool read_nested(ondemand::value &value, const std::string &name);
    bool holds_rows(ondemand::value &value);
    bool is_null(ondemand::value &value);
    ondemand::object open(ondemand::value &value, const std::string &name);
    void fill_missing(const std::vector<int> &numbers, uint64_t object);

    void read_value(ondemand::value &value, const Keys::Key &key, uint64_t object);
    void read_json(ondemand::value &value, std::string_view token, Store &store);
    void read_instant(std::string_view token, Store &store, const std::string &name);
    void read_millionths(std::string_view token, Store &store, const std::string &name);
    void read_real(std::string_view token, Store &store, const std::string &name);
    void read_moment(std::string_view token, Store &store, const std::string &name);
    int64_t read_integer(std::string_view token, wql_kind kind, const std::string &name);
    int64_t read_boolean(std::string_view token, const std::string &name);
    double read_double(std::string_view token, wql_kind kind, const std::string &name);
    template <typename Bytes>
    void append_text(std::string_view token, Bytes &out, const std::string &name);

    [[noreturn]] void fail_kind(
        std::string_view token, int expected, const std::string &name, bool of_value = false);
    [[noreturn]] void fail(wql_status status, const char *reason);
    [[noreturn]] void fail_malformed(const char *reason);
    void check(simdjson::error_code error);
};

}  // namespace wql

struct wql_decoder {
    wql::Decoder decoder;
};

#endif
