#ifndef WQL_KEYS_HPP
#define WQL_KEYS_HPP

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
        std::string name;
        /// What the key stands for; negative when for nothing.
        int target;
        /// The place among the spellings of one target; smaller is better.
        int rank;
        int next;
    };

    /// The number of what stands before the first field.
    static constexpr int start = 0;

    void add(const char *name, int target, int rank) {
        keys.push_back(Key{name, target, rank, 0});
        if (keys.back().name.size() > longest) { longest = keys.back().name.size(); }
    }

    const Key &operator[](int number) const { return keys[static_cast<size_t>(number)]; }

    /// How many bytes after a key's first are read at most, whatever the text holds.
    size_t reach() const { return longest + 1; }

    /// The number of the key whose first byte after the opening quote `raw` points at, after the
    /// key numbered `previous`. A key that is not known and cannot be remembered is `start`, which
    /// stands for nothing. nullptr in `keys` never happens.
    int find(const char *raw, int previous) {
        int predicted = keys[static_cast<size_t>(previous)].next;
        if (predicted != start && matches(raw, keys[static_cast<size_t>(predicted)].name)) {
            return predicted;
        }
        int found = look_up(raw);
        keys[static_cast<size_t>(previous)].next = found;
        return found;
    }

  private:
    std::vector<Key> keys{Key{"", -1, 0, 0}};
    size_t longest = 0;
    std::string scratch;

    /// An answer with ever new keys must not grow this for ever, and no name need be longer.
    static constexpr size_t most_keys = 256;
    static constexpr size_t longest_remembered = 64;

    static bool matches(const char *raw, const std::string &name) {
        return std::memcmp(raw, name.data(), name.size()) == 0 && raw[name.size()] == '"';
    }

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
        keys.push_back(Key{std::string(name), -1, 0, 0});
        if (name.size() > longest) { longest = name.size(); }
        return static_cast<int>(keys.size() - 1);
    }
};

}  // namespace wql

#endif
