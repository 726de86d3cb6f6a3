import Testing
import WorkQLSyntax

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// No input may crash the process, and all printed text must have the original meaning.
///
/// `WORKQL_SOAK=600` lets each of them run for this number of seconds, continuing from its seed.
@Suite struct FuzzTests {
    @Test func printedTreesReadBack() {
        var generator = Generator(seed: 1)
        repeatedly(5000) {
            let statement = generator.statement()
            let printed = statement.description
            #expect(Parser.parse(printed) == .complete([statement]), "\(printed)")
        }
    }

    @Test func mutationsNeverTrap() throws {
        var mutator = Mutator(seed: 2)
        try repeatedly(4000) {
            let source = mutator.next()
            try check(Parser.parse(source), of: source)
        }
    }

    @Test func bytesNeverTrap() throws {
        var mutator = Mutator(seed: 3)
        try repeatedly(1000) {
            let bytes = mutator.bytes()
            try check(Parser.parse(utf8: bytes), of: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// A truncated text is incomplete, wherever it is cut: a shell asks for more and never reports
    /// half a statement as wrong.
    @Test func prefixesAreNeverFailures() {
        for entry in Corpus.statements {
            let words = entry.printed.split(separator: " ", omittingEmptySubsequences: false)
            for count in 1..<max(2, words.count) {
                let prefix = words[..<count].joined(separator: " ")
                if case .failed(let mistakes) = Parser.parse(prefix) {
                    for mistake in mistakes {
                        Issue.record("\(Excerpt(mistake, in: prefix, named: "-").text())")
                    }
                }
            }
        }
    }

    private func check(_ outcome: ParseOutcome, of source: String) throws {
        switch outcome {
        case .complete(let statements):
            let printed = Printer().print(statements)
            #expect(Parser.parse(printed) == .complete(statements), "\(source)")
        case .incomplete(let diagnostic): check(diagnostic, of: source)
        case .failed(let mistakes):
            #expect((1...Parser.maxMistakes).contains(mistakes.count))
            for mistake in mistakes { check(mistake, of: source) }
            let starts = mistakes.map(\.span.start)
            #expect(starts == starts.sorted() && Set(starts).count == starts.count, "\(source)")
        }
    }

    private func check(_ diagnostic: Diagnostic, of source: String) {
        let length = source.utf8.count
        let span = diagnostic.span
        #expect(0 <= span.start && span.start <= span.end && span.end <= length, "\(source)")
        #expect(DiagnosticCode.all.contains(diagnostic.code), "\(source)")
        let excerpt = Excerpt(diagnostic, in: source, named: "fuzz").text()
        #expect(excerpt.contains("^"))
        #expect(!excerpt.unicodeScalars.contains { $0 != "\n" && $0.value < 0x20 })
    }
}

/// Repeats a body the given number of times, and further for the time of `WORKQL_SOAK`.
func repeatedly(_ count: Int, _ body: () throws -> Void) rethrows {
    let seconds = getenv("WORKQL_SOAK").flatMap { Int(String(cString: $0)) }
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds ?? 0)
    repeat { for _ in 0..<count { try body() } } while clock.now < deadline
}

/// Damages statements of the corpus and of the generator, or generates bytes.
private struct Mutator {
    private var generator: Generator
    private static let fragments =
        Corpus.statements.flatMap { $0.source.split(separator: " ").map(String.init) } + [
            "(", ")", ",", ";", "'", "\"", "--", "/*", "*/", ":", "@", "=", "<", "NOT", "-", "CASE",
            "7m", "9e999", "2026-08-01", "’", "（", "\u{3000}", "\u{202E}", "\u{0}", "１", "\n", "\t",
            "\r\n", "e\u{301}", "👨‍👩‍👧", "🇨🇳", "99999999999999999999", "2026-W99", "1_", "_1",
        ]

    init(seed: UInt64) { generator = Generator(seed: seed) }

    mutating func next() -> String {
        var source =
            generator.chance(70)
            ? generator.pick(Corpus.statements).source : generator.statement().description
        for _ in 0..<Int.random(in: 1...4, using: &generator.random) {
            source = generator.chance(50) ? mutatedWords(source) : mutatedCharacters(source)
        }
        return source
    }

    private mutating func mutatedWords(_ source: String) -> String {
        var words = source.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let at = Int.random(in: 0..<words.count, using: &generator.random)
        switch Int.random(in: 0..<4, using: &generator.random) {
        case 0: words.remove(at: at)
        case 1: words.insert(generator.pick(Mutator.fragments), at: at)
        case 2: words[at] = generator.pick(Mutator.fragments)
        default: words.swapAt(at, Int.random(in: 0..<words.count, using: &generator.random))
        }
        return words.joined(separator: generator.chance(90) ? " " : "")
    }

    private mutating func mutatedCharacters(_ source: String) -> String {
        var scalars = Array(source.unicodeScalars)
        guard !scalars.isEmpty else { return source }
        let at = Int.random(in: 0..<scalars.count, using: &generator.random)
        switch Int.random(in: 0..<4, using: &generator.random) {
        case 0: scalars.remove(at: at)
        case 1: scalars.insert(contentsOf: generator.pick(Mutator.fragments).unicodeScalars, at: at)
        case 2: scalars.removeSubrange(at...)
        default: scalars[at] = Unicode.Scalar(UInt8.random(in: 0...127, using: &generator.random))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Returns random bytes half of the time, otherwise a statement with some bytes changed.
    mutating func bytes() -> [UInt8] {
        if generator.chance(50) {
            return generator.some(0...60) { UInt8.random(in: 0...255, using: &$0.random) }
        }
        var bytes = Array(generator.pick(Corpus.statements).source.utf8)
        for _ in 0..<3 {
            let at = Int.random(in: 0..<bytes.count, using: &generator.random)
            bytes[at] = UInt8.random(in: 0...255, using: &generator.random)
        }
        return bytes
    }
}
