import WorkQLSyntax

/// A reader of the objects of a list, or of objects one after another, in parts of the file.
struct JSONParts {
    private enum State { case unknown, objects, list, ended }

    /// The keys, in the order in which they first appear.
    private(set) var keys: [[UInt8]]
    private var state = State.unknown
    private var isAfterRow = false

    init(keys: [[UInt8]] = []) { self.keys = keys }

    /// - Parameter isLast: whether the file ends with the part.
    /// - Returns: the rows that end within the part, if there are any, and the offset of the first
    ///   row that does not.
    mutating func read(
        _ text: FileText, isLast: Bool
    ) throws(UserError) -> (store: CellStore?, end: Int) {
        var copy = self
        let (reader, end) = try text.bytes.withUnsafeBufferPointer { (bytes) throws(UserError) in
            var reader = JSONReader(tokens: JSONTokens(text, bytes), keys: copy.keys)
            let end = try copy.rows(&reader, text, isLast: isLast)
            return (reader, end)
        }
        self = copy
        keys = reader.keys
        return (try reader.finish(text), end)
    }

    private mutating func rows(
        _ reader: inout JSONReader, _ text: FileText, isLast: Bool
    ) throws(UserError) -> Int {
        while true {
            let start = reader.tokens.skipSpace()
            guard let next = reader.tokens.next else {
                if isLast, state == .list {
                    throw reader.tokens.failure("a comma or ] is expected here")
                }
                return start
            }
            if state == .unknown {
                guard next == Ascii.openBracket || next == Ascii.openBrace else {
                    throw reader.tokens.failure(
                        "a list or an object is expected here", help: JSONReader.shapes)
                }
                state = next == Ascii.openBracket ? .list : .objects
                if state == .list { _ = reader.tokens.take(next) }
                continue
            }
            if state == .list {
                if next == Ascii.closeBracket {
                    _ = reader.tokens.take(next)
                    state = .ended
                    continue
                }
                if isAfterRow {
                    guard reader.tokens.take(Ascii.comma) else {
                        throw reader.tokens.failure("a comma or ] is expected here")
                    }
                    reader.tokens.skipSpace()
                    if reader.tokens.next == nil, !isLast { return start }
                }
            }
            guard state != .ended, reader.tokens.next == Ascii.openBrace else {
                throw reader.tokens.failure(
                    state == .list
                        ? "an object is expected here" : "the end of the file is expected here",
                    help: JSONReader.shapes)
            }
            let before = reader
            do throws(UserError) { try reader.row() } catch {
                // The rest of the object may be in the next part.
                guard !isLast, text.bytes.count - start < TextParts.maxRecord else { throw error }
                reader = before
                return start
            }
            isAfterRow = true
        }
    }
}
