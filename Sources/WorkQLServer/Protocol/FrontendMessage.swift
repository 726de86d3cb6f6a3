/// What a client sends.
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
    /// Of a COPY into a table, which there is none of.
    case copyInput
    /// Bytes that are no message; nothing behind them can be read.
    case malformed(ServerError)

    enum Target: Hashable, Sendable {
        case statement(String)
        case portal(String)
    }

    /// Values for the parameters of a statement.
    struct Binding: Hashable, Sendable {
        var portal: String
        var statement: String
        /// Of the parameters: 0 for text, 1 for binary; one stands for all, none for text.
        var formats: [Int16]
        /// nil is NULL.
        var values: [[UInt8]?]
        var resultFormats: [Int16]
    }
}
