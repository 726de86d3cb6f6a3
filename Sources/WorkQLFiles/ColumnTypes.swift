import WorkQLPages
import WorkQLSyntax

/// The types of a file's columns: those that the statement declares, and for the others the types
/// that hold all their values.
struct ColumnTypes {
    private(set) var types: [ColumnType]
    private(set) var columns: [FileTable.Column] = []
    var notes: [FileNote] = []

    /// - Parameters:
    ///   - seen: the types of the values in each column.
    ///   - mismatch: returns the location and text of the first value that a column of a type
    ///     cannot hold.
    ///   - tally: adds the cells of the file to the tallies of columns.
    init(
        names: [String], seen: [SeenTypes], in file: String, _ options: FileOptions,
        origin: CellStore.Origin,
        mismatch: (Int, ColumnType) throws(UserError) -> (location: String, value: String)?,
        tally: (inout [Int: ColumnTally]) throws(UserError) -> Void
    ) throws(UserError) {
        types = seen.map { seen in
            !options.readsThousands && seen.contains(.grouped) ? .text : seen.type
        }
        try note(names, seen, in: file, options, mismatch: mismatch)
        try noteBooleans(names, seen, in: file, options, origin, mismatch: mismatch)
        try noteNearValues(names, seen, in: file, options, mismatch: mismatch)
        var tallies = tallied(names, seen, options)
        if !tallies.isEmpty {
            try tally(&tallies)
            noteTallies(tallies, names, in: file, origin)
        }
        for (column, type) in options.types {
            guard let position = names.firstIndex(where: { Name($0) == column }) else {
                throw options.unknown(column, among: names, in: file)
            }
            types[position] = type
            if let found = try mismatch(position, type) {
                throw options.failure(
                    of: .types,
                    "\(found.location): \"\(found.value.prefix(40))\" in \(names[position]) is not"
                        + " \(type.named)",
                    help: "write \(column.text) = text, or leave \(column.text) out")
            }
        }
        columns = names.indices.map { index in
            FileTable.Column(
                name: names[index], type: types[index],
                isPadded: types[index] == .text && seen[index].contains(.padded),
                isEmpty: seen[index].kinds.isEmpty && options.types[Name(names[index])] == nil,
                hasNull: seen[index].contains(.absent))
        }
    }

    /// Adds notes that name the text that makes a column text, if the column would have another
    /// type without it.
    private mutating func noteNearValues(
        _ names: [String], _ seen: [SeenTypes], in file: String, _ options: FileOptions,
        mismatch: (Int, ColumnType) throws(UserError) -> (location: String, value: String)?
    ) throws(UserError) {
        var found: [(location: String, value: String, type: ColumnType, columns: [String])] = []
        var others: [String] = []
        for index in names.indices where options.types[Name(names[index])] == nil {
            guard types[index] == .text, let type = seen[index].typeWithoutNearValues else {
                continue
            }
            // Each search is a pass over the file.
            guard found.count < 3 else {
                others.append(names[index])
                continue
            }
            guard let (location, value) = try mismatch(index, type) else {
                notes.append(
                    FileNote(
                        message:
                            "\(file): the numbers in \(names[index]) have a plus sign, and are "
                            + "read as text",
                        help: "WITH (types = (\(names[index]) = \(type.rawValue))) reads them"))
                continue
            }
            if let same = found.firstIndex(where: { $0.value == value && $0.type == type }) {
                found[same].columns.append(names[index])
            } else {
                found.append((location, value, type, [names[index]]))
            }
        }
        for (location, value, type, columns) in found {
            notes.append(
                FileNote(
                    message: "\(location): \"\(value.prefix(40))\" is not \(type.named), so "
                        + "\(columns.listed) \(columns.count == 1 ? "is" : "are") read as text",
                    help: SeenTypes.help(near: value, as: type)))
        }
        if !others.isEmpty {
            let shown =
                others.count > 5
                ? "\(others.prefix(5).joined(separator: ", ")) and \(others.count - 5) more"
                : others.listed
            notes.append(
                FileNote(
                    message: "\(file): some cells keep \(shown) from being numbers, dates or times "
                        + "too"))
        }
    }

    /// Adds a note on columns of true and false that are text because of a word. In a delimited file,
    /// where any word can be `true`, all words have to be of the kind.
    private mutating func noteBooleans(
        _ names: [String], _ seen: [SeenTypes], in file: String, _ options: FileOptions,
        _ origin: CellStore.Origin,
        mismatch: (Int, ColumnType) throws(UserError) -> (location: String, value: String)?
    ) throws(UserError) {
        let found = names.indices.filter {
            options.types[Name(names[$0])] == nil && seen[$0].contains(.boolean)
                && seen[$0].isPlainText && types[$0] == .text
        }
        for index in found.prefix(3) {
            let type: ColumnType = try mismatch(index, .boolean) == nil ? .boolean : .text
            if origin == .delimited, type == .text { continue }
            notes.append(
                FileNote(
                    message: "\(file): \(names[index]) contains true and false beside text, and is "
                        + "read as text",
                    help: "WITH (types = (\(names[index]) = \(type.rawValue)))"
                        + (type == .text
                            ? " declares this" : " reads all of them as true or false")))
        }
    }

    private mutating func note(
        _ names: [String], _ seen: [SeenTypes], in file: String, _ options: FileOptions,
        mismatch: (Int, ColumnType) throws(UserError) -> (location: String, value: String)?
    ) throws(UserError) {
        let undeclared = names.indices.filter { options.types[Name(names[$0])] == nil }
        func list(_ indices: [Int]) -> String {
            indices.prefix(5).map { names[$0] }.joined(separator: ", ")
                + (indices.count > 5 ? " and \(indices.count - 5) more" : "")
        }
        let grouped = undeclared.filter {
            seen[$0].contains(.grouped) && [.integer, .real].contains(types[$0])
        }
        if !grouped.isEmpty {
            notes.append(
                FileNote(
                    message:
                        "\(file): the commas in the numbers of \(list(grouped)) are read as thousands separators",
                    help: "WITH (thousands = false) keeps such cells as text"))
        }
        var mixed = undeclared.filter { seen[$0].isMixed }
        while let first = mixed.first {
            let named = seen[first].named
            let alike = mixed.filter { seen[$0].named == named }
            mixed.removeAll(where: alike.contains)
            let kinds = seen[first].kinds
            var type: ColumnType =
                kinds.contains(.timestamp)
                ? .timestamp : kinds.named.hasPrefix("dates") ? .date : .text
            var help: String?
            if type != .text, let found = try mismatch(first, type) {
                type = .text
                if found.value.utf8.count == 5, found.value.utf8.allSatisfy(Ascii.isDigit) {
                    help =
                        "\(found.value) at \(found.location) is a day that Excel counts; give "
                        + "the cell a date format in Excel"
                }
            }
            let verbs =
                alike.count == 1
                ? (" contains ", ", and is read as text") : (" contain ", ", and are read as text")
            notes.append(
                FileNote(
                    message: "\(file): \(list(alike))\(verbs.0)\(named)\(verbs.1)",
                    help: help
                        ?? "WITH (types = (\(names[first]) = \(type.rawValue)))"
                        + (type == .text ? " declares this" : " reads 20260804 as a date too")))
        }
        let decorated = undeclared.filter {
            types[$0] == .text && seen[$0].intersection(.near) == .decorated
        }
        if let first = decorated.first {
            notes.append(
                FileNote(
                    message:
                        "\(file): the numbers in \(list(decorated)) have % or a currency sign, and "
                        + "are read as text",
                    help:
                        "WITH (types = (\(names[first]) = real)) reads 95% as 0.95 and ￥12,000.50 as"
                        + " 12000.5"))
        }
        let midnights = undeclared.filter {
            seen[$0].contains(.midnight) && types[$0] == .date
        }
        if !midnights.isEmpty {
            notes.append(
                FileNote(
                    message:
                        "\(file): every time in \(list(midnights)) is 00:00:00, so the column is read as dates",
                    help: "WITH (types = (\(list([midnights[0]])) = timestamp)) keeps the time"))
        }
        noteCharacters(names, seen, in: file)
        let rounded = names.indices.filter { seen[$0].contains(.rounded) }
        if let first = rounded.first {
            // In a column of numbers with fractions, the first that is no integer may be another.
            let found = try mismatch(first, .integer).flatMap {
                $0.value.uppercased().contains("E+") ? $0.value : nil
            }
            notes.append(
                FileNote(
                    message: found.map {
                        "\(file): Excel kept only the first digits of numbers in \(list(rounded)), "
                            + "such as \($0)"
                    } ?? "\(file): Excel kept only the first digits of numbers in \(list(rounded))",
                    help: "format the column as Text in Excel, and save the file again"))
        }
    }
}

extension SeenTypes {
    /// `dates and numbers`
    fileprivate var named: String {
        let all: [(SeenTypes, String)] = [
            ([.date, .midnight], "dates"), (.timestamp, "dates with times"),
            (.time, "times of day"),
            (.boolean, "true and false"), ([.mobile, .short, .long, .real], "numbers"),
        ]
        return all.filter { !isDisjoint(with: $0.0) }.map(\.1).listed
    }
}

extension ColumnType {
    /// `an integer`
    var named: String {
        switch self {
        case .text: "text"
        case .integer: "an integer"
        case .real: "a number"
        case .boolean: "true or false"
        case .timestamp: "a date with a time"
        case .date: "a date"
        case .time: "a time of day"
        case .json: "JSON"
        }
    }
}

extension CellStore {
    fileprivate var headerRows: Int {
        if case .dense(let width, let header) = layout, width > 0 { header / width } else { 0 }
    }

    /// Returns the location and text of the first value of a column that is not of a type.
    ///
    /// - Parameters:
    ///   - rows: the records' rows in a sheet.
    ///   - firstLine: the line number at which the bytes begin.
    func firstMismatch(
        _ column: Int, _ type: ColumnType, in file: String, rows: [UInt32]?, firstLine: Int = 1
    ) -> (location: String, value: String)? {
        guard let row = firstRow(where: column, isNot: type) else { return nil }
        let indices = cells(ofRow: row)
        let index = indices.first {
            self.column(ofCell: $0, at: $0 - indices.lowerBound) == column
        }
        return (
            location(ofRow: row, cell: index, in: file, rows, firstLine: firstLine),
            index.map { text(cells[$0]) } ?? ""
        )
    }

    func location(
        ofRow row: Int, cell: Int?, in file: String, _ rows: [UInt32]?, firstLine: Int
    ) -> String {
        let line =
            rows.map { Int($0[min(row + headerRows, $0.count - 1)]) }
            ?? FileText(bytes: bytes, name: file, firstLine: firstLine).line(of: offset(cell))
        return "\(file):\(line)"
    }

    fileprivate func offset(_ cell: Int?) -> Int { cell.map { cells[$0].range.lowerBound } ?? 0 }

    /// Returns the first row whose cell in a column is not a value of a type.
    fileprivate func firstRow(where column: Int, isNot type: ColumnType) -> Int? {
        guard type != .text else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            (0..<rowCount).first { row in
                cells(ofRow: row).enumerated().contains { position, index in
                    guard self.column(ofCell: index, at: position) == column,
                        cells[index].kind != .null
                    else { return false }
                    let text = bytes[cells[index].range].withoutBlanks
                    return !text.isEmpty && !holds(text, cells[index].kind, type)
                }
            }
        }
    }

    private func holds(
        _ text: Slice<UnsafeBufferPointer<UInt8>>, _ kind: Cell.Kind, _ type: ColumnType
    ) -> Bool {
        switch type {
        case .text: true
        case .integer: text.integer != nil
        case .real: text.realNumber?.isFinite == true
        case .boolean: text.truth != nil
        case .date: text.moment(dates)?.isDay ?? false
        case .time: text.moment(dates).map { $0.date == nil } ?? false
        case .timestamp: text.moment(dates)?.date != nil
        case .json: origin != .delimited || isJSON(text)
        }
    }

    private func isJSON(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let copy = Array(text)
        return copy.withUnsafeBufferPointer { bytes in
            var tokens = JSONTokens(FileText(bytes: copy, name: ""), bytes)
            guard (try? tokens.value(depth: 1)) != nil else { return false }
            tokens.skipSpace()
            return tokens.next == nil
        }
    }
}
