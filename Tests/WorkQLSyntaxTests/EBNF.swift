/// A grammar in EBNF, read from text.
struct EBNF {
    indirect enum Rule {
        case sequence([Rule])
        case choice([Rule])
        case optional(Rule)
        case repetition(Rule)
        /// `SELECT`
        case keyword(String)
        /// `","`
        case symbol(String)
        case reference(String)
        /// `? … ?`: a kind of token that is described in prose.
        case token
    }

    struct Malformed: Error {
        var at: String
    }

    private(set) var rules: [String: Rule] = [:]

    init(_ text: String) throws {
        var reader = Reader(text)
        while !reader.isAtEnd {
            let name = try reader.take()
            try reader.take("=")
            rules[name] = try reader.choice()
            try reader.take(";")
        }
    }

    /// The names that are used without a rule.
    var undefined: Set<String> {
        var names: Set<String> = []
        func collect(_ rule: Rule) {
            switch rule {
            case .sequence(let rules), .choice(let rules): rules.forEach(collect)
            case .optional(let rule), .repetition(let rule): collect(rule)
            case .reference(let name): names.insert(name)
            case .keyword, .symbol, .token: break
            }
        }
        rules.values.forEach(collect)
        return names.subtracting(rules.keys)
    }

    private struct Reader {
        private var tokens: [String] = []
        private var position = 0

        var isAtEnd: Bool { position >= tokens.count }

        init(_ text: String) {
            var rest = Substring(text)
            while let first = rest.first {
                let length: Int
                if first.isWhitespace {
                    rest.removeFirst()
                    continue
                } else if rest.hasPrefix("(*") {
                    rest = rest.dropFirst(
                        rest.firstRange(of: "*)").map {
                            rest.distance(from: rest.startIndex, to: $0.upperBound)
                        } ?? rest.count)
                    continue
                } else if first == "\"" || first == "?" {
                    length =
                        (rest.dropFirst().firstIndex(of: first).map {
                            rest.distance(from: rest.startIndex, to: $0) + 1
                        } ?? rest.count)
                } else if first.isLetter {
                    length = rest.prefix { $0.isLetter || $0 == "_" }.count
                } else {
                    length = 1
                }
                tokens.append(String(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
        }

        mutating func take() throws -> String {
            guard !isAtEnd else { throw Malformed(at: "the end") }
            defer { position += 1 }
            return tokens[position]
        }

        mutating func take(_ expected: String) throws {
            let found = try take()
            guard found == expected else { throw Malformed(at: found) }
        }

        private mutating func takes(_ expected: String) -> Bool {
            guard !isAtEnd, tokens[position] == expected else { return false }
            position += 1
            return true
        }

        mutating func choice() throws -> Rule {
            var rules = [try sequence()]
            while takes("|") { rules.append(try sequence()) }
            return rules.count == 1 ? rules[0] : .choice(rules)
        }

        private mutating func sequence() throws -> Rule {
            var rules: [Rule] = []
            while !isAtEnd, !["|", ")", "]", "}", ";"].contains(tokens[position]) {
                rules.append(try factor())
            }
            guard !rules.isEmpty else { throw Malformed(at: "nothing") }
            return rules.count == 1 ? rules[0] : .sequence(rules)
        }

        private mutating func factor() throws -> Rule {
            let token = try take()
            let inner: Rule
            switch token.first {
            case "(":
                inner = try choice()
                try take(")")
                return inner
            case "[":
                inner = try choice()
                try take("]")
                return .optional(inner)
            case "{":
                inner = try choice()
                try take("}")
                return .repetition(inner)
            case "\"": return .symbol(String(token.dropFirst().dropLast()))
            case "?": return .token
            case let first? where first.isUppercase: return .keyword(token)
            case let first? where first.isLowercase: return .reference(token)
            default: throw Malformed(at: token)
            }
        }
    }
}
