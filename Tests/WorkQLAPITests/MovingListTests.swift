import TestSupport
import Testing
import WorkQLCatalog

@testable import WorkQLAPI

/// Pages that never end, and lists that move while their pages are read.
@Suite struct MovingListTests {
    private static func pagination() -> Pagination {
        Pagination(Table.named("corp_recording").endpoint.paging)
    }

    /// Reads a list of numbered pages that `list` gives anew for each answer, counted from 0.
    private func read(
        _ size: Int = 20, totals: Bool = true, _ list: (Int) -> [Int],
        emptying: (Int) -> Bool = { _ in false }
    ) -> (found: Set<Int>, asked: [Int64], doubt: String?) {
        var pagination = Self.pagination()
        var found: Set<Int> = []
        var asked: [Int64] = []
        while asked.count < 200 {
            let rows = list(asked.count)
            let page = pagination.position.number ?? 1
            let isEmpty = emptying(asked.count)
            asked.append(page)
            let shown =
                isEmpty ? [] : Array(rows.dropFirst((Int(page) - 1) * size).prefix(size))
            found.formUnion(shown)
            let marks = PageMarks(
                pages: Int64((rows.count + size - 1) / size),
                total: totals ? Int64(rows.count) : nil)
            let keys = shown.map { Array("\($0)".utf8) }
            guard case .next = pagination.advance(marks, elements: shown.count, keys: keys) else {
                break
            }
        }
        return (found, asked, pagination.doubt)
    }

    @Test func aListThatStandsStillIsReadOnce() {
        for count in [0, 1, 19, 20, 21, 57, 60] {
            let (found, asked, doubt) = read { _ in Array(0..<count) }
            #expect(found.count == count)
            #expect(asked == (1...max(Int64(count + 19) / 20, 1)).map { $0 })
            #expect(doubt == nil)
        }
    }

    /// Three go between the first page and the second: one page is read once more.
    @Test func rowsThatMovedUpAreReadOnceMore() {
        let (found, asked, doubt) = read { $0 == 0 ? Array(0..<57) : Array(3..<57) }
        #expect(found == Set(0..<57))
        #expect(asked == [1, 2, 1, 3])
        #expect(doubt == nil)
        // More of them than a page has.
        let many = read { $0 < 3 ? Array(0..<100) : Array(45..<100) }
        #expect(many.found == Set(0..<100))
        #expect(many.asked == [1, 2, 3, 4, 3, 2, 1])
        #expect(many.doubt == nil)
    }

    /// While the page before is read once more, a row comes and moves others on.
    @Test func rowsThatMoveThereAndBackAreRead() {
        let lists = [[0] + Array(2..<57), Array(2..<57), Array(1..<57)]
        let (found, asked, doubt) = read { lists[min($0, 2)] }
        #expect(found == Set(0..<57))
        #expect(asked == [1, 2, 1, 2, 1, 3])
        #expect(doubt == nil)
    }

    @Test func anEmptyPageInTheMiddleIsReadOnceMore() {
        for empty in 0..<3 {
            let (found, _, doubt) = read { turn in
                Array(0..<57)
            } emptying: {
                $0 == empty
            }
            #expect(found == Set(0..<57))
            #expect(doubt == nil)
        }
    }

    @Test func rowsThatCameAreReadFromTheFirstPage() {
        let (found, asked, doubt) = read { $0 == 0 ? Array(1..<57) : Array(0..<57) }
        #expect(found == Set(0..<57))
        #expect(asked == [1, 2, 3, 1])
        #expect(doubt == nil)
    }

    @Test func aListThatMovesOnAndOnIsDoubted() {
        let (_, asked, doubt) = read { Array($0..<200) }
        #expect(
            doubt?.hasPrefix(#"the list moved while its pages were read: "total_count" went"#)
                == true)
        #expect(asked.count < 40)
    }

    @Test(arguments: [(0, 57), (5, 57), (60, 57), (-1, 57)])
    func totalsThatContradictTheirListAreDoubted(_ total: Int64, _ count: Int) {
        var pagination = Self.pagination()
        var found = 0
        for _ in 0..<20 {
            let page = Int(pagination.position.number ?? 1)
            let shown = Array((0..<count).dropFirst((page - 1) * 20).prefix(20))
            found = max(found, shown.last.map { $0 + 1 } ?? 0)
            let step = pagination.advance(
                PageMarks(pages: max(total, 0) / 20, total: total), elements: shown.count,
                keys: shown.map { Array("\($0)".utf8) })
            guard case .next = step else { break }
        }
        #expect(found == count)
        #expect(pagination.doubt == "\"total_count\" is \(total), but 57 came")
    }

    /// Without a total, the number of pages tells it.
    @Test func pagesThatGoAreNoticed() {
        let moved = read(totals: false) { $0 == 0 ? Array(0..<57) : Array(20..<57) }
        #expect(moved.found == Set(0..<57))
        #expect(moved.doubt == nil)
    }

    /// Only removals, or only arrivals, anywhere and at any time: what was there all the time comes,
    /// or the answer is doubted.
    @Test(arguments: 0..<200) func randomMoves(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let count = 1 + Int(random.next(below: 130))
        let changes = (0..<1 + Int(random.next(below: 30))).map { _ in
            (at: 1 + Int(random.next(below: 8)), row: Int(random.next(below: Double(count))))
        }
        let isRemoval = seed % 2 == 0
        let (found, asked, doubt) = read { turn in
            (0..<count).filter { row in
                !changes.contains { $0.row == row && (isRemoval ? $0.at <= turn : $0.at > turn) }
            }
        }
        let stayed = Set(0..<count).subtracting(changes.map(\.row))
        #expect(doubt != nil || found.isSuperset(of: stayed))
        #expect(asked.count <= 8 * 7 + 10)
    }

    @Test func whatIsGoneOnWithKnowsTheTotal() {
        let paging = Table.named("corp_recording").endpoint.paging
        let position = PagePosition.page(3, total: 57)
        #expect(PagePosition(text: position.text) == position)
        #expect(PagePosition(text: "page 3") == nil)
        var pagination = Pagination(paging, at: position, behind: 2)
        pagination.note((0..<40).map { Array("\($0)".utf8) })
        // One of the first went meanwhile: the row that moved up is on page 2.
        let step = pagination.advance(
            PageMarks(pages: 3, total: 56), elements: 16,
            keys: (41..<57).map { Array("\($0)".utf8) })
        #expect(step == .next(.page(2, total: 56)))
    }

    @Test(arguments: ["screen_capture", "meeting_recording", "journal"])
    func emptyPagesThatNeverEndAreBroken(_ table: String) {
        var pagination = Pagination(Table.named(table).endpoint.paging)
        var steps: [Pagination.Step] = []
        for number in 1...100 {
            let marks = PageMarks(
                more: true, nextCursor: "c\(number)", nextCounter: Int64(number), end: false)
            steps.append(pagination.advance(marks, elements: 0))
            guard case .next = steps[steps.count - 1] else { break }
        }
        #expect(
            steps.last
                == .broken("20 pages in a row hold no row, and each says that more follow"))
    }

    @Test(arguments: [("screen_capture", 1000), ("meeting_recording", 20)])
    func aFullPageWithoutMarksIsDoubted(_ table: String, _ most: Int) {
        var pagination = Pagination(Table.named(table).endpoint.paging)
        #expect(pagination.advance(PageMarks(), elements: most) == .end)
        #expect(
            pagination.doubt
                == "the answer has \(most) rows, as many as one may hold, and neither \"has_more\" "
                + "nor \"next_cursor\" says whether more follow")
        var short = Pagination(Table.named(table).endpoint.paging)
        _ = short.advance(PageMarks(), elements: most - 1)
        #expect(short.doubt == nil)
        var ended = Pagination(Table.named(table).endpoint.paging)
        _ = ended.advance(PageMarks(more: false), elements: most)
        #expect(ended.doubt == nil)
    }

    @Test func moreBehindAWholeAnswerIsDoubted() {
        var pagination = Pagination(Table.named("checkin").endpoint.paging)
        #expect(pagination.advance(PageMarks(more: true), elements: 3) == .end)
        #expect(
            pagination.doubt
                == "the answer says that more follows, and the endpoint has no pages")
    }
}
