import WorkQL
import WorkQLPages
import WorkQLSyntax
import WorkQLTime

/// Writes the cells of one column, in the type described to the client, as text or binary.
struct CellEncoder: Sendable {
    var column: ServerColumn
    var isBinary: Bool
    /// The zone in which instants are printed.
    var zone: Zone

    /// Returns the type of columns of the engine.
    static func type(of source: ColumnType?, _ size: IntegerSize? = nil) -> ServerType {
        switch source {
        case nil, .text: .text
        case .integer:
            switch size {
            case nil: .int8
            case .int: .int4
            case .smallint, .tinyint: .int2
            }
        case .real: .float8
        case .boolean: .boolean
        case .timestamp: .timestamptz
        case .date: .date
        case .time: .time
        case .json: .json
        }
    }

    /// A value from either the engine or the catalog.
    private enum Cell {
        case integer(Int64)
        case real(Double)
        case text(UnsafeBufferPointer<UInt8>, isUTF8: Bool)
    }

    /// - Returns: false, without writing anything, for NULL.
    func append(
        _ row: ResultRow, _ index: Int, to bytes: inout [UInt8]
    ) throws(UserError) -> Bool {
        switch row.kind(index) {
        case .null: return false
        case .integer: try write(.integer(row.integer(index)), to: &bytes)
        case .real: try write(.real(row.real(index)), to: &bytes)
        case .text, .blob:
            let isUTF8 = row.isUTF8(index)
            let result = row.withText(index) { text in
                Result { () throws(UserError) in
                    try write(.text(text, isUTF8: isUTF8), to: &bytes)
                }
            }
            try result.get()
        }
        return true
    }

    /// - Returns: false, without writing anything, for NULL.
    func append(_ value: ServerValue, to bytes: inout [UInt8]) throws(UserError) -> Bool {
        switch value {
        case .null: return false
        case .boolean(let truth): try write(.integer(truth ? 1 : 0), to: &bytes)
        case .integer(let number): try write(.integer(number), to: &bytes)
        case .real(let number): try write(.real(number), to: &bytes)
        case .text(var text):
            let result = text.withUTF8 { text in
                Result { () throws(UserError) in
                    try write(.text(text, isUTF8: true), to: &bytes)
                }
            }
            try result.get()
        case .array(let elements): try append(elements, to: &bytes)
        }
        return true
    }

    private func write(_ cell: Cell, to bytes: inout [UInt8]) throws(UserError) {
        if isBinary { try appendBinary(cell, to: &bytes) } else { try appendText(cell, to: &bytes) }
    }

    private func mismatch(_ value: String) -> UserError {
        UserError(
            state: "22P02",
            "column \"\(column.name)\" holds \(value), which is not a \(column.type.name)",
            help: "write CAST(\(column.name) AS TEXT)")
    }

    private func text(_ cell: Cell) -> String {
        switch cell {
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let bytes, _): String(decoding: bytes, as: UTF8.self)
        }
    }

    private func instant(_ cell: Cell) -> Instant? {
        switch cell {
        case .integer(let seconds): return Instant(seconds: seconds)
        case .real(let seconds):
            let milliseconds = (seconds * 1000).rounded()
            return Int64(exactly: milliseconds).map { Instant(milliseconds: $0) }
        case .text:
            guard let written = PostgresTime.read(text(cell)) else { return nil }
            let local = LocalTime(day: written.day, millisecondOfDay: written.millisecondOfDay)
            guard column.type == .timestamptz else {
                // A clock has no offset, whatever is written.
                return Instant(milliseconds: local.milliseconds)
            }
            return written.instant ?? zone.instant(of: local)
        }
    }

    // MARK: Text

    private func appendText(_ cell: Cell, to bytes: inout [UInt8]) throws(UserError) {
        switch (column.type, cell) {
        case (.boolean, .integer(let truth)): bytes.append(UInt8(ascii: truth != 0 ? "t" : "f"))
        case (.timestamptz, .integer), (.timestamptz, .real), (.timestamp, .integer),
            (.timestamp, .real):
            guard let instant = instant(cell) else { throw mismatch(text(cell)) }
            PostgresTime.append(instant, in: zone, to: &bytes)
        case (.timestamptz, .text(let text, let isUTF8)):
            guard let instant = instant(cell) else {
                return Self.append(text, isUTF8: isUTF8, to: &bytes)
            }
            PostgresTime.append(instant, in: zone, to: &bytes)
        case (.date, .text(let text, let isUTF8)):
            // The engine writes dates in this form.
            guard text.count != 10, let written = PostgresTime.read(self.text(cell)) else {
                return Self.append(text, isUTF8: isUTF8, to: &bytes)
            }
            bytes.append(contentsOf: CivilDate(day: written.day).isoText.utf8)
        case (.float4, .real(let number)):
            Self.append(Double(Float(number).description) ?? number, to: &bytes)
        case (.time, .text):
            let text = text(cell)
            guard let clock = PostgresTime.readClock(text) else {
                return bytes.append(contentsOf: text.utf8)
            }
            PostgresTime.append(clock: clock, to: &bytes)
        case (_, .text(let text, let isUTF8)): Self.append(text, isUTF8: isUTF8, to: &bytes)
        case (_, .integer(let number)): Self.append(number, to: &bytes)
        case (_, .real(let number)): Self.append(number, to: &bytes)
        }
    }

    private static func append(
        _ text: UnsafeBufferPointer<UInt8>, isUTF8: Bool, to bytes: inout [UInt8]
    ) {
        if isUTF8 || String(validating: text, as: UTF8.self) != nil {
            bytes.append(contentsOf: text)
        } else {
            bytes.append(contentsOf: String(decoding: text, as: UTF8.self).utf8)
        }
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Appends a number as PostgreSQL writes a double: the shortest digits that are read back as
    /// the same number.
    static func append(_ number: Double, to bytes: inout [UInt8]) {
        guard number.isFinite else {
            let word = number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
            bytes.append(contentsOf: word.utf8)
            return
        }
        // The number has the form `1.5`, `-12.0`, `1e-07` or `1.25e+20`.
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var text = Substring(number.description).utf8[...]
        if text.first == UInt8(ascii: "-") {
            bytes.append(UInt8(ascii: "-"))
            text = text.dropFirst()
        }
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(Substring(text[text.index(after: mark)...])) ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        // The number is 0.d₁d₂d₃… times ten to the power of this.
        var power = (point ?? digits.count) + exponent
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            power -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        guard digits != [UInt8(ascii: "0")] else { return bytes.append(UInt8(ascii: "0")) }
        if power - 1 < -4 || power - 1 >= 15 {
            bytes.append(digits[0])
            if digits.count > 1 {
                bytes.append(UInt8(ascii: "."))
                bytes += digits[1...]
            }
            bytes += [UInt8(ascii: "e"), UInt8(ascii: power - 1 < 0 ? "-" : "+")]
            let magnitude = abs(power - 1)
            if magnitude < 10 { bytes.append(UInt8(ascii: "0")) }
            append(Int64(magnitude), to: &bytes)
        } else if power <= 0 {
            bytes += [UInt8(ascii: "0"), UInt8(ascii: ".")]
            bytes += Array(repeating: UInt8(ascii: "0"), count: -power)
            bytes += digits
        } else {
            bytes += digits.prefix(power)
            bytes += Array(repeating: UInt8(ascii: "0"), count: max(0, power - digits.count))
            if digits.count > power {
                bytes.append(UInt8(ascii: "."))
                bytes += digits[power...]
            }
        }
    }

    // MARK: Binary

    private func appendBinary(_ cell: Cell, to bytes: inout [UInt8]) throws(UserError) {
        switch column.type {
        case .boolean: bytes.append(try wholeNumber(cell) != 0 ? 1 : 0)
        case .int8: bytes.append(integer: try wholeNumber(cell))
        case .int4: bytes.append(integer: try whole(cell) as Int32)
        case .oid, .regproc, .regclass, .regtype, .xid, .regnamespace, .regrole:
            bytes.append(integer: try whole(cell) as UInt32)
        case .int2: bytes.append(integer: try whole(cell) as Int16)
        case .float8: bytes.append(integer: try double(cell).bitPattern)
        case .float4: bytes.append(integer: Float(try double(cell)).bitPattern)
        case .timestamptz, .timestamp:
            guard let instant = instant(cell),
                let microseconds = PostgresTime.microseconds(of: instant)
            else { throw mismatch(text(cell)) }
            bytes.append(integer: microseconds)
        case .date:
            guard let written = PostgresTime.read(text(cell)) else { throw mismatch(text(cell)) }
            bytes.append(
                integer: Int32(truncatingIfNeeded: written.day - PostgresTime.epochDay))
        case .time:
            guard let clock = PostgresTime.readClock(text(cell)) else {
                throw mismatch(text(cell))
            }
            bytes.append(integer: Int64(clock) * 1000)
        case .jsonb:
            bytes.append(1)
            try appendText(cell, to: &bytes)
        case .void: break
        case .numeric, .interval, .timetz, .uuid, .aclItem, .bytea:
            throw UserError(
                state: "0A000",
                "column \"\(column.name)\" of the type \(column.type.name) has no binary format",
                help: "ask for it as text")
        default: try appendText(cell, to: &bytes)
        }
    }

    private func wholeNumber(_ cell: Cell) throws(UserError) -> Int64 {
        switch cell {
        case .integer(let number): return number
        case .real(let number):
            guard let exact = Int64(exactly: number) else { throw mismatch(text(cell)) }
            return exact
        case .text:
            guard let number = Int64(text(cell)) else { throw mismatch("'\(text(cell))'") }
            return number
        }
    }

    /// - Throws: for a number that the type has no room for.
    private func whole<Number: FixedWidthInteger>(_ cell: Cell) throws(UserError) -> Number {
        let number = try wholeNumber(cell)
        guard let exact = Number(exactly: number) else { throw mismatch(String(number)) }
        return exact
    }

    private func double(_ cell: Cell) throws(UserError) -> Double {
        switch cell {
        case .integer(let number): return Double(number)
        case .real(let number): return number
        case .text:
            guard let number = Double(text(cell)) else { throw mismatch("'\(text(cell))'") }
            return number
        }
    }

    // MARK: Arrays

    private func append(_ elements: [ServerValue], to bytes: inout [UInt8]) throws(UserError) {
        let type = column.type.elementType ?? .text
        var encoder = self
        encoder.column.type = type
        guard isBinary else {
            // Vectors of the catalog have their elements separated by spaces.
            let isVector = column.type == .int2Vector || column.type == .oidVector
            if !isVector { bytes.append(UInt8(ascii: "{")) }
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: isVector ? " " : ",")) }
                var text: [UInt8] = []
                if try encoder.append(element, to: &text) {
                    ArrayText.append(text, to: &bytes)
                } else {
                    bytes.append(contentsOf: "NULL".utf8)
                }
            }
            if !isVector { bytes.append(UInt8(ascii: "}")) }
            return
        }
        bytes.append(integer: Int32(elements.isEmpty ? 0 : 1))
        bytes.append(integer: Int32(elements.contains(.null) ? 1 : 0))
        bytes.append(integer: type.oid)
        guard !elements.isEmpty else { return }
        bytes.append(integer: Int32(truncatingIfNeeded: elements.count))
        let isVector = column.type == .int2Vector || column.type == .oidVector
        bytes.append(integer: Int32(isVector ? 0 : 1))
        for element in elements { try encoder.appendField(element, to: &bytes) }
    }

    // MARK: Fields

    /// Appends the value preceded by its length; -1 for NULL.
    func appendField(_ value: ServerValue, to bytes: inout [UInt8]) throws(UserError) {
        let start = bytes.count
        bytes.append(integer: Int32(-1))
        if try append(value, to: &bytes) {
            bytes.set(Int32(bytes.count - start - 4), at: start)
        }
    }

    /// Appends a value of a row of the engine in the same form.
    func appendField(
        _ row: ResultRow, _ index: Int, to bytes: inout [UInt8]
    ) throws(UserError) {
        let start = bytes.count
        bytes.append(integer: Int32(-1))
        if try append(row, index, to: &bytes) {
            bytes.set(Int32(bytes.count - start - 4), at: start)
        }
    }
}
