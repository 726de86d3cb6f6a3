import WorkQLCatalog

/// The state of reading numbered pages, which detects changes of their list meanwhile.
///
/// A row that is deleted moves the following rows up by one position, so that one of them falls
/// between two pages; the total in each answer falls by one then. The previous page is read again,
/// and so are those before it for as long as they contain new rows. A list with missing rows at its
/// end is read again from its first page. Both are bounded, and happen only if rows have keys,
/// because rows then arrive twice.
///
/// If one row is deleted and another inserted between two pages, the total does not change. A row
/// that arrives a second time shows this, or a row that is missing at the end, and the list is read
/// again from its first page. If the deleted row was on a page already read, and the other was
/// inserted after those pages, nothing shows it: a row moves up onto the previous page, and the
/// count of rows equals the total.
struct NumberedPages: Sendable {
    /// The names of the answers' pagination marks, for messages.
    private let pagesField: String?
    private let totalField: String?
    /// The maximum number of rows on a page.
    private let maximum: Int

    private enum ReadDirection {
        case forward
        /// Back towards the first page, until a page contains nothing new.
        case back
        /// From the first page again, until nothing is missing.
        case again
    }

    private var readDirection = ReadDirection.forward
    /// The last page that was read, and its number of elements.
    private var last: (page: Int64, elements: Int) = (0, 0)
    /// As stated by the last answer.
    private var total: Int64?
    private var pages: Int64?
    private var hasFallen = false
    private var fallenFrom: Int64?
    private var turnings = 0
    private var hasGoneAgain = false
    /// Whether a row arrived twice although no page was read twice.
    private var hasRepeated = false
    /// Whether pages may have been read twice.
    private var hasTurned = false
    private var seen: Set<[UInt8]> = []
    /// The number of rows that arrived, each counted once if they have keys.
    private var count = 0
    private var isTold = true
    /// Whether `count` includes all rows; false if some arrived before an interruption.
    private var isCounted = true
    private var barren = 0
    /// Why rows may be missing although all pages were read.
    private(set) var doubt: String?

    /// The maximum number of times that pages are read again because the total fell.
    private static let maxTurnings = 5

    init(pages: String?, total: String?, maximum: Int) {
        pagesField = pages
        totalField = total
        self.maximum = maximum
    }

    /// Continues before a page of an interrupted call, with the total that its previous pages
    /// stated.
    ///
    /// - Parameter pages: the number of pages that arrived.
    mutating func resume(at page: Int64, total: Int64?, behind pages: Int) {
        last = (page - 1, maximum)
        self.total = total
        isCounted = false
        hasTurned = page != Int64(pages) + 1
    }

    /// Records the rows of a page that arrived before an interruption. All pages of the call are
    /// recorded, so that the number of rows can be compared with the total as if there had been no
    /// interruption.
    mutating func note(_ keys: [[UInt8]]) {
        isCounted = true
        for key in keys { note(key) }
    }

    /// - Parameters:
    ///   - page: the number of the answer's page.
    ///   - keys: the keys that identify its elements; nil if they have none.
    mutating func advance(
        at page: Int64, _ marks: PageMarks, elements: Int, keys: [[UInt8]]?
    ) -> Pagination.Step {
        if keys == nil { isTold = false }
        let before = count
        if let keys { for key in keys { note(key) } } else { count += elements }
        let isNew = count > before
        let fell = hasFallen(marks)
        let moved = fell || total.map { $0 != marks.total ?? $0 } ?? false
        if readDirection == .forward, !hasTurned, !moved, let keys, count - before < keys.count {
            hasRepeated = true
        }
        total = marks.total ?? total
        pages = marks.pages ?? pages
        if readDirection == .forward {
            last = (page, elements)
            barren = isNew ? 0 : barren + 1
        }
        if fell {
            hasFallen = true
            let start = readDirection == .forward ? page - 1 : last.page
            return isTold && start > 0 ? turnBack(to: start) : onward()
        }
        switch readDirection {
        // An insertion meanwhile has moved rows to pages that were already read.
        case .back where moved:
            return turnBack(to: last.page)
        case .forward:
            return onward()
        case .back:
            if isNew, page > 1 { return .next(position(page - 1)) }
            readDirection = .forward
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
            readDirection = .forward
            return onward()
        }
        readDirection = .back
        hasTurned = true
        return .next(position(page))
    }

    /// Returns the step after the last page that was read.
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
        // If the page is full and the total is smaller than the rows read, it is not known to be
        // the last.
        let isUntold = last.elements >= maximum && isCounted && total.map { $0 < count } ?? false
        return last.page < end || isUntold ? .next(position(last.page + 1)) : self.end()
    }

    /// The number of the last page, as far as answers stated it.
    var told: Int64? {
        let byTotal = total.map { $0 / Int64(maximum) + ($0 % Int64(maximum) > 0 ? 1 : 0) }
        return [pages, byTotal].compactMap(\.self).max()
    }

    /// Whether fewer rows arrived than the total.
    private var isShort: Bool { isCounted && total.map { count < $0 } ?? false }

    private mutating func end() -> Pagination.Step {
        if isShort || hasRepeated, isTold, !hasGoneAgain, last.page > 0 {
            hasGoneAgain = true
            hasTurned = true
            readDirection = .again
            return .next(position(1))
        }
        let name = totalField ?? ""
        if let total, isCounted, total < count, !hasFallen, !hasRepeated {
            doubt = "\"\(name)\" is \(total), but \(count) were received"
        } else if let total, isShort {
            doubt = "\"\(name)\" is \(total), but \(count) were received"
        } else if hasFallen, turnings > Self.maxTurnings || !isTold {
            doubt =
                "the list changed while its pages were read"
                + (fallenFrom.flatMap { from in
                    total.map { ": \"\(name)\" changed from \(from) to \($0)" }
                } ?? "")
        }
        return .end
    }

    private func position(_ page: Int64) -> PagePosition {
        total.map { .page(page, total: $0) } ?? .number(page)
    }
}
