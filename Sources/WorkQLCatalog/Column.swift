/// The type of a column, as the language sees it.
package enum ColumnType: String, Hashable, Sendable, CaseIterable {
    case text, integer, real, boolean, timestamp, json
}

/// A column of a table: its name, what it means, and where in an answer its value stands.
package struct Column: Sendable {
    /// The field's own name in the API, by which queries know it.
    package let name: String
    package let type: ColumnType
    package let source: Source
    /// One sentence in English.
    package let summary: String
    /// The page's own Chinese words.
    package let label: String
    /// The values an enumerated column can have; empty for the others.
    package let codes: [Code]
    /// For how many seconds a value holds once it was fetched, as that of a link does; nil when it
    /// does not expire.
    package var holdsFor: Int?
    /// The values of which an enumerated column can have several, joined into one text.
    package private(set) var parts: [Code] = []

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
    package struct Code: Hashable, Sendable {
        package let value: Scalar
        package let label: String
        /// What the value means, in English.
        package let summary: String
    }
}

/// How a JSON value becomes a column's value. Absent and null become NULL in every case.
package enum Decoding: Hashable, Sendable {
    /// A string; a number keeps its digits, so that an id above 2^53 stays whole.
    case text
    case integer
    case boolean
    /// Seconds since 1970; 0 is NULL.
    case seconds
    /// Milliseconds since 1970; 0 is NULL.
    case milliseconds
    /// Seconds, unless the number is 1e12 or more, which can only be milliseconds; 0 is NULL.
    case secondsOrMilliseconds
    /// Millionths of a degree become degrees; 0 means that the place is unknown and is NULL.
    case millionths
    /// Any JSON value, kept as its text.
    case json
}

/// A value in a condition or a parameter.
package enum Scalar: Hashable, Sendable, Comparable {
    case integer(Int64)
    case text(String)

    /// The value as it stands in a message or between a request's quotes.
    package var description: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let value): value
        }
    }
}

extension Column {
    static func text(
        _ name: String, _ summary: String, _ label: String, codes: [Code] = [],
        parts: [Code] = [], spellings: [String]? = nil, holdsFor: Int? = nil
    ) -> Column {
        var column = Column(
            name: name, type: .text, source: .field(spellings ?? [name], .text), summary: summary,
            label: label, codes: codes, holdsFor: holdsFor)
        column.parts = parts
        return column
    }

    static func integer(
        _ name: String, _ summary: String, _ label: String, codes: [Code] = []
    ) -> Column {
        Column(
            name: name, type: .integer, source: .field([name], .integer), summary: summary,
            label: label, codes: codes)
    }

    static func boolean(_ name: String, _ summary: String, _ label: String) -> Column {
        Column(
            name: name, type: .boolean, source: .field([name], .boolean), summary: summary,
            label: label, codes: [])
    }

    static func timestamp(
        _ name: String, _ decoding: Decoding, _ summary: String, _ label: String
    ) -> Column {
        Column(
            name: name, type: .timestamp, source: .field([name], decoding), summary: summary,
            label: label, codes: [])
    }

    static func degrees(_ name: String, _ summary: String, _ label: String) -> Column {
        Column(
            name: name, type: .real, source: .field([name], .millionths), summary: summary,
            label: label, codes: [])
    }

    static func json(
        _ name: String, _ summary: String, _ label: String, spellings: [String]? = nil,
        holdsFor: Int? = nil
    ) -> Column {
        Column(
            name: name, type: .json, source: .field(spellings ?? [name], .json), summary: summary,
            label: label, codes: [], holdsFor: holdsFor)
    }

    static func asked(
        _ name: String, _ type: ColumnType = .text, _ summary: String, _ label: String
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
    var ofParent: Column {
        guard case .field(let spellings, let decoding) = source else { return self }
        return Column(
            name: name, type: type, source: .parent(spellings, decoding), summary: summary,
            label: label, codes: codes)
    }
}

extension Column.Code {
    static func code(_ value: Int64, _ label: String, _ summary: String) -> Column.Code {
        Column.Code(value: .integer(value), label: label, summary: summary)
    }

    static func code(_ value: String, _ summary: String) -> Column.Code {
        Column.Code(value: .text(value), label: value, summary: summary)
    }
}
