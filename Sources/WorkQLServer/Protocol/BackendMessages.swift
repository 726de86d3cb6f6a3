import WorkQLSyntax

/// The messages of the server, written one after the other.
struct BackendMessages: Sendable {
    private(set) var bytes: [UInt8] = []

    /// The number of bytes waiting to be sent.
    var count: Int { bytes.count }

    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Appends messages that are already encoded.
    mutating func append(_ messages: [UInt8]) {
        if bytes.isEmpty { bytes = messages } else { bytes += messages }
    }

    mutating func message(_ type: Unicode.Scalar, _ body: (inout [UInt8]) -> Void = { _ in }) {
        bytes.append(UInt8(ascii: type))
        let start = bytes.count
        bytes.append(integer: Int32(0))
        body(&bytes)
        bytes.set(Int32(bytes.count - start), at: start)
    }

    // MARK: The session

    mutating func authentication(_ code: Int32, _ rest: [UInt8] = []) {
        message("R") { body in
            body.append(integer: code)
            body += rest
        }
    }

    mutating func parameterStatus(_ name: String, _ value: String) {
        message("S") { body in
            body.append(text: name)
            body.append(text: value)
        }
    }

    mutating func backendKey(process: Int32, key: Int32) {
        message("K") { body in
            body.append(integer: process)
            body.append(integer: key)
        }
    }

    /// - Parameter options: the client's options that are not supported.
    mutating func negotiateVersion(_ minor: Int32, options: [String]) {
        message("v") { body in
            body.append(integer: minor)
            body.append(integer: Int32(options.count))
            for option in options { body.append(text: option) }
        }
    }

    mutating func readyForQuery(_ status: Unicode.Scalar) {
        message("Z") { $0.append(UInt8(ascii: status)) }
    }

    // MARK: Statements

    mutating func commandComplete(_ tag: String) { message("C") { $0.append(text: tag) } }

    mutating func parameterDescription(_ types: [ServerType]) {
        message("t") { body in
            body.append(integer: Int16(truncatingIfNeeded: types.count))
            for type in types { body.append(integer: type.oid) }
        }
    }

    /// - Parameter formats: one for each column.
    mutating func rowDescription(_ columns: [ServerColumn], formats: [Int16]) {
        message("T") { body in
            body.append(integer: Int16(truncatingIfNeeded: columns.count))
            for (index, column) in columns.enumerated() {
                // A NUL would end the name.
                body.append(text: column.name.filter { $0 != "\0" })
                body.append(integer: column.table)
                body.append(integer: column.number)
                body.append(integer: column.type.oid)
                body.append(integer: column.type.size)
                body.append(integer: Int32(-1))
                body.append(integer: formats[index])
            }
        }
    }

    /// - Parameter binary: whether all columns are binary.
    mutating func copyOut(columns: Int, isBinary: Bool) {
        message("H") { body in
            body.append(isBinary ? 1 : 0)
            body.append(integer: Int16(truncatingIfNeeded: columns))
            for _ in 0..<columns { body.append(integer: Int16(isBinary ? 1 : 0)) }
        }
    }

    // MARK: Messages

    enum Severity: String, Sendable {
        case notice = "NOTICE"
        case warning = "WARNING"
        case error = "ERROR"
        case fatal = "FATAL"
    }

    /// - Parameter position: the position of a character in the statement's text, counted from 1.
    mutating func report(_ severity: Severity, _ error: UserError, position: Int? = nil) {
        let isError = severity == .error || severity == .fatal
        message(isError ? "E" : "N") { body in
            func field(_ code: Unicode.Scalar, _ text: String?) {
                guard let text else { return }
                body.append(UInt8(ascii: code))
                body.append(text: text.filter { $0 != "\0" })
            }
            field("S", severity.rawValue)
            field("V", severity.rawValue)
            field("C", error.state)
            field("M", error.message)
            field("D", error.detail)
            field("H", error.help)
            field("P", position.map(String.init))
            body.append(0)
        }
    }
}

extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(integer: Number) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends a text and the NUL after it.
    mutating func append(text: String) {
        append(contentsOf: text.utf8)
        append(0)
    }

    /// Overwrites the bytes at an offset.
    mutating func set(_ integer: Int32, at offset: Int) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { bytes in
            for index in 0..<4 { self[offset + index] = bytes[index] }
        }
    }
}
