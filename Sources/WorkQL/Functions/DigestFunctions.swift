import Crypto

/// Digests of texts as hexadecimal digits, as DuckDB and PostgreSQL return them.
enum DigestFunctions {
    static var all: [ScalarFunction] {
        [
            ScalarFunction(name: "md5", arity: 1) { arguments in
                digest(arguments) { Insecure.MD5.hash(data: $0).map(\.self) }
            },
            ScalarFunction(name: "sha256", arity: 1) { arguments in
                digest(arguments) { SHA256.hash(data: $0).map(\.self) }
            },
        ]
    }

    private static func digest(
        _ arguments: ScalarFunction.Arguments, _ body: ([UInt8]) -> [UInt8]
    ) -> ScalarFunction.Result {
        guard let text = arguments.text(0) else { return .null }
        let digits = Array("0123456789abcdef")
        return .text(
            String(body(Array(text.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
    }
}
