import WorkQLSyntax

/// A reader of rows of JSON: a list of objects, objects one after another, or an object that
/// contains one list of objects.
///
/// Numbers are kept as they are written, so that identifiers above 2⁵³ are exact.
struct JSONReader {
    var tokens: JSONTokens
    private var cells: [Cell] = []
    private var columns: [UInt16] = []
    private var ends: [UInt32] = []
    private(set) var keys: [[UInt8]] = []
    private var columnOfKey: [[UInt8]: Int] = [:]
    /// The cells whose text contains escapes, which are decoded after everything is read.
    private var escaped: [Int] = []

    /// - Parameter isLines: whether a single object is a row rather than the container of the rows.
    /// - Returns: the cells, and the keys in the order in which they first appear; nil if the list
    ///   is empty.
    static func read(
        _ text: FileText, isLines: Bool
    ) throws(UserError) -> (store: CellStore, names: [String])? {
        let reader = try text.bytes.withUnsafeBufferPointer { (bytes) throws(UserError) in
            var reader = JSONReader(tokens: JSONTokens(text, bytes))
            try reader.document(isLines: isLines)
            return reader
        }
        guard let store = try reader.finish(text) else { return nil }
        return (store, reader.keys.map { String(decoding: $0, as: UTF8.self) })
    }

    /// - Parameter keys: the keys in the previous parts of the file.
    init(tokens: JSONTokens, keys: [[UInt8]] = []) {
        self.tokens = tokens
        self.keys = keys
        for (index, key) in keys.enumerated() { columnOfKey[key] = index }
    }

    /// Returns the cells of the rows that were read; nil if there are none.
    func finish(_ text: FileText) throws(UserError) -> CellStore? {
        if ends.isEmpty { return nil }
        guard !keys.isEmpty else {
            throw UserError(
                .malformedFile, "the objects of \(text.name) are empty, so there are no columns")
        }
        var store = CellStore(
            bytes: text.bytes, cells: cells, layout: .sparse(ends: ends, columns: columns),
            origin: .json)
        for index in escaped { store.readEscapes(index) }
        for index in store.cells.indices where store.cells[index].kind == .nested {
            store.dropSpaces(index)
        }
        return store
    }

    private mutating func document(isLines: Bool) throws(UserError) {
        let start = tokens.skipSpace()
        switch tokens.next {
        case Ascii.openBracket:
            try list()
        case Ascii.openBrace:
            if !isLines {
                _ = try tokens.value(depth: 0)
                tokens.skipSpace()
                let isAlone = tokens.next == nil
                tokens.position = start
                if isAlone { return try wrapper() }
            }
            while tokens.next == Ascii.openBrace {
                try row()
                tokens.skipSpace()
            }
        default:
            throw tokens.failure("expected a list or an object", help: Self.shapes)
        }
        tokens.skipSpace()
        guard tokens.next == nil else {
            throw tokens.failure("expected the end of the file", help: Self.shapes)
        }
    }

    static let shapes =
        "a table is a list of objects, one object per line, or an object with one list of objects"

    /// Reads `{"errcode": 0, "users": [{…}, {…}]}`.
    private mutating func wrapper() throws(UserError) {
        var lists: [(key: String, position: Int)] = []
        var empty: [Int] = []
        try tokens.members { (tokens, key) throws(UserError) in
            let position = tokens.position
            if try tokens.isListOfObjects() {
                lists.append((key.text, position))
            } else if tokens.isEmptyList(from: position) {
                empty.append(position)
            }
        }
        // The answer of a day without any events.
        if lists.isEmpty, empty.count == 1 { return }
        guard let list = lists.first else {
            throw UserError(
                .malformedFile, "\(tokens.text.name) is an object without a list of objects",
                help: Self.shapes)
        }
        guard lists.count == 1 else {
            let names = lists.map { "\"\($0.key)\"" }.joined(separator: ", ")
            throw UserError(
                .malformedFile,
                "\(tokens.text.name) contains \(lists.count) lists of objects: \(names)",
                help: "keep one list in the file")
        }
        tokens.position = list.position
        try self.list()
    }

    private mutating func list() throws(UserError) {
        tokens.position += 1
        tokens.skipSpace()
        if tokens.take(Ascii.closeBracket) { return }
        while true {
            tokens.skipSpace()
            guard tokens.next == Ascii.openBrace else {
                throw tokens.failure("expected an object", help: Self.shapes)
            }
            try row()
            tokens.skipSpace()
            if tokens.take(Ascii.comma) { continue }
            guard tokens.take(Ascii.closeBracket) else {
                throw tokens.failure("expected a comma or ]")
            }
            return
        }
    }

    mutating func row() throws(UserError) {
        // Most rows have the same keys in the same order.
        var expected = 0
        var tokens = tokens
        try tokens.members { (tokens, key) throws(UserError) in
            let column = try column(key, expected: expected)
            expected = column + 1
            let value = try tokens.value(depth: 1)
            guard value.cell.kind != .null else { return }
            if value.hasEscapes { escaped.append(cells.count) }
            cells.append(value.cell)
            columns.append(UInt16(column))
        }
        self.tokens = tokens
        ends.append(UInt32(cells.count))
    }

    private mutating func column(
        _ key: JSONTokens.Key, expected: Int
    ) throws(UserError) -> Int {
        if expected < keys.count, key.isEqual(to: keys[expected]) { return expected }
        let bytes = key.decoded
        if let known = columnOfKey[bytes] { return known }
        guard keys.count < CellStore.maxColumns else {
            throw tokens.text.failure(
                at: key.range.lowerBound,
                "the objects have more than \(CellStore.maxColumns) different keys",
                help: "a table has at most \(CellStore.maxColumns) columns")
        }
        keys.append(bytes)
        columnOfKey[bytes] = keys.count - 1
        return keys.count - 1
    }
}
