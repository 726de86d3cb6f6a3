import WorkQLSyntax
import WorkQLTime

/// The tokens that the grammar describes in prose.
enum EBNFTokens {
    /// Some of each kind, contextual keywords among the names.
    static let samples: [String: [String]] = [
        "word": ["since", "from", "x", "起始", "off"],
        "name": [
            "a", "userid", "打卡时间", "\"order\"", "\"a b\"", "date", "last", "rows", "filter", "over",
            "ilike", "regexp", "escape", "nulls", "fill", "previous", "recursive", "exclude",
            "grouping", "timezone", "at", "t1", "tables", "desc", "set", "outer", "c", "m",
        ],
        "barename": ["a", "k", "\"x y\"", "ilike", "escape", "late", "set", "今日", "timezone"],
        "rowname": ["a", "series", "\"x y\"", "date"],
        "basename": ["a", "k", "\"x y\"", "late", "今日", "\"rows\""],
        "text": ["'a'", "''", "'it''s'", "'，'", "'roster.csv'", "'09:00'"],
        "counts": ["'7 days'", "'1 month 12 hours'", "'1d12h'"],
        "integer": ["0", "7", "1_000", "42"],
        "real": ["1.5", ".5", "2e10"],
        "duration": ["7d", "1d12h", "90min"],
        "single": ["7d", "3mo"],
        "parameter": [":since", ":起始", ":from"],
        "date": ["2026-08-01"],
        "dayofmonth": ["1", "15"],
        "datetime": ["2026-08-01T09:00", "2026-08-01T09:00:00.5+08:00"],
        "month": ["2026-08"],
        "week": ["2026-W32"],
        "quarter": ["2026-Q3"],
        "year": ["2026"],
    ]

    /// Returns the end of the token of a kind that begins at a position; nil if there is none.
    ///
    /// A month is three tokens, since in other contexts it is a subtraction.
    static func end(of kind: String, in tokens: [String], at position: Int) -> Int? {
        guard position < tokens.count else { return nil }
        let token = tokens[position]
        let next = position + 1 < tokens.count ? tokens[position + 1].uppercased() : ""
        let isOne: Bool
        switch kind {
        case "word": isOne = isWord(token)
        case "name": isOne = isName(token)
        case "barename":
            let isJoin = next == "JOIN" && isWord(token) && joinWords.contains(sorted(token))
            isOne = isName(token) && !isJoin
        case "rowname":
            isOne = isName(token) && !["DAYS", "WORKDAYS", "LATERAL"].contains(token.uppercased())
        case "basename":
            isOne =
                isName(token)
                && !["ROWS", "RANGE", "GROUPS", "PARTITION"].contains(token.uppercased())
        case "dayofmonth": isOne = token.count < 3 && token.allSatisfy(isDigit)
        case "text": isOne = token.hasPrefix("'")
        case "integer": isOne = plain(token).allSatisfy { isDigit($0) || $0 == "_" }
        case "real":
            isOne = !token.contains("-") && (token.contains(".") || token == "2e10") && token != "."
        case "duration": isOne = isDuration(token)
        case "single": isOne = isDuration(token) && token != "1d12h"
        case "parameter": isOne = token.hasPrefix(":") && token != "::"
        case "month":
            let parts = tokens[position...].prefix(3)
            return Array(parts) == ["2026", glue + "-", glue + "08"] ? position + 3 : nil
        case "year": isOne = token.count == 4 && token.allSatisfy(isDigit) && !next.hasPrefix(glue)
        default: isOne = samples[kind]?.contains(token) == true
        }
        return isOne ? position + 1 : nil
    }

    /// Marks a token without a space before it.
    static let glue = "\u{2060}"

    /// Returns the tokens of the words of sentences: a month is three.
    static func tokens(of words: [String]) -> [String] {
        words.flatMap { $0 == "2026-08" ? ["2026", glue + "-", glue + "08"] : [$0] }
    }

    /// Returns a token without the mark of its position.
    static func plain(_ token: String) -> String { String(token.drop { String($0) == glue }) }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    static func isWord(_ token: String) -> Bool {
        token.first.map { $0.isLetter || $0 == "_" } == true
    }

    private static func isName(_ token: String) -> Bool {
        token.hasPrefix("\"") || isWord(token) && Printer.name(token) == token
    }

    private static func isDuration(_ token: String) -> Bool {
        token.first.map(isDigit) == true && token.last?.isLetter == true && !token.contains("-")
    }

    private static func sorted(_ word: String) -> String { String(word.uppercased().sorted()) }

    private static let joinWords: Set<String> = Set(
        [
            "OUTER", "SEMI", "ANTI", "ASOF", "LATERAL", "INNER", "LEFT", "RIGHT", "FULL", "CROSS",
            "NATURAL",
        ].map { String($0.sorted()) })
}

/// Recognizes whether a grammar derives a sequence of tokens; every part is tried at every position
/// once.
struct Recognizer {
    private let grammar: EBNF
    private let tokens: [String]
    private var ends: [Key: Set<Int>] = [:]

    private struct Key: Hashable {
        var rule: String
        var start: Int
    }

    init(_ grammar: EBNF, _ words: [String]) {
        self.grammar = grammar
        tokens = EBNFTokens.tokens(of: words)
    }

    mutating func accepts() -> Bool {
        ends(of: .reference("script"), from: 0).contains(tokens.count)
    }

    private mutating func ends(of rule: EBNF.Rule, from start: Int) -> Set<Int> {
        switch rule {
        case .sequence(let parts):
            var ends: Set<Int> = [start]
            for part in parts {
                ends = ends.reduce(into: []) { $0.formUnion(self.ends(of: part, from: $1)) }
            }
            return ends
        case .choice(let parts):
            return parts.reduce(into: []) { $0.formUnion(self.ends(of: $1, from: start)) }
        case .optional(let part): return ends(of: part, from: start).union([start])
        case .repetition(let part):
            var all: Set<Int> = [start]
            var fresh: Set<Int> = [start]
            while !fresh.isEmpty {
                let next: Set<Int> = fresh.reduce(into: []) {
                    $0.formUnion(self.ends(of: part, from: $1))
                }
                fresh = next.subtracting(all)
                all.formUnion(fresh)
            }
            return all
        case .keyword(let word):
            return start < tokens.count && tokens[start].uppercased() == word ? [start + 1] : []
        case .symbol(let symbol):
            return start < tokens.count && EBNFTokens.plain(tokens[start]) == symbol
                ? [start + 1] : []
        case .token: return []
        case .reference(let name):
            let key = Key(rule: name, start: start)
            if let known = ends[key] { return known }
            guard let rule = grammar.rules[name] else { return [] }
            if case .token = rule {
                ends[key] = Set([EBNFTokens.end(of: name, in: tokens, at: start)].compactMap { $0 })
            } else {
                ends[key] = ends(of: rule, from: start)
            }
            return ends[key] ?? []
        }
    }
}
