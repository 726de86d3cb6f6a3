import TestSupport
import Testing
import WorkQLCatalog

@testable import WorkQLAPI

/// Pages that never end, and lists that change while their pages are read.
@Suite struct MovingListTests {
    private static func pagination() -> Pagination {
        Pagination(Table.named("corp_recording").endpoint.paging)
    }

    /// Reads a list of numbered pages that `list` returns for each answer, counted from 0.
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

    /// Three rows are removed between the first page and the second: one page is read again.
    @Test func rowsThatMovedUpAreReadOnceMore() {
        let (found, asked, doubt) = read { $0 == 0 ? Array(0..<57) : Array(3..<57) }
        #expect(found == Set(0..<57))
        #expect(asked == [1, 2, 1, 3])
        #expect(doubt == nil)
        // More rows are removed than a page has.
        let many = read { $0 < 3 ? Array(0..<100) : Array(45..<100) }
        #expect(many.found == Set(0..<100))
        #expect(many.asked == [1, 2, 3, 4, 3, 2, 1])
        #expect(many.doubt == nil)
    }

    /// While the previous page is read again, a row is added and shifts others.
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

    /// Between two pages one row is added at the front, and another one that was not read yet is
    /// removed: the total does not change, but a duplicate row reveals it.
    @Test func arrivalsThatTheTotalHidesAreRead() {
        let (found, asked, doubt) = read { turn in
            turn == 0 ? Array(0..<57) : [-1] + (0..<57).filter { $0 != 45 }
        }
        #expect(found == Set((-1..<57).filter { $0 != 45 }))
        #expect(asked == [1, 2, 3, 1, 2])
        #expect(doubt == nil)
    }

    /// The same, and then a row that was read is removed and another one is added at the end, which
    /// shifts a row past the next page.
    @Test func rowsThatMoveBothWaysAreRead() {
        let (found, _, doubt) = read { turn in
            switch turn {
            case 0: Array(0..<57)
            case 1: [-1] + (0..<57).filter { $0 != 45 }
            default: [-1] + (0..<57).filter { $0 != 45 && $0 != 5 } + [100]
            }
        }
        #expect(found.isSuperset(of: Set(-1..<57).subtracting([45, 5])))
        #expect(found.contains(100))
        #expect(doubt == nil)
    }

    /// Ordered lists of constant length, in which rows are added at the front and removed anywhere:
    /// a change that a duplicate row can reveal is detected. For changes that nothing reveals, see
    /// grammar.md.
    @Test(arguments: 0..<200) func movesThatTheTotalHides(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) &+ 7_777)
        let count = 41 + Int(random.next(below: 90))
        let turn = 1 + Int(random.next(below: Double(count / 20)))
        let moved = 1 + Int(random.next(below: 5))
        var gone: Set<Int> = []
        while gone.count < moved { gone.insert(Int(random.next(below: Double(count)))) }
        let later = (-moved..<count).filter { !gone.contains($0) }
        let (found, asked, doubt) = read { $0 < turn ? Array(0..<count) : later }
        // All rows read before stay at their position, unless some of them were removed.
        let unread = gone.count { $0 >= turn * 20 }
        let stayed = Set(0..<count).subtracting(gone)
        #expect(doubt != nil || found.isSuperset(of: stayed), "\(gone) after \(turn)")
        if unread > 0 {
            #expect(doubt != nil || found.isSuperset(of: later), "\(gone) after \(turn)")
        }
        #expect(asked.count <= 2 * (count / 20 + 1) + 1)
    }

    /// A row that was read is removed, and another one is added after the rows read: a row shifts
    /// past the next page, and neither the total nor a duplicate row reveals it.
    @Test func whatNothingTells() {
        let (found, asked, doubt) = read { turn in
            turn == 0 ? Array(0..<57) : (0..<57).filter { $0 != 5 } + [100]
        }
        #expect(Set(0..<57).subtracting(found) == [20])
        #expect(asked == [1, 2, 3])
        #expect(doubt == nil)
    }

    /// The rows read before an interruption of a call count: meanwhile one was added at the front,
    /// and another one was removed.
    @Test func whatIsGoneOnWithCountsItsRows() {
        let paging = Table.named("corp_recording").endpoint.paging
        var pagination = Pagination(paging, at: .page(3, total: 57), behind: 2)
        for start in [0, 20] {
            pagination.note((start..<start + 20).map { Array("\($0)".utf8) })
        }
        var shown = Array(39..<56)
        var step = pagination.advance(
            PageMarks(pages: 3, total: 57), elements: 17, keys: shown.map { Array("\($0)".utf8) })
        #expect(step == .next(.page(1, total: 57)))
        shown = Array(-1..<19)
        step = pagination.advance(
            PageMarks(pages: 3, total: 57), elements: 20, keys: shown.map { Array("\($0)".utf8) })
        #expect(pagination.doubt == nil)
        // Rows that are still missing and cannot be found are reported.
        var other = Pagination(paging, at: .page(3, total: 57), behind: 2)
        for start in [0, 20] { other.note((start..<start + 20).map { Array("\($0)".utf8) }) }
        var turns = 0
        while case .next(let position) = other.advance(
            PageMarks(pages: 3, total: 57), elements: turns == 0 ? 16 : 20,
            keys: (turns == 0 ? Array(40..<56) : Array(0..<20)).map { Array("\($0)".utf8) }),
            turns < 10
        {
            #expect(position.number != nil)
            turns += 1
        }
        #expect(other.doubt == "\"total_count\" is 57, but 56 were received")
    }

    @Test func aListThatMovesOnAndOnIsDoubted() {
        let (_, asked, doubt) = read { Array($0..<200) }
        #expect(
            doubt?.hasPrefix(#"the list changed while its pages were read: "total_count" changed"#)
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
        #expect(pagination.doubt == "\"total_count\" is \(total), but 57 were received")
    }

    /// Without a total, the number of pages reveals it.
    @Test func pagesThatGoAreNoticed() {
        let moved = read(totals: false) { $0 == 0 ? Array(0..<57) : Array(20..<57) }
        #expect(moved.found == Set(0..<57))
        #expect(moved.doubt == nil)
    }

    /// Only removals, or only additions, anywhere and at any time: rows that existed all the time
    /// are returned, or the answer is marked as doubtful.
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
        // One of the first rows was removed meanwhile: the row that shifted is on page 2.
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
                == .broken("20 pages in a row are empty, and each says that more follow"))
    }

    @Test(arguments: [("screen_capture", 1000), ("meeting_recording", 20)])
    func aFullPageWithoutMarksIsDoubted(_ table: String, _ maximum: Int) {
        var pagination = Pagination(Table.named(table).endpoint.paging)
        #expect(pagination.advance(PageMarks(), elements: maximum) == .end)
        #expect(
            pagination.doubt
                == "the response has \(maximum) rows, the maximum, but neither \"has_more\" "
                + "nor \"next_cursor\" says whether more follow")
        var short = Pagination(Table.named(table).endpoint.paging)
        _ = short.advance(PageMarks(), elements: maximum - 1)
        #expect(short.doubt == nil)
        var ended = Pagination(Table.named(table).endpoint.paging)
        _ = ended.advance(PageMarks(more: false), elements: maximum)
        #expect(ended.doubt == nil)
    }

    @Test func moreBehindAWholeAnswerIsDoubted() {
        var pagination = Pagination(Table.named("checkin").endpoint.paging)
        #expect(pagination.advance(PageMarks(more: true), elements: 3) == .end)
        #expect(
            pagination.doubt
                == "the response says that more pages follow, but the endpoint has no pages")
    }
}
