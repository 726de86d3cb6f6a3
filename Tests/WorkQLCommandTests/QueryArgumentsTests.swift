import ArgumentParser
import Testing

@testable import WorkQLCommand

/// What is read plainly is what the parser reads.
@Suite struct QueryArgumentsTests {
    private static let flags = [
        "--bom", "--quiet", "--no-progress", "--verbose", "--demo", "--offline", "--partial",
        "--dry-run",
    ]
    private static let options = [
        "-c", "--command", "-p", "--param", "-f", "--format", "-o", "--output", "--error-format",
        "--profile", "--timezone", "--now", "--max-calls", "--quota", "--store",
    ]
    /// Values, scripts, and what is neither.
    private static let words = [
        "late.wql", "打卡.wql", "-", "", "SELECT 1", "-- 注释\nSELECT 1", "csv", "a=b", "off", "7",
        "-7", "--", "-x", "--quie", "--unknown", "--format=csv", "-fcsv", "--quiet=1", "-", "sync",
        "help", "--help", "-h", "--version", "a b", "--no-bom",
    ]

    private func parsed(_ arguments: [String]) -> QueryArguments? {
        (try? QueryCommand.parse(arguments)).map { QueryArguments($0, in: arguments) }
    }

    @Test func plainArgumentsAreReadAlike() {
        var generator = SystemRandomNumberGenerator()
        var plain = 0
        for _ in 0..<4000 {
            var arguments: [String] = []
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                switch Int.random(in: 0..<8, using: &generator) {
                case 0, 1: arguments.append(Self.flags.randomElement(using: &generator)!)
                case 2...5:
                    arguments.append(Self.options.randomElement(using: &generator)!)
                    arguments.append(Self.words.randomElement(using: &generator)!)
                default: arguments.append(Self.words.randomElement(using: &generator)!)
                }
            }
            guard let quick = QueryArguments(plain: arguments) else { continue }
            plain += 1
            #expect(quick == parsed(arguments), "\(arguments)")
        }
        #expect(plain > 400)
    }

    /// A new option is either read plainly too, or left out on purpose.
    @Test func everyOptionIsReadPlainly() throws {
        for flag in Self.flags {
            let quick = try #require(QueryArguments(plain: [flag]))
            #expect(quick != QueryArguments(plain: []), "\(flag)")
        }
        for option in Self.options {
            let quick = try #require(QueryArguments(plain: [option, "value"]))
            #expect(quick == parsed([option, "value"]), "\(option)")
        }
        let help = QueryCommand.helpMessage(columns: 200)
        let named = Set(
            help.split(whereSeparator: { !($0.isLetter || $0 == "-") })
                .filter { $0.hasPrefix("--") && $0.count > 2 }.map(String.init))
        #expect(
            named
                == Set(Self.flags + Self.options.filter { $0.hasPrefix("--") })
                .union(["--version", "--help", "--port"]))
    }

    @Test(arguments: [
        ["late.wql"], ["sync", "a"], ["help"], ["--help"], ["--", "a"], ["-c"], ["-f", "-c"],
        ["--format=csv"], ["--quie"], ["-fcsv"], ["--port", "1"],
    ])
    func restIsTheParsers(_ arguments: [String]) {
        #expect(QueryArguments(plain: arguments) == nil)
    }
}
