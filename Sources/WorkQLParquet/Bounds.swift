extension DenseValues {
    /// The minimum and the maximum value as the footer stores them; nil if they would mislead.
    var bounds: (least: [UInt8], greatest: [UInt8])? {
        switch self {
        case .booleans(let values):
            guard !values.isEmpty else { return nil }
            return (
                [values.allSatisfy { $0 } ? 1 : 0], [values.contains(true) ? 1 : 0]
            )
        case .narrow(let values):
            guard let least = values.min(), let greatest = values.max() else { return nil }
            return (
                plain(Int32(truncatingIfNeeded: least)), plain(Int32(truncatingIfNeeded: greatest))
            )
        case .wide(let values):
            guard let least = values.min(), let greatest = values.max() else { return nil }
            return (plain(least), plain(greatest))
        case .reals(let values): return realBounds(values)
        case .bytes(let values): return byteBounds(values, Array(0..<values.count))
        case .coded(let codes, let entries):
            var used = [Bool](repeating: false, count: entries.count)
            for code in codes { used[Int(code)] = true }
            return byteBounds(entries, used.indices.filter { used[$0] })
        }
    }

    private func plain<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(value)
        return bytes
    }

    /// Returns the bounds of reals. NaN is not ordered, so a column with one has no bounds. A bound
    /// of zero is written with the sign that includes both zeros, as the format requires.
    private func realBounds(_ values: [Double]) -> (least: [UInt8], greatest: [UInt8])? {
        guard let first = values.first else { return nil }
        var least = first
        var greatest = first
        for value in values {
            if value.isNaN { return nil }
            least = Swift.min(least, value)
            greatest = Swift.max(greatest, value)
        }
        return (
            plain((least == 0 ? -0.0 : least).bitPattern),
            plain((greatest == 0 ? 0.0 : greatest).bitPattern)
        )
    }

    /// Returns the bounds of byte strings. Long texts have no bounds: a truncated maximum must be
    /// rounded up within UTF-8, and readers have implemented that wrongly.
    private func byteBounds(
        _ values: ParquetBytes, _ indices: [Int]
    ) -> (least: [UInt8], greatest: [UInt8])? {
        guard var least = indices.first else { return nil }
        var greatest = least
        for index in indices.dropFirst() {
            if values[index].lexicographicallyPrecedes(values[least]) { least = index }
            if values[greatest].lexicographicallyPrecedes(values[index]) { greatest = index }
        }
        guard values[least].count <= 64, values[greatest].count <= 64 else { return nil }
        return (Array(values[least]), Array(values[greatest]))
    }
}
