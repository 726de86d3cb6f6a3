import WorkQLSyntax

/// The detection of the names of a file's columns, and of whether its first row contains them.
package enum FileHeader {
    enum Decision {
        case names, row
        /// Numbers that are taken for names, but might be a row.
        case numbers
        /// Dates that are taken for names, but might be a row.
        case days
    }

    /// Returns whether the first row names the columns.
    ///
    /// It does, whatever dates, repetitions and gaps it contains, if a column below it has a type
    /// and its own cell is not of that type. If all columns are text, it does if its cells are
    /// distinct words; if it has repetitions and gaps, as in tables that were joined by hand, it
    /// does only if no column `recurs` to its first cell as columns of data do. Numbers name
    /// columns if they count days or years; `007` never does.
    ///
    /// - Parameters:
    ///   - second: the cells of the following row.
    ///   - recurs: returns whether one of these columns contains its first cell a second time.
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

    /// Returns whether the dates of a first row are names: days in ascending order, at least three
    /// of them if days are missing in between, with values other than dates below them in the
    /// following row.
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

    /// Returns whether the numbers of a first row are names: consecutive days beside words that are
    /// not repeated, at least three of them if there are no words, or years above numbers that are
    /// not years.
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

    /// Returns whether each number is one more than the previous one.
    private static func follow(_ numbers: [Int]) -> Bool {
        zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
    }

    /// Returns whether the name is of the form `007`, `1,234`, or an identifier too long for a
    /// number.
    private static func isFigures(_ name: String) -> Bool {
        let digits = name.utf8.first == Ascii.minus ? name.utf8.dropFirst() : name.utf8[...]
        return digits.contains(where: Ascii.isDigit)
            && digits.allSatisfy { Ascii.isDigit($0) || $0 == Ascii.comma || $0 == Ascii.dot }
    }

    /// Makes names distinct regardless of case: `name`, then `name_1`; a column without a name is
    /// called `column3`.
    package static func distinct(_ names: [String]) -> [String] {
        var used: Set<String> = []
        // A name that a later column has in the file is not given to an earlier one.
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

    /// Returns the text of a header's cell on one line, without spaces around it.
    static func name(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
