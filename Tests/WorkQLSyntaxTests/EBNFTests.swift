import Foundation
import TestSupport
import Testing
import WorkQLSyntax

/// The grammar of the reference and the parser accept the same language.
@Suite struct EBNFTests {
    private let grammar: EBNF

    init() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        var section: String?
        for page in ["grammar.md"] where section == nil {
            let text = try? String(
                contentsOf: tests.appending(path: "../../\(page)"), encoding: .utf8)
            section = text?.components(separatedBy: "## The complete grammar\n").dropFirst().first
        }
        let parts = try #require(section).components(separatedBy: "```ebnf\n")
        let block = try #require(parts.dropFirst().first)
        grammar = try EBNF(try #require(block.components(separatedBy: "```").first))
    }

    @Test func isWhole() {
        #expect(grammar.undefined == [])
        #expect(grammar.rules.count > 80)
        var used: Set<String> = []
        var sentences = Sentences(grammar, seed: 1)
        for _ in 0..<50_000 where used.count < grammar.rules.count {
            used.formUnion(sentences.next().rules)
        }
        #expect(Set(grammar.rules.keys).subtracting(used) == [])
    }

    @Test func derivedSentencesParse() {
        var sentences = Sentences(grammar, seed: Soak.seed(2))
        repeatedly(2500) {
            let source = sentences.next().words.joined(separator: " ")
            let outcome = Parser.parse(source)
            guard case .complete(let statements) = outcome else {
                #expect(isSentence(outcome), "\(source)")
                return
            }
            #expect(Parser.parse(Printer().print(statements)) == .complete(statements), "\(source)")
        }
    }

    /// What a grammar without context cannot say: the columns of a PIVOT have different names.
    @Test func namesOfPivotDiffer() {
        let pivot = "PIVOT t ON a IN (TRUE, TRUE) USING count(*) GROUP BY b"
        let words = pivot.replacing(/[(),*]/) { " \($0.output) " }.split(separator: " ")
        var recognizer = Recognizer(grammar, words.map(String.init))
        let accepts = recognizer.accepts()
        #expect(accepts)
        guard case .failed(let diagnostics) = Parser.parse(pivot) else {
            Issue.record("two columns have one name")
            return
        }
        #expect(diagnostics.map(\.code) == [.duplicateName])
        #expect(isSentence(.failed(diagnostics)))
        #expect(!isSentence(Parser.parse("PIVOT t ON a IN (TRUE TRUE) USING count(*) GROUP BY b")))
    }

    private func isSentence(_ outcome: ParseOutcome) -> Bool {
        switch outcome {
        case .complete: true
        case .incomplete: false
        case .failed(let diagnostics): diagnostics.allSatisfy { $0.code == .duplicateName }
        }
    }

    @Test func spoiltSentencesAreJudgedAlike() {
        var sentences = Sentences(grammar, seed: Soak.seed(3))
        var refused = 0
        repeatedly(2500) {
            let words = sentences.spoilt()
            var recognizer = Recognizer(grammar, words)
            let accepts = recognizer.accepts()
            if !accepts { refused += 1 }
            let source = words.joined(separator: " ")
            let outcome = Parser.parse(source)
            // Equal names end the parser's work, so that it says nothing of the words behind them.
            if case .failed = outcome, isSentence(outcome) { return }
            #expect(isSentence(outcome) == accepts, "\(source)")
        }
        #expect(refused > 1000)
    }
}

/// Derives random sentences.
private struct Sentences {
    private let grammar: EBNF
    private let heights: [String: Int]
    private var generator: Generator
    private var words: [String] = []
    private var rules: Set<String> = []

    init(_ grammar: EBNF, seed: UInt64) {
        self.grammar = grammar
        generator = Generator(seed: seed)
        var heights: [String: Int] = [:]
        var isSettled = false
        while !isSettled {
            isSettled = true
            // By the heights of the rounds before, so that a seed gives the same sentences whatever
            // the order of the rules in the dictionary is.
            let known = heights
            for (name, rule) in grammar.rules where known[name] == nil {
                if let height = Sentences.height(rule, known) {
                    heights[name] = height + 1
                    isSettled = false
                }
            }
        }
        self.heights = heights
    }

    /// Returns the number of rules in the shortest derivation; nil if that is not known yet.
    private static func height(_ rule: EBNF.Rule, _ heights: [String: Int]) -> Int? {
        switch rule {
        case .sequence(let parts):
            parts.reduce(0) { highest, part in
                height(part, heights).flatMap { part in highest.map { max($0, part) } }
            }
        case .choice(let parts): parts.compactMap { height($0, heights) }.min()
        case .optional, .repetition, .keyword, .symbol, .token: 0
        case .reference(let name): heights[name]
        }
    }

    mutating func next() -> (words: [String], rules: Set<String>) {
        words = []
        rules = []
        derive(.reference("script"), Int.random(in: 8...26, using: &generator.random))
        return (words, rules)
    }

    private mutating func derive(_ rule: EBNF.Rule, _ budget: Int) {
        switch rule {
        case .sequence(let parts): for part in parts { derive(part, budget) }
        case .choice(let parts):
            let fitting = parts.filter { (Sentences.height($0, heights) ?? .max) <= budget }
            let lowest = parts.min {
                (Sentences.height($0, heights) ?? .max) < (Sentences.height($1, heights) ?? .max)
            }
            if fitting.isEmpty, let lowest {
                derive(lowest, budget)
            } else {
                derive(generator.pick(fitting), budget)
            }
        case .optional(let part):
            if generator.chance(30), fits(part, budget) { derive(part, budget) }
        case .repetition(let part):
            while generator.chance(20), fits(part, budget), words.count < 150 {
                derive(part, budget)
            }
        case .keyword(let word): words.append(generator.chance(90) ? word : word.lowercased())
        case .symbol(let symbol): words.append(symbol)
        case .token: break
        case .reference(let name):
            rules.insert(name)
            if let samples = EBNFTokens.samples[name] {
                words.append(generator.pick(samples))
            } else if let rule = grammar.rules[name] {
                derive(rule, budget - 1)
            }
        }
    }

    private func fits(_ rule: EBNF.Rule, _ budget: Int) -> Bool {
        (Sentences.height(rule, heights) ?? .max) <= budget
    }

    /// Returns a sentence with a word or two removed, doubled, swapped or taken from another.
    mutating func spoilt() -> [String] {
        var words = next().words
        while words.count < 2 { words = next().words }
        for _ in 0..<Int.random(in: 1...2, using: &generator.random) {
            let at = Int.random(in: 0..<words.count, using: &generator.random)
            let other = Int.random(in: 0..<words.count, using: &generator.random)
            switch Int.random(in: 0..<5, using: &generator.random) {
            case 0 where words.count > 1: words.remove(at: at)
            case 1: words.insert(words[at], at: at)
            case 2: words.swapAt(at, other)
            case 3: words.insert(words[other], at: at)
            default: words.swapAt(at, (at + 1) % words.count)
            }
        }
        return words
    }
}
