/// A request to the sandbox and its response.
public struct SandboxRequest: Sendable, Hashable {
    /// The number of the request, counted from 1.
    public let sequence: Int
    /// The time of arrival by the monotonic clock, in seconds.
    public let arrived: Double
    /// The method: GET or POST.
    public let method: String
    /// The path and query, with secrets and tokens redacted.
    public let target: String
    /// The endpoint; `nil` for an unknown path.
    public let endpoint: SandboxEndpoint?
    /// The body: JSON without spaces, with names sorted; as sent if it is not JSON.
    public let body: String
    /// The HTTP status; 0 if the connection was closed without a response.
    public let status: Int
    /// The errcode or error_code; 0 is success.
    public let code: Int
    /// The fault that responded in place of the service.
    public let fault: SandboxFault.Kind?
}

/// A request that a page forbids, independent of its response.
public struct SandboxViolation: Sendable, Hashable {
    /// The number of the request.
    public let sequence: Int
    /// The path and query, with secrets and tokens redacted.
    public let target: String
    /// The rule that was violated.
    public let rule: String
}
