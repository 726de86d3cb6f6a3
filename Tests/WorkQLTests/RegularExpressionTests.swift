import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQL

/// The patterns of REGEXP.
@Suite struct RegularExpressionTests {
    private static func matches(_ text: String, _ pattern: String) throws -> Bool {
        var text = text
        let expression = try RegularExpression(pattern)
        return text.withUTF8 { expression.matches(UnsafeRawBufferPointer($0)) }
    }

    @Test(arguments: [
        ("张三", "^\\w+$", true), ("a_1", "^\\w+$", true), ("张 三", "^\\w+$", false),
        ("٣", "^\\d$", true), ("三", "\\d", false), ("x", "^\\D$", true),
        ("\u{3000}", "^\\s$", true),
        ("a", "^\\S$", true), ("!", "^\\W$", true), ("张", "\\W", false), ("a-张", "^[\\w-]+$", true),
        ("12 3", "^[\\d\\s]+$", true), ("x", "[^\\w]", false), ("!", "[^\\w]", true),
        ("a]", "^[]a]+$", true), ("^", "[\\^]", true), ("a.b", "^\\Qa.b\\E$", true),
        ("axb", "^\\Qa.b\\E$", false), ("张", "\\u5F20", true), ("😀", "\\x{1F600}", true),
        ("ABC", "(?i)abc", true), ("aa", "(?<n>a)(?P<m>a)", true), ("x", "(?:y|x)", true),
        ("迟到", "^\\p{Han}{2}$", true), ("late\nearly", "(?m)^early$", true), ("a\nb", "a.b", false),
        ("", "^$", true), ("abc", "", true), ("a\u{0}b", "a\\x00b", true), ("é", "^.$", true),
        ("x", "[[:alpha:]]", true), ("1", "[[:alpha:]]", false),
    ])
    func matching(_ text: String, _ pattern: String, _ isFound: Bool) throws {
        #expect(try Self.matches(text, pattern) == isFound)
    }

    /// Each with the part of the pattern that the caret is under.
    @Test(arguments: [
        ("张(a)\\1", "\\1"), ("a(?=b)", "(?="), ("(?!a)", "(?!"), ("(?<=a)b", "(?<="),
        ("(?<!张)b", "(?<!"), ("(?>a)", "(?>"), ("张a++", "++"), ("*a", "*"), ("[a", "[a"),
        ("(a", "(a"), ("a\\y", "\\y"), ("[\\W]", "\\W"), ("[a&&b]", "&&"), ("[z-a]", "z-a"),
        ("a{2,1}", "{2,1}"), ("a{1001}", "{1001}"), ("\\p{Nope}", "\\p{Nope}"),
        ("[[:nope:]]", "[:nope:]"), ("\\k<a>", "\\k"), ("\\u12", "\\u"), ("(?#x)", "(?#"),
    ])
    func refused(_ pattern: String, _ part: String) throws {
        let problem = try #require(throws: RegularExpression.Problem.self) {
            try RegularExpression(pattern)
        }
        let bytes = try #require(problem.bytes)
        #expect(String(decoding: Array(pattern.utf8)[bytes], as: UTF8.self) == part)
        #expect(!problem.message.isEmpty)
    }

    /// Patterns that would occupy a backtracking matcher for years.
    @Test(arguments: [
        "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "(.*a){20}b", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(a?){30}a{30}b", "([a-zA-Z]+)*x", "(a|b|ab)*c",
    ])
    func timeIsThatOfTheText(_ pattern: String) throws {
        let text = String(repeating: "a", count: 20_000) + "!"
        let start = ContinuousClock.now
        #expect(try !Self.matches(text, pattern))
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test func tooMuchIsRefusedBeforeItIsBegun() async throws {
        try await Harness.with(try await Harness()) { harness in
            let error = await #expect(throws: UserError.self) {
                try await harness.run("SELECT printf('%04000000d', 1) REGEXP '(0|1)*1(0|1){900}x'")
            }
            #expect(error?.message.contains("too large for a text of 4000000 bytes") == true)
        }
    }

    @Test func functionsOverLongTextsAreSQLites() async throws {
        try await Harness.with(try await Harness()) { harness in
            let (rows, _) = try await harness.run(
                """
                SELECT instr('张三丰', '三'), instr('abc', ''), instr('abc', 'd'), instr(12345, 34),
                    instr(NULL, 'a'), replace('aXbX', 'X', '张'), replace('abc', '', 'x'),
                    replace('', 'a', 'b'), replace(1212, 1, 'x'), replace('aaa', 'a', ''),
                    replace('a', NULL, 'x'), length(replace(printf('%0100000d', 1), '0', 'ab'))
                """)
            #expect(
                rows.rows == [
                    ["2", "1", "0", "3", nil, "a张b张", "abc", "", "x2x2", "", nil, "199999"]
                ])
        }
    }
}
