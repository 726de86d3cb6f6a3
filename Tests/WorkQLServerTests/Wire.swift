import Foundation
import NIOCore
import Synchronization
import TestSupport
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLServer

/// A session of the server without a socket: takes messages, and returns the messages of the
/// response.
final class Wire {
    /// A message of the server.
    struct Message: Hashable, CustomStringConvertible {
        var type: Character
        var body: [UInt8]

        /// The fields of an error or a notice, by their letters.
        var fields: [Character: String] {
            var fields: [Character: String] = [:]
            for field in body.split(separator: 0) where !field.isEmpty {
                fields[Character(Unicode.Scalar(field[field.startIndex]))] = String(
                    decoding: field.dropFirst(), as: UTF8.self)
            }
            return fields
        }

        /// The fields of a row; nil for NULL.
        var row: [String?] { cells.map { $0.map { String(decoding: $0, as: UTF8.self) } } }

        /// The bytes of the fields of a row; nil for NULL.
        var cells: [[UInt8]?] {
            var rest = body.dropFirst(2)
            var cells: [[UInt8]?] = []
            while rest.count >= 4 {
                let length = rest.prefix(4).reduce(Int32(0)) { $0 << 8 | Int32($1) }
                rest = rest.dropFirst(4)
                guard length >= 0 else {
                    cells.append(nil)
                    continue
                }
                cells.append(Array(rest.prefix(Int(length))))
                rest = rest.dropFirst(Int(length))
            }
            return cells
        }

        /// The columns of a row description: `name oid format`.
        var columns: [String] {
            var buffer = ByteBuffer(bytes: body.dropFirst(2))
            var columns: [String] = []
            while let name = buffer.readNullTerminatedString(),
                let fixed = buffer.readBytes(length: 18)
            {
                func number(_ range: Range<Int>) -> Int {
                    fixed[range].reduce(0) { $0 << 8 | Int($1) }
                }
                columns.append("\(name) \(number(6..<10)) \(number(16..<18))")
            }
            return columns
        }

        var description: String {
            switch type {
            case "D": "D " + row.map { $0 ?? "NULL" }.joined(separator: "|")
            case "C", "Z": "\(type) " + String(decoding: body.filter { $0 != 0 }, as: UTF8.self)
            case "E": "E " + (fields["C"] ?? "")
            case "d": "d " + String(decoding: body, as: UTF8.self)
            case "T": "T " + columns.joined(separator: ", ")
            default: String(type)
            }
        }
    }

    let session: ClientSession
    let control = StatementControl()
    private let sent: Sent

    private final class Sent: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let writes = Mutex(0)
        let records = Mutex<[StatementRecord]>([])
    }

    /// The number of times that something was sent.
    var writes: Int { sent.writes.withLock(\.self) }

    /// What was logged.
    var records: [StatementRecord] { sent.records.withLock(\.self) }

    init(
        _ harness: Harness, limits: CallLimits = CallLimits(),
        catalog: (any CatalogHandler)? = nil, startup: [String: String] = [:], rules: String = "",
        callLog: CallLedger? = nil, user: String = "lisa", now: (@Sendable () -> Instant)? = nil
    ) throws {
        let sent = Sent()
        self.sent = sent
        let start = harness.session.options.now
        let parsed = try UserRules(rules.split(separator: " "), line: 1)
        try parsed.check(against: harness.session.catalog)
        session = try ClientSession(
            ServerContext(
                script: harness.session, catalog: catalog, limits: limits,
                callLog: callLog ?? CallLedger(limits), rules: { _ in parsed },
                statementTimeout: nil, now: now ?? { start },
                log: { record in sent.records.withLock { $0.append(record) } }),
            user: user, database: "workql", processID: 1, startup: startup, control: control,
            send: { bytes in
                sent.bytes.withLock { $0 += bytes }
                sent.writes.withLock { $0 += 1 }
            })
    }

    /// Sends messages; returns the responses without notices and settings.
    func ask(_ messages: FrontendMessage...) async throws -> [String] {
        try await all(messages).filter { $0.type != "N" && $0.type != "S" }.map(\.description)
    }

    func all(_ messages: [FrontendMessage]) async throws -> [Message] {
        for message in messages { _ = try await session.handle(message) }
        try await session.flush()
        return take()
    }

    func query(_ text: String) async throws -> [Message] { try await all([.query(text)]) }

    private func take() -> [Message] {
        var bytes = sent.bytes.withLock { bytes in
            defer { bytes = [] }
            return bytes[...]
        }
        var messages: [Message] = []
        while let type = bytes.popFirst() {
            let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            messages.append(
                Message(
                    type: Character(Unicode.Scalar(type)),
                    body: Array(bytes.dropFirst(4).prefix(length - 4))))
            bytes = bytes.dropFirst(length)
        }
        return messages
    }
}

extension FrontendMessage {
    static func parse(_ text: String, _ types: [UInt32] = [], name: String = "") -> FrontendMessage
    {
        .parse(name: name, text: text, types: types)
    }

    static func bind(
        _ values: [String?] = [], portal: String = "", statement: String = "",
        results: [Int16] = []
    ) -> FrontendMessage {
        .bind(
            Binding(
                portal: portal, statement: statement, formats: [],
                values: values.map { $0.map { Array($0.utf8) } }, resultFormats: results))
    }

    static func execute(_ maxRows: Int = 0, portal: String = "") -> FrontendMessage {
        .execute(portal: portal, maxRows: maxRows)
    }
}
