import WorkQLCatalog

extension Call {
    /// Why the service would refuse this call, whatever the data; nil if it would not.
    ///
    /// Plans obey these rules; a call that violates one is a bug in this program. It must not cost
    /// a request, and an empty list must not be taken to mean all people.
    var defect: String? {
        if endpoint.range.meaning != .absent {
            if end <= start { return "the range \(start)…\(end) holds no time" }
            if start <= 0 { return "the range starts at \(start), before 1970" }
            if end - start > endpoint.range.longest {
                return "the range of \(end - start) s is longer than \(endpoint.range.longest) s"
            }
        }
        let known = endpoint.keys.parameters
        for key in keys {
            let column = key.parameter.column
            guard known.contains(key.parameter) else { return "\(column) is not a key" }
            if key.values.isEmpty { return "no value is given for \(column)" }
            if key.values.count > key.parameter.maximum {
                return "\(key.values.count) values for \(column), at most \(key.parameter.maximum)"
            }
            if endpoint.method == .get, case .filter = key.parameter.form {
                return "\(column) does not fit into an address"
            }
        }
        if Set(keys.map(\.parameter)).count != keys.count { return "a key is given twice" }
        switch endpoint.keys.rule {
        case .any: return nil
        case .atMostOne: return keys.count > 1 ? "more than one key is given" : nil
        case .exactlyOne: return keys.count != 1 ? "\(keys.count) keys are given, not one" : nil
        }
    }
}
