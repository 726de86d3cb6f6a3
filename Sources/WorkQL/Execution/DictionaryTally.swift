import WorkQLPages

/// The distinct rows of some columns of a page that all have dictionaries, and how often each occurs.
///
/// Counting the combinations of dictionary codes in a table takes a few instructions a row. Looking
/// up a code of each column, combining the codes and counting the group takes ten times as many.
///
/// Example: the rows `(lisi, 上班打卡)`, `(lisi, 下班打卡)`, `(lisi, 上班打卡)` have the codes `(0, 0)`,
/// `(0, 1)`, `(0, 0)`. Where each column has two entries and may be NULL, their combinations are 0,
/// 1, 0, and the tally has two rows, with the counts 2 and 1.
struct DictionaryTally {
    /// The columns of the distinct rows, in the order of their first appearance.
    let columns: [Vector]
    /// The number of rows that equal each of them.
    let counts: [Int64]

    /// The maximum number of combinations for which a table is worth its initialization.
    private static let maximumCombinations = 1 << 16

    /// Creates nil where a column has no dictionary, or the table would have more elements than twice
    /// the rows.
    ///
    /// - Parameters:
    ///   - kept: the rows to count; all when nil.
    ///   - count: the number of rows to count.
    init?(_ vectors: [Vector], _ kept: [Int32]?, count: Int) {
        var texts: [DictionaryVector] = []
        // Of each column, the number of entries and one more for NULL.
        var sizes: [Int] = []
        var combinations = 1
        for vector in vectors {
            guard case .dictionary(let own) = vector else { return nil }
            texts.append(own)
            sizes.append(own.entries.offsets.count)
            combinations *= own.entries.offsets.count
            guard combinations <= Self.maximumCombinations, combinations <= 2 * count else {
                return nil
            }
        }
        let indices = Self.indices(texts, sizes, kept, count: count)
        var tallies = [Int64](repeating: 0, count: combinations)
        var order: [Int32] = []
        tallies.withUnsafeMutableBufferPointer { tallies in
            for index in indices {
                if tallies[Int(index)] == 0 { order.append(Int32(bitPattern: index)) }
                tallies[Int(index)] &+= 1
            }
        }
        counts = order.map { tallies[Int($0)] }
        columns = Self.columns(of: order, texts, sizes)
    }

    /// Returns the combination of each row that is counted: the number whose digits are the codes of
    /// its columns.
    private static func indices(
        _ texts: [DictionaryVector], _ sizes: [Int], _ kept: [Int32]?, count: Int
    ) -> [UInt32] {
        var indices = [UInt32](repeating: 0, count: count)
        indices.withUnsafeMutableBufferPointer { indices in
            for (own, size) in zip(texts, sizes) {
                let (size, none) = (UInt32(size), UInt32(size - 1))
                own.codes.withUnsafeBufferPointer { codes in
                    eachRow(of: count, kept, own.validity) { position, row in
                        let code = row.map { UInt32(bitPattern: codes[$0]) } ?? none
                        indices[position] = indices[position] &* size &+ code
                    }
                }
            }
        }
        return indices
    }

    /// Returns the columns of some combinations.
    private static func columns(
        of order: [Int32], _ texts: [DictionaryVector], _ sizes: [Int]
    ) -> [Vector] {
        var rest = order
        var columns: [Vector] = []
        for (own, size) in zip(texts, sizes).reversed() {
            let (size, none) = (Int32(size), Int32(size - 1))
            let codes = rest.map { $0 % size }
            let validity: Validity =
                codes.contains(none) ? Validity(bytes: codes.map { $0 == none ? 0 : 1 }) : .all
            columns.append(
                .dictionary(
                    DictionaryVector(
                        codes: codes.map { $0 == none ? 0 : $0 }, entries: own.entries,
                        validity: validity)))
            rest = rest.map { $0 / size }
        }
        return columns.reversed()
    }
}
