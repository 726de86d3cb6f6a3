#ifndef WQL_KEYS_HPP
#define WQL_KEYS_HPP

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "Scan.hpp"

namespace wql {

/// The keys of the objects at one level of an answer, and the meaning of each. Objects of a list
/// nearly always have their keys in the same order, so each key remembers its successor: one
/// comparison a field.
class Keys {
  public:
    struct Key {
        Key(std::string name, int target, int rank)
            : target(target), rank(rank), name(name) {
            std::string pattern = std::move(name) + '"';
            for (size_t at = 0; at < pattern.size() && at < 16; at++) {
                set(head[at / 8], at % 8, pattern[at]);
                set(mask[at / 8], at % 8, '\xFF');
            }
            if (pattern.size() > 16) { rest = pattern.substr(16); }
            more = rest.size();
        }

        /// The meaning of the key; negative if it has none.
        int target;
        /// The rank among the spellings of one target; smaller is preferred.
        int rank;
        int next = start;
        /// The first 16 bytes of the name and its closing quote, and a mask of those that exist.
        uint64_t head[2] = {0, 0};
        uint64_t mask[2] = {0, 0};
        /// The number of bytes after these, and the bytes.
        size_t more = 0;
        std::string rest;
        std::string name;

        /// Returns whether `raw` begins with the name and its closing quote: compares two words for
        /// nearly all keys, without a loop, because this is done for each field of each row.
        bool matches(const char *raw) const {
            uint64_t differ = (word(raw) ^ head[0]) & mask[0];
            differ |= (word(raw + 8) ^ head[1]) & mask[1];
            return differ == 0 && (more == 0 || std::memcmp(raw + 16, rest.data(), more) == 0);
        }

      private:
        static uint64_t word(const char *bytes) {
            uint64_t word;
            std::memcpy(&word, bytes, 8);
            return word;
        }

        static void set(uint64_t &word, size_t place, char byte) {
            std::memcpy(reinterpret_cast<char *>(&word) + place, &byte, 1);
        }
    };

    /// The number of the state before the first field.
    static constexpr int start = 0;

    void add(const char *name, int target, int rank) {
        keys.emplace_back(name, target, rank);
        if (keys.back().name.size() > longest) { longest = keys.back().name.size(); }
    }

    const Key &operator[](int number) const { return keys[static_cast<size_t>(number)]; }

    /// Returns the maximum number of bytes read after the first of a key, for any text.
    size_t reach() const { return std::max<size_t>(longest + 1, 16); }

    /// Returns the number of the key whose first byte after the opening quote `raw` points at,
    /// after the key numbered `previous`. For a key that is not known and cannot be learned it is
    /// `start`, which has no meaning.
    int find(const char *raw, int previous) {
        int predicted = keys[static_cast<size_t>(previous)].next;
        if (predicted != start && keys[static_cast<size_t>(predicted)].matches(raw)) {
            return predicted;
        }
        int found = look_up(raw);
        keys[static_cast<size_t>(previous)].next = found;
        return found;
    }

  private:
    std::vector<Key> keys{Key("", -1, 0)};
    size_t longest = 0;
    std::string scratch;

    /// An answer with ever new keys must not grow this without limit, and names need not be longer.
    static constexpr size_t most_keys = 256;
    static constexpr size_t longest_remembered = 64;

    int look_up(const char *raw) {
        std::string_view name = until_quote(raw);
        if (name.find('\\') != std::string_view::npos) {
            scratch.clear();
            if (!unescape(name, scratch)) { return start; }
            name = scratch;
            for (size_t number = 1; number < keys.size(); number++) {
                if (keys[number].name == name) { return static_cast<int>(number); }
            }
            return start;
        }
        for (size_t number = 1; number < keys.size(); number++) {
            if (keys[number].name == name) { return static_cast<int>(number); }
        }
        if (keys.size() >= most_keys || name.size() > longest_remembered) { return start; }
        keys.emplace_back(std::string(name), -1, 0);
        if (name.size() > longest) { longest = name.size(); }
        return static_cast<int>(keys.size() - 1);
    }
};

}  // namespace wql

#endif
