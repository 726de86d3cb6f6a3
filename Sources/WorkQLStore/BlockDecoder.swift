import WorkQLCatalog
import WorkQLPages
import WorkQLParquet
import WorkQLTime

/// A decoder of the rows of one table in a block.
struct BlockDecoder {
    /// The part of a block to read.
    enum Wanted: Sendable {
        case everything
        /// The instants of each owner, by its index in the block's list; owners without an entry
        /// are not read.
        case instants([Int: IntervalSet])
    }

    /// Rows with their owners and instants.
    struct Rows {
        var page: Page
        /// The rows' owners, by their indices in the block's list.
        var owners: [Int64]
        var instants: [Int64]
    }

    private var reader: ParquetReader
    private let table: Table
    private let isUTF8: Bool

    init(_ bytes: [UInt8], _ table: Table, isUTF8: Bool) throws(ParquetError) {
        try self.init(BlockBytes(bytes), table, isUTF8: isUTF8)
    }

    /// - Parameters:
    ///   - bytes: with the parts of the metadata at least.
    ///   - wanted: the fields that are read, from `fields`; all when nil.
    ///   - known: a decoder of another block of the table.
    init(
        _ bytes: BlockBytes, _ table: Table, isUTF8: Bool, fields wanted: Set<String>? = nil,
        like known: BlockDecoder? = nil
    ) throws(ParquetError) {
        reader = try ParquetReader(bytes, fields: wanted, like: known?.reader)
        self.table = table
        self.isUTF8 = isUTF8
    }

    /// Returns the names of the fields that a reader of some columns of a table may need.
    static func fields(_ columns: [Int], of table: Table) -> Set<String> {
        Set(columns.map { table.columns[$0].name })
            .union([BlockEncoder.owner, BlockEncoder.at])
            .union(table.storedTime.map { [$0] } ?? [])
    }

    /// Returns a decoder of the same block that has more of its bytes, or others.
    func reading(_ bytes: BlockBytes) -> BlockDecoder {
        var decoder = self
        decoder.reader = reader.reading(bytes)
        return decoder
    }

    var groups: Range<Int> { reader.rowGroups.indices }

    /// Returns the ranges of bytes that `page` needs for all groups, with the same arguments.
    func ranges(
        _ columns: [Int], without deferred: Set<Int>, _ wanted: Wanted
    ) throws(ParquetError) -> [Range<Int>] {
        var names: Set<String> = []
        if case .instants = wanted {
            names = [BlockEncoder.owner]
            if table.isStoredByTime {
                names.insert(BlockEncoder.at)
                if let time = table.storedTime { names.insert(time) }
            }
        }
        var ranges: [Range<Int>] = []
        for group in groups {
            let deferred = try hasTimes(group) ? deferred : []
            let own = columns.filter { !deferred.contains($0) }.map { table.columns[$0].name }
            for name in names.union(own) {
                ranges.append(
                    reader.range(ofField: try field(name), inRowGroup: group))
            }
        }
        return ranges
    }

    /// - Parameters:
    ///   - columns: indices in `table.columns`.
    ///   - deferred: the subset of them that is not read in a group whose rows all have their own
    ///     time: NULL, or some instant for that time.
    func page(
        _ group: Int, _ columns: [Int], without deferred: Set<Int> = [], _ wanted: Wanted
    ) throws(ParquetError) -> Page {
        let rows = reader.rowGroups[group].rowCount
        let deferred = try hasTimes(group) ? deferred : []
        func page(_ group: Int, _ columns: [Int], rows: Int) throws(ParquetError) -> Page {
            guard !deferred.isEmpty else { return try self.page(group, columns, rows: rows) }
            let own = columns.filter { !deferred.contains($0) }
            let page = try self.page(group, own, rows: rows)
            var vectors: [Vector] = []
            var next = 0
            for column in columns {
                if deferred.contains(column) {
                    // A time that is not read is some instant: rows without one are compared with
                    // others.
                    let isTime = table.columns[column].name == table.storedTime
                    vectors.append(.constant(isTime ? .integer(0) : nil))
                } else {
                    vectors.append(page.columns[next])
                    next += 1
                }
            }
            var whole = Page(count: rows, columns: vectors)
            whole.isUTF8 = page.isUTF8
            return whole
        }
        guard case .instants(let instants) = wanted else {
            return try page(group, columns, rows: rows)
        }
        let ranges = ranges(
            of: instants, owners: try owners(group), instants: try self.instants(group))
        guard !ranges.isEmpty else { return Page(count: 0, columns: []) }
        let page = try page(group, columns, rows: rows)
        return ranges == [0..<rows] ? page : page.slicing(ranges)
    }

    /// Returns the same rows with all stored columns, and their owners and instants.
    func rows(_ group: Int, _ wanted: Wanted) throws(ParquetError) -> Rows {
        let (owners, instants) = (try owners(group), try instants(group))
        let page = try page(group, table.listed, rows: owners.count)
        guard case .instants(let own) = wanted else {
            return Rows(page: page, owners: owners, instants: instants)
        }
        let ranges = ranges(of: own, owners: owners, instants: instants)
        return Rows(
            page: page.slicing(ranges), owners: ranges.flatMap { owners[$0] },
            instants: ranges.flatMap { instants[$0] })
    }

    func count(_ group: Int, _ wanted: Wanted) throws(ParquetError) -> Int {
        guard case .instants(let own) = wanted else { return reader.rowGroups[group].rowCount }
        return ranges(of: own, owners: try owners(group), instants: try instants(group))
            .reduce(0) { $0 + $1.count }
    }

    /// Returns the indices of owners that have a row with one of some values in a column.
    func owners(
        _ group: Int, whose column: Int, are forgotten: ForgottenRows, _ wanted: Wanted
    ) throws(ParquetError) -> Set<Int> {
        let owners = try owners(group)
        let vector = try page(group, [column], rows: owners.count).columns[0]
        let ranges =
            if case .instants(let own) = wanted {
                ranges(of: own, owners: owners, instants: try instants(group))
            } else {
                [0..<owners.count]
            }
        var found: Set<Int> = []
        var lookup = ForgottenRows.Lookup(forgotten)
        for row in ranges.joined() where !found.contains(Int(owners[row])) {
            guard let scalar = vector.scalar(row) else { continue }
            if lookup.contains(scalar) { found.insert(Int(owners[row])) }
        }
        return found
    }

    private func field(_ name: String) throws(ParquetError) -> Int {
        guard let index = reader.fields.firstIndex(where: { $0.name == name }) else {
            throw .malformed("columns of a block")
        }
        return index
    }

    private func page(
        _ group: Int, _ columns: [Int], rows: Int
    ) throws(ParquetError) -> Page {
        var fields: [Int] = []
        for column in columns { fields.append(try field(table.columns[column].name)) }
        let found = try reader.read(rowGroup: group, fields: fields)
        var vectors: [Vector] = []
        for (column, content) in zip(columns, found) {
            vectors.append(try content.vector(of: table.columns[column].type))
        }
        var page = Page(count: rows, columns: vectors)
        page.isUTF8 = isUTF8
        return page
    }

    private func integers(_ group: Int, _ name: String) throws(ParquetError) -> ParquetColumn {
        try reader.read(rowGroup: group, fields: [try field(name)])[0]
    }

    private func owners(_ group: Int) throws(ParquetError) -> [Int64] {
        guard case .integers(let owners) = try integers(group, BlockEncoder.owner).values else {
            throw .malformed("owners of a block")
        }
        return owners
    }

    /// Returns whether each row has a time of its own, by which it is stored.
    private func hasTimes(_ group: Int) throws(ParquetError) -> Bool {
        guard let time = table.storedTime else { return false }
        return reader.nullCount(ofField: try field(time), inRowGroup: group) == 0
    }

    private func instants(_ group: Int) throws(ParquetError) -> [Int64] {
        let rows = reader.rowGroups[group].rowCount
        guard table.isStoredByTime else { return Array(repeating: 0, count: rows) }
        let own = try integers(group, BlockEncoder.at)
        guard case .integers(var instants) = own.values else {
            throw .malformed("instants of a block")
        }
        guard let isOwn = own.validity else { return instants }
        guard let time = table.storedTime,
            case .integers(let times) = try integers(group, time).values
        else { throw .malformed("instants of a block") }
        if !isOwn.contains(true) { return times }
        for row in instants.indices where !isOwn[row] { instants[row] = times[row] }
        return instants
    }

    /// Returns the positions of the wanted rows. Rows of one owner are contiguous and ordered by
    /// time.
    private func ranges(
        of wanted: [Int: IntervalSet], owners: [Int64], instants: [Int64]
    ) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < owners.count {
            var end = start + 1
            while end < owners.count, owners[end] == owners[start] { end += 1 }
            for range in wanted[Int(owners[start])]?.ranges ?? [] {
                let from = instants.index(ofFirstFrom: range.lowerBound, in: start..<end)
                let to = instants.index(ofFirstFrom: range.upperBound, in: from..<end)
                guard from < to else { continue }
                if let last = ranges.last, last.upperBound == from {
                    ranges[ranges.count - 1] = last.lowerBound..<to
                } else {
                    ranges.append(from..<to)
                }
            }
            start = end
        }
        return ranges
    }
}

extension [Int64] {
    /// Returns the index of the first of some ascending values that is not less than a bound.
    fileprivate func index(ofFirstFrom bound: Int64, in range: Range<Int>) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ParquetColumn {
    fileprivate func vector(of type: ColumnType) throws(ParquetError) -> Vector {
        let validity = Validity(bytes: self.validity.map { $0.map { $0 ? 1 : 0 } } ?? [])
        switch (values, type) {
        case (.integers(let values), .integer), (.integers(let values), .boolean),
            (.integers(let values), .timestamp):
            return .integers(values, validity)
        case (.reals(let values), .real): return .reals(values, validity)
        case (.bytes(let texts), .text), (.bytes(let texts), .date), (.bytes(let texts), .time),
            (.bytes(let texts), .json):
            guard texts.data.count <= UInt32.max else { throw .unsupported("4 GB of texts") }
            return .text(
                TextVector(
                    offsets: texts.offsets.map { UInt32(truncatingIfNeeded: $0) },
                    bytes: texts.data, validity: validity))
        case (.dictionary(let codes, let entries), .text),
            (.dictionary(let codes, let entries), .date),
            (.dictionary(let codes, let entries), .time),
            (.dictionary(let codes, let entries), .json):
            return try entries.vector(codes, validity)
        default: throw .malformed("type of \(name)")
        }
    }
}

extension ParquetBytes {
    /// Returns the entries of a dictionary as a vector of rows with these codes.
    fileprivate func vector(
        _ codes: [Int32], _ validity: Validity
    ) throws(ParquetError) -> Vector {
        guard data.count <= UInt32.max else { throw .unsupported("4 GB of texts") }
        let vector = DictionaryVector(
            codes: codes,
            entries: TextVector(
                offsets: offsets.map { UInt32(truncatingIfNeeded: $0) }, bytes: data,
                validity: .all),
            validity: validity)
        // A caller that expands the codes into texts must be able to address the result.
        guard
            codes.isEmpty || data.count <= Int(UInt32.max) / codes.count
                || vector.spreadCount <= UInt32.max
        else { throw .unsupported("4 GB of texts") }
        return .dictionary(vector)
    }
}
