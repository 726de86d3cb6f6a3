/// Tells declarations apart by what decides which rows come and how they are read, so that stored
/// rows are not taken for those of another declaration.
enum SchemaFingerprint {
    /// 16 hexadecimal digits, the same in every run.
    static func text(of tables: [Table]) -> String {
        // FNV-1a: nobody makes declarations to collide.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in tables.map(words).joined(separator: "\n").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func words(_ table: Table) -> String {
        let columns = table.columns.map { "\($0.name) \($0.type) \($0.source)" }
        let parts: [Any] = [
            table.name, table.rows, columns, table.time ?? "", table.identity,
            words(table.endpoint),
        ]
        return parts.map { String(describing: $0) }.joined(separator: "\n")
    }

    /// What decides which rows an endpoint answers.
    static func words(_ endpoint: Endpoint) -> String {
        let parts: [Any] = [
            endpoint.method, endpoint.path, endpoint.range, endpoint.keys, endpoint.choices,
            endpoint.constants, endpoint.paging,
        ]
        return parts.map { String(describing: $0) }.joined(separator: "\n")
    }
}
