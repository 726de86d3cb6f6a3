import WorkQLPages
import WorkQLSyntax

/// The cells of a column of texts by what people read them as, which says whether the column would
/// have another type without a few of them.
struct ColumnTally: Sendable {
    /// What people read a cell as.
    enum Reading: CaseIterable, Sendable {
        case integer, real
        /// A day of eight digits.
        case packedDay
        case date, timestamp, time, month
        /// Digits that are not a number: `0012`, mobile numbers, numbers of more than 15 digits.
        case code
        /// A number with a unit or a sign: `5天`.
        case figure
        case other

        init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ order: DateOrder?) {
            let seen = SeenTypes(delimited: bytes, order)
            switch seen.kinds {
            case .short: self = bytes.isPackedDay ? .packedDay : .integer
            case .real: self = .real
            case .mobile, .long: self = .code
            case .date, .midnight: self = .date
            case .timestamp: self = .timestamp
            case .time: self = .time
            case .text where seen.contains(.figure): self = .figure
            case .text where WrittenMoment.isMonth(bytes): self = .month
            case .text where bytes.allSatisfy(Ascii.isDigit) && !bytes.isTooLong: self = .code
            default: self = .other
            }
        }
    }

    struct Place: Sendable {
        var location: String
        var value: String
        var order: Int
    }

    private(set) var total = 0
    private(set) var counts: [Reading: Int] = [:]
    private(set) var first: [Reading: Place] = [:]
    /// The first few different cells that are read as nothing.
    private(set) var words: [String] = []
    /// Whether the order of the numbers differs from that of their texts.
    private(set) var differsInOrder = false
    /// The number of codes whose digits after the fifteenth are zeros.
    private(set) var cut = 0
    /// The number of months such as `2026-08`, and of whole numbers such as `202608`.
    private(set) var (plainMonths, packedMonths) = (0, 0)
    /// The number of cells that a column of reals holds.
    private(set) var reals = 0
    /// The number of cells that are numbers for people, and of those that a column of integers
    /// holds.
    private(set) var (numbers, integers) = (0, 0)
    /// The first number that even a column of reals does not hold, such as `- 3` or `1e400`, and the
    /// number of them.
    private(set) var (unread, unreadCount): (Place?, Int) = (nil, 0)
    /// The kinds of the reals, and the first month or day of which a number loses the zero at its
    /// end: `2026.10`.
    private var (seenReals, firstTens): (SeenTypes, String?) = ([], nil)
    private var length: Int?
    /// Two spellings of one number that differ in the zeros at the end: `99.5` and `99.50`.
    private(set) var spellings: (String, String)?
    /// The first spelling of each number with digits after the point, of the first so many.
    private var spelt: [Double: String] = [:]
    private static let maxSpelt = 10_000

    static let maxWords = 5

    mutating func add(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ order: DateOrder?,
        at location: () -> String
    ) {
        total += 1
        let reading = Reading(bytes, order)
        counts[reading, default: 0] += 1
        let isFirst = first[reading] == nil
        let isNewWord = reading == .other && words.count <= Self.maxWords
        if isFirst || isNewWord {
            let text = String(decoding: bytes, as: UTF8.self)
            if isFirst { first[reading] = Place(location: location(), value: text, order: total) }
            if isNewWord, !words.contains(text) { words.append(text) }
        }
        switch reading {
        case .integer, .packedDay, .real:
            let isWhole = bytes.allSatisfy(Ascii.isDigit)
            differsInOrder = differsInOrder || !isWhole || (length ?? bytes.count) != bytes.count
            length = bytes.count
            if isWhole, bytes.isPackedMonth { packedMonths += 1 }
            reals += 1
            numbers += 1
            if reading != .real { integers += 1 }
            if reading == .real {
                let seen = SeenTypes(delimited: bytes)
                seenReals.take(seen)
                if firstTens == nil, seen.contains(.tens) {
                    firstTens = String(decoding: bytes, as: UTF8.self)
                }
                takeSpelling(bytes)
            }
        case .code:
            takeText(bytes)
            if bytes.count > 15, bytes.dropFirst(15).allSatisfy({ $0 == Ascii.zero }) { cut += 1 }
        case .month:
            let isPlain = bytes.count == 7 && bytes[bytes.startIndex + 4] == Ascii.minus
            if isPlain { plainMonths += 1 }
        case .figure:
            guard bytes.realNumber?.isFinite == true else {
                return takeUnread(bytes, at: location)
            }
            reals += 1
            numbers += 1
            if bytes.integer != nil { integers += 1 }
            differsInOrder = true
        case .other where NumberShape(bytes).isPlain && bytes.realNumber?.isFinite == false:
            takeUnread(bytes, at: location)
        case .other:
            takeText(bytes)
            if bytes.realNumber?.isFinite == true, !bytes.isTooLong { reals += 1 }
        default: break
        }
    }

    private mutating func takeSpelling(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        guard spellings == nil, NumberShape(bytes).isDecimal, let number = bytes.realNumber else {
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let other = spelt[number] else {
            if spelt.count < Self.maxSpelt { spelt[number] = text }
            return
        }
        if other != text { spellings = (other, text) }
    }

    private mutating func takeUnread(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, at location: () -> String
    ) {
        unreadCount += 1
        guard unread == nil else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        unread = Place(location: location(), value: text, order: total)
    }

    /// Counts a text that only a declared type reads as a number: `1234567890123456789`, `1e20`,
    /// `5.`; `0012` and `0x1F` are identifiers.
    private mutating func takeText(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        let digits = bytes.drop { $0 == Ascii.minus }.prefix(2)
        let isCode =
            digits.count == 2 && digits.first == Ascii.zero
            && (digits.last.map { Ascii.isDigit($0) || $0 | 0x20 == UInt8(ascii: "x") } ?? false)
        guard !isCode, bytes.first != Ascii.plus, bytes.realNumber?.isFinite == true else { return }
        numbers += 1
        if bytes.integer != nil { integers += 1 }
        let isWhole = bytes.allSatisfy(Ascii.isDigit)
        differsInOrder = differsInOrder || !isWhole || (length ?? bytes.count) != bytes.count
        length = bytes.count
    }

    /// Whether a column of reals rounds some of the cells.
    var isRounded: Bool { integers < total && (reals < total || count(.code) > 0) }

    /// Whether all cells are numbers whose order differs from that of their texts, and not only
    /// identifiers.
    var areNumbers: Bool {
        numbers == total && total > 0 && differsInOrder && count(.code) < total
    }

    /// The first cell that no type of numbers holds, if people read all cells as numbers.
    var unreadNumber: Place? { numbers + unreadCount == total ? unread : nil }

    /// The first month or day that a number cannot represent, if all cells are months or days.
    var tens: String? { count(.real) == total && seenReals.areDotted ? firstTens : nil }

    func count(_ readings: Reading...) -> Int { readings.reduce(0) { $0 + (counts[$1] ?? 0) } }

    /// The type that most of the cells have; nil if there is none, or if all of them have it.
    var usual: (type: ColumnType, readings: [Reading])? {
        let numbers = count(.integer, .packedDay, .real)
        let days = count(.date, .timestamp)
        let times = count(.time)
        let candidate: (type: ColumnType, readings: [Reading])
        if days > 0, 2 * (days + count(.packedDay)) >= total {
            candidate = (
                count(.timestamp) > 0 ? .timestamp : .date, [.date, .timestamp, .packedDay]
            )
        } else if times > 0, 2 * times >= total {
            candidate = (.time, [.time])
        } else if numbers > 0, 2 * (numbers + count(.figure)) > total, count(.code) == 0 {
            candidate = (count(.real) > 0 ? .real : .integer, [.integer, .packedDay, .real])
        } else {
            return nil
        }
        let fits = candidate.readings.reduce(0) { $0 + (counts[$1] ?? 0) }
        return fits < total ? candidate : nil
    }

    /// Returns the first cell that is read as something else.
    func firstMisfit(_ readings: [Reading]) -> Place? {
        first.filter { !readings.contains($0.key) }.values.min { $0.order < $1.order }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Whether no integer represents these digits.
    fileprivate var isTooLong: Bool { count > 18 && integer == nil }

    /// Whether this is a day such as `20260803`, from 1900 to 2099.
    fileprivate var isPackedDay: Bool {
        guard count == 8, let first, first == Ascii.zero + 1 || first == Ascii.zero + 2 else {
            return false
        }
        guard let day = WrittenMoment(self, isDeclared: true)?.dateText else { return false }
        return day.hasPrefix("19") || day.hasPrefix("20")
    }

    /// Whether this is a month such as `202608`.
    fileprivate var isPackedMonth: Bool {
        guard count == 6, let number = Int(String(decoding: self, as: UTF8.self)) else {
            return false
        }
        return (1900...2100).contains(number / 100) && (1...12).contains(number % 100)
    }
}

extension CellStore {
    /// Adds the cells of some columns to their tallies.
    func tally(
        _ tallies: inout [Int: ColumnTally], in file: String, rows: [UInt32]?, firstLine: Int = 1
    ) {
        bytes.withUnsafeBufferPointer { buffer in
            for row in 0..<rowCount {
                for (position, index) in cells(ofRow: row).enumerated() {
                    let column = column(ofCell: index, at: position)
                    guard tallies[column] != nil, cells[index].kind != .null else { continue }
                    let text = buffer[cells[index].range].withoutBlanks
                    guard !text.isEmpty else { continue }
                    tallies[column]?.add(text, dates) {
                        location(ofRow: row, cell: index, in: file, rows, firstLine: firstLine)
                    }
                }
            }
        }
    }
}
