/// Distinguishes declarations by everything that determines which rows are returned and how they
/// are read, so that stored rows are not read as those of another declaration.
enum SchemaFingerprint {
    /// Returns 16 hexadecimal digits, the same in every run.
    static func text(of tables: [Table]) -> String {
        // FNV-1a suffices: declarations are not designed to collide.
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

    /// Returns the properties that determine which rows an endpoint returns.
    static func words(_ endpoint: Endpoint) -> String {
        // It determines what is requested, and not which rows a request returns.
        let range = String(describing: endpoint.range)
            .replacing(/, recordsPast: (true|false)/, with: "")
        let parts: [Any] = [
            endpoint.method, endpoint.path, range, endpoint.keys, endpoint.choices,
            endpoint.constants, endpoint.paging,
        ]
        return parts.map { String(describing: $0) }.joined(separator: "\n")
    }
}
