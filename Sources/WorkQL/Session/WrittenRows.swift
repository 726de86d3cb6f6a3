import WorkQLCatalog
import WorkQLPages
package import WorkQLPlanner
package import WorkQLSyntax
package import WorkQLTime

// The values of a public result in the form that writers of formats take.

extension QueryResult {
    /// The columns, in the form that writers take.
    package var writtenColumns: [ResultColumn] { stream.shape.written }

    /// The zone in which times are written.
    package var zone: Zone { stream.shape.zone }
}

extension Row {
    /// The values, in the form that writers take; must be kept while they are read.
    package var cells: RowCells { RowCells(values.map(\.written)) }
}

extension Value {
    /// The value in the form that writers take. A timestamp is its seconds since 1970, with a
    /// fraction if there are milliseconds.
    fileprivate var written: RowValue {
        switch storage {
        // The last two are values of parameters, and never in a cell.
        case .null, .duration, .list: return .null
        case .text(let text), .json(let text), .date(let text), .time(let text):
            return .text(Array(text.utf8))
        case .integer(let number): return .integer(number)
        case .real(let number): return .real(number)
        case .boolean(let truth): return .integer(truth ? 1 : 0)
        case .timestamp(let milliseconds):
            let isWhole = milliseconds.isMultiple(of: 1000)
            return isWhole ? .integer(milliseconds / 1000) : .real(Double(milliseconds) / 1000)
        }
    }
}

extension WorkQLError {
    /// Creates the error for rows that cannot be written.
    package init(_ error: UserError) { self.init(error, in: "") }
}
