import WorkQLCatalog
import WorkQLPlanner

/// The columns of a result whose values a chart shows, and the columns that label them.
struct ChartRoles {
    /// The columns of numbers.
    var measures: [Int]
    /// The other columns, in order.
    var labels: [Int]

    /// - Parameter numeric: the columns of numbers.
    init(_ columns: [ResultColumn], numeric: [Int]) {
        // Group keys and ids may consist of digits, but measure nothing.
        let found = numeric.filter { !columns[$0].isGroupKey && columns[$0].holds == nil }
        let measures = found.isEmpty ? numeric : found
        self.measures = measures
        labels = columns.indices.filter { !measures.contains($0) }
    }

    /// Returns the first label column that is a time or a date.
    func time(_ columns: [ResultColumn]) -> Int? {
        labels.first { columns[$0].type == .timestamp || columns[$0].type == .date }
    }
}
