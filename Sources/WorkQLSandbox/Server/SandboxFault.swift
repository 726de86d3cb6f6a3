/// A planned fault.
///
///     configuration.faults = [.every(3, .busy), .nth(5, .dropped, on: .checkin)]
///
/// A fault responds in place of the service and changes only its own count: the call still counts
/// against the quota and its Tencent Meeting nonce is consumed, as on the real service, but no
/// cursor advances. Calls are counted after their authorization, and separately for each fault. A
/// fault without an endpoint counts all calls except those of gettoken. The first applicable fault
/// in the list wins.
public struct SandboxFault: Sendable, Hashable {
    /// The kind of fault.
    public enum Kind: Sendable, Hashable {
        /// -1; 301067 on oa/journal; 41 with HTTP 500 on Tencent Meeting.
        case busy
        /// 301022; 301067 on oa/journal; 5108 with HTTP 500 on Tencent Meeting.
        case internalError
        /// HTTP 502 with a page of HTML.
        case http502
        /// The connection is closed without a response.
        case dropped
        /// Content-Length has the size of the correct response, half of it is sent, the connection
        /// is closed.
        case cutShort
        /// Half of the correct response, with the Content-Length of that half.
        case cutJSON
        /// HTTP 200 with a body that is not JSON.
        case badJSON
        /// 42001, and the token is revoked; nothing on Tencent Meeting.
        case expiredToken
        /// 45009; 190313 on Tencent Meeting. No violation.
        case frequency
        /// 45009; 190311, of the day, on Tencent Meeting. No violation.
        case dayFrequency
        /// 45033; 190310, of the app, on Tencent Meeting.
        case tooMany
        /// 48002; 500063 on Tencent Meeting.
        case notAuthorised
        /// 60020, from 203.0.113.7; 500125 on Tencent Meeting.
        case untrustedAddress
        /// 301065; 500014 on Tencent Meeting.
        case noPermission
        /// Any code.
        case code(Int)
        /// The correct response after a delay.
        case slow(seconds: Double)
        /// The correct response without one of its fields, such as `has_more`.
        case lacking(String)
        /// The correct response with a JSON text for one of its fields:
        /// `.holding("total_count", "0")`.
        case holding(String, String)
        /// The correct response without its list.
        case lackingList
        /// The correct response with null for its list.
        case nullList
        /// The correct response with an empty list.
        case emptiedList
        /// An empty list with fields that say that more pages follow: a cursor that was never
        /// issued, or one page more than was requested.
        case endless
        /// The requested cursor is returned as the next one.
        case repeatedCursor
        /// A response of another endpoint.
        case answerOf(SandboxEndpoint)
        /// HTTP 200 with a page of HTML.
        case loginPage
        /// The correct response followed by a comment.
        case trailingText
        /// HTTP 200 with an empty body.
        case emptyBody
        /// The correct response inside a JSON array.
        case arrayBody
        /// HTTP 200 and `null`.
        case scalarBody
        /// The correct response after a byte-order mark, which is harmless.
        case byteOrderMark
    }

    enum Plan: Sendable, Hashable {
        case every(Int)
        case nth(Int)
        case first(Int)
    }

    /// The kind of fault.
    public let kind: Kind
    /// The endpoint; `nil` is every endpoint except gettoken.
    public let endpoint: SandboxEndpoint?
    let plan: Plan

    /// Applies to calls n, 2n, 3n…; `every(1, …)` is every call.
    public static func every(
        _ n: Int, _ kind: Kind, on endpoint: SandboxEndpoint? = nil
    ) -> SandboxFault {
        SandboxFault(kind: kind, endpoint: endpoint, plan: .every(n))
    }

    /// Applies only to call n, counted from 1.
    public static func nth(
        _ n: Int, _ kind: Kind, on endpoint: SandboxEndpoint? = nil
    ) -> SandboxFault {
        SandboxFault(kind: kind, endpoint: endpoint, plan: .nth(n))
    }

    /// Applies to the first n calls.
    public static func first(
        _ n: Int, _ kind: Kind, on endpoint: SandboxEndpoint? = nil
    ) -> SandboxFault {
        SandboxFault(kind: kind, endpoint: endpoint, plan: .first(n))
    }

    func concerns(_ asked: SandboxEndpoint) -> Bool {
        endpoint.map { $0 == asked } ?? (asked != .getToken)
    }

    func strikes(call: Int) -> Bool {
        switch plan {
        case .every(let n): n > 0 && call % n == 0
        case .nth(let n): call == n
        case .first(let n): call <= n
        }
    }
}
