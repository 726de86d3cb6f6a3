import WorkQLSyntax

/// The values of cells in a column of a type, for each spelling that occurs in files.
extension Slice<UnsafeBufferPointer<UInt8>> {
    /// The value in a column of integers; nil if this is not one.
    package var integer: Int64? {
        let plain = WrittenNumber.plain(self) ?? Array(self)
        return Int64(String(decoding: plain, as: UTF8.self))
    }

    /// The value in a column of reals; nil if this is not one.
    package var realNumber: Double? {
        if let plain = WrittenNumber.plain(self),
            let number = Double(String(decoding: plain, as: UTF8.self))
        {
            return number
        }
        return Double(String(decoding: self, as: UTF8.self)) ?? decoratedNumber
    }

    /// The value of `95%`, which is 0.95, and `￥12,000.50`; nil for all other texts.
    package var decoratedNumber: Double? {
        guard count <= 64, let first, let last = self.last else { return nil }
        // The first and last bytes of the currency and percent signs in UTF-8.
        guard
            [0x24, 0x25, 0xC2, 0xE2, 0xEF].contains(first)
                || [0x24, 0x25, 0x83, 0x85].contains(last) || first == Ascii.minus
                || first == Ascii.plus
        else { return nil }
        var text = String(decoding: self, as: UTF8.self)[...]
        let isNegative = text.hasPrefix("-")
        if isNegative || text.hasPrefix("+") { text.removeFirst() }
        var divisor = 1.0
        if let sign = ["￥", "¥", "$", "€"].first(where: { text.hasPrefix($0) }) {
            text.removeFirst(sign.count)
        } else if text.hasSuffix("%") || text.hasSuffix("％") {
            text.removeLast()
            divisor = 100
        } else if text.hasSuffix("元") {
            text.removeLast()
        } else {
            return nil
        }
        let digits = Array(text.utf8)
        let number: Double? = digits.withUnsafeBufferPointer { bytes in
            let rest = bytes[...].withoutBlanks
            guard rest.first.map(Ascii.isDigit) ?? false else { return nil }
            if let plain = WrittenNumber.plain(rest) {
                return Double(String(decoding: plain, as: UTF8.self))
            }
            return NumberShape(rest).isPlain ? Double(String(decoding: rest, as: UTF8.self)) : nil
        }
        return number.map { (isNegative ? -$0 : $0) / divisor }
    }

    /// Returns the value in a column of dates and times; nil if this is not one.
    package func moment(_ order: DateOrder?) -> WrittenMoment? {
        if let moment = WrittenMoment(self, isDeclared: true, order: order) { return moment }
        guard let plain = WrittenNumber.plain(self) else { return nil }
        return plain.withUnsafeBufferPointer {
            WrittenMoment($0[...], isDeclared: true, order: order)
        }
    }

    /// The value in a column of booleans; nil if this is not one.
    package var truth: Bool? {
        switch Name.fold(String(decoding: self, as: UTF8.self)) {
        case "true", "t", "yes", "y", "1", "是": true
        case "false", "f", "no", "n", "0", "否": false
        default: nil
        }
    }
}
