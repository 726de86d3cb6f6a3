import NIOCore
import WorkQLSyntax

/// Splits the bytes of a client into messages.
struct MessageDecoder: ByteToMessageDecoder {
    typealias InboundOut = FrontendMessage

    private enum Phase {
        /// Messages without a type are expected, until one that starts the session.
        case opening
        case open
        /// Nothing more can be read.
        case broken
    }

    /// The maximum size of a message, such as a statement with its parameters.
    static let maxBytes = 64 << 20
    /// The maximum size of a message before the user is authenticated.
    private static let maxOpeningBytes = 10_000

    /// The types of messages after which, if their contents are wrong, a session goes on.
    private static let known = Set("QPBDCEHSF".utf8)

    private var phase = Phase.opening

    mutating func decode(
        context: ChannelHandlerContext, buffer: inout ByteBuffer
    ) throws -> DecodingState {
        guard let message = next(&buffer) else { return .needMoreData }
        context.fireChannelRead(Self.wrapInboundOut(message))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        while let message = next(&buffer) {
            context.fireChannelRead(Self.wrapInboundOut(message))
        }
        return .needMoreData
    }

    /// Returns the next message; nil until more bytes have arrived.
    mutating func next(_ buffer: inout ByteBuffer) -> FrontendMessage? {
        switch phase {
        case .opening: nextOpening(&buffer)
        case .open: nextTyped(&buffer)
        case .broken:
            {
                buffer.clear()
                return nil
            }()
        }
    }

    private mutating func broken(_ message: String, _ state: String = "08P01") -> FrontendMessage {
        phase = .broken
        return .malformed(UserError(state: state, message))
    }

    private mutating func nextOpening(_ buffer: inout ByteBuffer) -> FrontendMessage? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: Int32.self) else {
            return nil
        }
        guard length >= 8, length <= Self.maxOpeningBytes else {
            return broken("the length of the startup packet is \(length)")
        }
        guard buffer.readableBytes >= length else { return nil }
        guard var body = buffer.readSlice(length: Int(length)),
            body.readInteger(as: Int32.self) != nil, let code = body.readInteger(as: Int32.self)
        else { return broken("the startup packet is too short") }
        switch code {
        case 80_877_102:
            guard let process = body.readInteger(as: Int32.self),
                let key = body.readInteger(as: Int32.self)
            else { return broken("the cancel request is too short") }
            return .cancel(process: process, key: key)
        case 80_877_103, 80_877_104:
            // The data after it was sent in the clear, possibly by an attacker.
            guard buffer.readableBytes == 0 else {
                return broken("data follow a request for encryption")
            }
            return code == 80_877_103 ? .sslRequest : .gssRequest
        default:
            var parameters: [String: String] = [:]
            while let name = body.readText(), !name.isEmpty {
                guard let value = body.readText() else {
                    return broken("the startup packet ends within a parameter")
                }
                parameters[name] = value
            }
            phase = .open
            return .startup(version: code, parameters: parameters)
        }
    }

    private mutating func nextTyped(_ buffer: inout ByteBuffer) -> FrontendMessage? {
        guard let type = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
            let length = buffer.getInteger(at: buffer.readerIndex + 1, as: Int32.self)
        else { return nil }
        guard length >= 4, length <= Self.maxBytes else {
            return broken("the length of a message is \(length)")
        }
        guard buffer.readableBytes >= Int(length) + 1 else { return nil }
        buffer.moveReaderIndex(forwardBy: 5)
        guard var body = buffer.readSlice(length: Int(length) - 4) else { return nil }
        do throws(UserError) {
            let message = try Self.message(type, &body)
            guard body.readableBytes == 0 || !Self.known.contains(type) else {
                throw UserError(state: "08P01", "a message has more than its contents")
            }
            return message
        } catch {
            guard Self.known.contains(type) else {
                phase = .broken
                return .malformed(error)
            }
            // Its length is known, so that the next message can be read.
            return .invalid(error, type: type)
        }
    }

    private static func message(
        _ type: UInt8, _ body: inout ByteBuffer
    ) throws(UserError) -> FrontendMessage {
        switch Unicode.Scalar(type) {
        case "p": return .password(body.readBytes(length: body.readableBytes) ?? [])
        case "Q": return .query(try body.text())
        case "P":
            let (name, text) = (try body.text(), try body.text())
            var types: [UInt32] = []
            for _ in 0..<(try body.count()) { types.append(try body.integer()) }
            return .parse(name: name, text: text, types: types)
        case "B": return .bind(try binding(&body))
        case "D": return .describe(try target(&body))
        case "C": return .close(try target(&body))
        case "E":
            let portal = try body.text()
            let rows: Int32 = try body.integer()
            return .execute(portal: portal, maxRows: Int(rows))
        case "F": return try functionCall(&body)
        case "H": return .flush
        case "S": return .sync
        case "X": return .terminate
        case "d", "c", "f": return .copyInput
        default:
            throw UserError(
                state: "08P01",
                "message type \(Unicode.Scalar(type).escaped(asASCII: true)) is unknown")
        }
    }

    private static func binding(
        _ body: inout ByteBuffer
    ) throws(UserError) -> FrontendMessage.Binding {
        let (portal, statement) = (try body.text(), try body.text())
        var formats: [Int16] = []
        for _ in 0..<(try body.count()) { formats.append(try body.integer()) }
        var values: [[UInt8]?] = []
        for _ in 0..<(try body.count()) { values.append(try value(&body)) }
        var resultFormats: [Int16] = []
        for _ in 0..<(try body.count()) { resultFormats.append(try body.integer()) }
        return FrontendMessage.Binding(
            portal: portal, statement: statement, formats: formats, values: values,
            resultFormats: resultFormats)
    }

    private static func functionCall(
        _ body: inout ByteBuffer
    ) throws(UserError) -> FrontendMessage {
        let function: UInt32 = try body.integer()
        // No function is called by its number, so that nobody reads the arguments.
        body.moveReaderIndex(to: body.writerIndex)
        return .functionCall(function)
    }

    /// Reads bytes after their number; nil for NULL.
    private static func value(_ body: inout ByteBuffer) throws(UserError) -> [UInt8]? {
        let length: Int32 = try body.integer()
        guard length >= 0 else { return nil }
        guard let bytes = body.readBytes(length: Int(length)) else { throw .tooShort }
        return bytes
    }

    private static func target(
        _ body: inout ByteBuffer
    ) throws(UserError) -> FrontendMessage.Target {
        let kind: UInt8 = try body.integer()
        let name = try body.text()
        switch Unicode.Scalar(kind) {
        case "S": return .statement(name)
        case "P": return .portal(name)
        default: throw UserError(state: "08P01", "a message names neither a statement nor a portal")
        }
    }
}

extension UserError {
    fileprivate static let tooShort = UserError(state: "08P01", "a message ends too early")
}

extension ByteBuffer {
    /// Reads a text up to a NUL; returns nil if there is no NUL, or if the text is not UTF-8.
    fileprivate mutating func readText() -> String? {
        guard let end = readableBytesView.firstIndex(of: 0),
            let bytes = readBytes(length: end - readerIndex)
        else { return nil }
        moveReaderIndex(forwardBy: 1)
        return String(validating: bytes, as: UTF8.self)
    }

    fileprivate mutating func text() throws(UserError) -> String {
        guard let end = readableBytesView.firstIndex(of: 0),
            let bytes = readBytes(length: end - readerIndex)
        else { throw .tooShort }
        moveReaderIndex(forwardBy: 1)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UserError(
                state: "22021", "a text is not UTF-8",
                help: "set client_encoding to UTF8 and send it so")
        }
        return text
    }

    fileprivate mutating func integer<Number: FixedWidthInteger>() throws(UserError) -> Number {
        guard let number = readInteger(as: Number.self) else { throw .tooShort }
        return number
    }

    /// Reads the number of items that follow.
    fileprivate mutating func count() throws(UserError) -> Int {
        // 65,535 parameters exceed the range of an Int16.
        Int(UInt16(bitPattern: try integer() as Int16))
    }
}
