/// How an answer is continued.
///
/// Fields of answers are written `field`, or `object.field` for one inside an object of the answer.
public enum Paging: Hashable, Sendable {
    /// One answer holds everything.
    case whole
    /// `limit` stays constant at `most` rows; `cursor` is left out at first and then the string that
    /// came in `next`, for as long as `more` is true; without a `more`, for as long as there is one.
    case cursor(limit: String, maximum: Int, cursor: String, next: String, more: String?)
    /// `cursor` is a number that starts at 0 and grows; `end` = 1 ends.
    case counter(limit: String, maximum: Int, cursor: String, next: String, end: String)
    /// Pages counted from 1 up to the number that the answer tells in `pages`; without such a field,
    /// up to the first page of fewer than `most` rows. Where the answer tells in `total` how many rows
    /// there are in all, a list that moves while its pages are read is noticed, and what may have
    /// moved is read once more.
    case numbered(size: String, maximum: Int, page: String, pages: String?, total: String? = nil)

    /// How many rows one page holds at the most; nil when no limit is documented.
    package var pageSize: Int? {
        switch self {
        case .whole: nil
        case .cursor(_, let maximum, _, _, _), .counter(_, let maximum, _, _, _),
            .numbered(_, let maximum, _, _, _):
            maximum
        }
    }

    /// The names of parameters and fields, by what they are called here.
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
