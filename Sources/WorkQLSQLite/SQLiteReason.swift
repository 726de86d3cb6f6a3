/// What SQLite complains about, recognised by its texts as SQLite 3.40 and later write them: one
/// result code stands for all of them.
package enum SQLiteReason: Hashable, Sendable {
    case integerOverflow
    case malformedJSON
    /// The rest of a path into JSON that cannot be read.
    case jsonPath(String)
    case groupsOfNtile
    case rowOfNthValue
    case escapeCharacter
    case frameBound
    case aggregateInRecursion
    case windowInRecursion
    /// A recursive table that is read more than once in its own definition, or inside a query.
    case readsOfRecursion(String)
    case tooMany(Part)

    /// What a statement can have too many of.
    package enum Part: String, Sendable {
        case orderings = "too many terms in ORDER BY"
        case groupings = "too many terms in GROUP BY"
        case selects = "too many terms in compound SELECT"
        case columns = "too many columns"
        case arguments = "too many arguments on function"
        case tables = "at most 64 tables in a join"
        case relations = "too many FROM clause terms"
        case references = "too many references to"
        case levels = "Expression tree is too large"
    }
}

extension SQLiteError {
    /// What SQLite complains about; nil if the text is not one of SQLite's, or another.
    package var reason: SQLiteReason? {
        switch message {
        case "integer overflow": .integerOverflow
        case "malformed JSON": .malformedJSON
        case "argument of ntile must be a positive integer": .groupsOfNtile
        case "second argument to nth_value must be a positive integer": .rowOfNthValue
        case "ESCAPE expression must be a single character": .escapeCharacter
        case "recursive aggregate queries not supported": .aggregateInRecursion
        case "cannot use window functions in recursive queries": .windowInRecursion
        default: reasonWithPart
        }
    }

    private var reasonWithPart: SQLiteReason? {
        func rest(after starts: [String]) -> String? {
            starts.first(where: message.hasPrefix).map { String(message.dropFirst($0.count)) }
        }
        if let path = rest(after: ["JSON path error near '", "bad JSON path: '"]) {
            return .jsonPath(String(path.dropLast()))
        }
        let reads = ["multiple recursive references: ", "recursive reference in a subquery: "]
        if let table = rest(after: reads) { return .readsOfRecursion(table) }
        if message.hasPrefix("frame "), message.contains(" offset must be a non-negative ") {
            return .frameBound
        }
        let parts: [SQLiteReason.Part] = [
            .orderings, .groupings, .selects, .columns, .arguments, .tables, .relations,
            .references, .levels,
        ]
        return parts.first { message.hasPrefix($0.rawValue) }.map { .tooMany($0) }
    }
}
