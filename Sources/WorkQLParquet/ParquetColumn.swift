/// The logical type of a column's values.
package enum ParquetType: Equatable, Sendable {
    case boolean
    case integer
    case real
    case text
    case json
    case bytes
    /// Days since 1970-01-01.
    case date
    /// A time of day, in units since midnight.
    case time(ParquetTimeUnit)
    /// Units since 1970-01-01T00:00. `utc` is false if the file does not specify the zone.
    case timestamp(ParquetTimeUnit, utc: Bool)
}

package enum ParquetTimeUnit: Int, Equatable, Sendable {
    case millis = 1
    case micros
    case nanos
}

/// Byte strings, stored consecutively.
package struct ParquetBytes: Equatable, Sendable {
    package var data: [UInt8]
    /// The start of each string, and the end of the last.
    package var offsets: [Int]

    package init(data: [UInt8] = [], offsets: [Int] = [0]) {
        self.data = data
        self.offsets = offsets
    }

    package init<S: Sequence>(texts: S) where S.Element == String {
        self.init()
        for text in texts { append(text.utf8) }
    }

    package var count: Int { offsets.count - 1 }

    package subscript(index: Int) -> ArraySlice<UInt8> {
        data[offsets[index]..<offsets[index + 1]]
    }

    package func text(at index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    package mutating func append<C: Collection>(_ bytes: C) where C.Element == UInt8 {
        data.append(contentsOf: bytes)
        offsets.append(data.count)
    }
}

/// A column of rows. A row without a value also has an element in `values`, whose content is
/// undefined, so that row `n` is always element `n`.
package struct ParquetColumn: Equatable, Sendable {
    package enum Values: Equatable, Sendable {
        case booleans([Bool])
        /// Integers, dates, times and timestamps.
        case integers([Int64])
        case reals([Double])
        case bytes(ParquetBytes)
        /// Each row's index in the dictionary.
        case dictionary(codes: [Int32], entries: ParquetBytes)

        package var count: Int {
            switch self {
            case .booleans(let values): values.count
            case .integers(let values): values.count
            case .reals(let values): values.count
            case .bytes(let values): values.count
            case .dictionary(let codes, _): codes.count
            }
        }
    }

    package var name: String
    package var type: ParquetType
    package var values: Values
    /// Which rows have a value; nil if all have.
    package var validity: [Bool]?
    /// Whether the values are known to be too different for a dictionary, so that a writer does not
    /// look for one.
    package var hasNoDictionary = false

    package init(
        name: String, type: ParquetType, values: Values, validity: [Bool]? = nil
    ) {
        self.name = name
        self.type = type
        self.values = values
        self.validity = validity
    }

    package var count: Int { values.count }

    package func isNull(at row: Int) -> Bool { validity.map { !$0[row] } ?? false }
}
