import TestSupport
import Testing
import WorkQLPages

@testable import WorkQL

@Suite
struct DictionaryTallyTests {
    private func vector(_ texts: [String?], unused: [String] = []) -> Vector {
        var entries = unused
        var codes: [Int32] = []
        for text in texts {
            guard let text else {
                codes.append(0)
                continue
            }
            let known = entries.firstIndex(of: text) ?? entries.count
            if known == entries.count { entries.append(text) }
            codes.append(Int32(known))
        }
        guard case .text(let vector) = Vector.text(entries.map { $0 }) else {
            return .constant(nil)
        }
        return .dictionary(
            DictionaryVector(codes: codes, entries: vector, validity: Validity(of: texts)))
    }

    private func rows(_ columns: [Vector], _ rows: some Sequence<Int>) -> [[String?]] {
        rows.map { row in columns.map { $0.string(row) } }
    }

    /// The distinct rows in the order of their first appearance, with their numbers.
    private func counted(_ rows: [[String?]]) -> (rows: [[String?]], counts: [Int64]) {
        var counted: (rows: [[String?]], counts: [Int64]) = ([], [])
        for row in rows {
            if let index = counted.rows.firstIndex(of: row) {
                counted.counts[index] += 1
            } else {
                counted.rows.append(row)
                counted.counts.append(1)
            }
        }
        return counted
    }

    @Test func countsRandomRows() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            let count = Int.random(in: 30...400, using: &random)
            let columns = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                let kinds = Int.random(in: 1...3, using: &random)
                let hasNulls = Bool.random(using: &random)
                return vector(
                    (0..<count).map { _ -> String? in
                        let kind = Int.random(in: hasNulls ? -1..<kinds : 0..<kinds, using: &random)
                        return kind < 0 ? nil : ["上班打卡", "", "𠮷"][kind]
                    }, unused: Bool.random(using: &random) ? ["外出打卡"] : [])
            }
            let kept: [Int32]? =
                Bool.random(using: &random)
                ? (0..<Int32(count)).filter { _ in Bool.random(using: &random) } : nil
            let read = kept?.map { Int($0) } ?? Array(0..<count)
            guard let tally = DictionaryTally(columns, kept, count: read.count) else {
                // The table would be larger than twice the rows.
                #expect(columns.count > 1 || read.count < 5)
                continue
            }
            let expected = counted(rows(columns, read))
            #expect(rows(tally.columns, tally.counts.indices) == expected.rows)
            #expect(tally.counts == expected.counts)
        }
    }

    @Test func countsRowsWithoutColumns() throws {
        let tally = try #require(DictionaryTally([], nil, count: 5))
        #expect(tally.columns.isEmpty)
        #expect(tally.counts == [5])
    }

    @Test func refusesOtherVectorsAndLargeTables() {
        let few = vector(["a", "b", "a", "b"])
        #expect(DictionaryTally([few], nil, count: 4) != nil)
        #expect(DictionaryTally([few, few], nil, count: 4) == nil, "9 combinations of 4 rows")
        #expect(DictionaryTally([few, .integers([1, 2, 3, 4])], nil, count: 4) == nil)
    }
}
