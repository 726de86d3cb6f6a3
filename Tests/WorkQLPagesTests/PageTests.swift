import Testing
import WorkQLPages

@Suite struct PageTests {
    private static let page = Page(
        count: 3,
        columns: [
            .integers([1, nil, 3]), .text(["a", nil, ""]), .reals([0.5, nil, -2]),
            .constant(.text("x")),
        ])

    /// A page with some of the columns of another one keeps the properties of these.
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func whatIsKnownOfAPageStaysKnown(_ isUTF8: Bool, _ hasDistinctRows: Bool) {
        var page = Self.page
        page.isUTF8 = isUTF8
        page.hasDistinctRows = hasDistinctRows
        let selected = page.selecting([3, 1], further: [page.selecting([0])])
        #expect(selected.count == 3)
        #expect(selected.columns.map { $0.string(0) } == ["x", "a"])
        for known in [selected, selected.further[0]] {
            #expect(known.isUTF8 == isUTF8)
            #expect(known.hasDistinctRows == hasDistinctRows)
        }
    }

    @Test func valuesAndNull() {
        let columns = Self.page.columns
        #expect((0..<3).map { columns[0].integer($0) } == [1, nil, 3])
        #expect((0..<3).map { columns[1].string($0) } == ["a", nil, ""])
        #expect((0..<3).map { columns[2].real($0) } == [0.5, nil, -2])
        #expect(columns.map { $0.isNull(1) } == [true, true, true, false])
        #expect(columns.map { $0.scalar(0) } == [1, "a", nil, "x"])
        #expect(columns.map { $0.scalar(1) } == [nil, nil, nil, "x"])
    }

    @Test(arguments: [ColumnType.integer, .boolean, .timestamp])
    func integersOfSeveralVectors(_ type: ColumnType) {
        let columns = Self.page.columns
        let vector = Vector([(columns[0], 2), nil, (columns[0], 1), (columns[1], 0)], of: type)
        #expect((0..<4).map { vector.integer($0) } == [3, nil, nil, nil])
    }

    @Test func textsAndRealsOfSeveralVectors() {
        let columns = Self.page.columns
        let texts = Vector([(columns[3], 2), nil, (columns[1], 2), (columns[0], 0)], of: .text)
        #expect((0..<4).map { texts.string($0) } == ["x", nil, "", nil])
        let reals = Vector([(columns[2], 2), nil, (columns[0], 0)], of: .real)
        #expect((0..<3).map { reals.real($0) } == [-2, nil, nil])
    }

    @Test func keysTellRowsApart() {
        let page = Page(
            count: 5,
            columns: [.text(["a", "ab", nil, "", "a"]), .text(["bc", "c", "", nil, "bc"])])
        #expect(Set(page.keys).count == 4)
        #expect(page.keys[0] == page.keys[4])
        #expect(Set(page.keys(of: [0])).count == 4)
    }

    @Test func hashesOfAlikeRowsAreAlike() {
        var hashes = RowHashes(count: 3)
        hashes.mix(.text(["abcdefghi", "abcdefghj", "abcdefghi"]))
        hashes.mix(.integers([7, 7, 7]))
        #expect(hashes.values[0] == hashes.values[2])
        #expect(hashes.values[0] != hashes.values[1])
        var slots: [UInt64] = []
        #expect(!hashes.differ(slots: &slots))
        hashes.mix(.reals([1, 2, 3]))
        #expect(hashes.differ(slots: &slots))
    }

    /// Also on pages that hold the values in vectors of another kind.
    @Test func hashesAreTheSameForAllKindsOfVectors() {
        func hashes(_ vector: Vector) -> [UInt64] {
            var hashes = RowHashes(count: 3)
            hashes.mix(vector)
            return hashes.values
        }
        guard case .text(let entries) = Vector.text(["", "正常打卡", "unused", "b"]) else { return }
        for values in [["正常打卡", nil, "b"], ["", "", nil], ["b", "b", "b"]] {
            let codes = values.map { value -> Int32 in
                value.map { $0 == "" ? 0 : $0 == "b" ? 3 : 1 } ?? 2
            }
            #expect(
                hashes(.text(values))
                    == hashes(
                        .dictionary(
                            DictionaryVector(
                                codes: codes, entries: entries, validity: Validity(of: values)))))
        }
        #expect(hashes(.text(["b", "b", "b"])) == hashes(.constant("b")))
        #expect(hashes(.text([nil, nil, nil])) == hashes(.constant(nil)))
        #expect(hashes(.text(["", "", ""])) != hashes(.constant(nil)))
    }

    @Test(arguments: [("Lisi", "lisi"), ("李四Ä", "李四Ä"), ("", ""), ("a1-Z", "a1-z")])
    func textsIgnoreTheCaseOfASCIIAlone(_ text: String, _ folded: String) {
        #expect(Scalar.text(text).ignoringCase == .text(folded))
        #expect(text.hasASCIICapitals == (text != folded))
    }
}
