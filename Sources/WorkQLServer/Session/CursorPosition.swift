/// Where a cursor is among its rows.
struct CursorPosition: Hashable {
    private(set) var isAtStart = true
    private(set) var isAtEnd = false
    /// The number of the row on which it is, from 1; behind the last row, the number of that.
    private(set) var row = 0

    var isOnRow: Bool { !isAtStart && !isAtEnd }

    /// The number of rows before the one on which it is.
    var rowsBefore: Int { isAtStart ? 0 : isAtEnd ? row : row - 1 }

    /// - Parameters:
    ///   - count: the number of rows that were passed.
    ///   - wanted: the number that was asked for; nil for all.
    mutating func advance(_ count: Int, of wanted: Int?) {
        guard !isAtEnd, wanted != 0 else { return }
        if count > 0 { isAtStart = false }
        if wanted.map({ count < $0 }) ?? true { isAtEnd = true }
        row += count
    }

    mutating func retreat(_ count: Int, of wanted: Int?) {
        guard !isAtStart, wanted != 0 else { return }
        if count > 0, isAtEnd {
            isAtEnd = false
            row += 1
        }
        if wanted.map({ count < $0 }) ?? true {
            isAtStart = true
            row = 0
        } else {
            row -= count
        }
    }

    mutating func rewind() { self = CursorPosition() }
}
