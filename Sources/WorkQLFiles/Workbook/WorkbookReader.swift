import WorkQLSyntax

/// A reader of a sheet of an Excel workbook: Office Open XML, which LibreOffice, WPS and libraries
/// write too. Formulas have the values that they had when the workbook was saved.
struct WorkbookReader {
    private let archive: WorkbookArchive
    private let name: String
    private let options: FileOptions
    private var notes: [FileNote] = []

    /// Reads the rows of the sheet that the options name, otherwise of the first sheet that is not
    /// hidden.
    static func records(
        of file: FileText, _ options: FileOptions
    ) throws(UserError) -> FileRecords {
        let signature = file.bytes.prefix(4)
        guard !signature.elementsEqual([0xD0, 0xCF, 0x11, 0xE0]) else {
            throw UserError(
                .malformedFile, "\(file.name) is encrypted, or a workbook of Excel 97",
                help: "remove the password in Excel and save it as .xlsx")
        }
        guard signature.elementsEqual([0x50, 0x4B, 0x03, 0x04]) else {
            throw UserError(
                .malformedFile, "\(file.name) is not a workbook",
                help: "if it holds text, WITH (format = 'csv') reads it")
        }
        return try file.bytes.withUnsafeBufferPointer { (bytes) throws(UserError) in
            var reader = WorkbookReader(
                archive: try WorkbookArchive(bytes, of: file.name), name: file.name,
                options: options)
            return try reader.records()
        }
    }

    private init(archive: WorkbookArchive, name: String, options: FileOptions) {
        self.archive = archive
        self.name = name
        self.options = options
    }

    private mutating func records() throws(UserError) -> FileRecords {
        let top = WorkbookRelations(of: "")
        _ = try read("_rels/.rels", into: top)
        let part = top.first("officeDocument") ?? "xl/workbook.xml"
        let author = WorkbookAuthor()
        if let properties = top.first("core-properties") { _ = try read(properties, into: author) }
        let index = WorkbookIndex()
        guard try read(part, into: index) else { throw archive.damaged(part) }
        let relations = WorkbookRelations(of: part)
        _ = try read(WorkbookRelations.part(of: part), into: relations)
        let texts = SharedTexts(of: name)
        if let part = relations.first("sharedStrings") { _ = try read(part, into: texts) }
        let styles = WorkbookStyles()
        if let part = relations.first("styles") { _ = try read(part, into: styles) }
        let target = try target(of: index, relations)
        let sheet = WorkbookSheet(
            WorkbookSheet.Context(
                name: name, texts: texts, times: styles.times, codes: styles.codesOfNumbers,
                areWhole: styles.areWhole, countsFrom1904: index.countsFrom1904, options: options,
                isOurs: author.name == "WorkQL"))
        guard try read(target, into: sheet) else { throw archive.damaged(target) }
        return try table(of: sheet)
    }

    private func read(
        _ part: String, into handler: any XMLHandler
    ) throws(UserError) -> Bool {
        try XMLReader.read(part, of: archive, called: name, into: handler)
    }

    // MARK: Sheets

    /// Returns the part of the sheet to read. Sheets that consist of a chart do not count.
    private mutating func target(
        of index: WorkbookIndex, _ relations: WorkbookRelations
    ) throws(UserError) -> String {
        let sheets = index.sheets.compactMap { sheet in
            relations.relations.first { $0.id == sheet.relation && $0.type == "worksheet" }
                .map { (sheet: sheet, target: $0.target) }
        }
        guard !sheets.isEmpty else { throw UserError(.malformedFile, "\(name) has no sheets") }
        let visible = sheets.filter { !$0.sheet.isHidden }
        switch options.sheet {
        case nil:
            let first = visible.first ?? sheets[0]
            if visible.count > 1 {
                notes.append(
                    FileNote(
                        message:
                            "\(name): only the first of \(visible.count) sheets is read, "
                            + "\(first.sheet.name)",
                        help:
                            "WITH (sheet = \(Printer.quoted(visible[1].sheet.name))) reads another")
                )
            }
            return first.target
        case .number(let number):
            guard number <= sheets.count else {
                throw options.failure(
                    of: .sheet, "\(name) has \(counted(sheets.count, "sheet"))",
                    help: list(sheets.map(\.sheet)))
            }
            let sheet = sheets[number - 1]
            if sheet.sheet.isHidden {
                notes.append(
                    FileNote(
                        message: "\(name): sheet \(number), \(sheet.sheet.name), is hidden",
                        help: "without sheet, the first sheet that is not hidden is read"))
            }
            return sheet.target
        case .name(let wanted):
            if let exact = sheets.first(where: { $0.sheet.name == wanted }) { return exact.target }
            let folded = Name.fold(FileHeader.name(wanted))
            if let same = sheets.first(where: {
                Name.fold(FileHeader.name($0.sheet.name)) == folded
            }) {
                return same.target
            }
            throw options.failure(
                of: .sheet, "unknown sheet \"\(wanted)\" in \(name)",
                help: list(sheets.map(\.sheet)))
        }
    }

    private func list(_ sheets: [WorkbookIndex.Sheet]) -> String {
        let names = sheets.prefix(20).map { $0.isHidden ? "\($0.name) (hidden)" : $0.name }
        let more = sheets.count > 20 ? " and \(sheets.count - 20) more" : ""
        return "there are " + names.joined(separator: ", ") + more
    }

    // MARK: Rows

    /// Converts the rows into records that all begin in the first column that is not empty.
    private mutating func table(of sheet: WorkbookSheet) throws(UserError) -> FileRecords {
        let kept = try keptRows(of: sheet)
        var (first, last) = (Int.max, -1)
        for row in kept {
            for placed in sheet.cells(ofRow: row) where placed.isInside {
                (first, last) = (min(first, placed.column), max(last, placed.column))
            }
        }
        guard last >= 0 else {
            throw UserError(.malformedFile, "\(name) is empty: the sheet has no cells")
        }
        if let range = options.range { first = range.columns.lowerBound }
        let width = last - first + 1
        guard width <= CellStore.maxColumns else {
            throw UserError(
                .malformedFile, "\(name): \(width) columns are too many",
                help:
                    "a table has at most \(CellStore.maxColumns); WITH (range = 'A1:Z1000') takes"
                    + " fewer")
        }
        var cells = [Cell](repeating: .null, count: kept.count * width)
        for (record, row) in kept.enumerated() {
            for placed in sheet.cells(ofRow: row) where placed.isInside {
                cells[record * width + placed.column - first] = placed.cell
            }
        }
        let rows = kept.map { sheet.rows[$0] }
        merge(sheet, into: &cells, rows, from: first, width: width)
        noteDoubts(sheet.doubts)
        return FileRecords(
            text: FileText(bytes: sheet.bytes, name: name), cells: cells,
            ends: (1...rows.count).map { UInt32($0 * width) }, trimmed: sheet.doubts.trimmed,
            origin: .workbook, rows: rows, isTable: sheet.isTable(from: rows[0]), notes: notes)
    }

    private mutating func noteDoubts(_ doubts: WorkbookSheet.Doubts) {
        if doubts.errors.count > 0 {
            notes.append(
                FileNote(
                    message: "\(name):\(doubts.errors.row): "
                        + (doubts.errors.count == 1
                            ? "the error \(doubts.errors.first) is read as NULL"
                            : "the error \(doubts.errors.first) and \(doubts.errors.count - 1) more "
                                + "are read as NULL")
                ))
        }
        if doubts.zeros.count > 0 {
            notes.append(
                FileNote(
                    message: "\(name):\(doubts.zeros.row): "
                        + (doubts.zeros.count == 1
                            ? "the 0 in a format of dates is read as NULL"
                            : "the 0 in a format of dates and \(doubts.zeros.count - 1) more are "
                                + "read as NULL"),
                    help: "a formula that refers to an empty cell is 0, which Excel shows as "
                        + "1900/1/0"))
        }
        if doubts.shown.count > 0 {
            let formula = Printer.quoted(doubts.shown.code)
            notes.append(
                FileNote(
                    message:
                        "\(name):\(doubts.shown.row): the number \(doubts.shown.value) is read, "
                        + "which the sheet shows in the format \(formula)",
                    help: "the function TEXT of Excel writes the text that is shown"))
        }
        if doubts.unsaved.count > 0 {
            notes.append(
                FileNote(
                    message: "\(name):\(doubts.unsaved.row): "
                        + (doubts.unsaved.count == 1
                            ? "the formula was saved without its value, and is NULL"
                            : "this formula and \(doubts.unsaved.count - 1) more were saved without"
                                + " their values, and are NULL"),
                    help: "open the workbook in Excel, which computes it, and save it"))
        }
    }

    /// Returns the indices of the rows that the options do not exclude.
    private func keptRows(of sheet: WorkbookSheet) throws(UserError) -> [Int] {
        var start: UInt32 = 0
        if case .line(let line) = options.header {
            start = UInt32(clamping: line)
            guard sheet.rows.contains(start) else {
                throw options.failure(of: .header, "row \(line) of \(name) is empty")
            }
        }
        return sheet.rows.indices.filter { index in
            let cells = sheet.cells(ofRow: index)
            return sheet.rows[index] >= start
                && (cells.isEmpty || cells.contains(where: \.isInside))
        }
    }

    /// Fills all cells of merged ranges with the value of the first cell if the options request it,
    /// wherever that cell is, and otherwise notes that rows lack it.
    private mutating func merge(
        _ sheet: WorkbookSheet, into cells: inout [Cell], _ rows: [UInt32], from first: Int,
        width: Int
    ) {
        let indices = Dictionary(
            rows.enumerated().map { (Int($1) - 1, $0) }, uniquingKeysWith: { old, _ in old })
        var hasUnfilled: Int?
        for range in sheet.merged {
            let columns = range.columns.clamped(to: first..<first + width)
            guard !columns.isEmpty, range.rows.upperBound > Int(rows[0]) - 1,
                let value = sheet.cell(range.rows.lowerBound + 1, range.columns.lowerBound),
                value.kind != .null
            else { continue }
            guard options.fillsMerged else {
                if range.rows.count > 1 { hasUnfilled = hasUnfilled ?? range.rows.lowerBound + 1 }
                continue
            }
            for row in range.rows {
                guard let index = indices[row] else { continue }
                for column in columns { cells[index * width + column - first] = value }
            }
        }
        if let hasUnfilled, options.fillDown.isEmpty {
            notes.append(
                FileNote(
                    message:
                        "\(name):\(hasUnfilled): only the first row of cells merged over several "
                        + "rows has the value",
                    help: "WITH (fill_merged = true) repeats it in all"))
        }
    }
}
