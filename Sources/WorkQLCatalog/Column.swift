// Who declares tables writes these types, and imports the catalog alone.
@_exported public import WorkQLPages

/// A column of a table: its name, what it means, and where in an answer its value stands.
public struct Column: Sendable {
    /// The field's own name in the API, by which queries know it.
    public let name: String
    /// How the language sees its values.
    public let type: ColumnType
    package let source: Source
    /// One sentence in English.
    public let summary: String
    /// The page's own Chinese words.
    public let label: String
    /// The values an enumerated column can have; empty for the others.
    public let codes: [Code]
    /// For how many seconds a value holds once it was fetched, as that of a link does; nil when it
    /// does not expire.
    package var holdsFor: Int?
    /// The values of which an enumerated column can have several, joined into one text.
    package private(set) var parts: [Code] = []
    /// Whether texts that differ in the case of ASCII letters alone are one value, as two spellings
    /// of a WeCom userid are: conditions, keys, the store and SQLite compare them as one.
    package private(set) var ignoresCase = false
    /// Of what its values are the ids; nil where they are none, or nobody knows whose.
    package private(set) var holds: Reference?

    /// What ids are of.
    package enum Reference: Hashable, Sendable { case person, department }

    /// Where a value comes from.
    package enum Source: Hashable, Sendable {
        /// A field of the row's own object, under the first of the spellings that is there.
        case field([String], Decoding)
        /// The same of the object whose list holds the row: a recording, for its files.
        case parent([String], Decoding)
        /// The row itself, where a list holds plain strings.
        case element
        /// No field: rows do not carry it. The value that was asked for, NULL when none was.
        case asked
        /// A field that only the table's detail endpoint tells, in the object of this name inside
        /// the row's, or in the row's own.
        case detail([String], Decoding, inside: String? = nil)
        /// What is put together from several answers.
        case directory(Directory.Attribute)
    }

    /// Whether a value costs a call for each row.
    package var isDetail: Bool { if case .detail = source { true } else { false } }

    /// What it says of a row that is put together from several answers; nil for other columns.
    package var attribute: Directory.Attribute? {
        if case .directory(let attribute) = source { attribute } else { nil }
    }

    /// One value of an enumerated column.
    public struct Code: Hashable, Sendable {
        /// The value, as rows carry it.
        public let value: Scalar
        /// The page's own Chinese words; for a value that is a word, the word.
        public let label: String
        /// What the value means, in English.
        public let summary: String
    }
}

/// How a JSON value becomes a column's value. Absent and null become NULL in every case.
public enum Decoding: Hashable, Sendable {
    /// A string; a number keeps its digits, so that an id above 2^53 stays whole.
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
    /// Millionths of a degree become degrees; 0 means that the place is unknown and is NULL.
    case millionths
    /// `2026-08-01T09:00:00.5+08:00`: date and time with an offset or `Z`; empty is NULL.
    case iso8601
    /// Any JSON value, kept as its text.
    case json
}

extension Column {
    /// - Parameters:
    ///   - field: of the row's object, `field` or `object.field`; the column's name when nil.
    ///   - label: the page's own words, in its own language.
    public static func text(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil,
        codes: [Code] = []
    ) -> Column {
        Column(name, .text, .text, summary, label, field, codes)
    }

    static func text(
        _ name: String, _ summary: String, _ label: String, codes: [Code] = [], parts: [Code]
    ) -> Column {
        var column = Column.text(name, summary, label, codes: codes)
        column.parts = parts
        return column
    }

    static func text(
        _ name: String, _ summary: String, _ label: String, holdsFor seconds: Int
    ) -> Column {
        var column = Column.text(name, summary, label)
        column.holdsFor = seconds
        return column
    }

    /// - Parameter field: of the row's object, `field` or `object.field`; the column's name when nil.
    public static func integer(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil,
        codes: [Code] = []
    ) -> Column {
        Column(name, .integer, .integer, summary, label, field, codes)
    }

    /// - Parameter field: of the row's object, `field` or `object.field`; the column's name when nil.
    public static func real(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil
    ) -> Column {
        Column(name, .real, .real, summary, label, field)
    }

    /// - Parameter field: of the row's object, `field` or `object.field`; the column's name when nil.
    public static func boolean(
        _ name: String, _ summary: String, _ label: String = "", field: String? = nil
    ) -> Column {
        Column(name, .boolean, .boolean, summary, label, field)
    }

    /// - Parameters:
    ///   - decoding: `.seconds`, `.milliseconds`, `.secondsOrMilliseconds` or `.iso8601`.
    ///   - field: of the row's object, `field` or `object.field`; the column's name when nil.
    public static func timestamp(
        _ name: String, _ decoding: Decoding, _ summary: String, _ label: String = "",
        field: String? = nil
    ) -> Column {
        Column(name, .timestamp, decoding, summary, label, field)
    }

    static func degrees(_ name: String, _ summary: String, _ label: String) -> Column {
        Column(name, .real, .millionths, summary, label, nil)
    }

    /// Lists and objects, kept as their JSON text.
    ///
    /// - Parameter field: of the row's object, `field` or `object.field`; the column's name when nil.
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

    /// A key that rows do not carry: the value that was asked for, NULL when none was.
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

    /// The same column read from the object that holds the row's list.
    public var ofParent: Column {
        guard case .field(let spellings, let decoding) = source else { return self }
        var column = Column(
            name: name, type: type, source: .parent(spellings, decoding), summary: summary,
            label: label, codes: codes)
        column.ignoresCase = ignoresCase
        column.holds = holds
        return column
    }

    /// The same column of texts, of which those that differ in the case of ASCII letters alone are
    /// one value to the service: `Lisi` and `lisi`.
    public var ignoringCase: Column {
        var column = self
        column.ignoresCase = true
        return column
    }

    /// The same column, whose values are userids of the directory's people.
    var ofPerson: Column {
        var column = ignoringCase
        column.holds = .person
        return column
    }

    /// The same column, whose values are ids of the directory's departments.
    var ofDepartment: Column {
        var column = self
        column.holds = .department
        return column
    }

    /// The same column read from the elements of the list, where rows are those of lists inside them.
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
