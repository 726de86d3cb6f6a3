import WorkQLPages
import WorkQLSyntax

/// The rows of a file that does not fit into memory: its parts are read in order, in several
/// passes.
struct FileStream: Sendable {
    enum Shape: Sendable {
        case delimited(DelimitedRows)
        /// The keys of all objects.
        case objects(keys: [[UInt8]])
    }

    let file: OpenFile
    let encoding: TextEncoding
    let partBytes: Int
    var shape: Shape
    /// The order of dates in JSON.
    var dates: DateOrder?

    /// Calls `body` with the cells of each part, without the header.
    func forEachPart(
        _ body: (CellStore) throws(UserError) -> Void
    ) throws(UserError) {
        switch shape {
        case .delimited(let rows):
            try rows.forEachStore(of: self) { (store, _) throws(UserError) in try body(store) }
        case .objects(let keys):
            var reader = JSONParts(keys: keys)
            try forEachObject(&reader) { (store, _) throws(UserError) in try body(store) }
        }
    }

    /// Returns the location and text of the first value that a column of a type cannot hold.
    func firstMismatch(
        _ column: Int, _ type: ColumnType
    ) throws(UserError) -> (location: String, value: String)? {
        var found: (location: String, value: String)?
        try forEachLocated { (store, line) throws(UserError) in
            guard found == nil else { return }
            found = store.firstMismatch(
                column, type, in: file.name, rows: nil, firstLine: line)
        }
        return found
    }

    /// Adds the cells of some columns to their tallies.
    func tally(_ tallies: inout [Int: ColumnTally]) throws(UserError) {
        var added = tallies
        try forEachLocated { (store, line) throws(UserError) in
            store.tally(&added, in: file.name, rows: nil, firstLine: line)
        }
        tallies = added
    }

    /// - Parameter body: receives the rows of a part, and the line at which the part begins.
    private func forEachLocated(
        _ body: (CellStore, Int) throws(UserError) -> Void
    ) throws(UserError) {
        switch shape {
        case .delimited(let rows): try rows.forEachStore(of: self, body)
        case .objects(let keys):
            var reader = JSONParts(keys: keys)
            try forEachObject(&reader, body)
        }
    }

    /// - Parameter body: receives the records of a part, parsed with this dialect.
    func forEachRecords(
        _ dialect: DelimitedDialect, trims: Bool,
        _ body: (FileRecords) throws(UserError) -> Void
    ) throws(UserError) {
        var start = dialect.start
        try forEachText { (text, isLast) throws(UserError) in
            guard isLast || text.bytes.count > start else { return 0 }
            var part = dialect
            part.start = min(start, text.bytes.count)
            start = 0
            let (records, end) = try DelimitedReader.read(
                text, dialect: part, trims: trims, isLast: isLast)
            if records.count > 0 { try body(records) }
            return end
        }
    }

    /// - Parameter body: receives the rows of a part, and the line at which the part begins.
    func forEachObject(
        _ reader: inout JSONParts,
        _ body: (CellStore, Int) throws(UserError) -> Void
    ) throws(UserError) {
        var parts = reader
        try forEachText { (text, isLast) throws(UserError) in
            let (store, end) = try parts.read(text, isLast: isLast)
            if var store {
                store.dates = dates
                try body(store, text.firstLine)
            }
            return end
        }
        reader = parts
    }

    /// - Parameter body: returns the offset of the first record that does not end in the text.
    func forEachText(
        _ body: (FileText, Bool) throws(UserError) -> Int
    ) throws(UserError) {
        var parts = TextParts(of: file, encoding: encoding, partBytes: partBytes)
        var rest: [UInt8] = []
        var line = 1
        while let part = try parts.next(line: line) {
            let bytes = rest.isEmpty ? part.bytes : rest + part.bytes
            let text = FileText(bytes: bytes, name: file.name, firstLine: line)
            let end = try body(text, part.isLast)
            line += text.lineBreaks(before: end)
            rest = Array(bytes[end...])
        }
        try file.checkUnchanged()
    }
}

/// The conversion of the records of a delimited file that is read in parts into rows.
struct DelimitedRows: Sendable {
    var dialect: DelimitedDialect
    var options: FileOptions
    /// The number of records above the header that are not rows.
    var dropped = 0
    var width: Int
    var hasHeader = false
    /// The columns whose empty cells take the value above them.
    var filled: [Int] = []

    /// - Parameter body: receives the records of a part, each as wide as the table, and whether the
    ///   first of them is the first of the file.
    func forEachRecords(
        of stream: FileStream,
        _ body: (FileRecords, Bool) throws(UserError) -> Void
    ) throws(UserError) {
        var above = dropped
        var isFirst = true
        var trimmed = 0
        var guesses = FileRecords.Guesses()
        try stream.forEachRecords(dialect, trims: options.trims) { (part) throws(UserError) in
            var records = part
            let count = min(above, records.count)
            records.drop(first: count)
            above -= count
            records.trimmed += trimmed
            records.guesses += guesses
            guard records.count > 0 else {
                (trimmed, guesses) = (records.trimmed, records.guesses)
                return
            }
            (trimmed, guesses) = (0, FileRecords.Guesses())
            records.clear(options.nulls)
            try records.even(to: width, isFirst: isFirst)
            try body(records, isFirst)
            isFirst = false
        }
    }

    /// - Parameter body: receives the rows of a part, and the line at which it begins.
    func forEachStore(
        of stream: FileStream,
        _ body: (CellStore, Int) throws(UserError) -> Void
    ) throws(UserError) {
        var last = [[UInt8]?](repeating: nil, count: filled.count)
        try forEachRecords(of: stream) { (records, isFirst) throws(UserError) in
            var store = CellStore(
                bytes: records.text.bytes, cells: records.cells,
                layout: .dense(width: width, header: isFirst && hasHeader ? width : 0),
                dates: options.dates)
            for (position, column) in filled.enumerated() {
                store.fillDown(
                    column, from: isFirst && hasHeader ? width : 0, width: width,
                    &last[position])
            }
            try body(store, records.text.firstLine)
        }
    }
}

extension CellStore {
    /// - Parameter last: the text of the last cell above the part that is not empty.
    fileprivate mutating func fillDown(
        _ column: Int, from header: Int, width: Int, _ last: inout [UInt8]?
    ) {
        var value: Cell?
        for index in stride(from: header + column, to: cells.count, by: width) {
            guard cells[index].kind == .null else {
                value = cells[index]
                last = nil
                continue
            }
            if value == nil, let text = last {
                value = Cell(.plain, bytes.count..<bytes.count + text.count)
                bytes += text
            }
            cells[index] = value ?? .null
        }
        if let value { last = Array(bytes[value.range]) }
    }
}
