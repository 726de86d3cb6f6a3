#ifndef WQL_KEYS_HPP
#define WQL_KEYS_HPP

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "Scan.hpp"

namespace wql {

/// The keys that objects of one place in an answer have, and what each is for. Objects of a list
/// have their keys in the same order nearly always, so each key remembers which one came after it:
/// one comparison a field.
class Keys {
  public:
    struct Key {
        Key(std::string name, int target, int rank)
            : name(name), target(target), rank(rank), pattern(std::move(name) + '"') {
            size_t tail = pattern.size() % 8;
            mask = tail == 0 ? ~uint64_t{0} : (uint64_t{1} << (8 * tail)) - 1;
            pattern.resize((pattern.size() + 7) / 8 * 8);
        }

        std::string name;
        /// What the key stands for; negative when for nothing.
        int target;
        /// The place among the spellings of one target; smaller is better.
        int rank;
        int next = start;
        /// Name and closing quote, filled up to whole words, and what counts in the last word.
        std::string pattern;
        uint64_t mask;

        /// Whether `raw` begins with the name and its closing quote. Inlined word by word: a call
        /// to memcmp for each field costs more than all else about it. Little-endian, as are all
        /// machines that Swift runs on.
        bool matches(const char *raw) const {
            size_t last = pattern.size() - 8;
            for (size_t at = 0; at < last; at += 8) {
                if (word(raw + at) != word(pattern.data() + at)) { return false; }
            }
            return ((word(raw + last) ^ word(pattern.data() + last)) & mask) == 0;
        }

      private:
        static uint64_t word(const char *bytes) {
            uint64_t word;
            std::memcpy(&word, bytes, 8);
            return word;
        }
    };

    /// The number of what stands before the first field.
    static constexpr int start = 0;

    void add(const char *name, int target, int rank) {
        keys.emplace_back(name, target, rank);
        if (keys.back().name.size() > longest) { longest = keys.back().name.size(); }
    }

    const Key &operator[](int number) const { return keys[static_cast<size_t>(number)]; }

    /// How many bytes after a key's first are read at most, whatever the text holds.
    size_t reach() const { return longest + 9; }

    /// The number of the key whose first byte after the opening quote `raw` points at, after the
    /// key numbered `previous`. A key that is not known and cannot be remembered is `start`, which
    /// stands for nothing.
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

    /// An answer with ever new keys must not grow this for ever, and no name need be longer.
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
