import WorkQLCatalog

/// The paging of a call: determines the position of the next page from the marks of each answer,
/// and rejects marks that would lose rows or loop.
struct Pagination: Sendable {
    private let paging: Paging
    /// The position of the next request.
    private(set) var position: PagePosition
    /// The page number of that request, counted from 1.
    private(set) var page = 1
    private var seen: Set<String> = []
    private var numbered: NumberedPages?
    private var barren = 0
    private var ownDoubt: String?

    /// The maximum number of consecutive pages without rows. A service that removes rows that an
    /// app may not see after it has cut its pages can return some; more indicate paging that never
    /// ends.
    static let maxBarren = 20

    enum Step: Equatable, Sendable {
        case next(PagePosition)
        case end
        /// Marks that cannot be correct.
        case broken(String)
    }

    init(_ paging: Paging) {
        self.paging = paging
        position = .first
        if case .numbered(_, let maximum, _, let pages, let total) = paging {
            numbered = NumberedPages(pages: pages, total: total, maximum: maximum)
        }
    }

    /// Continues a call whose first `pages` pages arrived before.
    init(_ paging: Paging, at position: PagePosition, behind pages: Int) {
        self.init(paging)
        self.position = position
        page = pages + 1
        switch position {
        case .cursor(let cursor): seen = [cursor]
        case .number(let number): numbered?.resume(at: number, total: nil, behind: pages)
        case .page(let number, let total): numbered?.resume(at: number, total: total, behind: pages)
        case .first: break
        }
    }

    /// Why rows may be missing although all pages were read; nil if nothing indicates it.
    var doubt: String? { numbered?.doubt ?? ownDoubt }

    /// The number of pages, if answers state it.
    var reportedPages: Int64? { numbered?.told }

    /// Records rows that arrived before an interruption.
    mutating func note(_ keys: [[UInt8]]) { numbered?.note(keys) }

    /// - Parameters:
    ///   - elements: the number of elements in the answer's list.
    ///   - keys: the keys that identify them; nil if they have none.
    mutating func advance(
        _ marks: PageMarks, elements: Int, keys: [[UInt8]]? = nil
    ) -> Step {
        var step = step(after: marks, elements: elements, keys)
        if case .next(let next) = step {
            barren = elements == 0 ? barren + 1 : 0
            if barren >= Self.maxBarren {
                step = .broken(
                    "\(barren) pages in a row are empty, and each says that more follow")
            } else {
                position = next
                page += 1
            }
        }
        return step
    }

    private mutating func step(
        after marks: PageMarks, elements: Int, _ keys: [[UInt8]]?
    ) -> Step {
        switch paging {
        case .whole:
            if marks.more == true || marks.nextCursor?.isEmpty == false {
                ownDoubt = "the response says that more pages follow, but the endpoint has no pages"
            }
            return .end
        case .cursor(_, let maximum, _, let next, let more):
            let cursor = marks.nextCursor ?? ""
            if let more {
                if marks.more == false { return .end }
                if cursor.isEmpty {
                    if marks.more == true {
                        return .broken("\"\(more)\" is true but \"\(next)\" is absent")
                    }
                    // The documented example omits both marks on the last page.
                    if elements >= maximum {
                        ownDoubt =
                            "the response has \(elements) rows, the maximum, but neither "
                            + "\"\(more)\" nor \"\(next)\" says whether more follow"
                    }
                    return .end
                }
            } else if cursor.isEmpty {
                return .end
            }
            guard seen.insert(cursor).inserted else {
                return .broken("\"\(next)\" was returned a second time")
            }
            return .next(.cursor(cursor))
        case .counter(_, _, _, let next, let end):
            let current = position.number ?? 0
            guard let ended = marks.end else {
                // The answer states the next position, which implies that it is not the last page.
                if let counter = marks.nextCounter, counter > current {
                    return .next(.number(counter))
                }
                return .broken("\"\(end)\" is absent")
            }
            if ended { return .end }
            guard let counter = marks.nextCounter else {
                return .broken("\"\(end)\" is 0 but \"\(next)\" is absent")
            }
            guard counter > current else {
                return .broken("\"\(next)\" changed from \(current) to \(counter)")
            }
            return .next(.number(counter))
        case .numbered:
            return numbered?.advance(
                at: position.number ?? 1, marks, elements: elements, keys: keys) ?? .end
        }
    }
}
