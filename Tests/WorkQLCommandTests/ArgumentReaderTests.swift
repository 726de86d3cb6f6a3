import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

@testable import WorkQLCommand
@testable import WorkQLOutput

/// The parsing of words as options, values and operands.
@Suite struct ArgumentReaderTests {
    private func read(
        _ words: [String], for command: Subcommand = .workql
    ) throws -> CommandArguments {
        try ArgumentReader.read(words, for: command)
    }

    private static let commands = [Subcommand.workql] + Subcommand.all

    /// Returns an accepted value of an option.
    private static func value(of option: CommandOption) -> String {
        switch option.name {
        case "--param": "a=1"
        case "--timezone": "UTC"
        case "--language": "zh"
        case "--port",
            _ where option.value?.placeholder == "N":
            "7"
        case "--quota": "checkin=1/s"
        case _ where option.value?.placeholder == "DURATION": "5min"
        case "--listen": "127.0.0.1:5433"
        default:
            if case .words(let words)? = option.value?.completion { words.last ?? "" } else { "x" }
        }
    }

    /// Every option of every command is accepted in each of its forms, and has an effect, which is
    /// the same in each form.
    @Test(arguments: commands.map(\.title))
    func optionsAreTakenInEveryForm(_ title: String) throws {
        let command = try #require(Self.commands.first { $0.title == title })
        let operand = command.operand?.isRequired == true ? ["late"] : []
        let plain = try "\(read(operand, for: command))"
        for option in command.options {
            var forms: [[String]] = []
            for name in [option.name, option.letter].compactMap(\.self) {
                guard option.value != nil else {
                    forms.append([name])
                    continue
                }
                let value = Self.value(of: option)
                forms += [[name, value], ["\(name)=\(value)"]]
            }
            let taken = try Set(
                forms.flatMap {
                    try [read($0 + operand, for: command), read(operand + $0, for: command)]
                }
                // Settings hide their values from descriptions, and origins are in order.
                .map { arguments in
                    let settings = arguments.query.flags.settings
                    return "\(arguments)\(settings.values)\(settings.quotas)"
                        .replacing("origins: [", with: "")
                        .split(separator: ", ").sorted().joined()
                })
            if option.name != "--command" { #expect(taken.count == 1, "\(option.name): \(taken)") }
            #expect(!taken.contains(plain), "\(option.name)")
        }
    }

    /// Options and operands in random order and forms are parsed as they were generated, and random
    /// words never crash the process.
    @Test func randomLines() throws {
        let texts = [
            "late.wql", "打卡.wql", "-", "", "SELECT 1", "-- 注释\nSELECT 1", "a=b", "--quiet",
        ]
        var generator = SplitMix64(seed: Soak.seed(6))
        for _ in 0..<2000 {
            var (line, origins, format): ([String], [Script.Origin], OutputFormat?) = ([], [], nil)
            var (quotas, isQuiet) = (0, false)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let text = texts.randomElement(using: &generator)!
                switch Int.random(in: 0..<5, using: &generator) {
                case 0 where !text.hasPrefix("--"):
                    line.append(text)
                    origins.append(text == "-" ? .standardInput : .file(text))
                case 1:
                    let name = ["-c", "--command"].randomElement(using: &generator)!
                    line += Bool.random(using: &generator) ? [name, text] : ["\(name)=\(text)"]
                    origins.append(.command(text))
                case 2:
                    format = OutputFormat.all.randomElement(using: &generator)
                    let name = format?.name ?? ""
                    line += Bool.random(using: &generator) ? ["-f", name] : ["--format=\(name)"]
                case 3:
                    line += ["--quota", "checkin=1/s"]
                    quotas += 1
                default:
                    line.append("--quiet")
                    isQuiet = true
                }
            }
            let read = try read(line)
            #expect(read.query.origins == origins, "\(line)")
            #expect(read.format == format, "\(line)")
            #expect(read.query.isQuiet == isQuiet, "\(line)")
            #expect(read.query.flags.settings.quotas.count == quotas, "\(line)")
            let words = line + ["=", "-=", "--=", "-c=", "--format=", "-x", "--", "-h", "--no-bom"]
            _ = try? Invocation(words.shuffled(using: &generator))
        }
    }

    @Test func behindTwoDashesThereAreOperands() throws {
        #expect(try read(["--", "-x", "--help"]).query.origins == [.file("-x"), .file("--help")])
        #expect(try read(["-c", "--"]).query.origins == [.command("--")])
    }

    @Test func lastValueCounts() throws {
        let arguments = try read(["-f", "csv", "--now", "a", "--now", "b", "-f", "json"])
        #expect(arguments.format == .json)
        #expect(arguments.query.now == "b")
        #expect(
            try read(["--quota", "checkin=1/s", "--quota", "journal=1/s"])
                .query.flags.settings.quotas.count == 2)
    }

    /// Help is printed whatever else is wrong, but not if it is a value of an option.
    @Test func helpGoesFirst() throws {
        #expect(try read(["--unknown", "-h"]).request == .help)
        #expect(try read(["--help"], for: .sync).request == .help)
        #expect(try read(["-c", "--help"]).request == nil)
        #expect(throws: UserError.self) { try read(["--version"], for: .sync) }
    }

    @Test func codesMayLookLikeOptions() throws {
        #expect(try read(["-1", "wecom", "--"], for: .explain).operands == ["-1", "wecom"])
    }

    /// Names of options are distinct, and no setting's option has a second literal.
    @Test func namesDiffer() {
        for command in Self.commands {
            let names = command.options.flatMap { [$0.name] + ($0.letter.map { [$0] } ?? []) }
            #expect(Set(names).count == names.count, "\(command.title)")
            for name in names {
                #expect(name.hasPrefix(name.count == 2 ? "-" : "--") && !name.contains("="))
            }
        }
        let settings = CommandOption.ofSettings.map(\.name)
        #expect(Set(settings).isSubset(of: CommandOption.all.map(\.name)))
        #expect(settings.count == Setting.all.count { $0.option != nil })
    }
}
