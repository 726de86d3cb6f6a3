import WorkQLSyntax

/// The names of a file's columns, and whether its first row holds them.
package enum FileHeader {
    enum Decision {
        case names, row
        /// Numbers that are taken for names, and might be a row.
        case numbers
        /// The same of dates.
        case days
    }

    /// Whether the first row names the columns.
    ///
    /// It does, whatever dates, repetitions and gaps it has, when a column below it is typed and its
    /// own cell is not of that type. Over text alone it does when its cells are distinct words; with
    /// repetitions and gaps in it, which tables have that were joined by hand, when besides no
    /// column `recurs` to its first cell as columns of data do. Numbers name columns where they
    /// count days or years; `007` never does.
    ///
    /// - Parameters:
    ///   - second: the cells of the row after it.
    ///   - recurs: whether one of these columns holds its first cell once more.
    static func decide(
        _ names: [String], seen first: [SeenTypes], below: [SeenTypes], second: [String],
        recurs: ([Int]) -> Bool
    ) -> Decision {
        let numbers: SeenTypes = [.whole, .real]
        let first = first.map(\.kinds)
        let below = below.map(\.kinds)
        let indices = names.indices.filter { !first[$0].isDisjoint(with: numbers) }
        guard indices.isEmpty else {
            return countsNames(names, at: indices, below: below, second: second, recurs: recurs)
                ? .numbers : .row
        }
        guard !names.contains(where: isFigures), names.contains(where: { !$0.isEmpty }) else {
            return .row
        }
        let isTold = zip(first, below).contains { cell, column in
            !cell.isEmpty && !column.isEmpty && !column.contains(.text)
                && cell.isDisjoint(with: column)
        }
        if isTold { return .names }
        if countsDays(names, seen: first, second: second) { return .days }
        guard first.allSatisfy({ $0.isSubset(of: .text) }) else { return .row }
        return isDistinct(names) || !recurs(Array(names.indices)) ? .names : .row
    }

    /// Whether dates of a first row are names: days that ascend, at least three of them where days
    /// are left out, while the row after it has others in their place.
    private static func countsDays(
        _ names: [String], seen first: [SeenTypes], second: [String]
    ) -> Bool {
        let indices = names.indices.filter { first[$0] == .date }
        guard indices.count >= 2, isDistinct(names),
            names.indices.allSatisfy({ first[$0].isSubset(of: [.date, .text]) })
        else { return false }
        let days = indices.compactMap { day(names[$0]) }
        return days.count == indices.count
            && zip(days, days.dropFirst()).allSatisfy { $0 < $1 }
            && (days.count >= 3 || follow(days))
            && indices.allSatisfy { day(second[$0]) == nil }
            && indices.contains { !second[$0].isEmpty }
    }

    private static func day(_ text: String) -> Int? {
        Array(text.utf8).withUnsafeBufferPointer { WrittenMoment($0[...])?.day }
    }

    private static func isDistinct(_ names: [String]) -> Bool {
        !names.contains("") && Set(names.map(Name.fold)).count == names.count
    }

    /// Whether the numbers of a first row are names: days that follow each other beside words that
    /// do not come again, at least three of them where there are no words, or years over numbers
    /// that are none.
    private static func countsNames(
        _ names: [String], at indices: [Int], below: [SeenTypes], second: [String],
        recurs: ([Int]) -> Bool
    ) -> Bool {
        let numbers = indices.compactMap { index -> Int? in
            let name = names[index]
            guard name.utf8.count <= 8, name.utf8.first != Ascii.zero || name == "0" else {
                return nil
            }
            return name.utf8.allSatisfy(Ascii.isDigit) ? Int(name) : nil
        }
        let words = names.indices.filter { !indices.contains($0) }
        guard numbers.count == indices.count, isDistinct(names),
            !words.contains(where: { isFigures(names[$0]) }), !recurs(words)
        else { return false }
        let next = indices.compactMap { Int(second[$0]) }
        if numbers.count >= (words.isEmpty ? 3 : 2), follow(numbers),
            next.count < numbers.count || !follow(next)
        {
            return true
        }
        guard !words.isEmpty else { return false }
        let years = 1900...2100
        return numbers.allSatisfy(years.contains)
            && indices.allSatisfy { index in
                !below[index].isEmpty && below[index].isSubset(of: [.short, .real])
                    && !(Int(second[index]).map(years.contains) ?? false)
            }
    }

    /// Whether each number is one more than that before.
    private static func follow(_ numbers: [Int]) -> Bool {
        zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
    }

    /// `007`, `1,234`, and identifiers too long for a number.
    private static func isFigures(_ name: String) -> Bool {
        let digits = name.utf8.first == Ascii.minus ? name.utf8.dropFirst() : name.utf8[...]
        return digits.contains(where: Ascii.isDigit)
            && digits.allSatisfy { Ascii.isDigit($0) || $0 == Ascii.comma || $0 == Ascii.dot }
    }

    /// Names that differ whatever their case: `name`, then `name_1`; `column3` where there is none.
    package static func distinct(_ names: [String]) -> [String] {
        var used: Set<String> = []
        // A name that a later column has from the file is not given to an earlier one.
        let own = Set(names.map(Name.fold))
        return names.enumerated().map { (index, name) in
            let base = name.isEmpty ? "column\(index + 1)" : name
            var candidate = base
            var count = 0
            while used.contains(Name.fold(candidate))
                || candidate != name && own.contains(Name.fold(candidate))
            {
                count += 1
                candidate = "\(base)_\(count)"
            }
            used.insert(Name.fold(candidate))
            return candidate
        }
    }

    /// What stands in a header's cell, on one line and without spaces around it.
    static func name(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
