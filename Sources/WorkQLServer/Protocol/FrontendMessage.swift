import WorkQLSyntax

/// A message of a client.
enum FrontendMessage: Hashable, Sendable {
    case sslRequest
    case gssRequest
    case cancel(process: Int32, key: Int32)
    case startup(version: Int32, parameters: [String: String])
    /// A password, or a step of SASL.
    case password([UInt8])
    case query(String)
    case parse(name: String, text: String, types: [UInt32])
    case bind(Binding)
    case describe(Target)
    case execute(portal: String, maxRows: Int)
    case close(Target)
    case flush
    case sync
    case terminate
    /// A call of a function by its number, of which there are none.
    case functionCall(UInt32)
    /// Data of a COPY into a table, which is not supported.
    case copyInput
    /// A message whose contents are not those of its type; the next one can be read.
    case invalid(UserError, type: UInt8)
    /// Bytes that are not a message; nothing after them can be read.
    case malformed(UserError)

    enum Target: Hashable, Sendable {
        case statement(String)
        case portal(String)
    }

    /// Values for the parameters of a statement.
    struct Binding: Hashable, Sendable {
        var portal: String
        var statement: String
        /// The formats of the parameters: 0 for text, 1 for binary; a single one applies to all,
        /// none means text.
        var formats: [Int16]
        /// The values; nil for NULL.
        var values: [[UInt8]?]
        var resultFormats: [Int16]
    }
}
