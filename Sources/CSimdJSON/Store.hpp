#ifndef WQL_STORE_HPP
#define WQL_STORE_HPP

#include <cstdint>
#include <new>
#include <string_view>
#include <vector>

#include "CSimdJSON.h"

namespace wql {

/// The values of one column, in the form that Swift reads.
struct Store {
    wql_kind kind = WQL_TEXT;
    std::vector<int64_t> integers;
    std::vector<double> reals;
    std::vector<uint32_t> offsets{0};
    std::vector<char> bytes;
    std::vector<uint8_t> validity;
    size_t nulls = 0;

    bool holds_text() const { return kind == WQL_TEXT || kind == WQL_JSON; }
    bool holds_reals() const { return kind == WQL_MILLIONTHS || kind == WQL_REAL; }

    void clear() {
        integers.clear();
        reals.clear();
        offsets.resize(1);
        bytes.clear();
        validity.clear();
        nulls = 0;
    }

    void push_null() {
        if (holds_text()) {
            offsets.push_back(static_cast<uint32_t>(bytes.size()));
        } else if (holds_reals()) {
            reals.push_back(0);
        } else {
            integers.push_back(0);
        }
        validity.push_back(0);
        nulls += 1;
    }

    void push(int64_t value) {
        integers.push_back(value);
        validity.push_back(1);
    }

    void push(double value) {
        reals.push_back(value);
        validity.push_back(1);
    }

    void push(std::string_view text) {
        bytes.insert(bytes.end(), text.begin(), text.end());
        seal();
    }

    /// Ends a text whose bytes were appended by the caller.
    void seal() {
        // Offsets have 32 bits; only a parent's long text copied to very many rows could need more.
        if (bytes.size() > UINT32_MAX) { throw std::bad_alloc(); }
        offsets.push_back(static_cast<uint32_t>(bytes.size()));
        validity.push_back(1);
    }

    /// Removes the last value.
    void pop() {
        if (holds_text()) {
            offsets.pop_back();
            bytes.resize(offsets.back());
        } else if (holds_reals()) {
            reals.pop_back();
        } else {
            integers.pop_back();
        }
        nulls -= validity.back() == 0;
        validity.pop_back();
    }

    /// Appends the only value of another store `count` times.
    void push_copies(const Store &other, size_t count) {
        for (size_t copy = 0; copy < count; copy++) {
            if (other.validity.front() == 0) {
                push_null();
            } else if (holds_text()) {
                push(std::string_view(other.bytes.data(), other.bytes.size()));
            } else if (holds_reals()) {
                push(other.reals.front());
            } else {
                push(other.integers.front());
            }
        }
    }
};

}  // namespace wql

#endif
