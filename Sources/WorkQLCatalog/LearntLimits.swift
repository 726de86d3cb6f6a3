/// Limits of one call that are below those of the service's page, learnt from its refusals.
package struct LearntLimits: Hashable, Sendable {
    /// The longest span of one call in seconds.
    package var longest: Int?
    /// The maximum number of values in one call, by the key parameter's column.
    package var maximum: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { longest == nil && maximum.isEmpty }
}

extension Endpoint {
    /// Returns the endpoint with limits that do not exceed the learnt ones.
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
    /// Returns the same tables, each with its endpoint within the limits learnt for it.
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

    /// The seconds by which a call's range is longer, on each side, than the range of the needed
    /// rows.
    package var padding: Int {
        if case .near(_, let padding) = meaning { padding } else { 0 }
    }
}
