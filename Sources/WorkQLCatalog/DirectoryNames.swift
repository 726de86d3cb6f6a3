import WorkQLPages

/// The people and departments of a directory, searchable by the beginning of an id or of a name.
///
/// A search takes time logarithmic in their number.
package struct DirectoryNames: Sendable {
    package struct Person: Hashable, Sendable {
        package let userid: String
        /// nil for a person of whom the app knows only the id.
        package let name: String?

        package init(userid: String, name: String?) {
            self.userid = userid
            self.name = name
        }
    }

    package struct Department: Hashable, Sendable {
        package let id: Int64
        /// nil where the names were not fetched.
        package let name: String?

        package init(id: Int64, name: String?) {
            self.id = id
            self.name = name
        }
    }

    /// One person for each userid.
    private let people: Index<Person>
    private let peopleByName: Index<Person>
    private let departmentsByID: Index<Department>
    private let departmentsByName: Index<Department>

    /// - Parameter people: may contain a person several times, as lists of departments do.
    package init(people: [Person], departments: [Department]) {
        var seen: Set<String> = []
        let persons = people.filter { seen.insert($0.userid.ignoringCase).inserted }
        self.people = Index(persons) { $0.userid }
        peopleByName = Index(persons) { $0.name }
        departmentsByID = Index(departments) { String($0.id) }
        departmentsByName = Index(departments) { $0.name }
    }

    /// Returns the people whose userids, or if there are none whose names, begin with a text, in
    /// order. If they exceed the limit, only the first ones and the last one are returned, so that
    /// their common prefix is that of all.
    package func people(beginning text: String, limit: Int) -> [Person] {
        let found = people.beginning(with: text, limit: limit)
        return found.isEmpty ? names(beginning: text, limit: limit) : found
    }

    /// Returns the same for names only, and if no name begins with the text, the people of whose names
    /// the text is the initials in pinyin.
    package func names(beginning text: String, limit: Int) -> [Person] {
        let found = peopleByName.beginning(with: text, limit: limit)
        guard found.isEmpty else { return found }
        return peopleByName.first(limit, typed: text) { $0.name ?? "" }
    }

    /// Returns the same for departments, by their numbers or names.
    package func departments(beginning text: String, limit: Int) -> [Department] {
        let found = departmentsByID.beginning(with: text, limit: limit)
        return found.isEmpty ? departmentNames(beginning: text, limit: limit) : found
    }

    package func departmentNames(beginning text: String, limit: Int) -> [Department] {
        let found = departmentsByName.beginning(with: text, limit: limit)
        guard found.isEmpty else { return found }
        return departmentsByName.first(limit, typed: text) { $0.name ?? "" }
    }

    /// The one of a userid, whatever its case.
    package func person(_ userid: String) -> Person? { people.equal(to: userid).first }

    /// Those of a name, by their userids.
    package func people(named name: String) -> [Person] {
        peopleByName.equal(to: name).sorted { $0.userid < $1.userid }
    }
}

extension DirectoryNames {
    /// Values in the order of their keys, which are compared by bytes, ignoring the case of ASCII
    /// letters.
    fileprivate struct Index<Value: Sendable>: Sendable {
        private let keys: [[UInt8]]
        private let values: [Value]

        /// - Parameter key: returns the key of a value; nil leaves the value out.
        init(_ values: [Value], key: (Value) -> String?) {
            let entries = values.compactMap { value in
                key(value).map { (key: Self.folded($0), value: value) }
            }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            keys = entries.map(\.key)
            self.values = entries.map(\.value)
        }

        private static func folded(_ text: String) -> [UInt8] { Array(text.ignoringCase.utf8) }

        func beginning(with text: String, limit: Int) -> [Value] {
            let prefix = Self.folded(text)
            let start = first { !$0.lexicographicallyPrecedes(prefix) }
            let end = first { !$0.lexicographicallyPrecedes(prefix) && !$0.starts(with: prefix) }
            guard end - start > limit, limit > 1 else { return Array(values[start..<end]) }
            return values[start..<start + limit - 1] + [values[end - 1]]
        }

        /// The first whose names have the initials that are typed, all of them being looked at.
        func first(_ limit: Int, typed text: String, name: (Value) -> String) -> [Value] {
            guard let typed = PinyinInitials.Typed(text) else { return [] }
            var found: [Value] = []
            for value in values where found.count < limit && typed.begins(name(value)) {
                found.append(value)
            }
            return found
        }

        func equal(to text: String) -> [Value] {
            let key = Self.folded(text)
            let start = first { !$0.lexicographicallyPrecedes(key) }
            let end = keys[start...].firstIndex { $0 != key } ?? keys.count
            return Array(values[start..<end])
        }

        /// Returns the index of the first key that satisfies a condition, which all following keys
        /// must satisfy too.
        private func first(where condition: ([UInt8]) -> Bool) -> Int {
            var (low, high) = (0, keys.count)
            while low < high {
                let middle = (low + high) / 2
                if condition(keys[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
