import WorkQLSyntax

/// The cells of a first row that count days, months or hours: `29,30,31,1,2`, `3,4,5,6,7,10`,
/// `01,02`, `0801,0802`, `8.1,8.2`, `1.0,2.0`, `1,1,2,2`.
enum HeaderSequence {
    /// Returns whether the cells are such a sequence.
    ///
    /// - Parameter isBeside: whether other cells of the row are words. Then two cells are enough for
    ///   a sequence without gaps; otherwise three are needed.
    static func isSequence(_ cells: [String], besideWords isBeside: Bool) -> Bool {
        let least = isBeside ? 2 : 3
        if let whole = numbers(cells) {
            return counts(whole, least: least)
        }
        for days in [days(cells, packed: true), days(cells, packed: false)] {
            guard let days, days.count >= 2 else { continue }
            let steps = zip(days, days.dropFirst()).map { step($0, $1) }
            if steps.allSatisfy({ $0 == 1 }) && days.count >= least { return true }
            // Weekends and holidays are missing.
            if days.count >= 4, steps.allSatisfy({ (1...4).contains($0) }) { return true }
        }
        return false
    }

    /// Returns whether the cells are whole numbers as codes and counts are written, each once: `4,6`.
    static func areDistinct(_ cells: [String]) -> Bool {
        Set(cells).count == cells.count
            && cells.allSatisfy { cell in
                (1...8).contains(cell.utf8.count) && cell.utf8.allSatisfy(Ascii.isDigit)
                    && (cell == "0" || cell.utf8.first != Ascii.zero)
            }
    }

    /// Returns whole numbers, which may have leading zeros and `.0`; nil if there are others.
    private static func numbers(_ cells: [String]) -> [Int]? {
        let read = cells.map { cell -> (value: Int, isPadded: Bool, isReal: Bool)? in
            var text = cell[...]
            let isReal = text.hasSuffix(".0")
            if isReal { text.removeLast(2) }
            guard (1...8).contains(text.utf8.count), text.utf8.allSatisfy(Ascii.isDigit),
                let value = Int(text)
            else { return nil }
            let isPadded = text.utf8.first == Ascii.zero && text.utf8.count > 1
            // 007 is an identifier.
            guard !isPadded || text.utf8.count == 2 && !isReal else { return nil }
            return (value, isPadded, isReal)
        }
        let values = read.compactMap { $0 }
        guard values.count == cells.count else { return nil }
        guard values.allSatisfy(\.isReal) || !values.contains(where: \.isReal) else { return nil }
        // 01 and 2 are not written in one row.
        let isMixed = values.contains { $0.value < 10 && !$0.isPadded }
        guard !isMixed || !values.contains(where: \.isPadded) else { return nil }
        return values.map(\.value)
    }

    private static func counts(_ numbers: [Int], least: Int) -> Bool {
        let steps = zip(numbers, numbers.dropFirst()).map { ($0, $1) }
        if numbers.count >= least, steps.allSatisfy({ $1 == $0 + 1 }) { return true }
        // The days of a month that ends, or its months.
        let wraps = steps.filter { $1 <= $0 }.count
        if numbers.count >= 3, wraps == 1,
            steps.allSatisfy({ $1 == $0 + 1 || $1 == 1 && ((28...31).contains($0) || $0 == 12) })
        {
            return true
        }
        // Each day twice, for its beginning and its end.
        let distinct = numbers.reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
        if distinct.count >= 2, distinct.count < numbers.count,
            numbers.count % distinct.count == 0
        {
            let times = numbers.count / distinct.count
            let isEven = numbers.indices.allSatisfy { numbers[$0] == distinct[$0 / times] }
            if isEven, counts(distinct, least: 2) { return true }
        }
        // The working days of one or two months.
        return numbers.count >= 5 && wraps <= 1 && numbers.allSatisfy { (1...31).contains($0) }
            && steps.allSatisfy { from, to in
                to > from ? to - from <= 4 : from >= 25 && to <= 5
            }
    }

    /// Returns months and days that are written as `0801`, or as `8.1`; nil if there are others.
    private static func days(_ cells: [String], packed: Bool) -> [(month: Int, day: Int)]? {
        let days = cells.compactMap { cell -> (month: Int, day: Int)? in
            let parts: [Substring]
            if packed {
                guard cell.utf8.count == 4 else { return nil }
                parts = [cell.prefix(2), cell.suffix(2)]
            } else {
                parts = cell.split(separator: ".", omittingEmptySubsequences: false)
            }
            guard parts.count == 2,
                parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
                parts.allSatisfy({ $0.utf8.allSatisfy(Ascii.isDigit) }),
                let month = Int(parts[0]), let day = Int(parts[1]), (1...12).contains(month),
                (1...31).contains(day)
            else { return nil }
            return (month, day)
        }
        return days.count == cells.count ? days : nil
    }

    /// Returns the number of days from one day to a later one in the same or the next month.
    private static func step(
        _ from: (month: Int, day: Int), _ to: (month: Int, day: Int)
    ) -> Int {
        if from.month == to.month { return to.day - from.day }
        guard to.month == from.month % 12 + 1 else { return 0 }
        let length =
            from.month == 2 ? max(28, from.day) : [4, 6, 9, 11].contains(from.month) ? 30 : 31
        return length - from.day + to.day
    }
}
