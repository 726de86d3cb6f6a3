/// The lists of users, departments and the like that an endpoint takes.
public struct KeyParameters: Sendable {
    /// In the order of preference, for calls that can name only one of them.
    public internal(set) var parameters: [KeyParameter]
    /// The number of parameters that a call can name.
    public let rule: Rule

    /// - Parameter rule: the number of parameters that a call can name.
    public init(parameters: [KeyParameter], rule: Rule = .any) {
        self.parameters = parameters
        self.rule = rule
    }

    /// The number of parameters that a call can name.
    public enum Rule: Hashable, Sendable {
        /// Any of them, in any combination or none; conditions on several apply together.
        case any
        /// One of them or none.
        case atMostOne
        /// One of them, always.
        case exactlyOne
    }

    /// The endpoint takes no values of columns.
    public static let none = KeyParameters(parameters: [], rule: .any)
}

/// A parameter that takes values of a column.
public struct KeyParameter: Hashable, Sendable {
    /// The column whose conditions provide the values.
    public let column: String
    /// The form of the values in a call.
    public let form: Form
    /// The maximum number of values in one call; 1 or more.
    public internal(set) var maximum: Int
    /// The column of another table whose values are requested when no condition names any; nil
    /// where a condition is required.
    public let suppliedBy: ColumnReference?
    /// Whether the column of each row contains the value by which the row was requested; in any
    /// case of its ASCII letters where the column is one `ignoringCase`.
    public let isInEveryRow: Bool
    /// Whether its column ignores the case of ASCII letters; set by the table.
    package internal(set) var ignoresCase = false
    /// The whole numbers that the service accepts; nil where its page does not limit them.
    package private(set) var numbers: ClosedRange<Int64>?

    /// - Parameter maximum: the maximum number of values in one call; 1 or more.
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

    /// Returns the same parameter, which accepts only numbers of this range.
    package func taking(_ numbers: ClosedRange<Int64>) -> KeyParameter {
        var parameter = self
        parameter.numbers = numbers
        return parameter
    }

    /// Whether a value can name anything: empty or blank texts and numbers outside the range
    /// cannot, and a whole call may fail because of one. An id that ignores case is the name of an
    /// account, which has no surrounding blanks.
    package func takes(_ value: Scalar) -> Bool {
        switch value {
        case .integer(let number): numbers?.contains(number) ?? true
        case .text(let text):
            text.hasPrintedEnds || !text.isBlank && !(ignoresCase && text.hasBlanksAround)
        }
    }

    /// Returns the value by which rows and stored cells are found.
    package func folded(_ value: Scalar) -> Scalar { ignoresCase ? value.ignoringCase : value }

    /// The form of values in a call.
    public enum Form: Hashable, Sendable {
        /// A JSON array of this name; in an address the parameter is repeated for each value.
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

/// A column of another table, referred to by name.
public struct ColumnReference: Hashable, Sendable {
    /// The table's name.
    public let table: String
    /// The column's name.
    public let column: String
    /// A description of all the values: "every visible member".
    public let summary: String

    /// - Parameter summary: a description of all the values: `every visible member`.
    public init(table: String, column: String, summary: String) {
        self.table = table
        self.column = column
        self.summary = summary
    }
}
