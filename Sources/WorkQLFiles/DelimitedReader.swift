import WorkQLSyntax

/// A parser of RFC 4180, as a state machine over bytes: quotes, doubled quotes, line breaks in
/// quotes, lines that end with LF, CRLF or CR. Blank lines are skipped, and blanks around an
/// unquoted cell are not part of it.
struct DelimitedReader {
    private let text: FileText
    private let delimiter: UInt8
    private let hasQuotes: Bool
    private let hasEscapes: Bool
    private let trims: Bool
    private var cells: [Cell] = []
    private var ends: [UInt32] = []
    private var trimmed = 0
    private var guesses = FileRecords.Guesses()
    /// Whether the error may disappear when more of the file is read.
    private var reachedEnd = false
    /// The cells that contain doubled quotes, which are replaced after everything is read.
    private var doubled: [Int] = []

    private init(_ text: FileText, dialect: DelimitedDialect, trims: Bool) {
        self.text = text
        delimiter = dialect.delimiter
        hasQuotes = dialect.hasQuotes
        hasEscapes = dialect.hasEscapes
        self.trims = trims
    }

    /// Reads the cells of every record; the first record may be a header.
    static func read(
        _ text: FileText, dialect: DelimitedDialect, trims: Bool = true
    ) throws(UserError) -> FileRecords {
        try read(text, dialect: dialect, trims: trims, isLast: true).records
    }

    /// Reads the records that end within a part of a file.
    ///
    /// - Parameter isLast: whether the file ends with the part, and the last record with it.
    /// - Returns: the records, and the offset of the first record that does not end within the
    ///   part.
    static func read(
        _ text: FileText, dialect: DelimitedDialect, trims: Bool, isLast: Bool
    ) throws(UserError) -> (records: FileRecords, end: Int) {
        var reader = DelimitedReader(text, dialect: dialect, trims: trims)
        let end = try text.bytes.withUnsafeBufferPointer { (bytes) throws(UserError) in
            var position = dialect.start
            while position < bytes.count {
                if Ascii.isLineBreak(bytes[position]) {
                    // The LF of a CRLF may be in the next part.
                    if !isLast, position + 1 == bytes.count, bytes[position] == Ascii.carriageReturn
                    {
                        return position
                    }
                    position += 1
                    continue
                }
                let before = reader.mark
                do throws(UserError) {
                    let next = try reader.record(bytes, from: position)
                    // The next part may continue this record.
                    guard isLast || next < bytes.count else {
                        reader.return(to: before)
                        return position
                    }
                    position = next
                } catch {
                    guard !isLast, bytes.count - position < TextParts.maxRecord,
                        reader.reachedEnd
                    else { throw error }
                    reader.return(to: before)
                    return position
                }
            }
            return position
        }
        var store = CellStore(
            bytes: text.bytes, cells: reader.cells, layout: .dense(width: 0, header: 0))
        for index in reader.doubled {
            store.undouble(index)
            if let text = store.bytes.formulaText(store.cells[index].range) {
                store.cells[index] = Cell(.quoted, text)
                reader.guesses.formulas += 1
            }
        }
        if dialect.hasEscapes { store.readBackslashes(hasNulls: dialect.hasNulls) }
        var read = text
        read.bytes = store.bytes
        var records = FileRecords(
            text: read, cells: store.cells,
            ends: reader.ends, trimmed: reader.trimmed, origin: .delimited,
            emptyIsTab: dialect.delimiter == Ascii.tab)
        records.guesses = reader.guesses
        return (records, end)
    }

    private struct Mark {
        var cells: Int
        var doubled: Int
        var trimmed: Int
        var guesses: FileRecords.Guesses
    }

    private var mark: Mark {
        Mark(cells: cells.count, doubled: doubled.count, trimmed: trimmed, guesses: guesses)
    }

    /// Discards the record that has begun.
    private mutating func `return`(to mark: Mark) {
        cells.removeLast(cells.count - mark.cells)
        doubled.removeLast(doubled.count - mark.doubled)
        trimmed = mark.trimmed
        guesses = mark.guesses
        while let last = ends.last, Int(last) > mark.cells { ends.removeLast() }
        reachedEnd = false
    }

    /// Reads cells separated by tabs. Quotes that are not paired as in RFC 4180, such as in
    /// `"so" he said`, come from a program that writes quotes as ordinary characters.
    static func readTabs(
        _ text: FileText, from start: Int = 0, trims: Bool = true
    ) throws(UserError) -> FileRecords {
        var dialect = DelimitedDialect.tabs(text)
        dialect.start = start
        do {
            return try read(text, dialect: dialect, trims: trims)
        } catch {
            guard dialect.hasQuotes else { throw error }
            dialect.hasQuotes = false
            guard let records = try? read(text, dialect: dialect, trims: trims),
                !records.hasTooLongRows
            else { throw error }
            return records
        }
    }

    /// - Returns: the offset of the next record, or of the LF of a CRLF, which then counts as a
    ///   blank line.
    private mutating func record(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) throws(UserError) -> Int {
        let first = cells.count
        var position = start
        while true {
            if position < bytes.count, bytes[position] == Ascii.quote,
                hasQuotes || isQuotedName(bytes, at: position)
            {
                position = try quotedField(bytes, from: position)
            } else {
                position = try plainField(bytes, from: position)
            }
            guard position < bytes.count else { break }
            position += 1
            if bytes[position - 1] != delimiter { break }
        }
        guard cells.count - first <= CellStore.maxColumns else {
            throw text.failure(
                inLineOf: start, "\(cells.count - first) columns are too many",
                help: "a table has at most \(CellStore.maxColumns)")
        }
        ends.append(UInt32(truncatingIfNeeded: cells.count))
        return position
    }

    /// Whether a cell of the first row is a number, a date or the like in quotes, `"2026-08-01"`, by
    /// which this program distinguishes names from values also where it writes escapes in place of
    /// quotes.
    private func isQuotedName(_ bytes: UnsafeBufferPointer<UInt8>, at opening: Int) -> Bool {
        guard hasEscapes, ends.isEmpty, text.firstLine == 1,
            let closing = bytes[(opening + 1)...].firstIndex(where: {
                $0 == Ascii.quote || $0 == delimiter || Ascii.isLineBreak($0)
            }), bytes[closing] == Ascii.quote,
            closing + 1 == bytes.count || bytes[closing + 1] == delimiter
                || Ascii.isLineBreak(bytes[closing + 1])
        else { return false }
        let name = bytes[(opening + 1)..<closing]
        let signs = Array("+-.".utf8)
        let figures = name.first.map(signs.contains) == true ? name.dropFirst() : name
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return figures.first.map(digits.contains) == true
            || ["true", "false"].contains(String(decoding: name, as: UTF8.self).lowercased())
    }

    private mutating func plainField(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) throws(UserError) -> Int {
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == delimiter || Ascii.isLineBreak(byte) { break }
            guard byte != 0 else { throw text.nulByte(at: position) }
            position += 1
        }
        guard position > start else {
            // The position of an empty cell determines the line of a record without other cells.
            cells.append(Cell(.null, position..<position))
            return position
        }
        // A delimiter that is a blank ends the cell, so the cell contains none.
        let range = trims ? bytes.trimmed(start..<position) : start..<position
        if range.count < position - start, !range.isEmpty, !NumberShape(bytes[range]).isPlain {
            trimmed += 1
        }
        if let text = bytes.formulaText(range) {
            guesses.formulas += 1
            cells.append(Cell(.quoted, text))
            return position
        }
        cells.append(Cell(range.isEmpty ? .null : .plain, range))
        return position
    }

    private mutating func quotedField(
        _ bytes: UnsafeBufferPointer<UInt8>, from opening: Int
    ) throws(UserError) -> Int {
        var position = opening + 1
        var hasDoubled = false
        while true {
            guard position < bytes.count else {
                reachedEnd = true
                throw text.failure(
                    at: opening, "the quote that opens here is never closed",
                    help: "a quote within quotes is written twice: \"\"")
            }
            let byte = bytes[position]
            if byte == Ascii.quote {
                guard position + 1 < bytes.count, bytes[position + 1] == Ascii.quote else { break }
                hasDoubled = true
                position += 2
                continue
            }
            guard byte != 0 else { throw text.nulByte(at: position) }
            position += 1
        }
        if hasDoubled { doubled.append(cells.count) }
        if trims { countBlanks(bytes, opening + 1..<position) }
        cells.append(Cell(.quoted, opening + 1..<position))
        position += 1
        if position < bytes.count, bytes[position] != delimiter,
            !Ascii.isLineBreak(bytes[position])
        {
            throw text.failure(
                at: position, "text follows a closing quote",
                help: "a quote within quotes is written twice: \"\"")
        }
        return position
    }
}

extension DelimitedReader {
    /// Counts a quoted word with blanks at its ends, which no word of another file equals.
    fileprivate mutating func countBlanks(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) {
        guard bytes.isWordWithBlanks(range) else { return }
        guesses.blanks += 1
    }
}

extension Collection<UInt8> where Index == Int {
    /// Returns the text in a formula such as `="0012"`, which programs write so that Excel keeps
    /// the zeros.
    fileprivate func formulaText(_ range: Range<Int>) -> Range<Int>? {
        guard range.count >= 4, self[range.lowerBound] == UInt8(ascii: "="),
            self[range.lowerBound + 1] == Ascii.quote, self[range.upperBound - 1] == Ascii.quote
        else { return nil }
        let text = range.lowerBound + 2..<range.upperBound - 1
        return self[text].contains(Ascii.quote) ? nil : text
    }
}

extension FileText {
    func nulByte(at offset: Int) -> UserError {
        failure(
            at: offset, "the file contains a NUL byte here", help: "save the file as text in UTF-8")
    }
}

extension CellStore {
    /// Replaces doubled quotes by single ones, in place.
    fileprivate mutating func undouble(_ index: Int) {
        rewrite(index) { (bytes, position) in
            position += bytes[position] == Ascii.quote ? 2 : 1
            return bytes[position - 1]
        }
    }

    /// Decodes `\t`, `\n`, `\r`, `\\` and `\x20`, in place, and `\N` as NULL. If the file contains
    /// `\N`, an empty field is an empty text.
    ///
    /// - Parameter hasNulls: whether the file contains `\N`; nil if these are all cells of the
    ///   file.
    fileprivate mutating func readBackslashes(hasNulls: Bool?) {
        let nulls = cells.indices.filter { bytes[cells[$0].range].elementsEqual(#"\N"#.utf8) }
        if hasNulls ?? !nulls.isEmpty {
            for index in cells.indices where cells[index].kind == .null {
                cells[index] = Cell(.plain, 0..<0)
            }
        }
        for index in nulls { cells[index] = .null }
        for index in cells.indices where cells[index].kind == .plain {
            let range = cells[index].range
            guard bytes[range].contains(Ascii.backslash) else { continue }
            rewrite(index) { (bytes, position) in
                let byte = bytes[position]
                guard byte == Ascii.backslash, position + 1 < range.upperBound else {
                    position += 1
                    return byte
                }
                position += 2
                if bytes[position - 1] == UInt8(ascii: "x"), position + 1 < range.upperBound,
                    let byte = JSONEscapes.unit(bytes[position...position + 1])
                {
                    position += 2
                    return UInt8(truncatingIfNeeded: byte)
                }
                return switch bytes[position - 1] {
                case UInt8(ascii: "t"): Ascii.tab
                case UInt8(ascii: "n"): Ascii.lineFeed
                case UInt8(ascii: "r"): Ascii.carriageReturn
                default: bytes[position - 1]
                }
            }
        }
    }

    /// Rewrites a cell in place with the bytes that `next` returns, which are never more than it
    /// reads.
    private mutating func rewrite(_ index: Int, _ next: ([UInt8], inout Int) -> UInt8) {
        let range = cells[index].range
        var read = range.lowerBound
        var written = range.lowerBound
        while read < range.upperBound {
            let byte = next(bytes, &read)
            bytes[written] = byte
            written += 1
        }
        cells[index] = Cell(cells[index].kind, range.lowerBound..<written)
    }
}
