/// Where a service takes less in one call than its page says, as its refusals have shown.
package struct LearntLimits: Hashable, Sendable {
    /// The longest span of one call in seconds.
    package var longest: Int?
    /// How many values one call takes, by the key parameter's column.
    package var most: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { longest == nil && most.isEmpty }
}

extension Endpoint {
    /// The endpoint with limits that are not above those learnt.
    package func within(_ limits: LearntLimits) -> Endpoint {
        guard !limits.isEmpty else { return self }
        return Endpoint(
            name: name, service: service, method: method, path: path, page: page,
            range: RangeParameter(
                start: range.start, end: range.end,
                longest: min(range.longest, limits.longest ?? range.longest),
                meaning: range.meaning),
            keys: KeyParameters(
                parameters: keys.parameters.map { key in
                    KeyParameter(
                        column: key.column, form: key.form,
                        most: min(key.most, limits.most[key.column] ?? key.most))
                },
                rule: keys.rule),
            choices: choices, constants: constants, paging: paging, quota: quota,
            settling: settling)
    }
}

extension Catalog {
    /// The same tables, each with its endpoint inside the limits learnt of it.
    package func within(_ limits: (Endpoint) -> LearntLimits) -> Catalog {
        Catalog(
            tables: tables.map { table in
                let known = limits(table.endpoint)
                guard !known.isEmpty else { return table }
                return Table(
                    name: table.name, summary: table.summary, label: table.label,
                    endpoint: table.endpoint.within(known), rows: table.rows,
                    columns: table.columns, time: table.time, identity: table.identity)
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
