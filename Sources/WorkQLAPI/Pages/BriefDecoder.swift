import WorkQLCatalog
import WorkQLPages

/// A decoder of answers without the columns that are only needed to distinguish rows, as long as
/// the other columns distinguish them already.
///
/// Two records of a table with times differ in their identity, and nearly always in their time and
/// key, which are needed anyway. Only an answer in which two rows are equal in these, or lack their
/// time, is decoded with all columns. The reason: the identity of a check-in is nine columns, and
/// most statements need two. This does not apply to rows of several answers that may contain the
/// same record: they are distinguished by their identity, which must be decoded. Reuses its
/// buffers, so only one fetch at a time may use it.
final class BriefDecoder {
    private let decoder: AnswerDecoder
    /// The indices on a page of the time and of the other decoded columns that distinguish rows.
    private let time: Int
    private let others: [Int]
    private var slots: [UInt64] = []
    /// Whether no other answer of the fetch can hold the same record.
    var isEnough = true

    /// - Parameters:
    ///   - columns: indices in `table.columns`.
    ///   - deferred: the subset of them to omit.
    init?(
        _ table: Table, columns: [Int], without deferred: Set<Int>
    ) throws(DecodingFailure) {
        guard !deferred.isEmpty, case .whole = table.endpoint.paging,
            let time = table.endpoint.range.column.flatMap(table.columnIndex)
        else { return nil }
        let telling = table.identity.compactMap(table.columnIndex)
            .filter { !deferred.contains($0) && $0 != time }
        guard let index = columns.firstIndex(of: time), !deferred.contains(time) else {
            return nil
        }
        self.time = index
        others = telling.compactMap { columns.firstIndex(of: $0) }
        decoder = try AnswerDecoder(table, columns: columns, without: deferred)
    }

    /// - Returns: nil if the omitted columns must be decoded.
    func decode(_ body: [UInt8], to call: Call) throws(DecodingFailure) -> Answer? {
        guard isEnough else { return nil }
        var answer = try decoder.decode(body, to: call)
        guard !answer.reportsError else { return answer }
        guard isDistinct(answer.page) else { return nil }
        answer.page.hasDistinctRows = true
        return answer
    }

    /// Returns whether all rows certainly differ, because their hashes do.
    private func isDistinct(_ page: Page) -> Bool {
        guard case .integers(_, let validity) = page.columns[time], validity.bytes.isEmpty else {
            return page.count == 0
        }
        var hashes = RowHashes(count: page.count)
        hashes.mix(page.columns[time])
        for other in others { hashes.mix(page.columns[other]) }
        return hashes.differ(slots: &slots)
    }
}
