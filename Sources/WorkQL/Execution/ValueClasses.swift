import WorkQLPages

/// A code for each distinct result of some expressions of a column's values, numbered from 0 in the
/// order of first appearance. Values have codes of their own.
struct ValueClasses {
    private let values: ColumnValues
    private var results = TextCodes()
    /// The class of each value.
    private var classes: [UInt32] = []
    /// The first value of each class.
    private var firsts: [UInt32] = []

    init(of values: ColumnValues) { self.values = values }

    var count: Int { results.count }
    var valueCount: Int { classes.count }
    var byteCount: Int { results.byteCount }

    mutating func removeAll() { self = ValueClasses(of: values) }

    /// Finds the classes of the values that follow those known so far.
    mutating func add(_ vector: Vector, count: Int) {
        values.results(of: vector, count: count) { result in
            let value = UInt32(classes.count)
            // A value without a result is in a class of its own. No result begins with 0.
            let bytes = result ?? [0] + withUnsafeBytes(of: value) { Array($0) }
            let code = bytes.withUnsafeBufferPointer { results.code(of: $0) }
            if Int(code) == firsts.count { firsts.append(value) }
            classes.append(code)
        }
    }

    /// Replaces the codes of values by those of their classes.
    func replace(_ codes: inout [UInt32]) {
        if count == 1 {
            for position in codes.indices { codes[position] = 0 }
            return
        }
        classes.withUnsafeBufferPointer { classes in
            codes.withUnsafeMutableBufferPointer { codes in
                for position in codes.indices { codes[position] = classes[Int(codes[position])] }
            }
        }
    }

    /// Returns the first value of each of some classes.
    func values(of codes: [UInt32]) -> [UInt32] { codes.map { firsts[Int($0)] } }
}
