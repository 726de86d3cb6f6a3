import WorkQLPages
package import WorkQLSyntax

/// The options for reading a file that the statement gives.
package struct FileOptions: Sendable {
    enum Header: Sendable {
        case none
        /// The first line that is not skipped.
        case first
        /// The line number in the file, counted from 1.
        case line(Int)
    }

    enum Sheet: Sendable {
        case name(String)
        /// Counted from 1.
        case number(Int)
    }

    /// Nil if it has to be detected.
    var header: Header?
    var skip = 0
    var delimiter: UInt8?
    var encoding: String?
    var types: [Name: ColumnType] = [:]
    var nulls: [[UInt8]] = []
    /// Nil for the rule of the file: workbooks that WorkQL wrote keep their blanks.
    var trim: Bool?
    var trims: Bool { trim ?? true }
    var readsThousands = true
    package var dates: DateOrder?
    var sheet: Sheet?
    var range: CellRange?
    var fillDown: [Name] = []
    var fillsMerged = false
    package var format: FileSource.Format?
    private var given: [FileOption] = []

    /// Whether empty cells take the value of other cells.
    var fillsGaps: Bool { fillsMerged || !fillDown.isEmpty }

    init() {}

    package init(_ options: [FileOption]) throws(UserError) {
        given = options
        var kinds: Set<FileOption.Kind> = []
        for option in options {
            guard kinds.insert(option.kind).inserted else {
                throw Self.failure(
                    "\(option.kind.rawValue) is given twice", option, help: "leave one of them out")
            }
            if case .count(let count) = option.value {
                let least = option.kind == .skip ? 0 : 1
                guard (least...1 << 30).contains(count) else {
                    throw Self.failure(
                        "\(option.kind.rawValue) is out of range", option,
                        help: "lines and sheets are numbered from 1")
                }
            }
            try take(option)
        }
        if case .line(let line) = header, line <= skip {
            throw Self.failure(
                "the header is in line \(line), which is skipped", option: .header, of: options,
                help: "line 1 is the first line of the file")
        }
    }

    private mutating func take(_ option: FileOption) throws(UserError) {
        switch (option.kind, option.value) {
        case (.header, .boolean(let isThere)): header = isThere ? .first : Header.none
        case (.header, .count(let line)): header = .line(line)
        case (.skip, .count(let count)): skip = count
        case (.delimiter, .text(let text)):
            let text = text == #"\t"# ? "\t" : text
            guard let byte = text.utf8.first, text.utf8.count == 1, byte != Ascii.quote,
                !Ascii.isLineBreak(byte)
            else {
                throw Self.failure(
                    "a delimiter is one ASCII character", option,
                    help: #"for example delimiter = ';' or delimiter = '\t'"#)
            }
            delimiter = byte
        case (.encoding, .text(let text)): encoding = text
        case (.types, .types(let list)):
            for entry in list { types[entry.column] = ColumnType(rawValue: entry.type.rawValue) }
        case (.null, .texts(let texts)): nulls = texts.map { Array($0.utf8) }
        case (.trim, .boolean(let trims)): trim = trims
        case (.thousands, .boolean(let reads)): readsThousands = reads
        case (.dates, .text(let text)):
            guard let order = DateOrder(rawValue: Name.fold(text)) else {
                throw Self.failure(
                    "\"\(text)\" is not a date order", option,
                    help: "'dmy' reads 8/4/2026 as 8 April, 'mdy' as 4 August, and 'ymd' 26/8/4")
            }
            dates = order
        case (.sheet, .text(let name)): sheet = .name(name)
        case (.sheet, .count(let number)): sheet = .number(number)
        case (.range, .text(let text)):
            guard let range = CellRange(text) else {
                throw Self.failure(
                    "\"\(text)\" is not a range of cells", option,
                    help: "for example range = 'B3:F200'")
            }
            self.range = range
        case (.fillDown, .columns(let columns)): fillDown = columns
        case (.fillMerged, .boolean(let fills)): fillsMerged = fills
        case (.format, .text(let text)):
            guard let format = FileSource.Format(rawValue: Name.fold(text)) else {
                throw Self.failure(
                    "\"\(text)\" is not a format that can be read", option,
                    help: "formats are "
                        + FileSource.Format.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self.format = format
        // The parser ensures that every option has a value of its kind.
        default: break
        }
    }

    /// Rejects options that do not apply to a format.
    func check(for format: FileSource.Format, called name: String) throws(UserError) {
        for option in given
        where !FileOption.description(of: option.kind).families.contains(format.family) {
            throw Self.failure(
                "\(option.kind.rawValue) does not apply to \(format.rawValue) files", option,
                help: "remove it")
        }
    }

    private static func failure(
        _ message: String, _ option: FileOption, help: String
    ) -> UserError {
        UserError(.fileOption, message, at: option.span, help: help)
    }

    private static func failure(
        _ message: String, option kind: FileOption.Kind, of options: [FileOption], help: String
    ) -> UserError {
        UserError(
            .fileOption, message, at: options.first { $0.kind == kind }?.span, help: help)
    }

    /// Returns the error of an option that names something that does not exist.
    func failure(
        of kind: FileOption.Kind, _ message: String, help: String? = nil
    ) -> UserError {
        Self.failure(message, option: kind, of: given, help: help ?? "remove it")
    }
}

/// A range such as `B3:F200`, or `B3`, which includes everything below and to the right of it.
struct CellRange: Hashable, Sendable {
    /// Counted from 0.
    var rows: Range<Int>
    var columns: Range<Int>

    static let all = CellRange(rows: 0..<Int.max, columns: 0..<Int.max)

    init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
    }

    init?(_ text: String) {
        let corners = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = corners.first, corners.count <= 2, let from = Self.corner(first) else {
            return nil
        }
        guard corners.count == 2 else {
            self.init(rows: from.row..<Int.max, columns: from.column..<Int.max)
            return
        }
        guard let to = Self.corner(corners[1]), to.row >= from.row, to.column >= from.column
        else { return nil }
        self.init(rows: from.row..<to.row + 1, columns: from.column..<to.column + 1)
    }

    /// Parses the row and column of `B3` and `$B$3`, counted from 0.
    static func corner(_ text: Substring) -> (row: Int, column: Int)? {
        let bytes = text.utf8.filter { $0 != UInt8(ascii: "$") }
        let letters = bytes.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        let digits = bytes.dropFirst(letters.count)
        guard (1...3).contains(letters.count), (1...7).contains(digits.count),
            digits.allSatisfy(Ascii.isDigit)
        else { return nil }
        let column = letters.reduce(0) { $0 * 26 + Int($1 | 0x20) - 0x60 }
        let row = digits.reduce(0) { $0 * 10 + Int($1 - Ascii.zero) }
        return row > 0 ? (row - 1, column - 1) : nil
    }
}
