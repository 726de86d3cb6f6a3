import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

/// Groups the rows that are equal in some columns, over all pages of a scan, and computes the
/// aggregates of their other columns that a statement needs.
///
/// Each distinct value of a column has a code, numbered in the order of first appearance, and each
/// combination of codes is a group. Of the texts that a page has in a dictionary, each is examined
/// once. Values between which the statement makes no difference have one code, and each of them is
/// passed to SQLite as the first that appeared.
struct PartialAggregator {
    enum Outcome {
        /// The page's rows are in the groups.
        case taken
        /// They are, and the groups so far must be read now: a page of them, with the number of
        /// rows of each and its aggregates after the columns.
        case groups(Page)
        /// The page's rows must be read one by one.
        case refused
    }

    private typealias Partial = PartialAggregate.Partial

    /// The maximum number of groups in memory, which is lower if each has an exact sum of half a
    /// kilobyte.
    private let maximumGroups: Int
    /// The maximum size of each column's texts in bytes.
    private static let maximumBytes = 16 << 20
    /// The maximum number of different values of each column.
    private static let maximumValues = 1 << 18
    /// The number of rows that are examined before deciding whether many are equal.
    private static let sample = 4_096

    private let partials: [Partial]
    /// The indices of the partials' columns on a page.
    private let partialIndices: [Int?]
    private let width: Int
    private var keys: [(index: Int, codes: ColumnCodes)]
    /// For each key but the first, the combinations with the keys before it.
    private var combinations: [WordCodes]
    private var counts: [Int64] = []
    private var states: [PartialStates]
    private var rows = 0
    private var isUTF8 = true
    private var isDisabled = false

    /// - Parameters:
    ///   - keys: the columns in which rows are equal, as indices in the table.
    ///   - indices: for each of the table's columns, its index on a page.
    ///   - values: for columns of which SQLite only uses results of expressions, those results.
    init(
        _ partial: PartialAggregate, keys: [Int], of table: Table, indices: [Int?],
        values: [Int: ColumnValues] = [:]
    ) {
        partials = partial.partials
        let hasSums = partial.partials.contains { $0.operation == .exactSum }
        maximumGroups = hasSums ? 1 << 14 : 1 << 16
        partialIndices = partial.partials.map { indices[$0.column] }
        width = indices.reduce(0) { $1 == nil ? $0 : $0 + 1 }
        self.keys = keys.compactMap { column in
            indices[column].map { index in
                (
                    index,
                    ColumnCodes(
                        of: table.columns[column].type, bounds: partial.bounds[column],
                        values: values[column])
                )
            }
        }
        combinations = Array(repeating: WordCodes(), count: max(0, self.keys.count - 1))
        states = partial.partials.map { PartialStates($0, of: table.columns[$0.column].type) }
    }

    /// Adds the rows of a page to the groups.
    ///
    /// - Parameter kept: the rows to read, ascending; all when nil.
    mutating func add(_ page: Page, _ kept: [Int32]?) -> Outcome {
        guard !isDisabled, fits(page) else { return .refused }
        let count = kept?.count ?? page.count
        let vectors = keys.map { page.columns[$0.index] }
        let groupCount: Int
        if states.isEmpty, let tally = DictionaryTally(vectors, kept, count: count) {
            let (groups, number) = grouped(tally.columns, nil, count: tally.counts.count)
            groupCount = number
            for (group, count) in zip(groups, tally.counts) { counts[Int(group)] += count }
        } else {
            let (groups, number) = grouped(vectors, kept, count: count)
            groupCount = number
            counts.withUnsafeMutableBufferPointer { counts in
                for group in groups { counts[Int(group)] += 1 }
            }
            for index in states.indices {
                let vector = partialIndices[index].map { page.columns[$0] } ?? .constant(nil)
                states[index].add(vector, kept, to: groups, of: groupCount)
            }
        }
        rows += count
        isUTF8 = isUTF8 && page.isUTF8
        if rows >= Self.sample, groupCount * 2 > rows {
            // Searching for equal rows that do not exist costs more than it saves.
            isDisabled = true
        } else if groupCount < maximumGroups,
            keys.allSatisfy({
                $0.codes.byteCount < Self.maximumBytes && $0.codes.valueCount < Self.maximumValues
            })
        {
            return .taken
        }
        return takeGroups().map { .groups($0) } ?? .taken
    }

    /// Returns the group of each row, and the number of groups so far, each of which has a count then.
    ///
    /// - Parameters:
    ///   - vectors: the columns in which rows are equal.
    ///   - kept: the rows to read; all when nil.
    ///   - count: the number of rows to read.
    private mutating func grouped(
        _ vectors: [Vector], _ kept: [Int32]?, count: Int
    ) -> (groups: [UInt32], count: Int) {
        var groups = [UInt32](repeating: 0, count: count)
        var groupCount = 1
        for position in keys.indices {
            if position == 0 {
                keys[0].codes.encode(vectors[0], kept, into: &groups)
                groupCount = keys[0].codes.count
            } else {
                var codes = [UInt32](repeating: 0, count: count)
                keys[position].codes.encode(vectors[position], kept, into: &codes)
                combinations[position - 1].combine(
                    codes, of: keys[position].codes.count, into: &groups, of: groupCount)
                groupCount = combinations[position - 1].count
            }
        }
        counts.append(contentsOf: repeatElement(0, count: groupCount - counts.count))
        return (groups, groupCount)
    }

    /// Returns and clears the groups so far; nil when there are none.
    mutating func takeGroups() -> Page? {
        guard rows > 0 else { return nil }
        var columns = [Vector](repeating: .constant(nil), count: width)
        var rest = counts.indices.map { UInt32($0) }
        for position in keys.indices.reversed() {
            let codes: [UInt32]
            if position == 0 {
                codes = rest
            } else {
                let words = rest.map { combinations[position - 1].words[Int($0)] }
                codes = words.map { UInt32(truncatingIfNeeded: $0) }
                rest = words.map { UInt32(truncatingIfNeeded: $0 >> 32) }
            }
            columns[keys[position].index] = keys[position].codes.vector(of: codes)
        }
        columns.append(.integers(counts, .all))
        columns += states.map(\.vector)
        var page = Page(count: counts.count, columns: columns)
        page.isUTF8 = isUTF8
        for position in keys.indices { keys[position].codes.removeAll() }
        for position in combinations.indices { combinations[position].removeAll() }
        for index in states.indices { states[index].removeAll() }
        counts = []
        rows = 0
        isUTF8 = true
        return page
    }

    /// Returns whether all vectors have the kinds of their columns.
    private func fits(_ page: Page) -> Bool {
        keys.allSatisfy { $0.codes.takes(page.columns[$0.index]) }
            && zip(states, partialIndices).allSatisfy { state, index in
                index.map { state.takes(page.columns[$0]) } ?? true
            }
    }
}

extension PartialAggregate.Partial {
    /// Returns the type with which SQLite reads the result.
    func type(in table: Table) -> ColumnType {
        switch operation {
        case .count, .sum: .integer
        case .exactSum: .real
        case .least, .greatest: table.columns[column].type
        }
    }
}

extension PartialAggregate.Partial.Operation {
    /// Returns the result for each row by itself.
    func ofOne(_ vector: Vector, count: Int) -> Vector {
        switch (self, vector) {
        case (.least, _), (.greatest, _), (.sum, _), (.exactSum, _): vector
        case (.count, .reals(let values, let validity)):
            .integers(
                values.indices.map { validity.isNull($0) || values[$0].isNaN ? 0 : 1 }, .all)
        case (.count, _):
            .integers((0..<count).map { vector.isNull($0) ? 0 : 1 }, .all)
        }
    }
}
