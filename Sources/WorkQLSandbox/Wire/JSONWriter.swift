/// Writes JSON directly into bytes: a month of check-ins is megabytes, which would take seconds
/// with a tree or Foundation's encoder.
struct JSONWriter: Sendable {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    mutating func array<Elements: Sequence>(
        _ elements: Elements, _ each: (inout JSONWriter, Elements.Element) -> Void
    ) {
        list { writer in for element in elements { each(&writer, element) } }
    }

    /// Writes an array whose elements the closure writes.
    mutating func list(_ elements: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        elements(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a member's name; its value must be written next. The name is ASCII that needs no
    /// escape.
    mutating func key(_ name: StaticString) {
        name.withUTF8Buffer { name in
            append(atMost: name.count + 4) { room, start in
                let end = Self.quote(name, in: room, from: start)
                room[end] = UInt8(ascii: ":")
                return end + 1
            }
        }
        needsComma = false
    }

    mutating func value(_ text: String) {
        var text = text
        text.withUTF8 { text in
            if Self.isPlain(text) {
                append(atMost: text.count + 3) { Self.quote(text, in: $0, from: $1) }
            } else {
                separate()
                bytes.append(UInt8(ascii: "\""))
                for byte in text { escape(byte) }
                bytes.append(UInt8(ascii: "\""))
            }
        }
        needsComma = true
    }

    mutating func value(_ number: Int) {
        // A comma, a sign, and the digits of the longest number.
        let maximum = 21
        append(atMost: maximum) { room, start in
            var first = maximum
            var rest = number.magnitude
            repeat {
                first -= 1
                room[first] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                first -= 1
                room[first] = UInt8(ascii: "-")
            }
            (room + start).update(from: room + first, count: maximum - first)
            return start + maximum - first
        }
        needsComma = true
    }

    mutating func value(_ truth: Bool) {
        separate()
        bytes.append(contentsOf: (truth ? "true" : "false").utf8)
        needsComma = true
    }

    /// Writes a number given as digits: for numbers that must not be converted to Int or Double.
    mutating func value(digits: String) {
        separate()
        bytes.append(contentsOf: digits.utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    mutating func member(_ name: StaticString, _ number: Int) {
        key(name)
        value(number)
    }

    mutating func member(_ name: StaticString, _ truth: Bool) {
        key(name)
        value(truth)
    }

    mutating func member(_ name: StaticString, _ texts: [String]) {
        key(name)
        array(texts) { $0.value($1) }
    }

    mutating func member(_ name: StaticString, _ numbers: [Int]) {
        key(name)
        array(numbers) { $0.value($1) }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// Appends the bytes that the body writes into a buffer with one call, after the pending comma:
    /// separate appends would each repeat the checks of uniqueness and capacity.
    ///
    /// - Parameter body: takes the buffer and the offset at which to begin; returns the end offset.
    private mutating func append(
        atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>, Int) -> Int
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { room in
            guard let first = room.baseAddress else { return }
            first[0] = UInt8(ascii: ",")
            let end = body(first, needsComma ? 1 : 0)
            bytes.append(contentsOf: UnsafeBufferPointer(start: first, count: end))
        }
    }

    private static func quote(
        _ text: UnsafeBufferPointer<UInt8>, in room: UnsafeMutablePointer<UInt8>, from start: Int
    ) -> Int {
        room[start] = UInt8(ascii: "\"")
        if let source = text.baseAddress {
            (room + start + 1).update(from: source, count: text.count)
        }
        room[start + text.count + 1] = UInt8(ascii: "\"")
        return start + text.count + 2
    }

    /// Returns whether no character of the text needs an escape.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var escapes = 0
        for byte in text {
            let isEscaped =
                byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            escapes |= isEscaped ? 1 : 0
        }
        return escapes == 0
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
        case ..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
