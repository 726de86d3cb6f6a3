import Foundation
import TestSupport
import Testing
import WorkQLSandbox

@testable import WorkQLServer

/// What Describe says of a statement's columns is what Execute sends, for every query of the golden
/// scripts: the types depend on no value, and each value is one of its type in both formats.
@Suite struct DescribedTypeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "WorkQLTests/Scripts")

    static let scripts: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
        .filter { $0.hasSuffix(".wql") }.sorted()

    /// The queries of a script that need no statement before them.
    private static func queries(_ name: String) throws -> [String] {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text.components(separatedBy: "\n====\n").compactMap { part in
            guard !part.contains("-- before") else { return nil }
            let statement = part.components(separatedBy: "\n----\n")[0]
                .split(separator: "\n").filter { !$0.hasPrefix("-- ") }.joined(separator: "\n")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let begins = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "("]
            // Each run of these has other rows.
            guard begins.contains(where: { statement.uppercased().hasPrefix($0) }),
                !statement.lowercased().contains("random")
            else { return nil }
            return statement.hasSuffix(";") ? String(statement.dropLast()) : statement
        }
    }

    @Test("There are scripts, with queries")
    func thereAreQueries() throws {
        #expect(Self.scripts.count > 25)
        #expect(try Self.scripts.map { try Self.queries($0).count }.reduce(0, +) > 700)
    }

    @Test("A query sends the types that were described, in both formats", arguments: scripts)
    func types(_ script: String) async throws {
        let queries = try Self.queries(script)
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            for (number, text) in queries.enumerated() where Soak.isOn || number % 6 == 0 {
                let answer = try await wire.all([
                    .parse(text), .describe(.statement("")), .bind(), .describe(.portal("")),
                    .execute(), .sync,
                ])
                // Whether a query of the command runs here is not the subject.
                guard !answer.contains(where: { $0.type == "E" }) else { continue }
                let binary = try await wire.all([
                    .parse(text), .bind(results: [1]), .describe(.portal("")), .execute(), .sync,
                ])
                #expect(!binary.contains { $0.type == "E" }, "\(text): \(binary)")
                let simple = try await wire.query(text)
                let descriptions = (answer + binary + simple).filter { $0.type == "T" }
                    .map { $0.columns.map { $0.dropLast(2) } }
                #expect(descriptions.count == 4 && Set(descriptions).count == 1, "\(text)")
                let types = Self.types(of: descriptions.first ?? [])
                let texts = try Self.rows(of: answer, types, isBinary: false)
                let others = try Self.rows(of: binary, types, isBinary: true)
                #expect(texts == others, "\(text)")
            }
        }
    }

    /// The rows of an answer, each in a form that is the same for both formats, in an order that does
    /// not depend on which response of a service arrived first.
    private static func rows(
        of answer: [Wire.Message], _ types: [ServerType], isBinary: Bool
    ) throws -> [String] {
        try answer.filter { $0.type == "D" }.map { row in
            try types.enumerated().map { index, type in
                try value(row.cells[index], of: type, isBinary: isBinary)
            }.joined(separator: " | ")
        }.sorted()
    }

    private static func types(of description: [Substring]) -> [ServerType] {
        description.map { column in
            let number = column.split(separator: " ").last.flatMap { UInt32($0) } ?? 0
            return ServerType.named(number) ?? .text
        }
    }

    /// Returns a value in a form that is the same for both formats.
    private static func value(
        _ bytes: [UInt8]?, of type: ServerType, isBinary: Bool
    ) throws -> String {
        let value = try ParameterDecoder.value(bytes, of: type, isBinary: isBinary, number: 1)
        guard case .text(let text) = value else { return "\(value)" }
        switch type {
        case .timestamptz: return "\(try #require(PostgresTime.read(text)?.instant))"
        case .timestamp, .date: return "\(try #require(PostgresTime.read(text)))"
        case .time: return "\(try #require(PostgresTime.readClock(text)))"
        default: return text
        }
    }
}
