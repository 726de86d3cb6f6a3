// Programs that declare tables write these types, and import only the catalog.
@_exported public import WorkQLPages

/// A column of a table: its name, its meaning, and the location of its value in a response.
public struct Column: Sendable {
    /// The field's own name in the API, which queries use.
    public let name: String
    /// The type of its values in the language.
    public let type: ColumnType
    package let source: Source
    /// One sentence in English.
    public let summary: String
    /// The page's own Chinese label.
    public let label: String
    /// The values an enumerated column can have; empty for the others.
    public let codes: [Code]
    /// The number of seconds for which a value is valid after it was fetched, as for a link; nil
    /// when it does not expire.
    package var holdsFor: Int?
    /// How one value holds several of an enumeration; nil where it holds one.
    package private(set) var joined: Joined?
    /// Whether texts that differ only in the case of ASCII letters are the same value, like two
    /// spellings of a WeCom userid: conditions, keys, the store and SQLite compare them as equal.
    package private(set) var ignoresCase = false
    /// The kind of object whose ids its values are; nil where they are not ids, or of unknown
    /// objects.
    package private(set) var holds: Reference?
    /// The type of the elements of its lists; nil where that is not known.
    package private(set) var elements: ColumnType?
    /// How rows show that they have no value; nil where that is not known.
    package private(set) var absence: Absence?
    /// Whether the user may not see it: no statement can name it.
    package private(set) var isHidden = false

    /// A kind of object that has ids.
    package enum Reference: Hashable, Sendable { case person, department }

    /// A text that is there and empty, or NULL.
    package enum Absence: Hashable, Sendable { case empty, null }

    /// The source of a value.
    package enum Source: Hashable, Sendable {
        /// A field of the row's own object, under the first of the spellings that exists.
        case field([String], Decoding)
        /// A field of the object whose list contains the row: a recording, for its files.
        case parent([String], Decoding)
        /// The row itself, where a list holds plain strings.
        case element
        /// No field, since rows do not contain it: the value that was requested, NULL when none
        /// was.
        case asked
        /// A field that only the table's detail endpoint returns, in the object of this name inside
        /// the row's object, or in the row's own object.
        case detail([String], Decoding, inside: String? = nil)
        /// A value that is composed from several responses.
        case directory(Directory.Attribute)
    }

    /// Several values of an enumeration, joined into one text: `时间异常;地点异常`.
    package struct Joined: Hashable, Sendable {
        /// The values that can be among them.
        package let codes: [Code]
        /// The text between two of them.
        package let separator: String
    }

    /// Whether its times have no fractions of seconds.
    package var isInWholeSeconds: Bool {
        switch source {
        case .field(_, .seconds), .parent(_, .seconds): true
        default: false
        }
    }

    /// Whether a value costs a call for each row.
    package var isDetail: Bool { if case .detail = source { true } else { false } }

    /// The attribute of a row that is composed from several responses; nil for other columns.
    package var attribute: Directory.Attribute? {
        if case .directory(let attribute) = source { attribute } else { nil }
    }

    /// One value of an enumerated column.
    public struct Code: Hashable, Sendable {
        /// The value, as rows contain it.
        public let value: Scalar
        /// The page's own Chinese label; for a value that is a word, the word.
        public let label: String
        /// The meaning of the value, in English.
        public let summary: String
    }
}

/// The conversion of a JSON value to a column's value. Absent and null become NULL in every case.
public enum Decoding: Hashable, Sendable {
    /// A string; a number keeps its digits, so that an id above 2^53 stays exact.
    case text
    case integer
    case boolean
    /// A number with a fraction.
    case real
    /// Seconds since 1970; 0 is NULL.
    case seconds
    /// Milliseconds since 1970; 0 is NULL.
    case milliseconds
    /// Seconds, unless the number is 1e12 or more, which can only be milliseconds; 0 is NULL.
    case secondsOrMilliseconds
    /// Millionths of a degree become degrees; 0 means that the location is unknown and is NULL.
    case millionths
    /// `2026-08-01T09:00:00.5+08:00`: date and time with an offset or `Z`; empty is NULL.
    case iso8601
    /// Any JSON value, kept as its text.
    case json
}

extension Column {
    /// - Parameters:
    ///   - field: the row's field, `field` or `object.field`; the column's name when nil.
    ///   - label: the page's own label, in its own language.
    public static func text(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil,
        codes: [Code] = []
    ) -> Column {
        Column(name, .text, .text, summary, label, field, codes)
    }

    /// A text that can hold several of the codes.
    static func text(
        _ name: String, _ summary: String, _ label: String, joinedBy separator: String,
        codes: [Code]
    ) -> Column {
        var column = Column.text(name, summary, label)
        column.joined = Joined(codes: codes, separator: separator)
        return column.without(.empty)
    }

    static func text(
        _ name: String, _ summary: String, _ label: String, holdsFor seconds: Int
    ) -> Column {
        var column = Column.text(name, summary, label)
        column.holdsFor = seconds
        return column
    }

    /// - Parameter field: the row's field, `field` or `object.field`; the column's name when nil.
    public static func integer(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil,
        codes: [Code] = []
    ) -> Column {
        Column(name, .integer, .integer, summary, label, field, codes)
    }

    /// - Parameter field: the row's field, `field` or `object.field`; the column's name when nil.
    public static func real(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil
    ) -> Column {
        Column(name, .real, .real, summary, label, field)
    }

    /// - Parameter field: the row's field, `field` or `object.field`; the column's name when nil.
    public static func boolean(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil
    ) -> Column {
        Column(name, .boolean, .boolean, summary, label, field)
    }

    /// - Parameters:
    ///   - decoding: `.seconds`, `.milliseconds`, `.secondsOrMilliseconds` or `.iso8601`.
    ///   - field: the row's field, `field` or `object.field`; the column's name when nil.
    public static func timestamp(
        _ name: String, _ decoding: Decoding, _ summary: String, _ label: String = "",
        field: String? = nil
    ) -> Column {
        Column(name, .timestamp, decoding, summary, label, field)
    }

    static func degrees(_ name: String, _ summary: String, _ label: String) -> Column {
        Column(name, .real, .millionths, summary, label, nil)
    }

    /// A column of lists and objects, kept as their JSON text.
    ///
    /// - Parameter field: the row's field, `field` or `object.field`; the column's name when nil.
    public static func json(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil
    ) -> Column {
        Column(name, .json, .json, summary, label, field)
    }

    static func json(
        _ name: String, _ summary: String, _ label: String, spellings: [String]
    ) -> Column {
        Column(
            name: name, type: .json, source: .field(spellings, .json), summary: summary,
            label: label, codes: [])
    }

    static func json(
        _ name: String, _ summary: String, _ label: String, holdsFor seconds: Int
    ) -> Column {
        var column = Column.json(name, summary, label)
        column.holdsFor = seconds
        return column
    }

    private init(
        _ name: String, _ type: ColumnType, _ decoding: Decoding, _ summary: String,
        _ label: String, _ field: String?, _ codes: [Code] = []
    ) {
        self.init(
            name: name, type: type, source: .field([field ?? name], decoding), summary: summary,
            label: label, codes: codes)
    }

    /// A key that rows do not contain: the value that was requested, NULL when none was.
    public static func asked(
        _ name: String, _ type: ColumnType = .text, _ summary: String, _ label: String = ""
    ) -> Column {
        Column(
            name: name, type: type, source: .asked, summary: summary, label: label, codes: [])
    }

    static func detail(
        _ name: String, _ type: ColumnType, _ decoding: Decoding, _ summary: String,
        _ label: String, field: String? = nil, inside: String? = nil
    ) -> Column {
        Column(
            name: name, type: type, source: .detail([field ?? name], decoding, inside: inside),
            summary: summary, label: label, codes: [])
    }

    static func directory(
        _ name: String, _ type: ColumnType, _ attribute: Directory.Attribute, _ summary: String,
        _ label: String
    ) -> Column {
        Column(
            name: name, type: type, source: .directory(attribute), summary: summary, label: label,
            codes: [])
    }

    /// The same column read from the object that contains the row's list.
    public var ofParent: Column {
        guard case .field(let spellings, let decoding) = source else { return self }
        var column = Column(
            name: name, type: type, source: .parent(spellings, decoding), summary: summary,
            label: label, codes: codes)
        column.ignoresCase = ignoresCase
        column.holds = holds
        column.absence = absence
        return column
    }

    /// The same text column, in which the service treats texts that differ only in the case of
    /// ASCII letters as the same value: `Lisi` and `lisi`.
    public var ignoringCase: Column {
        var column = self
        column.ignoresCase = true
        return column
    }

    /// The same text column, whose rows without a value have one of these.
    func without(_ absence: Absence) -> Column {
        var column = self
        column.absence = absence
        return column
    }

    mutating func hide() { isHidden = true }

    /// The same column, with userids of the directory's people as values.
    var ofPerson: Column {
        var column = ignoringCase
        column.holds = .person
        return column
    }

    /// The same column, with ids of the directory's departments as values.
    var ofDepartment: Column {
        var column = self
        column.holds = .department
        return column
    }

    /// The same column of JSON, with lists of values of a type.
    func listing(_ type: ColumnType) -> Column {
        var column = self
        column.elements = type
        return column
    }

    /// The same column read from the elements of the list, where rows come from lists inside them.
    package var ofElement: Column {
        guard case .parent(let spellings, let decoding) = source else { return self }
        return Column(
            name: name, type: type, source: .field(spellings, decoding), summary: summary,
            label: label, codes: codes)
    }
}

extension Column.Code {
    /// A value of a column of integers: `.code(1, "固定上下班", "fixed times")`.
    public static func code(_ value: Int64, _ label: String, _ summary: String) -> Column.Code {
        Column.Code(value: .integer(value), label: label, summary: summary)
    }

    /// A value of a column of texts, which is its own label.
    public static func code(_ value: String, _ summary: String) -> Column.Code {
        Column.Code(value: .text(value), label: value, summary: summary)
    }
}
