package import WorkQLPlanner
package import WorkQLTime

// What writers of formats take of a public result.

extension QueryResult {
    /// The columns, as writers take them.
    package var writtenColumns: [ResultColumn] { stream.shape.written }

    /// The zone that times are written in.
    package var zone: Zone { stream.shape.zone }
}

extension Row {
    /// The values, as writers take them; to be kept while they are read.
    package var cells: RowCells { RowCells(values.map(\.written)) }
}

extension Value {
    /// Seconds since 1970 of a timestamp, with a fraction where there are milliseconds.
    fileprivate var written: RowValue {
        switch storage {
        // The last two are values of parameters, and in no cell.
        case .null, .duration, .list: return .null
        case .text(let text), .json(let text), .date(let text), .time(let text):
            return .text(Array(text.utf8))
        case .integer(let number): return .integer(number)
        case .real(let number): return .real(number)
        case .boolean(let truth): return .integer(truth ? 1 : 0)
        case .timestamp(let date):
            let milliseconds = Instant(date).milliseconds
            let isWhole = milliseconds.isMultiple(of: 1000)
            return isWhole ? .integer(milliseconds / 1000) : .real(Double(milliseconds) / 1000)
        }
    }
}

extension WorkQLError {
    /// Why rows cannot be written.
    package init(_ error: QueryError) { self.init(error, in: "") }
}
