/// The values of one column on a page. Booleans are the integers 0 and 1, timestamps are integers
/// in milliseconds since 1970, JSON is its text.
package enum Vector: Sendable {
    case integers([Int64], Validity)
    case reals([Double], Validity)
    case text(TextVector)
    /// Texts of which each distinct one is stored once.
    case dictionary(DictionaryVector)
    /// The same value in every row; nil is NULL.
    case constant(Scalar?)

    package func isNull(_ row: Int) -> Bool {
        switch self {
        case .integers(_, let validity), .reals(_, let validity): validity.isNull(row)
        case .text(let texts): texts.validity.isNull(row)
        case .dictionary(let texts): texts.validity.isNull(row)
        case .constant(let value): value == nil
        }
    }

    /// Whether any row is NULL, if there are rows.
    package var hasNulls: Bool {
        switch self {
        case .integers(_, let validity), .reals(_, let validity): validity.hasNulls
        case .text(let texts): texts.validity.hasNulls
        case .dictionary(let texts): texts.validity.hasNulls
        case .constant(let value): value == nil
        }
    }

    /// Returns the row's integer; nil for NULL and for columns of another kind.
    package func integer(_ row: Int) -> Int64? {
        switch self {
        case .integers(let values, let validity): validity.isNull(row) ? nil : values[row]
        case .constant(.integer(let value)): value
        case .reals, .text, .dictionary, .constant: nil
        }
    }

    /// Returns the row's real number; nil for NULL and for columns of another kind.
    package func real(_ row: Int) -> Double? {
        guard case .reals(let values, let validity) = self, !validity.isNull(row) else {
            return nil
        }
        return values[row]
    }

    /// Calls `body` with the bytes of the row's text, in UTF-8, and returns its result; nil for
    /// NULL and for columns of another kind. The bytes are valid only during `body`.
    package func withText<Result>(
        _ row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        switch self {
        case .text(let texts):
            guard !texts.validity.isNull(row) else { return nil }
            return try texts.withBytes(row, body)
        case .dictionary(let texts):
            guard !texts.validity.isNull(row) else { return nil }
            return try texts.withBytes(row, body)
        case .constant(.text(let value)):
            return try Array(value.utf8).withUnsafeBufferPointer(body)
        case .integers, .reals, .constant:
            return nil
        }
    }

    /// Returns the row's text as a string; nil for NULL and for columns of another kind.
    package func string(_ row: Int) -> String? {
        withText(row) { String(decoding: $0, as: UTF8.self) }
    }
}

extension Vector {
    /// Returns the values of some rows, in their order.
    package func picking(_ rows: some Collection<Int>) -> Vector {
        switch self {
        case .integers: .integers(rows.map(integer))
        case .reals(let values, let validity):
            .reals(rows.map { values[$0] }, validity.picking(rows))
        case .text: .text(rows.map(string))
        case .dictionary(let texts):
            .dictionary(
                DictionaryVector(
                    codes: rows.map { texts.codes[$0] }, entries: texts.entries,
                    validity: texts.validity.picking(rows)))
        case .constant: self
        }
    }

    /// Returns the values of some ranges of rows, in their order.
    func slicing(_ ranges: [Range<Int>]) -> Vector {
        switch self {
        case .integers(let values, let validity):
            .integers(values.slicing(ranges), validity.slicing(ranges))
        case .reals(let values, let validity):
            .reals(values.slicing(ranges), validity.slicing(ranges))
        case .text(let texts): .text(texts.slicing(ranges))
        case .dictionary(let texts):
            .dictionary(
                DictionaryVector(
                    codes: texts.codes.slicing(ranges), entries: texts.entries,
                    validity: texts.validity.slicing(ranges)))
        case .constant: self
        }
    }
}

extension Array {
    fileprivate func slicing(_ ranges: [Range<Int>]) -> [Element] {
        var slice: [Element] = []
        slice.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
        for range in ranges { slice.append(contentsOf: self[range]) }
        return slice
    }
}

extension TextVector {
    fileprivate func slicing(_ ranges: [Range<Int>]) -> TextVector {
        var sliced: [UInt32] = [0]
        sliced.reserveCapacity(ranges.reduce(1) { $0 + $1.count })
        for range in ranges {
            let shift = (sliced.last ?? 0) &- offsets[range.lowerBound]
            for row in range { sliced.append(offsets[row + 1] &+ shift) }
        }
        let places = ranges.map { Int(offsets[$0.lowerBound])..<Int(offsets[$0.upperBound]) }
        return TextVector(
            offsets: sliced, bytes: bytes.slicing(places), validity: validity.slicing(ranges))
    }
}

/// The rows of a column that hold a value.
package struct Validity: Sendable, Equatable {
    /// One byte per row, 0 for NULL; empty when no row is NULL.
    package let bytes: [UInt8]

    package static let all = Validity(bytes: [])

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// Creates the validity of values in which nil is NULL.
    package init<Value>(of values: [Value?]) {
        self.init(
            bytes: values.contains { $0 == nil } ? values.map { $0 == nil ? 0 : 1 } : [])
    }

    package func isNull(_ row: Int) -> Bool { !bytes.isEmpty && bytes[row] == 0 }

    package var hasNulls: Bool { bytes.contains(0) }

    func picking(_ rows: some Collection<Int>) -> Validity {
        Validity(bytes: bytes.isEmpty ? [] : rows.map { bytes[$0] })
    }

    fileprivate func slicing(_ ranges: [Range<Int>]) -> Validity {
        bytes.isEmpty ? .all : Validity(bytes: bytes.slicing(ranges))
    }
}

/// Texts stored one after the other in one array.
package struct TextVector: Sendable, Equatable {
    /// One offset more than there are rows: row n is `bytes[offsets[n]..<offsets[n + 1]]`.
    package let offsets: [UInt32]
    /// The bytes of the texts, in UTF-8.
    package let bytes: [UInt8]
    package let validity: Validity

    package init(offsets: [UInt32], bytes: [UInt8], validity: Validity) {
        self.offsets = offsets
        self.bytes = bytes
        self.validity = validity
    }

    package func withBytes<Result>(
        _ row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        let range = Int(offsets[row])..<Int(offsets[row + 1])
        return try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[range]))
        }
    }
}

extension Vector {
    /// Appends bytes that are equal for two values of a column exactly when the values are the
    /// same.
    package func appendKey(_ row: Int, to key: inout [UInt8]) {
        if let integer = integer(row) {
            key.append(1)
            withUnsafeBytes(of: integer) { key.append(contentsOf: $0) }
        } else if let real = real(row) {
            key.append(2)
            withUnsafeBytes(of: real.bitPattern) { key.append(contentsOf: $0) }
        } else {
            let isText: Void? = withText(row) { text in
                key.append(3)
                withUnsafeBytes(of: text.count) { key.append(contentsOf: $0) }
                key.append(contentsOf: text)
            }
            if isText == nil { key.append(0) }
        }
    }
}

extension Vector {
    /// Creates a vector of texts; nil is NULL.
    package static func text(_ values: [String?]) -> Vector {
        var offsets: [UInt32] = [0]
        var bytes: [UInt8] = []
        for value in values {
            bytes += (value ?? "").utf8
            offsets.append(UInt32(bytes.count))
        }
        return .text(
            TextVector(offsets: offsets, bytes: bytes, validity: Validity(of: values)))
    }

    /// Creates a vector of integers; nil is NULL.
    package static func integers(_ values: [Int64?]) -> Vector {
        .integers(values.map { $0 ?? 0 }, Validity(of: values))
    }

    /// Creates a vector of reals; nil is NULL.
    package static func reals(_ values: [Double?]) -> Vector {
        .reals(values.map { $0 ?? 0 }, Validity(of: values))
    }

    /// Creates a column of a type from values of several vectors. nil becomes NULL, and so does a
    /// value of another kind.
    package init(_ values: [(vector: Vector, row: Int)?], of type: ColumnType) {
        switch type {
        case .text, .date, .time, .json:
            self = .text(values.map { $0.flatMap { $0.vector.string($0.row) } })
        case .integer, .boolean, .timestamp:
            self = .integers(values.map { $0.flatMap { $0.vector.integer($0.row) } })
        case .real: self = .reals(values.map { $0.flatMap { $0.vector.real($0.row) } })
        }
    }

    /// Returns the row's value in the type used by conditions and keys; nil for NULL and for reals.
    package func scalar(_ row: Int) -> Scalar? {
        integer(row).map { .integer($0) } ?? string(row).map { .text($0) }
    }
}
