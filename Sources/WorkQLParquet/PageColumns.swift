package import WorkQLPages
internal import WorkQLTime

// Converts pages to Parquet. A column type of the language is one type of the format, in both its
// notations, so that every reader recognizes instants as instants and dates as dates.

extension ParquetType {
    /// Creates the type as which a column of a page is written.
    package init(_ type: ColumnType) {
        self =
            switch type {
            case .text: .text
            case .integer: .integer
            case .real: .real
            case .boolean: .boolean
            case .timestamp: .timestamp(.millis, utc: true)
            case .date: .date
            case .time: .time(.millis)
            case .json: .json
            }
    }
}

extension ParquetWriter {
    /// Encodes the rows of a page as a row group. The columns must be those with which the writer
    /// was created.
    ///
    /// - Parameter types: the types of the page's columns.
    package mutating func encode(
        _ page: Page, types: [ColumnType]
    ) throws(ParquetError) -> [UInt8] {
        guard types.count == columns.count, page.columns.count == columns.count else {
            throw .malformed("columns of a row group")
        }
        var encoded: [ParquetColumn] = []
        for (index, vector) in page.columns.enumerated() {
            encoded.append(
                try ParquetColumn(
                    vector, name: columns[index].name, type: types[index], count: page.count))
        }
        return try encode(encoded)
    }
}

extension ParquetColumn {
    /// Converts a column of a page for writing. Throws for a value of another kind than the
    /// column's.
    ///
    /// - Parameter count: the number of rows of the page, which a vector of one value does not
    ///   contain.
    package init(
        _ vector: Vector, name: String, type: ColumnType, count: Int
    ) throws(ParquetError) {
        let validity = vector.validity(count)
        func column(_ values: Values) -> ParquetColumn {
            ParquetColumn(name: name, type: ParquetType(type), values: values, validity: validity)
        }
        if case .constant(nil) = vector {
            switch type {
            case .text, .json:
                self = column(
                    .dictionary(
                        codes: Array(repeating: 0, count: count), entries: ParquetBytes()))
            case .integer, .timestamp, .date, .time:
                self = column(.integers(Array(repeating: 0, count: count)))
            case .real: self = column(.reals(Array(repeating: 0, count: count)))
            case .boolean: self = column(.booleans(Array(repeating: false, count: count)))
            }
            return
        }
        switch (type, vector) {
        case (.text, .text(let texts)), (.json, .text(let texts)):
            self = column(
                .bytes(ParquetBytes(data: texts.bytes, offsets: texts.offsets.map { Int($0) })))
        case (.text, .dictionary(let texts)), (.json, .dictionary(let texts)):
            let entries = texts.entries
            self = column(
                .dictionary(
                    codes: texts.codes,
                    entries: ParquetBytes(
                        data: entries.bytes, offsets: entries.offsets.map { Int($0) })))
        case (.text, .constant(.text(let value))), (.json, .constant(.text(let value))):
            // A text that is the same in every row is stored once in the file.
            self = column(
                .dictionary(
                    codes: Array(repeating: 0, count: count), entries: ParquetBytes(texts: [value]))
            )
        case (.integer, .integers(let values, _)), (.timestamp, .integers(let values, _)):
            self = column(.integers(values))
        case (.integer, .constant(.integer(let value))),
            (.timestamp, .constant(.integer(let value))):
            self = column(.integers(Array(repeating: value, count: count)))
        case (.boolean, .integers(let values, _)): self = column(.booleans(values.map { $0 != 0 }))
        case (.boolean, .constant(.integer(let value))):
            self = column(.booleans(Array(repeating: value != 0, count: count)))
        case (.real, .reals(let values, _)): self = column(.reals(values))
        case (.real, .integers(let values, _)): self = column(.reals(values.map { Double($0) }))
        case (.real, .constant(.integer(let value))):
            self = column(.reals(Array(repeating: Double(value), count: count)))
        case (.date, .text), (.time, .text), (.date, .dictionary), (.time, .dictionary),
            (.date, .constant(.text)), (.time, .constant(.text)):
            self = column(.integers(try vector.calendarNumbers(name, type, count)))
        default:
            throw .unsupported("value of another type than the \(type.rawValue) column \(name)")
        }
    }
}

extension Vector {
    /// Returns which of the rows have a value; nil if all have.
    fileprivate func validity(_ count: Int) -> [Bool]? {
        switch self {
        case .integers(_, let validity), .reals(_, let validity):
            validity.bytes.isEmpty ? nil : validity.bytes.map { $0 != 0 }
        case .text(let texts):
            texts.validity.bytes.isEmpty ? nil : texts.validity.bytes.map { $0 != 0 }
        case .dictionary(let texts):
            texts.validity.bytes.isEmpty ? nil : texts.validity.bytes.map { $0 != 0 }
        case .constant(let value): value == nil ? Array(repeating: false, count: count) : nil
        }
    }

    /// Returns the days since 1970 of dates, or the milliseconds since midnight of times. Equal
    /// rows are often adjacent, so each is compared with the previous one.
    fileprivate func calendarNumbers(
        _ name: String, _ type: ColumnType, _ count: Int
    ) throws(ParquetError) -> [Int64] {
        var numbers: [Int64] = []
        numbers.reserveCapacity(count)
        var last: [UInt8] = []
        var number: Int64 = 0
        for row in 0..<count {
            let read = withText(row) { text in
                if text.elementsEqual(last) { return true }
                guard let value = type == .date ? CalendarText.day(text) : CalendarText.clock(text)
                else { return false }
                last = Array(text)
                number = value
                return true
            }
            guard read ?? true else {
                throw .unsupported(
                    "'\(string(row) ?? "")' in the \(type.rawValue) column \(name)")
            }
            numbers.append(read == nil ? 0 : number)
        }
        return numbers
    }
}

/// The conversion of dates and times of day between the texts in pages, `2026-08-01` and
/// `09:00:00.250`, and numbers.
enum CalendarText {
    /// The days since 1970 that can be written as dates: the years 0000 to 9999.
    static let days: ClosedRange<Int64> = -719_528...2_932_896

    static func day(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count == 10, text[4] == 0x2D, text[7] == 0x2D, let year = digits(text, 0..<4),
            let month = digits(text, 5..<7), let day = digits(text, 8..<10)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return date.exists ? Int64(date.dayNumber) : nil
    }

    static func clock(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count == 8 || text.count == 12 && text[8] == 0x2E, text[2] == 0x3A,
            text[5] == 0x3A, let hour = digits(text, 0..<2), let minute = digits(text, 3..<5),
            let second = digits(text, 6..<8), hour < 24, minute < 60, second < 60,
            let part = text.count == 8 ? 0 : digits(text, 9..<12)
        else { return nil }
        return Int64(((hour * 60 + minute) * 60 + second) * 1000 + part)
    }

    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var number = 0
        for byte in text[range] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }

    /// Returns the text of a day, which is in `days`.
    static func text(day: Int64) -> String { CivilDate(day: Int(day)).isoText }

    /// Returns the text of a millisecond of the day.
    static func text(millisecond: Int64) -> String { TimestampFormat.clock(Int(millisecond)) }
}
