import WorkQLCatalog

/// Where in a call's answer the next request continues.
package enum PagePosition: Sendable, Hashable {
    case first
    case cursor(String)
    /// A counter or a page's number.
    case number(Int64)

    var number: Int64? {
        if case .number(let number) = self { number } else { nil }
    }
}

/// Decides from the marks of each answer where the next page is, and refuses marks that would lose
/// rows or go round in circles.
struct Pagination: Sendable {
    private let paging: Paging
    /// Of the request to send next.
    private(set) var position: PagePosition
    /// Counted from 1, for that request.
    private(set) var page = 1
    private var seen: Set<String> = []

    enum Step: Equatable, Sendable {
        case next(PagePosition)
        case end
        /// Marks that cannot be right.
        case broken(String)
    }

    init(_ paging: Paging) {
        self.paging = paging
        position = .first
    }

    /// Goes on with a call of which so many pages came before.
    init(_ paging: Paging, at position: PagePosition, behind pages: Int) {
        self.paging = paging
        self.position = position
        page = pages + 1
        if case .cursor(let cursor) = position { seen = [cursor] }
    }

    /// - Parameter elements: how many elements the answer's list has.
    mutating func advance(_ marks: PageMarks, elements: Int) -> Step {
        let step = step(after: marks, elements: elements)
        if case .next(let next) = step {
            position = next
            page += 1
        }
        return step
    }

    private mutating func step(after marks: PageMarks, elements: Int) -> Step {
        switch paging {
        case .whole:
            return .end
        case .cursor(_, _, _, let next, let more):
            let cursor = marks.nextCursor ?? ""
            if let more {
                // A page's own example leaves the mark out where nothing follows.
                guard marks.more == true else { return .end }
                guard !cursor.isEmpty else {
                    return .broken("\"\(more)\" is true but \"\(next)\" is absent")
                }
            } else if cursor.isEmpty {
                return .end
            }
            guard seen.insert(cursor).inserted else {
                return .broken("\"\(next)\" came a second time")
            }
            return .next(.cursor(cursor))
        case .counter(_, _, _, let next, let end):
            guard let ended = marks.end else { return .broken("\"\(end)\" is absent") }
            if ended { return .end }
            guard let counter = marks.nextCounter else {
                return .broken("\"\(end)\" is 0 but \"\(next)\" is absent")
            }
            let current = position.number ?? 0
            guard counter > current else {
                return .broken("\"\(next)\" went from \(current) to \(counter)")
            }
            return .next(.number(counter))
        case .numbered(_, let most, _, let pages):
            guard let pages else {
                return elements < most ? .end : .next(.number((position.number ?? 1) + 1))
            }
            if elements == 0 { return .end }
            guard let last = marks.pages else { return .broken("\"\(pages)\" is absent") }
            let current = position.number ?? 1
            return current >= last ? .end : .next(.number(current + 1))
        }
    }
}
