import WorkQLPlanner
import WorkQLSQLite

/// The functions that few statements use, made known to a connection when a statement first names
/// them: registering all of them would take a tenth of the time of a short statement.
final class FunctionLibrary {
    private let connection: OpaquePointer
    private let context: TimeContext
    private let stop: StopCheck
    private var isRegistered = false

    init(on connection: OpaquePointer, in context: TimeContext, stop: StopCheck) {
        self.connection = connection
        self.context = context
        self.stop = stop
    }

    /// Called with each statement before SQLite reads it.
    ///
    /// - Returns: SQLite's code.
    func provide(for sql: String) -> Int32 {
        guard !isRegistered, Self.calledNames(in: sql).contains(where: Self.names.contains) else {
            return 0
        }
        isRegistered = true
        for function in scalars {
            let code = function.register(on: connection)
            guard code == 0 else { return code }
        }
        return SampleAggregates.register(on: connection)
    }

    private var scalars: [ScalarFunction] {
        StringFunctions.all + NumberFunctions.all + PatternFunctions.all(stop)
            + CalendarFunctions.all(in: context)
    }

    private static let names: Set<Substring> = {
        let library = StringFunctions.all + NumberFunctions.all
        var names = Set(library.map { Substring($0.name) })
        names.formUnion(SampleAggregates.names.map { Substring($0) })
        names.formUnion(PatternFunctions.names.map { Substring($0) })
        names.formUnion(CalendarFunctions.names.map { Substring($0) })
        return names
    }()

    /// The words that stand before a parenthesis. A text between quotes may bring a word that is not
    /// a call, which costs nothing but the time of registering.
    private static func calledNames(in sql: String) -> Set<Substring> {
        var names: Set<Substring> = []
        let bytes = sql.utf8
        var start: String.Index?
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if (0x61...0x7A).contains(byte) || byte == 0x5F || (0x30...0x39).contains(byte) {
                if start == nil { start = index }
            } else {
                if byte == 0x28, let start { names.insert(sql[start..<index]) }
                start = nil
            }
            index = bytes.index(after: index)
        }
        return names
    }
}
