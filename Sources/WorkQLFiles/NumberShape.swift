/// The form of a written number. Its digits are counted before it is converted, so that an
/// identifier is not read as a number that cannot represent it.
struct NumberShape {
    private var isNegative = false
    private var digits = 0
    private var startsWithZero = false
    private var looksMobile = false
    private var hasFraction = false
    private var hasExponent = false
    private var hasSignedExponent = false
    private var isRounded = false
    private var isNumber = false
    private var fraction = 0..<0
    private let bytes: Slice<UnsafeBufferPointer<UInt8>>

    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        self.bytes = bytes
        var position = bytes.startIndex
        let end = bytes.endIndex
        func skipDigits() -> Int {
            let start = position
            while position < end, Ascii.isDigit(bytes[position]) { position += 1 }
            return position - start
        }

        if position < end, bytes[position] == Ascii.minus {
            isNegative = true
            position += 1
        }
        let start = position
        digits = skipDigits()
        startsWithZero = digits > 0 && bytes[start] == Ascii.zero
        looksMobile =
            digits == 11 && bytes[start] == Ascii.zero + 1 && bytes[start + 1] >= Ascii.zero + 3
        if position < end, bytes[position] == Ascii.dot {
            position += 1
            let point = position
            guard skipDigits() > 0 else { return }
            hasFraction = true
            fraction = point..<position
        }
        guard digits > 0 || hasFraction else { return }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            hasExponent = true
            if position < end, bytes[position] == Ascii.plus || bytes[position] == Ascii.minus {
                hasSignedExponent = true
                position += 1
            }
            let exponent = position
            guard skipDigits() > 0 else { return }
            // Excel shows numbers of more than eleven digits in this form, and no smaller ones.
            let digits = bytes[exponent..<position]
            isRounded =
                hasFraction && digits.count == 2 && bytes[exponent - 1] == Ascii.plus
                && bytes[exponent - 2] == UInt8(ascii: "E")
                && !digits.lexicographicallyPrecedes("11".utf8)
        }
        isNumber = position == end
    }

    private var isWhole: Bool { isNumber && !hasFraction && !hasExponent }

    /// Whether this is a whole number of which Excel wrote only the first digits.
    var isRoundedWhole: Bool { isNumber && isRounded }

    /// Whether this is an integer, in its only spelling, that a real cannot represent for certain.
    var isExactWhole: Bool {
        guard isWhole, digits > 15, let number = Int64(value), "\(number)".utf8.count == bytes.count
        else { return false }
        return number.magnitude > 1 << 53
    }

    /// Whether this is a number.
    var isPlain: Bool { isNumber }

    /// Whether this is a number with digits after a point, and no exponent.
    var isDecimal: Bool { isNumber && hasFraction && !hasExponent }

    /// Whether this is a mobile number such as `13800138000`.
    var isMobile: Bool { isWhole && looksMobile && !isNegative }

    /// Nil if this is not a number; text if it is one that has to keep its spelling: `007`, `12e5`,
    /// and numbers of more than 17 digits: identity cards have 18, and a few of these end in X, and
    /// longer ones are keys of databases.
    var seen: SeenTypes? {
        guard isNumber else { return nil }
        if startsWithZero, digits > 1 { return .text }
        guard !isWhole else {
            if digits > 17 { return .text }
            return isMobile ? .mobile : digits > 15 ? .long : .short
        }
        if !hasFraction, !hasSignedExponent { return .text }
        guard isFinite else { return .text }
        return isRounded ? [.real, .rounded, .undated] : dated.union(spelling)
    }

    /// The number of digits after the point, and whether the last one says nothing.
    private var spelling: SeenTypes {
        guard !hasExponent, let last = fraction.last else { return [] }
        guard fraction.count > 1 else { return .tenths }
        let width: SeenTypes = fraction.count == 2 ? .hundredths : .thousandths
        return bytes[last] == Ascii.zero ? width.union(.zeroed) : width
    }

    /// The kind of a real: in the form of a month, `2026.8`, of a day, `8.3`, or in another.
    private var dated: SeenTypes {
        guard !isNegative, !hasExponent, digits > 0, fraction.count <= 2 else {
            return [.real, .undated]
        }
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reduce(0) { $0 * 10 + Int($1 - Ascii.zero) }
        }
        let whole = bytes.startIndex..<bytes.startIndex + digits
        let part = number(fraction)
        let isMonth =
            digits == 4 && (1900...2100).contains(number(whole)) && (1...12).contains(part)
        let isDay = digits <= 2 && (1...12).contains(number(whole)) && (1...31).contains(part)
        guard isMonth || isDay else { return [.real, .undated] }
        if fraction.count == 1 { return [.real, .unpadded] }
        guard part % 10 == 0 else { return .real }
        // No sum has both years and hundredths: a month needs no other of one digit beside it.
        return isMonth ? [.real, .tens, .unpadded] : [.real, .tens]
    }

    /// The type in JSON, where a number is a number unless no type can represent it.
    var seenInJSON: SeenTypes {
        if isWhole {
            guard digits <= 18 || Int64(value) != nil else { return .text }
            return digits > 15 ? .long : .short
        }
        return isFinite ? .real : .text
    }

    private var value: String { String(decoding: bytes, as: UTF8.self) }

    private var isFinite: Bool { Double(value)?.isFinite == true }
}
