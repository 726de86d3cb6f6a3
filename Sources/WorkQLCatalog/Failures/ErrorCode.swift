/// The meaning of a service's error code for a call.
public struct ErrorCode: Sendable {
    /// The client's reaction to it.
    public let reaction: Reaction
    /// In English, beginning in lower case; a complete phrase.
    public let meaning: String
    /// The service's own words, where its pages give any.
    package let chinese: String?
    /// The action to take, or the setting that allows the call.
    public let help: String?
    /// Whether the keys of the call are the reason, and are named.
    package let isAboutKeys: Bool
    /// Whether it means that a user in the call is unknown or may not be seen: where each call names
    /// a single one, the calls for the others are made.
    package private(set) var isOfUser = false

    /// Returns the same code, which means that a user in the call is unknown, or may not be seen.
    package var ofUser: ErrorCode {
        var code = self
        code.isOfUser = true
        return code
    }

    /// - Parameters:
    ///   - reaction: the client's reaction to it.
    ///   - meaning: lower case, a complete phrase: `the shop is busy`.
    ///   - help: the action that the user can take; nil where there is none.
    public init(_ reaction: Reaction, meaning: String, help: String? = nil) {
        self.init(reaction: reaction, meaning: meaning, help: help)
    }

    package init(
        reaction: Reaction, meaning: String, chinese: String? = nil, help: String? = nil,
        isAboutKeys: Bool? = nil
    ) {
        self.reaction = reaction
        self.meaning = meaning
        self.chinese = chinese
        self.help = help
        self.isAboutKeys = isAboutKeys ?? (reaction == .fail(.notFound))
    }

    /// A reaction to an error code.
    public enum Reaction: Sendable, Hashable {
        /// Retry, at most three times.
        case busy
        /// Request a new token once.
        case token
        /// Pause the endpoint for a minute.
        case frequency
        /// Make fewer concurrent calls.
        case crowded
        /// One of the users requested by a key of the column `userid` is unknown or outside the
        /// visibility scope: the others can still be fetched.
        case users
        /// The call requests too much at once: try its halves.
        case tooLarge(Excess)
        /// Fail.
        case fail(Failure)
    }

    /// The part of a call that may be too large.
    public enum Excess: Sendable, Hashable {
        case range
        /// The values of a list.
        case list
        /// A list, or the range where no list has two values.
        case any
    }

    /// The reason why a call fails permanently.
    public enum Failure: Sendable, Hashable {
        /// Something is missing in the configuration, or contradicts itself.
        case configuration
        /// The service does not accept the caller's credentials.
        case credentials
        /// The service accepts the caller, but does not allow this call.
        case permission
        /// The service does not know the requested object.
        case notFound
        /// The daily quota is used up.
        case quota
        /// The service's own failure.
        case service
        /// A request that must not have been made.
        case defect
    }
}
