/// The lists of users, departments and the like that an endpoint takes.
public struct KeyParameters: Sendable {
    /// In the order of preference, where one of several has to do.
    public internal(set) var parameters: [KeyParameter]
    /// How many of them a call can name.
    public let rule: Rule

    /// - Parameter rule: how many of the parameters a call can name.
    public init(parameters: [KeyParameter], rule: Rule = .any) {
        self.parameters = parameters
        self.rule = rule
    }

    /// How many of the parameters a call can name.
    public enum Rule: Hashable, Sendable {
        /// Any of them, together or none; conditions on several hold together.
        case any
        /// One of them or none.
        case atMostOne
        /// One of them, always.
        case exactlyOne
    }

    /// No column's values can be asked for.
    public static let none = KeyParameters(parameters: [], rule: .any)
}

/// A parameter that takes values of a column.
public struct KeyParameter: Hashable, Sendable {
    /// The column whose conditions give the values.
    public let column: String
    /// How the values are written into a call.
    public let form: Form
    /// How many values one call takes; 1 or more.
    public internal(set) var maximum: Int
    /// The column of another table whose values are asked for when no condition names any; nil where
    /// a condition is needed.
    public let suppliedBy: ColumnReference?
    /// Whether each row carries in the column the value it was asked for by; in any case of its
    /// ASCII letters where the column is one `ignoringCase`.
    public let isInEveryRow: Bool
    /// Whether its column ignores the case of ASCII letters; set by the table.
    package internal(set) var ignoresCase = false
    /// The whole numbers that the service takes; nil where it says nothing.
    package private(set) var numbers: ClosedRange<Int64>?

    /// - Parameter most: how many values one call takes; 1 or more.
    public init(
        column: String, form: Form, maximum: Int, suppliedBy: ColumnReference? = nil,
        isInEveryRow: Bool = false
    ) {
        self.column = column
        self.form = form
        self.maximum = maximum
        self.suppliedBy = suppliedBy
        self.isInEveryRow = isInEveryRow
    }

    /// The same parameter, which takes numbers of this range alone.
    package func taking(_ numbers: ClosedRange<Int64>) -> KeyParameter {
        var parameter = self
        parameter.numbers = numbers
        return parameter
    }

    /// Whether a value can name anything: what is empty or blank, or a number out of the range,
    /// names nothing, and a whole call may fail for it. An id that ignores case is the name of an
    /// account, which has no blanks around it.
    package func takes(_ value: Scalar) -> Bool {
        switch value {
        case .integer(let number): numbers?.contains(number) ?? true
        case .text(let text):
            text.hasPrintedEnds || !text.isBlank && !(ignoresCase && text.hasBlanksAround)
        }
    }

    /// The value by which rows and stored cells are found.
    package func folded(_ value: Scalar) -> Scalar { ignoresCase ? value.ignoringCase : value }

    /// How values are written into a call.
    public enum Form: Hashable, Sendable {
        /// A JSON array of this name; in an address the parameter once for each value.
        case list(String)
        /// The values in one text, such as `a,b,c`.
        case joined(String, separator: String)
        /// A JSON string of this name.
        case single(String)
        /// The value itself: a JSON number of an integer column, else a string.
        case value(String)
        /// One object `{"key": …, "value": "…"}` in the array of this name.
        case filter(list: String, key: String)
    }
}

extension KeyParameter.Form {
    /// Whether one call takes several values.
    package var takesSeveral: Bool {
        switch self {
        case .list, .joined: true
        case .single, .value, .filter: false
        }
    }

    /// The name of the parameter.
    package var parameter: String {
        switch self {
        case .list(let name), .joined(let name, _), .single(let name), .value(let name),
            .filter(let name, _):
            name
        }
    }
}

/// A column of another table, by their names.
public struct ColumnReference: Hashable, Sendable {
    /// The table's name.
    public let table: String
    /// The column's name.
    public let column: String
    /// What the values are together, in words: "every visible member".
    public let summary: String

    /// - Parameter summary: what the values are together, in words: `every visible member`.
    public init(table: String, column: String, summary: String) {
        self.table = table
        self.column = column
        self.summary = summary
    }
}
