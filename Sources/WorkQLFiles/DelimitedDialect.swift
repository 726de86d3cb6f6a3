import WorkQLSyntax

/// The format of a delimited file.
struct DelimitedDialect: Hashable, Sendable {
    var delimiter: UInt8
    /// The offset of the first record: after Excel's `sep=;`, if there is one.
    var start = 0
    /// Whether a quote at the start of a field begins a quoted field.
    var hasQuotes = true
    /// Whether a backslash begins an escape.
    var hasEscapes = false
    /// Whether the file contains `\N`; nil if this has to be determined.
    var hasNulls: Bool?
    /// Whether the delimiter occurs in the first records.
    var isFound = true

    private static let candidates = [",", ";", "\t", "|"].map { (text: StaticString) in
        text.utf8Start.pointee
    }

    /// Returns the format of tab-separated text. Many programs, including this one, write a tab
    /// within a cell as `\t` and NULL as `\N`; they treat a quote as an ordinary character. Others
    /// know no escapes and put quotes around such a cell. A file is taken to be one of the former
    /// if each of its backslashes begins such an escape, and none follows a drive as in `C:\temp`.
    static func tabs(_ text: FileText) -> DelimitedDialect {
        tabs(hasEscapes: hasEscapes(text) ?? false)
    }

    static func tabs(hasEscapes: Bool) -> DelimitedDialect {
        DelimitedDialect(
            delimiter: Ascii.tab, hasQuotes: !hasEscapes, hasEscapes: hasEscapes)
    }

    /// Returns whether each backslash begins an escape; nil if there is no backslash.
    static func hasEscapes(_ text: FileText) -> Bool? {
        var position = 0
        var hasEscapes: Bool?
        let known = Array(#"tnrN\"#.utf8)
        while let index = text.bytes[position...].firstIndex(of: Ascii.backslash) {
            guard index + 1 < text.bytes.count,
                known.contains(text.bytes[index + 1]) || isBlankEscape(index, text.bytes),
                !isAfterDrive(index, text.bytes)
            else { return false }
            hasEscapes = true
            position = index + 2
        }
        return hasEscapes
    }

    /// Returns whether the escape is `\x20` or similar, which this program writes for a blank at
    /// either end of a cell, and `\x22` for a quote at its beginning.
    private static func isBlankEscape(_ index: Int, _ bytes: [UInt8]) -> Bool {
        guard index + 3 < bytes.count, bytes[index + 1] == UInt8(ascii: "x") else { return false }
        return [0x20, 0x22, 0xC2, 0xA0, 0xE3, 0x80].contains(
            JSONEscapes.unit(bytes[index + 2...index + 3]) ?? 0)
    }

    /// Returns whether a field begins with `C:` followed by this backslash, which is a single one.
    private static func isAfterDrive(_ index: Int, _ bytes: [UInt8]) -> Bool {
        guard index >= 2, bytes[index - 1] == Ascii.colon, bytes[index + 1] != Ascii.backslash,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index - 2] | 0x20)
        else { return false }
        guard index > 2 else { return true }
        return bytes[index - 3] == Ascii.tab || Ascii.isLineBreak(bytes[index - 3])
    }

    /// Returns the format with the delimiter that occurs equally often in all of the first records;
    /// otherwise with the one that occurs equally often in most records, since titles above a table
    /// contain none and rows may be short. If several qualify, the first of `,` `;` tab `|` is
    /// used.
    static func sniffed(_ text: FileText, from start: Int = 0) -> DelimitedDialect {
        if start == 0, let declared = declared(text) { return declared }
        var isRejected = false
        var best = (delimiter: Ascii.comma, isEven: false, alike: 0, count: 0)
        for delimiter in candidates {
            let counts = counts(of: delimiter, in: text.bytes, from: start)
            var frequencies: [Int: Int] = [:]
            for count in counts where count > 0 { frequencies[count, default: 0] += 1 }
            guard !isInSentences(delimiter, counts, text.bytes, from: start) else {
                isRejected = isRejected || counts.contains { $0 > 0 }
                continue
            }
            guard
                let usual = frequencies.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })
            else { continue }
            let isEven = usual.value == counts.count
            let isBetter =
                isEven != best.isEven
                ? isEven
                : isEven
                    ? usual.key > best.count : (usual.value, usual.key) > (best.alike, best.count)
            if isBetter { best = (delimiter, isEven, usual.value, usual.key) }
        }
        var dialect = DelimitedDialect(delimiter: best.delimiter, start: start)
        // A single column, whose cells contain commas.
        if isRejected, best.count == 0 { dialect.delimiter = none }
        dialect.isFound = best.count > 0
        return dialect
    }

    /// A character that separates nothing: the unit separator, which no text contains.
    private static let none: UInt8 = 0x1F

    /// Returns whether a character is a part of the cells of a single column, whose name does not
    /// contain it: it is in no more than half of the rows and not in all of the last ones, as below a
    /// title, or has a blank after it wherever it occurs.
    private static func isInSentences(
        _ delimiter: UInt8, _ counts: [Int], _ bytes: [UInt8], from start: Int
    ) -> Bool {
        guard counts.count > 1, counts[0] == 0, delimiter != Ascii.tab else { return false }
        let rows = counts.dropFirst()
        let used = rows.count { $0 > 0 }
        guard used > 0 else { return false }
        let last = rows.reversed().prefix { $0 > 0 }.count
        let sample = bytes[start...].prefix(1 << 16)
        // In a file of one column, a delimiter at the end of a line represents empty text.
        let endsLine = sample.indices.contains { index in
            sample[index] == delimiter
                && (index + 1 == sample.endIndex || Ascii.isLineBreak(sample[index + 1]))
        }
        if used * 2 <= rows.count, last < 2, !endsLine { return true }
        return sample.indices.allSatisfy { index in
            sample[index] != delimiter
                || sample.indices.contains(index + 1) && sample[index + 1] == Ascii.space
        }
    }

    /// Returns whether the first line and each line after it contain the same number of full-width
    /// commas.
    static func hasWideCommas(_ text: FileText, from start: Int) -> Bool {
        let sample = text.bytes[start...].prefix(1 << 16)
        var lines = sample.split(whereSeparator: Ascii.isLineBreak).prefix(100)
        // The sample may truncate its last line.
        if sample.endIndex < text.bytes.endIndex { lines = lines.dropLast() }
        let counts = lines.map {
            String(decoding: $0, as: UTF8.self).unicodeScalars.count { $0 == "，" }
        }
        guard counts.count > 1, let first = counts.first, first > 0 else { return false }
        return counts.allSatisfy { $0 == first }
    }

    /// Returns the format declared by a first line `sep=;`, which Excel writes and obeys; programs
    /// that quote every field quote it too.
    private static func declared(_ text: FileText) -> DelimitedDialect? {
        let bytes = text.bytes
        let quotes = bytes.first == Ascii.quote ? 1 : 0
        let after = quotes + 5
        guard bytes.count > after + quotes,
            Name.fold(String(decoding: bytes[quotes..<quotes + 4], as: UTF8.self)) == "sep=",
            quotes == 0 || bytes[after] == Ascii.quote,
            candidates.contains(bytes[quotes + 4]), Ascii.isLineBreak(bytes[after + quotes])
        else { return nil }
        return DelimitedDialect(delimiter: bytes[quotes + 4], start: after + quotes + 1)
    }

    /// Returns the number of occurrences of a delimiter outside quotes in each of the first
    /// records.
    private static func counts(
        of delimiter: UInt8, in bytes: [UInt8], from start: Int
    ) -> [Int] {
        var counts: [Int] = []
        var count = 0
        var isQuoted = false
        var isFieldStart = true
        var isBlankLine = true
        let end = min(bytes.count, start + (1 << 16))
        for position in min(start, end)..<end {
            let byte = bytes[position]
            if isQuoted {
                isQuoted = byte != Ascii.quote
                continue
            }
            if Ascii.isLineBreak(byte) {
                if !isBlankLine { counts.append(count) }
                if counts.count == 100 { return counts }
                (count, isBlankLine, isFieldStart) = (0, true, true)
                continue
            }
            isBlankLine = false
            if byte == delimiter {
                count += 1
                isFieldStart = true
            } else {
                // The second of two adjacent quotes reopens the quoted text.
                let isAfterQuote = position > 0 && bytes[position - 1] == Ascii.quote
                isQuoted = byte == Ascii.quote && (isFieldStart || isAfterQuote)
                isFieldStart = false
            }
        }
        // A record that the sample truncates is not counted.
        if !isBlankLine, end == bytes.count, !isQuoted { counts.append(count) }
        return counts
    }
}
