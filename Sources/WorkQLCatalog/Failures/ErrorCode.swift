/// What an error code of a service means to a call.
public struct ErrorCode: Sendable {
    /// What the client does about it.
    public let reaction: Reaction
    /// In English, in small letters; stands alone.
    public let meaning: String
    /// The service's own words, where its pages give any.
    package let chinese: String?
    /// What to do, or where to allow it.
    public let help: String?

    /// - Parameters:
    ///   - reaction: what the client does about it.
    ///   - meaning: lowercase, stands alone: `the shop is busy`.
    ///   - help: what its reader can do; nil where nothing.
    public init(_ reaction: Reaction, meaning: String, help: String? = nil) {
        self.init(reaction: reaction, meaning: meaning, help: help)
    }

    package init(
        reaction: Reaction, meaning: String, chinese: String? = nil, help: String? = nil
    ) {
        self.reaction = reaction
        self.meaning = meaning
        self.chinese = chinese
        self.help = help
    }

    /// What is done about it.
    public enum Reaction: Sendable, Hashable {
        /// Repeat, at most three times.
        case busy
        /// Ask for a new token once.
        case token
        /// The endpoint rests for a minute.
        case frequency
        /// Fewer calls at once.
        case crowded
        /// One of the users asked for, by a key of the column `userid`, is unknown or out of sight:
        /// the others can still be had.
        case users
        /// The call asks for too much at once: try its halves.
        case tooLarge(Excess)
        /// Fail.
        case fail(Failure)
    }

    /// Of what a call may ask for too much at once.
    public enum Excess: Sendable, Hashable {
        case range
        /// The values of a list.
        case list
        /// A list, or the range where no list has two values.
        case any
    }

    /// Why a call fails for good.
    public enum Failure: Sendable, Hashable {
        /// Something is missing in the configuration, or contradicts itself.
        case configuration
        /// The service does not accept who asks.
        case credentials
        /// The service knows who asks and does not allow this.
        case permission
        /// The service does not know what was asked for.
        case notFound
        /// The quota of a day is used up.
        case quota
        /// The service's own failure.
        case service
        /// A request that must not have been made.
        case defect
    }
}
