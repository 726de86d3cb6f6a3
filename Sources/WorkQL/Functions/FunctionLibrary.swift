import WorkQLPlanner
import WorkQLTime
import sqlite3

/// The functions that few statements use, registered on a connection when a statement first names
/// one: registering all of them would take a tenth of the time of a short statement.
final class FunctionLibrary {
    private let connection: OpaquePointer
    private let context: TimeContext
    private let stop: StopCheck
    private var isRegistered = false
    private var hasSums = false

    init(on connection: OpaquePointer, in context: TimeContext, stop: StopCheck) {
        self.connection = connection
        self.context = context
        self.stop = stop
    }

    /// Registers the functions that a statement needs. Called before SQLite reads the statement.
    ///
    /// - Returns: SQLite's result code.
    func provide(for sql: String) -> Int32 {
        guard !isRegistered || !hasSums else { return SQLITE_OK }
        let called = Self.calledNames(in: sql)
        // Few, and named by many statements that need none of the others.
        if !hasSums, called.contains(where: Self.sums.contains) {
            hasSums = true
            for register in [
                SumAggregate.register, WholeNumber.register, RealNumber.register,
            ] {
                let code = register(connection)
                guard code == SQLITE_OK else { return code }
            }
        }
        guard !isRegistered, called.contains(where: Self.names.contains) else { return SQLITE_OK }
        isRegistered = true
        for function in Self.scalars(in: context, stop) {
            let code = function.register(on: connection)
            guard code == SQLITE_OK else { return code }
        }
        for register in [ModeAggregate.register, MeanAggregate.register, PairAggregates.register] {
            let code = register(connection)
            guard code == SQLITE_OK else { return code }
        }
        return SampleAggregates.register(on: connection, stop: stop)
    }

    private static func scalars(in context: TimeContext, _ stop: StopCheck) -> [ScalarFunction] {
        StringFunctions.all + NumberFunctions.all + DigestFunctions.all + PatternFunctions.all(stop)
            + CalendarFunctions.all(in: context) + BoundFunctions.all(in: context)
            + AgeFunction.all(in: context)
            + BitFunctions.all + TimesOfParts.all(in: context)
    }

    private static let sums = Set(
        WholeNumber.names + [SumAggregate.name, RealNumber.name])

    /// The names of all functions that `provide(for:)` registers; they depend neither on the zone
    /// nor on the check.
    private static let names: Set<String> = {
        let context = TimeContext(now: Instant(seconds: 0), zone: .utc)
        let scalars = FunctionLibrary.scalars(in: context, StopCheck { false })
        return Set(
            scalars.map(\.name) + SampleAggregates.names + MeanAggregate.names
                + PairAggregates.names + [ModeAggregate.name])
    }()

    /// Returns the words before a parenthesis. A quoted text may contain a word that is not a call,
    /// which costs only the time of registering.
    private static func calledNames(in sql: String) -> Set<String> {
        var names: Set<String> = []
        var sql = sql
        sql.withUTF8 { bytes in
            var start: Int?
            for (index, byte) in bytes.enumerated() {
                if (0x61...0x7A).contains(byte) || byte == 0x5F || (0x30...0x39).contains(byte) {
                    if start == nil { start = index }
                } else {
                    if byte == UInt8(ascii: "("), let start {
                        names.insert(String(decoding: bytes[start..<index], as: UTF8.self))
                    }
                    start = nil
                }
            }
        }
        return names
    }
}
