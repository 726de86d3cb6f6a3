import WorkQLPages
import WorkQLSyntax

/// The columns of a file that is read in parts, determined in a pass over the whole file.
struct FileSurvey {
    private(set) var columns: [FileTable.Column] = []
    private(set) var hasHeader = true
    private(set) var notes: [FileNote] = []
    private(set) var rowCount = 0
    private(set) var stream: FileStream
    let origin: CellStore.Origin

    /// The number of bytes from which the delimiter and the titles are determined.
    private static let headBytes = 1 << 20

    init(
        _ file: OpenFile, _ source: FileSource, _ options: FileOptions, partBytes: Int
    ) throws(UserError) {
        let encoding = try TextEncoding(of: file, options, partBytes: partBytes)
        stream = FileStream(
            file: file, encoding: encoding, partBytes: partBytes, shape: .objects(keys: []),
            dates: options.dates)
        let head = try Self.head(of: file, encoding)
        let format = source.format ?? FileSource.Format(of: head.text.bytes)
        try options.check(for: format, called: source.name)
        guard format.family == .delimited else {
            origin = .json
            try surveyObjects(options)
            return
        }
        origin = .delimited
        try surveyRecords(head.text, isWhole: head.isWhole, format, options)
    }

    private static func head(
        of file: OpenFile, _ encoding: TextEncoding
    ) throws(UserError) -> (text: FileText, isWhole: Bool) {
        var parts = TextParts(of: file, encoding: encoding, partBytes: headBytes)
        let part = try parts.next(line: 1) ?? ([], true)
        return (FileText(bytes: part.bytes, name: file.name), part.isLast)
    }

    // MARK: JSON

    private mutating func surveyObjects(_ options: FileOptions) throws(UserError) {
        var reader = JSONParts()
        var seen: [SeenTypes] = []
        var rowCount = 0
        try stream.forEachObject(&reader) { (store, _) throws(UserError) in
            rowCount += store.rowCount
            let width = max(seen.count, store.columnCount)
            seen = store.seenTypes(columns: width, skippingRows: 0, after: seen)
        }
        self.rowCount = rowCount
        stream.shape = .objects(keys: reader.keys)
        let names = FileHeader.distinct(
            reader.keys.map { String(decoding: $0, as: UTF8.self) })
        seen += Array(repeating: [], count: names.count - seen.count)
        try take(names, seen, options)
    }

    private mutating func take(
        _ names: [String], _ seen: [SeenTypes], _ options: FileOptions
    ) throws(UserError) {
        let stream = stream
        let typed = try ColumnTypes(
            names: names, seen: seen, in: stream.file.name, options, origin: origin
        ) { (column, type) throws(UserError) in
            try stream.firstMismatch(column, type)
        } tally: { (tallies) throws(UserError) in
            try stream.tally(&tallies)
        }
        columns = typed.columns
        notes += typed.notes
    }

    // MARK: Delimited files

    private mutating func surveyRecords(
        _ head: FileText, isWhole: Bool, _ format: FileSource.Format, _ options: FileOptions
    ) throws(UserError) {
        let start = try FileTable.start(in: head, options)
        var dialect = try FileTable.delimitedDialect(head, from: start, format, options)
        guard dialect.delimiter == Ascii.tab else {
            return try surveyRecords(head, isWhole: isWhole, dialect, options)
        }
        let begin = dialect.start
        dialect = try tabs()
        dialect.start = begin
        do {
            try surveyRecords(head, isWhole: isWhole, dialect, options)
        } catch {
            guard dialect.hasQuotes, error.code != .cancelled else { throw error }
            dialect.hasQuotes = false
            var other = self
            guard (try? hasTooLongRows(dialect, options)) == false,
                (try? other.surveyRecords(head, isWhole: isWhole, dialect, options)) != nil
            else { throw error }
            self = other
        }
    }

    /// Returns whether a record has a value after the last cell of the first record.
    private func hasTooLongRows(
        _ dialect: DelimitedDialect, _ options: FileOptions
    ) throws(UserError) -> Bool {
        var width: Int?
        var isTooLong = false
        try stream.forEachRecords(dialect, trims: options.trims) {
            let first = width ?? $0.width(0)
            width = first
            isTooLong = isTooLong || $0.hasRows(longerThan: first)
        }
        return isTooLong
    }

    /// Returns the format of tab-separated cells, which depends on every backslash of the file.
    private func tabs() throws(UserError) -> DelimitedDialect {
        var hasEscapes: Bool?
        var hasNulls = false
        try stream.forEachText { (text, isLast) throws(UserError) in
            let end =
                isLast ? text.bytes.count : text.bytes.lastIndex(where: Ascii.isLineBreak) ?? 0
            guard end > 0, hasEscapes != false else { return end }
            var lines = text
            lines.bytes.removeLast(lines.bytes.count - end)
            hasEscapes = DelimitedDialect.hasEscapes(lines) ?? hasEscapes
            hasNulls = hasNulls || lines.hasNullCell
            return end
        }
        var dialect = DelimitedDialect.tabs(hasEscapes: hasEscapes ?? false)
        dialect.hasNulls = hasNulls
        return dialect
    }

    private mutating func surveyRecords(
        _ head: FileText, isWhole: Bool, _ dialect: DelimitedDialect, _ options: FileOptions
    ) throws(UserError) {
        let name = head.name
        var first = try DelimitedReader.read(
            head, dialect: dialect, trims: options.trims, isLast: isWhole
        ).records
        first.clear(options.nulls)
        let found = first.count
        guard found > 0 else {
            throw UserError(
                .malformedFile,
                "\(name) has no record that ends in its first \(Self.headBytes >> 20) MB",
                help: "a quote that opens a field must be closed")
        }
        notes = TitleLines.skipped(&first, options)
        let width = first.width(0)
        var rows = DelimitedRows(
            dialect: dialect, options: options, dropped: found - first.count, width: width)
        var survey = RecordSurvey(width: width, dates: options.dates)
        try rows.forEachRecords(of: stream) { (records, isFirst) throws(UserError) in
            survey.add(records, isFirst: isFirst)
            survey.doubts.add(records, isFirst: isFirst)
        }
        notes += FileNote.cells(
            short: survey.short, trimmed: survey.trimmed, survey.guesses, in: name)
        switch options.header {
        case .none?: hasHeader = false
        case .first, .line: hasHeader = true
        case nil:
            let decision = FileHeader.decide(
                survey.names, seen: survey.first, below: survey.below, second: survey.second,
                marks: survey.marks
            ) { columns in columns.contains { survey.recurs[$0] } }
            hasHeader = decision.hasNames
            notes += FileNote.header(decision, survey.location).map { [$0] } ?? []
            if hasHeader {
                notes +=
                    FileNote.header(
                        survey.names, below: survey.below, second: survey.second,
                        survey.location, next: survey.next
                    ).map { [$0] } ?? []
            }
        }
        rows.hasHeader = hasHeader
        rowCount = survey.count - (hasHeader ? 1 : 0)
        let names = FileHeader.distinct(
            hasHeader ? survey.names : Array(repeating: "", count: width))
        notes += survey.doubts.notes(names, isFilled: options.fillsGaps)
        rows.filled = try options.indices(of: options.fillDown, among: names, in: name)
        stream.shape = .delimited(rows)
        let seen =
            hasHeader ? survey.below : zip(survey.first, survey.below).map { $0.taking($1) }
        try take(names, seen, options)
    }
}

/// The types and names in the records of a delimited file, whether or not the first record is the
/// header.
private struct RecordSurvey {
    let width: Int
    let dates: DateOrder?
    /// The names in the first record.
    var names: [String] = []
    var first: [SeenTypes] = []
    var location = ""
    /// The location of the second record.
    var next = ""
    private var texts: [[UInt8]] = []
    /// The cells of the second record.
    var second: [String]
    private(set) var marks = HeaderMarks()
    /// The types of the values in each column below the first record.
    var below: [SeenTypes]
    /// Whether each column contains its first cell a second time.
    var recurs: [Bool]
    var count = 0
    var doubts = RowDoubts()
    var trimmed = 0
    var guesses = FileRecords.Guesses()
    var short: (location: String, count: Int)?

    init(width: Int, dates: DateOrder?) {
        self.width = width
        self.dates = dates
        second = Array(repeating: "", count: width)
        below = Array(repeating: [], count: width)
        recurs = Array(repeating: false, count: width)
    }

    mutating func add(_ records: FileRecords, isFirst: Bool) {
        let store = CellStore(
            bytes: records.text.bytes, cells: records.cells,
            layout: .dense(width: width, header: 0), dates: dates)
        if isFirst {
            names = records.names(0)
            first = store.cells[..<width].map { store.seen($0) }
            location = records.location(0)
            marks.add(store.cells[..<width], in: store.bytes, .delimited, true)
            texts = store.cells[..<width].map { Array(store.bytes[$0.range]) }
        }
        let own = isFirst ? 1 : 0
        if count + records.count > 1, count < 2 {
            let index = 1 - count
            if index >= 0, index < records.count {
                (second, next) = (records.names(index), records.location(index))
            }
        }
        for record in own..<max(own, records.count) {
            guard !marks.isComplete else { break }
            marks.add(records.cells[records.range(record)], in: store.bytes, .delimited, false)
        }
        below = store.seenTypes(columns: width, skippingRows: own, after: below)
        for column in 0..<width where !recurs[column] && !texts[column].isEmpty {
            recurs[column] = store.holds(
                texts[column], in: column, width: width, skippingRows: own)
        }
        trimmed += records.trimmed
        guesses += records.guesses
        if let found = records.short {
            short = (short?.location ?? found.location, (short?.count ?? 0) + found.count)
        }
        count += records.count
    }
}

extension CellStore {
    fileprivate var columnCount: Int {
        switch layout {
        case .dense(let width, _): width
        case .sparse(_, let columns): Int(columns.max() ?? 0) + (columns.isEmpty ? 0 : 1)
        }
    }

    fileprivate func holds(
        _ text: [UInt8], in column: Int, width: Int, skippingRows skipped: Int
    ) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            stride(from: column + skipped * width, to: cells.count, by: width).contains {
                let range = cells[$0].range
                return range.count == text.count && bytes[range].elementsEqual(text)
            }
        }
    }
}

extension FileText {
    /// Whether a cell between tabs is `\N`.
    fileprivate var hasNullCell: Bool {
        var position = 0
        while let index = bytes[position...].firstIndex(of: Ascii.backslash) {
            position = index + 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "N") else { continue }
            position += 1
            func ends(_ byte: UInt8) -> Bool { byte == Ascii.tab || Ascii.isLineBreak(byte) }
            if index == 0 || ends(bytes[index - 1]),
                position == bytes.count || ends(bytes[position])
            {
                return true
            }
        }
        return false
    }
}
