import WorkQLCatalog

extension Call {
    /// Returns the limits that cut the call into two; nil if it cannot be cut.
    ///
    /// If rows are identified neither by an identity nor by the core of their call, duplicates that
    /// arrive with both halves cannot be recognized; such a range is not cut.
    func halved(_ excess: ErrorCode.Excess) -> LearntLimits? {
        var limits = LearntLimits()
        switch excess {
        case .range:
            if case .instants = endpoint.range.meaning { return nil }
            let longest = (end - start + 1) / 2 + endpoint.range.padding
            guard longest < end - start, longest > 2 * endpoint.range.padding else { return nil }
            limits.longest = longest
        case .any:
            return halved(.list) ?? halved(.range)
        case .list:
            guard let key = keys.max(by: { $0.values.count < $1.values.count }),
                key.values.count > 1
            else { return nil }
            limits.maximum[key.parameter.column] = (key.values.count + 1) / 2
        }
        return limits
    }

    /// Returns the call cut into as many parts as the limits require, often one: by time, and then
    /// by keys.
    ///
    /// Adjacent parts of a range share an instant, because it is unknown whether the service
    /// includes an end. If rows are only near the range, the parts overlap enough for each row to
    /// be well inside one of them.
    func parts(within limits: LearntLimits) -> [Call] {
        var parts = [self]
        if let longest = limits.longest {
            parts = parts.flatMap { $0.windows(of: longest) }
        }
        for (index, key) in keys.enumerated() {
            guard let maximum = limits.maximum[key.parameter.column], maximum < key.values.count
            else {
                continue
            }
            parts = parts.flatMap { part in
                stride(from: 0, to: key.values.count, by: maximum).map { start in
                    var cut = part
                    cut.keys[index].values = Array(
                        key.values[start..<min(start + maximum, key.values.count)])
                    return cut
                }
            }
        }
        return parts
    }

    private func windows(of longest: Int) -> [Call] {
        let overlap = 2 * endpoint.range.padding
        guard end - start > longest, longest > overlap else { return [self] }
        var windows: [Call] = []
        var part = self
        while true {
            part.end = min(part.start + longest, end)
            windows.append(part)
            guard part.end < end else { return windows }
            part.start = part.end - overlap
        }
    }
}
