/// Where a service takes less in one call than its page says, as its refusals have shown.
package struct LearntLimits: Hashable, Sendable {
    /// The longest span of one call in seconds.
    package var longest: Int?
    /// How many values one call takes, by the key parameter's column.
    package var maximum: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { longest == nil && maximum.isEmpty }
}

extension Endpoint {
    /// The endpoint with limits that are not above those learnt.
    package func within(_ limits: LearntLimits) -> Endpoint {
        guard !limits.isEmpty else { return self }
        var endpoint = self
        endpoint.range.longest = min(range.longest, limits.longest ?? range.longest)
        for (index, key) in keys.parameters.enumerated() {
            endpoint.keys.parameters[index].maximum = min(
                key.maximum, limits.maximum[key.column] ?? key.maximum)
        }
        return endpoint
    }
}

extension Catalog {
    /// The same tables, each with its endpoint inside the limits learnt of it.
    package func within(_ limits: (Endpoint) -> LearntLimits) -> Catalog {
        Catalog(
            tables: tables.map { table in
                let known = limits(table.endpoint)
                guard !known.isEmpty else { return table }
                var limited = table
                limited.endpoint = table.endpoint.within(known)
                return limited
            })
    }
}

extension RangeParameter {
    /// The column whose instants a range selects; nil where the service chooses.
    package var column: String? {
        switch meaning {
        case .instants(let column), .near(let column, _): column
        case .chosenByService, .absent: nil
        }
    }

    /// How much longer on either side than the rows wanted a call's range is, in seconds.
    package var padding: Int {
        if case .near(_, let padding) = meaning { padding } else { 0 }
    }
}
