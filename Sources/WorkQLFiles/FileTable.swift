package import WorkQLPages
package import WorkQLSyntax

/// A file that a statement reads as a table: `FROM 'roster.csv'`.
package struct FileTable: Sendable {
    package struct Column: Sendable {
        package var name: String
        package var type: ColumnType
    }

    package private(set) var columns: [Column]
    /// Whether a row of the file names the columns; always so for JSON's keys.
    package let hasHeader: Bool
    package let store: CellStore
    /// The rows of further files of one pattern, with the order of the columns in each.
    package private(set) var further: [(store: CellStore, order: [Int])] = []
    /// The rows, where they are in Parquet files and not in `store`.
    package private(set) var parquet: ParquetTable?
    /// Whether the file has no rows and nothing that names its columns, so that it has any.
    package private(set) var isOpen = false
    /// What was guessed and could have been otherwise.
    package private(set) var notes: [FileNote]

    package var rowCount: Int {
        parquet?.rowCount ?? further.reduce(store.rowCount) { $0 + $1.store.rowCount }
    }

    /// Reads the whole file and finds out its encoding, delimiter, header and types, where the
    /// options do not say them.
    package static func open(
        path: String, relativeTo folder: String?, options given: [FileOption] = []
    ) throws(FileFailure) -> FileTable {
        let options = try FileOptions(given)
        return try open(
            FileSource(path, relativeTo: folder, format: options.format), with: options)
    }

    /// - Parameter contents: what was read of a pipe.
    package static func open(
        _ source: FileSource, with options: FileOptions, contents: FileText? = nil
    ) throws(FileFailure) -> FileTable {
        if source.format == .parquet {
            try options.check(for: .parquet, called: source.name)
            return try parquet(source, contents: contents)
        }
        var file: FileText
        if let contents { file = contents } else { file = try source.read() }
        let format = source.format ?? FileSource.Format(of: file.bytes)
        try options.check(for: format, called: source.name)
        // A pipe, or a file without an ending.
        if format == .parquet { return try parquet(source, contents: file) }
        if format == .xlsx {
            return try FileTable(WorkbookReader.records(of: file, options), options)
        }
        file = try FileEncoding.decode(file, as: options.encoding, options)
        let isBlank = file.bytes.allSatisfy { Ascii.isBlank($0) || Ascii.isLineBreak($0) }
        switch format {
        case .json, .ndjson, .jsonl:
            let isLines = format != .json
            // The answer of a day on which nothing happened.
            if isBlank, isLines { return try FileTable(json: nil, file, options) }
            guard !isBlank else { throw FileFailure("\(source.name) is empty") }
            return try FileTable(
                json: try JSONReader.read(file, isLines: isLines), file, options)
        default:
            guard !isBlank else { throw FileFailure("\(source.name) is empty") }
            return try FileTable(delimitedRecords(file, format, options), options)
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

    init(columns: [Column], parquet: ParquetTable) {
        self.columns = columns
        self.parquet = parquet
        hasHeader = true
        store = CellStore(
            bytes: [], cells: [], layout: .sparse(ends: [], columns: []), origin: .json)
        notes = []
    }

    /// The table with the rows of files behind it.
    ///
    /// - Parameters:
    ///   - tables: all of the files; this is the first.
    ///   - orders: for each of their columns its index among this one's.
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
        table.further = zip(tables, orders).dropFirst().map { ($0.store, $1) }
        return table
    }

    private static func delimitedRecords(
        _ file: FileText, _ format: FileSource.Format, _ options: FileOptions
    ) throws(FileFailure) -> FileRecords {
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
        var dialect = DelimitedDialect.sniffed(file, from: start)
        if let delimiter = options.delimiter { dialect.delimiter = delimiter }
        if format == .tsv, options.delimiter == nil { dialect.delimiter = Ascii.tab }
        guard dialect.delimiter != Ascii.tab else {
            return try DelimitedReader.readTabs(file, from: dialect.start, trims: options.trims)
        }
        return try DelimitedReader.read(file, dialect: dialect, trims: options.trims)
    }

    private init(_ records: FileRecords, _ options: FileOptions) throws(FileFailure) {
        var records = records
        let name = records.text.name
        records.clear(options.nulls)
        guard records.count > 0 else { throw FileFailure("\(name) is empty") }
        var notes = TitleLines.skipped(&records, options)
        try records.even()
        notes += records.notes
        let width = records.width(0)
        guard width > 0 else { throw FileFailure("\(name) is empty") }
        let location = records.location(0)
        let rows = records.rows
        if records.trimmed > 0 {
            notes.append(
                FileNote(
                    message: "\(name): blanks around "
                        + "\(counted(records.trimmed, "cell")) are not part of the values",
                    help: "WITH (trim = false) keeps them"))
        }
        var store = CellStore(
            bytes: records.text.bytes, cells: records.cells,
            layout: .dense(width: width, header: 0), origin: records.origin)
        let first = store.cells[..<width].map { store.seen($0) }
        let below = store.seenTypes(columns: width, skippingRows: 1)
        let names = records.names(0)
        let second = records.count > 1 ? records.names(1) : Array(repeating: "", count: width)
        records = FileRecords(
            text: FileText(bytes: [], name: name), cells: [], ends: [], origin: .json)
        switch options.header {
        case .none?: hasHeader = false
        case .first, .line: hasHeader = true
        case nil:
            let decision = FileHeader.decide(names, seen: first, below: below, second: second) {
                store.repeatsFirstRow(of: $0, width: width)
            }
            hasHeader = decision != .row
            if decision == .numbers {
                notes.append(
                    FileNote(
                        message:
                            "\(location): the numbers of this row are read as column names",
                        help: "WITH (header = false) reads them as values"))
            }
        }
        if hasHeader { store.layout = .dense(width: width, header: width) }
        let columnNames = FileHeader.distinct(
            hasHeader ? names : Array(repeating: "", count: width))
        if !options.fillDown.isEmpty {
            var filled = FileRecords(
                text: FileText(bytes: [], name: name), cells: store.cells, ends: [],
                origin: store.origin)
            let indices = try options.indices(of: options.fillDown, among: columnNames, in: name)
            filled.fillDown(indices, width: width, header: hasHeader ? width : 0)
            store.cells = filled.cells
        }
        let seen = hasHeader ? below : zip(first, below).map { $0.union($1) }
        let typed = try ColumnTypes(
            names: columnNames, seen: seen, of: store, in: name, rows: rows, options)
        columns = zip(columnNames, typed.types).map { Column(name: $0, type: $1) }
        self.store = store
        self.notes = notes + typed.notes
    }

    /// - Parameter read: nil where there are no rows.
    private init(
        json read: (store: CellStore, names: [String])?, _ file: FileText, _ options: FileOptions
    ) throws(FileFailure) {
        hasHeader = true
        guard let read, !read.names.isEmpty else {
            store = CellStore(
                bytes: [], cells: [], layout: .sparse(ends: [], columns: []), origin: .json)
            columns = [Column(name: "column1", type: .text)]
            isOpen = true
            notes = []
            return
        }
        store = read.store
        let seen = store.seenTypes(columns: read.names.count, skippingRows: 0)
        let names = FileHeader.distinct(read.names)
        let typed = try ColumnTypes(
            names: names, seen: seen, of: store, in: file.name, rows: nil, options)
        columns = zip(names, typed.types).map { Column(name: $0, type: $1) }
        notes = typed.notes
    }
}

extension FileOptions {
    /// Where columns stand that an option names.
    func indices(
        of columns: [Name], among names: [String], in file: String
    ) throws(FileFailure) -> [Int] {
        var indices: [Int] = []
        for column in columns {
            guard let index = names.firstIndex(where: { Name($0) == column }) else {
                throw unknown(column, among: names, in: file)
            }
            indices.append(index)
        }
        return indices
    }

    func unknown(_ column: Name, among names: [String], in file: String) -> FileFailure {
        let near = nearest(column.text, in: names)
        var failure = FileFailure(
            "unknown column \"\(column.text)\" in \(file)",
            help: near.map { "did you mean \"\($0)\"?" }
                ?? "there are " + names.prefix(20).joined(separator: ", "),
            code: .unknownColumn)
        failure.span = column.span
        return failure
    }
}

extension CellStore {
    fileprivate func seen(_ cell: Cell) -> SeenTypes {
        bytes.withUnsafeBufferPointer { SeenTypes(cell.kind, $0[cell.range], origin) }
    }

    /// Whether one of these columns holds the text of its first cell once more.
    fileprivate func repeatsFirstRow(of columns: [Int], width: Int) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            columns.contains { column in
                let first = bytes[cells[column].range]
                guard !first.isEmpty else { return false }
                return stride(from: column + width, to: cells.count, by: width).contains {
                    let range = cells[$0].range
                    return range.count == first.count && bytes[range].elementsEqual(first)
                }
            }
        }
    }

    /// What each column holds.
    fileprivate func seenTypes(columns: Int, skippingRows skipped: Int) -> [SeenTypes] {
        var seen = [SeenTypes](repeating: [], count: columns)
        bytes.withUnsafeBufferPointer { bytes in
            for row in min(skipped, rowCount)..<rowCount {
                for (position, index) in cells(ofRow: row).enumerated() {
                    let column = column(ofCell: index, at: position)
                    let cell = cells[index]
                    // Text stays text whatever follows; a list or an object still changes it.
                    if seen[column].contains(.text), cell.kind != .nested { continue }
                    seen[column].formUnion(SeenTypes(cell.kind, bytes[cell.range], origin))
                }
            }
        }
        return seen
    }
}
