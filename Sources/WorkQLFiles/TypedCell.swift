import WorkQLSyntax

/// What a cell holds in a column of a type, in each spelling that files have.
extension Slice<UnsafeBufferPointer<UInt8>> {
    /// What a column of integers holds here; nil where this is none.
    package var integer: Int64? {
        let plain = WrittenNumber.plain(self) ?? Array(self)
        return Int64(String(decoding: plain, as: UTF8.self))
    }

    /// What a column of reals holds here; nil where this is none.
    package var realNumber: Double? {
        if let plain = WrittenNumber.plain(self) {
            return Double(String(decoding: plain, as: UTF8.self))
        }
        return Double(String(decoding: self, as: UTF8.self))
    }

    /// What a column of dates and times holds here; nil where this is none.
    package var moment: WrittenMoment? {
        if let moment = WrittenMoment(self, isDeclared: true) { return moment }
        guard let plain = WrittenNumber.plain(self) else { return nil }
        return plain.withUnsafeBufferPointer { WrittenMoment($0[...], isDeclared: true) }
    }

    /// What a column of booleans holds here; nil where this is none.
    package var truth: Bool? {
        switch Name.fold(String(decoding: self, as: UTF8.self)) {
        case "true", "t", "yes", "y", "1", "是": true
        case "false", "f", "no", "n", "0", "否": false
        default: nil
        }
    }
}
