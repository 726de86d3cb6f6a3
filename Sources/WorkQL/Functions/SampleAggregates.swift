import WorkQLSQLite
import sqlite3

/// Aggregates of statistics: `median`, quantiles, standard deviations and variances. Results as
/// DuckDB's.
///
/// Each keeps the values of its group, 16 bytes a number, because windows take rows away again.
enum SampleAggregates {
    static func register(on connection: OpaquePointer) -> Int32 {
        for aggregate in all {
            let code = aggregate.register(on: connection)
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    static var names: [String] { all.map(\.name) }

    private static var all: [SampleAggregate] {
        [
            SampleAggregate("median", 1) { quantile($0, 0.5, isContinuous: true) },
            SampleAggregate("quantile_cont", 2) { quantile($0, $0.share, isContinuous: true) },
            SampleAggregate("quantile_disc", 2) { quantile($0, $0.share, isContinuous: false) },
            SampleAggregate("stddev_samp", 1) { spread($0, from: 2).map { $0.squareRoot() } },
            SampleAggregate("stddev_pop", 1) { spread($0, from: 1).map { $0.squareRoot() } },
            SampleAggregate("var_samp", 1) { spread($0, from: 2) },
            SampleAggregate("var_pop", 1) { spread($0, from: 1) },
        ]
    }

    private static func quantile(
        _ sample: SampleAggregate.Sample, _ share: Double?, isContinuous: Bool
    ) -> Double? {
        let values = sample.values.compactMap(\.self).sorted()
        guard let share, (0...1).contains(share), !values.isEmpty else { return nil }
        if !isContinuous {
            // The first value at or above the share of the rows.
            let index = Int((share * Double(values.count)).rounded(.up)) - 1
            return values[min(max(index, 0), values.count - 1)]
        }
        let position = share * Double(values.count - 1)
        let (low, high) = (Int(position.rounded(.down)), Int(position.rounded(.up)))
        guard low != high else { return values[low] }
        return values[low] + (values[high] - values[low]) * (position - Double(low))
    }

    /// The variance: of a sample, where at least two values are needed, or of the population.
    private static func spread(_ sample: SampleAggregate.Sample, from least: Int) -> Double? {
        let values = sample.values.compactMap(\.self)
        guard values.count >= least else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return squares / Double(values.count - (least - 1))
    }
}

/// An aggregate of the numbers of a group that are all kept until the result is computed.
struct SampleAggregate {
    final class Sample {
        /// nil is NULL.
        var values: [Double?] = []
        /// The second argument, of the last row.
        var share: Double?
        let result: (Sample) -> Double?

        init(_ result: @escaping (Sample) -> Double?) { self.result = result }
    }

    private final class Box {
        let result: (Sample) -> Double?

        init(_ result: @escaping (Sample) -> Double?) { self.result = result }
    }

    let name: String
    private let arity: Int32
    private let result: (Sample) -> Double?

    init(_ name: String, _ arity: Int32, _ result: @escaping (Sample) -> Double?) {
        self.name = name
        self.arity = arity
        self.result = result
    }

    func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_window_function(
            connection, name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            Unmanaged.passRetained(Box(result)).toOpaque(),
            { context, count, arguments in
                guard let arguments, let sample = SampleAggregate.sample(context) else { return }
                sample.values.append(SampleAggregate.number(arguments[0]))
                if count > 1 { sample.share = SampleAggregate.number(arguments[1]) }
            },
            { context in
                SampleAggregate.report(context)
                let slot = SampleAggregate.slot(context, isNeeded: false)
                slot?.pointee?.release()
                slot?.pointee = nil
            },
            { context in SampleAggregate.report(context) },
            { context, _, _ in
                // The oldest row leaves the frame.
                guard let sample = SampleAggregate.sample(context), !sample.values.isEmpty else {
                    return
                }
                sample.values.removeFirst()
            },
            { user in
                if let user { Unmanaged<Box>.fromOpaque(user).release() }
            })
    }

    private static func slot(
        _ context: OpaquePointer?, isNeeded: Bool
    ) -> UnsafeMutablePointer<Unmanaged<Sample>?>? {
        let size = isNeeded ? Int32(MemoryLayout<Unmanaged<Sample>?>.size) : 0
        return sqlite3_aggregate_context(context, size)?
            .assumingMemoryBound(to: Unmanaged<Sample>?.self)
    }

    /// The state of one group, made with its first row.
    private static func sample(_ context: OpaquePointer?) -> Sample? {
        guard let slot = slot(context, isNeeded: true), let user = sqlite3_user_data(context) else {
            return nil
        }
        if let sample = slot.pointee { return sample.takeUnretainedValue() }
        let sample = Sample(Unmanaged<Box>.fromOpaque(user).takeUnretainedValue().result)
        slot.pointee = Unmanaged.passRetained(sample)
        return sample
    }

    private static func report(_ context: OpaquePointer?) {
        guard let sample = slot(context, isNeeded: false)?.pointee?.takeUnretainedValue(),
            let result = sample.result(sample)
        else { return sqlite3_result_null(context) }
        sqlite3_result_double(context, result)
    }

    private static func number(_ value: OpaquePointer?) -> Double? {
        switch sqlite3_value_numeric_type(value) {
        case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_value_double(value)
        default: nil
        }
    }
}
