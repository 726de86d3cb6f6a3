package import WorkQLCatalog

/// The calls of a scan: windows of time × batches of keys, made one by one when they are asked for,
/// because there may be many thousands.
///
/// For a demand in which every key wants the same range, ceil(keys / batch) × ceil(time / window)
/// is the least that any cut can do, and this is that cut.
package struct Tiling: Sendable {
    /// One call and the rows that are its own.
    package struct Tile: Sendable {
        package var call: Call
        /// The part of time whose rows belong to this tile and to no other; nil where rows carry no
        /// time to tell by, and are told by their identity instead.
        package var core: TimeRange?
    }

    /// The values of one key parameter, cut into as many as a call takes.
    package struct Batches: Sendable {
        package var parameter: KeyParameter
        /// Distinct and ascending.
        package var values: [Scalar]
        /// Whether the values are known; they are one batch at least until then.
        package var isKnown = true
        /// Where they come from, when no condition names them: "every visible member".
        package var origin: String?

        package var count: Int {
            isKnown ? (values.count + parameter.most - 1) / parameter.most : 1
        }

        func batch(_ index: Int) -> Call.Key {
            let start = index * parameter.most
            return Call.Key(
                parameter, Array(values[start..<min(start + parameter.most, values.count)]))
        }
    }

    package var endpoint: Endpoint
    package var range: TimeRange
    /// Independent of each other: every combination is a call.
    package var batches: [Batches]
    package var choices: [Call.Choice]

    /// The span of one window in seconds, without the padding.
    package var window: Int { endpoint.range.longest - 2 * padding }

    package var windowCount: Int {
        guard !range.isEmpty, batches.allSatisfy({ $0.count > 0 }) else { return 0 }
        return (sentEnd - sentStart + window - 1) / window
    }

    package var batchCount: Int { batches.reduce(1) { $0 * $1.count } }

    package var count: Int { windowCount * batchCount }

    /// Windows ascend; within a window the batches of the first parameter change slowest.
    package subscript(index: Int) -> Tile {
        let (windowIndex, combination) = index.quotientAndRemainder(dividingBy: batchCount)
        let start = sentStart + windowIndex * window
        let end = min(start + window, sentEnd)
        var rest = combination
        var keys: [Call.Key] = []
        for part in batches.reversed() {
            let (quotient, place) = rest.quotientAndRemainder(dividingBy: part.count)
            keys.append(part.batch(place))
            rest = quotient
        }
        return Tile(
            call: Call(
                endpoint: endpoint, start: max(start - padding, 1), end: end + padding,
                keys: keys.reversed(), choices: choices),
            core: ownsRowsByTime
                ? range.intersection(
                    TimeRange(
                        since: Instant(seconds: Int64(start)), until: Instant(seconds: Int64(end))))
                : nil)
    }

    private var padding: Int {
        if case .near(_, let padding) = endpoint.range.meaning { padding } else { 0 }
    }

    private var ownsRowsByTime: Bool { endpoint.range.column != nil }

    // Whole seconds that hold the range; the end stays after the start for a range within a second.
    private var sentStart: Int { Int(range.since.secondsRoundedDown) }
    private var sentEnd: Int { Int(range.until.secondsRoundedUp) }
}

extension RangeParameter {
    /// The column whose instants a range selects; nil where the service chooses.
    package var column: String? {
        switch meaning {
        case .instants(let column), .near(let column, _): column
        case .chosenByService, .absent: nil
        }
    }
}
