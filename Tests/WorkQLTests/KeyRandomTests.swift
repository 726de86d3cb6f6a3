import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// Keys of every origin, in every equivalent syntax: the rows are those of the plain list, with the
/// number of calls that the list needs.
@Suite struct KeyRandomTests {
    private struct Column {
        var table: String
        var name: String
        var values: [String]
        /// The maximum number of values in one call.
        var batch: Int
        var range: String
        var isInteger = false
        var ignoresCase = false
    }

    private enum Origin: CaseIterable {
        case list, alternatives, constant, parameter, delimited, json, values, union, join
    }

    private static func columns(_ harness: Harness) async throws -> [Column] {
        let codes = try await harness.run(
            "SELECT DISTINCT meeting_code FROM meeting_recording WHERE userid = 'zhangsan' "
                + "SINCE 30d ORDER BY 1 LIMIT 5"
        ).rows.rows.compactMap { $0[0] }
        let users = ["lisi", "zhangsan", "wangwu", "dongqing", "u003", "han-meimei"]
        let week = "SINCE 7d@d UNTIL today"
        return [
            // For a user who is not visible to the app, the call is divided until that user is
            // identified.
            Column(
                table: "checkin", name: "userid", values: users.filter { $0 != "dongqing" },
                batch: 100, range: week, ignoresCase: true),
            Column(
                table: "screen_capture", name: "userid", values: users, batch: 100, range: week,
                ignoresCase: true),
            Column(
                table: "screen_capture", name: "department_id", values: ["2", "3", "5", "10"],
                batch: 100, range: week, isInteger: true),
            Column(
                table: "meeting_recording", name: "meeting_code", values: codes, batch: 1,
                range: "SINCE 30d"),
            Column(
                table: "meeting_recording", name: "userid",
                // A user who is not visible to the app is an error here, and not a warning.
                values: ["lisi", "zhangsan", "wangwu"], batch: 1, range: week,
                ignoresCase: true),
        ]
    }

    /// One statement as text, with its preparation: statements to run first and files to create.
    private struct Case {
        var text: String
        var before: [String] = []
        var parameter: String?
        var files: [String: String] = [:]
    }

    private struct Writer {
        var random: SplitMix64
        let column: Column
        let folder: String

        mutating func pick<Value>(_ values: [Value]) -> Value {
            values[Int.random(in: 0..<values.count, using: &random)]
        }

        mutating func chance() -> Bool { Bool.random(using: &random) }

        /// Returns the value in another equivalent spelling.
        mutating func spelt(_ value: String) -> String {
            guard column.ignoresCase, chance() else { return value }
            return chance() ? value.uppercased() : value.prefix(1).uppercased() + value.dropFirst()
        }

        mutating func quoted(_ value: String) -> String {
            let isNumber = value.allSatisfy(\.isNumber) && !value.hasPrefix("0")
            if column.isInteger || isNumber && !column.ignoresCase && chance() { return value }
            return "'\(spelt(value))'"
        }

        /// Returns the values, some of them twice, in any order.
        mutating func repeated(_ values: [String]) -> [String] {
            (values + values.filter { _ in chance() }).shuffled(using: &random)
        }

        /// Returns literals, some of which match no user.
        mutating func literals(_ values: [String], nobody: Bool = true) -> [String] {
            var items = repeated(values).map { quoted($0) }
            let others =
                column.isInteger ? ["0", "-1", "NULL"] : ["''", "' '", "'\u{3000}'", "NULL"]
            if nobody || items.isEmpty {
                for other in others where items.isEmpty || chance() { items.append(other) }
            }
            return items.shuffled(using: &random)
        }

        /// Returns the value with spaces around it.
        mutating func padded(_ value: String) -> String {
            let blanks = ["", "", " ", "  ", "\t", "\u{3000}"]
            return pick(blanks) + value + pick(blanks)
        }

        private var start: String {
            "SELECT t.\(column.name), count(*) FROM \(column.table) t "
        }

        private var end: String { " \(column.range) GROUP BY ALL ORDER BY ALL" }

        func plain(_ values: [String]) -> String {
            let list = values.map { column.isInteger ? $0 : "'\($0)'" }.joined(separator: ", ")
            return start + "WHERE t.\(column.name) IN (\(list))" + end
        }

        mutating func written(_ values: [String], from origin: Origin) -> Case {
            let condition = start + "WHERE t.\(column.name) IN "
            switch origin {
            case .list:
                let list = literals(values).joined(separator: ", ")
                return Case(text: condition + "(\(list))" + end)
            case .alternatives:
                let parts = literals(values).filter { $0 != "NULL" }.map { item in
                    chance() ? "t.\(column.name) = \(item)" : "\(item) = t.\(column.name)"
                }
                let text = parts.isEmpty ? "FALSE" : parts.joined(separator: " OR ")
                return Case(text: start + "WHERE (\(text))" + end)
            case .constant:
                let list = literals(values).filter { $0 != "NULL" }.joined(separator: ", ")
                return Case(text: condition + ":ids" + end, before: ["LET ids = (\(list))"])
            case .parameter:
                var text = ""
                for value in repeated(values) {
                    text += padded(spelt(value)) + pick([",", "，", "；", "、"])
                }
                if chance() { text += pick([" ", ",", "\u{3000}"]) }
                return Case(
                    text: condition + ":ids" + end, before: ["PARAM ids LIST"], parameter: text)
            case .delimited:
                var text = "no,k\n"
                for (number, value) in repeated(values).enumerated() {
                    let wide = column.isInteger && chance()
                    let cell = wide ? Self.fullWidth(value) : spelt(value)
                    text += "\(number),\(chance() ? padded(cell) : cell)\n"
                    if chance() { text += "\(number),\(pick(["", " ", "\u{3000}"]))\n" }
                }
                return Case(
                    text: condition + "(SELECT k FROM '\(folder)/keys.csv')" + end,
                    files: ["keys.csv": text])
            case .json:
                var items = repeated(values).map { value in
                    column.isInteger ? "{\"k\": \(value)}" : "{\"k\": \"\(spelt(value))\"}"
                }
                items.append("{\"k\": null}")
                if !column.isInteger { items.append("{\"k\": \"\"}") }
                items.shuffle(using: &random)
                return Case(
                    text: condition + "(SELECT k FROM '\(folder)/keys.json')" + end,
                    files: ["keys.json": "[\(items.joined(separator: ", "))]"])
            case .values:
                let rows = values.map { column.isInteger ? $0 : "'\(spelt($0))'" } + ["NULL"]
                let list = rows.map { "(\($0))" }.joined(separator: ", ")
                return Case(
                    text: condition + "(SELECT k FROM (VALUES \(list)) v(k))" + end)
            case .union:
                let parts =
                    values.map { column.isInteger ? $0 : "'\(spelt($0))'" }
                    .map { "SELECT \($0)" } + ["SELECT NULL"]
                return Case(
                    text: condition + "(\(parts.joined(separator: " UNION ALL ")))" + end)
            case .join:
                let text = (["no,k"] + values.enumerated().map { "\($0),\(spelt($1))" })
                    .joined(separator: "\n")
                return Case(
                    text: start + "JOIN '\(folder)/keys.csv' f ON f.k = t.\(column.name)" + end,
                    files: ["keys.csv": text + "\n"])
            }
        }

        private static func fullWidth(_ digits: String) -> String {
            String(
                String.UnicodeScalarView(
                    digits.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
        }
    }

    private static func answer(
        _ written: Case, _ harness: Harness, in folder: String
    ) async throws -> (rows: [[String?]], calls: Int) {
        for (name, text) in written.files {
            try Data(text.utf8).write(to: URL(filePath: folder).appending(path: name))
        }
        let harnessOptions = harness.session.options
        var options = harnessOptions
        options.store = nil
        if let parameter = written.parameter { options.parameters = [Name("ids"): parameter] }
        var session = ScriptSession(options: options, client: harness.session.client)
        for text in written.before {
            _ = try await session.run(try Harness.statement(text), into: CollectingWriter())
        }
        let outcome = try await session.run(
            try Harness.statement(written.text), into: CollectingWriter())
        return (outcome.writer.rows, outcome.statistics?.calls ?? 0)
    }

    @Test func keysAreWhatTheyMean() async throws {
        let folder = try FileFolder()
        try await Harness.with(try await Harness(store: nil)) { harness in
            let columns = try await Self.columns(harness)
            try #require(columns.allSatisfy { $0.values.count > 2 })
            var random = SplitMix64(seed: 20_260_815)
            var references: [String: [[String?]]] = [:]
            for round in 0..<(Soak.isOn ? 500 : 45) {
                let column = columns[round % columns.count]
                let origin = Origin.allCases[round / columns.count % Origin.allCases.count]
                let count = Int.random(in: 0...min(4, column.values.count), using: &random)
                let values = Array(column.values.shuffled(using: &random).prefix(count)).sorted()
                var writer = Writer(random: random, column: column, folder: folder.path)
                let written = writer.written(values, from: origin)
                random = writer.random
                let plain = writer.plain(values)
                if references[plain] == nil {
                    references[plain] =
                        values.isEmpty
                        ? []
                        : try await Self.answer(Case(text: plain), harness, in: folder.path).rows
                }
                let why =
                    "\(written.before) \(written.text) \(written.parameter ?? "") \(written.files)"
                do {
                    let answer = try await Self.answer(written, harness, in: folder.path)
                    // Rows that do not contain their user have the spelling of the request.
                    func folded(_ rows: [[String?]]?) -> [[String?]]? {
                        column.ignoresCase
                            ? rows?.map { $0.map { $0?.lowercased() } } : rows
                    }
                    #expect(folded(answer.rows) == folded(references[plain]), "\(why)")
                    let least = (values.count + column.batch - 1) / column.batch
                    #expect(answer.calls == least, "\(why)")
                } catch {
                    Issue.record("\(error): \(why)")
                }
            }
            #expect(references.values.contains { !$0.isEmpty })
            #expect(harness.server.violations.isEmpty)
        }
    }
}
