package import WorkQLCatalog
import WorkQLDigest
package import WorkQLPages

/// A mark that rows were deleted by FORGET, kept for the copies of these rows elsewhere: without it,
/// the next sync would read them back from a warehouse, or another machine would write them again.
///
/// It does not contain the deleted values but a hash of each, with a salt. Whoever has the mark and a
/// list of userids can find out which of them it is about.
package struct Tombstone: Hashable, Sendable {
    /// The endpoint's qualified name, or `table NAME` for a table that is not fetched by one.
    package var source: String
    /// The column whose value is forgotten; empty for all rows.
    package var column: String
    package var salt: String
    /// The hash of the value; empty for all rows.
    package var key: String
    /// In milliseconds since 1970.
    package var instants: Range<Int64>
    /// When, in seconds since 1970: what was fetched later stays.
    package var forgotten: Int64

    package init(
        source: String, column: String, salt: String, key: String, instants: Range<Int64>,
        forgotten: Int64
    ) {
        self.source = source
        self.column = column
        self.salt = salt
        self.key = key
        self.instants = instants
        self.forgotten = forgotten
    }

    static func hash(_ value: String, _ column: String, salt: String) -> String {
        Digest.sha256(Array("\(salt)\u{1F}\(column)\u{1F}\(value)".utf8)).hexadecimal
    }

    static func newSalt() -> String {
        String(UInt64.random(in: .min ... .max), radix: 16)
            + String(UInt64.random(in: .min ... .max), radix: 16)
    }
}

/// Rows to delete: those with some values in one column, or all, that were fetched until some
/// snapshot.
package struct ForgottenRows: Sendable {
    private enum Values {
        case all
        case known(Set<String>)
        /// Hashes by their salts.
        case hashed([String: Set<String>])
    }

    /// Empty for all rows.
    package let column: String
    private let isFolded: Bool
    private let values: Values
    /// In milliseconds since 1970.
    package let instants: Range<Int64>
    /// The latest fetch whose rows are deleted, in seconds since 1970.
    package let latest: Int64

    package init(_ forgetting: Forgetting) {
        instants = forgetting.instants
        latest = .max
        guard let (index, values) = forgetting.rows else {
            column = ""
            isFolded = false
            self.values = .all
            return
        }
        let own = forgetting.table.columns[index]
        column = own.name
        isFolded = own.ignoresCase
        self.values = .known(
            Set(values.map { (own.ignoresCase ? $0.ignoringCase : $0).description }))
    }

    /// All rows of some instants.
    package init(until end: Int64) {
        column = ""
        isFolded = false
        values = .all
        instants = .min..<end
        latest = .max
    }

    private init(_ first: Tombstone, _ hashes: [String: Set<String>], isFolded: Bool) {
        column = first.column
        self.isFolded = isFolded
        values = first.column.isEmpty ? .all : .hashed(hashes)
        instants = first.instants
        latest = first.forgotten
    }

    /// The rows that marks are about: those of one column and time are looked for together.
    ///
    /// - Parameter tables: of the marks' source.
    package static func all(
        of tombstones: [Tombstone], _ tables: [Table]
    ) -> [ForgottenRows] {
        struct Key: Hashable {
            var column: String
            var instants: Range<Int64>
            var forgotten: Int64
        }
        let groups = Dictionary(grouping: tombstones) {
            Key(column: $0.column, instants: $0.instants, forgotten: $0.forgotten)
        }
        return groups.values.sorted { $0[0].forgotten < $1[0].forgotten }.map { group in
            let hashes = Dictionary(grouping: group, by: \.salt).mapValues { Set($0.map(\.key)) }
            let isFolded = tables.contains { table in
                table.columnIndex(group[0].column).map { table.columns[$0].ignoresCase } ?? false
            }
            return ForgottenRows(group[0], hashes, isFolded: isFolded)
        }
    }

    package var isAll: Bool { column.isEmpty }

    package func contains(_ value: Scalar) -> Bool {
        let text = (isFolded ? value.ignoringCase : value).description
        return switch values {
        case .all: true
        case .known(let known): known.contains(text)
        case .hashed(let hashes):
            hashes.contains { $1.contains(Tombstone.hash(text, column, salt: $0)) }
        }
    }

    /// Whether values are among those that are forgotten, each decided once: that may take a hash.
    package struct Lookup {
        private let rows: ForgottenRows
        private var known: [Scalar: Bool] = [:]

        package init(_ rows: ForgottenRows) { self.rows = rows }

        package mutating func contains(_ value: Scalar) -> Bool {
            if let known = known[value] { return known }
            let isForgotten = rows.contains(value)
            known[value] = isForgotten
            return isForgotten
        }
    }

    /// Whether a partition was asked for by one of the values.
    ///
    /// - Parameter parameters: the columns of its keys, separated by commas.
    package func contains(partition: String, parameters: String) -> Bool {
        if isAll { return true }
        guard let index = parameters.split(separator: ",").firstIndex(where: { $0 == column })
        else { return false }
        let parts = partition.split(separator: "\u{1E}", omittingEmptySubsequences: false)
        guard parts.indices.contains(index) else { return false }
        return parts[index].split(separator: "\u{1F}").contains { contains(.text(String($0))) }
    }

    /// The marks of these values, for each a salt.
    func tombstones(of source: String, salt: String, at now: Int64) -> [Tombstone] {
        let keys: [String] =
            switch values {
            case .all: [""]
            case .known(let known): known.map { Tombstone.hash($0, column, salt: salt) }
            case .hashed: []
            }
        return keys.sorted().map {
            Tombstone(
                source: source, column: column, salt: salt, key: $0, instants: instants,
                forgotten: now)
        }
    }
}

extension Table {
    /// By which the marks of its rows are kept.
    package var tombstoneSource: String {
        source.isAnswers ? endpoint.qualifiedName : "table \(name)"
    }
}
