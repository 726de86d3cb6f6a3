package import WorkQLPages
package import WorkQLTime

// Converts Parquet to pages: each of the format's types becomes the nearest type of the language,
// by rules that the grammar states. A type without a counterpart throws when its column is read,
// and not before, so that the other columns of the file can be read.

extension ParquetType {
    /// The language's type of the values.
    ///
    /// Instants and times are truncated to milliseconds. A timestamp for which the file does not
    /// specify the zone is an instant too, as in every other file: a local time in the session's
    /// zone. Bytes are texts if they are UTF-8.
    package var columnType: ColumnType {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .real: .real
        case .text, .bytes: .text
        case .json: .json
        case .date: .date
        case .time: .time
        case .timestamp: .timestamp
        }
    }
}

extension ParquetReader {
    /// Returns the rows of a row group as a page with only the wanted fields.
    ///
    /// - Parameters:
    ///   - wanted: indices in `fields`, in the order of the page.
    ///   - zone: the zone of timestamps without a zone.
    package func page(
        rowGroup group: Int, fields wanted: [Int], zone: Zone
    ) throws(ParquetError) -> Page {
        var vectors: [Vector] = []
        for index in wanted {
            let columns = try read(rowGroup: group, fields: [index])
            for column in columns { vectors.append(try Vector(column, zone: zone)) }
        }
        var page = Page(count: rowGroups[group].rowCount, columns: vectors)
        page.isUTF8 = true
        return page
    }

    /// Returns the minimum and the maximum value of a column in a row group, as a page stores them:
    /// instants in milliseconds, dates and times as text. Nil if the file does not contain them, or
    /// in a form that cannot be trusted, and for a row group of NULLs.
    package func pageBounds(
        ofField field: Int, inRowGroup group: Int, zone: Zone
    ) -> ParquetBounds? {
        guard let bounds = bounds(ofField: field, inRowGroup: group) else { return nil }
        guard case .integers(let least, let greatest) = bounds else { return bounds }
        switch fields[field].type {
        case .integer: return bounds
        case .timestamp, .date, .time:
            let column = ParquetColumn(
                name: "", type: fields[field].type, values: .integers([least, greatest]))
            guard let vector = try? Vector(column, zone: zone) else { return nil }
            if let least = vector.integer(0), let greatest = vector.integer(1) {
                // If clocks are set back, a later time of day may be an earlier instant.
                return least <= greatest ? .integers(least, greatest) : nil
            }
            guard let least = vector.string(0), let greatest = vector.string(1) else { return nil }
            return .bytes(Array(least.utf8), Array(greatest.utf8))
        case .boolean, .real, .text, .json, .bytes: return nil
        }
    }
}

extension Vector {
    /// Converts a column of a file to a vector of the language.
    package init(_ column: ParquetColumn, zone: Zone) throws(ParquetError) {
        let validity = Validity(
            bytes: column.validity.map { $0.contains(false) ? $0.map { $0 ? 1 : 0 } : [] } ?? [])
        switch (column.type, column.values) {
        case (.boolean, .booleans(let values)):
            self = .integers(values.map { $0 ? 1 : 0 }, validity)
        case (.integer, .integers(let values)): self = .integers(values, validity)
        case (.real, .reals(let values)): self = .reals(values, validity)
        case (.timestamp(let unit, let utc), .integers(let values)):
            self = .integers(instants(values, unit, utc: utc, zone: zone), validity)
        case (.date, .integers(let values)):
            self = .text(
                try calendarTexts(values, validity) { day in
                    CalendarText.days.contains(day) ? CalendarText.text(day: day) : nil
                } orThrow: {
                    .unsupported("date beyond the years 0 to 9999 in column \(column.name)")
                })
        case (.time(let unit), .integers(let values)):
            self = .text(
                try calendarTexts(values, validity) { time in
                    let millisecond = milliseconds(time, unit)
                    return (0..<86_400_000).contains(millisecond)
                        ? CalendarText.text(millisecond: millisecond) : nil
                } orThrow: {
                    .unsupported("time beyond a day in column \(column.name)")
                })
        case (.text, _), (.json, _), (.bytes, _):
            self = .text(try TextVector(column, validity))
        default: throw .malformed("type of column \(column.name)")
        }
    }
}

extension TextVector {
    /// Converts a column of texts, which may have a dictionary, without creating a string for each.
    fileprivate init(_ column: ParquetColumn, _ validity: Validity) throws(ParquetError) {
        func check(_ values: ParquetBytes) throws(ParquetError) {
            // Texts were validated when they were read; the contents of bytes are unknown.
            guard column.type != .bytes || values.isUTF8 else {
                throw .unsupported("bytes that are not UTF-8 in column \(column.name)")
            }
        }
        switch column.values {
        case .bytes(let values):
            try check(values)
            guard values.data.count <= Int(UInt32.max) else {
                throw .unsupported("texts of more than 4 GB in column \(column.name)")
            }
            self.init(
                offsets: values.offsets.map { UInt32($0) }, bytes: values.data,
                validity: validity)
        case .dictionary(let codes, let entries):
            try check(entries)
            self = try Self.gathering(codes, entries, validity, column.name)
        case .booleans, .integers, .reals: throw .malformed("type of column \(column.name)")
        }
    }

    private static func gathering(
        _ codes: [Int32], _ entries: ParquetBytes, _ validity: Validity, _ name: String
    ) throws(ParquetError) -> TextVector {
        var offsets: [UInt32] = []
        offsets.reserveCapacity(codes.count + 1)
        offsets.append(0)
        var size = 0
        for (row, code) in codes.enumerated() {
            // The code of a NULL is meaningless, and if there are only NULLs, there may be no
            // entry.
            if !validity.isNull(row) {
                size += entries.offsets[Int(code) + 1] - entries.offsets[Int(code)]
            }
            // A long entry with many codes is far larger when expanded than in the file.
            guard size <= 1 << 31 else {
                throw .unsupported("texts of more than 2 GB in a row group of column \(name)")
            }
            offsets.append(UInt32(truncatingIfNeeded: size))
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            entries.data.withUnsafeBufferPointer { data in
                guard let target = buffer.baseAddress, let source = data.baseAddress else { return }
                for (row, code) in codes.enumerated() where !validity.isNull(row) {
                    let start = entries.offsets[Int(code)]
                    (target + Int(offsets[row])).update(
                        from: source + start, count: entries.offsets[Int(code) + 1] - start)
                }
            }
            count = size
        }
        return TextVector(offsets: offsets, bytes: bytes, validity: validity)
    }
}

/// Converts numbers to texts; adjacent ones are often equal.
private func calendarTexts(
    _ values: [Int64], _ validity: Validity, _ text: (Int64) -> String?,
    orThrow error: () -> ParquetError
) throws(ParquetError) -> TextVector {
    var offsets: [UInt32] = []
    offsets.reserveCapacity(values.count + 1)
    offsets.append(0)
    var bytes: [UInt8] = []
    var last: (value: Int64, text: [UInt8])?
    for (row, value) in values.enumerated() {
        if !validity.isNull(row) {
            if last?.value != value {
                guard let text = text(value) else { throw error() }
                last = (value, Array(text.utf8))
            }
            bytes += last?.text ?? []
        }
        offsets.append(UInt32(bytes.count))
    }
    return TextVector(offsets: offsets, bytes: bytes, validity: validity)
}

private func instants(
    _ values: [Int64], _ unit: ParquetTimeUnit, utc: Bool, zone: Zone
) -> [Int64] {
    if utc, unit == .millis { return values }
    return values.map { value in
        let milliseconds = milliseconds(value, unit)
        guard !utc else { return milliseconds }
        // Beyond 275,000 years, which only damaged or malicious files contain, the zone is not
        // consulted.
        let limit: Int64 = 8_640_000_000_000_000
        let local = LocalTime(milliseconds: min(max(milliseconds, -limit), limit))
        return zone.instant(of: local).milliseconds
    }
}

/// Converts units since the same origin to milliseconds, truncated.
func milliseconds(_ value: Int64, _ unit: ParquetTimeUnit) -> Int64 {
    switch unit {
    case .millis: value
    case .micros: value.floorDivided(by: 1000)
    case .nanos: value.floorDivided(by: 1_000_000)
    }
}
