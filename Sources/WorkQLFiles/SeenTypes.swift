import WorkQLPages

/// The set of kinds of values in a column, over all of its rows.
struct SeenTypes: OptionSet, Sendable {
    var rawValue: UInt32

    /// Whole numbers of the form of a mobile number of mainland China.
    static let mobile = SeenTypes(rawValue: 1)
    /// Other whole numbers of up to 15 digits, which a real represents exactly.
    static let short = SeenTypes(rawValue: 2)
    /// Other whole numbers.
    static let long = SeenTypes(rawValue: 4)
    static let real = SeenTypes(rawValue: 8)
    static let boolean = SeenTypes(rawValue: 16)
    static let timestamp = SeenTypes(rawValue: 32)
    static let text = SeenTypes(rawValue: 64)
    static let nested = SeenTypes(rawValue: 128)
    static let date = SeenTypes(rawValue: 256)
    /// A time of day.
    static let time = SeenTypes(rawValue: 512)
    /// In addition to another kind: a number with commas between its thousands.
    static let grouped = SeenTypes(rawValue: 1024)
    /// In addition to another kind: a long number of which Excel wrote only the first digits.
    static let rounded = SeenTypes(rawValue: 2048)
    /// A day of a workbook in a format that shows 00:00:00 after every date.
    static let midnight = SeenTypes(rawValue: 4096)
    /// In addition to text: all of the texts are near values, and some of them are numbers with `%`
    /// or a currency sign.
    static let decorated = SeenTypes(rawValue: 8192)
    /// Words for a missing value: `-`, `N/A`.
    static let missing = SeenTypes(rawValue: 1 << 14)
    /// Dates in an order that is not supported, and days that do not exist in the calendar.
    static let calendar = SeenTypes(rawValue: 1 << 15)
    /// Times past the end of a day.
    static let clock = SeenTypes(rawValue: 1 << 16)
    /// Numbers with a sign that is not supported: `(120)`.
    static let figure = SeenTypes(rawValue: 1 << 17)
    /// Digits with leading zeros: `0012`.
    static let padded = SeenTypes(rawValue: 1 << 18)
    static let near: SeenTypes = [.decorated, .missing, .calendar, .clock, .figure, .padded]
    /// In addition to other kinds: an empty cell.
    static let absent = SeenTypes(rawValue: 1 << 19)
    /// A JSON string of digits that a real would round, as writers of JSON quote such integers.
    static let exact = SeenTypes(rawValue: 1 << 20)
    /// In addition to other kinds: a cell that begins with a digit or a sign.
    static let figured = SeenTypes(rawValue: 1 << 21)
    /// In addition to text of JSON: a word with blanks at its ends.
    static let blanked = SeenTypes(rawValue: 1 << 22)
    /// In addition to text: characters that are not visible.
    static let hidden = SeenTypes(rawValue: 1 << 23)
    /// In addition to real: a number that is not of the form of a month or a day, `2026.8` or `8.3`.
    static let undated = SeenTypes(rawValue: 1 << 24)
    /// In addition to real: a month or a day that a number cannot represent, as it loses the zero
    /// at its end: `2026.10`, `8.20`.
    static let tens = SeenTypes(rawValue: 1 << 25)
    /// In addition to real: a month or a day of one digit without a zero before it, which fixed
    /// numbers of digits after the point do not have: `2026.1`, `8.3`.
    static let unpadded = SeenTypes(rawValue: 1 << 26)
    /// In addition to real: how many digits there are after the point, one, two or more.
    static let tenths = SeenTypes(rawValue: 1 << 27)
    static let hundredths = SeenTypes(rawValue: 1 << 28)
    static let thousandths = SeenTypes(rawValue: 1 << 29)
    /// In addition to these: a zero at the end, `99.50`, which another spelling may leave out.
    static let zeroed = SeenTypes(rawValue: 1 << 30)
    static let marks: SeenTypes = near.union([
        .grouped, .rounded, .absent, .figured, .blanked, .hidden, .undated, .tens, .unpadded,
        .tenths, .hundredths, .thousandths, .zeroed,
    ])

    static let whole: SeenTypes = [.mobile, .short, .long]

    /// The type that represents all of the values without loss.
    ///
    /// Mobile numbers are text, because they are compared with text and never added. Whole numbers
    /// in a column with reals are text if a real would round them. So are months and days such as
    /// `2026.10`, which as a number is `2026.1`.
    var type: ColumnType {
        let kinds = kinds
        if kinds.contains(.nested) { return .json }
        if kinds.contains(.exact) {
            // Only beside numbers: strings alone are identifiers, which stay text.
            return kinds != .exact && kinds.isSubset(of: .whole.union(.exact)) ? .integer : .text
        }
        if kinds.isEmpty || kinds == .mobile || kinds.contains(.text) { return .text }
        if kinds.isSubset(of: .whole) { return .integer }
        if areDotted { return .text }
        if kinds.isSubset(of: [.mobile, .short, .real]) { return .real }
        switch kinds {
        case .boolean: return .boolean
        case .date: return .date
        case .time: return .time
        case .midnight, [.date, .midnight]: return .date
        default: break
        }
        if kinds.isSubset(of: [.date, .midnight, .timestamp]) { return .timestamp }
        return .text
    }

    /// Whether all values are of the form of months or days, and numbers would lose digits of some.
    ///
    /// Prices have a fixed number of digits after the point, or some that are no days: they stay
    /// numbers, and so do whole numbers beside.
    var areDotted: Bool {
        kinds == .real && contains([.tens, .unpadded]) && !contains(.undated)
    }

    /// Whether numbers may be written in two ways, such as `99.5` and `99.50`: a fixed number of
    /// digits after the point has one.
    var mayRepeatNumbers: Bool {
        let widths: [SeenTypes] = [.tenths, .hundredths, .thousandths]
        return contains(.zeroed) && type == .real && widths.filter(contains).count > 1
    }

    /// Whether no single type can represent values of these types.
    var isMixed: Bool {
        type == .text && kinds.isDisjoint(with: [.text, .exact]) && kinds.subtracting(.whole) != []
            && kinds.subtracting([.mobile, .short, .long, .real]) != []
    }

    /// Whether there is text other than near values.
    var isPlainText: Bool { contains(.text) && isDisjoint(with: .near) }

    /// Adds the kind of another cell. If there is any plain text, no text counts as a near value.
    mutating func take(_ next: SeenTypes) {
        let isPlain = isPlainText || next.isPlainText
        formUnion(next)
        if isPlain { subtract(.near) }
    }

    func taking(_ next: SeenTypes) -> SeenTypes {
        var both = self
        both.take(next)
        return both
    }

    /// The kinds without the additional marks.
    var kinds: SeenTypes { subtracting(.marks) }
}

extension SeenTypes {
    /// Determines the kind of a cell of a delimited file. Empty text has no kind, whether quoted or
    /// not.
    init(delimited bytes: Slice<UnsafeBufferPointer<UInt8>>, _ order: DateOrder? = nil) {
        let bytes = bytes.withoutBlanks
        guard let first = bytes.first else {
            self = []
            return
        }
        self.init(first: first, bytes, order)
        if self == .text { formUnion(.near(bytes)) }
    }

    private init(
        first: UInt8, _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ order: DateOrder?
    ) {
        switch first {
        case 0x2D, 0x2E, 0x30...0x39:
            self = NumberShape(bytes).seen ?? Self(figures: bytes, order)
        case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
            self = bytes.isBoolean ? .boolean : .text
        // The first bytes of 上午 and 下午, 早上 and 晚上.
        case 0xE4, 0xE6: self = WrittenMoment(bytes)?.seen ?? .text
        // The first byte of full-width characters, which no Chinese character begins with.
        case 0xEF: self = Self(figures: bytes, order)
        default: self = .text
        }
    }

    /// Determines the kind of a text that begins like a number but is not one in plain digits.
    private init(figures bytes: Slice<UnsafeBufferPointer<UInt8>>, _ order: DateOrder?) {
        if let moment = WrittenMoment(bytes, order: order) {
            self = moment.seen
        } else if let plain = WrittenNumber.plain(bytes) {
            self = plain.withUnsafeBufferPointer { plain in
                let isGrouped = bytes.contains(Ascii.comma)
                if let seen = NumberShape(plain[...]).seen {
                    return seen == .text || !isGrouped ? seen : seen.union(.grouped)
                }
                return WrittenMoment(plain[...], order: order)?.seen ?? .text
            }
        } else {
            self = .text
        }
    }

    /// Determines the kind of a cell.
    @inline(__always)
    init(
        _ kind: Cell.Kind, _ bytes: Slice<UnsafeBufferPointer<UInt8>>,
        _ origin: CellStore.Origin, _ order: DateOrder?
    ) {
        switch origin {
        case .delimited: self.init(delimited: bytes, order)
        case .workbook where kind == .midnight: self = .midnight
        case .workbook where kind == .plain: self.init(delimited: bytes, order)
        case .workbook where kind == .number:
            self.init(json: kind, bytes, order)
            if NumberShape(bytes).isRoundedWhole { insert(.rounded) }
        case .workbook:
            self.init(json: kind, bytes, order)
            // A text of digits in a workbook is intended as text.
            if self == .text, kind == .quoted {
                formUnion(SeenTypes.near(bytes.withoutBlanks).intersection(.nearInWorkbooks))
            }
        case .json:
            self.init(json: kind, bytes, order)
            if self == .text, kind != .number, NumberShape(bytes).isExactWhole { self = .exact }
        }
    }

    /// Determines the kind of a JSON value. Strings are not numbers, even if they consist of digits
    /// only.
    init(
        json kind: Cell.Kind, _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ order: DateOrder? = nil
    ) {
        switch kind {
        case .null: self = []
        case .boolean: self = .boolean
        case .nested: self = .nested
        case .number:
            let shape = NumberShape(bytes)
            self = shape.isMobile ? .short : shape.seenInJSON
        case .plain, .quoted, .midnight:
            if bytes.isEmpty {
                self = []
            } else {
                self = WrittenMoment(bytes.withoutBlanks, order: order)?.seen ?? .text
            }
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// The bytes without blanks at either end, which do not change the meaning of a number or a
    /// time.
    package var withoutBlanks: Self {
        Slice(base: base, bounds: base.trimmed(startIndex..<endIndex))
    }

    /// Whether the bytes are `true` or `false` in any case.
    var isBoolean: Bool {
        let folded = lazy.map { $0 | 0x20 }
        return folded.elementsEqual("true".utf8) || folded.elementsEqual("false".utf8)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Returns the range without the spaces, tabs, no-break spaces and ideographic spaces at its
    /// ends.
    @inline(__always)
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end {
            if Ascii.isBlank(self[start]) {
                start += 1
            } else if self[start] >= 0x80, let length = wideBlank(at: start, before: end) {
                start += length
            } else {
                break
            }
        }
        while start < end {
            if Ascii.isBlank(self[end - 1]) {
                end -= 1
            } else if self[end - 1] >= 0x80, end - start >= 2,
                wideBlank(at: end - 2, before: end) == 2
            {
                end -= 2
            } else if self[end - 1] >= 0x80, end - start >= 3,
                wideBlank(at: end - 3, before: end) == 3
            {
                end -= 3
            } else {
                break
            }
        }
        return start..<end
    }

    /// Returns the number of bytes of a no-break space or an ideographic space at this index; nil
    /// if there is none.
    private func wideBlank(at index: Int, before end: Int) -> Int? {
        if self[index] == 0xC2, index + 1 < end, self[index + 1] == 0xA0 { return 2 }
        if self[index] == 0xE3, index + 2 < end, self[index + 1] == 0x80, self[index + 2] == 0x80 {
            return 3
        }
        return nil
    }
}
