import Foundation
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

/// A code for each distinct value of a column, numbered from 0 in the order of first appearance.
///
/// If only the results of some expressions of the values matter, values with equal results have one
/// code.
struct ColumnCodes {
    private let isText: Bool
    private let isReal: Bool
    private let bounds: PartialAggregate.InstantBounds?
    private var texts = TextCodes()
    private var words = WordCodes()
    /// The code of NULL; nil until a NULL appears. From this code on, the column's codes are
    /// greater by one than those of `texts` or `words`.
    private var null: UInt32?
    /// For each code of an interval of instants, the first instant that appeared.
    private var firsts: [Int64] = []
    /// For each interval, its code among `words`.
    private var codesOfIntervals: [UInt32] = []
    private var classes: ValueClasses?

    init(
        of type: ColumnType, bounds: PartialAggregate.InstantBounds?, values: ColumnValues? = nil
    ) {
        switch type {
        case .text, .date, .time, .json: isText = true
        case .integer, .boolean, .timestamp, .real: isText = false
        }
        isReal = type == .real
        self.bounds = bounds
        classes = values.map { ValueClasses(of: $0) }
    }

    var count: Int { classes?.count ?? valueCount }

    /// The number of distinct values, or of intervals of them.
    var valueCount: Int { (isText ? texts.count : words.count) + (null == nil ? 0 : 1) }

    /// The maximum size of the texts of one page.
    private static let maximumBytes = 64 << 20

    var byteCount: Int { texts.byteCount + (classes?.byteCount ?? 0) }

    /// Returns whether a vector has the kind of the column.
    func takes(_ vector: Vector) -> Bool {
        switch vector {
        case .integers: !isText && !isReal
        case .reals: isReal
        // Few of the longer texts are equal.
        case .text(let texts): isText && texts.bytes.count < Self.maximumBytes
        case .dictionary(let texts): isText && texts.entries.bytes.count < Self.maximumBytes
        case .constant(.text): isText
        case .constant(.integer): !isText && !isReal
        case .constant(nil): true
        }
    }

    mutating func removeAll() {
        texts = TextCodes()
        words = WordCodes()
        null = nil
        firsts = []
        codesOfIntervals = []
        classes?.removeAll()
    }

    /// Returns the column's code. Codes are numbered in the order of first appearance, that of NULL
    /// among them.
    private func shifted(_ code: UInt32) -> UInt32 {
        if let null, code >= null { code + 1 } else { code }
    }

    private mutating func nullCode() -> UInt32 {
        if let null { return null }
        let code = UInt32(isText ? texts.count : words.count)
        null = code
        return code
    }

    /// Writes the codes of a vector's values.
    ///
    /// - Parameters:
    ///   - kept: the rows to encode; all when nil.
    ///   - codes: a buffer for the code of each of these rows.
    mutating func encode(_ vector: Vector, _ kept: [Int32]?, into codes: inout [UInt32]) {
        encodeValues(vector, kept, into: &codes)
        guard let known = classes?.valueCount else { return }
        let added = valueCount - known
        if added > 0 {
            let values = vectorOfValues((known..<known + added).map { UInt32($0) })
            classes?.add(values, count: added)
        }
        classes?.replace(&codes)
    }

    private mutating func encodeValues(
        _ vector: Vector, _ kept: [Int32]?, into codes: inout [UInt32]
    ) {
        func row(_ position: Int) -> Int { kept.map { Int($0[position]) } ?? position }
        switch vector {
        case .dictionary(let vector): encode(vector, kept, into: &codes)
        case .text(let vector):
            var last: (row: Int, code: UInt32)?
            for position in codes.indices {
                let row = row(position)
                if vector.validity.isNull(row) {
                    codes[position] = nullCode()
                    continue
                }
                if let last, vector.isSame(row, last.row) {
                    codes[position] = last.code
                    continue
                }
                let code = shifted(vector.withBytes(row) { texts.code(of: $0) })
                last = (row, code)
                codes[position] = code
            }
        case .integers(let values, let validity):
            if let bounds {
                encode(values, validity, bounds, kept, into: &codes)
            } else {
                encode(validity, kept, into: &codes) { UInt64(bitPattern: values[$0]) }
            }
        case .reals(let values, let validity):
            encode(validity, kept, into: &codes) { values[$0].bitPattern }
        case .constant(let value):
            let code: UInt32
            switch value {
            case nil: code = nullCode()
            case .integer(let integer)?:
                if let bounds {
                    var one: [UInt32] = [0]
                    encode([integer], .all, bounds, nil, into: &one)
                    code = one[0]
                } else {
                    code = shifted(words.code(of: UInt64(bitPattern: integer)))
                }
            case .text(let text)?:
                code = shifted(
                    Array(text.utf8).withUnsafeBufferPointer { texts.code(of: $0) })
            }
            for position in codes.indices { codes[position] = code }
        }
    }

    /// Looks up each entry that appears once.
    private mutating func encode(
        _ vector: DictionaryVector, _ kept: [Int32]?, into codes: inout [UInt32]
    ) {
        var known = [UInt32](repeating: .max, count: vector.entries.offsets.count - 1)
        codes.withUnsafeMutableBufferPointer { codes in
            known.withUnsafeMutableBufferPointer { known in
                vector.codes.withUnsafeBufferPointer { entries in
                    eachRow(of: codes.count, kept, vector.validity) { position, row in
                        guard let row else {
                            codes[position] = nullCode()
                            return
                        }
                        let entry = Int(entries[row])
                        var code = known[entry]
                        if code == .max {
                            code = shifted(
                                vector.entries.withBytes(entry) { texts.code(of: $0) })
                            known[entry] = code
                        }
                        codes[position] = code
                    }
                }
            }
        }
    }

    private mutating func encode(
        _ validity: Validity, _ kept: [Int32]?, into codes: inout [UInt32],
        _ word: (Int) -> UInt64
    ) {
        var last: (word: UInt64, code: UInt32)?
        for position in codes.indices {
            let row = kept.map { Int($0[position]) } ?? position
            if validity.isNull(row) {
                codes[position] = nullCode()
                continue
            }
            let word = word(row)
            if last?.word != word { last = (word, shifted(words.code(of: word))) }
            codes[position] = last?.code ?? 0
        }
    }

    /// Encodes instants; all instants of one interval have one code.
    private mutating func encode(
        _ values: [Int64], _ validity: Validity, _ bounds: PartialAggregate.InstantBounds,
        _ kept: [Int32]?, into codes: inout [UInt32]
    ) {
        let starts = bounds.starts
        if codesOfIntervals.isEmpty {
            codesOfIntervals = Array(repeating: .max, count: starts.count + 1)
        }
        var (low, high, code): (Int64, Int64, UInt32) = (0, 0, 0)
        var index = 0
        codes.withUnsafeMutableBufferPointer { codes in
            values.withUnsafeBufferPointer { values in
                eachRow(of: codes.count, kept, validity) { position, row in
                    guard let row else {
                        codes[position] = nullCode()
                        return
                    }
                    let value = values[row]
                    if value < low || value >= high {
                        index = starts.index(after: value, from: index)
                        let isOutside = index == 0 || index == starts.count
                        var own = UInt32.max
                        if bounds.isClosed, isOutside {
                            (low, high) = (value, value)
                            // Outside of all intervals. The words of intervals are small numbers.
                            own = words.code(of: UInt64(bitPattern: value) ^ 1 << 63)
                        } else {
                            low = index == 0 ? .min : starts[index - 1]
                            high = index == starts.count ? .max : starts[index]
                            own = codesOfIntervals[index]
                            if own == .max {
                                own = words.code(of: UInt64(index))
                                codesOfIntervals[index] = own
                            }
                        }
                        if Int(own) == firsts.count { firsts.append(value) }
                        code = shifted(own)
                    }
                    codes[position] = code
                }
            }
        }
    }

    /// Returns the values of some codes.
    func vector(of codes: [UInt32]) -> Vector {
        vectorOfValues(classes?.values(of: codes) ?? codes)
    }

    private func vectorOfValues(_ codes: [UInt32]) -> Vector {
        let validity =
            null == nil
            ? Validity.all : Validity(bytes: codes.map { $0 == null ? 0 : 1 })
        // The slot of a NULL may hold any value.
        let own = codes.map { code -> Int in
            if let null, code >= null { return max(Int(code) - 1, 0) }
            return Int(code)
        }
        if isText {
            guard texts.count > 0 else { return .constant(nil) }
            return .dictionary(
                DictionaryVector(
                    codes: own.map { Int32(min($0, texts.count - 1)) }, entries: texts.vector,
                    validity: validity))
        }
        guard words.count > 0 else { return .constant(nil) }
        let last = words.count - 1
        if bounds != nil { return .integers(own.map { firsts[min($0, last)] }, validity) }
        let values = own.map { words.words[min($0, last)] }
        return isReal
            ? .reals(values.map { Double(bitPattern: $0) }, validity)
            : .integers(values.map { Int64(bitPattern: $0) }, validity)
    }
}

/// Calls `body` with the position and the row of each row that is read; with nil for a NULL.
///
/// - Parameter kept: the rows to read; all when nil.
@inline(__always)
func eachRow(
    of count: Int, _ kept: [Int32]?, _ validity: Validity, _ body: (Int, Int?) -> Void
) {
    validity.bytes.withUnsafeBufferPointer { valid in
        if let kept {
            kept.withUnsafeBufferPointer { kept in
                for position in 0..<count {
                    let row = Int(kept[position])
                    body(position, valid.isEmpty || valid[row] != 0 ? row : nil)
                }
            }
        } else if valid.isEmpty {
            for position in 0..<count { body(position, position) }
        } else {
            for position in 0..<count {
                body(position, valid[position] != 0 ? position : nil)
            }
        }
    }
}

extension [Int64] {
    /// Returns the number of ascending values that are not greater than a value.
    ///
    /// - Parameter guess: a result that may be near: the next instant of a person is mostly in one
    ///   of the next intervals.
    fileprivate func index(after value: Int64, from guess: Int) -> Int {
        var (low, high) = (0, count)
        var step = 1
        if guess < count, self[guess] <= value {
            low = guess + 1
            while low + step < count, self[low + step] <= value {
                low += step + 1
                step *= 2
            }
            high = Swift.min(low + step, count)
        } else {
            high = guess
        }
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension TextVector {
    @inline(__always)
    fileprivate func isSame(_ row: Int, _ other: Int) -> Bool {
        let (start, another) = (Int(offsets[row]), Int(offsets[other]))
        let count = Int(offsets[row + 1]) - start
        return count == Int(offsets[other + 1]) - another
            && bytes.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return true }
                return memcmp(base + start, base + another, count) == 0
            }
    }
}
