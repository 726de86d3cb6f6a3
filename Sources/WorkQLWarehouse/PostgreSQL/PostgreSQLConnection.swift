import CLibPQ
import WorkQLSyntax

/// A connection to a server of PostgreSQL, for one thread at a time. Each call waits for its answer.
final class PostgreSQLConnection {
    /// What a statement answered.
    struct Answer: Sendable {
        /// nil is NULL.
        var rows: [[String?]] = []
        /// How many rows it touched.
        var affected = 0
    }

    private let handle: OpaquePointer
    private let address: WarehouseAddress

    init(_ address: WarehouseAddress) throws(UserError) {
        guard case .postgresql(let text) = address else {
            throw UserError(.address, "\(address.shown) is not a database")
        }
        if let reason = pq_load() {
            throw UserError(
                .missing, "libpq is missing: \(String(cString: reason))",
                help: "apt-get install libpq5; with Homebrew, brew install libpq")
        }
        // What stands before the address gives way to what stands in it.
        let words = [
            ("connect_timeout", "10"), ("dbname", text), ("client_encoding", "UTF8"),
            ("fallback_application_name", "workql"),
        ]
        let handle = Self.withWords(words.map(\.0)) { names in
            Self.withWords(words.map(\.1)) { values in pq_connect(names, values) }
        }
        guard let handle else {
            throw UserError(.unreachable, "out of memory for a connection")
        }
        guard pq_is_alive(handle) == 1 else {
            let reason = address.redacted(String(cString: pq_message(handle)).oneLine)
            pq_finish(handle)
            throw UserError(
                .unreachable, "connecting to \(address.shown) failed: \(reason)",
                help: "test it with psql; put a password into ~/.pgpass, not into the address")
        }
        pq_silence(handle)
        self.handle = handle
        self.address = address
    }

    deinit { pq_finish(handle) }

    var isAlive: Bool { pq_is_alive(handle) == 1 }

    /// 150_020 for 15.20
    var serverVersion: Int { Int(pq_server_version(handle)) }

    private static func withWords<Result>(
        _ words: [String?], _ body: ([UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        var bytes: [CChar] = []
        let starts = words.map { word -> Int? in
            guard let word else { return nil }
            defer { bytes.append(contentsOf: word.utf8CString) }
            return bytes.count
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let base = buffer.baseAddress
            return body(starts.map { start in start.flatMap { base?.advanced(by: $0) } } + [nil])
        }
    }

    /// - Parameter values: of `$1` and so on; nil is NULL. Without any, several statements may stand
    ///   in the text.
    @discardableResult
    func run(_ statement: String, _ values: [String?] = []) throws(UserError) -> Answer {
        let result = Self.withWords(values) {
            pq_execute(handle, statement, Int32(values.count), $0)
        }
        return try answer(result)
    }

    @discardableResult
    private func answer(_ result: OpaquePointer?) throws(UserError) -> Answer {
        guard let result else { throw failure(nil) }
        defer { pq_clear(result) }
        switch pq_outcome(result) {
        case 0: throw failure(result)
        case 2: return Answer(rows: rows(of: result))
        default: return Answer(affected: pq_affected(result))
        }
    }

    private func rows(of result: OpaquePointer) -> [[String?]] {
        let columns = pq_columns(result)
        return (0..<pq_rows(result)).map { row in
            (0..<columns).map { column in
                pq_value(result, row, column).map { String(cString: $0) }
            }
        }
    }

    /// `COPY … FROM STDIN`, whose rows follow.
    func beginRows(_ statement: String) throws(UserError) {
        try run(statement)
    }

    func put(_ bytes: [UInt8]) throws(UserError) {
        guard !bytes.isEmpty else { return }
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in
                chars.baseAddress.map { pq_put(handle, $0, Int32(chars.count)) } ?? 1
            }
        }
        guard outcome == 1 else { throw failure(nil) }
    }

    func endRows() throws(UserError) {
        try answer(pq_put_end(handle, nil))
    }

    /// Ends rows that are not to be kept.
    func endRows(discarding reason: String) {
        pq_clear(pq_put_end(handle, reason))
    }

    /// For a role that may not do something (42501).
    private static let neededRights =
        "a role that owns no table needs USAGE ON SCHEMA; SELECT, INSERT, UPDATE, DELETE ON ALL TABLES "
        + "and USAGE ON ALL SEQUENCES IN SCHEMA; what is missing there its owner creates, by a sync"

    private func failure(_ result: OpaquePointer?) -> UserError {
        // Without a state of the server's, it was not the server that answered.
        let state = result.flatMap(pq_state).map { String(cString: $0) } ?? ""
        guard isAlive, let result, !state.isEmpty else {
            let reason = address.redacted(String(cString: pq_message(handle)).oneLine)
            return UserError(
                .unreachable, "the connection to \(address.shown) was lost: \(reason)",
                help: "the next run continues with what is missing")
        }
        let reason = address.redacted(String(cString: pq_primary(result)).oneLine)
        // A server that stops says so before the connection is gone.
        let isEnding = state.hasPrefix("57P0") || state.hasPrefix("08")
        return UserError(
            isEnding ? .unreachable : .refused,
            "\(address.shown) reported an error: \(reason) (\(state))",
            help: state == "42501" ? Self.neededRights : nil)
    }
}

extension String {
    /// What others say in several lines, in one.
    fileprivate var oneLine: String {
        split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
            .joined(separator: "; ")
    }

    /// As a name in a statement.
    var quotedName: String { "\"" + replacing("\"", with: "\"\"") + "\"" }

    /// As a text in a statement.
    var quotedText: String {
        let escapes = contains("\\") ? "E" : ""
        return escapes + "'" + replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }
}

extension Sequence<String> {
    /// As the value of a parameter that is an array of texts.
    var arrayText: String {
        "{"
            + map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
            .joined(separator: ",") + "}"
    }
}

extension Sequence<Int64> {
    /// As the value of a parameter that is an array of integers.
    var arrayText: String { "{" + map(String.init).joined(separator: ",") + "}" }
}
