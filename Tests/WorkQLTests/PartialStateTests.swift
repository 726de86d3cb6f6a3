import TestSupport
import Testing
import WorkQLCatalog
import WorkQLPages
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLPlanner

/// Groups of random pages, compared with those of one row after the other.
@Suite struct PartialStateTests {
    private static let texts = ["", "a", "正常", "时间异常", "𠮷", "A"]
    private static let partials: [PartialAggregate.Partial] = [
        .init(operation: .count, column: 2), .init(operation: .least, column: 2),
        .init(operation: .greatest, column: 2), .init(operation: .exactSum, column: 2),
        .init(operation: .count, column: 3), .init(operation: .sum, column: 3),
        .init(operation: .least, column: 3), .init(operation: .greatest, column: 3),
    ]

    private struct Rows {
        var texts: [String?] = []
        var others: [String?] = []
        var reals: [Double?] = []
        var integers: [Int64?] = []

        init(_ count: Int, distinct: Int, _ random: inout SplitMix64) {
            let nulls = Int.random(in: 0...2, using: &random)
            func isNull(_ random: inout SplitMix64) -> Bool {
                Int.random(in: 0..<4, using: &random) < nulls
            }
            let odd = [0.0, -0.0, 1.5, -1e300, 1e300, .infinity, -.infinity, .nan, 0.1]
            for _ in 0..<count {
                let number = Int.random(in: 0..<distinct, using: &random)
                texts.append(
                    isNull(&random)
                        ? nil
                        : number < PartialStateTests.texts.count
                            ? PartialStateTests.texts[number] : "u\(number)")
                others.append(
                    isNull(&random) ? nil : PartialStateTests.texts.randomElement(using: &random))
                reals.append(isNull(&random) ? nil : odd.randomElement(using: &random))
                integers.append(
                    isNull(&random) ? nil : Int64.random(in: -1 << 50...1 << 50, using: &random))
            }
        }

        func page(isCoded: Bool) -> Page {
            func column(_ texts: [String?]) -> Vector {
                guard isCoded else { return .text(texts) }
                var entries: [String] = ["unused"]
                let codes = texts.map { text -> Int32 in
                    guard let text else { return 0 }
                    // Texts of equal bytes, which may be more than one entry.
                    if let known = entries.lastIndex(of: text), entries.count % 7 > 0 {
                        return Int32(known)
                    }
                    entries.append(text)
                    return Int32(entries.count - 1)
                }
                guard case .text(let vector) = Vector.text(entries.map { $0 }) else {
                    return .constant(nil)
                }
                return .dictionary(
                    DictionaryVector(
                        codes: codes, entries: vector, validity: Validity(of: texts)))
            }
            return Page(
                count: texts.count,
                columns: [column(texts), column(others), .reals(reals), .integers(integers)])
        }
    }

    private final class Expected {
        var count: Int64 = 0
        var (reals, integers): ([Double], [Int64]) = ([], [])
    }

    @Test(arguments: 0..<(Soak.isOn ? 400 : 40))
    func groupsAreThoseOfEachRow(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let table = try #require(Catalog.builtIn.table("checkin"))
        func index(_ type: ColumnType, _ skipped: Int) throws -> Int {
            try #require(
                table.columns.indices.filter { table.columns[$0].type == type }.dropFirst(skipped)
                    .first)
        }
        let columns = [
            try index(.text, 0), try index(.text, 1), try index(.real, 0), try index(.integer, 0),
        ]
        var indices: [Int?] = table.columns.map { _ in nil }
        for (place, column) in columns.enumerated() { indices[column] = place }
        let aggregate = PartialAggregate(
            query: try query(),
            partials: Self.partials.map {
                .init(operation: $0.operation, column: columns[$0.column])
            })
        let keyCount = Int.random(in: 0...2, using: &random)
        var aggregator = PartialAggregator(
            aggregate, keys: Array(columns.prefix(keyCount)), of: table, indices: indices)
        var expected: [[String?]: Expected] = [:]
        var pages: [Page] = []
        for _ in 0..<3 {
            let count = [1, 30, 3_000].randomElement(using: &random) ?? 1
            let rows = Rows(
                count, distinct: [1, 4, 300].randomElement(using: &random) ?? 1, &random)
            var kept: [Int32]?
            if Bool.random(using: &random) {
                kept = (0..<Int32(count)).filter { _ in Bool.random(using: &random) }
            }
            switch aggregator.add(rows.page(isCoded: Bool.random(using: &random)), kept) {
            case .taken: break
            case .groups(let page): pages.append(page)
            case .refused: continue
            }
            for row in kept?.map({ Int($0) }) ?? Array(0..<count) {
                let key = Array([rows.texts[row], rows.others[row]].prefix(keyCount))
                let own = expected[key] ?? Expected()
                expected[key] = own
                own.count += 1
                if let real = rows.reals[row], !real.isNaN { own.reals.append(real) }
                if let integer = rows.integers[row] { own.integers.append(integer) }
            }
        }
        if let page = aggregator.takeGroups() { pages.append(page) }
        var counts: [[String?]: Int64] = [:]
        for page in pages {
            for row in 0..<page.count {
                let key = (0..<keyCount).map { page.columns[$0].string(row) }
                let first = page.columns.count - Self.partials.count
                counts[key, default: 0] += try #require(page.columns[first - 1].integer(row))
                guard pages.count == 1 else { continue }
                check(
                    (0..<Self.partials.count).map { page.columns[first + $0] }, row,
                    try #require(expected[key]))
            }
        }
        #expect(counts == expected.mapValues(\.count))
    }

    private func check(_ found: [Vector], _ row: Int, _ expected: Expected) {
        #expect(found[0].integer(row) == Int64(expected.reals.count))
        #expect(found[1].real(row) == expected.reals.min())
        #expect(found[2].real(row) == expected.reals.max())
        let limbs = UnsafeMutablePointer<Int64>.allocate(capacity: ExactSum.stride)
        defer { limbs.deallocate() }
        limbs.initialize(repeating: 0, count: ExactSum.stride)
        for real in expected.reals { ExactSum(limbs: limbs).add(real) }
        #expect(
            found[3].string(row)
                == (expected.reals.isEmpty ? nil : ExactSum(limbs: limbs).text))
        #expect(found[4].integer(row) == Int64(expected.integers.count))
        #expect(
            found[5].integer(row)
                == (expected.integers.isEmpty ? nil : expected.integers.reduce(0, +)))
        #expect(found[6].integer(row) == expected.integers.min())
        #expect(found[7].integer(row) == expected.integers.max())
    }

    private func query() throws -> Query {
        let statement = try Harness.statement("SELECT 1")
        guard case .query(let query) = statement.kind else { throw Unexpected() }
        return query
    }

    private struct Unexpected: Error {}

    /// The rows of a page by their time, compared with a sort.
    @Test func rowsComeInTheOrderOfTheirTime() {
        var random = SplitMix64(seed: 5)
        for count in [0, 1, 2, 3, 10, 500] {
            for isNewestFirst in [false, true] {
                let times = (0..<count).map { _ in Int64.random(in: -3...20, using: &random) }
                let isValid = times.map { _ in Int.random(in: 0..<5, using: &random) > 0 }
                var kept: [Int32]?
                if Bool.random(using: &random) {
                    kept = (0..<Int32(count)).filter { _ in Bool.random(using: &random) }
                }
                var rows = RowsByTime(
                    times, Validity(bytes: isValid.map { $0 ? 1 : 0 }), kept,
                    isNewestFirst: isNewestFirst)
                var found: [Int] = []
                while let next = rows.next() { found.append(next.row) }
                func time(_ row: Int) -> Int64 { isValid[row] ? times[row] : .min }
                let all = kept?.map { Int($0) } ?? Array(0..<count)
                let sorted = all.sorted { one, other in
                    if time(one) == time(other) { return one < other }
                    return isNewestFirst ? time(one) > time(other) : time(one) < time(other)
                }
                #expect(found == sorted)
            }
        }
    }
}
