/// A file named in a statement, without its quotes, and the options for reading it.
package struct FileName: Sendable {
    package var path: String
    package var span: Span
    /// `WITH (header = 3)`
    package var options: [FileOption]

    package init(_ path: String, span: Span = Span(0, 0), options: [FileOption] = []) {
        self.path = path
        self.span = span
        self.options = options
    }
}

extension FileName: Hashable {
    package static func == (left: FileName, right: FileName) -> Bool {
        left.path == right.path && left.options == right.options
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(options)
    }
}

/// `header = 3`: information about a file that its text does not contain.
package struct FileOption: Sendable {
    package var kind: Kind
    package var value: Value
    /// The span of the value.
    package var span: Span

    package enum Value: Hashable, Sendable {
        case boolean(Bool)
        case count(Int)
        case text(String)
        case texts([String])
        case columns([Name])
        case types([ColumnAndType])
    }

    /// `工号 = text`
    package struct ColumnAndType: Hashable, Sendable {
        package var column: Name
        package var type: TypeName
    }

    package init(_ kind: Kind, _ value: Value, span: Span = Span(0, 0)) {
        self.kind = kind
        self.value = value
        self.span = span
    }
}

extension FileOption: Hashable {
    package static func == (left: FileOption, right: FileOption) -> Bool {
        left.kind == right.kind && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(value)
    }
}

extension FileOption {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case header, skip, delimiter, encoding, types, null, trim, thousands, dates, sheet, range
        case fillDown = "fill_down"
        case fillMerged = "fill_merged"
        case format
    }

    /// The possible types of an option's value.
    package enum Shape: String, Sendable {
        case boolean = "true or false"
        case count = "a number"
        case booleanOrCount = "true, false or the number of a line"
        case text = "a text"
        case textOrCount = "a name in quotes or a number"
        case texts = "a text, or texts in parentheses"
        case columns = "columns in parentheses"
        case types = "columns with types in parentheses"
    }

    /// The kinds of files that have options in common.
    package enum Family: String, CaseIterable, Sendable {
        case delimited, json, workbook, parquet
    }

    /// One option, as used by the parser, the help, the completion and the documents.
    package struct StaticResult: Sendable {
        package var kind: Kind
        package var shape: Shape
        package var families: [Family]
        package var example: String
        package var summary: String
    }

    private static let tables: [Family] = [.delimited, .workbook]

    /// All options for reading a file. The parser, the completion and grammar.md's table are made
    /// from them.
    package static let all: [StaticResult] = [
        StaticResult(
            kind: .header, shape: .booleanOrCount, families: tables,
            example: "header = 3",
            summary: "the line with the names of the columns; false if no line has them"),
        StaticResult(
            kind: .skip, shape: .count, families: tables,
            example: "skip = 2",
            summary: "the number of lines to skip at the beginning"),
        StaticResult(
            kind: .delimiter, shape: .text, families: [.delimited],
            example: "delimiter = ';'",
            summary: "the character between the cells of a line"),
        StaticResult(
            kind: .encoding, shape: .text, families: [.delimited, .json],
            example: "encoding = 'gb18030'",
            summary: "the encoding of the text"),
        StaticResult(
            kind: .types, shape: .types, families: [.delimited, .json, .workbook],
            example: "types = (工号 = text)",
            summary: "the types of columns; other types are inferred"),
        StaticResult(
            kind: .null, shape: .texts, families: tables,
            example: "null = 'NA'",
            summary: "texts that mean NULL, besides the empty cell"),
        StaticResult(
            kind: .trim, shape: .boolean, families: tables,
            example: "trim = false",
            summary: "whether blanks around a cell without quotes are removed; true by default"),
        StaticResult(
            kind: .thousands, shape: .boolean, families: [.delimited],
            example: "thousands = false",
            summary: "whether 12,000.50 is a number; true by default"),
        StaticResult(
            kind: .dates, shape: .text, families: [.delimited, .json, .workbook],
            example: "dates = 'dmy'",
            summary:
                "the order of dates such as 8/4/2026: dmy, mdy or ymd; such cells are text by default"
        ),
        StaticResult(
            kind: .sheet, shape: .textOrCount, families: [.workbook],
            example: "sheet = '8月'",
            summary:
                "the sheet of a workbook by its name or number; the first that is not hidden by default"
        ),
        StaticResult(
            kind: .range, shape: .text, families: [.workbook],
            example: "range = 'B3:F200'",
            summary: "the cells of a sheet that contain the table"),
        StaticResult(
            kind: .fillDown, shape: .columns, families: tables,
            example: "fill_down = (部门)",
            summary: "columns whose empty cells repeat the value above"),
        StaticResult(
            kind: .fillMerged, shape: .boolean, families: [.workbook],
            example: "fill_merged = true",
            summary: "whether every merged cell has the value; false by default"),
        StaticResult(
            kind: .format, shape: .text, families: Family.allCases,
            example: "format = 'csv'",
            summary:
                "the format of the file: csv, tsv, txt, json, ndjson, xlsx or parquet; default: by "
                + "its name"
        ),
    ]

    package static func description(of kind: Kind) -> StaticResult {
        all.first { $0.kind == kind }
            ?? StaticResult(kind: kind, shape: .text, families: [], example: "", summary: "")
    }
}
