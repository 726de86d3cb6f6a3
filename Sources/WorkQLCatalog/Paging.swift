/// The way in which further pages of a response are requested.
///
/// Fields of responses are written `field`, or `object.field` for one inside an object of the
/// response.
public enum Paging: Hashable, Sendable {
    /// One response contains everything.
    case whole
    /// `limit` is always `maximum` rows; `cursor` is omitted at first, and then is the string that
    /// was returned in `next`, for as long as `more` is true; without a `more`, for as long as
    /// `next` exists.
    case cursor(limit: String, maximum: Int, cursor: String, next: String, more: String?)
    /// `cursor` is a number that starts at 0 and grows; `end` = 1 ends.
    case counter(limit: String, maximum: Int, cursor: String, next: String, end: String)
    /// Pages counted from 1 up to the number that the response returns in `pages`; without such a
    /// field, up to the first page of fewer than `maximum` rows. Where the response returns the
    /// total number of rows in `total`, a list that shifts while its pages are read is detected,
    /// and the rows that may have moved are read again.
    case numbered(size: String, maximum: Int, page: String, pages: String?, total: String? = nil)

    /// The maximum number of rows of one page; nil when no limit is documented.
    package var pageSize: Int? {
        switch self {
        case .whole: nil
        case .cursor(_, let maximum, _, _, _), .counter(_, let maximum, _, _, _),
            .numbered(_, let maximum, _, _, _):
            maximum
        }
    }

    /// The names of parameters and fields, with their labels in this type.
    package var names: [(field: String, name: String)] {
        switch self {
        case .whole: []
        case .cursor(let limit, _, let cursor, let next, let more):
            [("limit", limit), ("cursor", cursor), ("next", next)]
                + (more.map { [("more", $0)] } ?? [])
        case .counter(let limit, _, let cursor, let next, let end):
            [("limit", limit), ("cursor", cursor), ("next", next), ("end", end)]
        case .numbered(let size, _, let page, let pages, let total):
            [("size", size), ("page", page)] + (pages.map { [("pages", $0)] } ?? [])
                + (total.map { [("total", $0)] } ?? [])
        }
    }
}
