import WorkQLSyntax

/// The detection of the names of a file's columns, and of whether its first row contains them.
package enum FileHeader {
    enum Decision {
        case names, row
        /// A row of numbers beside words, which might be the names of columns.
        case rowOfNumbers
        /// Words that are taken for names, but are like the words below them.
        case words
        /// Numbers that are taken for names, but might be a row.
        case numbers
        /// Dates that are taken for names, but might be a row.
        case days
        /// Times of day that are taken for names, but might be a row.
        case times

        /// Whether the row names the columns.
        var hasNames: Bool {
            switch self {
            case .row, .rowOfNumbers: false
            case .names, .words, .numbers, .days, .times: true
            }
        }
    }

    /// Returns whether the first row names the columns.
    ///
    /// It does, whatever dates, repetitions and gaps it contains, if a column below it has a type
    /// and its own cell is not of that type. If all columns are text, it does if its cells are
    /// distinct words; if it has repetitions and gaps, as in tables that were joined by hand, it
    /// does only if no column `recurs` to its first cell as columns of data do. Numbers, dates and
    /// times name columns if a word such as `姓名` is beside them, or if they count days, months or
    /// years, if they are marked as texts, or if the corner beside them is empty. Other whole
    /// numbers beside words may be either: `system,4,6` above `iOS,28,46`.
    ///
    /// - Parameters:
    ///   - marks: what the quotes of the first row say.
    ///   - second: the cells of the following row.
    ///   - recurs: returns whether one of these columns contains its first cell a second time.
    static func decide(
        _ names: [String], seen first: [SeenTypes], below: [SeenTypes], second: [String],
        marks: HeaderMarks, recurs: ([Int]) -> Bool
    ) -> Decision {
        let plain = first.map(\.isPlainText)
        let isWholeColumn = below.first.map { !$0.kinds.isEmpty && !$0.contains(.absent) } ?? false
        let first = first.map(\.kinds)
        let below = below.map(\.kinds)
        guard names.contains(where: { !$0.isEmpty }) else { return .row }
        let numbers: SeenTypes = [.whole, .real]
        let figures = names.indices.filter {
            !first[$0].isDisjoint(with: numbers) || isFigures(names[$0])
        }
        let times = names.indices.filter {
            !first[$0].isDisjoint(with: [.date, .midnight, .timestamp, .time])
        }
        let isTold = zip(first, below).contains { cell, column in
            !cell.isEmpty && !column.isEmpty && !column.contains(.text)
                && cell.isDisjoint(with: column)
        }
        if figures.isEmpty, isTold { return .names }
        let values = names.indices.filter {
            !names[$0].isEmpty && (!plain[$0] || figures.contains($0))
        }
        if !values.isEmpty, values.allSatisfy(marks.columns.contains),
            marks.hasBareWord || values.contains(where: { !below[$0].isEmpty })
        {
            if !figures.isEmpty { return .numbers }
            return times.isEmpty ? .names : times.contains { first[$0] != .time } ? .days : .times
        }
        let areAboveNumbers =
            figures.allSatisfy { below[$0].isSubset(of: .whole.union(.real)) }
            && figures.contains { !below[$0].isEmpty }
        let isCornered =
            isWholeColumn && names[0].isEmpty && figures == Array(1..<names.count)
            && areAboveNumbers && HeaderSequence.areDistinct(figures.map { names[$0] })
        if isCornered { return .numbers }
        let words = names.indices.filter {
            plain[$0] && !figures.contains($0) && !names[$0].isEmpty
        }
        let kind: Decision =
            !figures.isEmpty
            ? .numbers : times.contains { first[$0] != .time } ? .days : .times
        if !figures.isEmpty || !times.isEmpty {
            guard !recurs(words), isDistinct(words.map { names[$0] }) else { return .row }
            if let first = words.first, HeaderWords.isKey(names[first]) { return kind }
        }
        guard figures.isEmpty else {
            let isFirstTold =
                words.first == names.firstIndex { !$0.isEmpty }
                && words.first.map { !below[$0].isEmpty && !below[$0].contains(.text) } == true
            guard
                isFirstTold
                    || times.isEmpty
                        && countsNames(names, at: figures, words, below: below, second: second)
            else {
                return areAboveNumbers && !words.isEmpty
                    && HeaderSequence.areDistinct(figures.map { names[$0] }) ? .rowOfNumbers : .row
            }
            return .numbers
        }
        if countsDays(names, seen: first, second: second) { return .days }
        if countsTimes(names, at: times, words, seen: first, below: below) { return .times }
        guard first.allSatisfy({ $0.isSubset(of: .text) }) else { return .row }
        guard isDistinct(names) || !recurs(Array(names.indices)) else { return .row }
        return isLikeRow(names, second) ? .words : .names
    }

    /// Returns whether the first row has no known name and its cells are like those of the second.
    private static func isLikeRow(_ names: [String], _ second: [String]) -> Bool {
        zip(names, second).allSatisfy { name, value in
            name.isEmpty
                || !value.isEmpty && !HeaderWords.isName(name) && HeaderWords.areAlike(name, value)
        }
    }

    /// Returns whether the times of day of a first row are names: ascending, beside a word, and with
    /// no time below any of them.
    private static func countsTimes(
        _ names: [String], at times: [Int], _ words: [Int], seen first: [SeenTypes],
        below: [SeenTypes]
    ) -> Bool {
        guard times.count >= 2, !words.isEmpty, times.allSatisfy({ first[$0] == .time }) else {
            return false
        }
        let clocks = times.compactMap { index in
            Array(names[index].utf8).withUnsafeBufferPointer {
                WrittenMoment($0[...])?.clockText
            }
        }
        return zip(clocks, clocks.dropFirst()).allSatisfy { $0 < $1 }
            && times.allSatisfy { below[$0].isDisjoint(with: [.time, .date, .timestamp]) }
            && times.contains { !below[$0].isEmpty }
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
            && (days.count >= 3 || zip(days, days.dropFirst()).allSatisfy { $1 == $0 + 1 })
            && indices.allSatisfy { day(second[$0]) == nil }
            && indices.contains { !second[$0].isEmpty }
    }

    private static func day(_ text: String) -> Int? {
        Array(text.utf8).withUnsafeBufferPointer { WrittenMoment($0[...])?.day }
    }

    private static func isDistinct(_ names: [String]) -> Bool {
        !names.contains("") && Set(names.map(Name.fold)).count == names.count
    }

    /// Returns whether the numbers of a first row are names: a sequence that the following row does
    /// not continue, or years above numbers that are not years.
    private static func countsNames(
        _ names: [String], at indices: [Int], _ words: [Int], below: [SeenTypes], second: [String]
    ) -> Bool {
        // Words that mean a missing value, as in a row.
        guard
            names.indices.allSatisfy({
                names[$0].isEmpty || indices.contains($0) || words.contains($0)
            })
        else { return false }
        let labels = indices.map { names[$0] }
        if HeaderSequence.isSequence(labels, besideWords: !words.isEmpty) {
            let next = indices.map { second[$0] }
            // Years, months and days above smaller numbers.
            let isOtherKind = labels[0].count >= 4 && next[0].count != labels[0].count
            let continues =
                !next.contains("") && !isOtherKind
                && HeaderSequence.isSequence(next, besideWords: !words.isEmpty)
            if !continues { return true }
        }
        guard isDistinct(labels) else { return false }
        let years = 1900...2100
        let numbers = labels.compactMap { Int($0) }
        let steps = Set(zip(numbers, numbers.dropFirst()).map { $1 - $0 })
        guard !words.isEmpty || steps == [1] || steps == [-1] else { return false }
        return numbers.count == labels.count && numbers.allSatisfy(years.contains)
            && indices.allSatisfy { index in
                !below[index].isEmpty && below[index].isSubset(of: [.short, .real])
                    && !(Int(second[index]).map(years.contains) ?? false)
            }
    }

    /// Returns whether the row below a header is its second line, which divides the columns that the
    /// first line groups: words, with a gap below a name.
    static func isSecondLine(_ second: [String], of names: [String]) -> Bool {
        guard zip(names, second).contains(where: { !$0.isEmpty && $1.isEmpty }),
            second.contains(where: { !$0.isEmpty })
        else { return false }
        let others = second.filter { cell in
            !cell.isEmpty
                && !Array(cell.utf8).withUnsafeBufferPointer {
                    SeenTypes(delimited: $0[...]).isPlainText
                }
        }
        return others.isEmpty || HeaderSequence.isSequence(others, besideWords: true)
    }

    /// Returns whether a row is the first line of a header of two lines: every gap within it has a
    /// name in the second line.
    static func isFirstLine(_ names: [String], above second: [String]) -> Bool {
        isSecondLine(second, of: names)
            && names.first?.isEmpty == false && second.count >= names.count
            && zip(names, second).allSatisfy { !$0.isEmpty || !$1.isEmpty }
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
