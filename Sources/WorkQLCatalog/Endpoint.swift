/// What one HTTP endpoint takes and how it answers: everything that planning and calling need.
package struct Endpoint: Sendable {
    /// The endpoint's own name, such as `checkin/getcheckindata`.
    package let name: String
    package let service: Service
    package let method: Method
    /// The path below the service's base address.
    package let path: String
    /// The address of the page that this declaration is read from.
    package let page: String
    package let range: RangeParameter
    package let keys: KeyParameters
    package let choices: [ChoiceParameter]
    package let constants: [ConstantParameter]
    package let paging: Paging
    /// Every one of them must hold at any time.
    package let quota: [Quota]
    package var settling = Settling.never

    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }
}

/// How a time range is asked for. Instants are sent as whole seconds since 1970.
package struct RangeParameter: Sendable {
    package let start: String
    package let end: String
    /// The longest span of one call in seconds, the end included or not.
    package let longest: Int
    package let meaning: Meaning
    /// Where the service chooses, the column by whose instants it seems to: who stops before the
    /// last window because of it reads one window further than seems needed. Every row carries it.
    package let seemingColumn: String?

    init(
        start: String, end: String, longest: Int, meaning: Meaning, seemingColumn: String? = nil
    ) {
        self.start = start
        self.end = end
        self.longest = longest
        self.meaning = meaning
        self.seemingColumn = seemingColumn
    }

    /// What lies in a range.
    package enum Meaning: Hashable, Sendable {
        /// The rows whose column holds an instant of the range.
        case instants(of: String)
        /// Rows near the range: those whose column holds an instant of it are found by asking for
        /// so many seconds more on either side.
        case near(column: String, padding: Int)
        /// The page does not say which instant of a row counts, or rows carry none: the service's
        /// choice stands, and rows that two ranges return are told by their identity.
        case chosenByService
        /// The endpoint takes no range.
        case absent
    }

    /// For endpoints that tell what is now.
    static let absent = RangeParameter(start: "", end: "", longest: 1, meaning: .absent)
}

/// The lists of users, departments and the like that an endpoint takes.
package struct KeyParameters: Sendable {
    package let parameters: [KeyParameter]
    package let rule: Rule

    package enum Rule: Hashable, Sendable {
        /// Any of them, together or none; conditions on several hold together.
        case any
        /// One of them or none.
        case atMostOne
        /// One of them, always.
        case exactlyOne
    }

    static let none = KeyParameters(parameters: [], rule: .any)
}

package struct KeyParameter: Hashable, Sendable {
    /// The column whose conditions give the values.
    package let column: String
    package let form: Form
    /// How many values one call takes.
    package let most: Int
    /// The column of another table whose values are asked for when no condition names any; nil where
    /// a condition is needed.
    package let suppliedBy: ColumnReference?
    /// Whether each row carries in the column the value it was asked for by, in any case of its
    /// ASCII letters.
    package let isInEveryRow: Bool

    init(
        column: String, form: Form, most: Int, suppliedBy: ColumnReference? = nil,
        isInEveryRow: Bool = false
    ) {
        self.column = column
        self.form = form
        self.most = most
        self.suppliedBy = suppliedBy
        self.isInEveryRow = isInEveryRow
    }

    package enum Form: Hashable, Sendable {
        /// A JSON array of this name.
        case list(String)
        /// A JSON string of this name.
        case single(String)
        /// One object `{"key": …, "value": "…"}` in the array of this name.
        case filter(list: String, key: String)
    }
}

/// A column of another table, by their names.
package struct ColumnReference: Hashable, Sendable {
    package let table: String
    package let column: String
    /// What the values are together, in words: "every visible member".
    package let summary: String
}

/// A parameter that narrows an answer to some of a column's values.
package struct ChoiceParameter: Sendable {
    package let parameter: String
    package let column: String
    package let options: [Option]
    /// What is sent when no option fits; nil leaves the parameter out.
    package let otherwise: Int?

    package struct Option: Hashable, Sendable {
        package let send: Int
        /// The column's values that the answer then holds, and no others.
        package let covers: [Scalar]
    }
}

/// A parameter that is the same in every call.
package struct ConstantParameter: Sendable {
    package let parameter: String
    package let value: Value

    package enum Value: Hashable, Sendable {
        case integer(Int)
        /// The operator that the profile names.
        case operatorID
        /// The number of the app that the profile names.
        case agentID
    }
}

/// How an answer is continued.
package enum Paging: Hashable, Sendable {
    /// One answer holds everything.
    case whole
    /// `limit` stays constant; `cursor` is left out at first and then the string that came with
    /// `more` = true.
    case cursor(limit: String, most: Int, cursor: String, next: String, more: String)
    /// `cursor` is a number that starts at 0 and grows; `end` = 1 ends.
    case counter(limit: String, most: Int, cursor: String, next: String, end: String)
    /// Pages counted from 1 up to the number that the answer tells.
    case numbered(size: String, most: Int, page: String, pages: String)

    /// How many rows one page holds at the most; nil when no limit is documented.
    package var pageSize: Int? {
        switch self {
        case .whole: nil
        case .cursor(_, let most, _, _, _), .counter(_, let most, _, _, _),
            .numbered(_, let most, _, _):
            most
        }
    }
}

/// So many calls in any period of so many seconds.
package struct Quota: Hashable, Sendable {
    package let calls: Int
    package let seconds: Double
    /// Whether calls keep an even distance instead of a burst at the period's start.
    package let spaced: Bool

    package init(calls: Int, seconds: Double, spaced: Bool = false) {
        self.calls = calls
        self.seconds = seconds
        self.spaced = spaced
    }
}
