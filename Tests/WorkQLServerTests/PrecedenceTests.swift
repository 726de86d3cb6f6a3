import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Operators bind as tightly as in PostgreSQL: expressions without parentheses have the same values
/// here and there.
@Suite struct PrecedenceTests {
    private enum Kind { case integer, text, boolean }

    private struct Generator {
        var random: SplitMix64
        private static let json = #"'{"a":{"b":5},"n":[1,2]}'::json"#

        init(_ seed: UInt64) { random = SplitMix64(seed: seed) }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: elements.indices, using: &random)]
        }

        private mutating func atom(_ kind: Kind) -> String {
            switch kind {
            case .integer: pick(["1", "2", "3", "7", "-4", "length('abc')"])
            case .text: pick(["'a'::text", "'ab'::text", "'7'::text"])
            case .boolean: pick(["true", "false", "null::boolean"])
            }
        }

        mutating func expression(_ kind: Kind, _ depth: Int) -> String {
            guard depth > 0, Int.random(in: 0..<5, using: &random) > 0 else { return atom(kind) }
            func operand(_ kind: Kind) -> String {
                let text = expression(kind, depth - 1)
                return Int.random(in: 0..<8, using: &random) == 0 ? "(\(text))" : text
            }
            let json = Self.json
            switch kind {
            case .integer:
                let op = pick(["+", "-", "*", "/", "%", "sign", "cast", "power", "element"])
                switch op {
                case "sign": return "- \(operand(.integer))"
                case "cast": return "\(operand(.integer))::int"
                case "power": return "(\(operand(.integer)) ^ \(pick(["2", "3"])) ^ 2)::int"
                case "element": return "(\(json) -> 'n' ->> \(operand(.integer)))::int"
                default: return "\(operand(.integer)) \(op) \(operand(.integer))"
                }
            case .text:
                switch pick([0, 1, 2, 3, 4, 5]) {
                case 0: return "\(operand(.text)) || \(operand(.text))"
                case 1: return "\(operand(.integer))::text"
                case 2: return "\(operand(.integer)) || \(operand(.text))"
                case 3: return "\(json) ->> 'n' || \(operand(.text))"
                case 4: return "\(json) -> 'n' ->> \(operand(.integer))"
                default: return "\(json) -> 'a' ->> \(pick(["'b'", "'b'::text"]))"
                }
            case .boolean:
                switch pick(Array(0..<9)) {
                case 0:
                    let op = pick(["and", "or", "="])
                    return "\(operand(.boolean)) \(op) \(operand(.boolean))"
                case 1: return "not \(operand(.boolean))"
                case 2:
                    let op = pick(["=", "<>", "<", ">="])
                    return "\(operand(.integer)) \(op) \(operand(.integer))"
                case 3:
                    let op = pick(["between", "not between"])
                    let bounds = "\(operand(.integer)) and \(operand(.integer))"
                    return "\(operand(.integer)) \(op) \(bounds)"
                case 4:
                    let op = pick(["in", "not in"])
                    return "\(operand(.integer)) \(op) (\(operand(.integer)), \(operand(.integer)))"
                case 5:
                    let op = pick(["like", "not like", "~", "!~", "~~", "~*", "||"])
                    return op == "||"
                        ? "\(operand(.text)) || \(operand(.text)) ~ \(operand(.text))"
                        : "\(operand(.text)) \(op) \(operand(.text))"
                case 6:
                    let test = pick(["is null", "is not null", "isnull", "notnull"])
                    return "\(operand(pick([.integer, .text, .boolean]))) \(test)"
                case 7:
                    let test = pick(["is true", "is not false", "is unknown", "is not unknown"])
                    return "\(operand(.boolean)) \(test)"
                default:
                    let op = pick(["is distinct from", "is not distinct from"])
                    return "\(operand(.integer)) \(op) \(operand(.integer))"
                }
            }
        }
    }

    /// Returns the values that psql prints, by the numbers of the expressions.
    private static func values(_ arguments: [String], _ file: String) throws -> [Int: String] {
        let run = try ServerClientTests.run(
            "psql", ["-XAtq", "-P", "null=NULL", "-f", file] + arguments)
        var values: [Int: String] = [:]
        for line in run.output.split(separator: "\n") {
            let parts = line.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[0]) else { continue }
            values[number] = String(parts[1])
        }
        return values
    }

    @Test(
        "Generated expressions have the values of PostgreSQL",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func generated() async throws {
        var generator = Generator(11)
        let expressions = (0..<(Soak.isOn ? 10_000 : 1000)).map { _ in
            generator.expression(generator.pick([.integer, .text, .boolean, .boolean]), 4)
        }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("workql-\(UUID().uuidString).sql").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try expressions.enumerated().map { "SELECT \($0), \($1);\n" }.joined().write(
            toFile: file, atomically: true, encoding: .utf8)
        try await ServerClientTests.serving { port, _ in
            try await PostgreSQL.with { postgres in
                try await onOwnThread {
                    let here = try Self.values(
                        ["-h", "127.0.0.1", "-p", "\(port)", "-U", "lisa", "workql"], file)
                    let there = try Self.values(
                        ["-h", postgres.socketFolder, "-U", "postgres", "postgres"], file)
                    let both = here.filter { there[$0.key] != nil }
                    // Here more operands are converted, and NOT is refused after an operator.
                    #expect(both.count * 3 > expressions.count, "\(both.count)")
                    for (number, value) in both {
                        #expect(value == there[number], "\(expressions[number])")
                    }
                }
            }
        }
    }

    @Test(
        "A path of JSON is what stands before an operator that binds as tightly",
        arguments: [
            ("'[1,2,3]'::json -> '0'::int", "1"), ("'[1,2,3]'::json ->> -1", "3"),
            ("'[1,2,3]'::json ->> (1 - 2)", "3"), ("'[1,2,3]'::json ->> (-9)", "NULL"),
            (#"'{"a":{"b":5}}'::json -> 'a' ->> 'b'::text"#, "5"),
            (#"'{"a":5}'::json->>'a' || 'x'"#, "5x"), ("2 ^ 3 ^ 2", "64"), ("-2 ^ 2", "4"),
            ("2 * 3 ^ 2", "18"), ("'a' || 'b' ~ 'ab' || ''", "true"),
            ("null isnull", "t"), ("1 notnull", "t"), ("null::boolean is unknown", "t"),
        ])
    func fixed(_ expression: String, _ value: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let answer = try await wire.ask(.query("SELECT \(expression)"))
            #expect(answer.dropFirst().first == "D \(value)", "\(answer)")
        }
    }
}
