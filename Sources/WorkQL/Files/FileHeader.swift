import WorkQLSyntax

/// The names of a file's columns, and whether its first row holds them.
enum FileHeader {
    /// Whether the first row names the columns.
    ///
    /// It does, whatever dates, repetitions and gaps it has, when a column below it is typed and its
    /// own cell is not of that type. Over text alone it does when its cells are distinct words; with
    /// repetitions and gaps in it, which tables have that were joined by hand, when besides no
    /// column `recurs` to its first cell as columns of data do. A number never names a column, nor
    /// does `007`.
    static func isHeader(
        _ names: [String], seen first: [SeenTypes], below: [SeenTypes], recurs: () -> Bool
    ) -> Bool {
        let numbers: SeenTypes = [.whole, .real]
        guard first.allSatisfy({ $0.isDisjoint(with: numbers) }),
            !names.contains(where: isFigures), names.contains(where: { !$0.isEmpty })
        else { return false }
        let isTold = zip(first, below).contains { cell, column in
            !cell.isEmpty && !column.isEmpty && !column.contains(.text)
                && cell.isDisjoint(with: column)
        }
        if isTold { return true }
        guard first.allSatisfy({ $0.isSubset(of: .text) }) else { return false }
        let isDistinct =
            !names.contains("") && Set(names.map(Name.fold)).count == names.count
        return isDistinct || !recurs()
    }

    /// `007`, `1,234`, and identifiers too long for a number.
    private static func isFigures(_ name: String) -> Bool {
        let digits = name.utf8.first == Ascii.minus ? name.utf8.dropFirst() : name.utf8[...]
        return digits.contains(where: Ascii.isDigit)
            && digits.allSatisfy { Ascii.isDigit($0) || $0 == Ascii.comma || $0 == Ascii.dot }
    }

    /// Names that differ whatever their case: `name`, then `name_1`; `column3` where there is none.
    static func distinct(_ names: [String]) -> [String] {
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
