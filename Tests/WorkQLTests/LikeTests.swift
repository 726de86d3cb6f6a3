import TestSupport
import Testing
import WorkQLSQLite
import sqlite3

@testable import WorkQL

/// The engine's own LIKE and glob return SQLite's answers.
@Suite struct LikeTests {
    /// Compares a connection with SQLite's functions and one with the engine's.
    private static func answers(
        _ cases: [(text: String?, pattern: String?, escape: String?)]
    ) throws -> [(own: [Int?], ours: [Int?])] {
        var results: [[[Int?]]] = []
        for isOurs in [false, true] {
            let database = try Connection()
            if isOurs {
                let stop = StopCheck { false }
                #expect(LikePatterns.register(on: database.handle, stop: stop) == SQLITE_OK)
            }
            results.append(
                try cases.map { text, pattern, escape in
                    let first = try database.first(
                        "SELECT ?1 LIKE ?2, glob(?2, ?1)", [text, pattern]
                    ) { row in (0..<2).map { row.isNull($0) ? nil : Int(row.integer($0)) } }
                    guard let escape else { return try #require(first) }
                    let third = try database.integer(
                        "SELECT ?1 LIKE ?2 ESCAPE ?3", [text, pattern, escape])
                    return try #require(first) + [third.map { Int($0) }]
                })
        }
        return zip(results[0], results[1]).map { ($0, $1) }
    }

    private static func expect(
        _ cases: [(text: String?, pattern: String?, escape: String?)],
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        for (number, answer) in try answers(cases).enumerated() where answer.own != answer.ours {
            Issue.record(
                "\(cases[number]): \(answer.own), and here \(answer.ours)",
                sourceLocation: location)
        }
    }

    @Test func answersAreSQLites() throws {
        try Self.expect([
            (nil, "a", nil), ("a", nil, nil), ("a", "a", "x"), ("", "", nil), ("", "%", nil),
            ("", "_", nil), ("", "*", nil), ("", "[^a]", nil), ("ÄÖ", "äö", nil), ("Ab", "aB", nil),
            ("张三丰", "张_丰", nil), ("张三丰", "张?丰", nil), ("张三", "%三", nil), ("a%", "a\\%", "\\"),
            ("ab", "a\\%", "\\"), ("a", "a\\", "\\"), ("a\\", "a\\", "\\"), ("a%b", "a%%b", "%"),
            ("a_b", "a__b", "_"), ("x张y", "x张张y", "张"), ("]", "[]]", nil), ("]", "[^]]", nil),
            ("-", "[a-]", nil), ("-", "[-a]", nil), ("b", "[a-c]", nil), ("B", "[a-c]", nil),
            ("b", "[c-a]", nil), ("三", "[一-龥]", nil), ("b", "[a-c", nil), ("b", "*[^a-c]", nil),
            ("^", "[x^]", nil), ("a-", "a[a-c-e]", nil), ("e", "[a-c-e]", nil), ("k", "K", nil),
            ("ſ", "s", nil), ("😀x", "_x", nil), ("😀x", "__x", nil), ("a%b", "%\\%%", "\\"),
        ])
    }

    /// Patterns of few letters and signs, which therefore match often.
    @Test func randomPatternsAnswerAsSQLites() throws {
        var random = SplitMix64(seed: 815)
        let letters = ["a", "b", "A", "ä", "三", "%", "_", "-", "]"]
        let signs = letters + ["%", "%", "_", "*", "*", "?", "[", "[^", "]", "a-b", "\\"]
        func text(_ parts: [String], upTo length: Int) -> String {
            (0..<Int.random(in: 0...length, using: &random)).map { _ in
                parts[Int.random(in: 0..<parts.count, using: &random)]
            }.joined()
        }
        let cases = (0..<(Soak.isOn ? 200_000 : 6_000)).map { _ in
            (
                text: Optional(text(letters, upTo: 9)), pattern: Optional(text(signs, upTo: 8)),
                escape: Optional(["\\", "a", "%", "_", "三"][Int.random(in: 0..<5, using: &random)])
            )
        }
        try Self.expect(cases)
    }

    @Test func anEscapeIsOneCharacter() throws {
        let database = try Connection()
        let stop = StopCheck { false }
        #expect(LikePatterns.register(on: database.handle, stop: stop) == SQLITE_OK)
        for escape in ["''", "'ab'"] {
            let error = #expect(throws: SQLiteError.self) {
                try database.integer("SELECT 'a' LIKE 'a' ESCAPE \(escape)")
            }
            #expect(error?.message == "ESCAPE expression must be a single character")
        }
        #expect(try database.integer("SELECT 'a' LIKE 'a' ESCAPE NULL") == nil)
    }

    /// Between two `%`, a text is read once whatever precedes the match.
    @Test func longTextsTakeLinearTime() throws {
        func time(_ count: Int) -> Duration {
            let text = Array(String(repeating: "a", count: count).utf8)
            let pattern = BytePattern(Array("%b%c%".utf8), .like)
            return ThreadTime.least(of: 3) {
                text.withUnsafeBytes { #expect(pattern.matches($0) == false) }
            }
        }
        let (short, long) = (time(10_000), time(100_000))
        #expect(long < short * 40, "\(short) \(long)")
    }

    @Test func itIsStopped() {
        let text = Array(String(repeating: "0", count: 200_000).utf8)
        let pattern = BytePattern(
            Array("%".utf8) + Array(repeating: UInt8(ascii: "0"), count: 10_000) + Array("x".utf8),
            .like)
        text.withUnsafeBytes { text in
            #expect(pattern.matches(text) { true } == nil)
        }
    }
}
