import WorkQLPages
import WorkQLSyntax

/// Notes on columns that are text although most of their cells are read as something else.
extension ColumnTypes {
    /// Returns an empty tally for each column whose cells have to be looked at again.
    func tallied(
        _ names: [String], _ seen: [SeenTypes], _ options: FileOptions
    ) -> [Int: ColumnTally] {
        var tallies: [Int: ColumnTally] = [:]
        for index in names.indices where options.types[Name(names[index])] == nil {
            let seen = seen[index]
            guard seen.contains(.figured), !seen.contains(.nested) else { continue }
            let isNoted =
                seen.isMixed || seen.typeWithoutNearValues != nil || seen.contains(.grouped)
                || seen.contains(.exact) || seen.intersection(.near) == .decorated
            let isText = types[index] == .text && !isNoted
            let isMonths = types[index] == .integer && HeaderWords.isMonth(names[index])
            guard isText || isMonths || seen.contains(.long) || seen.mayRepeatNumbers else {
                continue
            }
            tallies[index] = ColumnTally()
        }
        return tallies
    }

    /// Adds notes on characters that cannot be seen and that make words unequal.
    mutating func noteCharacters(_ names: [String], _ seen: [SeenTypes], in file: String) {
        let blank = names.indices.filter { seen[$0].contains(.blanked) }.map { names[$0] }
        if let first = blank.first {
            notes.append(
                FileNote(
                    message: "\(file): blanks at the ends of words in \(blank.listed) are part of "
                        + "the values",
                    help: "trim(\(first), char(9, 32, 160, 12288)) removes them"))
        }
        let hidden = names.indices.filter { seen[$0].contains(.hidden) }.map { names[$0] }
        if let first = hidden.first {
            notes.append(
                FileNote(
                    message: "\(file): characters that are not visible, such as U+200B, are part "
                        + "of values in \(hidden.listed)",
                    help: "replace(\(first), char(8203), '') removes U+200B"))
        }
    }

    /// What is said of a column, or of several alike.
    private enum Finding: Hashable {
        case cut, packedMonths, months, dates, numbers
        case dotted(tens: String)
        case spelt(one: String, other: String)
        case misfit(location: String, value: String, type: ColumnType)

        func message(_ columns: [String], in file: String) -> String {
            let list =
                columns.count > 5
                ? "\(columns.prefix(5).joined(separator: ", ")) and \(columns.count - 5) more"
                : columns.listed
            switch self {
            case .cut:
                return "\(file): most numbers in \(list) have only zeros after their first 15 "
                    + "digits, as numbers that Excel cut"
            case .packedMonths:
                return "\(file): the months in \(list) are read as integers such as 202608"
            case .months:
                return "\(file): the months in \(list) are text, and are compared character by "
                    + "character"
            case .dates:
                return "\(file): the dates in \(list) are text, and are compared character by "
                    + "character"
            case .numbers:
                return "\(file): the numbers in \(list) are text, and are compared character by "
                    + "character"
            case .dotted(let tens):
                return columns.count == 1
                    ? "\(file): \(list) has months or days such as \(tens), and is read as text"
                    : "\(file): \(list) have months or days such as \(tens), and are read as text"
            case .spelt(let one, let other):
                return "\(file): \(one) and \(other) in \(list) are one number"
            case .misfit(let location, let value, let type):
                let prefix = value.prefix(40)
                return columns.count == 1
                    ? "\(location): \"\(prefix)\" is not \(type.named), so \(list) is read as text"
                    : "\(location): \"\(prefix)\" is not \(type.named), so \(list) are read as text"
            }
        }
    }

    mutating func noteTallies(
        _ tallies: [Int: ColumnTally], _ names: [String], in file: String,
        _ origin: CellStore.Origin
    ) {
        var found: [(finding: Finding, help: String?, columns: [String])] = []
        for (index, tally) in tallies.sorted(by: { $0.key < $1.key }) {
            guard let (finding, help) = finding(tally, names[index], types[index], origin) else {
                continue
            }
            if let same = found.firstIndex(where: { $0.finding == finding }) {
                found[same].columns.append(names[index])
            } else {
                found.append((finding, help, [names[index]]))
            }
        }
        for (finding, help, columns) in found {
            notes.append(FileNote(message: finding.message(columns, in: file), help: help))
        }
    }

    private func finding(
        _ tally: ColumnTally, _ name: String, _ type: ColumnType, _ origin: CellStore.Origin
    ) -> (Finding, help: String?)? {
        if tally.cut > 0, 2 * tally.cut > tally.total {
            return (.cut, "format the column as Text in Excel, and enter the numbers again")
        }
        if type == .integer {
            guard tally.packedMonths == tally.total, tally.total > 0 else { return nil }
            return (
                .packedMonths,
                "WITH (types = (\(name) = text)) compares them with strftime('%Y%m', …)"
            )
        }
        if type == .real, let (one, other) = tally.spellings {
            return (
                .spelt(one: one, other: other),
                "WITH (types = (\(name) = text)) keeps them apart, as versions and codes are"
            )
        }
        guard type == .text else { return nil }
        if let first = tally.first[.month], tally.count(.month) == tally.total {
            guard tally.plainMonths < tally.total else { return nil }
            return (
                .months,
                "WITH (types = (\(name) = date)) reads \(first.value) as the first day of the month"
            )
        }
        if let place = tally.unreadNumber, !HeaderWords.isIdentifier(name) {
            let areWhole = tally.numbers > 0 && tally.integers == tally.numbers
            let type: ColumnType = areWhole ? .integer : .real
            return (
                .misfit(location: place.location, value: place.value, type: type),
                SeenTypes.help(near: place.value, as: type)
            )
        }
        guard let usual = tally.usual else { return findingOfAll(tally, name) }
        guard !usual.type.isNumber || !HeaderWords.isIdentifier(name),
            let misfit = tally.firstMisfit(usual.readings)
        else { return nil }
        return (
            .misfit(location: misfit.location, value: misfit.value, type: usual.type),
            help(misfit.value, tally, name, usual, origin)
        )
    }

    /// Returns what is said of texts that are all numbers, or days of eight digits.
    private func findingOfAll(
        _ tally: ColumnTally, _ name: String
    ) -> (Finding, help: String?)? {
        if let first = tally.first[.packedDay], tally.count(.packedDay) == tally.total {
            return (.dates, "WITH (types = (\(name) = date)) reads \(first.value) as a date")
        }
        if let tens = tally.tens {
            return (
                .dotted(tens: tens),
                "WITH (types = (\(name) = real)) reads \(tens) as \(tens.dropLast())"
            )
        }
        guard tally.areNumbers, !HeaderWords.isIdentifier(name) else { return nil }
        let type: ColumnType = tally.integers < tally.total ? .real : .integer
        return (
            .numbers,
            "WITH (types = (\(name) = \(type.rawValue))) reads them as numbers"
                + (tally.isRounded ? ", and keeps 15 digits" : "")
        )
    }

    private func help(
        _ value: String, _ tally: ColumnTally, _ name: String,
        _ usual: (type: ColumnType, readings: [ColumnTally.Reading]), _ origin: CellStore.Origin
    ) -> String? {
        let fits = usual.readings.reduce(0) { $0 + tally.count($1) }
        if usual.type.isNumber, tally.reals == tally.total {
            return "WITH (types = (\(name) = real)) reads it as a number"
        }
        let words = tally.words
        let areWords =
            fits + tally.count(.other) == tally.total
            && words.allSatisfy { !$0.contains(where: \.isNumber) && $0.count <= 40 }
        guard areWords else { return SeenTypes.help(near: value, as: usual.type) }
        guard origin != .json else { return "WITH (types = (\(name) = text)) declares this" }
        guard words.count > 1 else {
            return "WITH (null = \(Printer.quoted(value))) reads it as NULL"
        }
        let shown = words.prefix(ColumnTally.maxWords).map { Printer.quoted($0) }
        return "WITH (null = (\(shown.joined(separator: ", ")))) reads them as NULL"
    }
}

extension ColumnType {
    var isNumber: Bool { self == .integer || self == .real }
}
