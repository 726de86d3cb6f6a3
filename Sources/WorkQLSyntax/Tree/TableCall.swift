/// A call that is used as a table: `days(last month)`.
package struct TableCall: Sendable {
    package var name: Name
    package var arguments: Arguments
    package var span: Span

    package enum Arguments: Hashable, Sendable {
        /// The argument of a function of time: a range, or nil if the parentheses are empty.
        case range(TimeClause?)
        case values([Expression])
    }

    package init(_ name: Name, _ arguments: Arguments, span: Span = Span(0, 0)) {
        self.name = name
        self.arguments = arguments
        self.span = span
    }

    /// Functions whose arguments are a range of time, in the syntax of SINCE and DURING.
    package static let ofTime: Set<Name> = [Name("days"), Name("workdays")]
}

extension TableCall: Hashable {
    package static func == (left: TableCall, right: TableCall) -> Bool {
        left.name == right.name && left.arguments == right.arguments
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(arguments)
    }
}
