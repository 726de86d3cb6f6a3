import WorkQLPages

/// The rows of a page in the order of their time, from one end on, as far as they are read.
///
/// Rows of equal time keep their order. A row without a time comes before all others in ascending
/// order, as in SQLite.
struct RowsByTime {
    private struct Entry {
        var time: Int64
        var row: Int32
    }

    private let isNewestFirst: Bool
    /// A heap, because mostly few of the rows are read.
    private var heap: [Entry]

    /// - Parameter kept: the rows to read, ascending; all when nil.
    init(_ times: [Int64], _ validity: Validity, _ kept: [Int32]?, isNewestFirst: Bool) {
        self.isNewestFirst = isNewestFirst
        heap = []
        heap.reserveCapacity(kept?.count ?? times.count)
        for position in 0..<(kept?.count ?? times.count) {
            let row = kept.map { Int($0[position]) } ?? position
            heap.append(
                Entry(time: validity.isNull(row) ? .min : times[row], row: Int32(row)))
        }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    /// Returns the next row and its time.
    mutating func next() -> (row: Int, time: Int64)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink(0)
        }
        return (Int(first.row), first.time)
    }

    private func precedes(_ one: Entry, _ other: Entry) -> Bool {
        if one.time == other.time { return one.row < other.row }
        return isNewestFirst ? one.time > other.time : one.time < other.time
    }

    private mutating func sink(_ index: Int) {
        let entry = heap[index]
        var place = index
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
            guard precedes(heap[child], entry) else { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = entry
    }
}
