import WorkQLCatalog
import WorkQLPlanner

/// Which columns of a result a chart measures, and which name what is measured.
struct ChartRoles {
    /// Of numbers.
    var measures: [Int]
    /// The others, in order.
    var labels: [Int]

    /// - Parameter numeric: the columns of numbers.
    init(_ columns: [ResultColumn], numeric: [Int]) {
        // What rows are grouped by and what is an id has digits, and measures nothing.
        let found = numeric.filter { !columns[$0].isGroupKey && columns[$0].holds == nil }
        let measures = found.isEmpty ? numeric : found
        self.measures = measures
        labels = columns.indices.filter { !measures.contains($0) }
    }

    /// The first label that is a time or a day.
    func time(_ columns: [ResultColumn]) -> Int? {
        labels.first { columns[$0].type == .timestamp || columns[$0].type == .date }
    }
}
