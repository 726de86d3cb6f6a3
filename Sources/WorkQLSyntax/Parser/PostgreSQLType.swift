import WorkQLTime

/// A type as PostgreSQL's clients write it in a cast.
enum PostgreSQLType {
    case plain(TypeName)
    case interval
    /// The OID of an object by its name, such as `regclass`: the function of that name looks it up.
    case object(String)
    /// An array of elements of a type.
    case array(String)
    case bounded(TypeName, TypeBound)

    private static let plain: [String: TypeName] = [
        "varchar": .text, "char": .text, "bpchar": .text, "name": .text, "character": .text,
        "citext": .text, "uuid": .text, "cstring": .text, "unknown": .text, "inet": .text,
        "xml": .text, "bytea": .text, "sql_identifier": .text, "character_data": .text,
        "yes_or_no": .text, "pg_node_tree": .text, "aclitem": .text, "int2vector": .text,
        "oidvector": .text, "anyarray": .text,
        "oid": .integer, "xid": .integer,
        "cid": .integer, "cardinal_number": .integer, "serial": .integer,
        "dec": .real, "float4": .real, "float8": .real, "money": .real,
        "timetz": .time, "jsonb": .json, "time_stamp": .timestamp,
    ]

    private static let objects: Set<String> = [
        "regclass", "regtype", "regproc", "regprocedure", "regnamespace", "regrole", "regoper",
        "regoperator", "regconfig", "regdictionary", "regcollation",
    ]

    init?(_ name: String) {
        if name == "interval" {
            self = .interval
        } else if Self.objects.contains(name) {
            self = .object(name)
        } else if let type = Self.plain[name] ?? TypeName(spelled: name) {
            self = .plain(type)
        } else {
            return nil
        }
    }

    /// The name of the type of an array's elements.
    var element: String {
        switch self {
        case .plain(let type), .bounded(let type, _): type.rawValue
        case .interval: "text"
        case .object: "integer"
        case .array(let element): element
        }
    }
}

extension Parser {
    /// Parses `pg_catalog.int4`, `timestamp(3) with time zone`, `"char"`, `text[]`.
    mutating func postgreSQLType() throws(Diagnostic) -> PostgreSQLType {
        let start = current.start
        if peek().kind == .dot {
            advance()
            advance()
        }
        guard at(.word) || at(.quotedName) else { throw unexpected("a type") }
        // `"char"`, between quotes, is another type than char.
        let isCharacter = at(.word)
        var written = nameOfCurrent().text
        advance()
        switch written {
        case "double" where isAtWord("precision"), "bit" where isAtWord("varying"): advance()
        case "character" where isAtWord("varying"), "char" where isAtWord("varying"):
            advance()
            written = "varchar"
        default: break
        }
        var bound: TypeBound?
        if at(.openParen) {
            let type = PostgreSQLType(written)
            guard case .plain(let plain)? = type else {
                throw Diagnostic(
                    .unknownType,
                    type == nil
                        ? "unknown type \"\(written.clipped)\"" : "\(written) has no such bound",
                    at: span(from: start))
            }
            bound = try self.bound(of: written, plain, from: start)
        } else if isCharacter, written == "char" || written == "character" {
            bound = .characters(1)
        } else {
            bound = IntegerSize(spelled: written).map { .integer($0) }
        }
        isClockType = written == "timestamp" && !at(.with)
        if at(.with) || isAtWord("without"), peek().keyword == .time {
            advance()
            advance()
            guard isAtWord("zone") else { throw unexpected("ZONE") }
            advance()
        }
        guard var type = PostgreSQLType(written) else {
            throw Diagnostic(
                .unknownType, "unknown type \"\(written.clipped)\"", at: span(from: start))
        }
        if let bound, case .plain(let plain) = type { type = .bounded(plain, bound) }
        while at(.brackets) || at(.openBracket) && peek().kind == .integer {
            if !take(.brackets) {
                advance()
                advance()
                try expect(.closeBracket, "\"]\"")
            }
            // Elements of an array are not checked.
            if case .bounded(let plain, .integer) = type { type = .plain(plain) }
            isClockType = false
            if case .bounded = type {
                throw Diagnostic(
                    .unknownType, "elements of an array have no bound", at: span(from: start),
                    help: "write the type without the parentheses")
            }
            type = .array(type.element)
        }
        return type
    }

    func isAtWord(_ word: String) -> Bool {
        at(.word) && foldedASCII(text(current)) == word
    }

    /// Returns a cast to a type; for a text literal, the typed literal that PostgreSQL would read,
    /// so that a condition on it is pushed down like any other.
    func cast(_ value: Expression, to type: PostgreSQLType) -> Expression.Kind {
        func call(_ name: String, _ arguments: [Expression]) -> Expression.Kind {
            .call(FunctionCall(name: Name(name), arguments: .list(arguments)))
        }
        switch type {
        case .plain(let type):
            guard case .literal(.text(let text)) = value.kind else { return .cast(value, type) }
            switch type {
            case .timestamp:
                return .literal(.timestamp(text.writtenEpoch(isClock: isClockType)))
            case .date: return .literal(.date(text.writtenDay))
            case .time: return .literal(.time(text.writtenClock))
            case .text: return value.kind
            case .integer:
                // Still a cast, which has 64 bits, whatever the number.
                let number = Int64(text).map {
                    Expression(.literal(.integer($0)), span: value.span)
                }
                return .cast(number ?? value, type)
            default: return .cast(value, type)
            }
        case .bounded(let type, let bound):
            if case .literal(.text(let text)) = value.kind,
                case .characters(1...10_485_760) = bound,
                case .characters(let count) = bound
            {
                return .literal(
                    .text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))))
            }
            let kind = cast(value, to: .plain(type))
            if case .integer(let size) = bound, case .literal(.integer(let number)) = kind,
                size.range.contains(number)
            {
                return kind
            }
            return kind.bounded(by: bound, at: value.span)
        case .interval:
            guard case .literal(.text(let text)) = value.kind,
                let interval = PostgreSQLInterval(text)
            else { return call("interval", [value]) }
            return interval.kind
        case .object(let name): return call(name, [value])
        case .array(let element):
            return call("array_cast", [value, Expression(.literal(.text(element)))])
        }
    }
}

extension String {
    /// What PostgreSQL reads of a text as a date: of `2026-08-03 10:00:00+08` the day as it is written.
    var writtenDay: String { dayAndClock.map { String($0.day) } ?? self }

    /// What it reads as a time of day: of `2026-08-03T10:00:00Z` the clock as it is written.
    var writtenClock: String {
        guard let clock = dayAndClock?.clock else { return self }
        return String(clock.prefix { $0.isNumber || $0 == ":" || $0 == "." })
    }

    /// The parts of a day with a clock; nil for other texts.
    private var dayAndClock: (day: Substring, clock: Substring)? {
        guard let found = firstMatch(of: /^\s*(\d{4}-\d{2}-\d{2})(?:[ T]+)(\d{1,2}:\d{2}.*)$/)
        else {
            return nil
        }
        return (found.output.1, found.output.2)
    }
}
