import WorkQLCatalog

/// Turns numbered pages, and notices when their list moves meanwhile.
///
/// A row that goes away moves those behind it one place up, so that one of them falls between two
/// pages; the total that each answer tells falls by one then. The page before is read once more,
/// and those before it for as long as they bring new rows. A list of which rows are missing at its
/// end is read once more from its first page. Both is bounded, and only where rows can be told
/// apart, because rows then come twice.
///
/// Where one row goes and another comes between two pages, the total stays. A row that comes a second
/// time tells it, or one that is missing at the end, and the list is read once more from its first
/// page. Where the row that went was on a page that was read, and the other came behind those pages,
/// nothing tells it: a row moves up onto the page before, and the count of rows is the total.
struct NumberedPages: Sendable {
    /// What the answers' marks are called, for messages.
    private let pagesField: String?
    private let totalField: String?
    /// How many rows one page holds at the most.
    private let maximum: Int

    private enum Course {
        case forward
        /// Towards the first page, until a page brings nothing new.
        case back
        /// From the first page, until nothing is missing.
        case again
    }

    private var course = Course.forward
    /// The last page that was read, and how many elements it had.
    private var last: (page: Int64, elements: Int) = (0, 0)
    /// As the last answer told them.
    private var total: Int64?
    private var pages: Int64?
    private var hasFallen = false
    private var fallenFrom: Int64?
    private var turnings = 0
    private var hasGoneAgain = false
    /// Whether a row came twice although no page was read twice.
    private var hasRepeated = false
    /// Whether pages may have been read twice.
    private var hasTurned = false
    private var seen: Set<[UInt8]> = []
    /// How many rows came, each counted once where they can be told apart.
    private var count = 0
    private var isTold = true
    /// Whether `count` holds all rows; not where some came before a call was broken off.
    private var isCounted = true
    private var barren = 0
    /// Why rows may be missing although the pages are at their end.
    private(set) var doubt: String?

    /// How often pages are read once more because the total fell.
    private static let maxTurnings = 5

    init(pages: String?, total: String?, maximum: Int) {
        pagesField = pages
        totalField = total
        self.maximum = maximum
    }

    /// Goes on before a page, where the pages so far told this total.
    ///
    /// - Parameter pages: how many pages came.
    mutating func resume(at page: Int64, total: Int64?, behind pages: Int) {
        last = (page - 1, maximum)
        self.total = total
        isCounted = false
        hasTurned = page != Int64(pages) + 1
    }

    /// Rows of a page that came before the call was broken off. All of its pages are told, so that the
    /// rows that came can be held against the total as if it had not been broken off.
    mutating func note(_ keys: [[UInt8]]) {
        isCounted = true
        for key in keys { note(key) }
    }

    /// - Parameters:
    ///   - page: of the answer.
    ///   - keys: what tells its elements apart; nil where nothing does.
    mutating func advance(
        at page: Int64, _ marks: PageMarks, elements: Int, keys: [[UInt8]]?
    ) -> Pagination.Step {
        if keys == nil { isTold = false }
        let before = count
        if let keys { for key in keys { note(key) } } else { count += elements }
        let isNew = count > before
        let fell = hasFallen(marks)
        let moved = fell || total.map { $0 != marks.total ?? $0 } ?? false
        if course == .forward, !hasTurned, !moved, let keys, count - before < keys.count {
            hasRepeated = true
        }
        total = marks.total ?? total
        pages = marks.pages ?? pages
        if course == .forward {
            last = (page, elements)
            barren = isNew ? 0 : barren + 1
        }
        if fell {
            hasFallen = true
            let start = course == .forward ? page - 1 : last.page
            return isTold && start > 0 ? turnBack(to: start) : onward()
        }
        switch course {
        // What came meanwhile has moved rows on to pages that were read before.
        case .back where moved:
            return turnBack(to: last.page)
        case .forward:
            return onward()
        case .back:
            if isNew, page > 1 { return .next(position(page - 1)) }
            course = .forward
            return onward()
        case .again:
            if page > last.page { last = (page, elements) }
            guard isShort || hasRepeated && isNew, elements > 0, page < max(last.page, told ?? 0)
            else { return end() }
            return .next(position(page + 1))
        }
    }

    private mutating func note(_ key: [UInt8]) {
        if seen.insert(key).inserted { count += 1 }
    }

    private mutating func hasFallen(_ marks: PageMarks) -> Bool {
        if let before = total, let now = marks.total {
            guard now < before else { return false }
            fallenFrom = max(fallenFrom ?? before, before)
            return true
        }
        guard total == nil, let before = pages, let now = marks.pages else { return false }
        return now < before
    }

    private mutating func turnBack(to page: Int64) -> Pagination.Step {
        turnings += 1
        guard turnings <= Self.maxTurnings else {
            course = .forward
            return onward()
        }
        course = .back
        hasTurned = true
        return .next(position(page))
    }

    /// Behind the last page that was read.
    private mutating func onward() -> Pagination.Step {
        guard pagesField != nil || total != nil else {
            return last.elements < maximum ? .end : .next(position(last.page + 1))
        }
        if last.elements == 0 { return end() }
        guard let end = told else {
            return .broken("\"\(pagesField ?? totalField ?? "")\" is absent")
        }
        if barren >= Pagination.maxBarren {
            return .broken("\(barren) pages in a row contain no new row")
        }
        // A full page of which the total knows nothing is not known to be the last.
        let isUntold = last.elements >= maximum && isCounted && total.map { $0 < count } ?? false
        return last.page < end || isUntold ? .next(position(last.page + 1)) : self.end()
    }

    /// The number of the last page, as far as answers told it.
    var told: Int64? {
        let byTotal = total.map { $0 / Int64(maximum) + ($0 % Int64(maximum) > 0 ? 1 : 0) }
        return [pages, byTotal].compactMap(\.self).max()
    }

    /// Whether fewer rows came than there are.
    private var isShort: Bool { isCounted && total.map { count < $0 } ?? false }

    private mutating func end() -> Pagination.Step {
        if isShort || hasRepeated, isTold, !hasGoneAgain, last.page > 0 {
            hasGoneAgain = true
            hasTurned = true
            course = .again
            return .next(position(1))
        }
        let name = totalField ?? ""
        if let total, isCounted, total < count, !hasFallen, !hasRepeated {
            doubt = "\"\(name)\" is \(total), but \(count) came"
        } else if let total, isShort {
            doubt = "\"\(name)\" is \(total), but \(count) came"
        } else if hasFallen, turnings > Self.maxTurnings || !isTold {
            doubt =
                "the list changed while its pages were read"
                + (fallenFrom.flatMap { from in
                    total.map { ": \"\(name)\" went from \(from) to \($0)" }
                } ?? "")
        }
        return .end
    }

    private func position(_ page: Int64) -> PagePosition {
        total.map { .page(page, total: $0) } ?? .number(page)
    }
}
