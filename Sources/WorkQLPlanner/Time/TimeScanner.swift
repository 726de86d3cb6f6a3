import WorkQLSyntax

/// Reads the small pieces of written times, from bytes folded to lower case.
///
/// Each reader consumes what it recognises, or consumes nothing and returns nil. It throws when the
/// form is right and the value is impossible, as in 24:00.
struct TimeScanner {
    private let bytes: [UInt8]
    var position = 0

    /// Spaces around the text are ignored.
    init(_ text: String) {
        var bytes = Array(Name.fold(text).utf8)
        while bytes.last.map(Self.isSpace) == true { bytes.removeLast() }
        self.bytes = Array(bytes.drop(while: Self.isSpace))
    }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    var isAtDigit: Bool { next.map(Self.isDigit) == true }
    var isAtLetter: Bool { next.map(Self.isLetter) == true }

    mutating func skipSpaces() {
        while let byte = next, Self.isSpace(byte) { position += 1 }
    }

    /// Consumes exactly this text, which is in lower case.
    mutating func take(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    /// Consumes a run of digits whose length is among `lengths`. The maximum is 18, which fits into
    /// an Int.
    mutating func number(_ lengths: ClosedRange<Int>) -> Int? {
        let digits = bytes[position...].prefix(while: Self.isDigit)
        guard lengths.contains(digits.count), digits.count <= 18 else { return nil }
        position += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Consumes a run of letters.
    mutating func word() -> String? {
        let letters = bytes[position...].prefix(while: Self.isLetter)
        guard !letters.isEmpty else { return nil }
        position += letters.count
        return String(decoding: letters, as: UTF8.self)
    }

    /// Consumes the word if it is this one.
    mutating func takeWord(_ wanted: String) -> Bool {
        let start = position
        if word() == wanted { return true }
        position = start
        return false
    }

    /// Reads `09:00`, `09:00:30` or `09:00:30.250`: milliseconds since 00:00 on the clock. Digits
    /// after the third are dropped.
    mutating func clock(at span: Span) throws(Diagnostic) -> Int? {
        let start = position
        guard let hour = number(1...2), take(":"), let minute = number(2...2) else {
            position = start
            return nil
        }
        var second = 0
        var millisecond = 0
        if take(":") {
            guard let read = number(2...2) else {
                position = start
                return nil
            }
            second = read
            if take(".") {
                let fraction = bytes[position...].prefix(while: Self.isDigit)
                guard (1...9).contains(fraction.count) else {
                    position = start
                    return nil
                }
                position += fraction.count
                let padded = Array(fraction.prefix(3)) + [0x30, 0x30]
                millisecond = padded.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            }
        }
        let written = String(decoding: bytes[start..<position], as: UTF8.self)
        guard hour < 24, minute < 60, second < 60 else {
            throw TimeProblem.clock(written, hour: hour, minute: minute, at: span)
        }
        return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
    }

    /// Reads `Z`, `+08:00`, `+0800`, `+08` or `+8`: minutes east of Greenwich. `+8h` is not an
    /// offset.
    mutating func offset(at span: Span) throws(Diagnostic) -> Int? {
        let start = position
        if take("z") { return 0 }
        guard next == 0x2B || next == 0x2D else { return nil }
        let sign = next == 0x2D ? -1 : 1
        position += 1
        var hours = 0
        var minutes = 0
        if let both = number(4...4) {
            (hours, minutes) = (both / 100, both % 100)
        } else if let read = number(1...2) {
            hours = read
            if take(":") {
                guard let read = number(2...2) else {
                    position = start
                    return nil
                }
                minutes = read
            }
        } else {
            position = start
            return nil
        }
        // A unit follows: this is a duration to add.
        var rest = self
        rest.skipSpaces()
        guard !rest.isAtLetter else {
            position = start
            return nil
        }
        guard minutes < 60, hours * 60 + minutes <= 14 * 60 else {
            let written = String(decoding: bytes[start..<position], as: UTF8.self)
            throw TimeProblem.offset(written, at: span)
        }
        return sign * (hours * 60 + minutes)
    }
}
