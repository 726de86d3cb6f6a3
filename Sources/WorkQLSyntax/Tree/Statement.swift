/// One statement of a script and its span, without its semicolon.
package struct Statement: Sendable {
    package var kind: Kind
    package var span: Span
    /// `FORMAT csv`: the format of the rows, where it is not that of the other statements.
    package var format: Name?

    package enum Kind: Hashable, Sendable {
        case query(Query)
        /// `REFRESH SELECT …`: the store is not used.
        case refresh(Query)
        /// `FORGET checkin WHERE userid = 'lisi' UNTIL 90d`
        case forget(TableName, Expression?, TimeClause?)
        case explain(Query, Explanation)
        case describe(TableName)
        /// `DESCRIBE 'roster.csv'`
        case describeFile(FileName)
        /// `DESCRIBE SELECT …`: the columns of its result; nothing is sent.
        case describeQuery(Query)
        /// `SUMMARIZE checkin SINCE 7d`: one row for each column of the query's result.
        case summarize(Query)
        case show(Show)
        /// `SET timezone = 'Asia/Shanghai'`: the value is a literal; an unquoted word is a text.
        case set(Name, to: Expression)
        case reset(Name)
        /// `PARAM since DURATION = 7d, users LIST`
        case parameters([ParameterDeclaration])
        /// `LET late = (SELECT …)`
        case bind(Name, LetValue)
        /// `COPY (SELECT …) TO 'late.csv'`
        case copy(Query, to: FileName, [CopyOption])
        /// `SAVE late AS SELECT …`, and where the query begins in the text.
        case save(Name, Query, replacing: Bool, at: SourcePosition)
        /// `RUN late 部门 = '财务部'`: a saved query with values for its parameters.
        case run(Name, [Argument])
    }

    /// A value for a parameter of a saved query.
    package struct Argument: Hashable, Sendable {
        package var name: Name
        package var value: LetValue

        package init(_ name: Name, _ value: LetValue) {
            self.name = name
            self.value = value
        }
    }

    package enum Show: Hashable, Sendable {
        case tables, quota, store
        /// The settings whose names match a pattern; all if it is nil.
        case settings(like: String?)
        case functions(like: String?)
    }

    /// The information that EXPLAIN shows.
    package enum Explanation: Hashable, Sendable {
        /// The scans and their costs.
        case plan
        /// The requests as well.
        case calls
        /// The actual cost beside the planned one: the query is run.
        case analysis
    }

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }
}

extension Statement: Hashable {
    package static func == (left: Statement, right: Statement) -> Bool {
        left.kind == right.kind && left.format == right.format
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(format)
    }
}

/// A parameter of a script.
package struct ParameterDeclaration: Hashable, Sendable {
    package var name: Name
    package var type: ParameterType
    /// The default; nil makes the parameter required.
    package var initial: ParameterValue?

    package init(name: Name, type: ParameterType, initial: ParameterValue? = nil) {
        self.name = name
        self.type = type
        self.initial = initial
    }
}

/// The types of parameters, by their canonical spelling.
package enum ParameterType: String, Hashable, Sendable, CaseIterable {
    case text = "TEXT"
    case integer = "INT"
    case real = "REAL"
    case boolean = "BOOL"
    /// An instant, as in SINCE.
    case timestamp = "TIMESTAMP"
    case date = "DATE"
    /// A time of day.
    case time = "TIME"
    case duration = "DURATION"
    /// Texts or numbers, for IN.
    case list = "LIST"
    /// Of the value that it has.
    case any = "ANY"
}

package enum ParameterValue: Hashable, Sendable {
    case literal(Expression)
    case time(TimePoint)
    /// The day that begins at the instant.
    case date(TimePoint)
    case list([Expression])
}

/// The value that a LET names.
package enum LetValue: Hashable, Sendable {
    case query(Query)
    /// `('zhangsan', 'lisi')`
    case list([Expression])
    case expression(Expression)
}
