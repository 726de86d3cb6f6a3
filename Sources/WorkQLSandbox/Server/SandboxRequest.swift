/// A request the sandbox was asked, and what it answered.
public struct SandboxRequest: Sendable, Hashable {
    /// Counted from 1.
    public let sequence: Int
    /// By the monotonic clock, in seconds.
    public let arrived: Double
    /// GET or POST.
    public let method: String
    /// Path and query with secrets and tokens redacted.
    public let target: String
    /// `nil` for a path nobody serves.
    public let endpoint: SandboxEndpoint?
    /// JSON without spaces, names sorted; as sent when it is not JSON.
    public let body: String
    /// 0 when the connection was closed without an answer.
    public let status: Int
    /// errcode or error_code; 0 is success.
    public let code: Int
    /// The fault that answered in place of the service.
    public let fault: SandboxFault.Kind?
}

/// A request that a page forbids, whatever it was answered.
public struct SandboxViolation: Sendable, Hashable {
    /// The request's.
    public let sequence: Int
    /// Path and query with secrets and tokens redacted.
    public let target: String
    /// What it did wrong.
    public let rule: String
}
