package import WorkQLPages
package import WorkQLSyntax

/// A file that a statement reads as a table: `FROM 'roster.csv'`.
package struct FileTable: Sendable {
    package struct Column: Sendable {
        package var name: String
        package var type: ColumnType
        /// Whether the texts are digits, some with leading zeros: `0012`.
        package var isPadded = false
        /// Whether the column has no value, so that its type is not known.
        package var isEmpty = false
        /// Whether an empty cell was found.
        package var hasNull = false
    }

    package private(set) var columns: [Column]
    /// Whether a row of the file names the columns; always true for JSON, whose keys do.
    package let hasHeader: Bool
    /// All cells; empty if the file is read in parts.
    package let store: CellStore
    private let stream: FileStream?
    /// The rows of further files of one pattern, with the order of the columns in each.
    package private(set) var further: [(table: FileTable, order: [Int])] = []
    /// The rows, if they are in Parquet files and not in `store`.
    package private(set) var parquet: ParquetTable?
    /// Whether the file has neither rows nor column names, so that it can have any column.
    package private(set) var isOpen = false
    /// Notes on guesses that may be wrong.
    package private(set) var notes: [FileNote]

    /// The number of rows without those of further files.
    private let ownRows: Int

    package var rowCount: Int {
        parquet?.rowCount ?? further.reduce(ownRows) { $0 + $1.table.rowCount }
    }

    /// Reads the whole file and detects its encoding, delimiter, header and types, unless the
    /// options give them.
    package static func open(
        path: String, relativeTo folder: String?, options given: [FileOption] = []
    ) throws(UserError) -> FileTable {
        let options = try FileOptions(given)
        return try open(
            FileSource(path, relativeTo: folder, format: options.format), with: options)
    }

    /// - Parameters:
    ///   - contents: the contents of a pipe that was already read.
    ///   - maxResident: the size in bytes above which a file is read in parts.
    ///   - partBytes: the size of a part in bytes.
    package static func open(
        _ source: FileSource, with options: FileOptions, contents: FileInput? = nil,
        maxResident: Int = FileSource.maxResident, partBytes: Int = 8 << 20
    ) throws(UserError) -> FileTable {
        if source.format == .parquet {
            try options.check(for: .parquet, called: source.name)
            return try parquet(source, contents: contents?.whole(of: source.name))
        }
        let input: FileInput
        if let contents {
            input = contents
        } else {
            input = try source.read(maxResident: maxResident)
        }
        let file: FileText
        switch input {
        case .text(let text): file = text
        case .file(let large):
            guard let text = try wholeText(of: large, source, options) else {
                return try FileTable(large, source, options, partBytes: partBytes)
            }
            file = text
        }
        let format = source.format ?? FileSource.Format(of: file.bytes)
        try options.check(for: format, called: source.name)
        // A pipe, or a file without an extension.
        if format == .parquet { return try parquet(source, contents: file) }
        if format == .xlsx {
            return try FileTable(WorkbookReader.records(of: file, options), options)
        }
        let decoded = try FileEncoding.decode(file, as: options.encoding, options)
        var table = try table(of: decoded.text, format, source, options)
        if let note = decoded.note { table.notes.insert(note, at: 0) }
        return table
    }

    /// - Parameter file: the text in UTF-8.
    private static func table(
        of file: FileText, _ format: FileSource.Format, _ source: FileSource, _ options: FileOptions
    ) throws(UserError) -> FileTable {
        let isBlank = file.bytes.allSatisfy { Ascii.isBlank($0) || Ascii.isLineBreak($0) }
        switch format {
        case .json, .ndjson, .jsonl:
            let isLines = format != .json
            // The answer of a day without any events.
            if isBlank, isLines { return try FileTable(json: nil, file, options) }
            guard !isBlank else { throw UserError(.malformedFile, "\(source.name) is empty") }
            return try FileTable(
                json: try JSONReader.read(file, isLines: isLines), file, options)
        default:
            guard !isBlank else { throw UserError(.malformedFile, "\(source.name) is empty") }
            return try FileTable(delimitedRecords(file, format, options), options)
        }
    }

    /// Returns the text of a large file that cannot be read in parts: a workbook, or JSON that is
    /// one object containing the list. Nil for all others.
    private static func wholeText(
        of file: OpenFile, _ source: FileSource, _ options: FileOptions
    ) throws(UserError) -> FileText? {
        let head = try file.read(at: 0, count: 1 << 16)
        switch source.format ?? FileSource.Format(of: head) {
        case .csv, .tsv, .txt, .ndjson, .jsonl: return nil
        case .parquet: return try FileInput.file(file).whole(of: source.name)
        case .json:
            let encoding = try TextEncoding(of: file, options, partBytes: 8 << 20)
            var parts = TextParts(of: file, encoding: encoding, partBytes: 1 << 16)
            let first = try parts.next(line: 1)?.bytes.first {
                !Ascii.isBlank($0) && !Ascii.isLineBreak($0)
            }
            guard first == Ascii.openBrace else { return nil }
            guard file.size <= FileSource.maxBytes else {
                throw UserError(
                    .malformedFile,
                    "\(file.name) begins with an object and is \(file.size >> 20) MB; objects of "
                        + "up to \(FileSource.maxBytes >> 20) MB are read",
                    help: "write a list of objects, or one object per line in an .ndjson file")
            }
        case .xlsx:
            guard file.size <= FileSource.maxBytes else {
                throw UserError(
                    .malformedFile,
                    "\(file.name) is \(file.size >> 20) MB; workbooks of up to "
                        + "\(FileSource.maxBytes >> 20) MB are read",
                    help: "save the sheet as .csv, which may have any size")
            }
        }
        return FileText(bytes: try file.read(at: 0, count: file.size), name: file.name)
    }

    /// Calls `body` with the cells of every part of the file; a small file has a single part.
    package func forEachPart(
        _ body: (CellStore) throws(UserError) -> Void
    ) throws(UserError) {
        if let stream { try stream.forEachPart(body) } else { try body(store) }
    }

    /// What the first rows have in a column of texts; nothing where the rows are read part by part.
    package func firstTexts(ofColumn index: Int) -> [String] {
        guard stream == nil, parquet == nil else { return [] }
        return (0..<min(store.rowCount, 100)).compactMap { row in
            let cells = store.cells(ofRow: row)
            let cell = cells.first { cell in
                store.column(ofCell: cell, at: cell - cells.lowerBound) == index
            }
            return cell.map { store.text(store.cells[$0]) }
        }
    }

    /// The table with columns that a statement names and that hold nothing.
    package func with(_ names: [Name]) -> FileTable {
        var table = self
        for name in names where !columns.contains(where: { Name($0.name) == name }) {
            table.columns.append(Column(name: name.text, type: .text))
        }
        return table
    }

    init(columns: [Column], notes: [FileNote], parquet: ParquetTable) {
        self.columns = columns
        self.parquet = parquet
        hasHeader = true
        store = CellStore(
            bytes: [], cells: [], layout: .sparse(ends: [], columns: []), origin: .json)
        stream = nil
        ownRows = 0
        self.notes = notes
    }

    /// Gives a column without values the type that it has in another file.
    mutating func setType(_ type: ColumnType, ofColumn index: Int) {
        columns[index].type = type
        columns[index].isEmpty = false
    }

    /// Returns the table followed by the rows of other files.
    ///
    /// - Parameters:
    ///   - tables: all of the files; this is the first.
    ///   - orders: for each file, the index of each of its columns among the columns of this table.
    func followed(by tables: [FileTable], _ orders: [[Int]]) -> FileTable {
        var table = self
        table.notes = tables.flatMap(\.notes)
        guard parquet == nil else {
            var parts: [ParquetTable.Part] = []
            for (member, order) in zip(tables, orders) {
                for part in member.parquet?.parts ?? [] {
                    var fields = part.fields
                    for (column, index) in order.enumerated() {
                        fields[index] = part.fields[column]
                    }
                    parts.append(.init(name: part.name, reader: part.reader, fields: fields))
                }
            }
            table.parquet = ParquetTable(parts)
            return table
        }
        table.further = zip(tables, orders).dropFirst().map { ($0, $1) }
        return table
    }

    /// Returns the offset of the first record that the options do not skip.
    static func start(
        in file: FileText, _ options: FileOptions
    ) throws(UserError) -> Int {
        var start = 0
        let line = if case .line(let line) = options.header { line } else { options.skip + 1 }
        if line > 1 {
            guard let found = file.start(ofLine: line) else {
                let lines = counted(file.line(of: file.bytes.count), "line")
                throw options.failure(
                    of: options.skip + 1 == line ? .skip : .header,
                    "\(file.name) has \(lines)")
            }
            start = found
        }
        if case .line = options.header, start < file.bytes.count,
            Ascii.isLineBreak(file.bytes[start])
        {
            throw options.failure(of: .header, "line \(line) of \(file.name) is empty")
        }
        return start
    }

    private static func delimitedRecords(
        _ file: FileText, _ format: FileSource.Format, _ options: FileOptions
    ) throws(UserError) -> FileRecords {
        let start = try start(in: file, options)
        let dialect = try delimitedDialect(file, from: start, format, options)
        guard dialect.delimiter != Ascii.tab else {
            return try DelimitedReader.readTabs(file, from: dialect.start, trims: options.trims)
        }
        return try DelimitedReader.read(file, dialect: dialect, trims: options.trims)
    }

    static func delimitedDialect(
        _ file: FileText, from start: Int, _ format: FileSource.Format, _ options: FileOptions
    ) throws(UserError) -> DelimitedDialect {
        var dialect = DelimitedDialect.sniffed(file, from: start)
        if options.delimiter == nil, format != .tsv, dialect.isFound == false,
            DelimitedDialect.hasWideCommas(file, from: start)
        {
            throw UserError(
                .malformedFile,
                "\(file.name): the cells are separated by ，, but a delimiter is one ASCII "
                    + "character",
                help: "write , in the file, or WITH (delimiter = ',') for one column")
        }
        if let delimiter = options.delimiter { dialect.delimiter = delimiter }
        if format == .tsv, options.delimiter == nil { dialect.delimiter = Ascii.tab }
        return dialect
    }

    private init(_ records: FileRecords, _ options: FileOptions) throws(UserError) {
        var records = records
        let name = records.text.name
        records.clear(options.nulls)
        guard records.count > 0 else { throw UserError(.malformedFile, "\(name) is empty") }
        var notes = TitleLines.skipped(&records, options)
        try records.even()
        notes += records.notes
        let width = records.width(0)
        guard width > 0 else { throw UserError(.malformedFile, "\(name) is empty") }
        let location = records.location(0)
        let rows = records.rows
        notes += FileNote.cells(
            short: records.short, trimmed: records.trimmed, records.guesses, in: name)
        var store = CellStore(
            bytes: records.text.bytes, cells: records.cells,
            layout: .dense(width: width, header: 0), origin: records.origin, dates: options.dates)
        var doubts = RowDoubts()
        doubts.add(records, isFirst: true)
        let first = store.cells[..<width].map { store.seen($0) }
        let below = store.seenTypes(columns: width, skippingRows: 1)
        let names = records.names(0)
        let hasSecond = records.count > 1
        let second = hasSecond ? records.names(1) : Array(repeating: "", count: width)
        let next = hasSecond ? records.location(1) : location
        let marks = HeaderMarks(store.cells[...], width: width, in: store.bytes, store.origin)
        let isTable = records.isTable
        records = FileRecords(
            text: FileText(bytes: [], name: name), cells: [], ends: [], origin: .json)
        switch options.header {
        case .none?: hasHeader = false
        case .first, .line: hasHeader = true
        case nil where isTable: hasHeader = true
        case nil:
            let decision = FileHeader.decide(
                names, seen: first, below: below, second: second, marks: marks
            ) { store.repeatsFirstRow(of: $0, width: width) }
            hasHeader = decision.hasNames
            notes += FileNote.header(decision, location).map { [$0] } ?? []
            if hasHeader {
                notes +=
                    FileNote.header(names, below: below, second: second, location, next: next)
                    .map { [$0] } ?? []
            }
        }
        if hasHeader { store.layout = .dense(width: width, header: width) }
        let columnNames = FileHeader.distinct(
            hasHeader ? names : Array(repeating: "", count: width))
        notes += doubts.notes(columnNames, isFilled: options.fillsGaps)
        if !options.fillDown.isEmpty {
            var filled = FileRecords(
                text: FileText(bytes: [], name: name), cells: store.cells, ends: [],
                origin: store.origin)
            let indices = try options.indices(of: options.fillDown, among: columnNames, in: name)
            filled.fillDown(indices, width: width, header: hasHeader ? width : 0)
            store.cells = filled.cells
        }
        let seen = hasHeader ? below : zip(first, below).map { $0.taking($1) }
        let typed = try ColumnTypes(
            names: columnNames, seen: seen, in: name, options, origin: store.origin
        ) {
            store.firstMismatch($0, $1, in: name, rows: rows)
        } tally: {
            store.tally(&$0, in: name, rows: rows)
        }
        columns = typed.columns
        self.store = store
        stream = nil
        ownRows = store.rowCount
        self.notes = notes + typed.notes
    }

    /// Reads a file in parts: the columns are determined in one pass over it, or two if it is
    /// separated by tabs, and the rows are read in the next.
    private init(
        _ file: OpenFile, _ source: FileSource, _ options: FileOptions, partBytes: Int
    ) throws(UserError) {
        let survey = try FileSurvey(file, source, options, partBytes: partBytes)
        columns = survey.columns
        hasHeader = survey.hasHeader
        notes = (survey.stream.encoding.note.map { [$0] } ?? []) + survey.notes
        ownRows = survey.rowCount
        isOpen = survey.columns.isEmpty
        if isOpen { columns = [Column(name: "column1", type: .text)] }
        store = CellStore(
            bytes: [], cells: [], layout: .dense(width: 0, header: 0), origin: survey.origin)
        stream = survey.stream
    }

    /// - Parameter read: nil if there are no rows.
    private init(
        json read: (store: CellStore, names: [String])?, _ file: FileText, _ options: FileOptions
    ) throws(UserError) {
        hasHeader = true
        guard let read, !read.names.isEmpty else {
            store = CellStore(
                bytes: [], cells: [], layout: .sparse(ends: [], columns: []), origin: .json)
            columns = [Column(name: "column1", type: .text)]
            isOpen = true
            notes = []
            stream = nil
            ownRows = 0
            return
        }
        var store = read.store
        store.dates = options.dates
        self.store = store
        stream = nil
        ownRows = store.rowCount
        let seen = store.seenTypes(columns: read.names.count, skippingRows: 0)
        let names = FileHeader.distinct(read.names)
        let typed = try ColumnTypes(
            names: names, seen: seen, in: file.name, options, origin: .json
        ) {
            store.firstMismatch($0, $1, in: file.name, rows: nil)
        } tally: {
            store.tally(&$0, in: file.name, rows: nil)
        }
        columns = typed.columns
        notes = typed.notes
    }
}
