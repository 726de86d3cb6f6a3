import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Decodes the values that a client sends for the parameters of a statement.
enum ParameterDecoder {
    /// - Parameters:
    ///   - number: the number of the parameter, counted from 1, for messages.
    ///   - bytes: the value; nil for NULL.
    static func value(
        _ bytes: [UInt8]?, of type: ServerType, isBinary: Bool, number: Int
    ) throws(UserError) -> ServerValue {
        guard let bytes else { return .null }
        let reader = Reader(type: type, number: number)
        return isBinary ? try reader.binary(bytes) : try reader.text(bytes)
    }

    private struct Reader {
        let type: ServerType
        let number: Int

        private func wrong(_ text: String) -> UserError {
            UserError(
                state: "22P02", "$\(number) is '\(text.clipped)', which is not a \(type.name)")
        }

        private func malformed() -> UserError {
            UserError(
                state: "22P03",
                "the bytes of $\(number) are not a binary value of the type \(type.name)")
        }

        func text(_ bytes: [UInt8]) throws(UserError) -> ServerValue {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw UserError(state: "22021", "the value of $\(number) is not UTF-8")
            }
            guard !bytes.contains(0) else {
                throw UserError(state: "22021", "the value of $\(number) contains a NUL byte")
            }
            return try value(of: text)
        }

        private func value(of text: String) throws(UserError) -> ServerValue {
            if let element = type.elementType {
                guard let elements = ArrayText.elements(of: text) else { throw wrong(text) }
                let reader = Reader(type: element, number: number)
                var values: [ServerValue] = []
                for element in elements {
                    values.append(
                        try element.map { text throws(UserError) in
                            try reader.value(of: text)
                        } ?? .null)
                }
                return .array(values)
            }
            let trimmed = text.trimmingBlanks
            switch type {
            case .int2, .int4, .int8, .oid, .xid:
                guard let number = Int64(trimmed) else {
                    throw Self.isWhole(trimmed) ? outOfRange(trimmed) : wrong(text)
                }
                let range = type.wholeNumbers ?? Int64.min...Int64.max
                guard range.contains(number) else { throw outOfRange(trimmed) }
                return .integer(number)
            case .numeric:
                if let number = Int64(trimmed) { return .integer(number) }
                fallthrough
            case .float4, .float8:
                return try real(trimmed)
            case .boolean:
                guard let truth = Self.truth(trimmed.lowercased()) else { throw wrong(text) }
                return .boolean(truth)
            case .date, .timestamp, .timestamptz:
                let end: String
                switch trimmed.lowercased() {
                case "infinity": end = Self.lastDay
                case "-infinity": end = Self.firstDay
                default: return .text(trimmed)
                }
                guard type != .date else { return .text(end) }
                let isLast = end == Self.lastDay
                return try binary(PostgresTime.bytes(of: isLast ? .max : .min))
            case .time: return .text(trimmed)
            default: return .text(text)
            }
        }

        /// The ends of the calendar, which stand for infinity.
        private static let (firstDay, lastDay) = ("0001-01-01", "9999-12-31")

        private func outOfRange(_ text: String) -> UserError {
            UserError(
                state: "22003",
                "$\(number) is \(text.clipped), which is out of the range of \(type.name)")
        }

        private static func isWhole(_ text: String) -> Bool {
            let digits = text.drop { $0 == "-" || $0 == "+" }
            return !digits.isEmpty && text.utf8.count - digits.utf8.count < 2
                && digits.utf8.allSatisfy { $0 &- 0x30 < 10 }
        }

        /// Parses what PostgreSQL takes for a truth: the words and their beginnings.
        private static func truth(_ word: String) -> Bool? {
            switch word {
            case "": nil
            case "1", "on": true
            case "0", "of", "off": false
            default:
                if "true".hasPrefix(word) || "yes".hasPrefix(word) {
                    true
                } else if "false".hasPrefix(word) || "no".hasPrefix(word) {
                    false
                } else {
                    nil
                }
            }
        }

        private func real(_ text: String) throws(UserError) -> ServerValue {
            let isNegative = text.hasPrefix("-")
            switch text.drop(while: { $0 == "-" || $0 == "+" }).lowercased() {
            case "nan": throw notANumber()
            case "inf", "infinity": return .real(isNegative ? -.infinity : .infinity)
            default: break
            }
            let mantissa = text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
            guard text.utf8.allSatisfy({ Self.numberBytes.contains($0) }),
                let number = Double(text)
            else { throw wrong(text) }
            let isZero = mantissa.allSatisfy { !(0x31...0x39).contains($0) }
            guard number.isFinite, number != 0 || isZero else { throw outOfRange(text) }
            if type == .float4 {
                let short = Float(number)
                guard short.isFinite, short != 0 || isZero else { throw outOfRange(text) }
            }
            return .real(number)
        }

        private static let numberBytes = Set("0123456789+-.eE".utf8)

        /// The engine has no such number: it would be NULL there.
        private func notANumber() -> UserError {
            UserError(
                state: "22003", "$\(number) is NaN, which is not a value of WorkQL",
                help: "send NULL")
        }

        private func real(_ number: Double) throws(UserError) -> ServerValue {
            guard !number.isNaN else { throw notANumber() }
            return .real(number)
        }

        func binary(_ bytes: [UInt8]) throws(UserError) -> ServerValue {
            if type.element != 0 { return try array(bytes) }
            switch type {
            case .int2: return .integer(Int64(try integer(bytes) as Int16))
            case .int4: return .integer(Int64(try integer(bytes) as Int32))
            case .oid, .xid, .regclass, .regtype, .regproc:
                return .integer(Int64(try integer(bytes) as UInt32))
            case .int8: return .integer(try integer(bytes))
            case .float4: return try real(Double(Float(bitPattern: try integer(bytes))))
            case .float8: return try real(Double(bitPattern: try integer(bytes)))
            case .boolean:
                guard bytes.count == 1 else { throw malformed() }
                return .boolean(bytes[0] != 0)
            case .timestamptz:
                return .text(
                    TimestampFormat(.rfc3339, zone: .utc).string(
                        PostgresTime.instant(microseconds: try microseconds(bytes))))
            case .timestamp:
                return .text(
                    TimestampFormat(.table, zone: .utc).string(
                        PostgresTime.instant(microseconds: try microseconds(bytes))))
            case .date:
                let day = Int(try integer(bytes) as Int32)
                if day == Int32.max { return .text(Self.lastDay) }
                if day == Int32.min { return .text(Self.firstDay) }
                guard abs(day) < 3_000_000 else {
                    throw UserError(state: "22008", "$\(number) is beyond the calendar")
                }
                return .text(CivilDate(day: day + PostgresTime.epochDay).isoText)
            case .time:
                let microseconds: Int64 = try integer(bytes)
                guard (0...86_400_000_000).contains(microseconds) else { throw malformed() }
                return .text(TimestampFormat.clock(Int(microseconds / 1000)))
            case .interval:
                guard bytes.count == 16 else { throw malformed() }
                let microseconds: Int64 = try integer(Array(bytes[0..<8]))
                let days: Int32 = try integer(Array(bytes[8..<12]))
                let months: Int32 = try integer(Array(bytes[12..<16]))
                let parts = [
                    (Int64(months), "mons"), (Int64(days), "days"),
                    (microseconds / 1000, "ms"),
                ]
                let text = parts.filter { $0.0 != 0 }.map { "\($0.0) \($0.1)" }
                return .text(text.isEmpty ? "0 days" : text.joined(separator: " "))
            case .numeric: return try numeric(bytes)
            case .uuid:
                guard bytes.count == 16 else { throw malformed() }
                let digits = bytes.map { byte in
                    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
                }
                return .text(
                    [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }
                        .joined(separator: "-"))
            case .jsonb:
                guard bytes.first == 1 else { throw malformed() }
                return try text(Array(bytes.dropFirst()))
            case .text, .varchar, .bpchar, .name, .json, .unknown, .byte: return try text(bytes)
            default:
                throw UserError(
                    state: "0A000",
                    "a binary value of the type \(type.name) for $\(number) is not read",
                    help: "send it as text")
            }
        }

        private func integer<Number: FixedWidthInteger>(
            _ bytes: some Collection<UInt8>
        ) throws(UserError) -> Number {
            guard bytes.count >= Number.bitWidth / 8 else {
                throw UserError(state: "08P01", "$\(number) has too few bytes for a \(type.name)")
            }
            guard bytes.count == Number.bitWidth / 8 else { throw malformed() }
            return bytes.reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        }

        /// Reads microseconds. The minimum and the maximum mean infinity, which is the end of the
        /// calendar here.
        private func microseconds(_ bytes: [UInt8]) throws(UserError) -> Int64 {
            let microseconds: Int64 = try integer(bytes)
            // The years 1 and 9999.
            return min(max(microseconds, -63_082_281_600_000_000), 252_455_615_999_999_999)
        }

        private func array(_ bytes: [UInt8]) throws(UserError) -> ServerValue {
            guard bytes.count >= 12 else { throw malformed() }
            let dimensions: Int32 = try integer(bytes[0..<4])
            let oid: UInt32 = try integer(bytes[8..<12])
            if dimensions == 0 { return .array([]) }
            // An element that is an array again would be read as deeply as the message is long.
            guard dimensions == 1, bytes.count >= 20, let element = ServerType.named(oid),
                element.element == 0
            else {
                throw dimensions > 1
                    ? UserError(state: "0A000", "$\(number) is an array of several dimensions")
                    : malformed()
            }
            let count: Int32 = try integer(bytes[12..<16])
            let reader = Reader(type: element, number: number)
            var values: [ServerValue] = []
            var rest = bytes[20...]
            for _ in 0..<max(count, 0) {
                guard rest.count >= 4 else { throw malformed() }
                let length: Int32 = try integer(rest.prefix(4))
                rest = rest.dropFirst(4)
                guard length >= 0 else {
                    values.append(.null)
                    continue
                }
                guard rest.count >= length else { throw malformed() }
                values.append(try reader.binary(Array(rest.prefix(Int(length)))))
                rest = rest.dropFirst(Int(length))
            }
            return .array(values)
        }

        /// Reads groups of four decimal digits.
        private func numeric(_ bytes: [UInt8]) throws(UserError) -> ServerValue {
            guard bytes.count >= 8 else { throw malformed() }
            let count = Int(try integer(bytes[0..<2]) as Int16)
            let weight = Int(try integer(bytes[2..<4]) as Int16)
            let sign: UInt16 = try integer(bytes[4..<6])
            guard count >= 0, bytes.count == 8 + count * 2 else { throw malformed() }
            switch sign {
            case 0, 0x4000: break
            case 0xC000: throw notANumber()
            case 0xD000: return .real(.infinity)
            case 0xF000: return .real(-.infinity)
            default: throw malformed()
            }
            var digits = sign == 0 ? "" : "-"
            for index in 0..<max(count, weight + 1) {
                if index == weight + 1, weight >= 0 { digits += "." }
                let group: Int =
                    index < count
                    ? Int(try integer(bytes[(8 + index * 2)..<(10 + index * 2)]) as Int16) : 0
                guard 0..<10_000 ~= group else { throw malformed() }
                let text = String(group)
                digits += String(repeating: "0", count: max(0, 4 - text.count)) + text
            }
            if weight < 0 {
                let zeros = String(repeating: "0", count: (-weight - 1) * 4)
                digits = (sign == 0 ? "0." : "-0.") + zeros + digits.drop { $0 == "-" }
            }
            if let number = Int64(digits) { return .integer(number) }
            guard let number = Double(digits.isEmpty ? "0" : digits) else { throw malformed() }
            return .real(number)
        }
    }
}

extension ServerParameter {
    /// The value of the parameter in the engine.
    var engineValue: ParameterValue {
        if type == .interval, case .text(let text) = value,
            let interval = PostgreSQLInterval(text)
        {
            return .literal(Expression(interval.kind))
        }
        guard case .array(let elements) = value else {
            return .literal(Expression(.literal(Self.literal(value, type))))
        }
        let type = type?.elementType
        return .list(elements.map { Expression(.literal(Self.literal($0, type))) })
    }

    private static func literal(_ value: ServerValue, _ type: ServerType?) -> Literal {
        switch value {
        case .null, .array: return .null
        case .boolean(let truth): return .boolean(truth)
        case .integer(let number): return .integer(number)
        case .real(let number): return .real(number)
        case .text(let text):
            switch type {
            case .timestamptz?, .timestamp?:
                guard let written = PostgresTime.read(text) else { return .text(text) }
                if let instant = written.instant {
                    return .timestamp(TimestampFormat(.rfc3339, zone: .utc).string(instant))
                }
                let local = Instant(
                    milliseconds: LocalTime(
                        day: written.day, millisecondOfDay: written.millisecondOfDay
                    ).milliseconds)
                return .timestamp(TimestampFormat(.table, zone: .utc).string(local))
            case .date?:
                // PostgreSQL ignores what follows the day.
                return PostgresTime.read(text).map { .date(CivilDate(day: $0.day).isoText) }
                    ?? .text(text)
            case .time?: return PostgresTime.readClock(text) == nil ? .text(text) : .time(text)
            default: return .text(text)
            }
        }
    }
}
