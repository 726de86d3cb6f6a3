import WorkQLSyntax

/// The names of a file's columns, and whether its first row holds them.
enum FileHeader {
    /// Whether the first row names the columns.
    ///
    /// It does when its cells are distinct words, none of them a number. It also does, whatever
    /// dates, repetitions and gaps it has, when a column below it is typed and its own cell is not
    /// of that type. A number never names a column.
    static func isHeader(
        _ names: [String], seen first: [SeenTypes], below: [SeenTypes]
    ) -> Bool {
        let numbers: SeenTypes = [.whole, .real]
        guard first.allSatisfy({ $0.isDisjoint(with: numbers) }),
            names.contains(where: { !$0.isEmpty })
        else { return false }
        let isWords =
            first.allSatisfy { $0 == .text } && Set(names.map(Name.fold)).count == names.count
        return isWords
            || zip(first, below).contains { cell, column in
                !cell.isEmpty && !column.isEmpty && !column.contains(.text)
                    && cell.isDisjoint(with: column)
            }
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
