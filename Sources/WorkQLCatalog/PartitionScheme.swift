/// How the store divides the rows of an endpoint into partitions.
///
/// If every row contains its key and its time, each key is a partition, and any interval of it can
/// be used by itself. Otherwise everything that one call requests is one partition, because rows
/// cannot be assigned to keys.
///
/// Example: a call for check-ins of `lisi` and `wangwu` fills two partitions, `lisi` and `wangwu`;
/// a later query for `lisi` alone uses one of them. A call for the reports of the creator `lisi`
/// fills the partition `lisi` for its whole range, and a call for reports of `lisi` with the
/// template `t1` another one: a report does not contain the condition that selected it.
package struct PartitionScheme: Hashable, Sendable {
    /// Whether each value of the only key parameter is a cell.
    package let isByValue: Bool
    /// Whether rows are identified by their time, so that a part of a fetched interval can be used.
    /// Otherwise the rows of one call are used completely or not at all.
    package let isByTime: Bool
    private let parameters: [KeyParameter]

    package init(_ endpoint: Endpoint, _ parameters: [KeyParameter]) {
        isByTime = endpoint.range.column != nil
        isByValue = isByTime && parameters.count == 1 && parameters[0].isInEveryRow
        self.parameters = parameters
    }

    /// Returns the names of the cells that a call fetches.
    package func cells(of call: Call) -> [String] {
        isByValue ? call.keys[0].values.map(cell) : [cell(call.keys.map(\.values))]
    }

    /// Returns the cell of one value, which also identifies rows: a service whose ids ignore case
    /// accepts them in any spelling, and returns them in its own.
    package func cell(_ value: Scalar) -> String {
        (parameters.first?.folded(value) ?? value).description
    }

    /// Returns the cell of all values of a call, in the order of its parameters.
    package func cell(_ values: [[Scalar]]) -> String {
        zip(parameters, values).map { parameter, values in
            values.map { parameter.folded($0).description }.joined(separator: "\u{1F}")
        }.joined(separator: "\u{1E}")
    }
}

/// An interval of a cell that was fetched completely.
package struct CachedInterval: Hashable, Sendable {
    /// The id by which a store finds the rows.
    package var owner: Int64
    /// In milliseconds since 1970.
    package var instants: Range<Int64>
    /// The time of the fetch, in seconds since 1970.
    package var fetched: Int64

    package init(owner: Int64, instants: Range<Int64>, fetched: Int64) {
        self.owner = owner
        self.instants = instants
        self.fetched = fetched
    }
}
