import WorkQLDigest

/// Digests of texts as hexadecimal digits, as DuckDB and PostgreSQL return them.
enum DigestFunctions {
    static var all: [ScalarFunction] {
        [
            ScalarFunction(name: "md5", arity: 1) { arguments in
                digest(arguments, Digest.md5)
            },
            ScalarFunction(name: "sha256", arity: 1) { arguments in
                digest(arguments, Digest.sha256)
            },
        ]
    }

    private static func digest(
        _ arguments: ScalarFunction.Arguments, _ body: ([UInt8]) -> [UInt8]
    ) -> ScalarFunction.Result {
        guard let text = arguments.text(0) else { return .null }
        return .text(body(Array(text.utf8)).hexadecimal)
    }
}
