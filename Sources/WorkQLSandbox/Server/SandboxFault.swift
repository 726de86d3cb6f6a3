/// Something that goes wrong by plan.
///
///     configuration.faults = [.every(3, .busy), .nth(5, .dropped, on: .checkin)]
///
/// A fault answers in place of the service and changes nothing but its own count: the call still
/// counts against the quota and its Tencent Meeting nonce is used up, as on the real service, but
/// no cursor moves. Calls are counted after they proved who they are, and for each fault apart. A
/// fault without an endpoint counts all calls but gettoken's. The first fault in the list wins.
public struct SandboxFault: Sendable, Hashable {
    /// What goes wrong.
    public enum Kind: Sendable, Hashable {
        /// -1; 301067 on oa/journal; 41 with HTTP 500 on Tencent Meeting.
        case busy
        /// 301022; 301067 on oa/journal; 5108 with HTTP 500 on Tencent Meeting.
        case internalError
        /// HTTP 502 with a page of HTML.
        case http502
        /// The connection is closed without an answer.
        case dropped
        /// Content-Length promises the right answer, half of it comes, the connection is closed.
        case cutShort
        /// Half of the right answer, with the Content-Length of that half.
        case cutJSON
        /// HTTP 200 and something that is not JSON.
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
        /// The right answer after a delay.
        case slow(seconds: Double)
        /// The right answer without one of its fields, such as `has_more`.
        case lacking(String)
        /// The right answer with a JSON text for one of its fields: `.holding("total_count", "0")`.
        case holding(String, String)
        /// The right answer without its list.
        case lackingList
        /// The right answer with null for its list.
        case nullList
        /// The right answer with nothing in its list.
        case emptiedList
        /// An empty list and marks that say that more follow: a cursor that never was, or one page
        /// more than were asked for.
        case endless
        /// The cursor that was asked for comes as the next one.
        case repeatedCursor
        /// An answer that another endpoint would give.
        case answerOf(SandboxEndpoint)
        /// HTTP 200 with a page of HTML.
        case loginPage
        /// The right answer and a comment behind it.
        case trailingText
        /// HTTP 200 and nothing.
        case emptyBody
        /// The right answer inside of a JSON array.
        case arrayBody
        /// HTTP 200 and `null`.
        case scalarBody
        /// The right answer behind a byte-order mark, which does no harm.
        case byteOrderMark
    }

    enum Plan: Sendable, Hashable {
        case every(Int)
        case nth(Int)
        case first(Int)
    }

    /// What goes wrong.
    public let kind: Kind
    /// `nil` is every endpoint but gettoken.
    public let endpoint: SandboxEndpoint?
    let plan: Plan

    /// Calls n, 2n, 3n…; `every(1, …)` is every call.
    public static func every(
        _ n: Int, _ kind: Kind, on endpoint: SandboxEndpoint? = nil
    ) -> SandboxFault {
        SandboxFault(kind: kind, endpoint: endpoint, plan: .every(n))
    }

    /// Call n only, counted from 1.
    public static func nth(
        _ n: Int, _ kind: Kind, on endpoint: SandboxEndpoint? = nil
    ) -> SandboxFault {
        SandboxFault(kind: kind, endpoint: endpoint, plan: .nth(n))
    }

    /// The first n calls.
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
